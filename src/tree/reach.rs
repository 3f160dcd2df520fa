//! A walk through every page that the forest's root leads to: all trees, branches, and what is to be reclaimed.
//!
//! It looks at the root that it began with. Pages that come later are not found, and pages that have gone since are missed:
//! whoever needs all of those that last begins again then.

use std::collections::BTreeSet;

use super::cache::Cache;
use super::forest::Forest;
use super::link::{ForestRoot, Link, RootEntry};
use super::page::Page;
use super::records::{BRANCH_TAG, BranchRecord, DROPPED_TAG};
use super::roots::TREE_TAG;
use super::trace::{Stopped, Trace};
use crate::storage::PageId;

#[derive(Clone, Copy, Debug)]
struct Visit {
    link: Link,
    level: u8,
    /// A page of tree 0, whose records lead to further trees.
    zero: bool,
    /// It is to be deleted, so it may be gone.
    doomed: bool,
}

impl Visit {
    const fn root(root: RootEntry, zero: bool, doomed: bool) -> Self {
        Self { link: root.link, level: root.level, zero, doomed }
    }

    fn children(&self, page: &Page, into: &mut Vec<Self>) {
        for index in 0..page.count() {
            if self.level > 0 {
                let child = page.link(index).map(|link| Self { link, level: self.level - 1, ..*self });
                into.extend(child);
            } else if let Some((root, doomed)) = lead(page, index) {
                into.push(Self::root(root, false, doomed));
            }
        }
    }
}

/// The root that a record of tree 0 leads to, and whether its pages are to be deleted.
fn lead(page: &Page, index: usize) -> Option<(RootEntry, bool)> {
    let (key, value) = page.entry(index);
    match *key.to_vec().first()? {
        TREE_TAG => Some((RootEntry::decode(value)?, false)),
        BRANCH_TAG => BranchRecord::decode(value).map(|record| (record.root, !record.pinned)),
        DROPPED_TAG => Some((RootEntry::decode(value)?, true)),
        _ => None,
    }
}

/// A walk under way.
#[derive(Debug)]
pub struct Reach {
    root: ForestRoot,
    open: Vec<Visit>,
    /// Pages met so far: trees share them.
    met: BTreeSet<u64>,
    missed: Option<PageId>,
}

impl Reach {
    /// A page that is not there any more, or is damaged: what it leads to is not known.
    #[must_use]
    pub const fn missed(&self) -> Option<PageId> {
        self.missed
    }

    /// How many pages it has met.
    #[must_use]
    pub fn count(&self) -> usize {
        self.met.len()
    }

    fn step(&mut self, cache: &Cache, trace: &mut Trace) -> Result<Option<PageId>, Stopped> {
        while let Some(visit) = self.open.last().copied() {
            let page = visit.link.page;
            if !self.met.contains(&page.0) && (visit.level > 0 || visit.zero) {
                match cache.shared(&visit.link, visit.level, trace) {
                    Ok(found) => {
                        self.open.pop();
                        visit.children(found, &mut self.open);
                    }
                    Err(Stopped) => {
                        let Some(missed) = trace.corrupt.take() else { return Err(Stopped) };
                        self.open.pop();
                        self.missed = self.missed.or((!visit.doomed).then_some(missed));
                        continue;
                    }
                }
            } else {
                self.open.pop();
            }
            if self.met.insert(page.0) {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }
}

impl Forest {
    /// Begins a walk at the present root.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let root = self.root();
        let zero = root.roots.map(|root| Visit::root(root, true, false));
        // Its pages are tree by tree replaced with each checkpoint.
        let replaced = root.replaced.map(|root| Visit::root(root, false, true));
        let open = zero.into_iter().chain(replaced).collect();
        Reach { root, open, met: BTreeSet::new(), missed: None }
    }

    /// The next page, each once; `None` behind the last.
    ///
    /// # Errors
    /// [`Stopped`] with the pages in `trace` that have to be loaded first.
    pub fn step_reach(&self, reach: &mut Reach, trace: &mut Trace) -> Result<Option<PageId>, Stopped> {
        reach.step(&self.cache, trace)
    }

    /// Whether the root is still the one that a walk began with.
    #[must_use]
    pub fn is_root_of(&self, reach: &Reach) -> bool {
        self.root().checkpoint == reach.root.checkpoint
    }
}
