//! Time to live: a hidden index of items by the second at which they expire.
//!
//! A table whose items expire has a tree with the key `second (8 bytes, big-endian) ++ table key` and empty values, written
//! with the items and filled by the same backfill as an index. `sweep` reads it from its beginning up to now, so
//! nothing is ever scanned, and the first key says when there is something to do.

use super::context::{Context, Settings, Stop};
use super::envelope::{self, Envelope, Stamp};
use super::index::lacks_entry;
use super::schema::{Expiry, Table};
use super::{catalog, job_record};
use crate::model::{MapRef, Number, Raw, Writer};
use crate::tree::TreeId;

/// Items that expired before so long do not expire any more: a time that old is taken for a mistake.
const FIVE_YEARS: u64 = 5 * 365 * 86_400;
/// Expiries are looked at together: at the end of each of these spans of milliseconds.
const SPAN: u64 = 30_000;

/// The second at which an item expires, if it does.
pub(super) fn second(attribute: &str, item: MapRef<'_>) -> Option<u64> {
    let value: Raw<'_> = item.get(attribute.as_bytes())?;
    if value.ty() != crate::model::Type::N {
        return None;
    }
    u64::try_from(Number::from_bytes(value.scalar_bytes()?)?.to_i64()?).ok()
}

/// When an item of this second is looked at, in epoch milliseconds: it expires when the second has passed.
pub(super) fn due_ms(settings: &Settings, second: u64) -> u64 {
    let due = second.saturating_add(1).saturating_mul(1000);
    if settings.expires_at_once { due } else { due.div_ceil(SPAN).saturating_mul(SPAN) }
}

/// The first second whose items still expire.
pub(super) const fn oldest(now_ms: u64) -> u64 {
    (now_ms / 1000).saturating_sub(FIVE_YEARS)
}

fn entry_key(second: u64, key: &[u8]) -> Vec<u8> {
    [&second.to_be_bytes(), key].concat()
}

fn entry_value(clock: u64) -> Vec<u8> {
    envelope::seal(Stamp::local(clock), 0, &[])
}

/// Follows a write of the item under `key`.
///
/// # Errors
/// [`Stop::Fault`], only while the index is being filled.
pub(super) fn follow(
    cx: &mut Context<'_>,
    table: &Table,
    expiry: Expiry,
    key: &[u8],
    [old, new]: [Option<MapRef<'_>>; 2],
) -> Result<(), Stop> {
    let Some(attribute) = &table.time_to_live else { return Ok(()) };
    let [before, after] = [old, new].map(|item| second(attribute, item?));
    if let Some(second) = before.filter(|_| before != after) {
        remove(cx, expiry, entry_key(second, key))?;
    }
    if let Some(second) = after.filter(|_| before != after || expiry.backfilling) {
        let key = entry_key(second, key);
        // The backfill may have come by the item already.
        let there = before == after && cx.get(expiry.tree, &key)?.is_some();
        cx.set(expiry.tree, key, Some(entry_value(cx.clock)), there.then_some(0));
        if second >= oldest(cx.now_ms) {
            cx.is_due(due_ms(cx.settings, second));
        }
    }
    Ok(())
}

fn remove(cx: &mut Context<'_>, expiry: Expiry, key: Vec<u8>) -> Result<(), Stop> {
    if !expiry.backfilling || cx.get(expiry.tree, &key)?.is_some() {
        cx.set(expiry.tree, key, None, Some(0));
    }
    Ok(())
}

/// Makes the entry of a stored item unless it is there: one step of a backfill that began at the clock `since`.
pub(super) fn backfill(
    cx: &mut Context<'_>,
    table: &Table,
    expiry: Expiry,
    since: u64,
    key: &[u8],
    stored: &Envelope<'_>,
) -> Result<(), Stop> {
    let attribute = table.time_to_live.as_deref().unwrap_or_default();
    let Some(second) = second(attribute, MapRef::new(stored.body)) else { return Ok(()) };
    let entry = entry_key(second, key);
    if lacks_entry(cx, expiry.tree, &entry, since, stored)? {
        cx.set(expiry.tree, entry, Some(entry_value(stored.stamp.clock)), None);
    }
    Ok(())
}

/// The key of the job that sweeps a tree.
pub(super) fn job_key(tree: TreeId) -> Vec<u8> {
    [job_record::JOB_PREFIX, b"expiry/", &tree.to_be_bytes()].concat()
}

/// Lets the items of a table expire, whose definition is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let tree = catalog::allocate_trees(cx, 1)?;
    table.expiry = Some(Expiry { tree, backfilling: true });
    job_record::start_backfill(cx, &table.name, tree)?;
    let mut w = Writer::new();
    w.entry_int("expiry", i64::from(tree));
    w.entry_str("table", &table.name);
    catalog::put_record(cx, job_key(tree), w.as_bytes())
}

/// Lets the items of a table stay, whose definition is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let Some(expiry) = table.expiry.take() else { return Ok(()) };
    cx.drop_tree(expiry.tree);
    job_record::stop_backfill(cx, expiry.tree)?;
    catalog::remove_record(cx, job_key(expiry.tree))
}
