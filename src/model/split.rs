//! The lexical layer of the item format: varints, texts and the extent of a value.
//!
//! Every function takes the bytes from here on and gives back a part and the rest, or `None` when the bytes end
//! early or break the format. Nothing here allocates or panics.

use super::tag;

/// Longest varint: a `u32` in groups of seven bits.
const VARINT_MAX: usize = 5;

/// A minimal LEB128 `u32`. Nearly all are one byte, so that case is inlined into every reader.
#[inline(always)]
pub fn varint(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match bytes.split_first() {
        Some((&first, rest)) if first < 0x80 => Some((u32::from(first), rest)),
        _ => long_varint(bytes),
    }
}

#[inline(never)]
fn long_varint(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0_u64;
    for (index, &byte) in bytes.iter().enumerate().take(VARINT_MAX) {
        value |= u64::from(byte & 0x7F) << (7 * index);
        if byte < 0x80 {
            let value = u32::try_from(value).ok()?;
            return if byte == 0 && index > 0 { None } else { Some((value, bytes.get(index + 1..)?)) };
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
#[inline(always)]
pub fn blob(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = varint(bytes)?;
    rest.split_at_checked(length as usize)
}

/// An ordered number behind its length byte.
#[inline(always)]
pub fn number(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(length))
}

/// An attribute name or string-set member.
#[inline(always)]
pub fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, rest) = varint(bytes)?;
    rest.split_at_checked((header >> 1) as usize)
}

/// The body of a list, map or set behind its `u32` length.
#[inline(always)]
pub fn body(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

/// One whole value, tag included.
#[inline(always)]
pub fn value(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let after = match tag {
        tag::ASCII | tag::UTF8 | tag::BINARY | tag::NUMBER_TEXT => blob(rest)?.1,
        tag::NUMBER => number(rest)?.1,
        tag::NULL | tag::FALSE | tag::TRUE => rest,
        tag::LIST | tag::MAP | tag::STRING_SET | tag::NUMBER_SET | tag::BINARY_SET => body(rest)?.1,
        _ => return None,
    };
    bytes.split_at_checked(bytes.len() - after.len())
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
