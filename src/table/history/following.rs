//! Readers that replicas are: each has what it has not acknowledged yet, for thirty days.

use super::plan::DAY;
use super::position::Position;
use super::reader::{REPLICA, Reader, Span};
use super::reading::begin_reader;
use super::segment::{History, Segment};
use super::shelf::{load_or_new, put};
use super::stream::settle;
use crate::table::context::{Context, Stop};
use crate::table::schema::{Images, Table};
use crate::tree::{Direction, KeyRange};

/// For how long a record waits for a replica, in milliseconds.
const KEEP: u64 = 30 * DAY;

/// Lets a replica read from now on. The table is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin_replica(cx: &mut Context<'_>, table: &mut Table, name: &str) -> Result<(), Stop> {
    let reader = Reader {
        kind: REPLICA.to_owned(),
        name: name.to_owned(),
        images: Images { old: false, new: true },
        keep_ms: KEEP,
        spans: Vec::new(),
        note: String::new(),
    };
    begin_reader(cx, table, reader)
}

/// Keeps nothing for a replica any more. The table is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end_replica(cx: &mut Context<'_>, table: &mut Table, name: &str) -> Result<(), Stop> {
    let mut history = load_or_new(cx, table)?;
    history.readers.retain(|reader| reader.kind != REPLICA || reader.name != name);
    settle(cx, table, &mut history)?;
    history.drop_unread(cx);
    put(cx, &history)
}

/// A replica has all that is before a place.
///
/// # Errors
/// [`Stop::Fault`].
pub fn acknowledge(
    cx: &mut Context<'_>,
    mut history: History,
    name: &str,
    from: Position,
) -> Result<(), Stop> {
    let readers = history.readers.iter_mut().filter(|reader| reader.kind == REPLICA && reader.name == name);
    let mut moved = false;
    for span in readers.filter_map(|reader| reader.spans.last_mut()) {
        moved |= from > span.start;
        span.start = span.start.max(from);
    }
    if moved { put(cx, &history) } else { Ok(()) }
}

impl History {
    /// A segment goes. A replica that has not acknowledged a record of it has missed something.
    pub(super) fn lose(&mut self, cx: &mut Context<'_>, segment: &Segment) -> Result<(), Stop> {
        let Some((_, end)) = segment.end else { return Ok(()) };
        let readers = self.readers.iter_mut().filter(|reader| reader.kind == REPLICA);
        for span in readers.filter_map(|reader| reader.spans.last_mut()) {
            if span.start < end && span.start < behind(cx, segment)? {
                span.start = end;
            }
        }
        Ok(())
    }
}

impl Reader {
    /// Where a replica begins: what is before was acknowledged, or is gone.
    #[must_use]
    pub fn start(&self) -> Position {
        self.spans.last().map_or(Position::default(), |Span { start, .. }| *start)
    }
}

/// The place behind all that is recorded. This run's own clock is none: a request that came before may still wait, and be
/// written with an earlier one.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end_position(cx: &mut Context<'_>, history: &History) -> Result<Position, Stop> {
    let mut end = Position::default();
    for reader in history.readers.iter().filter(|reader| reader.kind == REPLICA) {
        end = end.max(reader.start());
    }
    for segment in &history.segments {
        end = end.max(match segment.end {
            Some((_, end)) => end,
            None => behind(cx, segment)?,
        });
    }
    Ok(end)
}

/// The place behind the last record of a segment.
fn behind(cx: &mut Context<'_>, segment: &Segment) -> Result<Position, Stop> {
    let mut records = cx.cursor(segment.tree, KeyRange::all(), Direction::Backward, 0);
    let last = cx.next(&mut records)?.and_then(|(key, _)| Position::of_key(&key.to_vec()));
    Ok(last.map_or(segment.start, Position::next))
}
