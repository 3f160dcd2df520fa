//! What lasts from open to close: the opening transaction, and the fence.

use std::cell::Cell;

use js_sys::Array;
use wasm_bindgen::JsCast;

use super::bindings::{KeyRange, ObjectStore, Request};
use super::connection::{Connection, LOG, META};
use super::signal;
use super::signal::Write;
use super::values::{bytes, damaged, integer, js, log_key, number, position, value};
use crate::storage::page_id::PageId;
use crate::storage::ports::{Admit, Durability, LogChunk, LogPosition, Opened, StoreError, StoreErrorKind};

/// The names in `meta`.
pub const EPOCH: &str = "epoch";
/// Superblock.
pub const SUPERBLOCK: &str = "superblock";
/// Start of the log.
pub const TRUNCATED: &str = "truncated";
/// The reserve.
pub const RESERVE: &str = "reserve";

/// A holder's time with the database.
pub struct Session {
    /// The connection.
    pub connection: Connection,
    /// The epoch taken at opening.
    pub epoch: u64,
    /// Whether the reserve is there.
    pub reserved: Cell<bool>,
    /// Start of the log. Older chunks are gone.
    pub truncated: Cell<LogPosition>,
    /// The tombstones from there on: truncation leaves them in place.
    tombstones: Vec<LogPosition>,
}

/// Makes the requests of a step.
pub type Requests<'a> = Box<dyn FnOnce(&Session, &Write) -> Result<Vec<Request>, StoreError> + 'a>;

/// What the opening transaction reads.
struct Tail {
    epoch: u64,
    superblock: Option<Vec<u8>>,
    reserved: bool,
    truncated: LogPosition,
    log: Vec<LogChunk>,
    tombstones: Vec<LogPosition>,
}

impl Session {
    /// Opens in one transaction: reads, asks `admit`, adds the tombstone, takes the next epoch.
    ///
    /// That much may be lost with the power, for all that is built on it comes later in the same journal. Only a log
    /// that was found is made durable before anybody sees it: its last commit may have been cut short.
    ///
    /// # Errors
    /// Those of [`crate::storage::Store::open`].
    pub async fn open(connection: Connection, admit: Admit<'_>) -> Result<(Opened, Session), StoreError> {
        let write = connection.write(&[META, LOG], Durability::Relaxed)?;
        let (meta, chunks) = (write.store(META)?, write.store(LOG)?);
        let tail = read_tail(&meta, &chunks).await?;
        let Tail { epoch, superblock, reserved, truncated, log, mut tombstones } = tail;
        admit(superblock.as_deref())?;
        if epoch >= PageId::MAX_EPOCH {
            return Err(StoreError::new(StoreErrorKind::Unsupported, "all epochs are used up"));
        }
        let mut requests = Vec::new();
        if epoch > 0 {
            let next = LogPosition { epoch, sequence: next_sequence(epoch, truncated, &log) };
            requests.push(chunks.add(&0.into(), &log_key(next)).map_err(js)?);
            tombstones.push(next);
        }
        let epoch = epoch + 1;
        requests.push(meta.put(&number(epoch), &EPOCH.into()).map_err(js)?);
        write.commit(&requests).await?;
        if !log.is_empty() {
            let flush = connection.write(&[META], Durability::Strict)?;
            let request = flush.store(META)?.put(&number(epoch), &EPOCH.into()).map_err(js)?;
            flush.commit(&[request]).await?;
        }
        let (reserved, truncated) = (Cell::new(reserved), Cell::new(truncated));
        let session = Session { connection, epoch, reserved, truncated, tombstones };
        Ok((Opened { epoch, resumed: None, superblock, log }, session))
    }

    /// Gives the reserve up on behalf of whoever opens next. Deletions are all that a full disk takes.
    ///
    /// # Errors
    /// Those of the transaction.
    pub async fn give_way(connection: Connection) -> Result<(), StoreError> {
        let write = connection.write(&[META], Durability::Strict)?;
        let request = write.store(META)?.delete(&RESERVE.into()).map_err(js)?;
        write.commit(&[request]).await
    }

    /// Goes on with the newest epoch, for the disk is too full to write the next one.
    ///
    /// It deletes what is not there any more, in order to make the log durable that is found.
    ///
    /// # Errors
    /// Those of [`crate::storage::Store::open`]; `Quota` if there is nothing to go on with.
    pub async fn resume(connection: Connection, admit: Admit<'_>) -> Result<(Opened, Session), StoreError> {
        let write = connection.write(&[META, LOG], Durability::Strict)?;
        let (meta, chunks) = (write.store(META)?, write.store(LOG)?);
        let Tail { epoch, superblock, truncated, log, tombstones, .. } = read_tail(&meta, &chunks).await?;
        admit(superblock.as_deref())?;
        if epoch == 0 {
            return Err(StoreError::new(StoreErrorKind::Quota, "there is no room for a new database"));
        }
        let request = meta.delete(&RESERVE.into()).map_err(js)?;
        write.commit(&[request]).await?;
        let resumed = Some(next_sequence(epoch, truncated, &log));
        let (reserved, truncated) = (Cell::new(false), Cell::new(truncated));
        let session = Session { connection, epoch, reserved, truncated, tombstones };
        Ok((Opened { epoch, resumed, superblock, log }, session))
    }

    /// One transaction over `stores` with what `requests` asks for. If `meta` is among them, the stored epoch has to be
    /// this holder's.
    ///
    /// # Errors
    /// `Fenced` if it is another's, `Evicted` if there is none; those of the transaction.
    pub async fn step(
        &self,
        stores: &[&str],
        durability: Durability,
        requests: Requests<'_>,
    ) -> Result<(), StoreError> {
        let write = self.connection.write(stores, durability)?;
        if stores.contains(&META) {
            let epoch = write.store(META)?.get(&EPOCH.into()).map_err(js)?;
            match integer(&signal::result(&epoch).await?) {
                Some(epoch) if epoch == self.epoch => {}
                Some(_) => {
                    let message = "another holder has opened the database";
                    return Err(StoreError::new(StoreErrorKind::Fenced, message));
                }
                None => return Err(StoreError::new(StoreErrorKind::Evicted, "the database was cleared")),
            }
        }
        let requests = requests(self, &write)?;
        write.commit(&requests).await
    }

    /// Requests that remove the log before `to`, stepping over the tombstones.
    ///
    /// # Errors
    /// Those of the transaction.
    pub fn cut_log(&self, log: &ObjectStore, to: LogPosition) -> Result<Vec<Request>, StoreError> {
        let mut requests = Vec::new();
        let mut from = self.truncated.get();
        let mut after = false;
        let tombstones = self.tombstones.iter().filter(|at| **at < to);
        for &end in tombstones.chain([&to]) {
            if from < end {
                let range = KeyRange::bound(&log_key(from), &log_key(end), after, true).map_err(js)?;
                requests.push(log.delete(&range).map_err(js)?);
            }
            (from, after) = (end, true);
        }
        Ok(requests)
    }
}

/// The place in an epoch's log after its last chunk.
fn next_sequence(epoch: u64, truncated: LogPosition, log: &[LogChunk]) -> u64 {
    let last = log.iter().rfind(|chunk| chunk.epoch == epoch);
    let cut = if truncated.epoch == epoch { truncated.sequence } else { 0 };
    last.map_or(0, |chunk| chunk.sequence + 1).max(cut)
}

async fn read_tail(meta: &ObjectStore, log: &ObjectStore) -> Result<Tail, StoreError> {
    let epoch = meta.get(&EPOCH.into()).map_err(js)?;
    let superblock = meta.get(&SUPERBLOCK.into()).map_err(js)?;
    let reserve = meta.get_key(&RESERVE.into()).map_err(js)?;
    let truncated = meta.get(&TRUNCATED.into()).map_err(js)?;
    let truncated = position(&signal::result(&truncated).await?).unwrap_or_default();
    let epoch = integer(&value(&epoch)?).unwrap_or(0);
    let superblock = bytes(value(&superblock)?);
    let reserved = !value(&reserve)?.is_undefined();
    let range = KeyRange::lower_bound(&log_key(truncated)).map_err(js)?;
    let values = log.get_all(&range).map_err(js)?;
    let keys = log.get_all_keys(&range).map_err(js)?;
    let keys: Array = signal::result(&keys).await?.unchecked_into();
    let values: Array = value(&values)?.unchecked_into();
    let mut tail = Tail { epoch, superblock, reserved, truncated, log: Vec::new(), tombstones: Vec::new() };
    for (key, value) in keys.iter().zip(values.iter()) {
        let at = position(&key).ok_or_else(|| damaged("a log chunk has no position"))?;
        if value.as_f64().is_some() {
            tail.tombstones.push(at);
            continue;
        }
        let bytes = bytes(value).ok_or_else(|| damaged("a log chunk is not bytes"))?;
        tail.log.push(LogChunk { epoch: at.epoch, sequence: at.sequence, bytes });
    }
    Ok(tail)
}
