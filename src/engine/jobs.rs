//! Runs the table layer's background jobs in slices behind the requests.

use std::rc::Rc;

use super::load;
use super::log::Origin;
use super::measure::{self, Stored};
use super::room::{Room, frees, grows};
use super::shared::{Inner, SLICE_MICROS};
use super::state::State;
use super::wake;
use crate::operation::{Context, Stop};
use crate::storage::LocalFuture;
use crate::table::{Progress, jobs};

enum Slice {
    Dry,
    Again,
    /// There is something to do when a checkpoint has made room.
    Waits,
    Lacking,
    Fault(Vec<crate::storage::PageId>),
}

/// Runs jobs until none is left.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        // Pages stay until the slice that needs them is through, however small the cache is.
        let mut held = Vec::new();
        let mut whole = false;
        loop {
            inner.host.pause().await;
            if !inner.current(generation) {
                return;
            }
            let slice = slice(&inner, whole);
            let summons = inner.state.borrow_mut().job_turn.summons();
            summons.iter().for_each(|kind| inner.host.summon(kind));
            if matches!(slice, Slice::Lacking) {
                whole = inner.host.complete().await;
                if whole {
                    continue;
                }
                // The job waits for the next change of tables, or the next opening.
                let mut state = inner.state.borrow_mut();
                if state.generation == generation {
                    state.forest.unpin(&held);
                    (state.jobs_due, state.jobs_running) = (false, false);
                }
                return;
            }
            if let Slice::Fault(ids) = slice {
                inner.state.borrow_mut().forest.pin(&ids);
                held.extend_from_slice(&ids);
                if !load::fetch(&inner, generation, &ids).await {
                    return;
                }
                continue;
            }
            inner.state.borrow_mut().forest.unpin(&std::mem::take(&mut held));
            inner.kick_and_tell();
            if matches!(slice, Slice::Dry) {
                return;
            }
        }
    })
}

/// Removes what has expired, before a request can see it.
pub(super) fn expire(inner: &Rc<Inner>) {
    let now_ms = inner.host.now_micros() / 1000;
    let running = {
        let state = &mut *inner.state.borrow_mut();
        let due = [state.wakes_ms, state.due_ms].into_iter().flatten().min();
        if due.is_none_or(|due| due > now_ms) {
            return;
        }
        // What else the timer was set for is found by the round.
        (state.wakes_ms, state.due_ms) = (None, None);
        state.jobs_running
    };
    while matches!(slice(inner, true), Slice::Again) {}
    let mut state = inner.state.borrow_mut();
    // Where a page is missing, or room, the task goes on.
    (state.jobs_due, state.jobs_running) = (true, running);
}

/// One slice: evaluated like a request, its effects in one record.
fn slice(inner: &Rc<Inner>, whole: bool) -> Slice {
    let state = &mut *inner.state.borrow_mut();
    if inner.closing.get()
        || inner.restoring.get()
        || (!inner.config.volatile && inner.halted.borrow().is_some())
    {
        state.jobs_running = false;
        return Slice::Dry;
    }
    let room = inner.room(state);
    if room.waits() {
        return Slice::Waits;
    }
    let now = inner.host.now_micros();
    let clock = state.clock.peek(now);
    let entropy = state.entropy();
    let start = inner.host.monotonic_micros();
    let mut budget = || inner.host.monotonic_micros() - start < SLICE_MICROS;
    if inner.config.volatile && !state.forest.shed(&mut budget) {
        return Slice::Again;
    }
    if let Some(gauge) = &inner.config.settings.gauge {
        match measure::store(inner, state, gauge, false) {
            Stored::Nothing => {}
            Stored::Yes => return Slice::Again,
            Stored::Fault(pages) => return Slice::Fault(pages),
        }
    }
    let mut cx = Context::new(&state.forest, &state.catalog, &inner.config.settings, now / 1000, clock);
    cx.entropy = entropy;
    let turn = &mut state.job_turn;
    let worked = turn.worked();
    let result = jobs::step(&mut cx, turn, state.swept_ms, whole, &mut budget);
    let Context { trace, effects, busy, .. } = cx;
    match result {
        Ok(Progress::Lacking) => Slice::Lacking,
        // It goes on when there is room.
        Ok(_) if !effects.is_empty() && !matches!(room, Room::Free) && !frees(&effects) => {
            (state.jobs_due, state.jobs_running) = (false, false);
            Slice::Dry
        }
        Ok(progress) => {
            // Without memory for it a new index waits; what deletes goes on.
            if grows(&effects) && !inner.host.has_memory() {
                turn.refuse(worked);
            } else if !effects.is_empty() {
                state.clock.advance(clock);
                state.commit(clock, Origin::Local, effects);
                if let Some(gauge) = &inner.config.settings.gauge {
                    measure::filled(gauge, now / 1000);
                }
            }
            state.jobs_due = progress == Progress::Worked;
            if progress == Progress::Idle {
                state.swept_ms = now / 1000;
                sleep(inner, state, now / 1000);
            }
            state.jobs_running = state.jobs_due;
            if state.jobs_due { Slice::Again } else { Slice::Dry }
        }
        Err(Stop::Fault) if busy => Slice::Waits,
        Err(Stop::Fault) if trace.corrupt.is_none() => Slice::Fault(trace.faults),
        // What is damaged is reported to whoever reads it; the others have their turns.
        Err(_) => {
            let settings = &inner.config.settings;
            let mut cx = Context::new(&state.forest, &state.catalog, settings, now / 1000, clock);
            if turn.pass(&mut cx) {
                return Slice::Again;
            }
            (state.jobs_due, state.jobs_running) = (false, false);
            sleep(inner, state, now / 1000);
            Slice::Dry
        }
    }
}

/// After a round the timer wakes the first job that sleeps.
fn sleep(inner: &Rc<Inner>, state: &mut State, now_ms: u64) {
    if let Some(due_ms) = state.job_turn.due_ms() {
        wake::at(inner, state, due_ms, now_ms);
    }
}
