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
    let (times, millis) = rests(due_ms.saturating_sub(now_ms));
    if let Some(first) = inner.host.sleep(millis) {
        inner.host.spawn(wake(Rc::downgrade(inner), state.generation, due_ms, first, (times, millis)));
    }
}

/// How often to rest, and how long each time, in milliseconds.
const fn rests(millis: u64) -> (u64, u32) {
    if millis > LONGEST_REST {
        return (millis.div_ceil(LONGEST_REST), LONGEST_REST as u32);
    }
    (1, if millis == 0 { 1 } else { millis as u32 })
}

fn wake(
    engine: Weak<Inner>,
    generation: u64,
    due_ms: u64,
    first: LocalFuture<'static, ()>,
    (times, millis): (u64, u32),
) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        first.await;
        for _ in 1..times {
            let inner = engine.upgrade().filter(|inner| inner.state.borrow().wakes_ms == Some(due_ms));
            let Some(rest) = inner.and_then(|inner| inner.host.sleep(millis)) else { return };
            rest.await;
        }
        let Some(inner) = engine.upgrade().filter(|inner| inner.current(generation)) else { return };
        {
            let mut state = inner.state.borrow_mut();
            if state.wakes_ms != Some(due_ms) {
                return;
            }
            state.wakes_ms = None;
            state.jobs_due = true;
        }
        inner.kick();
    })
}
