//! Conflicts: of two writes of an item that did not know of each other one won, and the other one got lost.

use crate::model::{MapRef, Type, Writer};
use crate::table::context::{Context, Stop, readable};
use crate::table::envelope::{self, Stamp};
use crate::table::group::Group;
use crate::tree::{Direction, Key, KeyRange};

/// So many are kept, the newest ones.
const MOST: u64 = 1_000;
/// They have so many bytes at most.
const MOST_BYTES: u64 = 32 << 20;

/// A write that took part.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What it put; nothing if it deleted the item.
    pub item: Option<MapRef<'a>>,
    /// The clock of the write.
    pub clock: u64,
    /// The replica that made it.
    pub replica: u32,
}

impl<'a> Side<'a> {
    /// A write of an item.
    #[must_use]
    pub fn new(item: Option<MapRef<'a>>, stamp: Stamp, own: u32) -> Self {
        let (clock, replica) = super::order(stamp, own);
        Self { item, clock, replica }
    }

    fn put(&self, w: &mut Writer, name: &str) {
        let entry = w.begin_entry(name, Type::M);
        if let Some(item) = self.item {
            w.entry_map("Item", item);
        }
        w.entry_str("Clock", &self.clock.to_string());
        w.entry_int("Replica", i64::from(self.replica));
        w.end(entry);
    }
}

/// The record of a conflict: members of what is answered.
#[must_use]
pub fn record(cx: &Context<'_>, keys: MapRef<'_>, won: Side<'_>, lost: Side<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_map("Keys", keys);
    lost.put(&mut w, "Lost");
    w.entry_int("Ms", cx.now_ms as i64);
    won.put(&mut w, "Won");
    w.into_inner()
}

/// Keeps conflicts that a run has found, and forgets the oldest ones.
///
/// # Errors
/// [`Stop::Fault`].
pub fn note_conflicts(cx: &mut Context<'_>, group: &Group, found: &[Vec<u8>]) -> Result<(), Stop> {
    let surplus = found.len().saturating_sub(MOST as usize);
    let found = found.get(surplus..).unwrap_or_default();
    let (mut count, mut bytes) = cx.stats(group.conflicts)?;
    count += found.len() as u64;
    bytes += found.iter().map(|record| record.len() as u64).sum::<u64>();
    let mut oldest = cx.cursor(group.conflicts, KeyRange::all(), Direction::Forward, 0);
    while count > MOST || bytes > MOST_BYTES {
        let Some((key, value)) = cx.next(&mut oldest)? else { break };
        let weight = envelope::weight(value);
        cx.set(group.conflicts, key.to_vec(), None, Some(weight as u32));
        count -= 1;
        bytes = bytes.saturating_sub(weight);
    }
    for (place, record) in found.iter().enumerate() {
        let key = [&cx.clock.to_be_bytes()[..], &(place as u32).to_be_bytes()].concat();
        let value = envelope::seal(Stamp::local(cx.clock), record.len() as u32, record);
        cx.set(group.conflicts, key, Some(value), None);
    }
    Ok(())
}

/// The conflicts that are kept, the newest first, those before a place. `each` is given the place and the record, and ends it by
/// answering false.
///
/// # Errors
/// [`Stop::Fault`], or a failure when a record is of a later version.
pub fn conflicts(
    cx: &mut Context<'_>,
    group: &Group,
    before: Option<Vec<u8>>,
    mut each: impl FnMut(Key<'_>, MapRef<'_>) -> bool,
) -> Result<(), Stop> {
    let mut range = KeyRange::all();
    if let Some(before) = before {
        range.upper = core::ops::Bound::Excluded(before);
    }
    cx.note(group.conflicts, || range.clone());
    let mut records = cx.cursor(group.conflicts, range, Direction::Backward, 1 << 18);
    while let Some((key, value)) = cx.next(&mut records)? {
        let record = readable(value, "conflict")?.body;
        if !each(key, MapRef::new(record)) {
            break;
        }
    }
    Ok(())
}
