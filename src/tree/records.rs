//! Tree 0: the records that make a forest of single trees.
//!
//! | key | value |
//! |---|---|
//! | 0x01, tree id (u32, big endian) | the tree's root entry |
//! | 0x02, snapshot id (u64, big endian) | version 1, state (0 pinned, 1 unpinned), forest root at the pin |
//! | 0x03, checkpoint (u64, big endian), tree id (u32, big endian) | root entry of a tree dropped then, to be reclaimed |

use super::cache::Cache;
use super::cursor::{Cursor, Step};
use super::effect::TreeId;
use super::layer::Layer;
use super::link::ForestRoot;
use super::range::{Direction, KeyRange};
use super::roots::{RootSource, ZERO};
use super::trace::{Stopped, Trace};

pub(super) const SNAPSHOT_TAG: u8 = 2;
pub(super) const DROPPED_TAG: u8 = 3;

pub(super) fn snapshot_key(id: u64) -> Vec<u8> {
    let mut key = vec![SNAPSHOT_TAG];
    key.extend_from_slice(&id.to_be_bytes());
    key
}

pub(super) fn dropped_key(checkpoint: u64, tree: TreeId) -> Vec<u8> {
    let mut key = vec![DROPPED_TAG];
    key.extend_from_slice(&checkpoint.to_be_bytes());
    key.extend_from_slice(&tree.to_be_bytes());
    key
}

/// The checkpoint in a [`dropped_key`].
pub(super) fn dropped_at(key: &[u8]) -> Option<u64> {
    key.get(1..)?.first_chunk().map(|&bytes| u64::from_be_bytes(bytes))
}

/// A durable snapshot: the root of a checkpoint, whose pages stay until it is unpinned and reclaimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SnapshotRecord {
    pub(super) pinned: bool,
    pub(super) root: ForestRoot,
}

const SNAPSHOT_VERSION: u8 = 1;

impl SnapshotRecord {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = vec![SNAPSHOT_VERSION, u8::from(!self.pinned)];
        out.extend_from_slice(&ForestRoot { replaced: None, ..self.root }.encode());
        out
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (&[SNAPSHOT_VERSION, state], root) = bytes.split_first_chunk::<2>()? else { return None };
        Some(Self { pinned: state == 0, root: ForestRoot::decode(root)? })
    }
}

/// A key and a value of tree 0.
pub(super) type Record = (Vec<u8>, Vec<u8>);

/// Records of tree 0 under one tag.
pub(super) fn records(
    cache: &Cache,
    source: RootSource<'_>,
    layers: [Option<&Layer>; 2],
    tag: u8,
    trace: &mut Trace,
) -> Result<Vec<Record>, Stopped> {
    let range = KeyRange::prefix(&[tag]);
    let mut cursor = Cursor::new(cache, source, ZERO, layers, range, Direction::Forward, u64::MAX);
    let mut found = Vec::new();
    loop {
        match cursor.next(trace) {
            Step::Entry { key, value } => found.push((key.to_vec(), value.to_vec())),
            Step::End => return Ok(found),
            Step::Fault => return Err(Stopped),
        }
    }
}

/// All snapshot records, by key.
pub(super) fn snapshots(
    cache: &Cache,
    source: RootSource<'_>,
    layers: [Option<&Layer>; 2],
    trace: &mut Trace,
) -> Result<Vec<(Vec<u8>, SnapshotRecord)>, Stopped> {
    let found = records(cache, source, layers, SNAPSHOT_TAG, trace)?;
    Ok(found.into_iter().filter_map(|(key, value)| Some((key, SnapshotRecord::decode(&value)?))).collect())
}
