//! A checkpoint: all sealed buffers merged into pages, then tree 0, then the tree of replaced pages.

use super::cache::Cache;
use super::effect::TreeId;
use super::layer::Layer;
use super::link::{ForestRoot, Link, RootEntry};
use super::loader::{Loader, Miss};
use super::merge::{Merge, MergeStep, Workshop};
use super::ordered::{Entry, Ordered, Position};
use super::output::Output;
use super::page_list::PageList;
use super::records::{branches, dropped_key};
use super::roots::{RootSource, Roots, ZERO, tree_key};
use super::trace::Trace;
use crate::model::{SmallMap, order};
use crate::storage::PageId;

/// Payload bytes that are handed out together: one transaction of the store.
const SLICE: usize = 128 << 10;

/// Pages to delete that are put in order in one unit of work.
const LISTED: usize = 512;

/// How much of the buffers a checkpoint takes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that is sealed.
    Whole,
    /// Trees that were dropped, in either buffer, and nothing else: what is needed to get their space back.
    Drops,
    /// As much of what is sealed as makes about so many bytes of pages, in the order of trees and keys.
    Piece(usize),
}

/// How far a sealed buffer is in pages: the trees before this one, and of this one the keys before this one.
pub type Mark = (TreeId, Vec<u8>);

/// What a checkpoint asks for, or that it is through.
#[derive(Debug, PartialEq, Eq)]
pub enum CheckpointStep {
    /// Load and install these pages, then go on. No pins are needed.
    Fault(Vec<PageId>),
    /// Write these pages, then go on (writing may overlap with the next steps).
    Pages(Vec<(PageId, Vec<u8>)>),
    /// The budget is spent; go on whenever it suits.
    Yield,
    /// Everything has been handed out: once it is written, switch the root and call `finish_checkpoint`.
    Done(CheckpointResult),
    /// A page is missing from the store or is not what its parent refers to. Abort.
    Corrupt(PageId),
    /// No checkpoint has been begun.
    Idle,
}

/// What the superblock needs after a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointResult {
    /// The forest's new root.
    pub root: ForestRoot,
    /// By how many bytes there is more in pages than before.
    pub growth: i64,
    /// Where a [`Scope::Piece`] ended; `None` if nothing is left of what is sealed.
    pub mark: Option<Mark>,
    /// Pages of this epoch from here on belong to no finished checkpoint.
    pub next_page: PageId,
}

/// What the checkpoint reads of the forest.
pub(super) struct Ground<'a> {
    pub(super) cache: &'a mut Cache,
    pub(super) sealed: &'a SmallMap<TreeId, Layer>,
    pub(super) roots: &'a Roots,
}

#[derive(Debug)]
enum Phase {
    Pins,
    Trees,
    Zero(Merge),
    List(usize),
    Replaced(Merge),
    Done(ForestRoot),
}

/// What one unit of work came to.
pub(super) enum Unit {
    Continue,
    Fault(Vec<PageId>),
    Corrupt(PageId),
    Done(ForestRoot),
}

#[derive(Debug)]
pub(super) struct Checkpoint {
    pub(super) output: Output,
    /// Number of this checkpoint's first page.
    pub(super) first: u64,
    pub(super) loader: Loader,
    pub(super) changed: Vec<(TreeId, Option<RootEntry>)>,
    /// Records of tree 0 that reclaim is through with.
    pub(super) settled: Vec<Vec<u8>>,
    /// Pages to delete after the switch, first those left over from before.
    pub(super) dead: Vec<PageId>,
    /// How many of `dead` reclaim knows.
    pub(super) known: usize,
    /// A list of more left over from before.
    unread: Option<PageList>,
    /// There was such a list.
    pub(super) took_list: bool,
    /// Pages of the tree that holds `dead`.
    pub(super) dead_pages: Vec<PageId>,
    phase: Phase,
    trees: Vec<TreeId>,
    merge: Option<(TreeId, Merge)>,
    replaced: Vec<Link>,
    /// Pages of a tree that were born up to its checkpoint here belong to a branch, too.
    floors: SmallMap<TreeId, u64>,
    changes: Ordered,
    pinned: Vec<PageId>,
    pub(super) scope: Scope,
    /// Where a piece has ended.
    pub(super) mark: Option<Mark>,
    /// Bytes of the pages that were replaced.
    freed: usize,
}

/// What reclaim leaves to a checkpoint.
pub(super) struct Leftovers {
    pub(super) settled: Vec<Vec<u8>>,
    pub(super) dead: Vec<PageId>,
    pub(super) unread: Option<PageList>,
}

impl Checkpoint {
    /// `trees` are those to be merged.
    pub(super) fn new(output: Output, scope: Scope, mut trees: Vec<TreeId>, leftovers: Leftovers) -> Self {
        trees.retain(|&tree| tree != ZERO);
        order::sort(&mut trees, &|a, b| b < a);
        Self {
            first: output.next,
            output,
            loader: Loader::default(),
            changed: Vec::new(),
            settled: leftovers.settled,
            known: leftovers.dead.len(),
            dead: leftovers.dead,
            took_list: leftovers.unread.is_some(),
            unread: leftovers.unread,
            dead_pages: Vec::new(),
            phase: Phase::Pins,
            trees,
            merge: None,
            replaced: Vec::new(),
            floors: SmallMap::default(),
            changes: Ordered::default(),
            pinned: Vec::new(),
            scope,
            mark: None,
            freed: 0,
        }
    }

    /// Whether what was sealed is in pages as a whole once this is done.
    pub(super) fn is_last(&self) -> bool {
        self.scope != Scope::Drops && self.mark.is_none()
    }

    /// Whether there are branches.
    pub(super) fn has_branches(&self) -> bool {
        !self.floors.is_empty()
    }

    /// Whether a piece has all the pages it may have.
    fn is_full(&self) -> bool {
        matches!(self.scope, Scope::Piece(bytes) if self.output.written() >= bytes)
    }

    /// Works until the budget is spent, a page is missing or a slice is full.
    pub(super) fn step(
        &mut self,
        ground: &mut Ground<'_>,
        budget: &mut dyn FnMut() -> bool,
    ) -> CheckpointStep {
        loop {
            match self.unit(ground) {
                Unit::Continue => {}
                Unit::Fault(pages) => return CheckpointStep::Fault(pages),
                Unit::Corrupt(page) => return CheckpointStep::Corrupt(page),
                Unit::Done(_) if self.output.waiting() > 0 => {
                    return CheckpointStep::Pages(self.output.take());
                }
                Unit::Done(root) => {
                    let next_page = PageId::new(self.output.epoch, self.output.next);
                    let (mark, growth) =
                        (self.mark.clone(), self.output.written() as i64 - self.freed as i64);
                    return CheckpointStep::Done(CheckpointResult { root, next_page, growth, mark });
                }
            }
            if self.output.waiting() >= SLICE {
                return CheckpointStep::Pages(self.output.take());
            }
            if !budget() {
                return CheckpointStep::Yield;
            }
        }
    }

    fn unit(&mut self, ground: &mut Ground<'_>) -> Unit {
        if self.unread.is_some() {
            return self.read_list(ground);
        }
        let done = match &self.phase {
            Phase::Pins => self.read_pins(ground),
            Phase::Trees => return self.merge_trees(ground),
            Phase::Zero(_) => return self.merge_zero(ground),
            Phase::List(from) => return self.list_dead(*from),
            Phase::Replaced(_) => return self.write_replaced(ground),
            Phase::Done(root) => return Unit::Done(*root),
        };
        match done {
            Ok(()) => Unit::Continue,
            Err(unit) => unit,
        }
    }

    /// A read through the cache stopped: its pages are pinned until the read is through.
    fn wait(&mut self, ground: &mut Ground<'_>, trace: Trace) -> Unit {
        if let Some(page) = trace.corrupt {
            return Unit::Corrupt(page);
        }
        ground.cache.pin(&trace.faults);
        self.pinned.extend_from_slice(&trace.faults);
        Unit::Fault(trace.faults)
    }

    pub(super) fn release(&mut self, cache: &mut Cache) {
        cache.unpin(&std::mem::take(&mut self.pinned));
    }

    fn read_list(&mut self, ground: &mut Ground<'_>) -> Unit {
        let Some(list) = &mut self.unread else { return Unit::Continue };
        match list.step(&mut self.loader, ground.cache) {
            Ok(false) => {}
            Ok(true) => {
                let list = self.unread.take();
                self.dead.extend(list.into_iter().flat_map(|list| list.ids.into_iter().chain(list.pages)));
            }
            Err((Miss::Fault, ids)) => return Unit::Fault(ids),
            // Pages leak, nothing else is lost; the reader of the damaged page has it in its report.
            Err((Miss::Corrupt(_), _)) => self.unread = None,
        }
        Unit::Continue
    }

    /// Finds out what pages of which trees belong to branches.
    fn read_pins(&mut self, ground: &mut Ground<'_>) -> Result<(), Unit> {
        let mut trace = Trace::default();
        let source = RootSource::Live(ground.roots);
        let found = branches(ground.cache, source, [None, ground.sealed.get(&ZERO)], &mut trace);
        let Ok(found) = found else { return Err(self.wait(ground, trace)) };
        for (branch, record) in found {
            self.floors.insert(branch, record.checkpoint);
            if record.pinned {
                let floor = self.floors.entry(record.origin).or_default();
                *floor = record.checkpoint.max(*floor);
            }
        }
        self.release(ground.cache);
        self.phase = Phase::Trees;
        Ok(())
    }

    fn merge_trees(&mut self, ground: &mut Ground<'_>) -> Unit {
        let Some((tree, mut merge)) = self.merge.take() else {
            let next = self.trees.last().copied();
            let Some(tree) = next.filter(|_| self.mark.is_none()) else { return self.begin_zero(ground) };
            if self.is_full() {
                self.mark = Some((tree, Vec::new()));
                return Unit::Continue;
            }
            return self.begin_tree(tree, ground);
        };
        let empty = Ordered::default();
        let layer = ground.sealed.get(&tree).filter(|_| self.scope != Scope::Drops);
        let changes = layer.map_or(&empty, |layer| &layer.map);
        // A tree that was dropped is replaced as a whole, for its replay begins with the drop.
        if self.is_full() && layer.is_some_and(|layer| layer.dropped.is_none()) {
            self.mark = merge.cut(changes).map(|key| (tree, key));
        }
        match merge.step(&mut workshop(
            &mut self.output,
            &mut self.loader,
            &mut self.replaced,
            ground.cache,
            changes,
        )) {
            MergeStep::Done(root) => {
                self.bury(tree);
                self.changed.push((tree, root));
                self.trees.pop();
                self.loader.clear();
                Unit::Continue
            }
            step => {
                self.merge = Some((tree, merge));
                waiting(step)
            }
        }
    }

    fn begin_tree(&mut self, tree: TreeId, ground: &mut Ground<'_>) -> Unit {
        let mut trace = Trace::default();
        let Ok(root) = ground.roots.of(ground.cache, tree, &mut trace) else {
            return self.wait(ground, trace);
        };
        self.release(ground.cache);
        let dropped = self.scope == Scope::Drops
            || ground.sealed.get(&tree).is_some_and(|layer| layer.dropped.is_some());
        match root {
            Some(root) if dropped => {
                let key = dropped_key(self.output.number, tree);
                self.change(key, Some(root.encode()));
                self.merge = Some((tree, Merge::new(None)));
            }
            root => self.merge = Some((tree, Merge::new(root))),
        }
        Unit::Continue
    }

    /// What a tree's merge has replaced is dead, but for what branches have.
    fn bury(&mut self, tree: TreeId) {
        let floor = self.floors.get(&tree).copied().unwrap_or(0);
        for link in self.replaced.drain(..).filter(|link| link.birth > floor) {
            self.freed += link.size as usize;
            self.dead.push(link.page);
        }
    }

    fn change(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        let (key, value) = (key.into_boxed_slice(), value.map(Vec::into_boxed_slice));
        self.changes.insert(Entry { key, value, lsn: 0 });
    }

    /// Collects the changes of tree 0: its own buffer, the new roots, records to remove.
    fn begin_zero(&mut self, ground: &mut Ground<'_>) -> Unit {
        if self.scope != Scope::Drops
            && let Some(layer) = ground.sealed.get(&ZERO)
        {
            let mut position = Position::default();
            while let Some(entry) = layer.map.at(position) {
                self.change(entry.key.to_vec(), entry.value.as_ref().map(|value| value.to_vec()));
                position = layer.map.next(position);
            }
        }
        if self.scope != Scope::Drops {
            for (&tree, root) in &ground.roots.fresh {
                self.change(tree_key(tree), Some(root.encode()));
            }
        }
        for (tree, root) in self.changed.clone() {
            self.change(tree_key(tree), root.map(|root| root.encode()));
        }
        for key in self.settled.clone() {
            self.change(key, None);
        }
        self.phase = Phase::Zero(Merge::new(ground.roots.live.roots));
        Unit::Continue
    }

    fn merge_zero(&mut self, ground: &mut Ground<'_>) -> Unit {
        let Phase::Zero(merge) = &mut self.phase else { return Unit::Continue };
        let step = if self.changes.is_empty() {
            MergeStep::Done(ground.roots.live.roots)
        } else {
            let changes = &self.changes;
            merge.step(&mut workshop(
                &mut self.output,
                &mut self.loader,
                &mut self.replaced,
                ground.cache,
                changes,
            ))
        };
        let MergeStep::Done(root) = step else { return waiting(step) };
        self.changed.push((ZERO, root));
        self.loader.clear();
        self.bury(ZERO);
        self.changes = Ordered::default();
        self.phase = Phase::List(0);
        Unit::Continue
    }

    /// Puts the next of the pages to delete in order.
    fn list_dead(&mut self, from: usize) -> Unit {
        let some: Vec<PageId> = self.dead.iter().skip(from).take(LISTED).copied().collect();
        if some.is_empty() {
            self.dead_pages = vec![PageId::new(self.output.epoch, self.output.next)];
            self.phase = Phase::Replaced(Merge::new(None));
        } else {
            self.phase = Phase::List(from + some.len());
        }
        for id in some {
            self.change(id.0.to_be_bytes().to_vec(), Some(Vec::new()));
        }
        Unit::Continue
    }

    /// The pages to delete are written down as a tree of their own, so that a crash leaves none behind.
    fn write_replaced(&mut self, ground: &mut Ground<'_>) -> Unit {
        let Phase::Replaced(merge) = &mut self.phase else { return Unit::Continue };
        let changes = &self.changes;
        let mut shop =
            workshop(&mut self.output, &mut self.loader, &mut self.replaced, ground.cache, changes);
        let step = merge.step(&mut shop);
        let MergeStep::Done(replaced) = step else { return waiting(step) };
        let first = self.dead_pages.first().map_or(self.output.next, |page| page.number());
        self.dead_pages = (first..self.output.next).map(|n| PageId::new(self.output.epoch, n)).collect();
        self.dead_pages.iter().for_each(|&page| ground.cache.remove(page));
        let roots = self.changed.last().and_then(|&(_, root)| root);
        self.phase = Phase::Done(ForestRoot { checkpoint: self.output.number, roots, replaced });
        Unit::Continue
    }

    /// The new root, once all work is done.
    pub(super) const fn root(&self) -> Option<ForestRoot> {
        if let Phase::Done(root) = self.phase { Some(root) } else { None }
    }
}

fn workshop<'a>(
    output: &'a mut Output,
    loader: &'a mut Loader,
    replaced: &'a mut Vec<Link>,
    cache: &'a mut Cache,
    changes: &'a Ordered,
) -> Workshop<'a> {
    Workshop { cache, loader, output, changes, replaced }
}

fn waiting(step: MergeStep) -> Unit {
    match step {
        MergeStep::Fault(pages) => Unit::Fault(pages),
        MergeStep::Corrupt(page) => Unit::Corrupt(page),
        MergeStep::Continue | MergeStep::Done(_) => Unit::Continue,
    }
}
