//! `GetShardIterator`.

use core::ops::Bound;

use super::{iterator, stream};
use crate::model::{Failure, Kind, MapRef, Writer};
use crate::operation::{flaw, notation};
use crate::table::history::{self, Position, Segment};
use crate::table::{Context, Stop};
use crate::tree::{Direction, KeyRange};

/// A place in a shard to read from.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let given = input.get_str("StreamArn").unwrap_or_default();
    stream::parse(given)?;
    let kind = input.get_str("ShardIteratorType").unwrap_or_default();
    let number = number(input, kind)?;
    let time = time(cx, input, kind)?;
    let found = stream::find(cx, given)?;
    let shard = input.get_str("ShardId").unwrap_or_default();
    let Some(segment) = found.segment(shard) else { return Err(stream::no_shard(shard).into()) };
    let position = match (kind, number, time) {
        ("LATEST", ..) => end(cx, segment)?,
        ("AT_SEQUENCE_NUMBER", Some(at), _) => kept(segment, at)?,
        ("AFTER_SEQUENCE_NUMBER", Some(after), _) => kept(segment, after)?.next(),
        (_, _, Some(ms)) => first_since(cx, segment, ms)?,
        _ => segment.start,
    };
    let mut w = Writer::new();
    w.entry_str("ShardIterator", &iterator::text(cx, given, segment.tree, position));
    Ok(w.into_inner())
}

/// The sequence number, which two types of iterators need and the others refuse.
fn number(input: MapRef<'_>, kind: &str) -> Result<Option<Position>, Failure> {
    let given = input.get_str("SequenceNumber");
    match (given, kind.ends_with("_SEQUENCE_NUMBER")) {
        (Some(number), true) => {
            let position = Position::of_number(number);
            position.map(Some).ok_or_else(|| flaw::invalid(&["SequenceNumber is malformed: ", number]))
        }
        (None, false) => Ok(None),
        (None, true) => {
            Err(flaw::invalid(&["SequenceNumber must be specified for ShardIteratorType ", kind]))
        }
        (Some(_), false) => {
            Err(flaw::invalid(&["SequenceNumber must not be specified for ShardIteratorType ", kind]))
        }
    }
}

/// The time in epoch milliseconds, which one type needs and the others refuse.
fn time(cx: &Context<'_>, input: MapRef<'_>, kind: &str) -> Result<Option<u64>, Failure> {
    let given = input.get(b"Timestamp").map(notation::milliseconds);
    match (given, kind == "AT_TIMESTAMP") {
        (Some(Some(ms)), true) if ms > cx.now_ms => {
            Err(flaw::invalid(&["Timestamp must not be in the future"]))
        }
        (Some(ms), true) => Ok(Some(ms.unwrap_or(0))),
        (None, false) => Ok(None),
        (None, true) => Err(flaw::invalid(&["Timestamp must be specified for ShardIteratorType ", kind])),
        (Some(_), false) => {
            Err(flaw::invalid(&["Timestamp must not be specified for ShardIteratorType ", kind]))
        }
    }
}

/// A sequence number that a shard can have.
fn kept(segment: &Segment, position: Position) -> Result<Position, Failure> {
    if position < segment.start {
        let message = "The operation attempted to read past the oldest stream record in a shard.";
        return Err(Failure::new(Kind::TrimmedDataAccess, message));
    }
    Ok(position)
}

/// The first record that was written at a time or later; else the end.
fn first_since(cx: &mut Context<'_>, segment: &Segment, ms: u64) -> Result<Position, Stop> {
    let from = Position::of_ms(ms).max(segment.start);
    let range = KeyRange { lower: Bound::Included(from.key()), upper: Bound::Unbounded };
    let mut records = cx.cursor(segment.tree, range, Direction::Forward, 0);
    // The clock is ahead of the wall clock at the most, so what comes first may be earlier still.
    while let Some((key, value)) = cx.next(&mut records)? {
        if history::read(value)?.is_some_and(|change| change.ms >= ms) {
            return Ok(Position::of_key(&key.to_vec()).unwrap_or(from));
        }
    }
    end(cx, segment)
}

/// The place behind the last record. This run's own clock is none: a request that came before may still wait, and be written
/// with an earlier one.
fn end(cx: &mut Context<'_>, segment: &Segment) -> Result<Position, Stop> {
    let mut records = cx.cursor(segment.tree, KeyRange::all(), Direction::Backward, 0);
    let last = cx.next(&mut records)?.and_then(|(key, _)| Position::of_key(&key.to_vec()));
    Ok(last.map_or(segment.start, Position::next))
}
