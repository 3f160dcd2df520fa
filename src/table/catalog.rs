//! The catalog: tree 1, which maps table names to definitions, hands out tree ids and holds the jobs.
//!
//! Keys are a readable prefix and a name; values wear the common envelope. Decoded definitions are cached by name
//! and shared, see [`super::Catalog`].

use core::ops::Bound;
use std::rc::Rc;

use super::context::{Context, Stop, decoded};
use super::definitions::TABLE_PREFIX;
pub use super::definitions::{CATALOG_TREE, LEDGER_TREE};
use super::envelope::{self, Stamp};
use super::schema::Table;
use super::schema_codec;
use crate::model::{MapRef, Writer};
use crate::tree::{Direction, Effect, KeyRange, TreeId};

/// The first tree id that tables may get; those below are the database's own.
pub(super) const FIRST_TREE: TreeId = 16;

const NEXT_TREE: &[u8] = b"next-tree";

/// The definition of a table, whatever its state.
///
/// # Errors
/// [`Stop::Fault`], or a failure when the record is of a later version.
pub fn table(cx: &mut Context<'_>, name: &str) -> Result<Option<Rc<Table>>, Stop> {
    cx.note(CATALOG_TREE, || KeyRange::only(&table_key(name)));
    if let Some((table, lsn)) = cx.catalog.get(name) {
        cx.trace.lsn = cx.trace.lsn.max(lsn);
        return Ok(Some(table));
    }
    // A trace of its own, so that the cached entry remembers only what it itself depends on.
    let mut outer = core::mem::take(&mut cx.trace);
    let found = cx.get(CATALOG_TREE, &table_key(name));
    core::mem::swap(&mut cx.trace, &mut outer);
    let own = outer;
    cx.trace.lsn = cx.trace.lsn.max(own.lsn);
    cx.trace.faults.extend(own.faults);
    cx.trace.corrupt = cx.trace.corrupt.or(own.corrupt);
    let Some(value) = found? else { return Ok(None) };
    let table = Rc::new(decode(value)?);
    cx.catalog.keep(name, &table, own.lsn);
    Ok(Some(table))
}

fn decode(value: &[u8]) -> Result<Table, Stop> {
    decoded(value, "table definition", schema_codec::VERSION, schema_codec::decode)
}

fn table_key(name: &str) -> Vec<u8> {
    [TABLE_PREFIX, name.as_bytes()].concat()
}

/// Names of tables after `start`, in byte order, at most `limit` of them.
///
/// # Errors
/// [`Stop::Fault`].
pub fn names(cx: &mut Context<'_>, start: Option<&str>, limit: usize) -> Result<Vec<String>, Stop> {
    let mut range = KeyRange::prefix(TABLE_PREFIX);
    if let Some(name) = start {
        range.lower = Bound::Excluded(table_key(name));
    }
    let mut cursor = cx.cursor(CATALOG_TREE, range, Direction::Forward, u64::MAX);
    let mut names = Vec::new();
    while names.len() < limit {
        let Some((key, _)) = cx.next(&mut cursor)? else { break };
        let key = key.to_vec();
        let name = key.strip_prefix(TABLE_PREFIX).unwrap_or_default();
        names.push(String::from_utf8_lossy(name).into_owned());
    }
    Ok(names)
}

/// Writes a definition, new or changed.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put(cx: &mut Context<'_>, table: &Table) -> Result<(), Stop> {
    put_record(cx, table_key(&table.name), &schema_codec::encode(table))
}

/// Removes a definition.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remove(cx: &mut Context<'_>, name: &str) -> Result<(), Stop> {
    remove_record(cx, table_key(name))
}

/// Takes `count` tree ids that were never used before, the first of a run.
///
/// The counter is a record of the catalog, so allocation is part of the request's own effects: deterministic,
/// durable with it, and undone with it.
///
/// # Errors
/// [`Stop::Fault`].
pub fn allocate_trees(cx: &mut Context<'_>, count: u32) -> Result<TreeId, Stop> {
    // What this run has taken already is among its effects.
    let taken = cx.effects.iter_mut().find_map(|effect| match effect {
        Effect::Write { tree: CATALOG_TREE, key, value: Some(value), .. } if key == NEXT_TREE => Some(value),
        _ => None,
    });
    if let Some(value) = taken {
        let next = next_of(value)?;
        let body = next_body(next.saturating_add(count));
        *value = envelope::seal(Stamp::local(cx.clock), body.len() as u32, &body);
        return Ok(next);
    }
    let next = next_tree(cx)?;
    put_next_tree(cx, next.saturating_add(count))?;
    Ok(next)
}

/// The tree id that the next table gets.
fn next_tree(cx: &mut Context<'_>) -> Result<TreeId, Stop> {
    cx.get(CATALOG_TREE, NEXT_TREE)?.map_or(Ok(FIRST_TREE), next_of)
}

fn next_of(value: &[u8]) -> Result<TreeId, Stop> {
    decoded(value, "table count", 0, |body| TreeId::try_from(MapRef::new(body).get_int("next")?).ok())
}

fn next_body(next: TreeId) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_int("next", i64::from(next));
    w.into_inner()
}

fn put_next_tree(cx: &mut Context<'_>, next: TreeId) -> Result<(), Stop> {
    put_record(cx, NEXT_TREE.to_vec(), &next_body(next))
}

/// Sees to it that no table gets a tree id up to `last`.
///
/// # Errors
/// [`Stop::Fault`].
pub fn reserve_trees(cx: &mut Context<'_>, last: TreeId) -> Result<(), Stop> {
    let next = next_tree(cx)?.max(last.saturating_add(1));
    put_next_tree(cx, next)
}

/// Writes a record of the catalog in the common envelope.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put_record(cx: &mut Context<'_>, key: Vec<u8>, body: &[u8]) -> Result<(), Stop> {
    let old = cx.get(CATALOG_TREE, &key)?.map(|value| envelope::weight(value) as u32);
    let value = envelope::seal(Stamp::local(cx.clock), body.len() as u32, body);
    cx.set(CATALOG_TREE, key, Some(value), old);
    Ok(())
}

/// Removes a record of the catalog, if it is there.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remove_record(cx: &mut Context<'_>, key: Vec<u8>) -> Result<(), Stop> {
    if let Some(value) = cx.get(CATALOG_TREE, &key)? {
        let weight = envelope::weight(value) as u32;
        cx.set(CATALOG_TREE, key, None, Some(weight));
    }
    Ok(())
}
