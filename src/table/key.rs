//! The key codec: order-preserving bytes of table and index keys.
//!
//! A key is `hash ++ partition components ++ sort components`:
//!
//! - Every component is the payload of a scalar: UTF-8 text, the ordered number, or binary. Types are fixed by the
//!   schema, so no type byte is needed and byte order is the service's order for all three.
//! - Components are concatenated so that order is attribute by attribute: in all but the last one, `00` is written
//!   `00 FF` and the component ends with `00 01`. The last component of a tuple stands raw.
//! - `hash` is the big-endian [`partition_hash`] of the partition components encoded as a tuple of their own (so of
//!   the raw payload where there is one partition attribute). A partition therefore lies together, partitions are
//!   in hash order, and an equal range of hashes is a scan segment.
//!
//! A secondary index's entry appends, as further components, the table's key attributes that are not index key
//! attributes already: entries of equal index keys are distinct and in the order of the table key.

use super::hash::partition_hash;

/// Bytes of the hash in front of every key.
pub const HASH_LEN: usize = 4;

/// Ends a component that another one follows.
const END: [u8; 2] = [0x00, 0x01];
/// The first byte pair after [`END`] in order.
const PAST_END: [u8; 2] = [0x00, 0x02];

/// Appends `component` with its zero bytes escaped, without a terminator.
fn escape(out: &mut Vec<u8>, component: &[u8]) {
    let mut rest = component;
    while let Some(zero) = rest.iter().position(|&byte| byte == 0) {
        let (before, after) = rest.split_at(zero + 1);
        out.extend_from_slice(before);
        out.push(0xFF);
        rest = after;
    }
    out.extend_from_slice(rest);
}

/// Appends a tuple of components.
fn tuple<'a>(out: &mut Vec<u8>, components: impl Iterator<Item = &'a [u8]>) {
    let mut components = components.peekable();
    while let Some(component) = components.next() {
        if components.peek().is_some() {
            escape(out, component);
            out.extend_from_slice(&END);
        } else {
            out.extend_from_slice(component);
        }
    }
}

/// Appends the key of `partition` and `rest` (sort attributes, then for an index the table's own key attributes).
pub fn encode<'a>(
    out: &mut Vec<u8>,
    partition: impl Iterator<Item = &'a [u8]> + Clone,
    rest: impl Iterator<Item = &'a [u8]>,
) {
    out.extend_from_slice(&hash_of(partition.clone()).to_be_bytes());
    tuple(out, partition.chain(rest));
}

/// The partition hash of a tuple of partition key payloads.
pub fn hash_of<'a>(mut partition: impl Iterator<Item = &'a [u8]> + Clone) -> u32 {
    let all = partition.clone();
    match (partition.next(), partition.next()) {
        (Some(only), None) => partition_hash(only),
        _ => {
            let mut bytes = Vec::new();
            tuple(&mut bytes, all);
            partition_hash(&bytes)
        }
    }
}

/// The hash that `key` starts with.
#[must_use]
pub fn hash_prefix(key: &[u8]) -> u32 {
    key.iter().take(HASH_LEN).fold(0, |hash, &byte| (hash << 8) | u32::from(byte))
}

/// A half-open range of encoded keys: `lower` included, `upper` excluded, no upper bound when `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// First key that may be in the range.
    pub lower: Vec<u8>,
    /// First key beyond the range.
    pub upper: Option<Vec<u8>>,
}

impl Span {
    /// Whether an encoded key is in the range.
    #[must_use]
    pub fn contains(&self, key: &[u8]) -> bool {
        key >= self.lower.as_slice() && self.upper.as_ref().is_none_or(|upper| key < upper.as_slice())
    }
}

/// A condition on the first component after those pinned by equality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound<'a> {
    /// No condition.
    Any,
    /// Less than.
    Less(&'a [u8]),
    /// Less than or equal.
    AtMost(&'a [u8]),
    /// Greater than.
    Greater(&'a [u8]),
    /// Greater than or equal.
    AtLeast(&'a [u8]),
    /// Both ends included.
    Between(&'a [u8], &'a [u8]),
    /// A string or binary prefix.
    Prefix(&'a [u8]),
}

/// The keys of one partition whose sort components begin with `pinned` and whose next one satisfies `bound`.
///
/// `width` is how many components a key has in all, index entries' appended table key included.
pub fn span<'a>(partition: &[&'a [u8]], pinned: &[&'a [u8]], bound: Bound<'a>, width: usize) -> Span {
    let mut prefix = hash_of(partition.iter().copied()).to_be_bytes().to_vec();
    let fixed = partition.len() + pinned.len();
    for (position, component) in partition.iter().chain(pinned).enumerate() {
        if position + 1 == width {
            prefix.extend_from_slice(component);
        } else {
            escape(&mut prefix, component);
            prefix.extend_from_slice(&END);
        }
    }
    if fixed >= width {
        let mut upper = prefix.clone();
        upper.push(0);
        return Span { lower: prefix, upper: Some(upper) };
    }
    let last = fixed + 1 == width;
    let all = Some(successor(&prefix));
    let at = |component: &[u8], end: &[u8]| {
        let mut key = prefix.clone();
        if last {
            key.extend_from_slice(component);
        } else {
            escape(&mut key, component);
        }
        key.extend_from_slice(end);
        key
    };
    // The smallest key at `component`, and the smallest key past all those at it.
    let first = |component| at(component, if last { &[] } else { &END });
    let past = |component| at(component, if last { &[0] } else { &PAST_END });
    match bound {
        Bound::Any => Span { upper: all, lower: prefix },
        Bound::Less(v) => Span { upper: Some(first(v)), lower: prefix },
        Bound::AtMost(v) => Span { upper: Some(past(v)), lower: prefix },
        Bound::Greater(v) => Span { lower: past(v), upper: all },
        Bound::AtLeast(v) => Span { lower: first(v), upper: all },
        Bound::Between(low, high) => Span { lower: first(low), upper: Some(past(high)) },
        Bound::Prefix(v) => {
            let lower = at(v, &[]);
            Span { upper: after_prefix(&lower), lower }
        }
    }
}

/// The keys of scan segment `segment` of `total`: an equal share of the hashes.
#[must_use]
pub fn segment(segment: u32, total: u32) -> Span {
    let start = |index: u32| (u64::from(index) << 32).div_ceil(u64::from(total.max(1)));
    let key = |hash: u64| u32::try_from(hash).ok().map(|hash| hash.to_be_bytes().to_vec());
    Span { lower: key(start(segment)).unwrap_or_default(), upper: key(start(segment.saturating_add(1))) }
}

/// The first key that does not start with a prefix ending in a component's terminator, which never overflows.
fn successor(prefix: &[u8]) -> Vec<u8> {
    after_prefix(prefix).unwrap_or_default()
}

/// The first key in order that does not start with `prefix`; `None` when there is none.
fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let end = prefix.iter().rposition(|&byte| byte != 0xFF)?;
    let mut next = prefix.get(..=end)?.to_vec();
    if let Some(byte) = next.last_mut() {
        *byte += 1;
    }
    Some(next)
}

#[cfg(test)]
mod tests;
