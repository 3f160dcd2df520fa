//! Runs the table layer's background jobs in slices behind the requests.

use std::rc::Rc;

use super::load;
use super::log::Origin;
use super::shared::{Inner, SLICE_MICROS};
use super::state::{Room, grows};
use crate::operation::{Context, Stop};
use crate::storage::LocalFuture;
use crate::table::{Progress, jobs};

enum Slice {
    Dry,
    Again,
    Lacking,
    Fault(Vec<crate::storage::PageId>),
}

/// Runs jobs until none is left.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        let mut whole = false;
        loop {
            inner.host.pause().await;
            if !inner.current(generation) {
                return;
            }
            match slice(&inner, whole) {
                Slice::Dry => return inner.kick_and_tell(),
                Slice::Again => inner.kick_and_tell(),
                Slice::Lacking => {
                    whole = inner.host.complete().await;
                    if whole {
                        continue;
                    }
                    // The job waits for the next change of tables, or the next opening.
                    let mut state = inner.state.borrow_mut();
                    if state.generation == generation {
                        (state.jobs_due, state.jobs_running) = (false, false);
                    }
                    return;
                }
                Slice::Fault(ids) => {
                    inner.state.borrow_mut().forest.pin(&ids);
                    let here = load::fetch(&inner, generation, &ids).await;
                    if !inner.current(generation) {
                        return;
                    }
                    inner.state.borrow_mut().forest.unpin(&ids);
                    if !here {
                        return;
                    }
                }
            }
        }
    })
}

/// One slice: evaluated like a request, its effects in one record.
fn slice(inner: &Inner, whole: bool) -> Slice {
    let state = &mut *inner.state.borrow_mut();
    if inner.closing.get()
        || inner.restoring.get()
        || (!inner.config.volatile && inner.halted.borrow().is_some())
    {
        state.jobs_running = false;
        return Slice::Dry;
    }
    if !matches!(inner.room(state), Room::Free) {
        return Slice::Again;
    }
    let now = inner.host.now_micros();
    let clock = state.clock.peek(now);
    let entropy = state.entropy();
    let start = inner.host.monotonic_micros();
    let mut budget = || inner.host.monotonic_micros() - start < SLICE_MICROS;
    let mut cx = Context::new(&state.forest, &state.catalog, &inner.config.settings, now / 1000, clock);
    cx.entropy = entropy;
    let result = jobs::step(&mut cx, state.swept_ms, whole, &mut budget);
    let Context { trace, effects, .. } = cx;
    match result {
        Ok(Progress::Lacking) => Slice::Lacking,
        Ok(progress) => {
            // Without memory for it a new index waits; what deletes goes on.
            let waits = grows(&effects) && !inner.host.has_memory();
            state.jobs_due = progress == Progress::Worked && !waits;
            if progress == Progress::Idle {
                state.swept_ms = now / 1000;
            }
            if !effects.is_empty() && !waits {
                state.clock.advance(clock);
                state.commit(clock, Origin::Local, effects);
            }
            state.jobs_running = state.jobs_due;
            if state.jobs_due { Slice::Again } else { Slice::Dry }
        }
        Err(Stop::Fault) if trace.corrupt.is_none() => Slice::Fault(trace.faults),
        // What is damaged is reported to whoever reads it; the job waits for the next opening.
        Err(_) => {
            state.jobs_due = false;
            state.jobs_running = false;
            Slice::Dry
        }
    }
}
