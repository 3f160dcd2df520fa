//! Durable snapshots: pinned, read, unpinned.

use super::cursor::Cursor;
use super::effect::{Effect, TreeId};
use super::forest::{Forest, lookup, sums};
use super::layer::Delta;
use super::link::ForestRoot;
use super::range::{Direction, KeyRange};
use super::records::{SnapshotRecord, snapshot_key};
use super::roots::{RootSource, ZERO, find};
use super::trace::{Lookup, Stats, Stopped, Trace};

/// A durable snapshot opened for reading: the trees as one checkpoint left them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub(super) root: ForestRoot,
}

impl Snapshot {
    /// Number of the checkpoint.
    #[must_use]
    pub const fn checkpoint(&self) -> u64 {
        self.root.checkpoint
    }
}

/// Answer to [`Forest::pin_snapshot`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// Apply this effect before anything else happens to the forest, and log it; then the snapshot is pinned.
    Pinned(Effect),
    /// The id is taken, or its unpinned snapshot has not been reclaimed yet.
    Exists,
    /// A sealed buffer is on its way into pages: ask again when its checkpoint is finished.
    Busy,
}

impl Forest {
    /// Pins the last finished checkpoint under an id of the caller's. It is durable when the effect's log record is. Not to
    /// be called after an opening at which a [`super::Mark`] was in force, before the next checkpoint of the whole.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn pin_snapshot(&self, trace: &mut Trace, id: u64) -> Result<Pin, Stopped> {
        if self.has_sealed || self.checkpoint.is_some() {
            return Ok(Pin::Busy);
        }
        if self.snapshot_record(trace, id)?.is_some() {
            return Ok(Pin::Exists);
        }
        let record = SnapshotRecord { pinned: true, root: self.roots.live };
        Ok(Pin::Pinned(put_record(id, &record, None)))
    }

    /// The effect that unpins a snapshot; `None` if there is none of that id. Its pages are reclaimed after the next
    /// checkpoint.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn unpin_snapshot(&self, trace: &mut Trace, id: u64) -> Result<Option<Effect>, Stopped> {
        let record = self.snapshot_record(trace, id)?.filter(|record| record.pinned);
        Ok(record.map(|record| put_record(id, &SnapshotRecord { pinned: false, ..record }, Some(0))))
    }

    /// A pinned snapshot, for [`Forest::get_at`] and [`Forest::cursor_at`]; `None` if there is none of that id.
    ///
    /// # Errors
    /// [`Stopped`] if a page of tree 0 is missing.
    pub fn open_snapshot(&self, trace: &mut Trace, id: u64) -> Result<Option<Snapshot>, Stopped> {
        let record = self.snapshot_record(trace, id)?.filter(|record| record.pinned);
        Ok(record.map(|record| Snapshot { root: record.root }))
    }

    fn snapshot_record(&self, trace: &mut Trace, id: u64) -> Result<Option<SnapshotRecord>, Stopped> {
        match self.get(trace, ZERO, &snapshot_key(id)) {
            Lookup::Found(bytes) => Ok(SnapshotRecord::decode(bytes)),
            Lookup::Absent => Ok(None),
            Lookup::Fault => Err(Stopped),
        }
    }

    /// As [`Forest::get`], of a snapshot.
    pub fn get_at(&self, snapshot: &Snapshot, trace: &mut Trace, tree: TreeId, key: &[u8]) -> Lookup<'_> {
        let source = RootSource::At(snapshot.root.roots);
        let Ok(root) = source.of(&self.cache, tree, trace) else { return Lookup::Fault };
        lookup(find(&self.cache, root, key, trace))
    }

    /// As [`Forest::cursor`], of a snapshot.
    #[must_use]
    pub fn cursor_at(
        &self,
        snapshot: &Snapshot,
        tree: TreeId,
        range: KeyRange,
        direction: Direction,
        hint_bytes: u64,
    ) -> Cursor<'_> {
        let source = RootSource::At(snapshot.root.roots);
        Cursor::new(&self.cache, source, tree, [None, None], range, direction, hint_bytes)
    }

    /// As [`Forest::stats`], of a snapshot.
    ///
    /// # Errors
    /// [`Stopped`] if a page on the way to the tree's root is missing.
    pub fn stats_at(&self, snapshot: &Snapshot, trace: &mut Trace, tree: TreeId) -> Result<Stats, Stopped> {
        let source = RootSource::At(snapshot.root.roots);
        Ok(sums(source.of(&self.cache, tree, trace)?, Delta::default()))
    }
}

fn put_record(id: u64, record: &SnapshotRecord, old_weight: Option<u32>) -> Effect {
    Effect::Write { tree: ZERO, key: snapshot_key(id), value: Some(record.encode()), old_weight }
}
