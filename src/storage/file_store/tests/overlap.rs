//! Appends beside page writes and switches of the root, on a disk whose calls take turns: every overlap that a seed
//! finds, with failing writes, failing flushes, writes that are held up, and the power going at any moment.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::{Chunk, FileStore, Model, Random, RootModel, content};
use crate::storage::PageId;
use crate::storage::fault::{Fault, FaultDisk, Loss};
use crate::storage::ports::{
    Durability, LocalFuture, LogPosition, Outcome, Store, StoreError, StoreErrorKind,
};
use crate::storage::tests::block_on;

type Read = LocalFuture<'static, Result<Vec<Option<Vec<u8>>>, StoreError>>;
type Step = LocalFuture<'static, Result<(), StoreError>>;

/// What becomes true when a step of the second lane resolves.
enum Change {
    Pages(Vec<(PageId, Vec<u8>)>),
    /// With how many chunks were in the log, all of them resolved, when the switch began.
    Root(RootModel, usize),
    Nothing,
}

/// A read under way: the pages, and every content that each of them has had since it began.
struct Reading {
    step: Read,
    ids: Vec<PageId>,
    contents: Vec<(PageId, Vec<u8>)>,
}

struct Lanes {
    disk: FaultDisk,
    store: Rc<FileStore>,
    model: Model,
    random: Random,
    append: Option<(Step, u64, bool)>,
    other: Option<(Step, Change)>,
    read: Option<Reading>,
    /// A step had an uncertain end: nothing new is begun before the next opening.
    failed: bool,
    seed: u64,
}

impl Lanes {
    fn new(disk: FaultDisk, seed: u64) -> Self {
        let store = Rc::new(FileStore::new(disk.file()));
        let random = Random(seed << 1 | 1);
        Lanes {
            disk,
            store,
            model: Model::default(),
            random,
            append: None,
            other: None,
            read: None,
            failed: false,
            seed,
        }
    }

    fn open(&mut self) -> Result<(), StoreError> {
        let opened = block_on(self.store.open(&|_| Ok(())))?;
        self.model.check_open(&opened);
        let ids: Vec<PageId> = self.model.pages.keys().copied().collect();
        let found = block_on(self.store.read_pages(&ids)).unwrap();
        for ((id, page), found) in self.model.pages.iter().zip(found) {
            assert!(found.as_ref() == Some(page), "seed {}: page {id:?}", self.seed);
        }
        self.failed = false;
        Ok(())
    }

    fn begin_append(&mut self) {
        let strict = self.random.below(2) == 0;
        let count = 1 + self.random.below(2);
        let mut group = Vec::new();
        for n in 0..count {
            let most = if self.random.below(6) == 0 { 150_000 } else { 2000 };
            let bytes = content(self.random.next(), 1 + self.random.below(most) as usize);
            let at = LogPosition { epoch: self.model.epoch, sequence: self.model.sequence + n };
            self.model.log.push(Chunk { at, bytes: bytes.clone(), safe: false, last: n + 1 == count });
            group.push(bytes);
        }
        let (store, first) = (Rc::clone(&self.store), self.model.sequence);
        let durability = if strict { Durability::Strict } else { Durability::Relaxed };
        let step = Box::pin(async move { store.append_log(first, group, durability).await });
        self.append = Some((step, count, strict));
    }

    fn begin_other(&mut self) {
        let store = Rc::clone(&self.store);
        self.other = Some(match self.random.below(8) {
            0..3 => {
                let mut slice = Vec::new();
                for _ in 0..self.random.below(5) {
                    let id = PageId::new(self.model.epoch, self.model.number);
                    self.model.number += 1;
                    slice.push((id, content(self.random.next(), self.random.below(9000) as usize)));
                }
                // As the rotation of a key writes them.
                let again: Vec<PageId> =
                    self.model.pages.keys().copied().filter(|_| self.random.below(8) == 0).collect();
                slice.extend(again.into_iter().map(|id| (id, content(self.random.next(), 700))));
                if let Some(read) = &mut self.read {
                    read.contents.extend(slice.iter().cloned());
                }
                let pages = slice.clone();
                (Box::pin(async move { store.write_pages(pages).await }) as Step, Change::Pages(slice))
            }
            3..6 => {
                let resolved =
                    self.model.log.len() - self.append.as_ref().map_or(0, |(_, count, _)| *count as usize);
                let place = self.random.below(resolved as u64 + 1) as usize;
                let end = LogPosition { epoch: self.model.epoch, sequence: self.model.sequence };
                let before = self.model.log.get(place).map_or(end, |chunk| chunk.at);
                let before = before.max(self.model.root.before);
                let superblock = [self.random.next().to_le_bytes(); 16].concat();
                let pages = self.model.pages.clone();
                let next = RootModel { superblock: Some(superblock.clone()), before, pages };
                self.model.maybe = Some(next.clone());
                let step = Box::pin(async move { store.switch_root(superblock, before).await });
                (step as Step, Change::Root(next, resolved))
            }
            6 => {
                let ids: Vec<PageId> =
                    self.model.pages.keys().copied().filter(|_| self.random.below(2) == 0).collect();
                for id in &ids {
                    self.model.pages.remove(id);
                    self.model.root.pages.remove(id);
                }
                (Box::pin(async move { store.delete_pages(ids).await }) as Step, Change::Nothing)
            }
            _ => {
                let restore = self.random.below(3) == 0;
                let step = async move {
                    if restore { store.restore_reserve().await } else { store.release_reserve().await }
                };
                (Box::pin(step) as Step, Change::Nothing)
            }
        });
    }

    fn ended(&mut self, result: &Result<(), StoreError>) {
        if let Err(error) = result {
            self.failed |= error.kind.outcome() == Outcome::Uncertain;
        }
    }

    fn poll_append(&mut self) {
        let Some((step, count, strict)) = &mut self.append else { return };
        let (count, strict) = (*count, *strict);
        let Poll::Ready(result) = poll(step.as_mut()) else { return };
        self.append = None;
        match &result {
            Ok(()) => {
                self.model.sequence += count;
                if strict {
                    self.model.log.iter_mut().for_each(|chunk| chunk.safe = true);
                }
            }
            Err(error) if error.kind.outcome() == Outcome::NotApplied => {
                self.model.log.truncate(self.model.log.len() - count as usize);
            }
            Err(_) => {}
        }
        self.ended(&result);
    }

    fn poll_other(&mut self) {
        let Some((step, _)) = &mut self.other else { return };
        let Poll::Ready(result) = poll(step.as_mut()) else { return };
        let Some((_, change)) = self.other.take() else { return };
        match (&result, change) {
            (Ok(()), Change::Pages(slice)) => self.model.pages.extend(slice),
            // Some may be written.
            (Err(_), Change::Pages(slice)) => {
                slice.iter().for_each(|(id, _)| drop(self.model.pages.remove(id)));
            }
            (Ok(()), Change::Root(root, resolved)) => {
                self.model.log.iter_mut().take(resolved).for_each(|chunk| chunk.safe = true);
                let before = root.before;
                self.model.log.retain(|chunk| chunk.at >= before);
                (self.model.root, self.model.maybe) = (root, None);
            }
            (Err(error), Change::Root(..)) if error.kind.outcome() == Outcome::NotApplied => {
                self.model.maybe = None;
            }
            _ => {}
        }
        self.ended(&result);
    }

    /// Pages that are there from before a read to its end come as they were written.
    fn poll_read(&mut self) {
        let read = self.read.get_or_insert_with(|| {
            let mut contents: Vec<_> =
                self.model.pages.iter().map(|(id, page)| (*id, page.clone())).collect();
            let ids: Vec<PageId> = contents.iter().map(|(id, _)| *id).collect();
            if let Some((_, Change::Pages(slice))) = &self.other {
                contents.extend(slice.iter().cloned());
            }
            let (store, wanted) = (Rc::clone(&self.store), ids.clone());
            Reading { step: Box::pin(async move { store.read_pages(&wanted).await }), ids, contents }
        });
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(result) = read.step.as_mut().poll(&mut context) else { return };
        let Some(Reading { ids, contents, .. }) = self.read.take() else { return };
        for (id, found) in ids.into_iter().zip(result.unwrap()) {
            if self.model.pages.contains_key(&id) {
                let page = (id, found.unwrap());
                assert!(contents.contains(&page), "seed {}: page {id:?}", self.seed);
            }
        }
    }

    /// One turn of one lane.
    fn turn(&mut self) {
        if self.random.below(3) == 0 && !self.failed && !self.disk.is_dead() {
            self.poll_read();
        }
        if self.random.below(2) == 0 {
            if self.append.is_none() && !self.failed {
                self.begin_append();
            }
            self.poll_append();
        } else {
            if self.other.is_none() && !self.failed {
                self.begin_other();
            }
            self.poll_other();
        }
    }

    /// Lets what is under way come to its end.
    fn drain(&mut self) {
        for _ in 0..500 {
            self.poll_append();
            self.poll_other();
        }
    }

    fn is_idle(&self) -> bool {
        self.append.is_none() && self.other.is_none()
    }

    /// The power goes now; another process opens the file.
    fn after_power(&self, seed: u64, loss: Loss) {
        let disk = self.disk.fork();
        disk.restart(loss);
        let mut after = Lanes::new(disk, seed);
        after.model = self.model.clone();
        after.open().unwrap_or_else(|error| panic!("seed {seed}, {loss:?}: {error}"));
        (0..60).for_each(|_| after.turn());
        after.drain();
        assert!(!after.failed && after.is_idle());
        block_on(after.store.close()).unwrap();
        after.model.log.iter_mut().for_each(|chunk| chunk.safe = true);
        let Lanes { model, .. } = &mut after;
        model.root.pages.retain(|id, _| model.pages.contains_key(id));
        after.open().unwrap();
    }
}

fn poll(step: Pin<&mut dyn Future<Output = Result<(), StoreError>>>) -> Poll<Result<(), StoreError>> {
    step.poll(&mut Context::from_waker(Waker::noop()))
}

fn losses(seed: u64) -> [Loss; 4] {
    [Loss::All, Loss::Nothing, Loss::Some(seed), Loss::Some(seed + 7)]
}

/// Runs until something fails, goes on, and takes the power away at the end.
fn run(seed: u64, arm: impl Fn(&FaultDisk, u64)) {
    let mut lanes = Lanes::new(FaultDisk::new(), seed);
    lanes.open().unwrap();
    lanes.disk.slow(seed, 3);
    for _ in 0..4 {
        let when = lanes.random.below(25) + 1;
        arm(&lanes.disk, when);
        for _ in 0..lanes.random.below(160) {
            lanes.turn();
        }
        if lanes.disk.is_dead() {
            break;
        }
        lanes.read = None;
        if lanes.failed || lanes.random.below(3) == 0 {
            lanes.drain();
            if !lanes.is_idle() {
                // Held up: the handle waits for it, and says so.
                let error = block_on(lanes.store.open(&|_| Ok(()))).unwrap_err();
                assert_eq!(error.kind, StoreErrorKind::Unavailable, "seed {seed}");
                lanes.disk.heal();
                lanes.disk.release();
                lanes.drain();
            }
            if lanes.disk.is_dead() {
                break;
            }
            assert!(lanes.is_idle(), "seed {seed}");
            lanes.disk.heal();
            lanes.open().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }
    for loss in losses(seed) {
        lanes.after_power(seed, loss);
    }
}

const SEEDS: u64 = 400;

#[test]
fn a_failed_flush_is_every_steps() {
    for seed in 0..SEEDS {
        run(seed, |disk, when| disk.fail_flush(when / 4 + 1, Fault::Error(StoreErrorKind::Io)));
    }
}

#[test]
fn a_failed_call_loses_nothing_of_a_step_beside_it() {
    for seed in 0..SEEDS {
        let kind = if seed % 2 == 0 { StoreErrorKind::Quota } else { StoreErrorKind::Io };
        run(seed, |disk, when| disk.fail(when, Fault::Error(kind)));
    }
}

#[test]
fn a_call_that_is_held_up_hits_nothing_that_came_later() {
    for seed in 0..SEEDS {
        run(seed, |disk, when| disk.fail(when, Fault::Stall));
    }
}

#[test]
fn the_power_goes_in_any_overlap() {
    for seed in 0..SEEDS {
        run(seed, |disk, when| disk.fail(when * 3, Fault::Power));
    }
}
