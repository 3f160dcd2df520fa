//! The beginning and the end of a stream.

use super::position::Position;
use super::segment::{History, Segment, Stream, record_key};
use super::shelf::{load, of_table, put};
use crate::table::catalog;
use crate::table::context::{Context, Stop};
use crate::table::schema::{Changes, Table};

/// Begins the stream that a table's definition names, which is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin_stream(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let Some(view) = table.stream else { return Ok(()) };
    let mut history = match load(cx, &record_key(&table.name, table.id))? {
        Some(history) => history,
        None => History {
            name: table.name.clone(),
            id: table.id,
            key: table.key.clone(),
            streams: Vec::new(),
            segments: Vec::new(),
        },
    };
    // A label is used once, also by tables of one name that follow each other.
    let newest =
        of_table(cx, &table.name)?.iter().flat_map(|history| &history.streams).map(|stream| stream.ms).max();
    table.stream_ms =
        cx.now_ms.max(newest.unwrap_or(0).saturating_add(1)).max(table.stream_ms.saturating_add(1));
    history.streams.push(Stream { ms: table.stream_ms, view, end_ms: None });
    let count = cx.settings.stream_shards.max(1);
    let first = catalog::allocate_trees(cx, count)?;
    let start = Position { clock: cx.clock, count: 0 };
    for tree in first..first.saturating_add(count) {
        history.segments.push(Segment {
            tree,
            parent: None,
            stream_ms: table.stream_ms,
            start_ms: cx.now_ms,
            start,
            end: None,
        });
    }
    table.changes =
        Some(Changes { trees: (first..first.saturating_add(count)).collect(), images: view.images() });
    put(cx, &history)
}

/// Ends the stream of a table. It can be read for a day.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end_stream(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    table.changes = None;
    let Some(mut history) = load(cx, &record_key(&table.name, table.id))? else { return Ok(()) };
    history.end(cx);
    put(cx, &history)
}
