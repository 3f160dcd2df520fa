//! DynamoDB sizes of values that were checked before: what counts for the 400 KB limit, pages and capacity.

use super::number;
use super::split;
use super::tag;
use super::value::{MapRef, Raw};

/// Size of an item: names and values.
#[must_use]
pub fn item(item: MapRef<'_>) -> u32 {
    entries(item.body(), 0)
}

/// Size of one value, without its name.
#[must_use]
pub fn value(value: Raw<'_>) -> u32 {
    measure(value.bytes()).map_or(0, |(size, _)| size)
}

/// Checked bytes have no end in the middle of a value; anything else just ends the sum.
fn entries(mut body: &[u8], per_entry: u32) -> u32 {
    let mut size = 0;
    while let Some((name, rest)) = split::text(body) {
        let Some((value, rest)) = measure(rest) else { break };
        size += per_entry + name.len() as u32 + value;
        body = rest;
    }
    size
}

/// Size of the value that `bytes` begin with, and the bytes behind it.
fn measure(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    Some(match tag {
        tag::ASCII | tag::UTF8 | tag::BINARY => {
            let (bytes, rest) = split::blob(rest)?;
            (bytes.len() as u32, rest)
        }
        tag::NUMBER => {
            let (ordered, rest) = split::number(rest)?;
            (number::size(ordered), rest)
        }
        tag::NULL | tag::FALSE | tag::TRUE => (1, rest),
        _ => {
            let (body, rest) = split::body(rest)?;
            (container(tag, body), rest)
        }
    })
}

fn container(tag: u8, mut body: &[u8]) -> u32 {
    match tag {
        tag::MAP => 3 + entries(body, 1),
        tag::LIST => {
            let mut size = 3;
            while let Some((value, rest)) = measure(body) {
                size += 1 + value;
                body = rest;
            }
            size
        }
        _ => {
            let mut size = 0;
            loop {
                let member = match tag {
                    tag::STRING_SET => split::text(body).map(|(text, rest)| (text.len() as u32, rest)),
                    tag::NUMBER_SET => {
                        split::number(body).map(|(ordered, rest)| (number::size(ordered), rest))
                    }
                    _ => split::blob(body).map(|(bytes, rest)| (bytes.len() as u32, rest)),
                };
                let Some((member, rest)) = member else { return size };
                size += member;
                body = rest;
            }
        }
    }
}
