//! A gate that is shut for the length of one call.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// The gate, and who waits before it.
#[derive(Default)]
pub struct Gate {
    shut: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Gate {
    /// Shuts it.
    pub fn close(&self) {
        self.shut.set(true);
    }

    /// Opens it, and lets everybody through.
    pub fn open(&self) {
        self.shut.set(false);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }

    /// Waits until it is open.
    pub async fn pass(&self) {
        poll_fn(|context| {
            if !self.shut.get() {
                return Poll::Ready(());
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
