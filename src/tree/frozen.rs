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

/// All trees at one moment: a copy of the buffers, and the root of the pages under them. It can be read as long as
/// [`Forest::keep_pages`] holds the pages.
#[derive(Debug)]
pub struct Frozen {
    root: ForestRoot,
    active: SmallMap<TreeId, Layer>,
    sealed: SmallMap<TreeId, Layer>,
}

impl Frozen {
    fn layers(&self, tree: TreeId) -> [Option<&Layer>; 2] {
        [self.active.get(&tree), self.sealed.get(&tree)]
    }
}

impl Forest {
    /// The trees as they are now.
    #[must_use]
    pub fn freeze(&self) -> Frozen {
        Frozen { root: self.roots.live, active: self.active.clone(), sealed: self.sealed.clone() }
    }

    /// Deletes no pages until [`Forest::release_pages`] has been called as often.
    pub const fn keep_pages(&mut self) {
        self.kept += 1;
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
        let mut found: SmallMap<TreeId, Option<RootEntry>> = SmallMap::default();
        for (key, value) in records(&self.cache, source, [None, None], TREE_TAG, trace)? {
            if let Some(&id) = key.get(1..).and_then(|id| id.first_chunk()) {
                found.insert(TreeId::from_be_bytes(id), RootEntry::decode(&value));
            }
        }
        for tree in frozen.active.keys().chain(frozen.sealed.keys()) {
            found.entry(*tree).or_default();
        }
        found.remove(&ZERO);
        let mut trees: Vec<(TreeId, u64)> = Vec::new();
        for (tree, mut root) in found {
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
        order::sort(&mut trees, &|(one, _), (two, _)| one < two);
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
        let source = RootSource::At(frozen.root.roots);
        Cursor::new(&self.cache, source, tree, frozen.layers(tree), range, Direction::Forward, hint_bytes)
    }
}
