//! The quiet: a time without background work, after opening and after the disk was found full.

use std::rc::{Rc, Weak};

use super::shared::Inner;
use crate::storage::LocalFuture;

/// Begins a quiet of so many milliseconds, and as many again as long as pages are being read.
pub(super) fn begin(inner: &Rc<Inner>, millis: u32) {
    if !inner.quiet.replace(true) {
        inner.host.spawn(end(Rc::downgrade(inner), millis));
    }
}

fn end(engine: Weak<Inner>, millis: u32) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        loop {
            let Some(rest) = engine.upgrade().map(|inner| inner.host.rest(millis)) else { return };
            rest.await;
            let Some(inner) = engine.upgrade() else { return };
            if !inner.state.borrow().loading {
                inner.quiet.set(false);
                inner.state.borrow_mut().jobs_due = true;
                inner.kick();
                return;
            }
        }
    })
}
