//! The forest: all trees of a database, as far as they are in memory.

use super::cache::Cache;
use super::checkpoint::Checkpoint;
use super::cursor::Cursor;
use super::effect::{Effect, TreeId};
use super::layer::{Delta, Layer};
use super::link::{ForestRoot, RootEntry};
use super::ordered::Entry;
use super::page::Page;
use super::range::{Direction, KeyRange};
use super::reclaim::Reclaim;
use super::records::{BranchRecord, branch_of};
use super::roots::{RootSource, Roots, ZERO, find};
use super::run::Measure;
use super::trace::{Lookup, Stats, Stopped, Trace};
use crate::model::SmallMap;
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
    /// There will never be pages: what is deleted leaves nothing behind in the buffer.
    pub volatile: bool,
}

impl Config {
    /// Pages of 16 KiB.
    #[must_use]
    pub const fn new(cache_bytes: usize, measure: Measure) -> Self {
        Self { cache_bytes, page_bytes: PAGE_BYTES, measure, volatile: false }
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

/// All trees of a database: write buffers, cached pages, and the machines that turn the one into the other.
///
/// It does no I/O and reads no clock. Reads stop with a fault where a page is missing; the host loads it, installs it
/// and reads again. See [`crate::tree`] for the protocol.
#[derive(Debug)]
pub struct Forest {
    pub(super) config: Config,
    pub(super) cache: Cache,
    pub(super) roots: Roots,
    pub(super) active: SmallMap<TreeId, Layer>,
    pub(super) sealed: SmallMap<TreeId, Layer>,
    pub(super) has_sealed: bool,
    /// Whether the buffer that takes writes drops a tree that may have pages.
    drops: bool,
    pub(super) active_bytes: usize,
    pub(super) sealed_bytes: usize,
    /// Buffers that have become pages, and dropped trees of a database in memory: freed piece by piece.
    pub(super) retired: Vec<Layer>,
    pub(super) checkpoint: Option<Box<Checkpoint>>,
    pub(super) reclaim: Reclaim,
    pub(super) epoch: u64,
    pub(super) next_page: u64,
    /// Readers of frozen moments, for whom no pages are deleted.
    pub(super) kept: usize,
}

impl Forest {
    /// A forest as its last checkpoint left it; what the log has since then is to be applied next.
    #[must_use]
    pub fn open(config: Config, root: ForestRoot) -> Self {
        Self {
            config,
            cache: Cache::new(config.cache_bytes),
            roots: Roots::new(root),
            active: SmallMap::default(),
            sealed: SmallMap::default(),
            has_sealed: false,
            drops: false,
            active_bytes: 0,
            sealed_bytes: 0,
            retired: Vec::new(),
            checkpoint: None,
            reclaim: Reclaim::new(root.replaced),
            epoch: 0,
            next_page: 0,
            kept: 0,
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

    /// Pages at the top of the trees as the checkpoint that is done leaves them: tree 0's root, and the roots of as
    /// many trees, those with the lowest ids.
    #[must_use]
    pub fn landmarks(&self, limit: usize) -> Vec<PageId> {
        let zero =
            self.checkpoint.as_ref().and_then(|checkpoint| checkpoint.root()).and_then(|root| root.roots);
        let changed = self.checkpoint.iter().flat_map(|checkpoint| checkpoint.changed.iter().copied());
        let zero = zero.map(|root| root.link.page);
        zero.into_iter().chain(self.roots.tops(changed.collect())).take(limit).collect()
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
                Effect::Write { tree, key, value: None, old_weight } if self.config.volatile => {
                    if let Some(layer) = self.active.get_mut(&tree) {
                        let before = layer.map.size();
                        layer.forget(&key, old_weight);
                        self.active_bytes = self.active_bytes + layer.map.size() - before;
                    }
                }
                Effect::Write { tree, key, value, old_weight } => {
                    if tree == ZERO {
                        self.adopt(&key, value.as_deref().unwrap_or_default());
                    }
                    let weight = value.as_deref().map(self.config.measure);
                    let (key, value) = (key.into_boxed_slice(), value.map(Vec::into_boxed_slice));
                    let layer = self.active.entry(tree).or_default();
                    let before = layer.map.size();
                    layer.write(Entry { key, value, lsn }, old_weight, weight);
                    self.active_bytes = self.active_bytes + layer.map.size() - before;
                }
                Effect::CopyTree { from, to } => {
                    let layer = self.active.get(&from).cloned().unwrap_or_default();
                    self.active_bytes += layer.map.size();
                    self.active.insert(to, layer);
                }
                Effect::DropTree { tree: ZERO } => {}
                Effect::DropTree { tree } if self.config.volatile => {
                    if let Some(layer) = self.active.remove(&tree) {
                        self.active_bytes -= layer.map.size();
                        self.retired.push(layer);
                    }
                }
                Effect::DropTree { tree } => {
                    self.roots.forsake(tree);
                    self.drops |= self.sealed.contains_key(&tree) || self.roots.may_have(tree);
                    let layer = self.active.entry(tree).or_default();
                    self.active_bytes -= layer.map.size();
                    layer.drop_all(lsn);
                }
            }
        }
    }

    /// A record of tree 0 begins a branch: its root is known from now on, and its sums.
    #[inline(never)]
    fn adopt(&mut self, key: &[u8], value: &[u8]) {
        let Some((branch, record)) = branch_of(key).zip(BranchRecord::decode(value)) else { return };
        if record.pinned {
            self.roots.adopt(branch, record.root);
            self.active.entry(branch).or_default().delta = record.delta;
        }
    }

    /// Bytes of memory of the buffer that takes writes.
    #[must_use]
    pub const fn buffered_bytes(&self) -> usize {
        self.active_bytes
    }

    /// Whether a checkpoint of the buffer that takes writes would free the pages of a dropped tree.
    #[must_use]
    pub const fn drops_pages(&self) -> bool {
        self.drops
    }

    /// Bytes of memory of the buffer that waits for its checkpoint.
    #[must_use]
    pub const fn sealed_bytes(&self) -> usize {
        self.sealed_bytes
    }

    /// Bytes of memory of pages and buffers.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let retired: usize = self.retired.iter().map(|layer| layer.map.size()).sum();
        self.cache.bytes() + self.active_bytes + self.sealed_bytes + retired
    }

    /// Closes the buffer for the next checkpoint; writes go to a new one. False, and nothing happens, if the last
    /// sealed buffer is not in pages yet.
    pub fn seal(&mut self) -> bool {
        if self.has_sealed {
            return false;
        }
        self.drops = false;
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
}

pub(super) fn lookup(found: Result<Option<&[u8]>, Stopped>) -> Lookup<'_> {
    match found {
        Ok(Some(value)) => Lookup::Found(value),
        Ok(None) => Lookup::Absent,
        Err(Stopped) => Lookup::Fault,
    }
}

pub(super) fn sums(root: Option<RootEntry>, delta: Delta) -> Stats {
    let (count, bytes) = root.map_or((0, 0), |root| (root.link.count, root.link.bytes));
    Stats { count: count.saturating_add_signed(delta.count), bytes: bytes.saturating_add_signed(delta.bytes) }
}
