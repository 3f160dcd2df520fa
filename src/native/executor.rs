//! Runs the engine's tasks on one thread by polling them in turn.
//!
//! Native storage answers within a poll, and everything else waits for a turn of this loop, so wakers would have
//! nothing to say. A simulation picks the next task itself and thereby decides every interleaving.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::storage::LocalFuture;

/// Tasks of one thread.
#[derive(Default)]
pub struct Executor {
    tasks: RefCell<VecDeque<LocalFuture<'static, ()>>>,
}

impl Executor {
    /// Adds a task.
    pub fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.tasks.borrow_mut().push_back(task);
    }

    /// Polls the task at `index`; false if there is none.
    pub fn poll_one(&self, index: usize) -> bool {
        let Some(mut task) = self.tasks.borrow_mut().remove(index) else { return false };
        if task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            self.tasks.borrow_mut().push_back(task);
        }
        true
    }

    /// Polls the task that has waited longest; false if there is none.
    pub fn turn(&self) -> bool {
        self.poll_one(0)
    }

    /// How many tasks there are.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.tasks.borrow().len()
    }

    /// Drops all tasks: what a crash does.
    pub fn abandon(&self) {
        // Out of the cell first: a task that is dropped may look at the executor.
        let tasks = std::mem::take(&mut *self.tasks.borrow_mut());
        drop(tasks);
    }

    /// Runs `future` to its end, with the tasks in between.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return value;
            }
            self.turn();
        }
    }
}
