//! A page in memory: its payload, checked once on arrival, and binary search in it. Format: [`crate::tree`].

use super::key::{Key, head32};
use super::link::{LINK_LENGTH, Link};
use super::reader::{Reader, write_varint};
use crate::storage::checksum::crc32;
use std::cmp::Ordering;

const VERSION: u8 = 1;

/// Whether a page is in a form that this version does not know.
#[must_use]
pub fn is_later(payload: &[u8]) -> bool {
    payload.first().is_some_and(|version| *version > VERSION)
}
const LEAF: u8 = 1;
const BRANCH: u8 = 2;
const HEADER: usize = 12;

/// Bytes a page spends on an entry besides its key suffix and value.
pub(super) const ENTRY_OVERHEAD: usize = 10;

/// One leaf or branch. Entries are only read within bounds that [`Page::parse`] has checked, so the fallbacks to
/// nothing in the readers below are never taken; they are there because nothing here may panic.
#[derive(Debug)]
pub(super) struct Page {
    bytes: Box<[u8]>,
    checksum: u32,
    level: u8,
    count: usize,
    heads: usize,
    ends: usize,
    records: usize,
}

impl Page {
    /// Takes a payload over; `None` if it is not a page of this version with all entries inside it.
    pub(super) fn parse(payload: Vec<u8>) -> Option<Self> {
        let mut reader = Reader(&payload);
        let [version, kind, level, zero] = reader.array()?;
        let count = usize::try_from(reader.u32()?).ok()?;
        let prefix = usize::try_from(reader.u32()?).ok()?;
        let kind_fits = (kind == LEAF && level == 0) || (kind == BRANCH && level > 0);
        (version == VERSION && zero == 0 && kind_fits && count > 0).then_some(())?;
        let heads = HEADER.checked_add(prefix)?;
        let ends = heads.checked_add(count.checked_mul(4)?)?;
        let records = ends.checked_add(count.checked_mul(4)?)?;
        let records_length = payload.len().checked_sub(records)?;
        let checksum = crc32(&payload);
        let page = Self { bytes: payload.into_boxed_slice(), checksum, level, count, heads, ends, records };
        let mut start = 0;
        for index in 0..count {
            let end = page.end(index);
            let record = page.bytes.get(records.checked_add(start)?..records.checked_add(end)?)?;
            let mut reader = Reader(record);
            let suffix = usize::try_from(reader.varint()?).ok()?;
            reader.take(suffix)?;
            (level == 0 || reader.0.len() == LINK_LENGTH).then_some(())?;
            start = end;
        }
        (start == records_length).then_some(page)
    }

    pub(super) const fn checksum(&self) -> u32 {
        self.checksum
    }

    pub(super) const fn level(&self) -> u8 {
        self.level
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// Bytes of memory.
    pub(super) const fn size(&self) -> usize {
        self.bytes.len() + size_of::<Self>()
    }

    #[inline]
    fn word(&self, at: usize) -> u32 {
        let bytes = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<4>);
        bytes.map_or(0, |&bytes| u32::from_le_bytes(bytes))
    }

    #[inline]
    fn end(&self, index: usize) -> usize {
        self.word(self.ends + index * 4) as usize
    }

    #[inline]
    fn prefix(&self) -> &[u8] {
        self.bytes.get(HEADER..self.heads).unwrap_or_default()
    }

    /// The record's bounds are two neighbouring ends, or zero and the first.
    #[inline]
    fn record(&self, index: usize) -> &[u8] {
        let at = self.ends + index * 4;
        let ends = self.bytes.get(at - 4..).and_then(<[u8]>::first_chunk::<8>);
        let Some(&[a, b, c, d, e, f, g, h]) = ends else { return &[] };
        let start = if index == 0 { 0 } else { u32::from_le_bytes([a, b, c, d]) as usize };
        let end = u32::from_le_bytes([e, f, g, h]) as usize;
        self.bytes.get(self.records + start..self.records + end).unwrap_or_default()
    }

    #[inline]
    fn suffix_and_value(&self, index: usize) -> (&[u8], &[u8]) {
        let record = self.record(index);
        if let Some((&length, rest)) = record.split_first()
            && length < 0x80
        {
            return rest.split_at_checked(usize::from(length)).unwrap_or_default();
        }
        let mut reader = Reader(record);
        let length = reader.varint().unwrap_or(0) as usize;
        let suffix = reader.take(length).unwrap_or_default();
        (suffix, reader.0)
    }

    /// Key and value of an entry. A branch's entry 0 has the lowest key there is, whatever is said here.
    #[inline]
    pub(super) fn entry(&self, index: usize) -> (Key<'_>, &[u8]) {
        let (suffix, value) = self.suffix_and_value(index);
        (Key::split(self.prefix(), suffix), value)
    }

    pub(super) fn key(&self, index: usize) -> Key<'_> {
        self.entry(index).0
    }

    /// Child `index` of a branch.
    pub(super) fn link(&self, index: usize) -> Option<Link> {
        (index < self.count && self.level > 0).then(|| Link::decode(self.suffix_and_value(index).1))?
    }

    /// The entry with this key, or else where it would stand; entries before `first` are left out.
    fn search_from(&self, first: usize, key: &[u8]) -> Result<usize, usize> {
        let prefix = self.prefix();
        let Some(suffix) = key.strip_prefix(prefix) else {
            return Err(if key < prefix { first } else { self.count });
        };
        let head = head32(suffix);
        let (mut low, mut high) = (first, self.count);
        while low < high {
            let middle = low.midpoint(high);
            let order = match self.word(self.heads + middle * 4).cmp(&head) {
                Ordering::Equal => self.suffix_and_value(middle).0.cmp(suffix),
                order => order,
            };
            match order {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Ok(middle),
            }
        }
        Err(low)
    }

    /// The value under `key` in a leaf.
    pub(super) fn find(&self, key: &[u8]) -> Option<&[u8]> {
        self.search_from(0, key).ok().map(|index| self.suffix_and_value(index).1)
    }

    /// First entry of a leaf at or above `key` (above it if `after`).
    pub(super) fn position(&self, key: &[u8], after: bool) -> usize {
        match self.search_from(0, key) {
            Ok(index) => index + usize::from(after),
            Err(index) => index,
        }
    }

    /// The child of a branch that covers `key`.
    pub(super) fn child(&self, key: &[u8]) -> usize {
        self.search_from(1, key).unwrap_or_else(|index| index - 1)
    }
}

/// Builds a page's payload from entries in key order.
///
/// The entries are walked twice. A branch's first key is dropped: its first child covers everything below the second.
pub(super) fn encode<'a>(
    level: u8,
    count: usize,
    entries: impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone,
) -> Vec<u8> {
    let first = usize::from(level > 0);
    let mut keyed = entries.clone().skip(first).map(|(key, _)| key);
    let prefix = match (keyed.next(), keyed.last()) {
        (Some(low), Some(high)) => low.get(..super::key::common_prefix(low, high)).unwrap_or_default(),
        (Some(only), None) if level == 0 => only,
        _ => &[],
    };
    let total: usize = entries.clone().map(|(key, value)| key.len() + value.len() + ENTRY_OVERHEAD + 4).sum();
    let mut out = Vec::with_capacity(HEADER + prefix.len() + total);
    out.extend_from_slice(&[VERSION, if level == 0 { LEAF } else { BRANCH }, level, 0]);
    out.extend_from_slice(&(count as u32).to_le_bytes());
    out.extend_from_slice(&(prefix.len() as u32).to_le_bytes());
    out.extend_from_slice(prefix);
    let suffixes = entries.enumerate().map(|(index, (key, value))| {
        (if index < first { &[][..] } else { key.get(prefix.len()..).unwrap_or_default() }, value)
    });
    for (suffix, _) in suffixes.clone() {
        out.extend_from_slice(&head32(suffix).to_le_bytes());
    }
    let ends = out.len();
    out.resize(ends + count * 4, 0);
    let records = out.len();
    for (index, (suffix, value)) in suffixes.enumerate() {
        write_varint(&mut out, suffix.len() as u32);
        out.extend_from_slice(suffix);
        out.extend_from_slice(value);
        let end = ((out.len() - records) as u32).to_le_bytes();
        if let Some(slot) = out.get_mut(ends + index * 4..).and_then(<[u8]>::first_chunk_mut::<4>) {
            *slot = end;
        }
    }
    out.shrink_to_fit();
    out
}
