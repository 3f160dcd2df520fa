//! The forest: all trees of a database, as far as they are in memory.

use super::cache::{Cache, IdMap};
use super::checkpoint::{Checkpoint, CheckpointStep, Ground};
use super::cursor::Cursor;
use super::effect::{Effect, TreeId};
use super::layer::{Delta, Layer};
use super::link::{ForestRoot, RootEntry};
use super::ordered::Entry;
use super::output::Output;
use super::page::Page;
use super::range::{Direction, KeyRange};
use super::reclaim::{Harvest, Reclaim, ReclaimStep};
use super::records::{SnapshotRecord, snapshot_key};
use super::roots::{RootSource, Roots, ZERO, find};
use super::run::{Measure, PageSizes};
use super::trace::{Lookup, Stats, Stopped, Trace};
use crate::storage::PageId;
use std::sync::Arc;

/// Bytes of a leaf or branch above which it is split.
const PAGE_BYTES: usize = 16 << 10;

/// How a forest uses memory, and what it counts.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Bytes of pages kept in memory; pinned pages may exceed it.
    pub cache_bytes: usize,
    /// Payload bytes above which a page is split; leaves come out at half of it to all of it.
    pub page_bytes: usize,
    /// Weight of a value in the byte sums.
    pub measure: Measure,
}

impl Config {
    /// Pages of 16 KiB.
    #[must_use]
    pub const fn new(cache_bytes: usize, measure: Measure) -> Self {
        Self { cache_bytes, page_bytes: PAGE_BYTES, measure }
    }
}

/// Why a page could not be delivered to [`Forest::install`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The store has no such page.
    Missing,
    /// What the store has fails its own checks.
    Corrupt,
}

/// A durable snapshot opened for reading: the trees as one checkpoint left them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub(super) root: ForestRoot,
}

impl Snapshot {
    /// Number of the checkpoint.
    #[must_use]
    pub const fn checkpoint(&self) -> u64 {
        self.root.checkpoint
    }
}

/// Answer to [`Forest::pin_snapshot`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// Apply this effect before anything else happens to the forest, and log it; then the snapshot is pinned.
    Pinned(Effect),
    /// The id is taken, or its unpinned snapshot has not been reclaimed yet.
    Exists,
    /// A sealed buffer is on its way into pages: ask again when its checkpoint is finished.
    Busy,
}

/// All trees of a database: write buffers, cached pages, and the machines that turn the one into the other.
///
/// It does no I/O and reads no clock. Reads stop with a fault where a page is missing; the host loads it, installs it
/// and reads again. See [`crate::tree`] for the protocol.
#[derive(Debug)]
pub struct Forest {
    config: Config,
    cache: Cache,
    roots: Roots,
    active: IdMap<TreeId, Layer>,
    sealed: IdMap<TreeId, Layer>,
    has_sealed: bool,
    active_bytes: usize,
    sealed_bytes: usize,
    checkpoint: Option<Box<Checkpoint>>,
    reclaim: Reclaim,
    epoch: u64,
    next_page: u64,
}

impl Forest {
    /// A forest as its last checkpoint left it; what the log has since then is to be applied next.
    #[must_use]
    pub fn open(config: Config, root: ForestRoot) -> Self {
        Self {
            config,
            cache: Cache::new(config.cache_bytes),
            roots: Roots::new(root),
            active: IdMap::default(),
            sealed: IdMap::default(),
            has_sealed: false,
            active_bytes: 0,
            sealed_bytes: 0,
            checkpoint: None,
            reclaim: Reclaim::new(root.replaced),
            epoch: 0,
            next_page: 0,
        }
    }

    /// The root that the last finished checkpoint left.
    #[must_use]
    pub const fn root(&self) -> ForestRoot {
        self.roots.live
    }

    /// The value under a key.
    pub fn get<'f>(&'f self, trace: &mut Trace, tree: TreeId, key: &[u8]) -> Lookup<'f> {
        for layers in [&self.active, &self.sealed] {
            let Some(layer) = layers.get(&tree) else { continue };
            if let Some(entry) = layer.map.get(key) {
                trace.saw(entry.lsn);
                return entry.value.as_deref().map_or(Lookup::Absent, Lookup::Found);
            }
            if let Some(lsn) = layer.dropped {
                trace.saw(lsn);
                return Lookup::Absent;
            }
        }
        let Ok(root) = self.roots.of(&self.cache, tree, trace) else { return Lookup::Fault };
        lookup(find(&self.cache, root, key, trace))
    }

    /// A walk over a range of keys. A fault names pages for up to `hint_bytes` of values further on.
    #[must_use]
    pub fn cursor(&self, tree: TreeId, range: KeyRange, direction: Direction, hint_bytes: u64) -> Cursor<'_> {
        let layers = [self.active.get(&tree), self.sealed.get(&tree)];
        Cursor::new(&self.cache, RootSource::Live(&self.roots), tree, layers, range, direction, hint_bytes)
    }

    /// Live sums of a tree.
    ///
    /// # Errors
    /// [`Stopped`] if the tree's root is not known and a page on the way to it is missing.
    pub fn stats(&self, trace: &mut Trace, tree: TreeId) -> Result<Stats, Stopped> {
        let mut delta = Delta::default();
        for layer in [self.active.get(&tree), self.sealed.get(&tree)].into_iter().flatten() {
            delta.count += layer.delta.count;
            delta.bytes = delta.bytes.saturating_add(layer.delta.bytes);
            if layer.dropped.is_some() {
                return Ok(sums(None, delta));
            }
        }
        let root = self.roots.of(&self.cache, tree, trace)?;
        Ok(sums(root, delta))
    }

    /// Applies one log record's effects. Cannot fail.
    pub fn apply(&mut self, lsn: u64, effects: &[Effect]) {
        self.apply_owned(lsn, effects.to_vec());
    }

    /// As [`Forest::apply`], without a copy of keys and values.
    pub fn apply_owned(&mut self, lsn: u64, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Write { tree, key, value, old_weight } => {
                    let weight = value.as_deref().map(self.config.measure);
                    let (key, value) = (key.into_boxed_slice(), value.map(Vec::into_boxed_slice));
                    let layer = self.active.entry(tree).or_default();
                    let before = layer.map.size();
                    layer.write(Entry { key, value, lsn }, old_weight, weight);
                    self.active_bytes = self.active_bytes + layer.map.size() - before;
                }
                Effect::DropTree { tree: ZERO } => {}
                Effect::DropTree { tree } => {
                    let layer = self.active.entry(tree).or_default();
                    self.active_bytes -= layer.map.size();
                    layer.drop_all(lsn);
                }
            }
        }
    }

    /// Bytes of memory of the buffer that takes writes.
    #[must_use]
    pub const fn buffered_bytes(&self) -> usize {
        self.active_bytes
    }

    /// Bytes of memory of the buffer that waits for its checkpoint.
    #[must_use]
    pub const fn sealed_bytes(&self) -> usize {
        self.sealed_bytes
    }

    /// Bytes of memory of pages and buffers.
    #[must_use]
    pub const fn memory_bytes(&self) -> usize {
        self.cache.bytes() + self.active_bytes + self.sealed_bytes
    }

    /// Closes the buffer for the next checkpoint; writes go to a new one. False, and nothing happens, if the last
    /// sealed buffer is not in pages yet.
    pub fn seal(&mut self) -> bool {
        if self.has_sealed {
            return false;
        }
        self.sealed = std::mem::take(&mut self.active);
        self.sealed_bytes = std::mem::take(&mut self.active_bytes);
        self.has_sealed = true;
        true
    }

    /// Whether a sealed buffer waits for its checkpoint.
    #[must_use]
    pub const fn has_sealed(&self) -> bool {
        self.has_sealed
    }

    /// Delivers a page named by a fault, or why it cannot be delivered.
    pub fn install(&mut self, id: PageId, payload: Result<Vec<u8>, Damage>) {
        let page = payload.ok().and_then(Page::parse).map(Arc::new);
        if let Some(checkpoint) = &mut self.checkpoint {
            checkpoint.loader.deliver(id, page.as_ref());
        }
        self.reclaim.loader.deliver(id, page.as_ref());
        self.cache.insert(id, page, true);
    }

    /// Whether a page is in memory.
    #[must_use]
    pub fn is_resident(&self, id: PageId) -> bool {
        self.cache.contains(id)
    }

    /// Keeps pages in memory until as many calls of [`Forest::unpin`]; they need not be there yet.
    pub fn pin(&mut self, ids: &[PageId]) {
        self.cache.pin(ids);
    }

    /// Takes one pin off each page.
    pub fn unpin(&mut self, ids: &[PageId]) {
        self.cache.unpin(ids);
    }

    /// Changes the cache's budget; pages above it leave.
    pub fn set_cache_bytes(&mut self, bytes: usize) {
        self.cache.set_budget(bytes);
    }

    /// Begins to merge the sealed buffer into pages. `number` is above all earlier checkpoints' numbers; pages are
    /// named in `epoch`. False if a checkpoint is being made already or the epoch has too few page names left: then a
    /// new epoch is needed.
    pub fn begin_checkpoint(&mut self, number: u64, epoch: u64) -> bool {
        if self.epoch != epoch {
            self.epoch = epoch;
            self.next_page = 0;
        }
        if self.checkpoint.is_some() || self.next_page > PageId::MAX_NUMBER / 2 {
            return false;
        }
        let sizes = PageSizes::new(self.config.page_bytes);
        let output = Output::new(number, epoch, self.next_page, sizes, self.config.measure);
        let leftovers = self.reclaim.leftovers();
        self.checkpoint = Some(Box::new(Checkpoint::new(output, &self.sealed, leftovers)));
        true
    }

    /// Goes on with the checkpoint until it needs something or `budget`, asked after every small unit of work,
    /// answers false.
    pub fn step_checkpoint(&mut self, budget: &mut dyn FnMut() -> bool) -> CheckpointStep {
        let Some(checkpoint) = &mut self.checkpoint else { return CheckpointStep::Idle };
        let mut ground = Ground { cache: &mut self.cache, sealed: &self.sealed, roots: &self.roots };
        checkpoint.step(&mut ground, budget)
    }

    /// The root has been switched: reads go to the new pages, the sealed buffer is dropped. False, and nothing
    /// happens, if the checkpoint was not done.
    pub fn finish_checkpoint(&mut self) -> bool {
        let Some(mut checkpoint) = self.checkpoint.take() else { return false };
        let Some(root) = checkpoint.root() else {
            self.checkpoint = Some(checkpoint);
            return false;
        };
        checkpoint.release(&mut self.cache);
        self.next_page = checkpoint.output.next;
        self.roots.switch(root, &checkpoint.changed);
        self.sealed = IdMap::default();
        self.sealed_bytes = 0;
        self.has_sealed = false;
        let dead = checkpoint.dead.split_off(checkpoint.known.min(checkpoint.dead.len()));
        dead.iter().for_each(|&page| self.cache.remove(page));
        let Checkpoint { dead_pages, settled, .. } = *checkpoint;
        self.reclaim.harvest(Harvest { dead, dead_pages, settled });
        true
    }

    /// Gives the checkpoint up. The sealed buffer stays for the next one; the page range (its end excluded) may have
    /// been written and is to be deleted.
    pub fn abort_checkpoint(&mut self) -> Option<(PageId, PageId)> {
        let mut checkpoint = self.checkpoint.take()?;
        checkpoint.release(&mut self.cache);
        self.next_page = checkpoint.output.next;
        let name = |number| PageId::new(checkpoint.output.epoch, number);
        for number in checkpoint.first..self.next_page {
            self.cache.remove(name(number));
        }
        self.reclaim.restore(checkpoint.took_list.then_some(self.roots.live.replaced).flatten());
        Some((name(checkpoint.first), name(self.next_page)))
    }

    /// Goes on with deleting what nothing refers to any more. To be called after opening and after every checkpoint,
    /// again and again until it is idle.
    pub fn step_reclaim(&mut self, budget: &mut dyn FnMut() -> bool) -> ReclaimStep {
        self.reclaim.step(&mut self.cache, &self.roots, budget)
    }

    /// Pins the last finished checkpoint under an id of the caller's. It is durable when the effect's log record is.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn pin_snapshot(&self, trace: &mut Trace, id: u64) -> Result<Pin, Stopped> {
        if self.has_sealed || self.checkpoint.is_some() {
            return Ok(Pin::Busy);
        }
        if self.snapshot_record(trace, id)?.is_some() {
            return Ok(Pin::Exists);
        }
        let record = SnapshotRecord { pinned: true, root: self.roots.live };
        Ok(Pin::Pinned(put_record(id, &record, None)))
    }

    /// The effect that unpins a snapshot; `None` if there is none of that id. Its pages are reclaimed after the next
    /// checkpoint.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn unpin_snapshot(&self, trace: &mut Trace, id: u64) -> Result<Option<Effect>, Stopped> {
        let record = self.snapshot_record(trace, id)?.filter(|record| record.pinned);
        Ok(record.map(|record| put_record(id, &SnapshotRecord { pinned: false, ..record }, Some(0))))
    }

    /// A pinned snapshot, for [`Forest::get_at`] and [`Forest::cursor_at`]; `None` if there is none of that id.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn open_snapshot(&self, trace: &mut Trace, id: u64) -> Result<Option<Snapshot>, Stopped> {
        let record = self.snapshot_record(trace, id)?.filter(|record| record.pinned);
        Ok(record.map(|record| Snapshot { root: record.root }))
    }

    fn snapshot_record(&self, trace: &mut Trace, id: u64) -> Result<Option<SnapshotRecord>, Stopped> {
        match self.get(trace, ZERO, &snapshot_key(id)) {
            Lookup::Found(bytes) => Ok(SnapshotRecord::decode(bytes)),
            Lookup::Absent => Ok(None),
            Lookup::Fault => Err(Stopped),
        }
    }

    /// As [`Forest::get`], of a snapshot.
    pub fn get_at(&self, snapshot: &Snapshot, trace: &mut Trace, tree: TreeId, key: &[u8]) -> Lookup<'_> {
        let source = RootSource::At(snapshot.root.roots);
        let Ok(root) = source.of(&self.cache, tree, trace) else { return Lookup::Fault };
        lookup(find(&self.cache, root, key, trace))
    }

    /// As [`Forest::cursor`], of a snapshot.
    #[must_use]
    pub fn cursor_at(
        &self,
        snapshot: &Snapshot,
        tree: TreeId,
        range: KeyRange,
        direction: Direction,
        hint_bytes: u64,
    ) -> Cursor<'_> {
        let source = RootSource::At(snapshot.root.roots);
        Cursor::new(&self.cache, source, tree, [None, None], range, direction, hint_bytes)
    }

    /// As [`Forest::stats`], of a snapshot.
    ///
    /// # Errors
    /// [`Stopped`] if a page on the way to the tree's root is missing.
    pub fn stats_at(&self, snapshot: &Snapshot, trace: &mut Trace, tree: TreeId) -> Result<Stats, Stopped> {
        let source = RootSource::At(snapshot.root.roots);
        Ok(sums(source.of(&self.cache, tree, trace)?, Delta::default()))
    }
}

fn put_record(id: u64, record: &SnapshotRecord, old_weight: Option<u32>) -> Effect {
    Effect::Write { tree: ZERO, key: snapshot_key(id), value: Some(record.encode()), old_weight }
}

fn lookup(found: Result<Option<&[u8]>, Stopped>) -> Lookup<'_> {
    match found {
        Ok(Some(value)) => Lookup::Found(value),
        Ok(None) => Lookup::Absent,
        Err(Stopped) => Lookup::Fault,
    }
}

fn sums(root: Option<RootEntry>, delta: Delta) -> Stats {
    let (count, bytes) = root.map_or((0, 0), |root| (root.link.count, root.link.bytes));
    Stats { count: count.saturating_add_signed(delta.count), bytes: bytes.saturating_add_signed(delta.bytes) }
}
