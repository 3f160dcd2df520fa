//! A disk in memory that fails on purpose: for crash tests of whatever stands on a [`File`].
//!
//! It counts steps (writes, flushes, truncations). At a chosen step the power goes: the step happens in part, and
//! everything after it fails. [`FaultDisk::restart`] then decides, by a seed, which of the unflushed writes the disk
//! had kept, sector by sector and in any order.

use std::cell::{Cell, RefCell};
use std::future::ready;
use std::rc::Rc;

use super::ports::{File, LocalFuture, StoreError, StoreErrorKind};

const SECTOR: usize = 512;

/// What the disk keeps of unflushed writes when the power goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Nothing.
    All,
    /// Everything: only the process dies.
    Nothing,
    /// Some sectors of some writes, chosen by the seed.
    Some(u64),
}

/// How a chosen step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The power goes in the middle of it.
    Power,
    /// It fails with that kind, half done; the machine runs on.
    Error(StoreErrorKind),
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Default)]
struct Disk {
    /// What survives a loss of power.
    durable: Vec<u8>,
    /// What reads see.
    current: Vec<u8>,
    /// The changes between the two.
    pending: Vec<Change>,
    steps: u64,
    fault: Option<(u64, Fault)>,
    dead: bool,
    locked: bool,
}

/// The disk: shared by the handles on it.
#[derive(Clone, Default)]
pub struct FaultDisk {
    disk: Rc<RefCell<Disk>>,
}

fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

fn apply(image: &mut Vec<u8>, change: &Change, keep: &mut dyn FnMut() -> bool) {
    match change {
        Change::Truncate(size) if keep() => image.resize(*size, 0),
        Change::Truncate(_) => {}
        Change::Write(offset, bytes) => {
            let mut at = *offset;
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                // Pieces end at sectors of the disk, not of the write.
                let length = (SECTOR - at % SECTOR).min(rest.len());
                let (piece, after) = rest.split_at(length);
                if keep() {
                    if image.len() < at + length {
                        image.resize(at + length, 0);
                    }
                    if let Some(target) = image.get_mut(at..at + length) {
                        target.copy_from_slice(piece);
                    }
                }
                (at, rest) = (at + length, after);
            }
        }
    }
}

impl Disk {
    /// Counts a step; the fault that is due at it.
    fn step(&mut self) -> Result<Option<Fault>, StoreError> {
        if self.dead {
            return Err(StoreError::new(StoreErrorKind::Io, "the power is gone"));
        }
        self.steps += 1;
        match self.fault {
            Some((at, fault)) if at == self.steps => {
                self.fault = None;
                self.dead = fault == Fault::Power;
                Ok(Some(fault))
            }
            _ => Ok(None),
        }
    }

    /// A write or truncation; under a fault, half of a write happens.
    fn change(&mut self, mut change: Change) -> Result<(), StoreError> {
        let fault = self.step()?;
        if fault.is_some() {
            match &mut change {
                Change::Write(_, bytes) => bytes.truncate(bytes.len() / 2),
                Change::Truncate(_) => return fail(fault),
            }
        }
        apply(&mut self.current, &change, &mut || true);
        self.pending.push(change);
        fail(fault)
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let fault = self.step()?;
        match fault {
            // The power decides at restart what had come through.
            Some(Fault::Power) => {}
            // What the host failed to write it forgets, but goes on to show.
            Some(Fault::Error(_)) => self.pending.clear(),
            None => {
                for change in self.pending.drain(..) {
                    apply(&mut self.durable, &change, &mut || true);
                }
            }
        }
        fail(fault)
    }
}

fn fail(fault: Option<Fault>) -> Result<(), StoreError> {
    match fault {
        None => Ok(()),
        Some(Fault::Power) => Err(StoreError::new(StoreErrorKind::Io, "the power went")),
        Some(Fault::Error(kind)) => Err(StoreError::new(kind, "a fault on purpose")),
    }
}

impl FaultDisk {
    /// An empty disk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A closed handle on its one file.
    #[must_use]
    pub fn file(&self) -> Rc<dyn File> {
        Rc::new(FaultFile { disk: self.clone(), held: Cell::new(false) })
    }

    /// Steps so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.disk.borrow().steps
    }

    /// Size of the file as it shows.
    #[must_use]
    pub fn size(&self) -> usize {
        self.disk.borrow().current.len()
    }

    /// Fails the step that comes `after` more steps (1: the next).
    pub fn fail(&self, after: u64, fault: Fault) {
        let mut disk = self.disk.borrow_mut();
        disk.fault = Some((disk.steps + after, fault));
    }

    /// Whether the power is gone.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.disk.borrow().dead
    }

    /// Takes a fault back that has not happened.
    pub fn heal(&self) {
        self.disk.borrow_mut().fault = None;
    }

    /// Flips bits of one byte of the file.
    pub fn damage(&self, offset: usize, bits: u8) {
        let mut disk = self.disk.borrow_mut();
        let Disk { durable, current, .. } = &mut *disk;
        for image in [durable, current] {
            if let Some(byte) = image.get_mut(offset) {
                *byte ^= bits;
            }
        }
    }

    /// The machine stops, if it has not, and starts again: unflushed writes are lost as `loss` says, locks are gone.
    pub fn restart(&self, loss: Loss) {
        let mut disk = self.disk.borrow_mut();
        let pending = std::mem::take(&mut disk.pending);
        match loss {
            Loss::All => {}
            Loss::Nothing => disk.durable = disk.current.clone(),
            Loss::Some(seed) => {
                let mut state = seed.wrapping_mul(2).wrapping_add(1);
                let odds = random(&mut state) % 4;
                for change in &pending {
                    // Often a write comes through as a whole or not at all; else sector by sector.
                    let whole = random(&mut state) % 3;
                    let mut keep = || match whole {
                        0 => true,
                        1 => false,
                        _ => random(&mut state) % 4 >= odds,
                    };
                    apply(&mut disk.durable, change, &mut keep);
                }
            }
        }
        disk.current = disk.durable.clone();
        (disk.dead, disk.locked, disk.fault) = (false, false, None);
    }

    /// An independent copy of the disk.
    #[must_use]
    pub fn fork(&self) -> FaultDisk {
        let disk = self.disk.borrow();
        let copy = Disk {
            durable: disk.durable.clone(),
            current: disk.current.clone(),
            pending: disk.pending.clone(),
            ..*disk
        };
        FaultDisk { disk: Rc::new(RefCell::new(copy)) }
    }
}

struct FaultFile {
    disk: FaultDisk,
    held: Cell<bool>,
}

impl FaultFile {
    fn run<'a, T: 'a>(
        &self,
        run: impl FnOnce(&mut Disk) -> Result<T, StoreError>,
    ) -> LocalFuture<'a, Result<T, StoreError>> {
        let result = if self.held.get() {
            run(&mut self.disk.disk.borrow_mut())
        } else {
            Err(StoreError::new(StoreErrorKind::Unavailable, "the file is closed"))
        };
        Box::pin(ready(result))
    }

    fn release(&self) {
        if self.held.replace(false) {
            self.disk.disk.borrow_mut().locked = false;
        }
    }
}

impl File for FaultFile {
    fn open(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        let mut disk = self.disk.disk.borrow_mut();
        let result = if disk.dead {
            Err(StoreError::new(StoreErrorKind::Io, "the power is gone"))
        } else if disk.locked {
            Err(StoreError::new(StoreErrorKind::InUse, "somebody has the file"))
        } else {
            disk.locked = true;
            self.held.set(true);
            Ok(())
        };
        Box::pin(ready(result))
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StoreError>> {
        self.run(|disk| {
            let size = disk.current.len();
            let start = (offset as usize).min(size);
            let end = start.saturating_add(length).min(size);
            Ok(disk.current.get(start..end).unwrap_or_default().to_vec())
        })
    }

    fn write_at(&self, offset: u64, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StoreError>> {
        self.run(|disk| disk.change(Change::Write(offset as usize, bytes)))
    }

    fn flush(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.run(Disk::flush)
    }

    fn truncate(&self, size: u64) -> LocalFuture<'_, Result<(), StoreError>> {
        self.run(|disk| disk.change(Change::Truncate(size as usize)))
    }

    fn size(&self) -> LocalFuture<'_, Result<u64, StoreError>> {
        self.run(|disk| Ok(disk.current.len() as u64))
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.release();
        Box::pin(ready(Ok(())))
    }

    fn remove(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        let removed = self.run(|disk| {
            (disk.current, disk.durable, disk.pending) = Default::default();
            Ok(())
        });
        self.release();
        removed
    }
}
