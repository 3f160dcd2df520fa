//! What happens to a history as time goes by: segments are followed by new ones, and forgotten with their streams.

use super::budget::shrink;
use super::plan::{DAY, LIFE, job_key, plan};
use super::position::Position;
use super::record::is_large;
use super::segment::{History, Segment};
use super::shelf::{load, put};
use crate::model::MapRef;
use crate::table::catalog;
use crate::table::context::{Context, Stop};
use crate::table::schema::Table;

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
    let before = history.clone();
    history.come_back(cx.now_ms);
    let table = catalog::table(cx, &history.name)?.filter(|table| table.id == history.id);
    match &table {
        Some(table) => follow(cx, table, &mut history)?,
        // It was removed without being read.
        None => history.end(cx),
    }
    forget(cx, &mut history)?;
    shrink(cx, &mut history)?;
    if table.is_none() && history.segments.is_empty() {
        history.readers.clear();
    }
    // Whoever waits for a change of it is woken by nothing else.
    if history == before {
        plan(cx, &history)?
    } else {
        put(cx, &history)?
    }
    Ok(true)
}

/// Forgets what was to be kept for a day, and is older.
fn forget(cx: &mut Context<'_>, history: &mut History) -> Result<(), Stop> {
    let now = cx.now_ms;
    let segments = core::mem::take(&mut history.segments);
    let stays = |segment: &Segment| {
        segment.end.is_none_or(|(end_ms, end)| end_ms + history.keep_ms(end) > now)
            || history.is_held(segment)
    };
    let (kept, old): (Vec<_>, Vec<_>) = segments.into_iter().partition(stays);
    history.segments = kept;
    for segment in &old {
        history.lose(cx, segment)?;
        cx.drop_tree(segment.tree);
        history.forgot(segment);
    }
    history.streams.retain(|stream| stream.end_ms.is_none_or(|end_ms| end_ms + DAY > now));
    Ok(())
}

/// Ends segments that have records and are old enough, or have many, and begins those that follow.
fn follow(cx: &mut Context<'_>, table: &Table, history: &mut History) -> Result<(), Stop> {
    let mut old = Vec::new();
    for (place, segment) in history.segments.iter().enumerate() {
        if segment.end.is_some() {
            continue;
        }
        let sums = cx.stats(segment.tree)?;
        if segment.start_ms + LIFE <= cx.now_ms && sums.0 > 0 || is_large(cx.settings, sums) {
            old.push(place);
        }
    }
    if old.is_empty() {
        return Ok(());
    }
    let mut table = table.clone();
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
