//! A transactional store with a quota: IndexedDB, or a store in JavaScript, as the engine sees them.
//!
//! Each step is a transaction, all or nothing, that takes its time, may fail before or after it took effect and may stall.
//! What is put counts against a quota that moves; what is deleted counts as free only some time later.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use hashrange::storage::{
    Admit, Durability, Limits, LocalFuture, LogChunk, LogPosition, Opened, PageId, Store, StoreError,
    StoreErrorKind,
};

use crate::random::Random;
use crate::turns::{Trouble, turns};

/// Bytes that a row takes besides its value.
const ROW: usize = 24;

type Outcome<T> = Result<T, StoreError>;

#[derive(Default)]
struct Rows {
    epoch: u64,
    superblock: Option<Vec<u8>>,
    truncated: LogPosition,
    /// Without bytes: a tombstone.
    log: BTreeMap<LogPosition, Option<Vec<u8>>>,
    pages: BTreeMap<PageId, Vec<u8>>,
    reserve: usize,
}

impl Rows {
    fn next_place(&self) -> LogPosition {
        let epoch = self.epoch;
        let places = LogPosition { epoch, sequence: 0 }..LogPosition { epoch: epoch + 1, sequence: 0 };
        let kept = self.log.range(places).next_back().map_or(0, |(at, _)| at.sequence + 1);
        let cut = if self.truncated.epoch == epoch { self.truncated.sequence } else { 0 };
        LogPosition { epoch, sequence: kept.max(cut) }
    }

    fn found(&self) -> Vec<LogChunk> {
        let chunk = |(at, bytes): (&LogPosition, &Option<Vec<u8>>)| {
            Some(LogChunk { epoch: at.epoch, sequence: at.sequence, bytes: bytes.clone()? })
        };
        self.log.range(self.truncated..).filter_map(chunk).collect()
    }
}

/// What outlives a crash.
pub struct Disk {
    rows: RefCell<Rows>,
    random: Rc<Random>,
    pub trouble: Rc<Trouble>,
    /// As IndexedDB does: a transaction waits for those before it, and a full disk may be opened without a new epoch.
    serial: bool,
    reserve: usize,
    used: Cell<usize>,
    /// Deleted, but not yet counted as free.
    lagging: Cell<usize>,
    pub quota: Cell<usize>,
    under_way: Cell<usize>,
}

impl Disk {
    pub fn new(random: Rc<Random>, trouble: Rc<Trouble>, serial: bool) -> Self {
        let reserve = random.choose(&[16 << 10, 64 << 10]);
        Disk {
            rows: RefCell::default(),
            random,
            trouble,
            serial,
            reserve,
            used: Cell::new(0),
            lagging: Cell::new(0),
            quota: Cell::new(usize::MAX),
            under_way: Cell::new(0),
        }
    }

    pub fn used(&self) -> usize {
        self.used.get() + self.lagging.get()
    }

    /// All tasks of a life have ended in the middle of what they did.
    pub fn crash(&self) {
        self.under_way.set(0);
    }

    fn put(&self, bytes: usize) -> Outcome<()> {
        if self.random.one_in(8) {
            self.lagging.set(0);
        }
        if self.used().saturating_add(bytes) > self.quota.get() {
            return Err(StoreError::new(StoreErrorKind::Quota, "the quota is used up"));
        }
        self.used.set(self.used.get() + bytes);
        Ok(())
    }

    fn free(&self, bytes: usize) {
        self.used.set(self.used.get() - bytes);
        self.lagging.set(self.lagging.get() + bytes);
    }

    fn release(&self, rows: &mut Rows) {
        self.free(std::mem::take(&mut rows.reserve));
    }

    fn truncate(&self, rows: &mut Rows, before: LogPosition) {
        rows.truncated = rows.truncated.max(before);
        let gone = rows.log.range(..rows.truncated).filter(|(_, bytes)| bytes.is_some());
        for at in gone.map(|(at, _)| *at).collect::<Vec<_>>() {
            let bytes = rows.log.remove(&at).flatten().expect("a chunk");
            self.free(bytes.len() + ROW);
        }
    }

    fn delete(&self, rows: &mut Rows, ids: &[PageId]) {
        for id in ids {
            if let Some(bytes) = rows.pages.remove(id) {
                self.free(bytes.len() + ROW);
            }
        }
    }

    fn take_epoch(&self, rows: &mut Rows) -> Outcome<Opened> {
        let log = rows.found();
        if self.serial {
            // The tombstone and the epoch are put like everything else.
            self.put(if rows.epoch > 0 { ROW } else { 0 } + 1)?;
            self.used.set(self.used.get() - 1);
        }
        if rows.epoch > 0 {
            let next = rows.next_place();
            rows.log.insert(next, None);
        }
        rows.epoch += 1;
        Ok(Opened { epoch: rows.epoch, resumed: None, superblock: rows.superblock.clone(), log })
    }
}

pub struct Handle {
    pub disk: Rc<Disk>,
    epoch: Cell<u64>,
    poisoned: Cell<bool>,
}

impl Handle {
    pub fn new(disk: Rc<Disk>) -> Self {
        Handle { disk, epoch: Cell::new(0), poisoned: Cell::new(false) }
    }

    /// A transaction of the epoch that the handle has now, whenever it comes to its turn.
    fn step<'a, T: 'a>(
        &'a self,
        work: impl FnOnce(&Disk, &mut Rows) -> Outcome<T> + 'a,
    ) -> LocalFuture<'a, Outcome<T>> {
        let epoch = self.epoch.get();
        let refused = epoch == 0 || self.poisoned.get();
        if !refused {
            self.disk.under_way.set(self.disk.under_way.get() + 1);
        }
        Box::pin(async move {
            if refused {
                return Err(StoreError::new(StoreErrorKind::Unavailable, "closed, or a step failed before"));
            }
            let result = self.transaction(epoch, work).await;
            self.disk.under_way.set(self.disk.under_way.get() - 1);
            if matches!(&result, Err(error) if error.kind == StoreErrorKind::Io) {
                self.poisoned.set(true);
            }
            result
        })
    }

    async fn transaction<T>(
        &self,
        epoch: u64,
        work: impl FnOnce(&Disk, &mut Rows) -> Outcome<T>,
    ) -> Outcome<T> {
        let disk = &self.disk;
        disk.trouble.before().await?;
        let done = {
            let rows = &mut *disk.rows.borrow_mut();
            if rows.epoch != epoch {
                return Err(StoreError::new(StoreErrorKind::Fenced, "another has opened the database"));
            }
            work(disk, rows)?
        };
        disk.trouble.after().await?;
        Ok(done)
    }

    async fn reopen(&self, admit: Admit<'_>) -> Outcome<Opened> {
        let disk = &self.disk;
        self.poisoned.set(true);
        while disk.serial && disk.under_way.get() > 0 {
            turns(1).await;
        }
        turns(disk.random.below(4)).await;
        let opened = {
            let rows = &mut *disk.rows.borrow_mut();
            admit(rows.superblock.as_deref())?;
            let mut opened = disk.take_epoch(rows);
            if opened.is_err() {
                disk.release(rows);
                opened = disk.take_epoch(rows);
            }
            match opened {
                Err(_) if rows.epoch > 0 => Opened {
                    epoch: rows.epoch,
                    resumed: Some(rows.next_place().sequence),
                    superblock: rows.superblock.clone(),
                    log: rows.found(),
                },
                opened => opened?,
            }
        };
        turns(disk.random.below(4)).await;
        self.epoch.set(opened.epoch);
        self.poisoned.set(false);
        Ok(opened)
    }
}

impl Store for Handle {
    fn limits(&self) -> Limits {
        Limits {
            preferred_array: 512,
            maximum_array: 1 << 20,
            spare_log: self.disk.reserve / 2,
            spare_pages: self.disk.reserve / 4,
        }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Outcome<Opened>> {
        Box::pin(self.reopen(admit))
    }

    fn read_pages<'a>(&'a self, ids: &'a [PageId]) -> LocalFuture<'a, Outcome<Vec<Option<Vec<u8>>>>> {
        Box::pin(async move {
            turns(self.disk.random.below(5)).await;
            if self.epoch.get() == 0 {
                return Err(StoreError::new(StoreErrorKind::Unavailable, "the store is closed"));
            }
            let rows = self.disk.rows.borrow();
            Ok(ids.iter().map(|id| rows.pages.get(id).cloned()).collect())
        })
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        _: Durability,
    ) -> LocalFuture<'_, Outcome<()>> {
        self.step(move |disk, rows| {
            let next = rows.next_place();
            assert_eq!(next.sequence, first_sequence, "a chunk out of sequence");
            disk.put(chunks.iter().map(|chunk| chunk.len() + ROW).sum())?;
            for (sequence, chunk) in (first_sequence..).zip(chunks) {
                rows.log.insert(LogPosition { sequence, ..next }, Some(chunk));
            }
            Ok(())
        })
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Outcome<()>> {
        self.step(move |disk, rows| {
            disk.put(pages.iter().map(|(_, bytes)| bytes.len() + ROW).sum())?;
            for (id, bytes) in pages {
                assert_eq!(id.epoch(), rows.epoch, "a page of another epoch");
                assert!(rows.pages.insert(id, bytes).is_none(), "a page is written twice");
            }
            Ok(())
        })
    }

    fn switch_root(&self, superblock: Vec<u8>, before: LogPosition) -> LocalFuture<'_, Outcome<()>> {
        self.step(move |disk, rows| {
            let old = rows.superblock.as_ref().map_or(0, Vec::len);
            disk.put(superblock.len())?;
            disk.free(old);
            rows.superblock = Some(superblock);
            disk.truncate(rows, before);
            Ok(())
        })
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Outcome<()>> {
        self.step(move |disk, rows| {
            disk.delete(rows, &ids);
            Ok(())
        })
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Outcome<()>> {
        self.step(move |disk, rows| {
            let ids: Vec<PageId> = rows.pages.range(from..to).map(|(id, _)| *id).collect();
            disk.delete(rows, &ids);
            Ok(())
        })
    }

    fn release_reserve(&self) -> LocalFuture<'_, Outcome<()>> {
        self.step(|disk, rows| {
            disk.release(rows);
            Ok(())
        })
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Outcome<()>> {
        self.step(|disk, rows| {
            if rows.reserve == 0 {
                disk.put(disk.reserve)?;
                rows.reserve = disk.reserve;
            }
            Ok(())
        })
    }

    fn on_lost(&self, _: Rc<dyn Fn(StoreError)>) {}

    fn close(&self) -> LocalFuture<'_, Outcome<()>> {
        self.epoch.set(0);
        Box::pin(std::future::ready(Ok(())))
    }

    fn destroy(&self) -> LocalFuture<'_, Outcome<()>> {
        self.close()
    }
}
