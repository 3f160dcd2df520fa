//! Branches: trees that begin as another one is, at once and however large that is.
//!
//! A branch shares the pages that its origin has, and takes over what the origin's buffers hold. From then on it is a tree as
//! any other. A page born up to the checkpoint before the branch belongs to both: neither a checkpoint nor a drop of
//! either deletes it as long as the branch is pinned.

use super::effect::{Effect, TreeId};
use super::forest::Forest;
use super::records::{BranchRecord, branch_key};
use super::roots::ZERO;
use super::trace::{Lookup, Stopped, Trace};

/// Answer to [`Forest::branch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Branching {
    /// Apply these effects before anything else happens to the forest, and log them; then the branch is there.
    Made(Vec<Effect>),
    /// A sealed buffer is on its way into pages: ask again when its checkpoint is finished.
    Busy,
}

impl Forest {
    /// Makes the tree `to`, which was never used, a branch of another one, which is no branch itself.
    ///
    /// # Errors
    /// [`Stopped`] if a page on the way to the origin's root is missing.
    pub fn branch(&self, trace: &mut Trace, origin: TreeId, to: TreeId) -> Result<Branching, Stopped> {
        if self.config.volatile {
            return Ok(Branching::Made(vec![Effect::CopyTree { from: origin, to }]));
        }
        if self.has_sealed || self.checkpoint.is_some() {
            return Ok(Branching::Busy);
        }
        let layer = self.active.get(&origin);
        let root = match layer {
            Some(layer) if layer.dropped.is_some() => None,
            _ => self.roots.of(&self.cache, origin, trace)?,
        };
        let mut effects = Vec::new();
        if let Some(root) = root {
            let delta = layer.map(|layer| layer.delta).unwrap_or_default();
            let record =
                BranchRecord { pinned: true, origin, checkpoint: self.roots.live.checkpoint, delta, root };
            effects.push(put(to, &record, None));
        }
        let Some(layer) = layer else { return Ok(Branching::Made(effects)) };
        let mut position = super::ordered::Position::default();
        while let Some(entry) = layer.map.at(position) {
            position = layer.map.next(position);
            let value = entry.value.as_deref().map(<[u8]>::to_vec);
            // The record has what they add to the sums, as far as there are pages.
            let old_weight =
                value.as_deref().filter(|_| root.is_some()).map(|value| (self.config.measure)(value) as u32);
            if root.is_some() || value.is_some() {
                effects.push(Effect::Write { tree: to, key: entry.key.to_vec(), value, old_weight });
            }
        }
        Ok(Branching::Made(effects))
    }

    /// The effects that remove a branch. Its pages, and those of its origin that only it needs, are reclaimed after the
    /// next checkpoint.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn unbranch(&self, trace: &mut Trace, branch: TreeId) -> Result<Vec<Effect>, Stopped> {
        let mut effects = vec![Effect::DropTree { tree: branch }];
        let record = match self.get(trace, ZERO, &branch_key(branch)) {
            Lookup::Found(bytes) => BranchRecord::decode(bytes).filter(|record| record.pinned),
            Lookup::Absent => None,
            Lookup::Fault => return Err(Stopped),
        };
        effects.extend(record.map(|record| put(branch, &BranchRecord { pinned: false, ..record }, Some(0))));
        Ok(effects)
    }
}

fn put(tree: TreeId, record: &BranchRecord, old_weight: Option<u32>) -> Effect {
    Effect::Write { tree: ZERO, key: branch_key(tree), value: Some(record.encode()), old_weight }
}
