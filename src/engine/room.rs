//! Whether a write may come in: the write buffer is bounded, and a full disk takes only what makes it emptier.
//!
//! Writes are taken as long as the store's reserve is there. When the store has refused something for lack of room, the
//! reserve is given up: it is for deletions, which are records of the log first, and for the checkpoints that turn them
//! into free space. It is put back when nothing is left that would need it, and then all writes are taken again.

use std::rc::Rc;

use super::quiet;
use super::recovery::{Fate, failure};
use super::shared::Inner;
use super::state::State;
use crate::model::Failure;
use crate::storage::{StoreError, StoreErrorKind};
use crate::table::{CATALOG_TREE, LEDGER_TREE};
use crate::tree::Effect;

/// Whether a write is taken.
pub enum Room {
    /// Yes.
    Free,
    /// When the checkpoint under way is through.
    Full,
    /// If it frees space; else not: why.
    Tight(Failure),
    /// No, and it will not be: why.
    Never(Failure),
}

/// Whether effects make the database smaller: they delete items or drop trees, and write nothing but the notes that
/// come with it.
pub(super) fn frees(effects: &[Effect]) -> bool {
    let note = |tree: &u32| [CATALOG_TREE, LEDGER_TREE].contains(tree);
    let mut freed = false;
    for effect in effects {
        match effect {
            Effect::Write { tree, value: Some(_), .. } if !note(tree) => return false,
            Effect::Write { tree, value: None, .. } if !note(tree) => freed = true,
            Effect::Write { .. } => {}
            Effect::DropTree { .. } => freed = true,
        }
    }
    freed
}

impl Inner {
    /// Whether the write buffer and the disk take more.
    pub(super) fn room(&self, state: &State) -> Room {
        if state.full {
            let error = StoreError::new(StoreErrorKind::Quota, "there is no more room for this database");
            let failure = failure(&error, Fate::NotApplied);
            return if state.exhausted { Room::Never(failure) } else { Room::Tight(failure) };
        }
        if self.config.volatile || state.forest.buffered_bytes() < self.config.checkpoint_bytes {
            return Room::Free;
        }
        match &*self.halted.borrow() {
            Some(failure) => Room::Never(failure.clone()),
            None if state.forest.has_sealed() => Room::Full,
            None => Room::Free,
        }
    }
}

/// The store has no room, or no reserve: until there is one again, only deletions are taken. Work that needs room rests
/// for a while, if it has met this before.
pub(super) fn ran_out(inner: &Rc<Inner>) {
    let again = inner.state.borrow_mut().met_limit();
    if again {
        quiet::back_off(inner);
    }
}

impl State {
    /// Takes only deletions from now on; whether that is so already.
    pub(super) fn met_limit(&mut self) -> bool {
        self.was_full = true;
        std::mem::replace(&mut self.full, true)
    }
}

/// The reserve is there.
pub(super) fn restored(inner: &Inner) {
    inner.setbacks.set(0);
    let mut state = inner.state.borrow_mut();
    if std::mem::take(&mut state.full) {
        state.exhausted = false;
        state.jobs_due = true;
    }
}
