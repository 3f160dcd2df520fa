//! The keys of deleted items, with the writes that deleted them: what arrives later and is older does not bring them back.

use crate::model::{Failure, Kind, MapRef, Writer};
use crate::table::context::{Context, Origin, Stop, unreadable};
use crate::table::envelope::{self, Envelope, Stamp};
use crate::table::group::Group;
use crate::table::history;
use crate::table::schema::Table;

/// What a run has met of a table with strong consistency, and a majority of its replicas has to agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// The table's name.
    pub table: String,
    /// The encoded key of an item; without one, any of the table's items.
    pub key: Option<Vec<u8>>,
}

/// What a deleted item has left under an encoded key.
///
/// # Errors
/// [`Stop::Fault`], or a failure when the stored bytes are of a later version.
pub fn tombstone<'f>(cx: &mut Context<'f>, group: &Group, key: &[u8]) -> Result<Option<Envelope<'f>>, Stop> {
    match cx.get(group.tombstones, key)? {
        Some(value) => envelope::open(value).map(Some).map_err(|why| unreadable("tombstone", why)),
        None => Ok(None),
    }
}

/// Follows a write of this database: gives the write that it replaces, and keeps that an item was deleted. What another replica
/// has replaced it says itself, and who applies its writes keeps its tombstones.
///
/// # Errors
/// [`Stop::Fault`].
#[inline(never)]
pub fn follow(
    cx: &mut Context<'_>,
    table: &Table,
    key: &[u8],
    old: Option<&Envelope<'_>>,
    new: Option<MapRef<'_>>,
) -> Result<Option<Stamp>, Stop> {
    if let Origin::Replica(..) = cx.origin {
        return Ok(cx.base);
    }
    let Some(group) = &table.group else { return Ok(old.map(|old| old.stamp)) };
    if group.strong && cx.asked.is_none() {
        return Err(alone(Kind::ReplicatedWriteConflict).into());
    }
    match (old, new) {
        (Some(old), None) => {
            let stored = tombstone(cx, group, key)?.map(|stored| stored.size);
            let mut keys = Writer::new();
            history::put_key(&mut keys, table, MapRef::new(old.body));
            keep_tombstone(cx, group, key, keys.as_bytes(), stored);
            Ok(Some(old.stamp))
        }
        (Some(old), Some(_)) => Ok(Some(old.stamp)),
        (None, _) => Ok(tombstone(cx, group, key)?.map(|stored| stored.stamp)),
    }
}

/// A write, or a read that is not to be stale, of a table that belongs to a majority: nobody sees to it that the majority agrees.
#[cold]
#[must_use]
pub fn alone(kind: Kind) -> Failure {
    Failure::new(
        kind,
        if kind == Kind::Validation {
            "Transactions are not supported with MultiRegionConsistency STRONG"
        } else {
            "This needs a majority of the replicas, and none is connected"
        },
    )
}

/// Notes what has to be agreed on. Without a key it is any item of the table.
///
/// # Errors
/// Nobody sees to it.
pub fn agree(cx: &mut Context<'_>, table: &Table, key: Option<&[u8]>, kind: Kind) -> Result<(), Stop> {
    if table.is_strong() {
        let met = cx.asked.as_mut().and_then(|asked| asked.downcast_mut::<Vec<Met>>());
        let key = key.map(<[u8]>::to_vec);
        met.ok_or_else(|| alone(kind))?.push(Met { table: table.name.clone(), key });
    }
    Ok(())
}

/// Keeps that the run deletes an item; `stored` is the size of the tombstone that is there.
pub fn keep_tombstone(cx: &mut Context<'_>, group: &Group, key: &[u8], keys: &[u8], stored: Option<u32>) {
    let value = envelope::tombstone(cx.stamp(), keys);
    cx.set(group.tombstones, key.to_vec(), Some(value), stored);
}
