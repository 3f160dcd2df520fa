//! What lies where in the file, and the records that say so.
//!
//! ```text
//! 0..4096      slot 0 ┐ written in turn; the valid one with the higher generation holds
//! 4096..8192   slot 1 ┘
//! 8192..       extents on sectors of 512 bytes: pages, leaves and tables of changes, root records, log segments
//! ```
//!
//! A slot names its root record by place and checksum. The root record holds the superblock, the start of the log
//! and the places of the page table's parts. Numbers are little-endian. What no root, leaf, table or log chain names is
//! free: the allocation map is derived, never stored.
//!
//! Format 1 has no leaves. Its roots are read, and the next one is of format 2; until then the slots stay of format 1.

use crate::storage::checksum::crc32;
use crate::storage::page_id::PageId;
use crate::storage::ports::{StoreError, StoreErrorKind};

/// Extents begin on multiples of this.
pub const SECTOR: u64 = 512;
/// Distance of the two slots.
pub const SLOT: u64 = 4096;
/// Where extents begin.
pub const START: u64 = 2 * SLOT;
/// Length of an ordinary log segment.
pub const SEGMENT: u64 = 256 << 10;

const MAGIC: [u8; 8] = *b"hashrnge";
/// The format that is written.
pub const FORMAT: u32 = 2;

/// Some bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extent {
    /// First byte; on a sector.
    pub offset: u64,
    /// Bytes used.
    pub length: u64,
}

impl Extent {
    /// Bytes taken: whole sectors, at least one.
    pub fn span(self) -> u64 {
        self.length.max(1).next_multiple_of(SECTOR)
    }

    /// First byte after those taken.
    pub fn end(self) -> u64 {
        self.offset.saturating_add(self.span())
    }
}

/// An extent with the checksum of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Where it is.
    pub extent: Extent,
    /// CRC-32 of its bytes.
    pub crc: u32,
}

/// A part of the page table: where the pages of a range of ids are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The first id in it.
    pub first: PageId,
    /// The last id in it.
    pub last: PageId,
    /// Where it is.
    pub place: Checked,
}

/// Where the log starts: the state of the chain before its first frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogCursor {
    /// The segment.
    pub segment: Extent,
    /// Place of the next frame in the file.
    pub offset: u64,
    /// Checksum of the frame before, which the next one continues.
    pub crc: u32,
}

impl LogCursor {
    /// The log of a new database, which no root record describes.
    pub const FIRST: LogCursor =
        LogCursor { segment: Extent { offset: START, length: SEGMENT }, offset: START, crc: 0 };
}

/// One of the two slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Format of the root that it names.
    pub format: u32,
    /// Counts the writes of slots; odd and even take turns.
    pub generation: u64,
    /// Epoch of the last holder.
    pub epoch: u64,
    /// The root record, once there is one.
    pub root: Option<Checked>,
}

/// The root record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The engine's superblock.
    pub superblock: Vec<u8>,
    /// Start of the log.
    pub log: LogCursor,
    /// The tables of changes, in the order in which they apply.
    pub tables: Vec<Checked>,
    /// The leaves, in the order of the ids.
    pub leaves: Vec<Leaf>,
    /// No extent that is named here or in a leaf or table ends behind this; the log's may. 0 in format 1.
    pub end: u64,
}

/// Reads numbers off the front of bytes.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next `length` bytes.
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*bytes))
    }

    /// A number of eight bytes.
    pub fn u64(&mut self) -> Option<u64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*bytes))
    }

    fn extent(&mut self) -> Option<Extent> {
        Some(Extent { offset: self.u64()?, length: self.u64()? })
    }

    fn checked(&mut self) -> Option<Checked> {
        Some(Checked { extent: self.extent()?, crc: self.u32()? })
    }
}

/// Appends a number of four bytes.
pub fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a number of eight bytes.
pub fn put_u64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put_extent(out: &mut Vec<u8>, extent: Extent) {
    put_u64(out, extent.offset);
    put_u64(out, extent.length);
}

fn put_checked(out: &mut Vec<u8>, checked: Checked) {
    put_extent(out, checked.extent);
    put_u32(out, checked.crc);
}

impl Slot {
    /// Where a slot of that generation is written.
    pub fn offset(generation: u64) -> u64 {
        (generation % 2) * SLOT
    }

    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        out.extend_from_slice(&MAGIC);
        put_u32(&mut out, self.format);
        put_u64(&mut out, self.generation);
        put_u64(&mut out, self.epoch);
        let none = Checked { extent: Extent { offset: 0, length: 0 }, crc: 0 };
        put_checked(&mut out, self.root.unwrap_or(none));
        let crc = crc32(&out);
        put_u32(&mut out, crc);
        out
    }

    /// The slot in `bytes`; `None` if there is no whole one.
    ///
    /// # Errors
    /// `TooNew` for a whole slot of a format from the future.
    pub fn decode(bytes: &[u8]) -> Result<Option<Slot>, StoreError> {
        let mut reader = Reader(bytes);
        if reader.take(MAGIC.len()) != Some(&MAGIC) {
            return Ok(None);
        }
        let Some(format) = reader.u32() else { return Ok(None) };
        if format > FORMAT {
            return Err(StoreError::new(StoreErrorKind::TooNew, "the file is in a newer format"));
        }
        Ok(Self::decode_body(format, &mut reader, bytes))
    }

    fn decode_body(format: u32, reader: &mut Reader<'_>, bytes: &[u8]) -> Option<Slot> {
        let (generation, epoch, root) = (reader.u64()?, reader.u64()?, reader.checked()?);
        let covered = bytes.get(..bytes.len() - reader.0.len())?;
        let root = (root.extent.length > 0).then_some(root);
        (reader.u32()? == crc32(covered)).then_some(Slot { format, generation, epoch, root })
    }
}

impl Root {
    /// The stored form. Its checksum is in the slot.
    pub fn encode(&self) -> Vec<u8> {
        let parts = self.tables.len() + self.leaves.len() * 2;
        let mut out = Vec::with_capacity(64 + self.superblock.len() + parts * 20);
        put_extent(&mut out, self.log.segment);
        put_u64(&mut out, self.log.offset);
        put_u32(&mut out, self.log.crc);
        put_u32(&mut out, self.tables.len() as u32);
        for table in &self.tables {
            put_checked(&mut out, *table);
        }
        put_u32(&mut out, self.superblock.len() as u32);
        out.extend_from_slice(&self.superblock);
        put_u64(&mut out, self.end);
        for leaf in &self.leaves {
            put_u64(&mut out, leaf.first.0);
            put_u64(&mut out, leaf.last.0);
            put_checked(&mut out, leaf.place);
        }
        out
    }

    /// The record in `bytes`, whose checksum was found right, of that format.
    pub fn decode(bytes: &[u8], format: u32) -> Option<Root> {
        let mut reader = Reader(bytes);
        let log = LogCursor { segment: reader.extent()?, offset: reader.u64()?, crc: reader.u32()? };
        let count = reader.u32()?;
        let mut tables = Vec::new();
        for _ in 0..count {
            tables.push(reader.checked()?);
        }
        let length = reader.u32()?;
        let superblock = reader.take(length as usize)?.to_vec();
        let end = if format > 1 { reader.u64()? } else { 0 };
        let mut leaves = Vec::new();
        while !reader.0.is_empty() {
            let (first, last) = (PageId(reader.u64()?), PageId(reader.u64()?));
            leaves.push(Leaf { first, last, place: reader.checked()? });
        }
        Some(Root { superblock, log, tables, leaves, end })
    }
}

/// The file does not hold what was written.
pub fn corrupt(message: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, message)
}

#[cfg(test)]
mod tests {
    use super::{Checked, Extent, FORMAT, Leaf, LogCursor, Root, Slot};
    use crate::storage::page_id::PageId;

    #[test]
    fn a_slot_is_whole_or_none() {
        let root = Checked { extent: Extent { offset: 8192, length: 77 }, crc: 5 };
        let slot = Slot { format: FORMAT, generation: 9, epoch: 3, root: Some(root) };
        let bytes = slot.encode();
        assert_eq!(Slot::decode(&bytes), Ok(Some(slot)));
        let empty = Slot { root: None, ..slot };
        assert_eq!(Slot::decode(&empty.encode()), Ok(Some(empty)));
        for length in 0..bytes.len() {
            assert_eq!(Slot::decode(&bytes[..length]), Ok(None));
        }
        for bit in 12 * 8..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Slot::decode(&bad), Ok(None));
        }
    }

    #[test]
    fn a_root_record_comes_back() {
        let table = Checked { extent: Extent { offset: 512, length: 3 }, crc: 1 };
        let leaf = |n| Leaf { first: PageId(n), last: PageId(n + 5), place: table };
        let (superblock, log, tables) = (vec![1, 2, 3], LogCursor::FIRST, vec![table, table]);
        let root = Root { superblock, log, tables, leaves: vec![leaf(0), leaf(9)], end: 1024 };
        let bytes = root.encode();
        assert_eq!(Root::decode(&bytes, FORMAT), Some(root.clone()));
        let without = bytes.len() - 2 * 36;
        for length in (0..bytes.len()).filter(|length| *length != without && *length != without + 36) {
            assert_eq!(Root::decode(&bytes[..length], FORMAT), None);
        }
        let old = Root { leaves: Vec::new(), end: 0, ..root };
        assert_eq!(Root::decode(&bytes[..without - 8], 1), Some(old));
    }

    #[test]
    fn an_older_version_refuses_a_newer_format() {
        let slot = Slot { format: FORMAT + 1, generation: 1, epoch: 1, root: None };
        assert_eq!(Slot::decode(&slot.encode()).unwrap_err().kind, super::StoreErrorKind::TooNew);
    }
}
