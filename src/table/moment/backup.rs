//! Backups: copies of tables that are kept until they are deleted, or expire.

use super::{copy, restore};
use crate::model::{MapRef, Type, Writer};
use crate::table::catalog::{self, CATALOG_TREE};
use crate::table::context::{Context, Stop, unreadable};
use crate::table::envelope::Unread;
use crate::table::job_record::{JOB_PREFIX, body};
use crate::table::schema::Table;
use crate::tree::{Direction, KeyRange};

const PREFIX: &[u8] = b"backup/";
const HALF_A_DAY: u64 = 12 * 3_600_000;
const A_MINUTE: u64 = 60_000;

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// What its ARN ends with, unique in the database.
    pub id: String,
    /// The name that it was given.
    pub name: String,
    /// When it was made, in epoch milliseconds.
    pub created_ms: u64,
    /// When it goes by itself; only those that the service has made do.
    pub expires_ms: Option<u64>,
    /// How many items it has.
    pub count: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// The table's definition, with the trees of the copy.
    pub copy: Table,
    /// Of a backup that another region has copied here: whence, and how far that is.
    pub copied: Option<Copied>,
}

/// A backup that another region copies here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The region that it is from.
    pub region: String,
    /// What that region calls this copy.
    pub job: String,
    /// The key of the last item that is here, as long as there are more to come.
    pub done: Option<Vec<u8>>,
    /// How many items the whole has.
    pub count: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

impl Backup {
    /// Whether items are still to come.
    #[must_use]
    pub fn is_coming(&self) -> bool {
        self.copied.as_ref().is_some_and(|copied| copied.done.is_some())
    }
}

fn record_key(id: &str) -> Vec<u8> {
    [PREFIX, id.as_bytes()].concat()
}

fn job_key(id: &str) -> Vec<u8> {
    [JOB_PREFIX, PREFIX, id.as_bytes()].concat()
}

/// Keeps a backup.
///
/// # Errors
/// [`Stop::Fault`].
pub fn keep(cx: &mut Context<'_>, backup: &Backup) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_str("id", &backup.id);
    w.entry_str("name", &backup.name);
    w.entry_int("created", backup.created_ms as i64);
    if let Some(ms) = backup.expires_ms {
        w.entry_int("expires", ms as i64);
    }
    w.entry_int("count", backup.count as i64);
    w.entry_int("bytes", backup.bytes as i64);
    w.name(b"copy");
    w.binary(&copy::encode(&backup.copy));
    if let Some(copied) = &backup.copied {
        let entry = w.begin_entry("copied", Type::M);
        w.entry_str("region", &copied.region);
        w.entry_str("job", &copied.job);
        if let Some(done) = &copied.done {
            w.name(b"done");
            w.binary(done);
        }
        w.entry_int("count", copied.count as i64);
        w.entry_int("bytes", copied.bytes as i64);
        w.end(entry);
    }
    catalog::put_record(cx, record_key(&backup.id), w.as_bytes())?;
    match backup.expires_ms {
        Some(ms) => plan(cx, &backup.id, ms),
        // One that is whole stays.
        None if backup.copied.is_some() => catalog::remove_record(cx, job_key(&backup.id)),
        None => Ok(()),
    }
}

/// A backup that expires is looked at twice a day.
fn plan(cx: &mut Context<'_>, id: &str, expires_ms: u64) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_int("due", expires_ms.min(cx.now_ms + HALF_A_DAY) as i64);
    w.entry_str("expires", id);
    catalog::put_record(cx, job_key(id), w.as_bytes())
}

fn read(value: &[u8]) -> Result<Backup, Stop> {
    let map = body(value);
    let parts = || {
        let ms = |name| u64::try_from(map.get_int(name)?).ok();
        Some(Backup {
            id: map.get_str("id")?.to_owned(),
            name: map.get_str("name")?.to_owned(),
            created_ms: ms("created")?,
            expires_ms: ms("expires"),
            count: ms("count")?,
            bytes: ms("bytes")?,
            copy: copy::decode(map.get(b"copy")?.scalar_bytes()?)?,
            copied: map.get_map("copied").map(copied),
        })
    };
    parts().ok_or_else(|| unreadable("backup", Unread::Damaged))
}

fn copied(map: MapRef<'_>) -> Copied {
    let text = |name| map.get_str(name).unwrap_or_default().to_owned();
    let number = |name| map.get_int(name).unwrap_or(0).unsigned_abs();
    Copied {
        region: text("region"),
        job: text("job"),
        done: map.get(b"done").and_then(|key| key.scalar_bytes()).map(<[u8]>::to_vec),
        count: number("count"),
        bytes: number("bytes"),
    }
}

/// The backup of an id.
///
/// # Errors
/// [`Stop::Fault`], or a failure when the record is of a later version.
pub fn find(cx: &mut Context<'_>, id: &str) -> Result<Option<Backup>, Stop> {
    match cx.get(CATALOG_TREE, &record_key(id))? {
        Some(value) => read(value).map(Some),
        None => Ok(None),
    }
}

/// All backups, in the order of their ids, which is that of their beginning.
///
/// # Errors
/// As [`find`].
pub fn all(cx: &mut Context<'_>) -> Result<Vec<Backup>, Stop> {
    cx.note(CATALOG_TREE, || KeyRange::prefix(PREFIX));
    let mut cursor = cx.cursor(CATALOG_TREE, KeyRange::prefix(PREFIX), Direction::Forward, u64::MAX);
    let mut found = Vec::new();
    while let Some((_, value)) = cx.next(&mut cursor)? {
        found.push(read(value)?);
    }
    Ok(found)
}

/// Removes a backup.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remove(cx: &mut Context<'_>, backup: &Backup) -> Result<(), Stop> {
    copy::remove(cx, &backup.copy)?;
    catalog::remove_record(cx, record_key(&backup.id))?;
    catalog::remove_record(cx, job_key(&backup.id))
}

/// Removes a backup that has expired. False if the job is not for that.
///
/// # Errors
/// [`Stop::Fault`].
pub fn work(cx: &mut Context<'_>, key: &[u8], job: MapRef<'_>) -> Result<bool, Stop> {
    let Some(id) = job.get_str("expires") else { return Ok(false) };
    match find(cx, id)? {
        Some(backup) => match backup.expires_ms {
            Some(ms) if ms > cx.now_ms => plan(cx, id, ms)?,
            // It stays until what is restored from it is whole.
            _ if restore::is_restored_from(cx, id)? => plan(cx, id, cx.now_ms + A_MINUTE)?,
            _ => remove(cx, &backup)?,
        },
        None => catalog::remove_record(cx, key.to_vec())?,
    }
    Ok(true)
}
