//! Crash tests: cut everywhere, lose what was not flushed, open again, and look for what was promised.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::FileStore;
use super::layout::SEGMENT;
use super::reserve::RESERVE;
use crate::storage::fault::{Fault, FaultDisk, Loss};
use crate::storage::ports::{Durability, LogPosition, Opened, Outcome, Store, StoreError, StoreErrorKind};
use crate::storage::{PageId, tests::block_on};

mod leaves;
mod overlap;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

fn content(seed: u64, length: usize) -> Vec<u8> {
    (0..length).map(|n| (seed.wrapping_mul(31).wrapping_add(n as u64) ^ (seed >> 3)) as u8).collect()
}

#[derive(Clone)]
struct Chunk {
    at: LogPosition,
    bytes: Vec<u8>,
    /// Must survive a loss of power.
    safe: bool,
    /// Last of its group.
    last: bool,
}

#[derive(Clone, Default)]
struct RootModel {
    superblock: Option<Vec<u8>>,
    before: LogPosition,
    pages: BTreeMap<PageId, Vec<u8>>,
}

/// What was promised so far.
#[derive(Clone, Default)]
struct Model {
    root: RootModel,
    /// A root whose switch did not come back.
    maybe: Option<RootModel>,
    /// Everything appended, in order; what did not come back is at the end and not safe.
    log: Vec<Chunk>,
    /// Pages that were removed since the last root, which may show them again after a cut.
    doomed: BTreeSet<PageId>,
    /// Pages as the handle shows them.
    pages: BTreeMap<PageId, Vec<u8>>,
    epoch: u64,
    sequence: u64,
    number: u64,
}

impl Model {
    /// Checks what an opening found, and goes on from there.
    fn check_open(&mut self, opened: &Opened) {
        assert!(opened.epoch > self.epoch);
        if let Some(maybe) = self.maybe.take()
            && maybe.superblock == opened.superblock
        {
            self.root = maybe;
        }
        assert_eq!(opened.superblock, self.root.superblock);
        let before = self.root.before;
        self.log.retain(|chunk| chunk.at >= before);
        let safe = self.log.iter().rposition(|chunk| chunk.safe).map_or(0, |at| at + 1);
        let found = opened.log.len();
        assert!(found >= safe && found <= self.log.len(), "{safe} <= {found} <= {}", self.log.len());
        self.log.truncate(found);
        assert!(self.log.last().is_none_or(|chunk| chunk.last), "half a group");
        for (chunk, found) in self.log.iter_mut().zip(&opened.log) {
            assert_eq!((chunk.at.epoch, chunk.at.sequence), (found.epoch, found.sequence));
            assert!(chunk.bytes == found.bytes);
            chunk.safe = true;
        }
        self.pages = self.root.pages.clone();
        (self.epoch, self.sequence, self.number) = (opened.epoch, 0, 0);
    }
}

struct World {
    disk: FaultDisk,
    store: Rc<dyn Store>,
    model: Model,
    random: Random,
}

impl World {
    fn new(disk: FaultDisk, seed: u64) -> Self {
        let store = Rc::new(FileStore::new(disk.file()));
        World { disk, store, model: Model::default(), random: Random(seed << 1 | 1) }
    }

    fn open(&mut self) -> Result<(), StoreError> {
        let opened = block_on(self.store.open(&|_| Ok(())))?;
        self.model.check_open(&opened);
        // Else the log goes on while parts of the page table are not read yet.
        if self.random.below(2) == 0 {
            self.check_pages();
        }
        Ok(())
    }

    fn check_pages(&self) {
        let ids: Vec<PageId> = self.model.pages.keys().copied().collect();
        let found = block_on(self.store.read_pages(&ids)).unwrap();
        for ((id, page), found) in self.model.pages.iter().zip(found) {
            assert!(found.as_ref() == Some(page), "page {id:?}");
        }
    }

    fn step(&mut self) -> Result<(), StoreError> {
        match self.random.below(12) {
            0..5 => self.append(),
            5..8 => self.write(),
            8..10 => self.switch(),
            10 => self.delete(),
            _ => {
                if self.random.below(4) == 0 {
                    block_on(self.store.restore_reserve())
                } else {
                    block_on(self.store.release_reserve())
                }
            }
        }
    }

    fn append(&mut self) -> Result<(), StoreError> {
        let strict = self.random.below(3) > 0;
        let count = 1 + self.random.below(3);
        let mut group = Vec::new();
        for n in 0..count {
            let most = if self.random.below(8) == 0 { 200_000 } else { 3000 };
            let length = 1 + self.random.below(most) as usize;
            let bytes = content(self.random.next(), length);
            let at = LogPosition { epoch: self.model.epoch, sequence: self.model.sequence + n };
            self.model.log.push(Chunk { at, bytes: bytes.clone(), safe: false, last: n + 1 == count });
            group.push(bytes);
        }
        let durability = if strict { Durability::Strict } else { Durability::Relaxed };
        let result = block_on(self.store.append_log(self.model.sequence, group, durability));
        match &result {
            Ok(()) => {
                self.model.sequence += count;
                if strict {
                    self.all_safe();
                }
            }
            Err(error) if error.kind.outcome() == Outcome::NotApplied => {
                self.model.log.truncate(self.model.log.len() - count as usize);
            }
            Err(_) => {}
        }
        result
    }

    fn all_safe(&mut self) {
        for chunk in &mut self.model.log {
            chunk.safe = true;
        }
    }

    fn write(&mut self) -> Result<(), StoreError> {
        let mut slice = Vec::new();
        for _ in 0..self.random.below(8) {
            let length = self.random.below(20_000) as usize;
            let id = PageId::new(self.model.epoch, self.model.number);
            self.model.number += 1;
            slice.push((id, content(self.random.next(), length)));
        }
        slice.extend(self.rewritten());
        let result = block_on(self.store.write_pages(slice.clone()));
        match result {
            Ok(()) => self.model.pages.extend(slice),
            // Some may be written.
            Err(_) => slice.iter().for_each(|(id, _)| drop(self.model.pages.remove(id))),
        }
        result
    }

    /// Pages that are there with other content, as the rotation of a key writes them.
    fn rewritten(&mut self) -> Vec<(PageId, Vec<u8>)> {
        let ids: Vec<PageId> = self.model.pages.keys().copied().collect();
        let some: Vec<PageId> = ids.into_iter().filter(|_| self.random.below(8) == 0).collect();
        some.into_iter().map(|id| (id, content(self.random.next(), 700))).collect()
    }

    fn delete(&mut self) -> Result<(), StoreError> {
        let doomed: Vec<PageId> =
            self.model.pages.keys().copied().filter(|_| self.random.below(2) == 0).collect();
        for id in &doomed {
            self.model.pages.remove(id);
            // A root may or may not still show them: they are not looked for any more.
            self.model.root.pages.remove(id);
        }
        self.model.doomed.extend(doomed);
        block_on(self.store.delete_pages(self.model.doomed.iter().copied().collect()))
    }

    fn switch(&mut self) -> Result<(), StoreError> {
        let end = LogPosition { epoch: self.model.epoch, sequence: self.model.sequence };
        let place = self.random.below(self.model.log.len() as u64 + 1) as usize;
        let before = self.model.log.get(place).map_or(end, |chunk| chunk.at).max(self.model.root.before);
        // Unlike any other: by it a root is known again.
        let superblock = [self.random.next().to_le_bytes(); 16].concat();
        let next =
            RootModel { superblock: Some(superblock.clone()), before, pages: self.model.pages.clone() };
        self.model.maybe = Some(next.clone());
        let result = block_on(self.store.switch_root(superblock, before));
        match &result {
            Ok(()) => {
                (self.model.root, self.model.maybe) = (next, None);
                self.model.log.retain(|chunk| chunk.at >= before);
                self.all_safe();
            }
            Err(error) if error.kind.outcome() == Outcome::NotApplied => self.model.maybe = None,
            Err(_) => {}
        }
        result
    }

    /// The machine restarts, perhaps from a copy of the disk.
    fn restarted(&self, disk: FaultDisk, loss: Loss) -> World {
        disk.restart(loss);
        let mut world = World::new(disk, self.random.0 ^ 0x55);
        world.model = self.model.clone();
        if loss == Loss::Nothing {
            // Chunks that came back are in the file even if not flushed; only the last group is open.
            let group = world
                .model
                .log
                .iter()
                .rposition(|chunk| chunk.last && chunk.at.sequence < self.model.sequence);
            let kept = group.map_or(0, |at| at + 1);
            for chunk in world.model.log.iter_mut().take(kept) {
                chunk.safe |= chunk.at.epoch == self.model.epoch;
            }
        }
        world
    }

    fn go_on(&mut self, steps: u32) {
        for _ in 0..steps {
            self.step().unwrap();
        }
        self.check_pages();
    }
}

#[test]
fn nothing_promised_is_lost_wherever_the_power_goes() {
    for seed in 1..4 {
        let mut cut = 0;
        loop {
            cut += 1;
            let disk = FaultDisk::new();
            disk.fail(cut, Fault::Power);
            let mut world = World::new(disk, seed);
            let mut failed = world.open().is_err();
            for _ in 0..25 {
                failed = failed || world.step().is_err();
            }
            let cut_off = world.disk.is_dead();
            for loss in
                [Loss::All, Loss::Nothing, Loss::Some(cut), Loss::Some(cut + 1000), Loss::Some(cut + 2000)]
            {
                let mut after = world.restarted(world.disk.fork(), loss);
                after.open().unwrap_or_else(|error| panic!("seed {seed}, cut {cut}, {loss:?}: {error}"));
                after.go_on(6);
                block_on(after.store.close()).unwrap();
                after.all_safe();
                after.model.root.pages.retain(|id, _| after.model.pages.contains_key(id));
                after.open().unwrap();
            }
            if !cut_off {
                break;
            }
        }
        assert!(cut > 40, "only {cut} steps were cut");
    }
}

#[test]
fn a_disk_that_keeps_crashing_loses_nothing_and_does_not_grow() {
    for seed in 1..5u64 {
        let mut world = World::new(FaultDisk::new(), seed);
        world.open().unwrap();
        let (mut largest, mut sizes) = (0, Vec::new());
        for round in 0..240u64 {
            let cut = 1 + world.random.below(40);
            world.disk.fail(cut, Fault::Power);
            while !world.disk.is_dead() {
                let _ = world.step();
            }
            let loss = match world.random.below(5) {
                0 => Loss::All,
                1 => Loss::Nothing,
                _ => Loss::Some(world.random.next()),
            };
            let disk = world.disk.clone();
            world = world.restarted(disk, loss);
            world.open().unwrap_or_else(|error| panic!("seed {seed}, round {round}, {loss:?}: {error}"));
            // As the engine does: what was to be removed and came back is removed.
            let doomed: Vec<PageId> = world.model.doomed.iter().copied().collect();
            block_on(world.store.delete_pages(doomed)).unwrap();
            let kept: usize = world.model.pages.values().map(Vec::len).sum();
            let logged: usize = world.model.log.iter().map(|chunk| chunk.bytes.len()).sum();
            largest = largest.max(kept + logged);
            sizes.push(world.disk.size());
        }
        // The reserve, and the room of the one that the session before had. Each is as large as the log and 1 MB more, and
        // what is in pages is there twice while it is replaced. A segment of the log is not full.
        let bound = 3 * largest + 2 * RESERVE as usize + 2 * SEGMENT as usize;
        let (before, after) = sizes.split_at(sizes.len() / 2);
        let (before, after) = (before.iter().max().unwrap(), after.iter().max().unwrap());
        assert!(*before.max(after) < bound, "{before}, then {after} bytes for at most {largest}");
        assert!(*after < before + RESERVE as usize, "{before} bytes grew to {after}");
    }
}

#[test]
fn a_step_that_fails_says_truly_what_became_of_it() {
    for kind in [StoreErrorKind::Quota, StoreErrorKind::Io] {
        for fault in 1..160 {
            let mut world = World::new(FaultDisk::new(), 7);
            world.open().unwrap();
            world.disk.fail(fault, Fault::Error(kind));
            for _ in 0..40 {
                let Err(error) = world.step() else { continue };
                if error.kind.outcome() == Outcome::NotApplied {
                    world.check_pages();
                    continue;
                }
                let refused = block_on(world.store.write_pages(Vec::new())).unwrap_err();
                assert_eq!(refused.kind, StoreErrorKind::Unavailable);
                world.open().unwrap();
            }
            // What the second opening has shown is safe, even where the host had dropped it silently.
            world.disk.heal();
            let disk = world.disk.clone();
            let mut after = world.restarted(disk, Loss::All);
            after.open().unwrap_or_else(|error| panic!("{kind:?} at {fault}: {error}"));
            after.go_on(5);
        }
    }
}

#[test]
fn replaced_pages_make_room_for_new_ones() {
    let disk = FaultDisk::new();
    let store = FileStore::new(disk.file());
    let opened = block_on(store.open(&|_| Ok(()))).unwrap();
    let (mut number, mut sequence) = (0, 0);
    let mut live: Vec<PageId> = Vec::new();
    let mut sizes = Vec::new();
    for round in 0..60u64 {
        let fresh: Vec<PageId> = (0..40).map(|n| PageId::new(opened.epoch, number + n)).collect();
        number += 40;
        let pages = fresh.iter().map(|id| (*id, content(id.0, 12_000 + (id.0 * 37 % 4000) as usize)));
        block_on(store.write_pages(pages.collect())).unwrap();
        for _ in 0..10 {
            block_on(store.append_log(sequence, vec![content(round, 30_000)], Durability::Strict)).unwrap();
            sequence += 1;
        }
        let before = LogPosition { epoch: opened.epoch, sequence };
        block_on(store.switch_root(vec![1], before)).unwrap();
        block_on(store.delete_pages(std::mem::replace(&mut live, fresh))).unwrap();
        sizes.push(disk.size());
    }
    assert!(sizes[59] <= sizes[9] + (1 << 20), "{} grew to {}", sizes[9], sizes[59]);
    block_on(store.delete_pages(live)).unwrap();
    block_on(store.switch_root(vec![2], LogPosition { epoch: opened.epoch, sequence })).unwrap();
    block_on(store.close()).unwrap();
    assert!(disk.size() < sizes[59], "the end of the file is given back");
}

#[test]
fn one_page_does_not_hold_the_file() {
    for high in [0, 700, 1999] {
        let disk = FaultDisk::new();
        let store = FileStore::new(disk.file());
        let opened = block_on(store.open(&|_| Ok(()))).unwrap();
        let id = |n| PageId::new(opened.epoch, n);
        block_on(store.restore_reserve()).unwrap();
        for n in 0..200 {
            let slice = (n * 10..n * 10 + 10).map(|n| (id(n), content(n, 14_000)));
            block_on(store.write_pages(slice.collect())).unwrap();
        }
        let root = LogPosition { epoch: opened.epoch, sequence: 0 };
        block_on(store.switch_root(vec![1], root)).unwrap();
        assert!(disk.size() > 28_000_000);
        let doomed = (0..2000).filter(|n| n % 200 != high % 200).map(id);
        block_on(store.delete_pages(doomed.collect())).unwrap();
        block_on(store.switch_root(vec![2], root)).unwrap();
        assert!(disk.size() < 6 << 20, "{}", disk.size());
        let left: Vec<u64> = (0..2000).filter(|n| n % 200 == high % 200).collect();
        let ids: Vec<PageId> = left.iter().copied().map(id).collect();
        let check = |store: &FileStore| {
            let found = block_on(store.read_pages(&ids)).unwrap();
            for (n, page) in left.iter().zip(found) {
                assert!(page == Some(content(*n, 14_000)));
            }
        };
        check(&store);
        disk.restart(Loss::All);
        let store = FileStore::new(disk.file());
        assert_eq!(block_on(store.open(&|_| Ok(()))).unwrap().superblock, Some(vec![2]));
        check(&store);
    }
}

#[test]
fn damage_is_told_and_never_taken_for_data() {
    let disk = FaultDisk::new();
    let mut world = World::new(disk, 11);
    world.open().unwrap();
    world.go_on(40);
    world.append().unwrap();
    block_on(world.store.close()).unwrap();
    world.all_safe();
    let size = world.disk.size();
    let (mut told, mut unharmed) = (0, 0);
    for at in (0..200).chain(4096..4300).chain((8192..size).step_by(size / 1500)) {
        let copy = world.disk.fork();
        copy.damage(at, 0x10);
        let store = FileStore::new(copy.file());
        match block_on(store.open(&|_| Ok(()))) {
            Err(error) => {
                let kind = error.kind;
                assert!(matches!(kind, StoreErrorKind::Corrupt | StoreErrorKind::TooNew), "{error}");
                told += 1;
            }
            Ok(opened) => {
                // An older head, or a log without its last group, at the worst; whatever is shown was written.
                for found in &opened.log {
                    let known =
                        world.model.log.iter().find(|chunk| {
                            (chunk.at.epoch, chunk.at.sequence) == (found.epoch, found.sequence)
                        });
                    assert!(known.is_none_or(|chunk| chunk.bytes == found.bytes));
                }
                unharmed += 1;
            }
        }
    }
    assert!(told > 0 && unharmed > 0);
}

#[test]
fn a_damaged_chunk_with_flushed_ones_behind_it_is_corruption() {
    let disk = FaultDisk::new();
    let store = FileStore::new(disk.file());
    block_on(store.open(&|_| Ok(()))).unwrap();
    for sequence in 0..5 {
        block_on(store.append_log(sequence, vec![vec![9; 1000]], Durability::Strict)).unwrap();
    }
    block_on(store.close()).unwrap();
    let start = super::layout::START as usize;
    disk.damage(start + 36 + 1036 + 500, 1);
    let error = block_on(store.open(&|_| Ok(()))).unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Corrupt);
    assert!(error.message.contains("log chunk 1/1"), "{error}");
}

#[test]
fn somebody_elses_file_is_left_alone() {
    let disk = FaultDisk::new();
    let file = disk.file();
    block_on(file.open()).unwrap();
    block_on(file.write_at(0, b"dear diary".to_vec())).unwrap();
    block_on(file.flush()).unwrap();
    block_on(file.close()).unwrap();
    let store = FileStore::new(disk.file());
    let error = block_on(store.open(&|_| Ok(()))).unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Corrupt);
    assert_eq!(disk.size(), 10);
}
