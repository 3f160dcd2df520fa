//! `GetRecords`.

use core::ops::Bound;

use super::record::{self, Shown};
use super::{iterator, stream};
use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::table::history::{self, Position};
use crate::table::{Context, Stop};
use crate::tree::{Direction, KeyRange};

/// Most records of a page.
const PAGE: i64 = 1000;
/// A page ends before the record that would make it larger, by the sizes of its records.
const PAGE_BYTES: u64 = 1 << 20;
/// How far ahead the pages of a read are named.
const AHEAD: u64 = 1 << 20;

/// The records from a place on, and the place behind them.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let limit = input.get_int("Limit").unwrap_or(PAGE);
    let given = iterator::parse(cx, input.get_str("ShardIterator").unwrap_or_default())?;
    let found = stream::find(cx, given.arn)?;
    let Some(segment) = found.segments().find(|segment| segment.tree == given.tree) else {
        let message = "The operation attempted to read past the oldest stream record in a shard.";
        return Err(Failure::new(Kind::TrimmedDataAccess, message).into());
    };
    let range = KeyRange { lower: Bound::Included(given.position.key()), upper: Bound::Unbounded };
    cx.note(segment.tree, || range.clone());
    // Whoever waits for more has to hear of the end of the segment, too.
    found.history.note(cx);
    let mut records = cx.cursor(segment.tree, range, Direction::Forward, AHEAD);

    let mut w = Writer::new();
    let list = w.begin_entry("Records", Type::L);
    let (mut count, mut bytes, mut next) = (0, 0, given.position);
    let more = loop {
        let Some((key, value)) = cx.next(&mut records)? else { break false };
        let key = key.to_vec();
        let Some(change) = history::read(value)? else { continue };
        let shown = Shown::of(&change, found.stream.view);
        bytes += u64::from(shown.size());
        if count == limit || (count > 0 && bytes > PAGE_BYTES) {
            break true;
        }
        let position = Position::of_key(&key).unwrap_or_default();
        let entry = w.begin(Type::M);
        record::fields(&mut w, cx, &found.history.id, position, &change, &shown);
        w.end(entry);
        count += 1;
        next = position.next();
    };
    w.end(list);
    // A shard that has ended and is read to its end has no next place.
    if more || segment.end.is_none() {
        w.entry_str("NextShardIterator", &iterator::text(cx, given.arn, segment.tree, next));
    }
    Ok(w.into_inner())
}
