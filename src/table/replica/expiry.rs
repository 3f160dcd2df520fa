//! Tombstones that no replica can need any more go: a job that looks at all of them once a day.

use core::ops::Bound;

use crate::model::{MapRef, Writer};
use crate::table::context::{Context, Stop};
use crate::table::history::{DAY, Position};
use crate::table::job_record::JOB_PREFIX;
use crate::table::schema::Table;
use crate::table::{catalog, envelope};
use crate::tree::{Direction, KeyRange, TreeId};

/// How far ahead the pages of a walk are named.
const AHEAD: u64 = 256 << 10;

fn job_key(tree: TreeId) -> Vec<u8> {
    [JOB_PREFIX, b"tombstones/", &tree.to_be_bytes()].concat()
}

fn put(cx: &mut Context<'_>, table: &str, tree: TreeId, due_ms: u64, cursor: &[u8]) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_int("due", due_ms as i64);
    w.entry_str("table", table);
    w.entry_int("tombstones", i64::from(tree));
    w.name(b"cursor");
    w.binary(cursor);
    catalog::put_record(cx, job_key(tree), w.as_bytes())
}

/// Begins to look at the tombstones of a table.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin_tombstones(cx: &mut Context<'_>, table: &Table, tree: TreeId) -> Result<(), Stop> {
    put(cx, &table.name, tree, cx.now_ms + DAY, &[])
}

/// Looks at them no longer.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end_tombstones(cx: &mut Context<'_>, tree: TreeId) -> Result<(), Stop> {
    catalog::remove_record(cx, job_key(tree))
}

/// Does a slice of such a job. False if the job is another one.
///
/// # Errors
/// [`Stop::Fault`] when the first tombstone's page is missing.
pub fn work(
    cx: &mut Context<'_>,
    key: &[u8],
    job: MapRef<'_>,
    budget: &mut dyn FnMut() -> bool,
) -> Result<bool, Stop> {
    let tree = job.get_int("tombstones").and_then(|tree| TreeId::try_from(tree).ok());
    let Some(tree) = tree else { return Ok(false) };
    let name = job.get_str("table").unwrap_or_default();
    let table = catalog::table(cx, name)?;
    let group = table.as_ref().and_then(|table| table.group.as_ref());
    if group.is_none_or(|group| group.tombstones != tree) {
        catalog::remove_record(cx, key.to_vec())?;
        return Ok(true);
    }
    let done = job.get(b"cursor").and_then(|cursor| cursor.scalar_bytes()).unwrap_or_default();
    let lower = if done.is_empty() { Bound::Unbounded } else { Bound::Excluded(done.to_vec()) };
    let range = KeyRange { lower, upper: Bound::Unbounded };
    let mut entries = cx.cursor(tree, range, Direction::Forward, AHEAD);
    let mut last: Option<Vec<u8>> = None;
    loop {
        if last.is_some() && !budget() {
            break;
        }
        match cx.next(&mut entries) {
            Ok(Some((key, value))) => {
                let key = key.to_vec();
                if let Ok(stored) = envelope::open(value)
                    && is_old(cx, stored.stamp.clock)
                {
                    cx.set(tree, key.clone(), None, Some(stored.size));
                }
                last = Some(key);
            }
            Ok(None) => {
                put(cx, name, tree, cx.now_ms + DAY, &[])?;
                return Ok(true);
            }
            // What was done so far is worth a commit; the next slice begins with the missing page.
            Err(Stop::Fault) if last.is_some() => break,
            Err(stop) => return Err(stop),
        }
    }
    put(cx, name, tree, cx.now_ms, &last.unwrap_or_default())?;
    Ok(true)
}

fn is_old(cx: &Context<'_>, clock: u64) -> bool {
    Position { clock, count: 0 }.ms().saturating_add(cx.settings.tombstones_ms) <= cx.now_ms
}
