//! Change records: what the readers of a table's history are given.
//!
//! A table with a history gets one record for every write that changed an item, in the same commit as the write: log
//! truncation then never waits for a reader, and retention is the history's own affair. The value wears the common envelope
//! around `{ key, old?, new?, kind, ms, origin }`: the primary key's attributes, the images before and after as far as somebody
//! reads them, whether the item came, changed or went, the wall time, and where the write came from. Where replicas follow, it also
//! has the stamp of what it replaced.

use super::plan;
use super::position::Position;
use super::segment::record_key;
use crate::model::{MapRef, Type, Writer};
use crate::table::context::{Context, Origin, Settings, Stop, readable, unreadable};
use crate::table::envelope::{self, Stamp, Unread};
use crate::table::hash::partition_hash;
use crate::table::schema::{Changes, Table};
use crate::tree::{Trace, TreeId};

/// The kind of a record that only replicas are shown: the item was written as it was, or it was not here when it was deleted
/// elsewhere.
const HIDDEN: i64 = 3;
/// A record counts for so many bytes at least.
const SMALL: u64 = 64;

/// A change record, read.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The primary key's attributes.
    pub key: MapRef<'a>,
    /// The item before, where it is kept.
    pub old: Option<MapRef<'a>>,
    /// The item after, where it is kept.
    pub new: Option<MapRef<'a>>,
    /// `INSERT`, `MODIFY` or `REMOVE`.
    pub event: &'static str,
    /// Wall time of the write in epoch milliseconds.
    pub ms: u64,
    /// Where the write came from.
    pub origin: Origin,
    /// The write itself.
    pub stamp: Stamp,
    /// The write that it replaced, where replicas follow.
    pub base: Option<Stamp>,
    /// Whether the item itself changed. It did not where it was not here when it was deleted elsewhere.
    is_shown: bool,
}

/// The tree that takes a record: each has an equal range of partitions' hashes.
fn tree_of(changes: &Changes, table: &Table, item: MapRef<'_>) -> Option<TreeId> {
    let [only] = changes.trees.as_slice() else {
        let attribute = table.key.partition.first()?;
        let hash = partition_hash(attribute.ty.payload(item.get(attribute.name.as_bytes())?)?);
        let place = (u64::from(hash) * changes.trees.len() as u64) >> 32;
        return changes.trees.get(place as usize).copied();
    };
    Some(*only)
}

/// Appends the record of one changed item, if the table keeps records.
#[inline]
pub fn record(
    cx: &mut Context<'_>,
    table: &Table,
    old: Option<MapRef<'_>>,
    new: Option<MapRef<'_>>,
    base: Option<Stamp>,
) {
    if let Some(changes) = &table.changes {
        append(cx, table, changes, [old, new], base);
    }
}

#[inline(never)]
fn append(
    cx: &mut Context<'_>,
    table: &Table,
    changes: &Changes,
    [old, new]: [Option<MapRef<'_>>; 2],
    base: Option<Stamp>,
) {
    let Some(image) = new.or(old) else { return };
    // The write is another one all the same, and may be later than one that is on its way.
    let is_hidden = old == new;
    if is_hidden && !table.stamped {
        return;
    }
    let Some(tree) = tree_of(changes, table, image) else { return };
    let mut w = Writer::new();
    let key = w.begin_entry("key", Type::M);
    put_key(&mut w, table, image);
    w.end(key);
    for (name, image, wanted) in [("old", old, changes.images.old), ("new", new, changes.images.new)] {
        if let Some(image) = image.filter(|_| wanted && !(is_hidden && name == "old")) {
            w.entry_map(name, image);
        }
    }
    let kind = match (old, new) {
        _ if is_hidden => HIDDEN,
        (None, _) => 0,
        (Some(_), Some(_)) => 1,
        (Some(_), None) => 2,
    };
    w.entry_int("kind", kind);
    w.entry_int("ms", cx.now_ms as i64);
    w.entry_int(
        "origin",
        match cx.origin {
            Origin::Local => 0,
            Origin::TimeToLive => 1,
            Origin::Replica(..) => 2,
            Origin::Import => 3,
        },
    );
    if let Some(base) = base {
        put_base(&mut w, base);
    }
    keep(cx, table, tree, w.as_bytes());
}

/// Writes the key attributes of an item.
#[inline(never)]
pub fn put_key(w: &mut Writer, table: &Table, item: MapRef<'_>) {
    for attribute in table.key.attributes() {
        if let Some(value) = item.get(attribute.name.as_bytes()) {
            w.name(attribute.name.as_bytes());
            w.raw(value);
        }
    }
}

#[inline(never)]
fn put_base(w: &mut Writer, base: Stamp) {
    let mut bytes = [0; 12];
    let (clock, replica) = bytes.split_at_mut(8);
    clock.copy_from_slice(&base.clock.to_be_bytes());
    replica.copy_from_slice(&base.replica.unwrap_or_default().to_be_bytes());
    w.name(b"base");
    // A write of this database has no replica.
    w.binary(if base.replica.is_some() { &bytes } else { clock });
}

/// Appends the record of an item that was deleted elsewhere and was not here: only replicas are shown it.
pub fn record_absent(cx: &mut Context<'_>, table: &Table, key: MapRef<'_>, base: Option<Stamp>) {
    let Some(changes) = &table.changes else { return };
    let Some(tree) = tree_of(changes, table, key) else { return };
    let mut w = Writer::new();
    w.entry_map("key", key);
    w.entry_int("kind", HIDDEN);
    w.entry_int("ms", cx.now_ms as i64);
    w.entry_int("origin", 2);
    if let Some(base) = base {
        put_base(&mut w, base);
    }
    keep(cx, table, tree, w.as_bytes());
}

fn keep(cx: &mut Context<'_>, table: &Table, tree: TreeId, body: &[u8]) {
    // The item's own clock; the position is of this database, and always grows.
    let value = envelope::seal(cx.stamp(), body.len() as u32, body);
    // Effects so far number the records of one request in order, without a counter of their own.
    let position = Position { clock: cx.clock, count: cx.effects.len() as u32 };
    let looks = looks(cx.settings, position, value.len());
    cx.set(tree, position.key(), Some(value), None);
    if looks {
        let sums = cx.forest.stats(&mut Trace::default(), tree);
        if sums.is_ok_and(|sums| is_large(cx.settings, (sums.count, sums.bytes))) {
            plan::hasten(cx, &record_key(&table.name, table.id));
        }
    }
}

/// Whether a record looks at the size of its segment: so many of those that one holds, chosen by their positions.
fn looks(settings: &Settings, position: Position, bytes: usize) -> bool {
    const LOOKS: u64 = 64;
    let chosen =
        (position.clock ^ (u64::from(position.count) << 40)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    chosen.saturating_mul(settings.segment_bytes) < ((bytes as u64 + SMALL) * LOOKS) << 32
}

/// Whether a segment with such a count of records and bytes is to be followed by another.
pub(super) const fn is_large(settings: &Settings, (count, bytes): (u64, u64)) -> bool {
    bytes >= settings.segment_bytes || count >= settings.segment_bytes / SMALL
}

/// Reads a stored record; nothing if it is only for replicas.
///
/// # Errors
/// A failure when it is of a later version.
pub fn read(value: &[u8]) -> Result<Option<Change<'_>>, Stop> {
    let change = read_any(value)?;
    Ok(Some(change).filter(|change| change.is_shown))
}

/// Reads a stored record, also one that is only for replicas.
///
/// # Errors
/// As [`read`].
pub fn read_any(value: &[u8]) -> Result<Change<'_>, Stop> {
    let envelope = readable(value, "change record")?;
    parse(envelope.stamp, MapRef::new(envelope.body))
        .ok_or_else(|| unreadable("change record", Unread::Damaged))
}

fn base_of(bytes: &[u8]) -> Option<Stamp> {
    let (clock, rest) = bytes.split_first_chunk::<8>()?;
    let replica = rest.first_chunk::<4>().map(|id| u32::from_be_bytes(*id));
    Some(Stamp { clock: u64::from_be_bytes(*clock), replica })
}

fn parse(stamp: Stamp, body: MapRef<'_>) -> Option<Change<'_>> {
    let kind = body.get_int("kind")?;
    Some(Change {
        key: body.get_map("key")?,
        old: body.get_map("old"),
        new: body.get_map("new"),
        event: match kind {
            0 => "INSERT",
            1 => "MODIFY",
            2 => "REMOVE",
            HIDDEN if body.get_map("new").is_some() => "MODIFY",
            HIDDEN => "REMOVE",
            _ => return None,
        },
        ms: u64::try_from(body.get_int("ms")?).ok()?,
        origin: match body.get_int("origin")? {
            0 => Origin::Local,
            1 => Origin::TimeToLive,
            2 => Origin::Replica(stamp.replica?, stamp.clock),
            3 => Origin::Import,
            _ => return None,
        },
        stamp,
        base: match body.get(b"base") {
            Some(base) => Some(base_of(base.scalar_bytes()?)?),
            None => None,
        },
        is_shown: kind != HIDDEN,
    })
}
