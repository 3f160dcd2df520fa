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
    let (value, rest) = varint64(bytes.get(..VARINT_MAX).unwrap_or(bytes))?;
    let length = bytes.len().min(VARINT_MAX) - rest.len();
    let value = u32::try_from(value).ok()?;
    if length == varint_len(value) { Some((value, bytes.get(length..)?)) } else { None }
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

/// Whether two names are the same. They are short and mostly differ at once: not worth a call.
#[inline(always)]
pub fn same(one: &[u8], two: &[u8]) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(a, b)| a == b)
}

/// Whether `name` is above `before` byte by byte.
#[inline(always)]
pub fn ascends(before: &[u8], name: &[u8]) -> bool {
    match before.iter().zip(name).find(|(a, b)| a != b) {
        Some((a, b)) => a < b,
        None => before.len() < name.len(),
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

/// A LEB128 `u64`. A plain loop: optimized for size, iterators over iterators stay calls.
pub fn varint64(mut bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    let mut shift = 0;
    while let Some((&byte, rest)) = bytes.split_first() {
        value |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte < 0x80 {
            return Some((value, rest));
        }
        shift += 7;
        bytes = rest;
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
