//! What a holder knows of its file, how it is recovered at opening, and the plan of a new root.

use super::layout::{Checked, Extent, FORMAT, Leaf, LogCursor, Root, SLOT, START, Slot, corrupt};
use super::log::{self, Log, Scan, Stamp};
use super::space::Space;
use super::table::{Freed, Stored, Table};
use super::taken::Taken;
use crate::storage::checksum::crc32;
use crate::storage::page_id::PageId;
use crate::storage::ports::{File, LogChunk, LogPosition, StoreError, StoreErrorKind};

/// Everything between open and close.
#[derive(Debug)]
pub struct State {
    /// The slot that holds.
    pub slot: Slot,
    /// Free space.
    pub space: Space,
    /// Pages.
    pub table: Table,
    /// Log.
    pub log: Log,
    /// Until all leaves are loaded: what is known to be taken of the file as it was at opening. Space is given out
    /// behind that.
    taken: Option<Taken>,
    /// Extents that the root names and the next one will not.
    retired: Vec<Extent>,
    /// The reserve.
    pub reserve: Option<Extent>,
    /// How often pages that are still there have got another place.
    pub moved: u64,
}

/// What opening found, before it is admitted.
pub struct Recovered {
    /// The state, still with the old slot.
    pub state: State,
    /// The superblock of the root.
    pub superblock: Option<Vec<u8>>,
    /// The log's chunks.
    pub chunks: Vec<LogChunk>,
    /// The bytes of the log that no flush has proved, to be written again.
    pub raw: Vec<(u64, Vec<u8>)>,
}

/// A root on its way into the file.
pub struct Switch {
    /// Its leaves, its table and its record, to be written and flushed before the slot.
    pub writes: Vec<(u64, Vec<u8>)>,
    /// The slot that names it.
    pub slot: Slot,
    position: LogPosition,
    start: LogCursor,
    stored: Stored,
    retired: Vec<Extent>,
    replaced: Vec<Extent>,
    fresh: Vec<Extent>,
}

impl State {
    /// The epoch and generation that frames are written with.
    pub fn stamp(&self, flushed: bool) -> Stamp {
        Stamp { epoch: self.slot.epoch, generation: self.slot.generation, flushed }
    }

    /// Frees what a page left behind.
    pub fn free(&mut self, freed: Option<Freed>) {
        match freed {
            Some(Freed::Now(extent)) => self.space.give(extent),
            Some(Freed::Later(extent)) => self.retired.push(extent),
            None => {}
        }
    }

    /// Removes pages.
    pub fn remove(&mut self, ids: &[PageId]) {
        for id in ids {
            let freed = self.table.remove(*id);
            self.free(freed);
        }
    }

    /// A place that parts of the page table lie behind, if the file could end there and they are small enough to be
    /// written anew for that.
    pub fn high(&self) -> Option<u64> {
        let used = self.space.used();
        let high = self.table.is_small() && self.table.places().any(|extent| extent.offset > used);
        high.then_some(used)
    }

    /// Whether it is known what is free.
    pub fn is_settled(&self) -> bool {
        self.taken.is_none()
    }

    /// Takes in a leaf.
    ///
    /// # Errors
    /// That of reading it; `Corrupt` if it is malformed, or a page in it is not in the file or overlaps another.
    pub fn load_leaf(&mut self, leaf: Leaf, bytes: Result<Vec<u8>, StoreError>) -> Result<(), StoreError> {
        let pages = self.table.load_leaf(leaf, bytes)?;
        let Some(taken) = &mut self.taken else { return Ok(()) };
        pages.into_iter().try_for_each(|extent| taken.add_page(extent))
    }

    /// All leaves are loaded: now it is known what is free.
    pub fn settle(&mut self) {
        if let Some(taken) = self.taken.take() {
            self.space.know(taken.holes());
        }
    }

    /// Lays out a new root. `high`: all changes go into the leaves, and so do leaves behind that place.
    pub fn plan_switch(&mut self, superblock: Vec<u8>, position: LogPosition, high: Option<u64>) -> Switch {
        let mut writes = Vec::new();
        let mut stored = self.table.store(high, &mut |bytes| {
            let extent = self.space.take(bytes.len() as u64);
            place(extent, bytes, &mut writes)
        });
        let mut replaced = std::mem::take(&mut stored.replaced);
        replaced.extend(self.slot.root.map(|root| root.extent));
        let start = self.log.start(position);
        let leaves = self.table.leaves(&stored);
        let mut root = Root { superblock, log: start, tables: stored.tables.clone(), leaves, end: 0 };
        let extent = self.space.take(root.encode().len() as u64);
        let retired = std::mem::take(&mut self.retired);
        let free = self.log.before(start).chain(self.reserve).chain(retired.iter().chain(&replaced).copied());
        root.end = self.space.end_without(free.collect());
        let root = place(extent, root.encode(), &mut writes);
        let slot =
            Slot { format: FORMAT, generation: self.slot.generation + 1, root: Some(root), ..self.slot };
        let fresh = writes
            .iter()
            .map(|(offset, bytes)| Extent { offset: *offset, length: bytes.len() as u64 })
            .collect();
        Switch { writes, slot, position, start, stored, retired, replaced, fresh }
    }

    /// The new root holds.
    pub fn switched(&mut self, switch: Switch) {
        self.slot = switch.slot;
        self.table.stored(switch.stored);
        let segments = self.log.truncate(switch.position, switch.start);
        for extent in switch.retired.into_iter().chain(switch.replaced).chain(segments) {
            self.space.give(extent);
        }
    }

    /// The new root was given up before its slot was written.
    pub fn abandon(&mut self, switch: Switch) {
        for extent in switch.fresh {
            self.space.give(extent);
        }
        self.retired.extend(switch.retired);
        self.table.restore(switch.stored);
    }
}

fn place(extent: Extent, bytes: Vec<u8>, writes: &mut Vec<(u64, Vec<u8>)>) -> Checked {
    let checked = Checked { extent, crc: crc32(&bytes) };
    writes.push((extent.offset, bytes));
    checked
}

/// Reads the file's state.
///
/// # Errors
/// `Corrupt`, `TooNew`, those of the file.
pub async fn recover(file: &dyn File) -> Result<Recovered, StoreError> {
    let head = file.read_at(0, START as usize).await?;
    let size = file.size().await?;
    let mut slots = Vec::new();
    for bytes in head.chunks(SLOT as usize) {
        slots.extend(Slot::decode(bytes)?);
    }
    let Some(slot) = slots.into_iter().max_by_key(|slot| slot.generation) else {
        // Creation writes the second slot and flushes before anything else, and may be cut there. Any other file is
        // somebody's data.
        if size > START || head.iter().take(SLOT as usize).any(|byte| *byte != 0) {
            return Err(corrupt("not a database, or neither head of the file is readable"));
        }
        return recover_root(file, Slot { format: FORMAT, generation: 0, epoch: 0, root: None }, None, size)
            .await;
    };
    let root = match slot.root {
        None => None,
        Some(place) => {
            let bytes = read_checked(file, place, "root record").await?;
            Some(Root::decode(&bytes, slot.format).ok_or_else(|| corrupt("malformed root record"))?)
        }
    };
    recover_root(file, slot, root, size).await
}

async fn recover_root(
    file: &dyn File,
    slot: Slot,
    root: Option<Root>,
    size: u64,
) -> Result<Recovered, StoreError> {
    let (superblock, start, tables, leaves, end) = match root {
        Some(root) => (Some(root.superblock), root.log, root.tables, root.leaves, root.end),
        None => (None, LogCursor::FIRST, Vec::new(), Vec::new(), 0),
    };
    let mut table = Table::new(leaves);
    for place in tables {
        table.load(place, &read_checked(file, place, "page table").await?)?;
    }
    let newest = Stamp { epoch: slot.epoch, generation: slot.generation, flushed: true };
    let Scan { log, chunks, raw } = log::scan(file, start, newest).await?;
    let pages = || table.pages().map(|(_, extent)| extent);
    let others = || table.places().chain(log.segments()).chain(slot.root.map(|root| root.extent));
    let base = pages().chain(others()).map(Extent::end).fold(end.max(START), u64::max);
    let mut taken = Taken::new(base, size)?;
    pages().try_for_each(|extent| taken.add_page(extent))?;
    others().try_for_each(|extent| taken.add(extent))?;
    let (space, taken, retired) = (Space::from(base), Some(taken), Vec::new());
    let mut state = State { slot, space, table, log, taken, retired, reserve: None, moved: 0 };
    if state.table.unloaded(1).is_empty() {
        state.settle();
    }
    Ok(Recovered { state, superblock, chunks, raw })
}

/// Reads what has a checksum.
///
/// # Errors
/// `Corrupt`, those of the file.
pub async fn read_checked(file: &dyn File, place: Checked, what: &str) -> Result<Vec<u8>, StoreError> {
    let bytes = file.read_at(place.extent.offset, place.extent.length as usize).await?;
    if crc32(&bytes) == place.crc && bytes.len() as u64 == place.extent.length {
        return Ok(bytes);
    }
    Err(corrupt("checksum does not match").within(what))
}

impl Recovered {
    /// The slot with which the next epoch is taken.
    ///
    /// # Errors
    /// `Unsupported` if all epochs are used up.
    pub fn next_slot(&self) -> Result<Slot, StoreError> {
        let Slot { generation, epoch, .. } = self.state.slot;
        if epoch >= PageId::MAX_EPOCH {
            return Err(StoreError::new(StoreErrorKind::Unsupported, "all epochs are used up"));
        }
        Ok(Slot { generation: generation + 1, epoch: epoch + 1, ..self.state.slot })
    }
}
