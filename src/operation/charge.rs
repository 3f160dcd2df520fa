//! Tells the gauge of a database that has one what a run reads and writes.

use crate::model::MapRef;
use crate::table::capacity::{Tally, write_units};
use crate::table::gauge::Gauge;
use crate::table::key::Span;
use crate::table::schema::Table;
use crate::table::{Context, Stop};

/// The run reads an item under a key, or nothing under it.
///
/// # Errors
/// The service's failure if the table has no capacity left.
#[inline(never)]
pub fn read(gauge: &Gauge, table: &Table, key: &[u8], halves: u64) -> Result<(), Stop> {
    Ok(gauge.reads(table, key, halves)?)
}

/// The run reads a page of a table or index.
///
/// # Errors
/// As [`read`].
#[inline(never)]
pub fn page(
    gauge: &Gauge,
    table: &Table,
    index: Option<usize>,
    span: &Span,
    tally: &Tally,
) -> Result<(), Stop> {
    Ok(gauge.reads_page(table, index, span, tally)?)
}

/// The run does not write an item of so many bytes, because of a condition.
///
/// # Errors
/// As [`read`].
#[inline(never)]
pub fn checked(
    gauge: &Gauge,
    table: &Table,
    hash: u32,
    item: Option<MapRef<'_>>,
    size: u32,
) -> Result<(), Stop> {
    let tally = Tally { table: 2 * write_units(size).max(1), indexes: Vec::new() };
    Ok(gauge.writes(table, (hash, item.unwrap_or_default()), &tally)?)
}

/// The run writes an item. If that is refused, its effects behind `before` are taken back: a batch goes on without it.
///
/// # Errors
/// As [`read`].
#[inline(never)]
pub fn written(
    cx: &mut Context<'_>,
    table: &Table,
    (hash, item): (u32, Option<MapRef<'_>>),
    tally: &Tally,
    before: usize,
) -> Result<(), Stop> {
    let Some(gauge) = &cx.settings.gauge else { return Ok(()) };
    gauge
        .writes(table, (hash, item.unwrap_or_default()), tally)
        .inspect_err(|_| cx.effects.truncate(before))?;
    Ok(())
}
