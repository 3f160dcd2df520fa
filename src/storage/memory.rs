//! The store in memory: for tests, for `storage: "memory"`, and the plainest reading of the contract.
//!
//! Data lives as long as any handle of it: a closed store can be opened again, and [`MemoryStore::sibling`] is a
//! second handle on the same data, which fences as IndexedDB does.

use std::cell::{Cell, RefCell};
use std::future::ready;
use std::rc::Rc;

use super::page_id::PageId;
use super::ports::{
    Admit, Durability, Limits, LocalFuture, LogChunk, LogPosition, Opened, Store, StoreError, StoreErrorKind,
};
use crate::model::SmallMap;

/// What a store holds. Cloning copies pointers, not bytes.
#[derive(Clone, Debug, Default)]
struct Data {
    epoch: u64,
    superblock: Option<Rc<[u8]>>,
    truncated: LogPosition,
    /// In ascending order of positions. `None` is a tombstone.
    log: Vec<(LogPosition, Option<Rc<[u8]>>)>,
    pages: SmallMap<PageId, Rc<[u8]>>,
}

impl Data {
    fn take_epoch(&mut self) -> Result<Opened, StoreError> {
        if self.epoch >= PageId::MAX_EPOCH {
            return Err(StoreError::new(StoreErrorKind::Unsupported, "all epochs are used up"));
        }
        let kept = self.log.iter().filter(|(at, _)| *at >= self.truncated);
        let log = kept.filter_map(|(at, bytes)| {
            let bytes = bytes.as_ref()?.to_vec();
            Some(LogChunk { epoch: at.epoch, sequence: at.sequence, bytes })
        });
        let log: Vec<LogChunk> = log.collect();
        if self.epoch > 0 {
            let next = self.next_place();
            self.log.push((next, None));
        }
        self.epoch += 1;
        let superblock = self.superblock.as_ref().map(|bytes| bytes.to_vec());
        Ok(Opened { epoch: self.epoch, resumed: None, superblock, log })
    }

    /// The first free place of the current epoch's log.
    fn next_place(&self) -> LogPosition {
        let last = self.log.last().filter(|(at, _)| at.epoch == self.epoch);
        let kept = last.map_or(0, |(at, _)| at.sequence + 1);
        let cut = if self.truncated.epoch == self.epoch { self.truncated.sequence } else { 0 };
        LogPosition { epoch: self.epoch, sequence: kept.max(cut) }
    }

    fn truncate(&mut self, before: LogPosition) {
        self.truncated = self.truncated.max(before);
        self.log.retain(|(at, bytes)| *at >= before || bytes.is_none());
    }
}

/// A handle on data in memory.
#[derive(Default)]
pub struct MemoryStore {
    data: Rc<RefCell<Data>>,
    /// The epoch of this handle; 0 when closed.
    epoch: Cell<u64>,
}

impl MemoryStore {
    /// A new, empty database.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Another handle on the same data, closed.
    #[must_use]
    pub fn sibling(&self) -> Self {
        MemoryStore { data: Rc::clone(&self.data), epoch: Cell::new(0) }
    }

    /// A closed handle on a copy of the data as it is now: what a crash at this moment would leave.
    #[must_use]
    pub fn fork(&self) -> Self {
        MemoryStore { data: Rc::new(RefCell::new(self.data.borrow().clone())), epoch: Cell::new(0) }
    }

    /// Bytes of all arrays held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let data = self.data.borrow();
        let pages: usize = data.pages.values().map(|page| page.len()).sum();
        pages
            + data.log.iter().filter_map(|(_, chunk)| chunk.as_ref()).map(|chunk| chunk.len()).sum::<usize>()
    }

    /// Pages held.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.data.borrow().pages.len()
    }

    fn read<T>(&self, read: impl FnOnce(&Data) -> T) -> Result<T, StoreError> {
        if self.epoch.get() == 0 {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "the store is closed"));
        }
        Ok(read(&self.data.borrow()))
    }

    fn write(&self, write: impl FnOnce(&mut Data) -> Result<(), StoreError>) -> Result<(), StoreError> {
        if self.epoch.get() == 0 {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "the store is closed"));
        }
        let mut data = self.data.borrow_mut();
        if data.epoch != self.epoch.get() {
            return Err(StoreError::new(StoreErrorKind::Fenced, "another holder has opened the database"));
        }
        write(&mut data)
    }
}

fn done<'a, T: 'a>(result: T) -> LocalFuture<'a, T> {
    Box::pin(ready(result))
}

fn shared(bytes: Vec<u8>) -> Rc<[u8]> {
    Rc::from(bytes)
}

impl Store for MemoryStore {
    fn limits(&self) -> Limits {
        Limits {
            preferred_array: 256 << 10,
            maximum_array: 1 << 30,
            spare_log: usize::MAX,
            spare_pages: usize::MAX,
        }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        let superblock = self.data.borrow().superblock.clone();
        let opened = admit(superblock.as_deref()).and_then(|()| self.data.borrow_mut().take_epoch());
        if let Ok(opened) = &opened {
            self.epoch.set(opened.epoch);
        }
        done(opened)
    }

    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        done(self.read(|data| ids.iter().map(|id| data.pages.get(id).map(|page| page.to_vec())).collect()))
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        _durability: Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.write(|data| {
            let next = data.next_place();
            if next.sequence != first_sequence {
                return Err(StoreError::new(StoreErrorKind::Unsupported, "a chunk out of sequence"));
            }
            for (sequence, chunk) in (first_sequence..).zip(chunks) {
                data.log.push((LogPosition { epoch: next.epoch, sequence }, Some(shared(chunk))));
            }
            Ok(())
        }))
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.write(|data| {
            data.pages.extend(pages.into_iter().map(|(id, bytes)| (id, shared(bytes))));
            Ok(())
        }))
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        truncate_before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.write(|data| {
            data.superblock = Some(shared(superblock));
            data.truncate(truncate_before);
            Ok(())
        }))
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.write(|data| {
            for id in &ids {
                data.pages.remove(id);
            }
            Ok(())
        }))
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.write(|data| {
            data.pages.retain(|id, _| *id < from || *id >= to);
            Ok(())
        }))
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.write(|_| Ok(())))
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.write(|_| Ok(())))
    }

    fn on_lost(&self, _listener: Rc<dyn Fn(StoreError)>) {}

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.epoch.set(0);
        done(Ok(()))
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.epoch.set(0);
        let mut data = self.data.borrow_mut();
        // The epoch stays: handles that are still open are fenced, not resurrected.
        *data = Data { epoch: data.epoch, ..Data::default() };
        data.epoch = data.epoch.saturating_add(1);
        done(Ok(()))
    }
}
