//! The quick check: is this the canonical encoding of an item, and what is its DynamoDB size?
//!
//! Nearly every item that arrives is canonical. This walk only ever answers yes or no, so it carries no error values;
//! for a no, [`super::check`] walks again and says why, or normalises. Both agree on what is canonical: a property
//! test holds them to it.

use super::limits;
use super::number::{self, Number};
use super::split;
use super::tag;

/// The size of a canonical item, `None` for anything else.
#[must_use]
pub fn item_size(body: &[u8]) -> Option<u32> {
    entries(body, 0, 0)
}

fn entries(mut body: &[u8], per_entry: u32, depth: u8) -> Option<u32> {
    let mut size = 0;
    let mut previous: &[u8] = &[];
    while !body.is_empty() {
        let (name, rest) = text(body)?;
        // Also refuses the empty name, which no name is above.
        if !split::ascends(previous, name) || name.len() > limits::ATTRIBUTE_NAME {
            return None;
        }
        previous = name;
        let (value, rest) = value(rest, depth)?;
        size += per_entry + name.len() as u32 + value;
        body = rest;
    }
    Some(size)
}

fn value(bytes: &[u8], depth: u8) -> Option<(u32, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    match tag {
        tag::ASCII => {
            let (text, rest) = split::blob(rest)?;
            is_ascii(text).then_some((text.len() as u32, rest))
        }
        tag::NUMBER => {
            let (ordered, rest) = split::number(rest)?;
            Number::is_valid(ordered).then(|| (number::size(ordered), rest))
        }
        tag::NULL | tag::FALSE | tag::TRUE => Some((1, rest)),
        tag::BINARY => split::blob(rest).map(|(bytes, rest)| (bytes.len() as u32, rest)),
        tag::UTF8 => {
            let (text, rest) = split::blob(rest)?;
            is_wide(text).then_some((text.len() as u32, rest))
        }
        tag::MAP | tag::LIST if depth >= limits::NESTING => None,
        tag::MAP => {
            let (body, rest) = split::body(rest)?;
            Some((3 + entries(body, 1, depth + 1)?, rest))
        }
        tag::LIST => {
            let (mut body, rest) = split::body(rest)?;
            let mut size = 3;
            while !body.is_empty() {
                let (element, after) = value(body, depth + 1)?;
                size += 1 + element;
                body = after;
            }
            Some((size, rest))
        }
        tag::STRING_SET | tag::NUMBER_SET | tag::BINARY_SET => {
            let (body, rest) = split::body(rest)?;
            Some((set(tag, body)?, rest))
        }
        _ => None,
    }
}

fn set(tag: u8, mut body: &[u8]) -> Option<u32> {
    let mut size = 0;
    let mut previous: Option<&[u8]> = None;
    while !body.is_empty() {
        let (member, rest) = match tag {
            tag::STRING_SET => text(body)?,
            tag::NUMBER_SET => split::number(body).filter(|(ordered, _)| Number::is_valid(ordered))?,
            _ => split::blob(body)?,
        };
        if previous.is_some_and(|before| member <= before) {
            return None;
        }
        size += if tag == tag::NUMBER_SET { number::size(member) } else { member.len() as u32 };
        previous = Some(member);
        body = rest;
    }
    previous.map(|_| size)
}

/// A name or string-set member with the right ASCII flag.
#[inline(always)]
fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, rest) = split::varint(bytes)?;
    let (text, rest) = rest.split_at_checked((header >> 1) as usize)?;
    let right = if header & 1 == 0 { is_ascii(text) } else { is_wide(text) };
    right.then_some((text, rest))
}

/// For the short texts that items are made of, quicker than the standard library's, which looks for alignment first.
#[inline(always)]
pub(super) fn is_ascii(text: &[u8]) -> bool {
    if text.len() > 64 {
        return text.is_ascii();
    }
    let (words, rest) = text.as_chunks::<8>();
    let all = words.iter().fold(0, |all, word| all | u64::from_le_bytes(*word));
    all & 0x8080_8080_8080_8080 == 0 && rest.iter().fold(0, |all, byte| all | byte) < 0x80
}

#[cold]
fn is_wide(text: &[u8]) -> bool {
    !text.is_ascii() && core::str::from_utf8(text).is_ok()
}
