//! A forest with everything around it: page store, log, crashes, and an oracle of plain maps.

use crate::storage::PageId;
use crate::tree::link::{Link, RootEntry};
use crate::tree::page::Page;
use crate::tree::records::branches;
use crate::tree::roots::{RootSource, TREE_TAG};
use crate::tree::{
    Branching, CheckpointStep, Config, Damage, Direction, Effect, Forest, ForestRoot, KeyRange, Lookup, Mark,
    ReclaimStep, Scope, Stats, Step, Trace, TreeId,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

pub type Items = BTreeMap<(TreeId, Vec<u8>), Vec<u8>>;

pub fn weight(value: &[u8]) -> u64 {
    value.len() as u64 + 1
}

pub struct Sim {
    pub forest: Forest,
    pub config: Config,
    pub store: HashMap<PageId, Vec<u8>>,
    pub items: Items,
    /// Branches that are there.
    pub branches: BTreeSet<TreeId>,
    /// Branches whose sums are not exact: the process died while a part of the log was in pages.
    inexact: BTreeSet<TreeId>,
    sealed_lsn: u64,
    /// Trees dropped since the last seal.
    dropped: BTreeSet<TreeId>,
    /// Trees that a checkpoint of drops is about.
    dropping: Option<Vec<TreeId>>,
    /// What pieces have brought into pages of the log.
    marks: Vec<(u64, Mark)>,
    log: Vec<(u64, Vec<Effect>)>,
    lsn: u64,
    epoch: u64,
    root: Vec<u8>,
    next_page: PageId,
    number: u64,
    pub in_checkpoint: bool,
}

impl Sim {
    pub fn new(config: Config) -> Self {
        Self {
            forest: Forest::open(config, ForestRoot::default()),
            config,
            store: HashMap::new(),
            items: Items::new(),
            branches: BTreeSet::new(),
            inexact: BTreeSet::new(),
            sealed_lsn: 0,
            dropped: BTreeSet::new(),
            dropping: None,
            marks: Vec::new(),
            log: Vec::new(),
            lsn: 0,
            epoch: 1,
            root: ForestRoot::default().encode(),
            next_page: PageId::new(1, 0),
            number: 0,
            in_checkpoint: false,
        }
    }

    pub fn apply(&mut self, effects: Vec<Effect>) {
        self.lsn += 1;
        self.forest.apply(self.lsn, &effects);
        self.log.push((self.lsn, effects));
    }

    pub fn write(&mut self, tree: TreeId, key: &[u8], value: Option<&[u8]>) {
        let name = (tree, key.to_vec());
        let old = match value {
            Some(value) => self.items.insert(name, value.to_vec()),
            None => self.items.remove(&name),
        };
        let old_weight = old.map(|old| weight(&old) as u32);
        self.apply(vec![Effect::Write {
            tree,
            key: key.to_vec(),
            value: value.map(<[u8]>::to_vec),
            old_weight,
        }]);
    }

    pub fn drop_tree(&mut self, tree: TreeId) {
        self.items.retain(|(other, _), _| *other != tree);
        self.dropped.insert(tree);
        self.apply(vec![Effect::DropTree { tree }]);
    }

    pub fn install(&mut self, id: PageId) {
        let payload = self.store.get(&id).cloned().ok_or(Damage::Missing);
        self.forest.install(id, payload);
    }

    /// Runs a read until it does not fault, as an engine does: loaded pages stay pinned until then.
    pub fn read<T>(&mut self, mut run: impl FnMut(&Forest, &mut Trace) -> Option<T>) -> T {
        let mut pinned = Vec::new();
        loop {
            let mut trace = Trace::default();
            let done = run(&self.forest, &mut trace);
            assert_eq!(trace.corrupt, None);
            if let Some(done) = done {
                assert!(trace.lsn <= self.lsn);
                self.forest.unpin(&pinned);
                return done;
            }
            assert!(!trace.faults.is_empty());
            self.forest.pin(&trace.faults);
            pinned.extend_from_slice(&trace.faults);
            for id in trace.faults {
                self.install(id);
            }
        }
    }

    pub fn get(&mut self, tree: TreeId, key: &[u8]) -> Option<Vec<u8>> {
        self.read(|forest, trace| owned(forest.get(trace, tree, key)))
    }

    pub fn scan(
        &mut self,
        tree: TreeId,
        range: &KeyRange,
        direction: Direction,
        hint: u64,
    ) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.read(|forest, trace| drain(forest.cursor(tree, range.clone(), direction, hint), trace))
    }

    pub fn stats(&mut self, tree: TreeId) -> Stats {
        self.read(|forest, trace| forest.stats(trace, tree).ok())
    }

    pub fn seal(&mut self) -> bool {
        let sealed = self.forest.seal();
        if sealed {
            self.sealed_lsn = self.lsn;
            self.dropped.clear();
        }
        sealed
    }

    pub fn begin(&mut self) {
        self.begin_scope(Scope::Whole);
    }

    pub fn begin_scope(&mut self, scope: Scope) {
        if !self.in_checkpoint {
            self.number += 1;
            self.dropping = (scope == Scope::Drops).then(|| self.forest.dropped());
            self.in_checkpoint = self.forest.begin_checkpoint(self.number, self.epoch, scope);
            assert!(self.in_checkpoint);
        }
    }

    /// One step of the checkpoint with a budget of `units`; true when it is finished.
    pub fn checkpoint_step(&mut self, mut units: usize) -> bool {
        let mut budget = || {
            units = units.saturating_sub(1);
            units > 0
        };
        match self.forest.step_checkpoint(&mut budget) {
            CheckpointStep::Fault(ids) => ids.into_iter().for_each(|id| self.install(id)),
            CheckpointStep::Pages(pages) => {
                for (id, payload) in pages {
                    assert!(self.store.insert(id, payload).is_none(), "a page was written twice");
                }
            }
            CheckpointStep::Yield => {}
            CheckpointStep::Done(result) => {
                self.root = result.root.encode();
                self.next_page = result.next_page;
                assert!(self.forest.finish_checkpoint());
                self.in_checkpoint = false;
                let keep = self.sealed_lsn;
                if self.dropping.take().is_some() {
                } else if let Some(mark) = result.mark {
                    self.marks.push((keep, mark));
                } else {
                    self.log.retain(|&(lsn, _)| lsn > keep);
                    self.marks.clear();
                    self.inexact.clear();
                }
                return true;
            }
            CheckpointStep::Corrupt(page) => panic!("checkpoint found {page:?} corrupt"),
            CheckpointStep::Idle => panic!("no checkpoint"),
        }
        false
    }

    pub fn abort(&mut self) {
        self.dropping = None;
        if let Some((from, to)) = self.forest.abort_checkpoint() {
            self.store.retain(|id, _| *id < from || *id >= to);
        }
        self.in_checkpoint = false;
    }

    pub fn checkpoint(&mut self) {
        // A piece leaves the rest of what is sealed to the next one.
        while self.in_checkpoint || self.forest.has_sealed() {
            self.begin();
            while !self.checkpoint_step(1000) {}
        }
        self.seal();
        self.begin();
        while !self.checkpoint_step(1000) {}
    }

    /// One step; true when idle.
    pub fn reclaim_step(&mut self, mut units: usize) -> bool {
        let mut budget = || {
            units = units.saturating_sub(1);
            units > 0
        };
        match self.forest.step_reclaim(&mut budget) {
            ReclaimStep::Fault(ids) => ids.into_iter().for_each(|id| self.install(id)),
            ReclaimStep::Delete(ids) => ids.into_iter().for_each(|id| {
                self.store.remove(&id);
            }),
            ReclaimStep::Yield => {}
            ReclaimStep::Idle => return true,
            ReclaimStep::Corrupt(page) => panic!("reclaim found {page:?} corrupt"),
        }
        false
    }

    pub fn reclaim(&mut self) {
        while !self.reclaim_step(1000) {}
    }

    /// Makes a tree a branch of another one, if that is possible now.
    pub fn branch(&mut self, origin: TreeId, to: TreeId) -> bool {
        match self.read(|forest, trace| forest.branch(trace, origin, to).ok()) {
            Branching::Made(effects) => {
                self.apply(effects);
                let copies = of_tree(&self.items, origin);
                self.items.extend(copies.into_iter().map(|(key, value)| ((to, key), value)));
                assert!(self.branches.insert(to));
                true
            }
            Branching::Busy => false,
        }
    }

    pub fn unbranch(&mut self, branch: TreeId) {
        assert!(self.branches.remove(&branch));
        self.items.retain(|(other, _), _| *other != branch);
        let effects = self.read(|forest, trace| forest.unbranch(trace, branch).ok());
        self.apply(effects);
    }

    /// The process dies and the database is opened again.
    pub fn crash(&mut self) {
        self.epoch += 1;
        let (next, first) = (self.next_page, PageId::new(self.epoch, 0));
        self.store.retain(|id, _| *id < next || *id >= first);
        self.forest = Forest::open(self.config, ForestRoot::decode(&self.root).unwrap());
        self.dropped.clear();
        if !self.marks.is_empty() {
            self.inexact = self.branches.clone();
        }
        for (lsn, effects) in &self.log {
            let left = |effect: &&Effect| {
                let (tree, key) = match effect {
                    Effect::CopyTree { to: tree, .. } | Effect::DropTree { tree } => (*tree, None),
                    Effect::Write { tree, key, .. } => (*tree, Some(key)),
                };
                !self.marks.iter().any(|(last, mark)| {
                    lsn <= last && (tree < mark.0 || tree == mark.0 && key.is_some_and(|key| *key < mark.1))
                })
            };
            let effects: Vec<Effect> = effects.iter().filter(left).cloned().collect();
            for effect in &effects {
                if let Effect::DropTree { tree } = effect {
                    self.dropped.insert(*tree);
                }
            }
            self.forest.apply(*lsn, &effects);
        }
        self.in_checkpoint = false;
        self.dropping = None;
    }

    /// Everything readable is what the oracle has.
    pub fn check_reads(&mut self) {
        let trees: BTreeSet<TreeId> =
            self.items.keys().map(|(tree, _)| *tree).chain([1, 2, 3]).chain(self.branches.clone()).collect();
        for tree in trees {
            let expected = of_tree(&self.items, tree);
            for hint in [0, 300, u64::MAX] {
                let found = self.scan(tree, &KeyRange::all(), Direction::Forward, hint);
                assert_eq!(found, expected);
            }
            let mut found = self.scan(tree, &KeyRange::all(), Direction::Backward, 300);
            found.reverse();
            assert_eq!(found, expected);
            let bytes = expected.iter().map(|(_, value)| weight(value)).sum();
            if !self.inexact.contains(&tree) {
                assert_eq!(self.stats(tree), Stats { count: expected.len() as u64, bytes });
            }
        }
    }

    /// With nothing left to reclaim, the store has the pages that roots reach, and no others.
    pub fn check_store(&mut self) {
        self.checkpoint();
        self.reclaim();
        // What a drop has left to an origin's branches is found in the next round.
        let mut reached = BTreeSet::new();
        let root = self.forest.root();
        let mut roots: Vec<(RootEntry, bool)> = root.roots.map(|root| (root, true)).into_iter().collect();
        roots.extend(root.replaced.map(|root| (root, false)));
        let records = self.read(|forest, trace| {
            branches(&forest.cache, RootSource::Live(&forest.roots), [None, None], trace).ok()
        });
        let pinned = records.into_iter().filter(|(_, record)| record.pinned);
        roots.extend(pinned.map(|(_, record)| (record.root, false)));
        while let Some((root, zero)) = roots.pop() {
            self.reach(root, zero, &mut reached);
        }
        let stored: BTreeSet<PageId> = self.store.keys().copied().collect();
        let leaked: Vec<_> = stored.difference(&reached).collect();
        assert!(leaked.is_empty(), "leaked: {leaked:?}");
        assert_eq!(stored, reached);
    }

    /// Collects a subtree, checking every page against its parent's entry.
    pub fn reach(&self, root: RootEntry, zero: bool, reached: &mut BTreeSet<PageId>) -> (u64, u64) {
        let Link { page: id, checksum, size, count, bytes, birth } = root.link;
        let payload = self.store.get(&id).unwrap_or_else(|| panic!("{id:?} was deleted"));
        reached.insert(id);
        assert_eq!(payload.len(), size as usize);
        let page = Page::parse(payload.clone()).unwrap();
        assert_eq!((page.checksum(), page.level()), (checksum, root.level));
        let (mut items, mut sum) = (0, 0);
        for index in 0..page.count() {
            if index > 0 {
                assert!(page.key(index) > page.key(index - 1) || (root.level > 0 && index == 1));
            }
            if root.level > 0 {
                let link = page.link(index).unwrap();
                assert!(link.birth <= birth);
                let (below, weights) = self.reach(RootEntry { link, level: root.level - 1 }, zero, reached);
                items += below;
                sum += weights;
            } else {
                let (key, value) = page.entry(index);
                items += 1;
                sum += weight(value);
                if zero && key.starts_with(&[TREE_TAG]) {
                    let root = RootEntry::decode(value).unwrap();
                    assert!(root.link.birth <= birth);
                    self.reach(root, false, reached);
                }
            }
        }
        assert_eq!((items, sum), (count, bytes));
        (items, sum)
    }
}

pub fn of_tree(items: &Items, tree: TreeId) -> Vec<(Vec<u8>, Vec<u8>)> {
    let range = (Bound::Included((tree, Vec::new())), Bound::Excluded((tree + 1, Vec::new())));
    items.range(range).map(|((_, key), value)| (key.clone(), value.clone())).collect()
}

pub fn owned(lookup: Lookup<'_>) -> Option<Option<Vec<u8>>> {
    match lookup {
        Lookup::Found(value) => Some(Some(value.to_vec())),
        Lookup::Absent => Some(None),
        Lookup::Fault => None,
    }
}

pub fn drain(mut cursor: crate::tree::Cursor<'_>, trace: &mut Trace) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut found = Vec::new();
    loop {
        match cursor.next(trace) {
            Step::Entry { key, value } => found.push((key.to_vec(), value.to_vec())),
            Step::End => return Some(found),
            Step::Fault => return None,
        }
    }
}
