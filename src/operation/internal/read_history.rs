//! `ReadHistory`, an internal operation.

use core::ops::Bound;

use crate::model::{Failure, Kind, MapRef, Type, Writer, size};
use crate::operation::target;
use crate::table::history::{self, Position, Segment};
use crate::table::{Context, Stop};
use crate::tree::{Direction, KeyRange, TreeId};

/// A page ends behind the record that makes it as large, by the sizes of its images.
const PAGE_BYTES: u64 = 1 << 20;
/// How far ahead the pages of a read are named.
const AHEAD: u64 = 1 << 20;

/// The changes of a table from one time up to another one (in epoch milliseconds), segment by segment: those of one item are in
/// their order. `Next` is `After` of the next page.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let time = |name: &str| input.get_int(name).unwrap_or(0).unsigned_abs();
    let (from, to) = (time("From"), time("To"));
    let histories = history::of_table(cx, &table.name)?;
    let mut segments: Vec<Segment> = Vec::new();
    for history in histories.into_iter().filter(|history| history.id == table.id) {
        segments.extend(history.segments);
    }
    let after = input.get_str("After").map(|given| parse(given).ok_or_else(wrong)).transpose()?;
    let mut place = match after {
        Some((tree, _)) => segments.iter().position(|segment| segment.tree == tree).ok_or_else(trimmed)?,
        None => 0,
    };
    let mut start = after.map_or(Position::of_ms(from), |(_, position)| position);
    let mut w = Writer::new();
    let list = w.begin_entry("Changes", Type::L);
    let mut next = None;
    let mut bytes = 0;
    'segments: while let Some(segment) = segments.get(place) {
        let range = KeyRange {
            lower: Bound::Included(start.key()),
            upper: Bound::Excluded(Position::of_ms(to).key()),
        };
        let mut records = cx.cursor(segment.tree, range, Direction::Forward, AHEAD);
        while let Some((key, value)) = cx.next(&mut records)? {
            let position = Position::of_key(&key.to_vec()).unwrap_or_default();
            let Some(change) = history::read(value)? else { continue };
            let entry = w.begin(Type::M);
            w.entry_map("Keys", change.key);
            for (name, image) in [("Old", change.old), ("New", change.new)] {
                if let Some(image) = image {
                    bytes += u64::from(size::item(image));
                    w.entry_map(name, image);
                }
            }
            w.entry_str("Event", change.event);
            // The clock counts microseconds above twelve bits.
            w.entry_int("Micros", (position.clock >> 12) as i64);
            w.end(entry);
            bytes += u64::from(size::item(change.key));
            if bytes >= PAGE_BYTES {
                next = Some((segment.tree, position.next()));
                break 'segments;
            }
        }
        place += 1;
        start = Position::of_ms(from);
    }
    w.end(list);
    if let Some((tree, position)) = next {
        w.entry_str("Next", &[&*tree.to_string(), "/", &position.number()].concat());
    }
    Ok(w.into_inner())
}

fn parse(given: &str) -> Option<(TreeId, Position)> {
    let (tree, number) = given.split_once('/')?;
    Some((tree.parse().ok()?, Position::of_number(number)?))
}

fn wrong() -> Failure {
    Failure::validation("Invalid After")
}

fn trimmed() -> Failure {
    Failure::new(Kind::TrimmedDataAccess, "The history was forgotten while it was read")
}
