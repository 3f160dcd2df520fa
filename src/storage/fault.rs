//! A disk in memory that fails on purpose: for crash tests of whatever stands on a [`File`].
//!
//! It counts steps (writes, flushes, truncations). At a chosen step the power goes: the step happens in part, and
//! everything after it fails. [`FaultDisk::restart`] then decides, by a seed, which of the unflushed writes the disk
//! had kept, sector by sector and in any order.
//!
//! On a [slow](FaultDisk::slow) disk calls take turns and overlap: a write comes into effect at one of them, and a flush
//! covers what had ended before it began. A call that was made takes its course even if its future is dropped.

use std::cell::{Cell, RefCell};
use std::future::ready;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::ports::{File, LocalFuture, StoreError, StoreErrorKind};
use super::turn::turn;

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
    /// It is held up, without effect, until [`FaultDisk::release`].
    Stall,
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
    /// The changes between the two, numbered.
    pending: Vec<(u64, Change)>,
    changes: u64,
    steps: u64,
    fault: Option<(u64, Fault)>,
    /// As `fault`, but counted in flushes.
    flushes: u64,
    flush_fault: Option<(u64, Fault)>,
    /// Seed, and the most turns that a call takes.
    slow: Option<(u64, u64)>,
    /// Calls that are held up, and the changes among them whose futures were dropped.
    stalling: bool,
    stalled: u64,
    late: Vec<Change>,
    wakers: Vec<Waker>,
    /// Counts restarts: what was under way before has no effect.
    life: u64,
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

    /// Counts a call and decides its fate.
    fn call(&mut self, work: &mut Work) -> Result<Option<Fault>, StoreError> {
        let mut fault = self.step()?;
        if matches!(work, Work::Flush { .. }) {
            self.flushes += 1;
            if let Some((at, due)) = self.flush_fault
                && at == self.flushes
            {
                self.flush_fault = None;
                self.dead |= due == Fault::Power;
                fault = fault.or(Some(due));
            }
        }
        // Under a fault half of a write happens, and nothing of a truncation.
        match (fault, work) {
            (None | Some(Fault::Stall), _) | (_, Work::Flush { .. }) => {}
            (_, Work::Change(Change::Write(_, bytes))) => bytes.truncate(bytes.len() / 2),
            (_, work) => *work = Work::Nothing,
        }
        Ok(fault)
    }

    fn take_effect(&mut self, work: Work, fault: Option<Fault>) {
        match (work, fault) {
            (Work::Nothing, _) => {}
            (Work::Change(change), _) => {
                apply(&mut self.current, &change, &mut || true);
                self.changes += 1;
                self.pending.push((self.changes, change));
            }
            // The power decides at restart what had come through.
            (Work::Flush { .. }, Some(Fault::Power)) => {}
            // What the host failed to write it forgets, but goes on to show.
            (Work::Flush { .. }, Some(Fault::Error(_))) => self.pending.clear(),
            (Work::Flush { covers }, _) => {
                let Disk { durable, pending, .. } = self;
                pending.retain(|(number, change)| {
                    if *number <= covers {
                        apply(durable, change, &mut || true);
                    }
                    *number > covers
                });
            }
        }
    }

    /// Turns until a call takes effect, and until it ends.
    fn turns(&mut self) -> (u64, u64) {
        let Some((state, most)) = &mut self.slow else { return (0, 0) };
        let end = random(state) % (*most + 1);
        (random(state) % (end + 1), end)
    }
}

enum Work {
    Nothing,
    Change(Change),
    Flush { covers: u64 },
}

/// A call under way.
struct Call {
    disk: FaultDisk,
    life: u64,
    work: Option<Work>,
    fault: Option<Fault>,
    turns: u64,
    effect: u64,
    end: u64,
}

impl Call {
    fn take_effect(&mut self) {
        let mut disk = self.disk.disk.borrow_mut();
        if let Some(work) = self.work.take()
            && disk.life == self.life
            && (!disk.dead || self.fault == Some(Fault::Power))
        {
            disk.take_effect(work, self.fault);
        }
    }

    fn is_held_up(&self) -> bool {
        self.fault == Some(Fault::Stall) && self.disk.disk.borrow().stalling
    }
}

impl Future for Call {
    type Output = Result<(), StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.is_held_up() {
            self.disk.disk.borrow_mut().wakers.push(context.waker().clone());
            return Poll::Pending;
        }
        if self.turns == self.effect {
            self.take_effect();
        }
        if self.turns < self.end {
            self.turns += 1;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let disk = self.disk.disk.borrow();
        if disk.life != self.life || (disk.dead && self.fault != Some(Fault::Power)) {
            return Poll::Ready(Err(StoreError::new(StoreErrorKind::Io, "the power is gone")));
        }
        Poll::Ready(fail(self.fault))
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.is_held_up() {
            self.take_effect();
        } else if let Some(Work::Change(change)) = self.work.take() {
            self.disk.disk.borrow_mut().late.push(change);
        }
    }
}

fn fail(fault: Option<Fault>) -> Result<(), StoreError> {
    match fault {
        None | Some(Fault::Stall) => Ok(()),
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

    /// As `fail`, but counts flushes only.
    pub fn fail_flush(&self, after: u64, fault: Fault) {
        let mut disk = self.disk.borrow_mut();
        disk.flush_fault = Some((disk.flushes + after, fault));
    }

    /// From now on calls take up to `most` turns, as the seed says.
    pub fn slow(&self, seed: u64, most: u64) {
        self.disk.borrow_mut().slow = Some((seed, most));
    }

    /// Calls that were held up so far.
    #[must_use]
    pub fn stalled(&self) -> u64 {
        self.disk.borrow().stalled
    }

    /// Lets go of the calls that are held up.
    pub fn release(&self) {
        let wakers = {
            let disk = &mut *self.disk.borrow_mut();
            disk.stalling = false;
            for change in std::mem::take(&mut disk.late) {
                disk.take_effect(Work::Change(change), None);
            }
            std::mem::take(&mut disk.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Whether the power is gone.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.disk.borrow().dead
    }

    /// Takes a fault back that has not happened.
    pub fn heal(&self) {
        let mut disk = self.disk.borrow_mut();
        (disk.fault, disk.flush_fault) = (None, None);
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
                for (_, change) in &pending {
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
        (disk.dead, disk.locked, disk.fault, disk.flush_fault) = (false, false, None, None);
        (disk.slow, disk.stalling, disk.late) = (None, false, Vec::new());
        disk.life += 1;
    }

    /// An independent copy of the disk.
    #[must_use]
    pub fn fork(&self) -> FaultDisk {
        let disk = self.disk.borrow();
        let copy = Disk {
            durable: disk.durable.clone(),
            current: disk.current.clone(),
            pending: disk.pending.clone(),
            late: Vec::new(),
            wakers: Vec::new(),
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

    /// Makes a call that counts as a step.
    fn call<'a>(&self, mut work: Work) -> LocalFuture<'a, Result<(), StoreError>> {
        if !self.held.get() {
            let error = StoreError::new(StoreErrorKind::Unavailable, "the file is closed");
            return Box::pin(ready(Err(error)));
        }
        let disk = &mut *self.disk.disk.borrow_mut();
        let fault = match disk.call(&mut work) {
            Ok(fault) => fault,
            Err(error) => return Box::pin(ready(Err(error))),
        };
        if fault == Some(Fault::Stall) {
            disk.stalling = true;
            disk.stalled += 1;
        }
        let (mut effect, end) = disk.turns();
        if matches!((&work, fault), (Work::Flush { .. }, Some(_))) {
            // Hosts tell of a lost write as soon as a flush ends that has met it.
            effect = end;
        }
        if end == 0 && fault != Some(Fault::Stall) {
            disk.take_effect(work, fault);
            return Box::pin(ready(fail(fault)));
        }
        let (life, work) = (disk.life, Some(work));
        Box::pin(Call { disk: self.disk.clone(), life, work, fault, turns: 0, effect, end })
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
        let (turns, _) = self.disk.disk.borrow_mut().turns();
        Box::pin(async move {
            for _ in 0..turns {
                turn().await;
            }
            let disk = self.disk.disk.borrow();
            if !self.held.get() {
                return Err(StoreError::new(StoreErrorKind::Unavailable, "the file is closed"));
            }
            let size = disk.current.len();
            let start = (offset as usize).min(size);
            let end = start.saturating_add(length).min(size);
            Ok(disk.current.get(start..end).unwrap_or_default().to_vec())
        })
    }

    fn write_at(&self, offset: u64, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StoreError>> {
        self.call(Work::Change(Change::Write(offset as usize, bytes)))
    }

    fn flush(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        let covers = self.disk.disk.borrow().changes;
        self.call(Work::Flush { covers })
    }

    fn truncate(&self, size: u64) -> LocalFuture<'_, Result<(), StoreError>> {
        self.call(Work::Change(Change::Truncate(size as usize)))
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
