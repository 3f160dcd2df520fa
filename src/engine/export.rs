//! Export: all trees of one moment as a run of blocks, made one at a time while requests go on.
//!
//! Each block is a sealed array of kind export (see [`crate::storage::array`]):
//!
//! ```text
//! block    tag u8 | checksum of the block before, u32 (0 in the first) | count u64 | body
//! head     tag 0, count: entries in the file; body: a map { clock, format, last, reader }
//! entries  tag 1, count: entries in the block; body: tree varint, then key and value of each (varint length, bytes)
//! end      tag 2, count: entries in the file; no body
//! ```
//! Fixed-width integers are little-endian. `format` is the version that wrote the file, `reader` the oldest that may
//! read it, `last` the highest tree id, `clock` the hybrid clock at that moment. Keys ascend within a tree. The catalog
//! comes behind all other trees, and the ledger stays behind: what was answered is of no use to another database.

use std::ops::Bound;
use std::rc::Rc;

use super::shared::{Engine, Inner, Phase};
use super::state::State;
use crate::model::split::put_varint;
use crate::model::{Failure, Kind, Writer};
use crate::storage::PageId;
use crate::storage::array::{self, Kind as ArrayKind};
use crate::table::{CATALOG_TREE, LEDGER_TREE};
use crate::tree::{Frozen, KeyRange, Step, Trace, TreeId};

/// The version of the file that this engine writes, and the newest that it reads.
pub(super) const FORMAT: i64 = 1;
pub(super) const HEAD: u8 = 0;
pub(super) const ENTRIES: u8 = 1;
pub(super) const END: u8 = 2;

/// Bytes after which a block is closed; it gets longer by one entry at most.
const BLOCK_BYTES: usize = 256 << 10;

/// A way through all trees of one moment. Pages are kept for it as long as it lives, and it goes on when the storage was
/// opened again, unless somebody else has had it open meanwhile.
pub struct Export {
    inner: Rc<Inner>,
    moment: Moment,
    /// The trees to come, the next one last; none before the first block.
    trees: Option<Vec<TreeId>>,
    /// The last key taken of the next tree.
    after: Option<Vec<u8>>,
    previous: [u8; 4],
    count: u64,
    /// Pages that stay in memory until the next block is made.
    held: Vec<PageId>,
}

/// All trees as they were at one moment.
struct Moment {
    /// That of the state in which the moment was looked at last.
    generation: u64,
    lsn: u64,
    frozen: Frozen,
    clock: u64,
}

impl Moment {
    fn of(state: &State) -> Self {
        Self {
            generation: state.generation,
            lsn: state.lsn,
            frozen: state.forest.freeze(),
            clock: state.clock.last(),
        }
    }
}

impl Engine {
    /// Begins to export the database as it is now.
    #[must_use]
    pub fn export(&self) -> Export {
        let inner = Rc::clone(&self.inner);
        let moment = {
            let state = &mut *inner.state.borrow_mut();
            state.forest.keep_pages();
            Moment::of(state)
        };
        let (trees, after, previous, held) = (None, None, [0; 4], Vec::new());
        Export { inner, moment, trees, after, previous, count: 0, held }
    }
}

impl Export {
    /// The next block, the last of which is an end; `None` if there is something to wait for: ask again.
    ///
    /// # Errors
    /// `CorruptionError` if a page is damaged; the failure of the storage if it cannot be opened again, or no longer
    /// has what the export began with.
    pub fn step(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        match *self.inner.phase.borrow() {
            Phase::Open => {}
            Phase::Recovering => return Ok(None),
            Phase::Down | Phase::Closed(_) => return Err(ended(&self.inner)),
        }
        self.go_on()?;
        // What could still be lost is not handed out.
        if self.inner.state.borrow().durable_lsn < self.moment.lsn {
            return Ok(None);
        }
        let mut trace = Trace::default();
        let Some(mut block) = self.look(&mut trace) else {
            return need(&self.inner, trace, &mut self.held).map(|()| None);
        };
        self.inner.state.borrow_mut().forest.unpin(&std::mem::take(&mut self.held));
        array::seal_in_place(ArrayKind::Export, &mut block);
        self.previous = array::checksum(&block);
        Ok(Some(block))
    }

    /// Has the moment outlast the state it was taken of: one of which nothing was handed out is taken anew, and others are
    /// looked at with the pages that the new state has kept.
    fn go_on(&mut self) -> Result<(), Failure> {
        let state = self.inner.state.borrow();
        if state.generation == self.moment.generation {
            return Ok(());
        }
        // Pages that the old state held in memory are gone with it.
        self.held.clear();
        if self.trees.is_none() {
            self.moment = Moment::of(&state);
        } else if state.unbroken_since > self.moment.generation || state.found_lsn < self.moment.lsn {
            drop(state);
            return Err(ended(&self.inner));
        }
        self.moment.generation = state.generation;
        Ok(())
    }

    /// A block's first bytes; its count is set when it is known.
    fn begin(&self, tag: u8) -> Vec<u8> {
        let mut block = vec![0; array::HEADER];
        block.push(tag);
        block.extend_from_slice(&self.previous);
        block.extend_from_slice(&[0; 8]);
        block
    }

    /// Goes on as far as it gets without waiting; `None` if that is nowhere.
    fn look(&mut self, trace: &mut Trace) -> Option<Vec<u8>> {
        let inner = Rc::clone(&self.inner);
        let state = inner.state.borrow();
        let Some(mut trees) = self.trees.take() else {
            return state.forest.trees_of(&self.moment.frozen, trace).ok().map(|found| self.head(found));
        };
        let mut block = self.begin(ENTRIES);
        let mut entries = 0;
        while let Some(&tree) = trees.last() {
            let lower = self.after.take().map_or(Bound::Unbounded, Bound::Excluded);
            let range = KeyRange { lower, upper: Bound::Unbounded };
            let again = range.lower.clone();
            let mut cursor = state.forest.cursor_of(&self.moment.frozen, tree, range, BLOCK_BYTES as u64);
            let mut last = Vec::new();
            put_varint(&mut block, tree);
            let step = loop {
                if block.len() >= BLOCK_BYTES {
                    break None;
                }
                match cursor.next(trace) {
                    Step::Entry { key, value } => {
                        put_varint(&mut block, key.len() as u32);
                        key.write_to(&mut block);
                        put_varint(&mut block, value.len() as u32);
                        block.extend_from_slice(value);
                        last.clear();
                        key.write_to(&mut last);
                        entries += 1;
                    }
                    other => break Some(other),
                }
            };
            if let Some(Step::End) = step {
                trees.pop();
            } else if entries > 0 {
                self.after = Some(last);
            } else if let Bound::Excluded(key) = again {
                self.after = Some(key);
            }
            if entries > 0 {
                self.trees = Some(trees);
                self.count += entries;
                return Some(counted(block, entries));
            }
            if let Some(Step::Fault) = step {
                self.trees = Some(trees);
                return None;
            }
            // The tree is empty: the block begins again, with the next one.
            block = self.begin(ENTRIES);
        }
        self.trees = Some(trees);
        Some(counted(self.begin(END), self.count))
    }

    fn head(&mut self, found: Vec<(TreeId, u64)>) -> Vec<u8> {
        let last = found.last().map_or(0, |(tree, _)| *tree);
        let wanted = found.iter().filter(|(tree, _)| *tree != LEDGER_TREE);
        let total: u64 = wanted.clone().map(|(_, count)| count).sum();
        let trees = wanted.map(|(tree, _)| *tree).filter(|tree| *tree != CATALOG_TREE);
        self.trees = Some(std::iter::once(CATALOG_TREE).chain(trees.rev()).collect());
        let mut map = Writer::new();
        map.entry_int("clock", self.moment.clock as i64);
        map.entry_int("format", FORMAT);
        map.entry_int("last", i64::from(last));
        map.entry_int("reader", FORMAT);
        let mut block = self.begin(HEAD);
        block.extend_from_slice(map.as_bytes());
        counted(block, total)
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        {
            let Ok(mut state) = self.inner.state.try_borrow_mut() else { return };
            state.forest.release_pages();
            if state.generation == self.moment.generation {
                state.forest.unpin(&self.held);
            }
            state.reclaim_due = true;
        }
        self.inner.kick();
    }
}

fn counted(mut block: Vec<u8>, count: u64) -> Vec<u8> {
    if let Some(place) = block.get_mut(array::HEADER + 5..array::HEADER + 13) {
        place.copy_from_slice(&count.to_le_bytes());
    }
    block
}

/// Has pages loaded that a step fell short of, and holds them, however small the cache is.
pub(super) fn need(inner: &Rc<Inner>, trace: Trace, held: &mut Vec<PageId>) -> Result<(), Failure> {
    if let Some(page) = trace.corrupt {
        return Err(inner.state.borrow().damaged(page));
    }
    {
        let mut state = inner.state.borrow_mut();
        state.forest.pin(&trace.faults);
        state.await_pages(&trace.faults, None);
    }
    held.extend(trace.faults);
    inner.kick();
    Ok(())
}

/// Why what spans several turns cannot go on: the database was closed, or its storage failed.
pub(super) fn ended(inner: &Inner) -> Failure {
    if let Phase::Closed(failure) = &*inner.phase.borrow() {
        return failure.clone();
    }
    let failure = inner.trouble.borrow().clone();
    failure
        .unwrap_or_else(|| Failure::new(Kind::StorageUnavailable, "the storage was opened again; begin anew"))
}
