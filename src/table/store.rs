//! The item store: the one way an item is read, and the one way it changes.
//!
//! [`write`] takes an item's image before and after and produces the effects for the table, all of its indexes and
//! its change records. Index entries are written blind: what was there follows from the old image.

use super::capacity::{Tally, write_units};
use super::context::{Context, Stop, readable};
use super::envelope::{self, Envelope};
use super::index::{Entry, entry, entry_value, lacks_entry, same_projection};
use super::schema::{Index, Table};
use super::{expiry, history, replica};
use crate::model::MapRef;

/// The stored item under an encoded key.
///
/// # Errors
/// [`Stop::Fault`], or a failure when the stored bytes are of a later version.
pub fn load<'f>(cx: &mut Context<'f>, table: &Table, key: &[u8]) -> Result<Option<Envelope<'f>>, Stop> {
    let Some(value) = cx.get(table.tree, key)? else { return Ok(None) };
    open(value).map(Some)
}

/// Opens the stored value of an item or index entry.
///
/// # Errors
/// A failure when the bytes are of a later version.
pub fn open(value: &[u8]) -> Result<Envelope<'_>, Stop> {
    readable(value, "item")
}

/// An item's new image.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a> {
    /// Canonical map body.
    pub item: MapRef<'a>,
    /// Its DynamoDB size.
    pub size: u32,
}

/// Replaces `old` by `new` under an encoded key, in the table and all its indexes, and counts the write units.
///
/// # Errors
/// [`Stop::Fault`], only while an index is being backfilled: what it holds then cannot be told from the old image.
pub fn write(
    cx: &mut Context<'_>,
    table: &Table,
    key: Vec<u8>,
    old: Option<&Envelope<'_>>,
    new: Option<Image<'_>>,
) -> Result<Tally, Stop> {
    let largest = old.map_or(0, |old| old.size).max(new.map_or(0, |new| new.size));
    let mut tally = Tally { table: 2 * write_units(largest).max(1), indexes: Vec::new() };
    let (before, after) = (old.map(|old| MapRef::new(old.body)), new.map(|new| new.item));
    for (position, index) in table.indexes.iter().enumerate() {
        let units = write_index(cx, index, old, new)?;
        if units > 0 {
            tally.index(position, 2 * units);
        }
    }
    if let Some(expiry) = table.expiry {
        expiry::follow(cx, table, expiry, &key, [before, after])?;
    }
    let base = if table.stamped { replica::follow(cx, table, &key, old, after)? } else { None };
    history::record(cx, table, before, after, base);
    if before.is_some() || after.is_some() {
        let value = new.map(|new| envelope::seal(cx.stamp(), new.size, new.item.body()));
        cx.set(table.tree, key, value, old.map(|old| old.size));
    }
    Ok(tally)
}

/// One index's arm of a write; gives its write units.
fn write_index(
    cx: &mut Context<'_>,
    index: &Index,
    old: Option<&Envelope<'_>>,
    new: Option<Image<'_>>,
) -> Result<u64, Stop> {
    let new = new.map(|new| Envelope::plain(cx.stamp(), new.size, new.item.body()));
    let before = old.and_then(|old| entry(index, old));
    let after = new.and_then(|new| entry(index, &new));
    let item = MapRef::new(new.map_or(&[], |new| new.body));
    let old_item = MapRef::new(old.map_or(&[], |old| old.body));
    match (before, after) {
        (None, None) => Ok(0),
        (Some(before), None) => {
            let units = write_units(before.size);
            remove_entry(cx, index, before)?;
            Ok(units)
        }
        (None, Some(after)) => {
            let units = write_units(after.size);
            put_entry(cx, index, after, None, item)?;
            Ok(units)
        }
        (Some(before), Some(after)) if before.key == after.key => {
            if !index.backfilling && same_projection(index, old_item, item) {
                return Ok(0);
            }
            let units = write_units(before.size.max(after.size));
            put_entry(cx, index, after, Some(before.size), item)?;
            Ok(units)
        }
        (Some(before), Some(after)) => {
            let units = write_units(before.size) + write_units(after.size);
            remove_entry(cx, index, before)?;
            put_entry(cx, index, after, None, item)?;
            Ok(units)
        }
    }
}

/// The weight of what is stored under an entry's key: follows from the old image, except during a backfill, when
/// the entry may not have been made yet.
fn stored_weight(
    cx: &mut Context<'_>,
    index: &Index,
    key: &[u8],
    expected: Option<u32>,
) -> Result<Option<u32>, Stop> {
    if !index.backfilling {
        return Ok(expected);
    }
    Ok(cx.get(index.tree, key)?.map(|value| envelope::weight(value) as u32))
}

fn remove_entry(cx: &mut Context<'_>, index: &Index, before: Entry) -> Result<(), Stop> {
    if let Some(weight) = stored_weight(cx, index, &before.key, Some(before.size))? {
        cx.set(index.tree, before.key, None, Some(weight));
    }
    Ok(())
}

fn put_entry(
    cx: &mut Context<'_>,
    index: &Index,
    after: Entry,
    expected: Option<u32>,
    item: MapRef<'_>,
) -> Result<(), Stop> {
    let weight = stored_weight(cx, index, &after.key, expected)?;
    let value = entry_value(index, cx.clock, after.size, item);
    cx.set(index.tree, after.key, Some(value), weight);
    Ok(())
}

/// Makes the index entry of a stored item unless it is there: one step of a backfill. Gives the write units of the entry.
///
/// # Errors
/// [`Stop::Fault`].
pub fn backfill(cx: &mut Context<'_>, index: &Index, since: u64, stored: &Envelope<'_>) -> Result<u64, Stop> {
    let Some(entry) = entry(index, stored) else { return Ok(0) };
    if !lacks_entry(cx, index.tree, &entry.key, since, stored)? {
        return Ok(0);
    }
    let value = entry_value(index, stored.stamp.clock, entry.size, MapRef::new(stored.body));
    cx.set(index.tree, entry.key, Some(value), None);
    Ok(write_units(entry.size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Writer;
    use crate::table::context::{Origin, Settings};
    use crate::table::definitions::Catalog;
    use crate::table::envelope::Stamp;
    use crate::table::history::{self, Position};
    use crate::table::index::lacks_entry;
    use crate::table::schema::{Changes, KeyAttribute, KeySchema, KeyType, View};
    use crate::tree::{self, Effect, Forest, ForestRoot};

    const TABLE: u32 = 20;
    const HISTORY: u32 = 21;

    fn forest() -> Forest {
        let trees = tree::Config { volatile: true, ..tree::Config::new(1 << 20, envelope::weight) };
        Forest::open(trees, ForestRoot::default())
    }

    fn table() -> Table {
        Table {
            tree: TABLE,
            key: KeySchema {
                partition: vec![KeyAttribute { name: "p".to_owned(), ty: KeyType::S }],
                sort: vec![],
            },
            changes: Some(Changes {
                trees: vec![HISTORY],
                images: View::from_name("NEW_AND_OLD_IMAGES").unwrap().images(),
                stamps: false,
            }),
            ..Table::default()
        }
    }

    #[test]
    fn a_write_of_another_replica_keeps_its_clock_and_takes_a_place_of_this_engine() {
        let (mut forest, catalog, settings) = (forest(), Catalog::default(), Settings::default());
        let mut item = Writer::new();
        item.entry_str("p", "one");
        let image = Image { item: MapRef::new(item.as_bytes()), size: 4 };
        let mut cx = Context::new(&forest, &catalog, &settings, 7, 9_000);
        cx.origin = Origin::Replica(3, 500);
        write(&mut cx, &table(), b"one".to_vec(), None, Some(image)).unwrap();
        let effects = cx.effects;
        forest.apply(1, &effects);
        let replicated = Stamp { clock: 500, replica: Some(3) };
        for effect in &effects {
            let Effect::Write { tree, key, value: Some(value), .. } = effect else { panic!("a deletion") };
            assert_eq!(envelope::read(value).unwrap().stamp, replicated, "in tree {tree}");
            if *tree == HISTORY {
                assert_eq!(Position::of_key(key).unwrap().clock, 9_000);
                let change = history::read(value).unwrap().unwrap();
                assert_eq!((change.origin, change.event), (Origin::Replica(3, 500), "INSERT"));
            }
        }
        // Whether it has an entry in an index that is being filled does not follow from its clock.
        let mut cx = Context::new(&forest, &catalog, &settings, 7, 9_001);
        let stored = cx.get(TABLE, b"one").unwrap().map(|value| open(value).unwrap()).unwrap();
        assert!(!lacks_entry(&mut cx, TABLE, b"one", 8_000, &stored).unwrap());
        assert!(lacks_entry(&mut cx, HISTORY, b"one", 8_000, &stored).unwrap());
        let own = Envelope::plain(Stamp::local(500), 4, stored.body);
        assert!(lacks_entry(&mut cx, TABLE, b"one", 8_000, &own).unwrap());
    }
}
