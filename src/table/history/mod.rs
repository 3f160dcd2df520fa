//! The history of a table: its change records, cut into segments.
//!
//! A table has a history as long as something reads it (a stream). A segment is a tree of its own, so that forgetting old
//! records drops a tree and costs the same however many they are. What there is of a history stands in one record of the
//! catalog, `history/NAME/ID`, which outlives the table: a stream can be read for a day after its table was deleted.
//!
//! A segment of a stream is what the service calls a shard: [`Segment::parent`] is its lineage, and the place of a record in
//! it ([`Position`]) is its sequence number.

mod codec;
mod position;
mod record;
mod upkeep;

pub use position::Position;
pub use record::{Change, read, record};
pub use upkeep::{DAY, keep_up};

use super::catalog::{self, CATALOG_TREE};
use super::context::{Context, Stop, unreadable};
use super::envelope;
use super::schema::{Changes, KeySchema, Table, View};
use crate::tree::{Direction, KeyRange, TreeId};

/// Catalog keys of histories begin with this.
const PREFIX: &[u8] = b"history/";

/// A run of change records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The tree of its records.
    pub tree: TreeId,
    /// The one before it, of the same keys and the same stream.
    pub parent: Option<TreeId>,
    /// The stream that it belongs to, by its label.
    pub stream_ms: u64,
    /// Wall time of its beginning.
    pub start_ms: u64,
    /// The first place that a record of it can have.
    pub start: Position,
    /// Wall time of its end, and the place behind its last record; `None` while it takes records.
    pub end: Option<(u64, Position)>,
}

/// A stream that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// When it was enabled, in epoch milliseconds, which names it.
    pub ms: u64,
    /// What its records show.
    pub view: View,
    /// When it was disabled; `None` while it is enabled.
    pub end_ms: Option<u64>,
}

/// What there is of a table's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The table's name.
    pub name: String,
    /// The table's id.
    pub id: [u8; 16],
    /// The table's key.
    pub key: KeySchema,
    /// In order of their beginning.
    pub streams: Vec<Stream>,
    /// In order of their beginning.
    pub segments: Vec<Segment>,
}

impl History {
    /// The segments of a stream, in order of their beginning.
    pub fn segments_of(&self, stream_ms: u64) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(move |segment| segment.stream_ms == stream_ms)
    }

    /// Notes that the run's answer depends on which segments and streams there are.
    pub fn note(&self, cx: &mut Context<'_>) {
        cx.note(CATALOG_TREE, || KeyRange::only(&self.record_key()));
    }

    fn record_key(&self) -> Vec<u8> {
        record_key(&self.name, self.id)
    }

    /// Ends the segments that take records.
    fn close(&mut self, cx: &Context<'_>) {
        let end = (cx.now_ms, Position { clock: cx.clock, count: 0 });
        for segment in &mut self.segments {
            segment.end.get_or_insert(end);
        }
    }
}

fn record_key(name: &str, id: [u8; 16]) -> Vec<u8> {
    [PREFIX, name.as_bytes(), b"/", &id].concat()
}

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
    history.close(cx);
    for stream in &mut history.streams {
        stream.end_ms.get_or_insert(cx.now_ms);
    }
    put(cx, &history)
}

/// All histories, or those of tables of one name, in the order of names.
///
/// # Errors
/// [`Stop::Fault`], or a failure when a record is of a later version.
fn all(cx: &mut Context<'_>, prefix: &[u8]) -> Result<Vec<History>, Stop> {
    let mut cursor = cx.cursor(CATALOG_TREE, KeyRange::prefix(prefix), Direction::Forward, u64::MAX);
    let mut found = Vec::new();
    while let Some((_, value)) = cx.next(&mut cursor)? {
        found.push(decode(value)?);
    }
    Ok(found)
}

/// The histories of all tables.
///
/// # Errors
/// As [`of_table`].
pub fn of_all(cx: &mut Context<'_>) -> Result<Vec<History>, Stop> {
    all(cx, PREFIX)
}

/// The histories of the table of this name, and of deleted ones that had it.
///
/// # Errors
/// [`Stop::Fault`], or a failure when a record is of a later version.
pub fn of_table(cx: &mut Context<'_>, name: &str) -> Result<Vec<History>, Stop> {
    all(cx, &[PREFIX, name.as_bytes(), b"/"].concat())
}

fn load(cx: &mut Context<'_>, key: &[u8]) -> Result<Option<History>, Stop> {
    match cx.get(CATALOG_TREE, key)? {
        Some(value) => decode(value).map(Some),
        None => Ok(None),
    }
}

fn decode(value: &[u8]) -> Result<History, Stop> {
    let history = envelope::open(value).and_then(|envelope| codec::decode(envelope.body));
    history.ok_or_else(|| Stop::Failure(unreadable("history of a table")))
}

/// Writes a history, or removes it when nothing is left of it, and notes when it is to be looked at again.
fn put(cx: &mut Context<'_>, history: &History) -> Result<(), Stop> {
    upkeep::plan(cx, history)?;
    let key = history.record_key();
    if history.streams.is_empty() && history.segments.is_empty() {
        return catalog::remove_record(cx, key);
    }
    catalog::put_record(cx, key, &codec::encode(history))
}
