//! What a holder knows of its file, how it is recovered at opening, and the plan of a new root.

use super::layout::{Checked, Extent, LogCursor, Root, SLOT, START, Slot, corrupt};
use super::log::{self, Log, Scan, Stamp};
use super::space::Space;
use super::table::{Freed, Stored, Table};
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
    /// Page tables that the root names.
    tables: Vec<Checked>,
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
    /// Its table and its record, to be written and flushed before the slot.
    pub writes: Vec<(u64, Vec<u8>)>,
    /// The slot that names it.
    pub slot: Slot,
    position: LogPosition,
    start: LogCursor,
    stored: Stored,
    tables: Vec<Checked>,
    retired: Vec<Extent>,
    replaced: Vec<Extent>,
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

    /// Whether page tables lie behind where the file could end, and are small enough to be written anew for that.
    pub fn tables_are_high(&self) -> bool {
        let used = self.space.used();
        self.table.is_small() && self.tables.iter().any(|place| place.extent.offset > used)
    }

    /// Lays out a new root. `whole`: with a page table that takes the place of all before.
    pub fn plan_switch(&mut self, superblock: Vec<u8>, position: LogPosition, whole: bool) -> Switch {
        let (bytes, stored) = self.table.store(whole);
        let mut tables = self.tables.clone();
        let mut replaced: Vec<Extent> = self.slot.root.iter().map(|root| root.extent).collect();
        if stored.whole {
            replaced.extend(tables.drain(..).map(|table| table.extent));
        }
        let mut writes = Vec::new();
        tables.extend(bytes.map(|bytes| place(&mut self.space, &mut writes, bytes)));
        let start = self.log.start(position);
        let root = Root { superblock, log: start, tables: tables.clone() };
        let root = place(&mut self.space, &mut writes, root.encode());
        let slot = Slot { generation: self.slot.generation + 1, root: Some(root), ..self.slot };
        let retired = std::mem::take(&mut self.retired);
        Switch { writes, slot, position, start, stored, tables, retired, replaced }
    }

    /// The new root holds.
    pub fn switched(&mut self, switch: Switch) {
        self.slot = switch.slot;
        self.table.stored(&switch.stored);
        self.tables = switch.tables;
        let segments = self.log.truncate(switch.position, switch.start);
        for extent in switch.retired.into_iter().chain(switch.replaced).chain(segments) {
            self.space.give(extent);
        }
    }

    /// The new root was given up before its slot was written.
    pub fn abandon(&mut self, switch: Switch) {
        for place in switch.tables.iter().chain(&switch.slot.root) {
            if !self.tables.contains(place) {
                self.space.give(place.extent);
            }
        }
        self.retired.extend(switch.retired);
        self.table.restore(switch.stored);
    }
}

fn place(space: &mut Space, writes: &mut Vec<(u64, Vec<u8>)>, bytes: Vec<u8>) -> Checked {
    let extent = space.take(bytes.len() as u64);
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
        return recover_root(file, Slot { generation: 0, epoch: 0, root: None }, None, size).await;
    };
    let root = match slot.root {
        None => None,
        Some(place) => {
            let bytes = read_checked(file, place, "root record").await?;
            Some(Root::decode(&bytes).ok_or_else(|| corrupt("malformed root record"))?)
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
    let (superblock, start, tables) = match root {
        Some(root) => (Some(root.superblock), root.log, root.tables),
        None => (None, LogCursor::FIRST, Vec::new()),
    };
    let mut table = Table::default();
    for place in &tables {
        let bytes = read_checked(file, *place, "page table").await?;
        table.load(&bytes).ok_or_else(|| corrupt("malformed page table"))?;
    }
    if table.extents().any(|extent| extent.offset.saturating_add(extent.length) > size) {
        return Err(corrupt("the file was cut short"));
    }
    let newest = Stamp { epoch: slot.epoch, generation: slot.generation, flushed: true };
    let Scan { log, chunks, raw } = log::scan(file, start, newest).await?;
    let mut used: Vec<Extent> = table.extents().chain(log.segments()).collect();
    used.extend(tables.iter().chain(&slot.root).map(|place| place.extent));
    let space = Space::around(used)?;
    let state = State { slot, space, table, log, tables, retired: Vec::new(), reserve: None, moved: 0 };
    Ok(Recovered { state, superblock, chunks, raw })
}

async fn read_checked(file: &dyn File, place: Checked, what: &str) -> Result<Vec<u8>, StoreError> {
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
        let Slot { generation, epoch, root } = self.state.slot;
        if epoch >= PageId::MAX_EPOCH {
            return Err(StoreError::new(StoreErrorKind::Unsupported, "all epochs are used up"));
        }
        Ok(Slot { generation: generation + 1, epoch: epoch + 1, root })
    }
}
