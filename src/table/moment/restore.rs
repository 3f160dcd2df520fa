//! Restores: a new table is filled from a copy of another one, in slices.

use core::ops::Bound;

use super::copy;
use super::undo::Undo;
use crate::model::{MapRef, Writer};
use crate::table::catalog;
use crate::table::context::{Context, Origin, Stop, unreadable};
use crate::table::envelope::Unread;
use crate::table::schema::Table;
use crate::table::store::{self, Image};
use crate::tree::{Cursor, Direction, KeyRange};

const PREFIX: &[u8] = b"job/restore/";
/// How far ahead the pages of the copy are named.
const AHEAD: u64 = 256 << 10;

/// Where a restore takes its items from.
#[derive(Debug)]
pub struct Source<'a> {
    /// The copy.
    pub copy: &'a Table,
    /// Of a copy that is to be removed afterwards: what of its table's changes is undone first.
    pub undo: Option<Undo>,
    /// The id of the backup that the copy is of.
    pub backup: Option<&'a str>,
}

/// A table that is deleted under way may be followed by another one of its name.
fn job_key(target: &str, id: [u8; 16]) -> Vec<u8> {
    [PREFIX, target.as_bytes(), b"/", &id].concat()
}

/// Begins to fill a table, whose definition has been written and says that it is being restored.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin(cx: &mut Context<'_>, target: &Table, source: &Source<'_>) -> Result<(), Stop> {
    put(cx, &target.name, target.id, source, &[])
}

fn put(
    cx: &mut Context<'_>,
    target: &str,
    id: [u8; 16],
    source: &Source<'_>,
    done: &[u8],
) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_str("target", target);
    w.name(b"targetId");
    w.binary(&id);
    w.name(b"copy");
    w.binary(&copy::encode(source.copy));
    w.entry_bool("own", source.backup.is_none());
    if let Some(backup) = source.backup {
        w.entry_str("backup", backup);
    }
    if let Some(undo) = &source.undo {
        undo.put(&mut w);
    }
    w.name(b"done");
    w.binary(done);
    catalog::put_record(cx, job_key(target, id), w.as_bytes())
}

/// The ids of backups that are being restored from.
///
/// # Errors
/// [`Stop::Fault`].
pub fn is_restored_from(cx: &mut Context<'_>, backup: &str) -> Result<bool, Stop> {
    let range = KeyRange::prefix(PREFIX);
    let mut jobs = cx.cursor(catalog::CATALOG_TREE, range, Direction::Forward, u64::MAX);
    while let Some((_, value)) = cx.next(&mut jobs)? {
        if crate::table::job_record::body(value).get_str("backup") == Some(backup) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Works on a restore. False if the job is not one.
///
/// # Errors
/// [`Stop::Fault`]; a failure when the copy cannot be read.
pub fn work(cx: &mut Context<'_>, job: MapRef<'_>, budget: &mut dyn FnMut() -> bool) -> Result<bool, Stop> {
    let Some(target) = job.get_str("target") else { return Ok(false) };
    let bytes = |name: &[u8]| job.get(name).and_then(|value| value.scalar_bytes());
    let copy = bytes(b"copy").and_then(copy::decode).ok_or_else(|| unreadable("restore", Unread::Damaged))?;
    let id = bytes(b"targetId").and_then(|id| id.try_into().ok()).unwrap_or_default();
    let own = job.get_bool("own") == Some(true);
    let mut source = Source { copy: &copy, undo: Undo::read(job), backup: job.get_str("backup") };
    let table = catalog::table(cx, target)?.filter(|table| table.id == id && table.is_restoring());
    let Some(table) = table else {
        end(cx, job_key(target, id), &source, own)?;
        return Ok(true);
    };
    if let Some(undo) = &mut source.undo {
        let done = undo.step(cx, &copy)?;
        if done {
            undo.end(cx)?;
            source.undo = None;
        }
        put(cx, target, id, &source, &[])?;
        return Ok(true);
    }
    let done = bytes(b"done").unwrap_or_default();
    match fill(cx, &table, &copy, done, budget)? {
        Some(done) => put(cx, target, id, &source, &done)?,
        None => {
            let mut table = (*table).clone();
            if let Some(restored) = &mut table.restored {
                restored.in_progress = false;
            }
            catalog::put(cx, &table)?;
            end(cx, job_key(target, id), &source, own)?;
        }
    }
    Ok(true)
}

fn end(cx: &mut Context<'_>, key: Vec<u8>, source: &Source<'_>, own: bool) -> Result<(), Stop> {
    if let Some(undo) = &source.undo {
        undo.end(cx)?;
    }
    if own {
        copy::remove(cx, source.copy)?;
    }
    catalog::remove_record(cx, key)
}

/// Copies items behind a key; gives the last one's key, or none behind the last item of all.
fn fill(
    cx: &mut Context<'_>,
    table: &Table,
    copy: &Table,
    done: &[u8],
    budget: &mut dyn FnMut() -> bool,
) -> Result<Option<Vec<u8>>, Stop> {
    cx.origin = Origin::Import;
    let lower = if done.is_empty() { Bound::Unbounded } else { Bound::Excluded(done.to_vec()) };
    let mut items =
        cx.cursor(copy.tree, KeyRange { lower, upper: Bound::Unbounded }, Direction::Forward, AHEAD);
    let mut last = None;
    while last.is_none() || budget() {
        match fill_next(cx, table, &mut items) {
            Ok(Some(key)) => last = Some(key),
            Ok(None) => return Ok(None),
            // What was done so far is worth a commit; the next slice begins with the missing page.
            Err(Stop::Fault) if last.is_some() => break,
            Err(stop) => return Err(stop),
        }
    }
    Ok(last)
}

fn fill_next<'f>(
    cx: &mut Context<'f>,
    table: &Table,
    items: &mut Cursor<'f>,
) -> Result<Option<Vec<u8>>, Stop> {
    let Some((key, value)) = cx.next(items)? else { return Ok(None) };
    let (key, stored) = (key.to_vec(), store::open(value)?);
    let image = Image { item: MapRef::new(stored.body), size: stored.size };
    store::write(cx, table, key.clone(), None, Some(image))?;
    Ok(Some(key))
}
