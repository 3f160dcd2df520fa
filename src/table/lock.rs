//! Locks: items that a transaction over several databases has prepared here, each with the image that it is to get.
//!
//! A table has a tree for them since the first such transaction. A lock is durable with the answer that the transaction is
//! prepared, and goes in the commit that applies or drops it. Meanwhile reads find the item as it was, and writes are refused.

use super::catalog;
use super::context::{Context, Stop, readable};
use super::envelope::{self, Stamp};
use super::schema::Table;
use super::store::{self, Image};
use crate::model::{Failure, Kind, MapRef, Writer};
use crate::tree::TreeId;

/// What a transaction does to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// Nothing: it has checked it.
    Nothing,
    /// It removes it.
    Delete,
    /// It leaves this item there, of this size.
    Put(&'a [u8], u32),
}

/// Refuses to write, or to read in a transaction, an item that is locked.
///
/// # Errors
/// `TransactionConflictException`; [`Stop::Fault`].
#[inline(never)]
pub fn refuse(cx: &mut Context<'_>, locks: TreeId, key: &[u8]) -> Result<(), Stop> {
    if cx.get(locks, key)?.is_none() {
        return Ok(());
    }
    Err(Failure::new(Kind::TransactionConflict, "Transaction is ongoing for the item").into())
}

/// The tree of a table's locks, which is made if there is none.
///
/// # Errors
/// [`Stop::Fault`].
pub fn tree(cx: &mut Context<'_>, table: &Table) -> Result<TreeId, Stop> {
    if let Some(locks) = table.locks {
        return Ok(locks);
    }
    let locks = catalog::allocate_trees(cx, 1)?;
    let mut table = table.clone();
    table.locks = Some(locks);
    catalog::put(cx, &table)?;
    Ok(locks)
}

/// Locks an item, which is not locked, for a transaction.
pub fn hold(cx: &mut Context<'_>, locks: TreeId, key: Vec<u8>, transaction: &str, change: Change<'_>) {
    let mut w = Writer::new();
    w.entry_str("transaction", transaction);
    match change {
        Change::Nothing => w.entry_bool("checks", true),
        Change::Delete => {}
        Change::Put(item, size) => {
            w.entry_map("item", MapRef::new(item));
            w.entry_int("size", i64::from(size));
        }
    }
    let value = envelope::seal(Stamp::local(cx.clock), w.len() as u32, w.as_bytes());
    cx.set(locks, key, Some(value), None);
}

/// Ends a transaction's lock of an item, and gives the item its image if it is to have it. Nothing is done if the lock is not
/// there, or another one's.
///
/// # Errors
/// [`Stop::Fault`].
pub fn release(
    cx: &mut Context<'_>,
    table: &Table,
    key: &[u8],
    transaction: &str,
    commit: bool,
) -> Result<(), Stop> {
    let Some(locks) = table.locks else { return Ok(()) };
    let stored = if commit { store::load(cx, table, key) } else { Ok(None) };
    let Some(value) = cx.get(locks, key)? else { return Ok(()) };
    let stored = stored?;
    let lock = MapRef::new(readable(value, "lock")?.body);
    if lock.get_str("transaction") != Some(transaction) {
        return Ok(());
    }
    if commit && lock.get_bool("checks") != Some(true) {
        let size = lock.get_int("size").and_then(|size| u32::try_from(size).ok()).unwrap_or(0);
        let image = lock.get_map("item").map(|item| Image { item, size });
        store::write(cx, table, key.to_vec(), stored.as_ref(), image)?;
    }
    cx.set(locks, key.to_vec(), None, Some(envelope::weight(value) as u32));
    Ok(())
}
