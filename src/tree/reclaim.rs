//! Deletes pages that nothing refers to any more: those a checkpoint replaced, those of dropped trees, and those that
//! only an unpinned branch had.
//!
//! What is to be deleted is durable before anything is: as the forest root's tree of replaced pages, or as a record of
//! tree 0, which the first checkpoint after its walk's end removes. So everything here may happen twice. Why that is
//! safe:
//!
//! - A walk runs to its end before pages replaced since its begin are deleted: the newer root it compares with stays.
//! - A page is deleted after all pages below it that are as dead. So a missing page means that nothing dead is left
//!   below it - except pages that an older or the newer root of that walk has, too, and these are found through it.
//! - The pages that only a branch had are deleted first, then its record is looked at: it says which pages are not the
//!   branch's own.
//! - An unpinned branch keeps no page that a later checkpoint of its origin replaces. So its walk has to find only pages
//!   that were not live when it was unpinned, and none of these has a live page above it.
//! - Neighbouring unpinned branches of one origin are walked together, compared with the next pinned or the live root: a
//!   root to compare with is always whole, even if the walk is one begun again.

use super::cache::Cache;
use super::checkpoint::Leftovers;
use super::effect::TreeId;
use super::link::RootEntry;
use super::loader::{Loader, Miss};
use super::page_list::PageList;
use super::records::{BranchRecord, DROPPED_TAG, branch_key, branches, dropped_at, records};
use super::roots::{RootSource, Roots};
use super::trace::{Stopped, Trace};
use super::walk::{Node, Walk, WalkStep};
use crate::model::order;
use crate::storage::PageId;

/// Pages deleted together at most: one transaction of the store.
const SLICE: usize = 1024;

/// Runs of neighbouring pages deleted together at most: a store takes a run at a time, and reads wait meanwhile.
const RUNS: usize = 12;

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
    /// The records of tree 0 that ask for it.
    records: Vec<Vec<u8>>,
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
        budget: &mut dyn FnMut() -> bool,
    ) -> ReclaimStep {
        self.handed.clear();
        loop {
            if let Some(step) = self.unit(cache, roots) {
                return step;
            }
            if !budget() {
                return ReclaimStep::Yield;
            }
        }
    }

    fn unit(&mut self, cache: &mut Cache, roots: &Roots) -> Option<ReclaimStep> {
        if self.unread.is_some() {
            return self.read_list(cache);
        }
        if self.job.as_ref().is_some_and(|job| !job.done) && self.found.len() < SLICE {
            return self.walk(cache);
        }
        if !self.found.is_empty() {
            let count = slice(self.found.iter());
            return Some(delete(self.found.drain(..count).collect(), cache));
        }
        if let Some(job) = self.job.take() {
            self.settled.extend(job.records);
            return None;
        }
        if !self.dead.is_empty() {
            let count = slice(self.dead.iter().rev());
            self.handed = self.dead.split_off(self.dead.len().saturating_sub(count));
            return Some(delete(self.handed.clone(), cache));
        }
        if self.idle {
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
        let Ok(job) = self.next_job(cache, roots, &mut trace) else {
            if let Some(page) = trace.corrupt {
                self.idle = true;
                return Some(ReclaimStep::Corrupt(page));
            }
            cache.pin(&trace.faults);
            self.pinned.extend_from_slice(&trace.faults);
            return Some(ReclaimStep::Fault(trace.faults));
        };
        cache.unpin(&std::mem::take(&mut self.pinned));
        self.idle = job.is_none();
        self.job = job;
        None
    }

    fn next_job(&self, cache: &Cache, roots: &Roots, trace: &mut Trace) -> Result<Option<Job>, Stopped> {
        let source = RootSource::Live(roots);
        let mut pins = branches(cache, source, [None, None], trace)?;
        order::sort(&mut pins, &|(_, one), (_, two)| one.checkpoint < two.checkpoint);
        let dropped = records(cache, source, [None, None], DROPPED_TAG, trace)?;
        let next = dropped.into_iter().find(|(key, _)| !self.settled.contains(key));
        if let Some((key, root)) = next {
            return Ok(dropped_tree(&pins, key, &root));
        }
        pins.retain(|&(branch, _)| !self.settled.contains(&branch_key(branch)));
        for &(branch, record) in &pins {
            // While the branch has pages, its record says which are its own.
            if !record.pinned && roots.of(cache, branch, trace)?.is_none() {
                let live = roots.of(cache, record.origin, trace)?;
                return Ok(Some(unpinned(&pins, &record, live)));
            }
        }
        Ok(None)
    }

    /// What a checkpoint that begins now has to take along.
    pub(super) fn leftovers(&mut self) -> Leftovers {
        let lists = [&self.dead, &self.handed, &self.dead_pages];
        Leftovers {
            settled: self.settled.clone(),
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

/// All records of branches, by ascending checkpoint.
type Pins = [(TreeId, BranchRecord)];

/// The job of an unpinned branch, whose origin has this root now, and of its unpinned neighbours.
fn unpinned(pins: &Pins, first: &BranchRecord, live: Option<RootEntry>) -> Job {
    let siblings = || pins.iter().filter(|(_, record)| record.origin == first.origin);
    let pinned = || siblings().map(|(_, record)| record).filter(|record| record.pinned);
    let before = pinned().map(|record| record.checkpoint).filter(|&at| at < first.checkpoint);
    let newer = pinned().find(|record| record.checkpoint >= first.checkpoint);
    let (root, end) = newer.map_or((live, u64::MAX), |record| (Some(record.root), record.checkpoint));
    let within = |record: &BranchRecord| {
        !record.pinned && record.checkpoint >= first.checkpoint && record.checkpoint <= end
    };
    let group: Vec<_> = siblings().filter(|(_, record)| within(record)).collect();
    let old: Vec<_> = group.iter().map(|(_, record)| (record.checkpoint, Node::root(record.root))).collect();
    let walk = Walk::new(&old, root.map(Node::root), before.max().unwrap_or(0));
    Job { records: group.iter().map(|&&(branch, _)| branch_key(branch)).collect(), walk, done: false }
}

/// The job of a dropped tree: all but what it shares with its origin, and what branches of it have.
fn dropped_tree(pins: &Pins, key: Vec<u8>, root: &[u8]) -> Option<Job> {
    let (at, tree) = dropped_at(&key)?;
    let shares = |&&(branch, record): &&(TreeId, BranchRecord)| {
        branch == tree || (record.pinned && record.origin == tree && record.checkpoint < at)
    };
    let floor = pins.iter().filter(shares).map(|(_, record)| record.checkpoint).max().unwrap_or(0);
    let old = (at, Node::root(RootEntry::decode(root)?));
    Some(Job { records: vec![key], walk: Walk::new(&[old], None, floor), done: false })
}

/// How many of these pages to delete together.
fn slice<'a>(pages: impl Iterator<Item = &'a PageId>) -> usize {
    let mut runs = 0;
    let mut last: Option<PageId> = None;
    let fits = |page: &&PageId| {
        let joins = last.is_some_and(|last| last.0.abs_diff(page.0) == 1);
        last = Some(**page);
        runs += usize::from(!joins);
        runs <= RUNS
    };
    pages.take(SLICE).take_while(fits).count()
}

fn delete(pages: Vec<PageId>, cache: &mut Cache) -> ReclaimStep {
    pages.iter().for_each(|&page| cache.remove(page));
    ReclaimStep::Delete(pages)
}
