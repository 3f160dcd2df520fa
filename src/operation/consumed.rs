//! `ConsumedCapacity`: what a request cost, in the detail it asked for.

use crate::model::{MapRef, Number, Type, Writer};
use crate::table::capacity::Tally;
use crate::table::schema::{IndexKind, Table};

/// What `ReturnConsumedCapacity` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing.
    Nothing,
    /// One figure for each table.
    Total,
    /// The arms of table and indexes too.
    Indexes,
}

impl Wanted {
    /// Reads the request's parameter; its values are a constraint of the shape.
    #[must_use]
    pub fn of(input: MapRef<'_>) -> Self {
        match input.get_str("ReturnConsumedCapacity") {
            Some("TOTAL") => Self::Total,
            Some("INDEXES") => Self::Indexes,
            _ => Self::Nothing,
        }
    }
}

/// Whether figures are repeated as read or write units, as transactions do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// `CapacityUnits` alone.
    Neither,
    /// `ReadCapacityUnits` too.
    Read,
    /// `WriteCapacityUnits` too.
    Write,
}

/// Writes the `ConsumedCapacity` entry of a single operation, if it is wanted.
pub fn entry(w: &mut Writer, wanted: Wanted, given: &str, table: &Table, tally: &Tally) {
    if wanted != Wanted::Nothing {
        w.name(b"ConsumedCapacity");
        value(w, wanted, Split::Neither, given, table, tally);
    }
}

/// Writes one table's consumed capacity.
pub fn value(w: &mut Writer, wanted: Wanted, split: Split, given: &str, table: &Table, tally: &Tally) {
    let map = w.begin(Type::M);
    w.entry_str("TableName", given);
    figures(w, split, tally.total());
    if wanted == Wanted::Indexes {
        let own = w.begin_entry("Table", Type::M);
        figures(w, split, tally.table);
        w.end(own);
        arms(w, split, "LocalSecondaryIndexes", IndexKind::Local, table, tally);
        arms(w, split, "GlobalSecondaryIndexes", IndexKind::Global, table, tally);
    }
    w.end(map);
}

fn arms(w: &mut Writer, split: Split, name: &str, kind: IndexKind, table: &Table, tally: &Tally) {
    let mine =
        tally.indexes.iter().filter_map(|&(position, halves)| Some((table.indexes.get(position)?, halves)));
    let mut mine = mine.filter(|(index, _)| index.kind == kind).peekable();
    if mine.peek().is_none() {
        return;
    }
    let map = w.begin_entry(name, Type::M);
    for (index, halves) in mine {
        let arm = w.begin_entry(&index.name, Type::M);
        figures(w, split, halves);
        w.end(arm);
    }
    w.end(map);
}

fn figures(w: &mut Writer, split: Split, halves: u64) {
    let units = units(halves);
    let names: &[&str] = match split {
        Split::Neither => &["CapacityUnits"],
        Split::Read => &["CapacityUnits", "ReadCapacityUnits"],
        Split::Write => &["CapacityUnits", "WriteCapacityUnits"],
    };
    for name in names {
        w.name(name.as_bytes());
        w.number(units.as_bytes());
    }
}

/// Halves of a unit as a number of units.
fn units(halves: u64) -> Number {
    let mut text = (halves / 2).to_string();
    if halves % 2 == 1 {
        text.push_str(".5");
    }
    Number::parse(text.as_bytes()).unwrap_or(Number::ZERO)
}
