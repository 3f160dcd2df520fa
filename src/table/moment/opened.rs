//! Moments: tables as they were at a time, for reading, as long as somebody reads them.
//!
//! A moment is a job of the catalog, `job/moment/NAME/ID/TIME`: first it is taken back to its time, then it is there until
//! nobody has asked for it for a quarter of an hour.

use super::copy;
use super::undo::Undo;
use crate::model::{MapRef, Writer};
use crate::table::catalog::{self, CATALOG_TREE};
use crate::table::context::{Context, Stop, unreadable};
use crate::table::envelope::Unread;
use crate::table::history::Position;
use crate::table::job_record::{JOB_PREFIX, body};
use crate::table::schema::Table;

/// For how long a moment stays after it was asked for, in milliseconds.
const KEPT: u64 = 15 * 60_000;

/// How far a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It can be read.
    Ready,
    /// It is being taken back to its time.
    Preparing,
}

fn job_key(table: &Table, ms: u64) -> Vec<u8> {
    [JOB_PREFIX, b"moment/", table.name.as_bytes(), b"/", &table.id, &ms.to_be_bytes()].concat()
}

/// Sees to it that the moment of a table at a time can be read, now or soon.
///
/// # Errors
/// [`Stop::Fault`], also while a checkpoint is being made.
pub fn open(cx: &mut Context<'_>, table: &Table, ms: u64) -> Result<Status, Stop> {
    let key = job_key(table, ms);
    if let Some(value) = cx.get(CATALOG_TREE, &key)? {
        let job = body(value);
        if let Some(undo) = Undo::read(job) {
            let copy = read(job)?;
            put(cx, key, &copy, Some(&undo))?;
            return Ok(Status::Preparing);
        }
        let copy = read(job)?;
        // Each time that it is asked for is a write otherwise.
        if job.get_int("due").is_none_or(|due| due < (cx.now_ms + KEPT / 2) as i64) {
            put(cx, key, &copy, None)?;
        }
        return Ok(Status::Ready);
    }
    let copy = copy::copy(cx, table)?;
    let undo = Undo::begin(cx, table, Position::of_ms(ms + 1))?;
    put(cx, key, &copy, Some(&undo))?;
    Ok(Status::Preparing)
}

/// The definition of a table as it was at a time; none if the moment is not ready.
///
/// # Errors
/// [`Stop::Fault`].
pub fn table(cx: &mut Context<'_>, table: &Table, ms: u64) -> Result<Option<Table>, Stop> {
    let Some(value) = cx.get(CATALOG_TREE, &job_key(table, ms))? else { return Ok(None) };
    let job = body(value);
    if job.get(b"undone").is_some() { Ok(None) } else { read(job).map(Some) }
}

fn read(job: MapRef<'_>) -> Result<Table, Stop> {
    let copy = job.get(b"moment").and_then(|copy| copy.scalar_bytes()).and_then(copy::decode);
    copy.ok_or_else(|| unreadable("moment of a table", Unread::Damaged))
}

fn put(cx: &mut Context<'_>, key: Vec<u8>, copy: &Table, undo: Option<&Undo>) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.name(b"moment");
    w.binary(&copy::encode(copy));
    match undo {
        Some(undo) => undo.put(&mut w),
        None => w.entry_int("due", (cx.now_ms + KEPT) as i64),
    }
    catalog::put_record(cx, key, w.as_bytes())
}

/// Works on a moment: takes it back, or removes it when it is due. False if the job is not one.
///
/// # Errors
/// [`Stop::Fault`]; a failure when the history cannot be read.
pub fn work(cx: &mut Context<'_>, key: &[u8], job: MapRef<'_>) -> Result<bool, Stop> {
    if job.get(b"moment").is_none() {
        return Ok(false);
    }
    let copy = read(job)?;
    let Some(mut undo) = Undo::read(job) else {
        copy::remove(cx, &copy)?;
        catalog::remove_record(cx, key.to_vec())?;
        return Ok(true);
    };
    let done = undo.step(cx, &copy)?;
    if done {
        undo.end(cx)?;
    }
    put(cx, key.to_vec(), &copy, Some(&undo).filter(|_| !done))?;
    Ok(true)
}
