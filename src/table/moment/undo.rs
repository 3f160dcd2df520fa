//! Takes a copy of a table back to an earlier time: the state at a time is the copy in which each item that was changed
//! since has the old image of its first change since.
//!
//! Records are read from the newest to the oldest, and each puts its old image back: the oldest one has the last word. So no
//! note is needed of what was undone already, and a slice that is done twice does no harm.

use core::ops::Bound;
use std::collections::BTreeMap;

use crate::model::{MapRef, Writer, size};
use crate::table::context::{Context, Stop, unreadable};
use crate::table::envelope::Unread;
use crate::table::history::{self, History, Position, RECOVERY, Segment, Span};
use crate::table::schema::Table;
use crate::table::store::{self, Image};
use crate::tree::{Direction, KeyRange, TreeId};

/// Most records that are undone in one slice.
const RECORDS: usize = 400;
/// Bytes of old images after which a slice ends.
const BYTES: usize = 1 << 20;
/// How far ahead the pages of a history are named.
const AHEAD: u64 = 256 << 10;

/// How far undoing has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// The table's name.
    pub name: String,
    /// The table's id.
    pub id: [u8; 16],
    /// The first place that is undone.
    pub since: Position,
    /// The place behind the last one that is.
    pub until: Position,
    /// The segment whose turn it is, and the place behind its next record; `None` at the beginning.
    at: Option<(TreeId, Position)>,
}

impl Undo {
    /// Of all changes of a table from a place on, up to now. The history keeps them until [`Undo::end`].
    ///
    /// # Errors
    /// [`Stop::Fault`].
    pub fn begin(cx: &mut Context<'_>, table: &Table, since: Position) -> Result<Self, Stop> {
        let until = Position { clock: cx.clock, count: 0 };
        let history = history::of(cx, table)?;
        let kept = history.as_ref().and_then(|history| history.reader(RECOVERY, ""));
        let kept = kept.and_then(|reader| reader.spans.last()).map_or(since, |span| span.start);
        // What was changed before has no old images.
        let since = since.max(kept);
        history::hold(cx, table, Span { start: since, end: Some(until) })?;
        Ok(Self { name: table.name.clone(), id: table.id, since, until, at: None })
    }

    /// Lets the history forget what was undone.
    ///
    /// # Errors
    /// [`Stop::Fault`].
    pub fn end(&self, cx: &mut Context<'_>) -> Result<(), Stop> {
        history::release(cx, &self.name, self.id, Span { start: self.since, end: Some(self.until) })
    }

    /// Writes it into a job's record.
    pub fn put(&self, w: &mut Writer) {
        w.entry_str("undone", &self.name);
        w.name(b"undoneId");
        w.binary(&self.id);
        for (name, position) in [(&b"since"[..], self.since), (b"until", self.until)] {
            w.name(name);
            w.binary(&position.key());
        }
        if let Some((tree, position)) = self.at {
            w.entry_int("segment", i64::from(tree));
            w.name(b"place");
            w.binary(&position.key());
        }
    }

    /// Reads it back; `None` if there is nothing to undo.
    #[must_use]
    pub fn read(job: MapRef<'_>) -> Option<Self> {
        let position = |name: &[u8]| Position::of_key(job.get(name)?.scalar_bytes()?);
        let tree = job.get_int("segment").and_then(|tree| TreeId::try_from(tree).ok());
        Some(Self {
            name: job.get_str("undone")?.to_owned(),
            id: job.get(b"undoneId")?.scalar_bytes()?.try_into().ok()?,
            since: position(b"since")?,
            until: position(b"until")?,
            at: tree.zip(position(b"place")),
        })
    }

    /// Whether a segment has any of it.
    fn needs(&self, segment: &Segment) -> bool {
        segment.start < self.until && segment.end.is_none_or(|(_, end)| end > self.since)
    }

    /// Undoes a slice in the copy; true when all is undone.
    ///
    /// # Errors
    /// [`Stop::Fault`]; a failure when the history is not whole any more.
    pub fn step(&mut self, cx: &mut Context<'_>, copy: &Table) -> Result<bool, Stop> {
        let Some(history) = history::of_id(cx, &self.name, self.id)? else { return Ok(true) };
        let Some((tree, range)) = self.next(&history) else { return Ok(true) };
        let mut records = cx.cursor(tree, range, Direction::Backward, AHEAD);
        let mut images: BTreeMap<Vec<u8>, Option<Vec<u8>>> = BTreeMap::new();
        let (mut count, mut bytes, mut place) = (0, 0, self.since);
        let more = loop {
            if count == RECORDS || bytes > BYTES {
                break true;
            }
            let Some((key, value)) = cx.next(&mut records)? else { break false };
            place = Position::of_key(&key.to_vec()).unwrap_or(place);
            let Some(change) = history::read(value)? else { continue };
            let mut key = Vec::new();
            copy.encode_key(change.key, &mut key)
                .ok_or_else(|| unreadable("change record", Unread::Damaged))?;
            let old = change.old.map(|old| old.body().to_vec());
            if old.is_none() && change.event != "INSERT" {
                return Err(unreadable("change record", Unread::Damaged));
            }
            bytes += old.as_ref().map_or(0, Vec::len);
            count += 1;
            images.insert(key, old);
        };
        put_back(cx, copy, images)?;
        self.at = Some((tree, if more { place } else { Position::default() }));
        Ok(false)
    }

    /// The segment whose turn it is, and the places in it.
    fn next(&self, history: &History) -> Option<(TreeId, KeyRange)> {
        let mut segments: Vec<&Segment> =
            history.segments.iter().filter(|segment| self.needs(segment)).collect();
        // Segments of one time have different keys, so their order does not matter.
        segments.sort_by_key(|segment| core::cmp::Reverse((segment.start, segment.tree)));
        let range = |to: Position| KeyRange {
            lower: Bound::Included(self.since.key()),
            upper: Bound::Excluded(to.key()),
        };
        let Some((tree, place)) = self.at else {
            return segments.first().map(|segment| (segment.tree, range(self.until)));
        };
        if place > self.since {
            return Some((tree, range(place)));
        }
        let at = history.segments.iter().find(|segment| segment.tree == tree)?;
        let done = (at.start, at.tree);
        let next = segments.into_iter().find(|segment| (segment.start, segment.tree) < done);
        next.map(|segment| (segment.tree, range(self.until)))
    }
}

/// Gives the copy's items their old images.
fn put_back(
    cx: &mut Context<'_>,
    copy: &Table,
    images: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
) -> Result<(), Stop> {
    let mut faulted = false;
    let mut found = Vec::with_capacity(images.len());
    for (key, old) in images {
        match store::load(cx, copy, &key) {
            Ok(now) => found.push((key, now, old)),
            Err(Stop::Fault) => faulted = true,
            Err(stop) => return Err(stop),
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    for (key, now, old) in found {
        let image = old.as_deref().map(MapRef::new);
        let image = image.map(|item| Image { item, size: size::item(item) });
        store::write(cx, copy, key, now.as_ref(), image)?;
    }
    Ok(())
}
