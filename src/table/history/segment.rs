//! What a history consists of.

use super::position::Position;
use super::reader::Reader;
use crate::table::CATALOG_TREE;
use crate::table::context::Context;
use crate::table::schema::{Kept, KeySchema, View};
use crate::tree::{KeyRange, TreeId};

/// Catalog keys of histories begin with this.
pub(super) const PREFIX: &[u8] = b"history/";

/// A run of change records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The tree of its records.
    pub tree: TreeId,
    /// The one before it, of the same keys.
    pub parent: Option<TreeId>,
    /// The stream that it belongs to, by its label; none if only readers read it.
    pub stream_ms: Option<u64>,
    /// Wall time of its beginning.
    pub start_ms: u64,
    /// The first place that a record of it can have.
    pub start: Position,
    /// Wall time of its end, and the place behind its last record; `None` while it takes records.
    pub end: Option<(u64, Position)>,
}

/// A stream that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// When it was enabled, in epoch milliseconds, which names it.
    pub ms: u64,
    /// What its records show.
    pub view: View,
    /// When it was disabled; `None` while it is enabled.
    pub end_ms: Option<u64>,
    /// Its resource policy, which lives as long as the stream can be read, whatever becomes of the table.
    pub policy: Option<Kept>,
}

/// What there is of a table's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The table's name.
    pub name: String,
    /// The table's id.
    pub id: [u8; 16],
    /// The table's key.
    pub key: KeySchema,
    /// In order of their beginning.
    pub streams: Vec<Stream>,
    /// In order of their beginning.
    pub segments: Vec<Segment>,
    /// Who reads it beside the streams.
    pub readers: Vec<Reader>,
    /// The tags that the table had when it was deleted: policies go on to ask for them.
    pub tags: Vec<(String, String)>,
}

impl History {
    /// The segments of a stream, in order of their beginning.
    pub fn segments_of(&self, stream_ms: u64) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(move |segment| segment.stream_ms == Some(stream_ms))
    }

    /// Notes that the run's answer depends on which segments and streams there are.
    pub fn note(&self, cx: &mut Context<'_>) {
        cx.note(CATALOG_TREE, || KeyRange::only(&self.record_key()));
    }

    pub(super) fn record_key(&self) -> Vec<u8> {
        record_key(&self.name, self.id)
    }

    /// Segments that take records.
    pub(super) fn open(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(|segment| segment.end.is_none())
    }

    /// Ends it all.
    pub(super) fn end(&mut self, cx: &Context<'_>) {
        self.close(cx);
        self.end_streams(cx.now_ms);
        self.end_readers(Position { clock: cx.clock, count: 0 });
    }

    /// Ends the streams that are enabled.
    pub(super) fn end_streams(&mut self, now_ms: u64) {
        for stream in &mut self.streams {
            stream.end_ms.get_or_insert(now_ms);
        }
    }

    /// Takes times that are still to come for those of a clock that was ahead.
    pub(super) fn come_back(&mut self, now_ms: u64) {
        for segment in &mut self.segments {
            segment.start_ms = segment.start_ms.min(now_ms);
            segment.end = segment.end.map(|(end_ms, position)| (end_ms.min(now_ms), position));
        }
        for stream in &mut self.streams {
            stream.end_ms = stream.end_ms.map(|end_ms| end_ms.min(now_ms));
        }
    }

    /// Ends the segments that take records.
    pub(super) fn close(&mut self, cx: &Context<'_>) {
        let end = (cx.now_ms, Position { clock: cx.clock, count: 0 });
        for segment in &mut self.segments {
            segment.end.get_or_insert(end);
        }
    }
}

/// The catalog's key of a table's history.
pub(super) fn record_key(name: &str, id: [u8; 16]) -> Vec<u8> {
    [PREFIX, name.as_bytes(), b"/", &id].concat()
}
