//! The engine's side of counters and enforced capacity, for databases that have them.

use std::rc::Rc;

use super::log::{self, Origin};
use super::room::{Room, frees};
use super::shared::Inner;
use super::state::{Answer, Arrival, State};
use crate::model::{Failure, MapRef};
use crate::operation::{Context, Operation, Stop, Target};
use crate::storage::PageId;
use crate::table::gauge::{Answered, Gauge};
use crate::table::{earlier, points};

/// What became of counters that were to be stored.
pub(super) enum Stored {
    /// There were none.
    Nothing,
    /// They are in the log.
    Yes,
    /// These pages are needed first.
    Fault(Vec<PageId>),
}

/// A request is answered: it is counted, and the counters are stored when the minute is over.
#[inline(never)]
pub(super) fn answered(
    inner: &Inner,
    state: &mut State,
    (gauge, operation): (&Gauge, &'static Operation),
    (input, arrival): (&[u8], &Arrival),
    (answer, lsn, durable, waited): (&Answer, u64, bool, bool),
) {
    // The package's own questions are none of the program's requests.
    if operation.target == Target::Internal {
        return;
    }
    let due = gauge.answered(&Answered {
        operation: operation.name,
        input: MapRef::new(input),
        answer: answer.as_deref().map(MapRef::new),
        started_micros: arrival.now_micros,
        clock: &|| inner.host.now_micros(),
        lsn,
        durable,
        waited,
    });
    if let Some(due) = due {
        state.due_ms = earlier(state.due_ms, due);
    }
}

/// A run of writes is in the log, and they are answered.
#[inline(never)]
pub(super) fn durable(inner: &Inner, gauge: &Gauge, lsn: u64, run: &[u8]) {
    gauge.durable(lsn, inner.host.now_micros());
    let state = &mut *inner.state.borrow_mut();
    // There is room again for more than deletions, so there is for counters.
    if state.wary && !state.full && !log::all(run, frees) {
        state.wary = false;
    }
}

/// A slice of a job is committed.
#[inline(never)]
pub(super) fn filled(gauge: &Gauge, now_ms: u64) {
    gauge.filled(now_ms);
}

/// A request was refused before it was submitted.
#[inline(never)]
pub(super) fn refused(inner: &Inner, gauge: &Gauge, failure: &Failure) {
    gauge.refused(failure, inner.host.now_micros());
}

/// Stores the counters of minutes that are over; before a close, those of the present one too.
#[inline(never)]
pub(super) fn store(inner: &Rc<Inner>, state: &mut State, gauge: &Gauge, closing: bool) -> Stored {
    gauge.unfilled();
    let now_micros = inner.host.now_micros();
    let due = if closing { points::finish(gauge) } else { points::is_due(gauge, now_micros / 1000) };
    if !due {
        return Stored::Nothing;
    }
    let clock = state.clock.peek(now_micros);
    let settings = &inner.config.settings;
    let mut cx = Context::new(&state.forest, &state.catalog, settings, now_micros / 1000, clock);
    let result = points::flush(&mut cx, gauge, closing);
    let Context { trace, effects, .. } = cx;
    match result {
        Err(Stop::Fault) if trace.corrupt.is_none() => return Stored::Fault(trace.faults),
        // A damaged tree of metrics keeps nobody from anything.
        Err(_) => points::stored(gauge),
        Ok(()) => {
            points::stored(gauge);
            if !effects.is_empty() && !state.wary && matches!(inner.room(state), Room::Free) {
                state.clock.advance(clock);
                state.commit(clock, Origin::Local, effects);
            }
        }
    }
    Stored::Yes
}
