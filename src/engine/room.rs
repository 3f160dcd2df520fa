//! Which writes may come in: the write buffer is bounded, and a full disk takes only what makes it emptier.
//!
//! Writes are taken as long as the store's reserve is there. When the store has refused something for lack of room, the
//! reserve is given up: it is for deletions, which are records of the log first, and for the checkpoints that turn them
//! into free space. It is put back when nothing is left that would need it, and then all writes are taken again.

use crate::model::{Failure, Kind};
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
    /// If it frees space, when the checkpoint under way has made room for its record; else not: why.
    Later(Failure),
    /// If it does not add to the data, for memory ends; else not: why.
    Deletions(Failure),
    /// No, and it will not be: why.
    Never(Failure),
}

impl Room {
    /// That of a full disk.
    pub(super) fn on_a_full_disk(exhausted: bool, pressed: bool) -> Self {
        let message = "there is no more room for this database. The request was not applied. Free space or delete items, then try again.";
        let failure = Failure::new(Kind::StorageQuotaExceeded, message);
        match (exhausted, pressed) {
            (true, _) => Self::Never(failure),
            (false, true) => Self::Later(failure),
            (false, false) => Self::Tight(failure),
        }
    }

    /// Whether writes wait for a checkpoint.
    pub(super) const fn waits(&self) -> bool {
        matches!(self, Self::Full | Self::Later(_))
    }
}

/// Whether effects make the database smaller: they delete items or drop trees, and write nothing but the notes that
/// come with it.
pub(super) fn frees(effects: &[Effect]) -> bool {
    // Tree 0 is the forest's own: what a dropped branch leaves in it is small.
    let note = |tree: &u32| [0, CATALOG_TREE, LEDGER_TREE].contains(tree);
    let mut freed = false;
    for effect in effects {
        match effect {
            Effect::Write { tree, value: Some(_), .. } if !note(tree) => return false,
            Effect::Write { tree, value: None, .. } if !note(tree) => freed = true,
            Effect::Write { .. } => {}
            Effect::CopyTree { .. } => return false,
            Effect::DropTree { .. } => freed = true,
        }
    }
    freed
}

/// Whether effects leave more data than there was. What the catalog and the ledger hold is small, and deletions need it.
pub(super) fn grows(effects: &[Effect]) -> bool {
    let (mut before, mut after) = (0, 0);
    for effect in effects {
        match effect {
            Effect::Write { tree, value, old_weight, .. }
                if ![0, CATALOG_TREE, LEDGER_TREE].contains(tree) =>
            {
                before += old_weight.unwrap_or(0) as usize;
                after += value.as_ref().map_or(0, Vec::len);
            }
            _ => {}
        }
    }
    after > before
}
