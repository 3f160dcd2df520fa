//! Time to live: a hidden index of items by the second at which they expire, and the sweep that removes them.
//!
//! A table whose items expire has a tree with the key `second (8 bytes, big-endian) ++ table key` and empty values, written
//! with the items and filled by the same backfill as an index. A sweep reads it from its beginning up to now, so nothing is
//! ever scanned, and the first key says when there is something to do.

use core::ops::Bound;

use super::context::{Context, Origin, Settings, Stop};
use super::envelope::{self, Envelope};
use super::schema::{Expiry, Table};
use super::{catalog, job_record, store};
use crate::model::{MapRef, Number, Raw, Writer};
use crate::tree::{Cursor, Direction, KeyRange, TreeId};

/// Items that expired before so long do not expire any more: a time that old is taken for a mistake.
const FIVE_YEARS: u64 = 5 * 365 * 86_400;
/// Expiries are looked at together: at the end of each of these spans of milliseconds.
const SPAN: u64 = 30_000;
/// How far ahead a sweep's reads may name pages.
const AHEAD: u64 = 64 << 10;

/// The second at which an item expires, if it does.
fn second(attribute: &str, item: MapRef<'_>) -> Option<u64> {
    let value: Raw<'_> = item.get(attribute.as_bytes())?;
    if value.ty() != crate::model::Type::N {
        return None;
    }
    u64::try_from(Number::from_bytes(value.scalar_bytes()?)?.to_i64()?).ok()
}

/// When an item of this second is looked at, in epoch milliseconds: it expires when the second has passed.
fn due_ms(settings: &Settings, second: u64) -> u64 {
    let due = second.saturating_add(1).saturating_mul(1000);
    if settings.expires_at_once { due } else { due.div_ceil(SPAN).saturating_mul(SPAN) }
}

/// The first second whose items still expire.
const fn oldest(now_ms: u64) -> u64 {
    (now_ms / 1000).saturating_sub(FIVE_YEARS)
}

fn entry_key(second: u64, key: &[u8]) -> Vec<u8> {
    [&second.to_be_bytes(), key].concat()
}

fn entry_value(clock: u64) -> Vec<u8> {
    envelope::seal(clock, 0, &[])
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
) {
    let attribute = table.time_to_live.as_deref().unwrap_or_default();
    // Whoever wrote the item since has made its entry.
    if stored.clock < since
        && let Some(second) = second(attribute, MapRef::new(stored.body))
    {
        cx.set(expiry.tree, entry_key(second, key), Some(entry_value(stored.clock)), None);
    }
}

fn job_key(tree: TreeId) -> Vec<u8> {
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

/// The tree that a job sweeps, if it is such a job.
fn swept(job: MapRef<'_>) -> Option<TreeId> {
    TreeId::try_from(job.get_int("expiry")?).ok()
}

/// When a job that sweeps has something to do; empty inside if there is nothing, and outside if it is another job.
///
/// # Errors
/// [`Stop::Fault`].
pub(super) fn next_due(cx: &mut Context<'_>, job: MapRef<'_>) -> Result<Option<Option<u64>>, Stop> {
    let Some(tree) = swept(job) else { return Ok(None) };
    let mut entries = expired(cx, tree, u64::MAX);
    let first = cx.next(&mut entries)?.map(|(key, _)| key.to_vec());
    let second = first.as_deref().and_then(parts).map(|(second, _)| second);
    Ok(Some(second.map(|second| due_ms(cx.settings, second))))
}

/// The entries of items that expire, up to those before a second.
fn expired<'f>(cx: &Context<'f>, tree: TreeId, end: u64) -> Cursor<'f> {
    let bound = |second: u64| second.to_be_bytes().to_vec();
    let range =
        KeyRange { lower: Bound::Included(bound(oldest(cx.now_ms))), upper: Bound::Excluded(bound(end)) };
    cx.cursor(tree, range, Direction::Forward, AHEAD)
}

fn parts(key: &[u8]) -> Option<(u64, &[u8])> {
    let (second, key) = key.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*second), key))
}

/// Removes items that have expired, as many as `budget` lets it. False if the job is not for that.
///
/// # Errors
/// [`Stop::Fault`] when the first item's pages are missing.
pub(super) fn sweep(
    cx: &mut Context<'_>,
    job: MapRef<'_>,
    budget: &mut dyn FnMut() -> bool,
) -> Result<bool, Stop> {
    let Some(tree) = swept(job) else { return Ok(false) };
    let table = catalog::table(cx, job.get_str("table").unwrap_or_default())?;
    let table = table.filter(|table| table.expiry.is_some_and(|expiry| expiry.tree == tree));
    let Some(table) = table else {
        catalog::remove_record(cx, job_key(tree))?;
        return Ok(true);
    };
    cx.origin = Origin::TimeToLive;
    let mut entries = expired(cx, tree, cx.now_ms / 1000);
    let mut done = 0;
    while done == 0 || budget() {
        match remove_next(cx, &table, tree, &mut entries) {
            Ok(true) => done += 1,
            Ok(false) => break,
            // What was done so far is worth a commit; the next slice begins with the missing page.
            Err(Stop::Fault) if done > 0 => break,
            Err(stop) => return Err(stop),
        }
    }
    Ok(true)
}

/// Removes the next item that has expired; false behind the last one.
fn remove_next<'f>(
    cx: &mut Context<'f>,
    table: &Table,
    tree: TreeId,
    entries: &mut Cursor<'f>,
) -> Result<bool, Stop> {
    let Some((entry, _)) = cx.next(entries)? else { return Ok(false) };
    let entry = entry.to_vec();
    let Some((expires, key)) = parts(&entry) else { return Ok(false) };
    let stored = store::load(cx, table, key)?;
    let attribute = table.time_to_live.as_deref().unwrap_or_default();
    match &stored {
        Some(item) if second(attribute, MapRef::new(item.body)) == Some(expires) => {
            store::write(cx, table, key.to_vec(), stored.as_ref(), None)?;
        }
        // Nothing of the kind is left behind; an entry without its item would come up for ever.
        _ => cx.set(tree, entry, None, Some(0)),
    }
    Ok(true)
}
