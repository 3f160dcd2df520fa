//! When a history is to be looked at again: each has a job with the time at which something is due.

use super::position::Position;
use super::reader::{REPLICA, Reader};
use super::segment::History;
use crate::model::Writer;
use crate::table::context::{Context, Stop};
use crate::table::{catalog, job_record};
use crate::tree::Effect;

/// For how long a stream can be read after it has ended, and a record after its segment has, in milliseconds.
pub const DAY: u64 = 24 * 3_600_000;
/// After so long a segment of a stream that has records is followed by another.
pub(super) const LIFE: u64 = 4 * 3_600_000;
/// How long one that is old waits for those that hold it.
const HELD: u64 = 60_000;

impl History {
    /// For how long a record of a segment that has ended there is kept, in milliseconds. What a replica has is not kept for it.
    pub(super) fn keep_ms(&self, end: Position) -> u64 {
        let needs = |reader: &&Reader| {
            reader.kind != REPLICA || reader.spans.last().is_some_and(|span| span.start < end)
        };
        self.reading().filter(needs).map(|reader| reader.keep_ms).fold(DAY, u64::max)
    }
}

/// The key of the job of a history.
pub(super) fn job_key(key: &[u8]) -> Vec<u8> {
    [job_record::JOB_PREFIX, key].concat()
}

/// Notes when a history is to be looked at again.
pub(super) fn plan(cx: &mut Context<'_>, history: &History) -> Result<(), Stop> {
    let key = history.record_key();
    let segments = history.segments.iter().map(|segment| match segment.end {
        // One that is still needed is looked at again soon.
        Some((end_ms, end)) if end_ms + history.keep_ms(end) <= cx.now_ms => cx.now_ms + HELD,
        Some((end_ms, end)) => end_ms + history.keep_ms(end),
        // One without records is looked at again after as long.
        None if segment.start_ms + LIFE <= cx.now_ms => cx.now_ms + LIFE,
        None => segment.start_ms + LIFE,
    });
    let streams = history.streams.iter().filter_map(|stream| Some(stream.end_ms? + DAY));
    match segments.chain(streams).min() {
        Some(due) => put_due(cx, &key, due),
        None => catalog::remove_record(cx, job_key(&key)),
    }
}

/// Has a history looked at soon, if what stands of that is in memory: what writes items waits for no page because of it.
pub(super) fn hasten(cx: &mut Context<'_>, key: &[u8]) {
    let job = job_key(key);
    let is_noted = cx.effects.iter().any(|effect| matches!(effect, Effect::Write { key, .. } if *key == job));
    if !is_noted {
        let trace = core::mem::take(&mut cx.trace);
        let _ = put_due(cx, key, cx.now_ms);
        cx.trace = trace;
    }
}

fn put_due(cx: &mut Context<'_>, key: &[u8], due: u64) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_int("due", due as i64);
    w.name(b"history");
    w.binary(key);
    catalog::put_record(cx, job_key(key), w.as_bytes())
}
