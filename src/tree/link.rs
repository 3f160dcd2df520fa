//! References to pages: a branch entry's link, a tree's root entry, and the forest's root for the superblock.

use super::reader::Reader;
use crate::storage::PageId;

/// What a branch entry says of its child; encoded in 40 bytes (see the module docs of [`crate::tree`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The child.
    pub page: PageId,
    /// Number of the checkpoint that wrote the child.
    pub birth: u64,
    /// CRC-32 of the child's payload.
    pub checksum: u32,
    /// Length of the child's payload in bytes.
    pub size: u32,
    /// Items in the subtree.
    pub count: u64,
    /// Sum of the weights of the subtree's values.
    pub bytes: u64,
}

/// Encoded length of a [`Link`].
pub(super) const LINK_LENGTH: usize = 40;

impl Link {
    pub(super) fn encode(&self) -> [u8; LINK_LENGTH] {
        let mut out = [0; LINK_LENGTH];
        let fields = self.page.0.to_le_bytes().into_iter().chain(self.birth.to_le_bytes());
        let fields = fields.chain(self.checksum.to_le_bytes()).chain(self.size.to_le_bytes());
        let fields = fields.chain(self.count.to_le_bytes()).chain(self.bytes.to_le_bytes());
        out.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
        out
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        Some(Self {
            page: PageId(reader.u64()?),
            birth: reader.u64()?,
            checksum: reader.u32()?,
            size: reader.u32()?,
            count: reader.u64()?,
            bytes: reader.u64()?,
        })
    }
}

/// The root of one tree that has at least one item in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootEntry {
    /// The root page.
    pub link: Link,
    /// Height: 0 when the root is a leaf.
    pub level: u8,
}

const ROOT_ENTRY_VERSION: u8 = 1;

impl RootEntry {
    /// Version byte 1, level byte, then the link's 40 bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![ROOT_ENTRY_VERSION, self.level];
        out.extend_from_slice(&self.link.encode());
        out
    }

    /// Reads what [`RootEntry::encode`] wrote; `None` if the bytes are anything else.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let (ROOT_ENTRY_VERSION, level) = (reader.u8()?, reader.u8()?) else { return None };
        (reader.0.len() == LINK_LENGTH).then_some(())?;
        Some(Self { link: Link::decode(reader.0)?, level })
    }
}

/// Everything a forest is opened from: the engine keeps its bytes in the superblock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ForestRoot {
    /// Number of the checkpoint that wrote this root; 0 before the first.
    pub checkpoint: u64,
    /// Root of tree 0.
    pub roots: Option<RootEntry>,
    /// A tree whose keys are the ids of pages to delete: those that this checkpoint replaced, or an earlier one did
    /// whose deletion was not known to be through.
    pub replaced: Option<RootEntry>,
}

const FOREST_ROOT_VERSION: u8 = 1;

impl ForestRoot {
    /// Version byte 1; checkpoint number (u64, little endian); flags (bit 0: a root of tree 0, bit 1: a tree of
    /// replaced pages); then the root entries present, 42 bytes each.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![FOREST_ROOT_VERSION];
        out.extend_from_slice(&self.checkpoint.to_le_bytes());
        out.push(u8::from(self.roots.is_some()) | u8::from(self.replaced.is_some()) << 1);
        for root in [self.roots, self.replaced].into_iter().flatten() {
            out.extend_from_slice(&root.encode());
        }
        out
    }

    /// Reads what [`ForestRoot::encode`] wrote; `None` if the bytes are anything else.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        (reader.u8()? == FOREST_ROOT_VERSION).then_some(())?;
        let checkpoint = reader.u64()?;
        let flags = reader.u8()?;
        (flags < 4).then_some(())?;
        let mut root = Self { checkpoint, ..Self::default() };
        if flags & 1 != 0 {
            root.roots = Some(RootEntry::decode(reader.take(LINK_LENGTH + 2)?)?);
        }
        if flags & 2 != 0 {
            root.replaced = Some(RootEntry::decode(reader.take(LINK_LENGTH + 2)?)?);
        }
        reader.0.is_empty().then_some(root)
    }
}
