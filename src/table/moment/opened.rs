//! Moments: tables as they were at a time, for reading, as long as somebody reads them.
//!
//! A moment is a job of the catalog, `job/moment/NAME/ID/TIME`: first it is taken back to its time, then it is there until
//! nobody has asked for it for a quarter of an hour.

use super::copy;
use super::undo::Undo;
use crate::model::{Failure, Kind, MapRef, Writer};
use crate::table::catalog::{self, CATALOG_TREE};
use crate::table::context::{Context, Stop, unreadable};
use crate::table::envelope::Unread;
use crate::table::history::Position;
use crate::table::job_record::{JOB_PREFIX, body};
use crate::table::schema::Table;
use crate::tree::{Direction, KeyRange};

/// Most moments of one table.
const MOST: usize = 16;
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
/// [`Stop::Fault`], also while a checkpoint is being made; a failure when it cannot be taken back.
pub fn open(cx: &mut Context<'_>, table: &Table, ms: u64) -> Result<Status, Stop> {
    let key = job_key(table, ms);
    if let Some(value) = cx.get(CATALOG_TREE, &key)? {
        let job = body(value);
        if let Some(message) = job.get_str("failed") {
            return Err(Failure::new(Kind::Corruption, message).into());
        }
        if job.get(b"undone").is_some() {
            return Ok(Status::Preparing);
        }
        let old = read(job)?;
        if !is_outdated(&old, table) {
            // Each time that it is asked for is a write otherwise.
            if job.get_int("due").is_none_or(|due| due < (cx.now_ms + KEPT / 2) as i64) {
                put(cx, key, &old, None)?;
            }
            return Ok(Status::Ready);
        }
        copy::remove(cx, &old)?;
    } else {
        make_room(cx, table)?;
    }
    let copy = copy::copy(cx, table)?;
    let undo = Undo::begin(cx, table, Position::of_ms(ms + 1))?;
    put(cx, key, &copy, Some(&undo))?;
    Ok(Status::Preparing)
}

/// Whether the table has an index by now that its copy has not, or only in part.
fn is_outdated(copy: &Table, table: &Table) -> bool {
    table
        .indexes
        .iter()
        .filter(|index| !index.backfilling)
        .any(|index| copy.index(&index.name).is_none_or(|(_, old)| old.backfilling))
}

/// Removes the moment of a table that was asked for the longest time ago, if there are many.
fn make_room(cx: &mut Context<'_>, table: &Table) -> Result<(), Stop> {
    let mut prefix = job_key(table, 0);
    prefix.truncate(prefix.len() - 8);
    let mut moments = cx.cursor(CATALOG_TREE, KeyRange::prefix(&prefix), Direction::Forward, u64::MAX);
    let mut count = 0;
    let mut oldest: Option<(Option<i64>, Vec<u8>, &[u8])> = None;
    while let Some((key, value)) = cx.next(&mut moments)? {
        count += 1;
        let due = body(value).get_int("due");
        if due.is_some() && oldest.as_ref().is_none_or(|(first, ..)| due < *first) {
            oldest = Some((due, key.to_vec(), value));
        }
    }
    match oldest {
        Some((_, key, value)) if count >= MOST => {
            if let Ok(copy) = read(body(value)) {
                copy::remove(cx, &copy)?;
            }
            catalog::remove_record(cx, key)
        }
        _ => Ok(()),
    }
}

/// The definition of a table as it was at a time; none if the moment is not ready.
///
/// # Errors
/// [`Stop::Fault`].
pub fn table(cx: &mut Context<'_>, table: &Table, ms: u64) -> Result<Option<Table>, Stop> {
    let Some(value) = cx.get(CATALOG_TREE, &job_key(table, ms))? else { return Ok(None) };
    let job = body(value);
    let ready = job.get(b"undone").is_none() && job.get_str("failed").is_none();
    if ready { read(job).map(Some) } else { Ok(None) }
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
    let done = match undo.step(cx, &copy) {
        Ok(done) => done,
        Err(Stop::Fault) => return Err(Stop::Fault),
        Err(Stop::Failure(failure)) => return fail(cx, key, &copy, &undo, &failure).map(|()| true),
    };
    if done {
        undo.end(cx)?;
    }
    put(cx, key.to_vec(), &copy, Some(&undo).filter(|_| !done))?;
    Ok(true)
}

/// The history cannot be read: whoever asks for the moment is told so, for as long as it would have been kept.
fn fail(cx: &mut Context<'_>, key: &[u8], copy: &Table, undo: &Undo, failure: &Failure) -> Result<(), Stop> {
    undo.end(cx)?;
    let mut w = Writer::new();
    w.name(b"moment");
    w.binary(&copy::encode(copy));
    w.entry_str("failed", &failure.message);
    w.entry_int("due", (cx.now_ms + KEPT) as i64);
    catalog::put_record(cx, key.to_vec(), w.as_bytes())
}
