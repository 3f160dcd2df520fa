//! Roots of trees: found in tree 0 through its pages, and kept once found.

use super::cache::Cache;
use super::effect::TreeId;
use super::link::{ForestRoot, RootEntry};
use super::trace::{Stopped, Trace};
use crate::model::{SmallMap, order};
use crate::storage::PageId;
use std::cell::RefCell;

/// The tree that only the forest writes.
pub(super) const ZERO: TreeId = 0;

pub(super) const TREE_TAG: u8 = 1;

pub(super) fn tree_key(tree: TreeId) -> Vec<u8> {
    let mut key = vec![TREE_TAG];
    key.extend_from_slice(&tree.to_be_bytes());
    key
}

/// The pages' value under a key.
pub(super) fn find<'f>(
    cache: &'f Cache,
    root: Option<RootEntry>,
    key: &[u8],
    trace: &mut Trace,
) -> Result<Option<&'f [u8]>, Stopped> {
    let Some(RootEntry { mut link, mut level }) = root else { return Ok(None) };
    loop {
        let page = cache.page(&link, level, trace)?;
        if level == 0 {
            return Ok(page.find(key));
        }
        let Some(child) = page.link(page.child(key)) else { return Ok(None) };
        link = child;
        level -= 1;
    }
}

/// Root entry of a tree under a given root of tree 0.
pub(super) fn resolve(
    cache: &Cache,
    zero: Option<RootEntry>,
    tree: TreeId,
    trace: &mut Trace,
) -> Result<Option<RootEntry>, Stopped> {
    if tree == ZERO {
        return Ok(zero);
    }
    Ok(find(cache, zero, &tree_key(tree), trace)?.and_then(RootEntry::decode))
}

/// The live roots; those looked up before are kept.
#[derive(Debug, Default)]
pub(super) struct Roots {
    pub(super) live: ForestRoot,
    known: RefCell<SmallMap<TreeId, Option<RootEntry>>>,
    /// Roots of branches that are not in tree 0's pages yet.
    pub(super) fresh: SmallMap<TreeId, RootEntry>,
}

impl Roots {
    pub(super) fn new(live: ForestRoot) -> Self {
        Self { live, known: RefCell::default(), fresh: SmallMap::default() }
    }

    pub(super) fn of(
        &self,
        cache: &Cache,
        tree: TreeId,
        trace: &mut Trace,
    ) -> Result<Option<RootEntry>, Stopped> {
        if tree == ZERO || self.live.roots.is_none() {
            return Ok(self.live.roots);
        }
        if let Some(&root) = self.known.borrow().get(&tree) {
            return Ok(root);
        }
        let root = match self.fresh.get(&tree) {
            Some(&root) => Some(root),
            None => resolve(cache, self.live.roots, tree, trace)?,
        };
        self.known.borrow_mut().insert(tree, root);
        Ok(root)
    }

    /// A branch has begun with this root.
    pub(super) fn adopt(&mut self, branch: TreeId, root: RootEntry) {
        self.fresh.insert(branch, root);
        self.known.get_mut().remove(&branch);
    }

    /// A tree was dropped: a branch among them has no pages of its own before the next checkpoint.
    pub(super) fn forsake(&mut self, tree: TreeId) {
        if self.fresh.remove(&tree).is_some() {
            self.known.get_mut().remove(&tree);
        }
    }

    /// A tree's root if it was looked up before and it has one.
    pub(super) fn known(&self, tree: TreeId) -> Option<RootEntry> {
        self.known.borrow().get(&tree).copied().flatten()
    }

    /// Root pages of the known trees after some changes, in the order of the trees' ids.
    pub(super) fn tops(&self, changed: Vec<(TreeId, Option<RootEntry>)>) -> Vec<PageId> {
        let mut known = self.known.borrow().clone();
        known.extend(changed);
        let mut trees: Vec<(TreeId, Option<RootEntry>)> = known.into_iter().collect();
        order::sort(&mut trees, &|(a, _), (b, _)| a < b);
        trees
            .into_iter()
            .filter(|&(tree, _)| tree != ZERO)
            .filter_map(|(_, root)| Some(root?.link.page))
            .collect()
    }

    /// Moves on to a new checkpoint, which has taken along the roots of branches unless it was of drops alone.
    pub(super) fn switch(
        &mut self,
        live: ForestRoot,
        changed: &[(TreeId, Option<RootEntry>)],
        has_branches: bool,
    ) {
        self.live = live;
        if has_branches {
            self.fresh.clear();
        }
        let known = self.known.get_mut();
        if changed.iter().any(|(_, root)| root.is_none()) {
            // Those that are no more need not be kept; the others are looked up again.
            known.clear();
        }
        for &(tree, root) in changed.iter().filter(|(_, root)| root.is_some()) {
            known.insert(tree, root);
        }
    }

    /// Whether a tree has pages, as far as that can be told without reading any.
    pub(super) fn may_have(&self, tree: TreeId) -> bool {
        self.live.roots.is_some() && self.known.borrow().get(&tree).is_none_or(Option::is_some)
    }
}

/// Where a reader looks for roots.
#[derive(Clone, Copy, Debug)]
pub(super) enum RootSource<'f> {
    /// The newest finished checkpoint.
    Live(&'f Roots),
    /// A root of tree 0.
    At(Option<RootEntry>),
    /// This root, of the tree that is asked for.
    Is(Option<RootEntry>),
    /// Pages are hidden, for the tree was dropped.
    Hidden,
}

impl RootSource<'_> {
    pub(super) fn of(
        self,
        cache: &Cache,
        tree: TreeId,
        trace: &mut Trace,
    ) -> Result<Option<RootEntry>, Stopped> {
        match self {
            Self::Live(roots) => roots.of(cache, tree, trace),
            Self::At(zero) => resolve(cache, zero, tree, trace),
            Self::Is(root) => Ok(root),
            Self::Hidden => Ok(None),
        }
    }
}
