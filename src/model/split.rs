//! The lexical layer of the item format: varints, texts and the extent of a value.
//!
//! Every function takes the bytes from here on and gives back a part and the rest, or `None` when the bytes end
//! early or break the format. Nothing here allocates or panics.

use super::tag;

/// Longest varint: a `u32` in groups of seven bits.
const VARINT_MAX: usize = 5;

/// A minimal LEB128 `u32`. Nearly all of them are one byte: that case is inlined, though the crate is built for size.
#[inline(always)]
pub fn varint(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match bytes.split_first() {
        Some((&first, rest)) if first < 0x80 => Some((u32::from(first), rest)),
        _ => long_varint(bytes),
    }
}

fn long_varint(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = u64::from(bytes.first()? & 0x7F);
    for (index, &byte) in bytes.iter().enumerate().take(VARINT_MAX).skip(1) {
        value |= u64::from(byte & 0x7F) << (7 * index);
        if byte < 0x80 {
            let minimal = byte != 0;
            let value = u32::try_from(value).ok()?;
            return minimal.then_some(()).and(Some((value, bytes.get(index + 1..)?)));
        }
    }
    None
}

/// Appends a minimal LEB128 `u32`.
pub fn put_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bytes [`put_varint`] appends.
#[must_use]
pub const fn varint_len(value: u32) -> usize {
    match value {
        0..=0x7F => 1,
        0x80..=0x3FFF => 2,
        0x4000..=0x1F_FFFF => 3,
        0x20_0000..=0xFFF_FFFF => 4,
        _ => 5,
    }
}

/// Bytes behind a varint length.
pub fn blob(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = varint(bytes)?;
    rest.split_at_checked(length as usize)
}

/// An ordered number behind its length byte.
pub fn number(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(length))
}

/// An attribute name or string-set member.
pub fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    flagged_text(bytes).map(|(_, text, rest)| (text, rest))
}

/// As [`text`], with whether it says that it is not ASCII; in place, for the loops that walk items.
#[inline(always)]
pub(super) fn flagged_text(bytes: &[u8]) -> Option<(bool, &[u8], &[u8])> {
    let (header, rest) = varint(bytes)?;
    let (text, rest) = rest.split_at_checked((header >> 1) as usize)?;
    Some((header & 1 == 1, text, rest))
}

/// The body of a list, map or set behind its `u32` length.
pub fn body(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

/// One whole value, tag included. Inlined into the few loops that walk values.
#[inline(always)]
pub fn value(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (length, rest) = match tag {
        tag::NULL | tag::FALSE | tag::TRUE => (0, rest),
        tag::NUMBER => {
            let (&length, rest) = rest.split_first()?;
            (u32::from(length), rest)
        }
        tag::ASCII | tag::UTF8 | tag::BINARY | tag::NUMBER_TEXT => varint(rest)?,
        tag::LIST | tag::MAP | tag::STRING_SET | tag::NUMBER_SET | tag::BINARY_SET => {
            let (length, rest) = rest.split_first_chunk::<4>()?;
            (u32::from_le_bytes(*length), rest)
        }
        _ => return None,
    };
    let after = rest.len().checked_sub(length as usize)?;
    bytes.split_at_checked(bytes.len() - after)
}

/// Longest varint of a `u64`.
const VARINT64_MAX: usize = 10;

/// A LEB128 `u64`.
pub fn varint64(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for (index, &byte) in bytes.iter().enumerate().take(VARINT64_MAX) {
        value |= u64::from(byte & 0x7F).checked_shl(7 * index as u32)?;
        if byte < 0x80 {
            return Some((value, bytes.get(index + 1..)?));
        }
    }
    None
}

/// Appends a minimal LEB128 `u64`.
pub fn put_varint64(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
