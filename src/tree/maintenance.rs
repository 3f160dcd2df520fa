//! The forest's background work: checkpoints, and reclaiming what they leave behind.

use super::checkpoint::{Checkpoint, CheckpointStep, Ground, Scope};
use super::effect::TreeId;
use super::forest::Forest;
use super::layer::Layer;
use super::link::RootEntry;
use super::output::Output;
use super::reclaim::{Harvest, ReclaimStep};
use super::roots::ZERO;
use super::run::PageSizes;
use crate::model::order;
use crate::storage::PageId;

impl Forest {
    /// Begins to merge the sealed buffer into pages. `number` is above all earlier checkpoints' numbers; pages are
    /// named in `epoch`. False if a checkpoint is being made already or the epoch has too few page names left: then a
    /// new epoch is needed.
    pub fn begin_checkpoint(&mut self, number: u64, epoch: u64, scope: Scope) -> bool {
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
        let trees =
            if scope == Scope::Drops { self.dropped() } else { self.sealed.keys().copied().collect() };
        self.checkpoint = Some(Box::new(Checkpoint::new(output, scope, trees, leftovers)));
        true
    }

    /// Whether the checkpoint that is done leaves branches behind, which share pages with other trees.
    #[must_use]
    pub fn has_branches(&self) -> bool {
        self.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.has_branches())
    }

    /// Trees that were dropped and may still have pages; none while tree 0 has changes, for a branch among them may need
    /// the pages.
    #[must_use]
    pub fn dropped(&self) -> Vec<TreeId> {
        if self.active.contains_key(&ZERO) || self.sealed.contains_key(&ZERO) {
            return Vec::new();
        }
        let layers = self.active.iter().chain(self.sealed.iter());
        let dropped =
            layers.filter(|(_, layer)| layer.dropped.is_some() && !layer.bare).map(|(&tree, _)| tree);
        let mut trees: Vec<TreeId> = dropped.filter(|&tree| self.roots.may_have(tree)).collect();
        order::sort(&mut trees, &|a, b| a < b);
        trees.dedup();
        trees
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
        if let Some((tree, key)) = &checkpoint.mark {
            self.retire_before(*tree, key, &checkpoint.changed);
        }
        self.roots.switch(root, &checkpoint.changed, checkpoint.scope != Scope::Drops);
        for (tree, _) in checkpoint.changed.iter().filter(|_| checkpoint.scope == Scope::Drops) {
            for layers in [&mut self.active, &mut self.sealed] {
                layers.get_mut(tree).into_iter().for_each(|layer| layer.bare |= layer.dropped.is_some());
            }
            // What was buffered before a later drop goes with it.
            if self.active.get(tree).is_some_and(|layer| layer.bare) {
                self.retired.extend(self.sealed.remove(tree));
            }
        }
        if checkpoint.is_last() {
            self.retired.extend(std::mem::take(&mut self.sealed).into_values());
            self.has_sealed = false;
        }
        self.sealed_bytes = self.sealed.values().map(|layer| layer.map.size()).sum();
        let dead = checkpoint.dead.split_off(checkpoint.known.min(checkpoint.dead.len()));
        dead.iter().for_each(|&page| self.cache.remove(page));
        let Checkpoint { dead_pages, settled, .. } = *checkpoint;
        self.reclaim.harvest(Harvest { dead, dead_pages, settled });
        true
    }

    /// Takes out of the sealed buffer what a piece has brought into pages.
    fn retire_before(&mut self, tree: TreeId, key: &[u8], changed: &[(TreeId, Option<RootEntry>)]) {
        for (&at, layer) in &mut self.sealed {
            if at < tree {
                self.retired.push(std::mem::take(layer));
            }
        }
        self.sealed.retain(|&at, _| at >= tree);
        let new = changed.iter().find(|(changed, _)| *changed == tree);
        let Some((layer, &(_, new))) = self.sealed.get_mut(&tree).zip(new) else { return };
        let rest = layer.map.rest(key);
        self.retired.push(Layer { map: std::mem::replace(&mut layer.map, rest), ..Layer::default() });
        // The sums stay what they were: what the pages have of them now, the layer has no more.
        let sums = |root: Option<RootEntry>| root.map_or((0, 0), |root| (root.link.count, root.link.bytes));
        let (old, new) = (sums(self.roots.known(tree)), sums(new));
        layer.delta.count += old.0.cast_signed() - new.0.cast_signed();
        layer.delta.bytes += old.1.cast_signed() - new.1.cast_signed();
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
        if !self.shed(budget) {
            return ReclaimStep::Yield;
        }
        if self.kept > 0 {
            return ReclaimStep::Idle;
        }
        self.reclaim.step(&mut self.cache, &self.roots, budget)
    }

    /// Frees the memory of buffers that nothing refers to any more, as far as `budget` goes. False if there is more.
    pub fn shed(&mut self, budget: &mut dyn FnMut() -> bool) -> bool {
        while let Some(layer) = self.retired.last_mut() {
            if !layer.map.shed() {
                self.retired.pop();
            } else if !budget() {
                return false;
            }
        }
        true
    }
}
