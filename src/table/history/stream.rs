//! The beginning and the end of a stream, and which segments are open.

use super::position::Position;
use super::reader::REPLICA;
use super::segment::{History, Segment, Stream, record_key};
use super::shelf::{load, load_or_new, of_table, put};
use crate::table::catalog;
use crate::table::context::{Context, Stop};
use crate::table::schema::{Changes, Images, Table, View};
use crate::tree::TreeId;

/// Begins the stream that a table's definition names, which is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin_stream(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let Some(view) = table.stream else { return Ok(()) };
    let mut history = load_or_new(cx, table)?;
    // A label is used once, also by tables of one name that follow each other.
    let newest =
        of_table(cx, &table.name)?.iter().flat_map(|history| &history.streams).map(|stream| stream.ms).max();
    table.stream_ms =
        cx.now_ms.max(newest.unwrap_or(0).saturating_add(1)).max(table.stream_ms.saturating_add(1));
    history.streams.push(Stream { ms: table.stream_ms, view, end_ms: None, policy: None });
    settle(cx, table, &mut history)?;
    put(cx, &history)
}

/// Ends the stream of a table, whose definition names none any more. It can be read for a day.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end_stream(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let Some(mut history) = load(cx, &record_key(&table.name, table.id))? else { return Ok(()) };
    history.end_streams(cx.now_ms);
    settle(cx, table, &mut history)?;
    put(cx, &history)
}

/// Records the changes of a table as they are needed now. The table is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn resettle(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let mut history = load_or_new(cx, table)?;
    settle(cx, table, &mut history)?;
    put(cx, &history)
}

/// Ends the history of a table that is being deleted. It can be read for a day.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    table.changes = None;
    let Some(mut history) = load(cx, &record_key(&table.name, table.id))? else { return Ok(()) };
    history.end(cx);
    history.tags.clone_from(&table.tags);
    put(cx, &history)
}

/// Opens and ends segments as the stream and the readers need them, and says in the table's definition what is recorded.
pub(super) fn settle(cx: &mut Context<'_>, table: &mut Table, history: &mut History) -> Result<(), Stop> {
    let label = table.stream.map(|_| table.stream_ms);
    let stream = table.stream.map(View::images);
    let wanted = stream.into_iter().chain(history.reading().map(|reader| reader.images));
    let images = wanted.reduce(|one, other| Images { old: one.old || other.old, new: one.new || other.new });
    let stamps = table.group.is_some() || history.reading().any(|reader| reader.kind == REPLICA);
    let Some(images) = images else {
        table.changes = None;
        history.close(cx);
        return Ok(());
    };
    let open: Vec<TreeId> = history.open().map(|segment| segment.tree).collect();
    let is_right = !open.is_empty() && history.open().all(|segment| segment.stream_ms == label);
    let trees = match table.changes.take() {
        Some(changes) if is_right => changes.trees,
        _ => {
            history.close(cx);
            begin(cx, history, label, &open)?
        }
    };
    table.changes = Some(Changes { trees, images, stamps });
    Ok(())
}

/// Opens segments, which follow those of the same keys if there are as many.
fn begin(
    cx: &mut Context<'_>,
    history: &mut History,
    stream_ms: Option<u64>,
    before: &[TreeId],
) -> Result<Vec<TreeId>, Stop> {
    let count = cx.settings.stream_shards.max(1);
    let first = catalog::allocate_trees(cx, count)?;
    let start = Position { clock: cx.clock, count: 0 };
    let trees = first..first.saturating_add(count);
    for (place, tree) in trees.clone().enumerate() {
        let parent = before.get(place).copied().filter(|_| before.len() == count as usize);
        history.segments.push(Segment { tree, parent, stream_ms, start_ms: cx.now_ms, start, end: None });
    }
    Ok(trees.collect())
}
