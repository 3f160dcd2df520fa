//! Who reads a history beside its streams, and what of it.

use super::position::Position;
use crate::table::schema::Images;

/// The kind of the reader that point-in-time recovery is.
pub const RECOVERY: &str = "recovery";
/// The kind of the readers that replicas are.
pub const REPLICA: &str = "replica";

/// A reader of a history: it has its records for as long as it reads, also those that no stream shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// What kind of reader it is, such as `kinesis`.
    pub kind: String,
    /// Tells those of a kind apart.
    pub name: String,
    /// The images that it needs.
    pub images: Images,
    /// For how long it needs a record after its segment has ended, in milliseconds; a day at the least.
    pub keep_ms: u64,
    /// What it reads, in order. Only the last one may go on.
    pub spans: Vec<Span>,
    /// What the reader itself wants to know.
    pub note: String,
}

/// A run of a history: from a place, and up to another one if it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first place.
    pub start: Position,
    /// The place behind the last one.
    pub end: Option<Position>,
}

impl Reader {
    /// Whether it reads what is written now.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.spans.last().is_some_and(|span| span.end.is_none())
    }

    /// The first place at `from` or behind it that it reads, if there can be one.
    #[must_use]
    pub fn next_place(&self, from: Position) -> Option<Position> {
        let open = |span: &&Span| span.end.is_none_or(|end| from < end);
        self.spans.iter().find(open).map(|span| from.max(span.start))
    }
}
