//! A moment of all trees, read in pieces while writes and checkpoints go on.

use super::cursor::Cursor;
use super::effect::TreeId;
use super::forest::{Forest, sums};
use super::layer::{Delta, Layer};
use super::link::{ForestRoot, RootEntry};
use super::range::{Direction, KeyRange};
use super::records::records;
use super::roots::{RootSource, TREE_TAG, ZERO};
use super::trace::{Stopped, Trace};
use crate::model::{SmallMap, order};

/// All trees at one moment: the buffers, whose chunks it shares, and the root of the pages under them. It can be read as long as
/// [`Forest::keep_pages`] holds the pages.
#[derive(Debug)]
pub struct Frozen {
    root: ForestRoot,
    /// Roots of branches that are not in the pages of tree 0 yet.
    fresh: SmallMap<TreeId, RootEntry>,
    active: SmallMap<TreeId, Layer>,
    sealed: SmallMap<TreeId, Layer>,
}

impl Frozen {
    fn source(&self, tree: TreeId) -> RootSource<'_> {
        let fresh = self.fresh.get(&tree);
        fresh.map_or(RootSource::At(self.root.roots), |&root| RootSource::Is(Some(root)))
    }

    fn layers(&self, tree: TreeId) -> [Option<&Layer>; 2] {
        [self.active.get(&tree), self.sealed.get(&tree)]
    }
}

impl Forest {
    /// The trees as they are now.
    #[must_use]
    pub fn freeze(&self) -> Frozen {
        Frozen {
            root: self.roots.live,
            fresh: self.roots.fresh.clone(),
            active: self.active.clone(),
            sealed: self.sealed.clone(),
        }
    }

    /// Deletes no pages until [`Forest::release_pages`] has been called as often.
    pub const fn keep_pages(&mut self) {
        self.kept += 1;
    }

    /// Keeps pages for whoever `other` keeps them for: the forest of the same database before it was opened again.
    pub const fn keep_as(&mut self, other: &Self) {
        self.kept = other.kept;
    }

    /// Whether anybody reads a frozen moment.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.kept > 0
    }

    /// Takes one call of [`Forest::keep_pages`] back.
    pub const fn release_pages(&mut self) {
        self.kept = self.kept.saturating_sub(1);
    }

    /// The trees of a frozen moment and how many entries each has, in the order of their ids; tree 0 is not among them.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn trees_of(&self, frozen: &Frozen, trace: &mut Trace) -> Result<Vec<(TreeId, u64)>, Stopped> {
        let source = RootSource::At(frozen.root.roots);
        let stored = records(&self.cache, source, [None, None], TREE_TAG, trace)?;
        let stored = stored.iter().filter_map(|(key, _)| key.get(1..)?.first_chunk().copied());
        let mut ids: Vec<u64> = stored.map(|id| TreeId::from_be_bytes(id).into()).collect();
        ids.extend(frozen.fresh.keys().map(|&id| u64::from(id)));
        ids.extend(frozen.active.keys().chain(frozen.sealed.keys()).map(|&id| u64::from(id)));
        order::sort(&mut ids, &|one, two| one < two);
        ids.dedup();
        let mut trees = Vec::new();
        for tree in ids.into_iter().map(|id| id as TreeId).filter(|&tree| tree != ZERO) {
            let mut root = frozen.source(tree).of(&self.cache, tree, trace)?;
            let mut delta = Delta::default();
            for layer in frozen.layers(tree).into_iter().flatten() {
                delta.count += layer.delta.count;
                if layer.dropped.is_some() {
                    root = None;
                    break;
                }
            }
            trees.push((tree, sums(root, delta).count));
        }
        Ok(trees)
    }

    /// As [`Forest::cursor`], forward through a frozen moment.
    #[must_use]
    pub fn cursor_of<'f>(
        &'f self,
        frozen: &'f Frozen,
        tree: TreeId,
        range: KeyRange,
        hint_bytes: u64,
    ) -> Cursor<'f> {
        Cursor::new(
            &self.cache,
            frozen.source(tree),
            tree,
            frozen.layers(tree),
            range,
            Direction::Forward,
            hint_bytes,
        )
    }
}
