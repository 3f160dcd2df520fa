//! What happens to a history as time goes by: segments are followed by new ones, and forgotten with their streams.
//!
//! Each history has a job with the time at which something is due. Nothing else wakes for it.

use super::{History, Position, Segment, load, put};
use crate::model::{MapRef, Writer};
use crate::table::catalog;
use crate::table::context::{Context, Stop};
use crate::table::job_record;

/// For how long a stream can be read after it has ended, and a record after its segment has, in milliseconds.
pub const DAY: u64 = 24 * 3_600_000;
/// After so long a segment of a stream that has records is followed by another.
const LIFE: u64 = 4 * 3_600_000;

fn job_key(key: &[u8]) -> Vec<u8> {
    [job_record::JOB_PREFIX, key].concat()
}

/// Notes when a history is to be looked at again.
pub(super) fn plan(cx: &mut Context<'_>, history: &History) -> Result<(), Stop> {
    let key = history.record_key();
    let segments = history.segments.iter().map(|segment| match segment.end {
        Some((end_ms, _)) => end_ms + DAY,
        None => segment.start_ms + LIFE,
    });
    let streams = history.streams.iter().filter_map(|stream| Some(stream.end_ms? + DAY));
    let Some(due) = segments.chain(streams).min() else { return catalog::remove_record(cx, job_key(&key)) };
    // An open segment without records is looked at again after as long.
    let due = if due <= cx.now_ms { cx.now_ms + LIFE } else { due };
    let mut w = Writer::new();
    w.entry_int("due", due as i64);
    w.name(b"history");
    w.binary(&key);
    catalog::put_record(cx, job_key(&key), w.as_bytes())
}

/// Does what is due for the history that a job names. False if the job is not for one.
///
/// # Errors
/// [`Stop::Fault`].
pub fn keep_up(cx: &mut Context<'_>, job: MapRef<'_>) -> Result<bool, Stop> {
    let Some(key) = job.get(b"history").and_then(|key| key.scalar_bytes()) else { return Ok(false) };
    let Some(mut history) = load(cx, key)? else {
        catalog::remove_record(cx, job_key(key))?;
        return Ok(true);
    };
    forget(cx, &mut history);
    follow(cx, &mut history)?;
    put(cx, &history)?;
    Ok(true)
}

/// Forgets what was to be kept for a day, and is older.
fn forget(cx: &mut Context<'_>, history: &mut History) {
    let now = cx.now_ms;
    history.segments.retain(|segment| {
        let is_old = segment.end.is_some_and(|(end_ms, _)| end_ms + DAY <= now);
        if is_old {
            cx.drop_tree(segment.tree);
        }
        !is_old
    });
    history.streams.retain(|stream| stream.end_ms.is_none_or(|end_ms| end_ms + DAY > now));
}

/// Ends segments that are old enough and have records, and begins those that follow.
fn follow(cx: &mut Context<'_>, history: &mut History) -> Result<(), Stop> {
    let mut old = Vec::new();
    for (place, segment) in history.segments.iter().enumerate() {
        if segment.end.is_none() && segment.start_ms + LIFE <= cx.now_ms && cx.stats(segment.tree)?.0 > 0 {
            old.push(place);
        }
    }
    if old.is_empty() {
        return Ok(());
    }
    let Some(table) = catalog::table(cx, &history.name)?.filter(|table| table.id == history.id) else {
        return Ok(());
    };
    let mut table = (*table).clone();
    let first = catalog::allocate_trees(cx, old.len() as u32)?;
    let position = Position { clock: cx.clock, count: 0 };
    for (tree, place) in (first..).zip(old) {
        let Some(segment) = history.segments.get_mut(place) else { continue };
        segment.end = Some((cx.now_ms, position));
        let open = table.changes.iter_mut().flat_map(|changes| &mut changes.trees);
        open.filter(|open| **open == segment.tree).for_each(|open| *open = tree);
        let next = Segment {
            tree,
            parent: Some(segment.tree),
            stream_ms: segment.stream_ms,
            start_ms: cx.now_ms,
            start: position,
            end: None,
        };
        history.segments.push(next);
    }
    catalog::put(cx, &table)
}
