//! One tree's write buffer between two checkpoints: newest values by key, and what they change in the sums.

use super::ordered::{Entry, Ordered};

/// The changes a layer makes to a tree's live sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Delta {
    pub(super) count: i64,
    pub(super) bytes: i64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) map: Ordered,
    pub(super) delta: Delta,
    /// LSN of the newest drop: everything below this layer is hidden.
    pub(super) dropped: Option<u64>,
    /// What was below it has been brought off the pages since.
    pub(super) bare: bool,
}

impl Layer {
    pub(super) fn write(&mut self, entry: Entry, old_weight: Option<u32>, new_weight: Option<u64>) {
        self.delta.count += i64::from(new_weight.is_some()) - i64::from(old_weight.is_some());
        let old = i64::from(old_weight.unwrap_or(0));
        let new = i64::try_from(new_weight.unwrap_or(0)).unwrap_or(i64::MAX);
        self.delta.bytes = self.delta.bytes.saturating_add(new).saturating_sub(old);
        self.map.insert(entry);
    }

    /// As [`Layer::write`] of a deletion, where nothing lies below that a tombstone would have to hide.
    pub(super) fn forget(&mut self, key: &[u8], old_weight: Option<u32>) {
        self.delta.count -= i64::from(old_weight.is_some());
        self.delta.bytes = self.delta.bytes.saturating_sub(old_weight.unwrap_or(0).into());
        self.map.remove(key);
    }

    pub(super) fn drop_all(&mut self, lsn: u64) {
        *self = Self { dropped: Some(lsn), ..Self::default() };
    }
}
