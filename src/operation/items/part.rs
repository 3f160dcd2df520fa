//! Reads of the partitions that one of several databases answers for: what it has besides is not its own.

use super::source::Source;
use crate::model::MapRef;
use crate::table::Part;
use crate::table::key::{self, Span};
use crate::table::schema::Table;

/// Whether an item or an entry of an index is in the part.
#[inline(never)]
#[must_use]
pub fn has(part: &Part, table: &Table, body: &[u8]) -> bool {
    let mut key = Vec::new();
    let encoded = table.encode_key(MapRef::new(body), &mut key);
    let hash = u64::from(key::hash_prefix(&key));
    encoded.is_some() && part.from <= hash && hash < part.to
}

/// Leaves of a span what is in the part, where that can be told from keys; gives the bytes of the page so far.
#[inline(never)]
pub fn begin(part: &Part, source: &Source<'_>, span: &mut Span) -> u64 {
    if source.index.is_none() {
        let bound = |hash: u64| u32::try_from(hash).ok().map(|hash| hash.to_be_bytes().to_vec());
        let lower = bound(part.from).unwrap_or_else(|| vec![u8::MAX; key::HASH_LEN + 1]);
        span.lower = lower.max(core::mem::take(&mut span.lower));
        span.upper = match (bound(part.to), span.upper.take()) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    part.bytes
}
