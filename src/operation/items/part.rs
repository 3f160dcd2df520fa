//! Reads of the partitions that one of several databases answers for: what it has besides is not its own.

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

/// The keys of a span that are in the part.
#[inline(never)]
#[must_use]
pub fn bounded(part: &Part, span: Span) -> Span {
    let bound = |hash: u64| u32::try_from(hash).ok().map(|hash| hash.to_be_bytes().to_vec());
    let lower = bound(part.from).unwrap_or_else(|| vec![u8::MAX; key::HASH_LEN + 1]);
    let upper = match (bound(part.to), span.upper) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    Span { lower: lower.max(span.lower), upper }
}
