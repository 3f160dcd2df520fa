//! Tree 0: the records that make a forest of single trees.
//!
//! | key | value |
//! |---|---|
//! | 0x01, tree id (u32, big endian) | the tree's root entry |
//! | 0x02, tree id (u32, big endian) | the tree is a branch: see [`BranchRecord`] |
//! | 0x03, checkpoint (u64, big endian), tree id (u32, big endian) | root entry of a tree dropped then, to be reclaimed |

use super::cache::Cache;
use super::cursor::{Cursor, Step};
use super::effect::TreeId;
use super::layer::{Delta, Layer};
use super::link::RootEntry;
use super::range::{Direction, KeyRange};
use super::reader::Reader;
use super::roots::{RootSource, ZERO};
use super::trace::{Stopped, Trace};

pub(super) const BRANCH_TAG: u8 = 2;
pub(super) const DROPPED_TAG: u8 = 3;

pub(super) fn branch_key(tree: TreeId) -> Vec<u8> {
    let mut key = vec![BRANCH_TAG];
    key.extend_from_slice(&tree.to_be_bytes());
    key
}

/// The tree in a [`branch_key`]; `None` if it is another key.
pub(super) fn branch_of(key: &[u8]) -> Option<TreeId> {
    let (&BRANCH_TAG, tree) = key.split_first()? else { return None };
    tree.try_into().ok().map(TreeId::from_be_bytes)
}

pub(super) fn dropped_key(checkpoint: u64, tree: TreeId) -> Vec<u8> {
    let mut key = vec![DROPPED_TAG];
    key.extend_from_slice(&checkpoint.to_be_bytes());
    key.extend_from_slice(&tree.to_be_bytes());
    key
}

/// The checkpoint and the tree in a [`dropped_key`].
pub(super) fn dropped_at(key: &[u8]) -> Option<(u64, TreeId)> {
    let (&at, tree) = key.get(1..)?.split_first_chunk()?;
    Some((u64::from_be_bytes(at), TreeId::from_be_bytes(tree.try_into().ok()?)))
}

/// A tree that began as another one was: it shares the pages that the other one had then, and these stay until the
/// branch has been dropped and what only it needs has been reclaimed.
///
/// Version 2, state (0 pinned, 1 unpinned), origin (u32), checkpoint (u64), items (i64) and weight (i64) that the branch had
/// more than the pages, little endian; then the root entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BranchRecord {
    pub(super) pinned: bool,
    /// The tree that it shares pages with.
    pub(super) origin: TreeId,
    /// The last checkpoint before it began.
    pub(super) checkpoint: u64,
    /// What the buffers of the origin added to the pages' sums.
    pub(super) delta: Delta,
    /// The root of the origin at that checkpoint.
    pub(super) root: RootEntry,
}

const BRANCH_VERSION: u8 = 2;

impl BranchRecord {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = vec![BRANCH_VERSION, u8::from(!self.pinned)];
        out.extend_from_slice(&self.origin.to_le_bytes());
        out.extend_from_slice(&self.checkpoint.to_le_bytes());
        out.extend_from_slice(&self.delta.count.to_le_bytes());
        out.extend_from_slice(&self.delta.bytes.to_le_bytes());
        out.extend_from_slice(&self.root.encode());
        out
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let (BRANCH_VERSION, state) = (reader.u8()?, reader.u8()?) else { return None };
        Some(Self {
            pinned: state == 0,
            origin: reader.u32()?,
            checkpoint: reader.u64()?,
            delta: Delta { count: reader.u64()?.cast_signed(), bytes: reader.u64()?.cast_signed() },
            root: RootEntry::decode(reader.0)?,
        })
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

/// The records of all branches.
pub(super) fn branches(
    cache: &Cache,
    source: RootSource<'_>,
    layers: [Option<&Layer>; 2],
    trace: &mut Trace,
) -> Result<Vec<(TreeId, BranchRecord)>, Stopped> {
    let found = records(cache, source, layers, BRANCH_TAG, trace)?;
    Ok(found
        .into_iter()
        .filter_map(|(key, value)| Some((branch_of(&key)?, BranchRecord::decode(&value)?)))
        .collect())
}
