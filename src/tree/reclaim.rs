//! Deletes pages that nothing refers to any more: those a checkpoint replaced, those of dropped trees, and those that
//! only an unpinned snapshot had.
//!
//! Order makes it safe. A walk compares an old root with the newest one as it was when the walk began, and runs to its
//! end before pages replaced since then are deleted; no walk begins while a checkpoint is being made. What is to
//! be deleted is durable before anything is: as the forest root's tree of replaced pages, or as a record of tree 0,
//! which the first checkpoint after the walk's end removes.

use super::cache::Cache;
use super::checkpoint::Leftovers;
use super::link::RootEntry;
use super::loader::{Loader, Miss};
use super::page_list::PageList;
use super::records::{DROPPED_TAG, SnapshotRecord, dropped_at, records, snapshots};
use super::roots::{RootSource, Roots};
use super::trace::{Stopped, Trace};
use super::walk::{Node, Walk, WalkStep};
use crate::storage::PageId;

/// Pages deleted together: one transaction of the store.
const SLICE: usize = 1024;

/// Pages one fault names at most.
const LOOK_AHEAD: usize = 64;

/// What reclaim asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum ReclaimStep {
    /// Load and install these pages (those the store lacks as missing), then go on. No pins are needed.
    Fault(Vec<PageId>),
    /// Delete these pages, and go on only when that is durable. Deleting a page that is gone is no error.
    Delete(Vec<PageId>),
    /// The budget is spent; go on whenever it suits.
    Yield,
    /// Nothing to do before the next checkpoint is finished.
    Idle,
    /// A page that is in use is corrupt or missing; what depends on it is not reclaimed.
    Corrupt(PageId),
}

#[derive(Debug)]
struct Job {
    /// The record of tree 0 that asks for it.
    record: Vec<u8>,
    walk: Walk,
    /// All has been found.
    done: bool,
}

#[derive(Debug, Default)]
pub(super) struct Reclaim {
    pub(super) loader: Loader,
    /// The forest root's tree of replaced pages, until it has been read.
    unread: Option<PageList>,
    job: Option<Job>,
    /// Pages that the job has found.
    found: Vec<PageId>,
    /// Pages to delete as soon as no job runs, durably noted.
    dead: Vec<PageId>,
    /// Those of `dead` that were handed out last.
    handed: Vec<PageId>,
    /// Pages of the tree that notes `dead`; the next checkpoint's `dead`.
    dead_pages: Vec<PageId>,
    /// Records whose jobs are through.
    settled: Vec<Vec<u8>>,
    /// No record asks for more.
    idle: bool,
    pinned: Vec<PageId>,
}

/// What a finished checkpoint leaves to reclaim.
pub(super) struct Harvest {
    /// Pages replaced.
    pub(super) dead: Vec<PageId>,
    pub(super) dead_pages: Vec<PageId>,
    /// Records that it has removed.
    pub(super) settled: Vec<Vec<u8>>,
}

impl Reclaim {
    pub(super) fn new(unread: Option<RootEntry>) -> Self {
        Self { unread: unread.map(PageList::new), ..Self::default() }
    }

    /// Works until the budget is spent or the host has something to do.
    pub(super) fn step(
        &mut self,
        cache: &mut Cache,
        roots: &Roots,
        in_checkpoint: bool,
        budget: &mut dyn FnMut() -> bool,
    ) -> ReclaimStep {
        self.handed.clear();
        loop {
            if let Some(step) = self.unit(cache, roots, in_checkpoint) {
                return step;
            }
            if !budget() {
                return ReclaimStep::Yield;
            }
        }
    }

    fn unit(&mut self, cache: &mut Cache, roots: &Roots, in_checkpoint: bool) -> Option<ReclaimStep> {
        if self.unread.is_some() {
            return self.read_list(cache);
        }
        if self.job.as_ref().is_some_and(|job| !job.done) && self.found.len() < SLICE {
            return self.walk(cache);
        }
        if !self.found.is_empty() {
            return Some(delete(std::mem::take(&mut self.found), cache));
        }
        if let Some(job) = self.job.take() {
            self.settled.push(job.record);
            return None;
        }
        if !self.dead.is_empty() {
            self.handed = self.dead.split_off(self.dead.len().saturating_sub(SLICE));
            return Some(delete(self.handed.clone(), cache));
        }
        if in_checkpoint || self.idle {
            return Some(ReclaimStep::Idle);
        }
        self.begin(cache, roots)
    }

    fn read_list(&mut self, cache: &Cache) -> Option<ReclaimStep> {
        match self.unread.as_mut()?.step(&mut self.loader, cache) {
            Ok(false) => None,
            Ok(true) => {
                if let Some(list) = self.unread.take() {
                    self.dead.extend(list.ids);
                    // Not before the next checkpoint: until then the forest root refers to them.
                    self.dead_pages.extend(list.pages);
                }
                None
            }
            Err((Miss::Fault, ids)) => Some(ReclaimStep::Fault(ids)),
            Err((Miss::Corrupt(id), _)) => {
                self.unread = None;
                Some(ReclaimStep::Corrupt(id))
            }
        }
    }

    fn walk(&mut self, cache: &Cache) -> Option<ReclaimStep> {
        let job = self.job.as_mut()?;
        match job.walk.step(&mut self.loader, cache) {
            WalkStep::Continue => {}
            WalkStep::Dead(page) => self.found.push(page),
            WalkStep::Done => {
                job.done = true;
                self.loader.clear();
            }
            WalkStep::Fault(page) => {
                let ahead = job.walk.ahead().filter(|&id| id != page && self.loader.lacks(cache, id));
                let ids: Vec<PageId> = std::iter::once(page).chain(ahead.take(LOOK_AHEAD)).collect();
                self.loader.expect(&ids);
                return Some(ReclaimStep::Fault(ids));
            }
            WalkStep::Corrupt(page) => {
                self.job = None;
                self.idle = true;
                return Some(ReclaimStep::Corrupt(page));
            }
        }
        None
    }

    /// Looks in tree 0, as the last checkpoint left it, for the next record that asks for a walk.
    fn begin(&mut self, cache: &mut Cache, roots: &Roots) -> Option<ReclaimStep> {
        let mut trace = Trace::default();
        let Ok((mut pins, dropped)) = read_records(cache, roots, &mut trace) else {
            if let Some(page) = trace.corrupt {
                self.idle = true;
                return Some(ReclaimStep::Corrupt(page));
            }
            cache.pin(&trace.faults);
            self.pinned.extend_from_slice(&trace.faults);
            return Some(ReclaimStep::Fault(trace.faults));
        };
        cache.unpin(&std::mem::take(&mut self.pinned));
        pins.retain(|(key, _)| !self.settled.contains(key));
        if let Some((key, record)) = pins.iter().find(|(_, record)| !record.pinned) {
            let own = record.root.checkpoint;
            let others = || pins.iter().filter(|(other, _)| other != key).map(|(_, record)| &record.root);
            let next = others().filter(|root| root.checkpoint >= own).min_by_key(|root| root.checkpoint);
            let newer = next.unwrap_or(&roots.live);
            let floor = others().map(|root| root.checkpoint).filter(|&at| at < own).max().unwrap_or(0);
            match record.root.roots {
                Some(root) if newer.checkpoint != own => {
                    let newer = newer.roots.map(|root| Node::root(root, true));
                    self.start(key, Walk::new(Node::root(root, true), newer, own, floor));
                }
                _ => self.settled.push(key.clone()),
            }
            return None;
        }
        let next = dropped.iter().find(|(key, _)| !self.settled.contains(key));
        let Some((key, root)) = next else {
            self.idle = true;
            return None;
        };
        let at = dropped_at(key).unwrap_or(0);
        let floor = pins.iter().map(|(_, record)| record.root.checkpoint).filter(|&pin| pin < at).max();
        match RootEntry::decode(root) {
            Some(root) => self.start(key, Walk::new(Node::root(root, false), None, 0, floor.unwrap_or(0))),
            None => self.settled.push(key.clone()),
        }
        None
    }

    fn start(&mut self, record: &[u8], walk: Walk) {
        self.job = Some(Job { record: record.to_vec(), walk, done: false });
    }

    /// What a checkpoint that begins now has to take along.
    pub(super) fn leftovers(&mut self) -> Leftovers {
        let lists = [&self.dead, &self.handed, &self.dead_pages];
        Leftovers {
            settled: self.settled.clone(),
            walking: self.job.as_ref().map(|job| job.record.clone()),
            dead: lists.into_iter().flatten().copied().collect(),
            unread: self.unread.take(),
        }
    }

    /// A checkpoint came to nothing: a list that it was to read is still unread.
    pub(super) fn restore(&mut self, unread: Option<RootEntry>) {
        self.unread = unread.map(PageList::new);
    }

    /// A checkpoint is finished.
    pub(super) fn harvest(&mut self, harvest: Harvest) {
        self.dead.append(&mut self.dead_pages);
        self.dead.extend(harvest.dead);
        self.dead_pages = harvest.dead_pages;
        self.settled.retain(|key| !harvest.settled.contains(key));
        self.idle = false;
    }
}

fn delete(pages: Vec<PageId>, cache: &mut Cache) -> ReclaimStep {
    pages.iter().for_each(|&page| cache.remove(page));
    ReclaimStep::Delete(pages)
}

/// The snapshots and the dropped trees in tree 0.
type Records = (Vec<(Vec<u8>, SnapshotRecord)>, Vec<(Vec<u8>, Vec<u8>)>);

fn read_records(cache: &Cache, roots: &Roots, trace: &mut Trace) -> Result<Records, Stopped> {
    let source = RootSource::Live(roots);
    let pins = snapshots(cache, source, [None, None], trace)?;
    Ok((pins, records(cache, source, [None, None], DROPPED_TAG, trace)?))
}
