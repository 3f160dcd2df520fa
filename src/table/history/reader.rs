//! Who reads a history beside its streams, and what of it.

use super::position::Position;
use super::segment::{History, record_key};
use super::shelf::{load_or_new, put};
use super::stream::settle;
use crate::table::context::{Context, Stop};
use crate::table::schema::{Images, Table};

/// A reader of a history: it has its records for as long as it reads, also those that no stream shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// What kind of reader it is, such as `kinesis`.
    pub kind: String,
    /// Tells those of a kind apart.
    pub name: String,
    /// The images that it needs.
    pub images: Images,
    /// For how long it needs a record after its segment has ended, in milliseconds; a day at the least.
    pub keep_ms: u64,
    /// What it reads, in order. Only the last one may go on.
    pub spans: Vec<Span>,
    /// What the reader itself wants to know.
    pub note: String,
}

/// A run of a history: from a place, and up to another one if it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first place.
    pub start: Position,
    /// The place behind the last one.
    pub end: Option<Position>,
}

impl Reader {
    /// Whether it reads what is written now.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.spans.last().is_some_and(|span| span.end.is_none())
    }

    /// The first place at `from` or behind it that it reads, if there can be one.
    #[must_use]
    pub fn next_place(&self, from: Position) -> Option<Position> {
        let open = |span: &&Span| span.end.is_none_or(|end| from < end);
        self.spans.iter().find(open).map(|span| from.max(span.start))
    }
}

impl History {
    /// A reader by its kind and name.
    #[must_use]
    pub fn reader(&self, kind: &str, name: &str) -> Option<&Reader> {
        self.readers.iter().find(|reader| reader.kind == kind && reader.name == name)
    }

    /// Those that read what is written now.
    pub(super) fn reading(&self) -> impl Iterator<Item = &Reader> {
        self.readers.iter().filter(|reader| reader.reads())
    }

    /// Ends what readers read.
    pub(super) fn end_readers(&mut self, end: Position) {
        for span in self.readers.iter_mut().filter_map(|reader| reader.spans.last_mut()) {
            span.end.get_or_insert(end);
        }
    }
}

/// Lets a reader in, from now on. `reader` has no span for that yet; what it has read before under its name stays readable.
/// The table is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin_reader(cx: &mut Context<'_>, table: &mut Table, mut reader: Reader) -> Result<(), Stop> {
    let mut history = load_or_new(cx, table)?;
    let oldest = history.segments.iter().map(|segment| segment.start).min();
    if let Some(at) =
        history.readers.iter().position(|old| old.kind == reader.kind && old.name == reader.name)
    {
        reader.spans = history.readers.remove(at).spans;
        // Nothing of these is kept.
        reader.spans.retain(|span| oldest.is_some() && span.end > oldest);
    }
    reader.spans.push(Span { start: Position { clock: cx.clock, count: 0 }, end: None });
    history.readers.push(reader);
    settle(cx, table, &mut history)?;
    put(cx, &history)
}

/// Ends a reader: what is written from now on is not for it. The table is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end_reader(cx: &mut Context<'_>, table: &mut Table, kind: &str, name: &str) -> Result<(), Stop> {
    let mut history = load_or_new(cx, table)?;
    let end = Position { clock: cx.clock, count: 0 };
    let readers = history.readers.iter_mut().filter(|reader| reader.kind == kind && reader.name == name);
    for span in readers.filter_map(|reader| reader.spans.last_mut()) {
        span.end.get_or_insert(end);
    }
    settle(cx, table, &mut history)?;
    put(cx, &history)
}

/// Writes what a reader wants to know.
///
/// # Errors
/// [`Stop::Fault`].
pub fn note_reader(
    cx: &mut Context<'_>,
    table: &Table,
    kind: &str,
    name: &str,
    note: &str,
) -> Result<(), Stop> {
    let Some(mut history) = super::shelf::load(cx, &record_key(&table.name, table.id))? else {
        return Ok(());
    };
    let found = history.readers.iter_mut().find(|reader| reader.kind == kind && reader.name == name);
    if let Some(reader) = found {
        note.clone_into(&mut reader.note);
    }
    put(cx, &history)
}

/// The history of a table, if it has one.
///
/// # Errors
/// [`Stop::Fault`], or a failure when a record is of a later version.
pub fn of(cx: &mut Context<'_>, table: &Table) -> Result<Option<History>, Stop> {
    super::shelf::load(cx, &record_key(&table.name, table.id))
}
