//! The one timer of the engine: it wakes the jobs when the first of those that sleep is due. Without such a job there is none.

use std::rc::{Rc, Weak};

use super::shared::{Engine, Inner};
use super::state::State;
use crate::storage::LocalFuture;

/// The longest rest, in milliseconds: timers of hosts end at 24 days, and do not count the time that a device sleeps.
const LONGEST_REST: u64 = 3_600_000;

/// Finds what is due although its timer is late, or there is none.
pub(super) fn look(state: &mut State, now_ms: u64) {
    if state.wakes_ms.is_some_and(|due_ms| due_ms <= now_ms) {
        (state.wakes_ms, state.jobs_due) = (None, true);
    }
}

impl Engine {
    /// Starts what is due, as every request does. For hosts without timers.
    pub fn look(&self) {
        look(&mut self.inner.state.borrow_mut(), self.inner.host.now_micros() / 1000);
        self.inner.kick_and_tell();
    }
}

/// Sets the timer for what was written.
pub(super) fn set(inner: &Rc<Inner>) {
    let now_ms = inner.host.now_micros() / 1000;
    let state = &mut *inner.state.borrow_mut();
    if let Some(due_ms) = state.due_ms.take() {
        at(inner, state, due_ms, now_ms);
    }
}

/// Sees to it that the jobs are looked at when `due_ms` has come.
pub(super) fn at(inner: &Rc<Inner>, state: &mut State, due_ms: u64, now_ms: u64) {
    if state.wakes_ms.is_some_and(|earlier| earlier <= due_ms) {
        return;
    }
    state.wakes_ms = Some(due_ms);
    // An earlier timer finds that it is not the one any more.
    if let Some(rest) = inner.host.sleep(rest_until(due_ms, now_ms), due_ms) {
        inner.host.spawn(wake(Rc::downgrade(inner), state.generation, due_ms, rest));
    }
}

fn rest_until(due_ms: u64, now_ms: u64) -> u32 {
    due_ms.saturating_sub(now_ms).clamp(1, LONGEST_REST) as u32
}

fn wake(
    engine: Weak<Inner>,
    generation: u64,
    due_ms: u64,
    mut rest: LocalFuture<'static, ()>,
) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        loop {
            rest.await;
            let Some(inner) = engine.upgrade().filter(|inner| inner.current(generation)) else { return };
            if inner.state.borrow().wakes_ms != Some(due_ms) {
                return;
            }
            let now_ms = inner.host.now_micros() / 1000;
            if now_ms >= due_ms {
                look(&mut inner.state.borrow_mut(), now_ms);
                return inner.kick();
            }
            let Some(next) = inner.host.sleep(rest_until(due_ms, now_ms), due_ms) else { return };
            rest = next;
        }
    })
}
