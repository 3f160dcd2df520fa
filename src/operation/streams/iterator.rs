//! Shard iterators: a stream's ARN, a digit and the place, in one text. An iterator is a place, so it can be used again.

use super::stream;
use crate::model::{Failure, Kind};
use crate::operation::notation::hex;
use crate::table::Context;
use crate::table::history::Position;
use crate::tree::TreeId;

/// For how long an iterator can be used, in milliseconds.
const LIFE_MS: u64 = 15 * 60_000;
/// Hexadecimal digits of an iterator's parts: tree, clock, count, and the time at which it was given.
const WIDTHS: [usize; 4] = [8, 16, 8, 12];

/// An iterator, read.
pub struct ShardIterator<'a> {
    /// The stream.
    pub arn: &'a str,
    /// The segment.
    pub tree: TreeId,
    /// From where it reads on.
    pub position: Position,
}

/// The text of an iterator that is given now.
pub fn text(cx: &Context<'_>, arn: &str, tree: TreeId, position: Position) -> String {
    let parts = [u64::from(tree), position.clock, u64::from(position.count), cx.now_ms];
    let digits: String = parts.into_iter().zip(WIDTHS).map(|(part, width)| hex(part, width)).collect();
    [arn, "|1|", &digits].concat()
}

/// Reads an iterator.
///
/// # Errors
/// A validation failure for anything else, `ExpiredIteratorException` for one that is too old.
pub fn parse<'a>(cx: &Context<'_>, given: &'a str) -> Result<ShardIterator<'a>, Failure> {
    let (iterator, given_ms) = parts(given).ok_or_else(|| Failure::validation("Invalid ShardIterator"))?;
    stream::parse(iterator.arn).map_err(|_| Failure::validation("Invalid ShardIterator"))?;
    if cx.now_ms.saturating_sub(given_ms) > LIFE_MS {
        let message = "Iterator expired. An iterator can be used for 15 minutes.";
        return Err(Failure::new(Kind::ExpiredIterator, message));
    }
    Ok(iterator)
}

fn parts(given: &str) -> Option<(ShardIterator<'_>, u64)> {
    let (arn, rest) = given.split_once("|1|")?;
    let mut rest = rest;
    let mut next = |width| {
        let (part, behind) = rest.split_at_checked(width)?;
        rest = behind;
        let is_hex = part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex { u64::from_str_radix(part, 16).ok() } else { None }
    };
    let [tree, clock, count, ms] = WIDTHS;
    let (tree, clock, count, ms) = (next(tree)?, next(clock)?, next(count)?, next(ms)?);
    let position = Position { clock, count: u32::try_from(count).ok()? };
    let iterator = ShardIterator { arn, tree: TreeId::try_from(tree).ok()?, position };
    rest.is_empty().then_some((iterator, ms))
}
