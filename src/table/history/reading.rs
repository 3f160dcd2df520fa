//! Readers of histories come and go.

use super::position::Position;
use super::reader::{Reader, Span};
use super::segment::{History, Segment, record_key};
use super::shelf::{load, load_or_new, put};
use super::stream::settle;
use crate::table::context::{Context, Stop};
use crate::table::schema::{Images, Table};

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

    /// Whether a segment has something that is held.
    pub(super) fn is_held(&self, segment: &Segment) -> bool {
        let holds = self.readers.iter().filter(|reader| reader.kind == HOLD);
        holds.flat_map(|reader| &reader.spans).any(|span| {
            span.end.is_none_or(|end| segment.start < end)
                && segment.end.is_none_or(|(_, end)| span.start < end)
        })
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
    history.drop_unread(cx);
    put(cx, &history)
}

/// Lets the history of a table keep what a reader reads for another time, in milliseconds.
///
/// # Errors
/// [`Stop::Fault`].
pub fn keep_for(
    cx: &mut Context<'_>,
    table: &Table,
    kind: &str,
    name: &str,
    keep_ms: u64,
) -> Result<(), Stop> {
    let Some(mut history) = of(cx, table)? else { return Ok(()) };
    let found = history.readers.iter_mut().find(|reader| reader.kind == kind && reader.name == name);
    if let Some(reader) = found {
        reader.keep_ms = keep_ms;
    }
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
    let Some(mut history) = of(cx, table)? else {
        return Ok(());
    };
    let found = history.readers.iter_mut().find(|reader| reader.kind == kind && reader.name == name);
    if let Some(reader) = found {
        note.clone_into(&mut reader.note);
    }
    put(cx, &history)
}

/// The kind of the readers that only hold what they have not read yet.
const HOLD: &str = "hold";

/// Keeps a part of a table's history until it is released, whatever happens to the table.
///
/// # Errors
/// [`Stop::Fault`].
pub fn hold(cx: &mut Context<'_>, table: &Table, span: Span) -> Result<(), Stop> {
    let mut history = load_or_new(cx, table)?;
    history.readers.push(Reader {
        kind: HOLD.to_owned(),
        name: String::new(),
        images: Images::default(),
        keep_ms: 0,
        spans: vec![span],
        note: String::new(),
    });
    put(cx, &history)
}

/// Releases what [`hold`] has kept.
///
/// # Errors
/// [`Stop::Fault`].
pub fn release(cx: &mut Context<'_>, name: &str, id: [u8; 16], span: Span) -> Result<(), Stop> {
    let Some(mut history) = of_id(cx, name, id)? else { return Ok(()) };
    let held = |reader: &Reader| reader.kind == HOLD && reader.spans == [span];
    if let Some(at) = history.readers.iter().position(held) {
        history.readers.remove(at);
        history.drop_unread(cx);
        put(cx, &history)?;
    }
    Ok(())
}

/// The history of a table, if it has one.
///
/// # Errors
/// [`Stop::Fault`], or a failure when a record is of a later version.
pub fn of(cx: &mut Context<'_>, table: &Table) -> Result<Option<History>, Stop> {
    of_id(cx, &table.name, table.id)
}

/// The history of the table of a name and an id, which may be gone.
///
/// # Errors
/// As [`of`].
pub fn of_id(cx: &mut Context<'_>, name: &str, id: [u8; 16]) -> Result<Option<History>, Stop> {
    load(cx, &record_key(name, id))
}
