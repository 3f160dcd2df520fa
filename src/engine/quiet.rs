//! The quiet: a time without background work, after opening and while the disk is full.

use std::rc::{Rc, Weak};

use super::shared::Inner;
use crate::storage::LocalFuture;

/// The first rest on a full disk, in milliseconds, in which deletions have all of the reserve; each that follows in vain is
/// twice as long, up to the longest.
const FIRST_REST: u32 = 1_000;
/// Chromium takes up to half a minute to count what was deleted as free.
const LONGEST_REST: u32 = 32_000;

/// Begins a quiet of so many milliseconds, and as many again as long as pages are being read.
pub(super) fn begin(inner: &Rc<Inner>, millis: u32) {
    if !inner.quiet.replace(true) {
        inner.host.spawn(end(Rc::downgrade(inner), millis));
    }
}

/// Begins a quiet that is the longer, the more often the disk was found full without any progress in between.
pub(super) fn back_off(inner: &Rc<Inner>) {
    let setbacks = inner.setbacks.get();
    inner.setbacks.set(setbacks.saturating_add(1));
    begin(inner, (FIRST_REST << setbacks.min(16)).min(LONGEST_REST));
}

fn end(engine: Weak<Inner>, millis: u32) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        loop {
            let Some(rest) = engine.upgrade().map(|inner| inner.host.rest(millis)) else { return };
            rest.await;
            let Some(inner) = engine.upgrade() else { return };
            if inner.state.borrow().loading {
                continue;
            }
            inner.quiet.set(false);
            {
                let mut state = inner.state.borrow_mut();
                state.jobs_due = true;
                state.reserve_due |= state.full;
                state.exhausted = false;
            }
            inner.kick();
            return;
        }
    })
}
