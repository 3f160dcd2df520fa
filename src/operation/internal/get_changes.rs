//! `GetChanges`, which only the package's own code asks for.

use crate::model::{MapRef, Type, Writer};
use crate::operation::destinations::destination::KIND;
use crate::operation::notation::uuid;
use crate::operation::streams::record::{self, Shown};
use crate::table::history::{self, Change, History, Merged, Position, Reader};
use crate::table::schema::View;
use crate::table::{Context, Stop};

/// Most records of a page.
const PAGE: i64 = 500;
/// A page ends before the record that would make it larger, by the sizes of its records.
const PAGE_BYTES: u64 = 1 << 20;

/// Records that a destination gets, in the order of the writes, from the place `From` on. `Next` is the place behind them.
/// `Ended` if nothing can follow.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let from = input.get_str("From").and_then(Position::of_number).unwrap_or_default();
    let mut w = Writer::new();
    let list = w.begin_entry("Records", Type::L);
    let found = find(cx, input)?;
    let (mut next, mut ended) = (from, true);
    if let Some((history, reader)) = &found {
        // Whoever waits for more has to hear of the end, too.
        history.note(cx);
        (next, ended) = records(cx, &mut w, history, reader, from)?;
    }
    w.end(list);
    w.entry_str("Next", &next.number());
    w.entry_bool("Ended", ended);
    Ok(w.into_inner())
}

/// The history and the reader of it that a request means.
fn find(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Option<(History, Reader)>, Stop> {
    let [name, id, arn] =
        ["TableName", "TableId", "StreamArn"].map(|name| input.get_str(name).unwrap_or_default());
    let found = history::of_table(cx, name)?.into_iter().find(|history| uuid(history.id) == id);
    Ok(found.and_then(|history| {
        let reader = history.reader(KIND, arn)?.clone();
        Some((history, reader))
    }))
}

/// Writes records; gives the place behind them, and whether they were the last ones.
fn records(
    cx: &mut Context<'_>,
    w: &mut Writer,
    history: &History,
    reader: &Reader,
    from: Position,
) -> Result<(Position, bool), Stop> {
    let mut merged = Merged::new(cx, history, from)?;
    let (mut count, mut bytes, mut next) = (0, 0, from);
    while let Some((position, value)) = merged.next(cx)? {
        match reader.next_place(position) {
            // It was written when the destination was disabled.
            Some(place) if place > position => {
                next = position.next();
                continue;
            }
            Some(_) => {}
            None => return Ok((next, true)),
        }
        let Some(change) = history::read(value)? else {
            next = position.next();
            continue;
        };
        let shown = Shown::of(&change, View::NewAndOldImages);
        bytes += u64::from(shown.size());
        if count == PAGE || (count > 0 && bytes > PAGE_BYTES) {
            return Ok((next, false));
        }
        let entry = w.begin(Type::M);
        w.entry_int("Micros", micros(&change, position) as i64);
        record::fields(w, cx, &history.id, position, &change, &shown);
        w.end(entry);
        count += 1;
        next = position.next();
    }
    Ok((next, !reader.reads()))
}

/// The time of a write in epoch microseconds. The clock has them, unless it is ahead of the wall clock.
fn micros(change: &Change<'_>, position: Position) -> u64 {
    let clock = position.clock >> 12;
    if clock / 1000 == change.ms { clock } else { change.ms * 1000 }
}
