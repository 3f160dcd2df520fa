//! The store over one file.
//!
//! Siblings: [`layout`] says what lies where, [`space`] what is free, [`table`] where the pages are, [`log`] how
//! chunks are framed, [`state`] how all of it is recovered and how a root is replaced, [`disk`] which calls of the
//! file are under way and what is flushed. This file orders the writes and flushes:
//!
//! - `append_log` writes frames behind the log's end, then flushes if strict.
//! - `write_pages` writes into space that neither the root nor the log names, and flushes nothing.
//! - `switch_root` writes what is new of the page table and the root record into such space, flushes, writes the slot, flushes.
//! - Space that the root names is given out again only after the next root is flushed.
//!
//! - What is free below the file's end at opening is known when all leaves of the page table are loaded, which the first
//!   step that writes or removes pages does, a few in each turn of the host; until then the log and the reserve grow at
//!   the end.
//!
//! So at any cut, whatever part of the unflushed writes the disk has kept, the newest whole slot names bytes that
//! are all there. The file is assumed to keep the bytes outside a torn write's range.
//!
//! A failed flush is not tried again in the hope of better luck, for hosts forget what they failed to write: the
//! handle is poisoned for every step, and any opening writes once more what it reads at the log's end and no flush has
//! proved, before it promises anything. While a call of before is under way the handle is not opened again.

mod disk;
mod gate;
mod layout;
mod log;
mod refill;
mod reserve;
mod shrink;
mod space;
mod state;
mod table;
mod taken;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use self::disk::Disk;
use self::gate::Gate;
use self::layout::{Extent, Leaf, Slot, corrupt};
use self::reserve::Reserve;
use self::state::{Recovered, State, Switch};
use super::join::join_all;
use super::page_id::PageId;
use super::ports::{
    Admit, Durability, File, Limits, LocalFuture, LogPosition, Opened, Outcome, Store, StoreError,
    StoreErrorKind,
};
use crate::model::order;

/// Leaves of the page table that are read in one turn of the host.
const LEAVES: usize = if cfg!(test) { 2 } else { 8 };
/// Neighbouring pages go to the file in one call up to so many bytes.
const RUN: u64 = 1 << 20;

/// A handle on a database in a file.
pub struct FileStore {
    disk: Disk,
    state: RefCell<Option<State>>,
    /// After an uncertain step: writes are refused until the next open.
    poisoned: Cell<bool>,
    /// The reserve of the state before.
    kept: RefCell<Reserve>,
    /// Shut while the file's end is cut off.
    gate: Gate,
}

fn closed() -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "the store is closed")
}

/// Extents in the order of the file, with their indexes, in runs without gaps.
fn runs(extents: &[Extent]) -> Vec<Vec<(usize, Extent)>> {
    let offset = |index: u32| extents.get(index as usize).map(|extent| extent.offset);
    let ordered = order::ascending(extents.len(), &|one, two| offset(one) < offset(two));
    let mut runs: Vec<Vec<(usize, Extent)>> = Vec::new();
    for index in ordered {
        let index = index as usize;
        let Some(&extent) = extents.get(index) else { continue };
        if let Some(run) = runs.last_mut()
            && let (Some((_, first)), Some((_, last))) = (run.first(), run.last())
            && last.end() == extent.offset
            && extent.end() - first.offset <= RUN
        {
            run.push((index, extent));
        } else {
            runs.push(vec![(index, extent)]);
        }
    }
    runs
}

impl FileStore {
    /// A closed handle on the database in `file`.
    #[must_use]
    pub fn new(file: Rc<dyn File>) -> Self {
        FileStore {
            disk: Disk::new(file),
            state: RefCell::default(),
            kept: RefCell::default(),
            poisoned: Cell::new(false),
            gate: Gate::default(),
        }
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> Result<T, StoreError> {
        self.state.borrow_mut().as_mut().map(run).ok_or_else(closed)
    }

    /// As `with`, for steps that write.
    fn begin<T>(&self, run: impl FnOnce(&mut State) -> T) -> Result<T, StoreError> {
        if self.disk.is_open() && (self.poisoned.get() || self.disk.sound().is_err()) {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "a step failed before: open again"));
        }
        self.with(run)
    }

    /// Remembers an uncertain end. What was written before a flush failed may be gone, whoever's flush it was.
    fn end<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        let result = result.and_then(|value| self.disk.sound().map(|()| value));
        if let Err(error) = &result
            && (error.kind.outcome() == Outcome::Uncertain || error.kind == StoreErrorKind::Fenced)
        {
            self.poisoned.set(true);
        }
        result
    }

    async fn connect(&self, admit: Admit<'_>) -> Result<Opened, StoreError> {
        // Also closes the state to steps of before that go on late.
        if let Some(state) = self.state.replace(None) {
            self.kept.replace(Reserve { epoch: state.slot.epoch, ..state.reserve });
        }
        self.disk.open().await?;
        let opened = self.take_epoch(admit).await;
        if opened.is_err() && self.disk.is_quiet() {
            let _ = self.disk.close().await;
        }
        opened
    }

    async fn take_epoch(&self, admit: Admit<'_>) -> Result<Opened, StoreError> {
        let disk = &self.disk;
        let found = state::recover(disk.file(), &self.kept.take()).await?;
        admit(found.superblock.as_deref())?;
        let slot = found.next_slot()?;
        let Recovered { mut state, superblock, chunks, raw } = found;
        disk.write_all(raw).await?;
        disk.write((Slot::offset(slot.generation), slot.encode())).await?;
        disk.flush().await?;
        let size = disk.file().size().await?;
        if !state.reserve.lent && size > state.space.end() {
            disk.truncate(state.space.end()).await?;
            state.backed = state.space.end();
        }
        state.slot = slot;
        self.state.replace(Some(state));
        self.poisoned.set(false);
        Ok(Opened { epoch: slot.epoch, resumed: None, superblock, log: chunks })
    }

    async fn read(&self, ids: &[PageId]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        loop {
            let moved = self.with(|state| state.moved)?;
            let pages = self.read_once(ids).await;
            // What was read may have lain where something else was written since.
            if self.with(|state| state.moved) != Ok(moved) && self.state.borrow().is_some() {
                continue;
            }
            return pages;
        }
    }

    async fn load(&self, leaves: Vec<Leaf>) -> Result<(), StoreError> {
        let file = self.disk.file();
        let reads = leaves
            .iter()
            .map(|leaf| Box::pin(state::read_checked(file, leaf.place, "page table")) as LocalFuture<'_, _>);
        let found = join_all(reads.collect()).await;
        self.with(|state| {
            let mut found = leaves.into_iter().zip(found);
            found.try_for_each(|(leaf, bytes)| state.load_leaf(leaf, bytes))
        })?
    }

    /// Loads all leaves, so that it is known what is free; the host has its turn after every few of them.
    async fn settle(&self) -> Result<(), StoreError> {
        self.begin(|state| {
            if !state.is_settled() {
                state.table.reserve()
            }
        })?;
        while !self.begin(|state| state.is_settled())? {
            let leaves = self.with(|state| state.table.unloaded(LEAVES))?;
            if leaves.is_empty() {
                return self.with(State::settle);
            }
            self.load(leaves).await?;
            self.disk.file().pause().await;
        }
        Ok(())
    }

    async fn remove(&self, ids: Vec<PageId>) -> Result<(), StoreError> {
        self.settle().await?;
        self.begin(|state| state.remove(&ids))
    }

    async fn remove_range(&self, from: PageId, to: PageId) -> Result<(), StoreError> {
        if !self.begin(|state| state.table.reaches(from, to))? {
            return Ok(());
        }
        self.settle().await?;
        let ids = self.with(|state| state.table.range(from, to))?;
        self.remove(ids).await
    }

    async fn read_once(&self, ids: &[PageId]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        loop {
            let mut missing = self.with(|state| state.table.missing(ids))?;
            let more = missing.len() > LEAVES;
            missing.truncate(LEAVES);
            if missing.is_empty() {
                break;
            }
            self.load(missing).await?;
            if more {
                self.disk.file().pause().await;
            }
        }
        let places: Vec<(usize, Extent)> = self.with(|state| {
            ids.iter().enumerate().filter_map(|(n, id)| Some((n, state.table.get(*id)?))).collect()
        })?;
        let extents: Vec<Extent> = places.iter().map(|(_, extent)| *extent).collect();
        let runs = runs(&extents);
        let reads = runs.iter().map(|run| {
            let first = run.first().map_or(0, |(_, extent)| extent.offset);
            let last = run.last().map_or(0, |(_, extent)| extent.offset + extent.length);
            self.disk.file().read_at(first, last.saturating_sub(first) as usize)
        });
        let reads = join_all(reads.collect()).await;
        let mut pages = vec![None; ids.len()];
        for (run, bytes) in runs.iter().zip(reads) {
            let bytes = bytes?;
            let first = run.first().map_or(0, |(_, extent)| extent.offset);
            for (index, extent) in run {
                let start = (extent.offset - first) as usize;
                let page = bytes.get(start..start + extent.length as usize);
                let page = page.ok_or_else(|| corrupt("the file was cut short"))?;
                let slot = places.get(*index).and_then(|(n, _)| pages.get_mut(*n));
                if let Some(slot) = slot {
                    *slot = Some(page.to_vec());
                }
            }
        }
        Ok(pages)
    }

    async fn append(
        &self,
        first: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let (begins, leaves) = self.begin(|state| state.reserve_is_due(&chunks))?;
        if leaves {
            // A segment is for what is free in the file: at its end it would be in the way of all that shrinks it. If a
            // leaf cannot be read, it goes there all the same.
            let _ = self.settle().await;
        }
        if (begins || leaves) && !self.begin(|state| state.reserve.lent)? {
            self.fill_reserve().await?;
        }
        self.gate.pass().await;
        let mut append = self.begin(|state| {
            if state.log.next != first {
                return Err(StoreError::new(StoreErrorKind::Unsupported, "a chunk out of sequence"));
            }
            let stamp = state.stamp(self.disk.log_is_flushed());
            let segment = state.log.leaves_segment(&chunks).map(|least| state.segment(least));
            Ok(state.log.plan(stamp, &chunks, segment, state.backed))
        })??;
        drop(chunks);
        for (n, (offset, bytes)) in std::mem::take(&mut append.writes).into_iter().enumerate() {
            let written = self.disk.log((offset, bytes)).await;
            if n > 0 {
                // The jump: after it failed, the log may lead into the new segment or not.
                written.map_err(|error| StoreError { kind: StoreErrorKind::Io, ..error })?;
            } else if let Err(error) = written {
                return self.give_up(offset, append.segment, error).await;
            }
        }
        if durability == Durability::Strict {
            self.disk.flush().await?;
        }
        self.with(|state| {
            state.reached(append.backs());
            state.log.extend(append);
        })
    }

    /// The frames of a group could not be written: leaves none that a later opening could take for the group.
    async fn give_up(
        &self,
        offset: u64,
        segment: Option<Extent>,
        error: StoreError,
    ) -> Result<(), StoreError> {
        match segment {
            Some(segment) => self.with(|state| state.return_segment(segment, &error))?,
            None if error.kind == StoreErrorKind::Quota => {
                match self.disk.write((offset, vec![0; 4])).await {
                    // Where there is no room for four bytes, there are none.
                    Err(error) if error.kind != StoreErrorKind::Quota => {
                        return Err(StoreError { kind: StoreErrorKind::Io, ..error });
                    }
                    _ => {}
                }
            }
            None => {}
        }
        Err(error)
    }

    async fn write(&self, mut pages: Vec<(PageId, Vec<u8>)>) -> Result<(), StoreError> {
        self.settle().await?;
        loop {
            let places: Vec<Extent> = self.begin(|state| {
                state.borrow_reserve();
                pages.iter().map(|(_, bytes)| state.space.take(bytes.len() as u64)).collect()
            })?;
            let runs = runs(&places);
            let writes = runs.iter().map(|run| {
                let first = run.first().map_or(0, |(_, extent)| extent.offset);
                let mut bytes = Vec::new();
                for (index, extent) in run {
                    bytes.resize((extent.offset - first) as usize, 0);
                    bytes.extend_from_slice(pages.get(*index).map_or(&[][..], |(_, page)| page));
                }
                Box::pin(self.disk.write((first, bytes))) as LocalFuture<'_, _>
            });
            let written = join_all(writes.collect()).await;
            let (mut failed, mut again) = (None, false);
            self.with(|state| {
                let backed = state.backed;
                for (run, result) in runs.iter().zip(written) {
                    for (index, extent) in run {
                        match (&result, pages.get_mut(*index)) {
                            (Ok(()), Some((id, bytes))) => {
                                bytes.clear();
                                state.reached(*extent);
                                let freed = state.table.insert(*id, *extent);
                                state.moved += u64::from(freed.is_some());
                                state.free(freed);
                            }
                            (Err(error), _) => state.give_up(*extent, error),
                            _ => {}
                        }
                    }
                    if let Err(error) = result {
                        let hole = run.first().is_some_and(|(_, extent)| extent.offset < backed);
                        again |= hole && error.kind == StoreErrorKind::Quota;
                        failed = Some(error);
                    }
                }
            })?;
            match failed {
                Some(_) if again => pages.retain(|(_, bytes)| !bytes.is_empty()),
                Some(error) => return Err(error),
                None => return Ok(()),
            }
        }
    }

    async fn switch(&self, superblock: Vec<u8>, before: LogPosition) -> Result<(), StoreError> {
        self.settle().await?;
        let again = superblock.clone();
        let switch = self.begin(|state| {
            state.borrow_reserve();
            state.plan_switch(superblock, before, None)
        })?;
        self.put_root(switch).await?;
        self.shrink(&again, before).await
    }

    async fn put_root(&self, mut switch: Switch) -> Result<(), StoreError> {
        if let Err(error) = self.disk.write_all(std::mem::take(&mut switch.writes)).await {
            self.with(|state| state.abandon(switch, &error))?;
            return Err(error);
        }
        self.disk.flush().await?;
        let slot = switch.slot;
        let written = self.disk.write((Slot::offset(slot.generation), slot.encode())).await;
        written.map_err(|error| StoreError { kind: StoreErrorKind::Io, ..error })?;
        self.disk.flush().await?;
        self.with(|state| state.switched(switch))
    }

    async fn finish(&self) -> Result<(), StoreError> {
        let Some(mut state) = self.state.take() else { return Ok(()) };
        if self.poisoned.get() || self.disk.sound().is_err() || !self.disk.is_quiet() {
            return Ok(());
        }
        state.reserve.extents().for_each(|extent| state.space.give(extent));
        if !self.disk.log_is_flushed() {
            self.disk.flush().await?;
        }
        if self.disk.file().size().await? > state.space.end() {
            self.disk.truncate(state.space.end()).await?;
        }
        Ok(())
    }
}

impl Store for FileStore {
    fn limits(&self) -> Limits {
        Limits {
            preferred_array: 256 << 10,
            maximum_array: 64 << 20,
            spare_log: 384 << 10,
            // It grows with the log.
            spare_pages: usize::MAX,
        }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        Box::pin(self.connect(admit))
    }

    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        Box::pin(self.read(ids))
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.end(self.append(first_sequence, chunks, durability).await) })
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.end(self.write(pages).await) })
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        truncate_before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.end(self.switch(superblock, truncate_before).await) })
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.end(self.remove(ids).await) })
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.end(self.remove_range(from, to).await) })
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.with(|state| state.reserve.lend()) })
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.end(self.restore().await) })
    }

    fn on_lost(&self, _listener: Rc<dyn Fn(StoreError)>) {}

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let finished = self.finish().await;
            finished.and(self.disk.close().await)
        })
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.state.replace(None);
            self.disk.remove().await
        })
    }
}

#[cfg(test)]
mod tests;
