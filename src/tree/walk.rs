//! Walks of whole page graphs: which pages a root reaches, and which only it reaches.

use super::cache::Cache;
use super::link::{Link, RootEntry};
use super::loader::{Loader, Miss};
use super::page::Page;
use crate::model::SmallMap;
use crate::storage::PageId;

/// A subtree to visit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    link: Link,
    level: u8,
}

impl Node {
    pub(super) const fn root(root: RootEntry) -> Self {
        Self { link: root.link, level: root.level }
    }

    /// A leaf of items: it refers to no page, so it need not be loaded.
    const fn is_last(&self) -> bool {
        self.level == 0
    }

    fn children(&self, page: &Page, into: &mut Vec<Visit>) {
        for index in 0..page.count() {
            let child = page.link(index).map(|link| Self { link, level: self.level.saturating_sub(1) });
            into.extend(child.map(Visit::Enter));
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Visit {
    Enter(Node),
    Leave(PageId),
}

/// Finds the pages that only old roots reach.
///
/// First `shared` is collected from the newer root: the old roots' pages that it still refers to, found without
/// descending into what even the oldest of them may have. Then the old roots are walked without those and without pages that an older branch
/// has too. A page comes after everything below it, so a walk that is begun again after a crash finds what it had not
/// deleted. Pages of several old roots may come several times.
#[derive(Debug)]
pub(super) struct Walk {
    newer: Vec<Visit>,
    /// Checkpoint of the oldest of the old roots: below pages born up to it, all is as the old roots have it.
    oldest: u64,
    /// Checkpoint of the newest of the old roots: pages born after it are the newer root's own.
    ceiling: u64,
    shared: SmallMap<PageId, ()>,
    old: Vec<Visit>,
    /// Pages born up to this belong to an older branch, too.
    floor: u64,
}

/// Outcome of visiting one page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WalkStep {
    Continue,
    /// Nothing refers to this page any more.
    Dead(PageId),
    Fault(PageId),
    Corrupt(PageId),
    Done,
}

impl Walk {
    /// The pages of `old`, roots by ascending checkpoint, but neither those of `newer` nor those born up to `floor`.
    pub(super) fn new(old: &[(u64, Node)], newer: Option<Node>, floor: u64) -> Self {
        Self {
            newer: newer.map(Visit::Enter).into_iter().collect(),
            oldest: old.first().map_or(0, |&(checkpoint, _)| checkpoint),
            ceiling: old.last().map_or(0, |&(checkpoint, _)| checkpoint),
            shared: SmallMap::default(),
            old: old.iter().map(|&(_, root)| Visit::Enter(root)).collect(),
            floor,
        }
    }

    /// Visits one page. After a fault it is visited again.
    pub(super) fn step(&mut self, loader: &mut Loader, cache: &Cache) -> WalkStep {
        if let Some(Visit::Enter(node)) = self.newer.last().copied() {
            return self.visit_newer(node, loader, cache);
        }
        match self.old.last().copied() {
            Some(Visit::Enter(node)) => self.visit_old(node, loader, cache),
            Some(Visit::Leave(page)) => {
                self.old.pop();
                WalkStep::Dead(page)
            }
            None => WalkStep::Done,
        }
    }

    fn visit_newer(&mut self, node: Node, loader: &mut Loader, cache: &Cache) -> WalkStep {
        if node.link.birth <= self.ceiling {
            self.shared.insert(node.link.page, ());
        }
        if node.link.birth <= self.oldest || node.is_last() {
            self.newer.pop();
        } else {
            match loader.load(cache, &node.link, node.level) {
                Ok(page) => {
                    self.newer.pop();
                    node.children(&page, &mut self.newer);
                }
                Err(Miss::Fault) => return WalkStep::Fault(node.link.page),
                Err(Miss::Corrupt(id)) => return WalkStep::Corrupt(id),
            }
        }
        WalkStep::Continue
    }

    fn visit_old(&mut self, node: Node, loader: &mut Loader, cache: &Cache) -> WalkStep {
        let id = node.link.page;
        if node.link.birth <= self.floor || self.shared.contains_key(&id) {
            self.old.pop();
            return WalkStep::Continue;
        }
        if node.is_last() {
            self.old.pop();
            return WalkStep::Dead(id);
        }
        match loader.load(cache, &node.link, node.level) {
            Ok(page) => {
                self.old.pop();
                self.old.push(Visit::Leave(id));
                node.children(&page, &mut self.old);
            }
            Err(Miss::Fault) => return WalkStep::Fault(id),
            // An earlier try deleted it, after all below it.
            Err(Miss::Corrupt(_)) => {
                self.old.pop();
            }
        }
        WalkStep::Continue
    }

    /// More pages that the walk is going to load, nearest first.
    pub(super) fn ahead(&self) -> impl Iterator<Item = PageId> {
        let (visits, shared, floor) = if self.newer.is_empty() {
            (&self.old, true, self.floor)
        } else {
            (&self.newer, false, self.oldest)
        };
        visits.iter().rev().filter_map(move |visit| match visit {
            Visit::Enter(node) if !node.is_last() && node.link.birth > floor => {
                let pruned = shared && self.shared.contains_key(&node.link.page);
                (!pruned).then_some(node.link.page)
            }
            _ => None,
        })
    }
}
