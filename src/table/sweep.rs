//! Removes what has expired: a job that reads the index of expiries up to now.

use core::ops::Bound;

use super::context::{Context, Origin, Stop};
use super::schema::Table;
use super::{catalog, expiry, store};
use crate::model::MapRef;
use crate::tree::{Cursor, Direction, KeyRange, TreeId};

/// How far ahead a sweep's reads may name pages.
const AHEAD: u64 = 64 << 10;

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
    Ok(Some(second.map(|second| expiry::due_ms(cx.settings, second))))
}

/// The entries of items that expire, up to those before a second.
fn expired<'f>(cx: &Context<'f>, tree: TreeId, end: u64) -> Cursor<'f> {
    let bound = |second: u64| second.to_be_bytes().to_vec();
    let range = KeyRange {
        lower: Bound::Included(bound(expiry::oldest(cx.now_ms))),
        upper: Bound::Excluded(bound(end)),
    };
    cx.cursor(tree, range, Direction::Forward, AHEAD)
}

fn parts(key: &[u8]) -> Option<(u64, &[u8])> {
    let (second, key) = key.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*second), key))
}

/// Removes items that have expired, as many as `budget` lets it. False if the job is not for that. What cannot be read stays,
/// and keeps nothing else.
///
/// # Errors
/// [`Stop::Fault`] when the first item's pages are missing; a failure when there is nothing but what cannot be read.
pub(super) fn sweep(
    cx: &mut Context<'_>,
    job: MapRef<'_>,
    budget: &mut dyn FnMut() -> bool,
) -> Result<bool, Stop> {
    let Some(tree) = swept(job) else { return Ok(false) };
    let table = catalog::table(cx, job.get_str("table").unwrap_or_default())?;
    let table = table.filter(|table| table.expiry.is_some_and(|index| index.tree == tree));
    let Some(table) = table else {
        catalog::remove_record(cx, expiry::job_key(tree))?;
        return Ok(true);
    };
    cx.origin = Origin::TimeToLive;
    let mut entries = expired(cx, tree, cx.now_ms / 1000);
    let (mut done, mut unreadable) = (0, None);
    while done == 0 || budget() {
        let before = cx.effects.len();
        match remove_next(cx, &table, tree, &mut entries) {
            Ok(true) => done += 1,
            Ok(false) => break,
            Err(stop) => {
                // An item goes as a whole, with all of its index entries, or stays.
                cx.effects.truncate(before);
                match stop {
                    Stop::Failure(failure) => unreadable = Some(failure),
                    // What was done so far is worth a commit; the next slice begins with the missing page.
                    Stop::Fault if done > 0 => break,
                    Stop::Fault => return Err(Stop::Fault),
                }
            }
        }
    }
    if let Some(gauge) = &cx.settings.gauge {
        gauge.expired(&table.name, done, cx.now_ms);
    }
    match unreadable {
        Some(failure) if done == 0 => Err(failure.into()),
        _ => Ok(true),
    }
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
        Some(item) if expiry::second(attribute, MapRef::new(item.body)) == Some(expires) => {
            store::write(cx, table, key.to_vec(), stored.as_ref(), None)?;
        }
        // Nothing of the kind is left behind; an entry without its item would come up for ever.
        _ => cx.set(tree, entry, None, Some(0)),
    }
    Ok(true)
}
