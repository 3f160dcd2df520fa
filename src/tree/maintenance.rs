//! The forest's background work: checkpoints, and reclaiming what they leave behind.

use super::checkpoint::{Checkpoint, CheckpointStep, Ground};
use super::forest::Forest;
use super::output::Output;
use super::reclaim::{Harvest, ReclaimStep};
use super::run::PageSizes;
use crate::storage::PageId;

impl Forest {
    /// Begins to merge the sealed buffer into pages. `number` is above all earlier checkpoints' numbers; pages are
    /// named in `epoch`. False if a checkpoint is being made already or the epoch has too few page names left: then a
    /// new epoch is needed.
    pub fn begin_checkpoint(&mut self, number: u64, epoch: u64) -> bool {
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
        self.checkpoint = Some(Box::new(Checkpoint::new(output, &self.sealed, leftovers)));
        true
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
        self.roots.switch(root, &checkpoint.changed);
        self.retired.extend(std::mem::take(&mut self.sealed).into_values());
        self.sealed_bytes = 0;
        self.has_sealed = false;
        let dead = checkpoint.dead.split_off(checkpoint.known.min(checkpoint.dead.len()));
        dead.iter().for_each(|&page| self.cache.remove(page));
        let Checkpoint { dead_pages, settled, .. } = *checkpoint;
        self.reclaim.harvest(Harvest { dead, dead_pages, settled });
        true
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
        while let Some(layer) = self.retired.last_mut() {
            if !layer.map.shed() {
                self.retired.pop();
            } else if !budget() {
                return ReclaimStep::Yield;
            }
        }
        if self.kept > 0 {
            return ReclaimStep::Idle;
        }
        self.reclaim.step(&mut self.cache, &self.roots, budget)
    }
}
