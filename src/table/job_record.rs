//! The records of jobs in the catalog, which those that start a job write and `jobs` reads.

use super::catalog;
use super::context::{Context, Stop};
use super::envelope;
use crate::model::{MapRef, Writer};
use crate::tree::TreeId;

/// Catalog keys of jobs begin with this.
pub(super) const JOB_PREFIX: &[u8] = b"job/";

/// The members of a job's record.
pub(super) fn body(value: &[u8]) -> MapRef<'_> {
    envelope::read(value).map(|envelope| MapRef::new(envelope.body)).unwrap_or_default()
}

/// Starts filling an index from the items that are there.
///
/// # Errors
/// [`Stop::Fault`].
pub fn start_backfill(cx: &mut Context<'_>, table: &str, index: TreeId) -> Result<(), Stop> {
    let since = cx.clock as i64;
    put_backfill(cx, table, index, since, &[])
}

/// Stops filling an index that is being removed.
///
/// # Errors
/// [`Stop::Fault`].
pub fn stop_backfill(cx: &mut Context<'_>, index: TreeId) -> Result<(), Stop> {
    catalog::remove_record(cx, backfill_key(index))
}

fn backfill_key(index: TreeId) -> Vec<u8> {
    [JOB_PREFIX, b"backfill/", &index.to_be_bytes()].concat()
}

/// Writes how far a backfill has come. `since` is the clock at the index's creation: items that were not written since
/// have no entry.
///
/// # Errors
/// [`Stop::Fault`].
pub(super) fn put_backfill(
    cx: &mut Context<'_>,
    table: &str,
    index: TreeId,
    since: i64,
    cursor: &[u8],
) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_str("table", table);
    w.entry_int("index", i64::from(index));
    w.entry_int("since", since);
    w.name(b"cursor");
    w.binary(cursor);
    catalog::put_record(cx, backfill_key(index), w.as_bytes())
}
