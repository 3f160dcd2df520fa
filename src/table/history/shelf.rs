//! Histories in the catalog.

use super::segment::{History, PREFIX, record_key};
use super::{codec, plan};
use crate::table::catalog::{self, CATALOG_TREE};
use crate::table::context::{Context, Stop, decoded};
use crate::table::schema::Table;
use crate::tree::{Direction, KeyRange};

/// All histories, or those of tables of one name, in the order of names.
///
/// # Errors
/// [`Stop::Fault`], or a failure when a record is of a later version.
fn all(cx: &mut Context<'_>, prefix: &[u8]) -> Result<Vec<History>, Stop> {
    cx.note(CATALOG_TREE, || KeyRange::prefix(prefix));
    let mut cursor = cx.cursor(CATALOG_TREE, KeyRange::prefix(prefix), Direction::Forward, u64::MAX);
    let mut found = Vec::new();
    while let Some((_, value)) = cx.next(&mut cursor)? {
        found.push(decode(value)?);
    }
    Ok(found)
}

/// The histories of all tables.
///
/// # Errors
/// As [`of_table`].
pub fn of_all(cx: &mut Context<'_>) -> Result<Vec<History>, Stop> {
    all(cx, PREFIX)
}

/// The histories of the table of this name, and of deleted ones that had it.
///
/// # Errors
/// [`Stop::Fault`], or a failure when a record is of a later version.
pub fn of_table(cx: &mut Context<'_>, name: &str) -> Result<Vec<History>, Stop> {
    all(cx, &[PREFIX, name.as_bytes(), b"/"].concat())
}

/// The history under a key.
pub(super) fn load(cx: &mut Context<'_>, key: &[u8]) -> Result<Option<History>, Stop> {
    match cx.get(CATALOG_TREE, key)? {
        Some(value) => decode(value).map(Some),
        None => Ok(None),
    }
}

/// The history of a table, or an empty one.
pub(super) fn load_or_new(cx: &mut Context<'_>, table: &Table) -> Result<History, Stop> {
    let found = load(cx, &record_key(&table.name, table.id))?;
    Ok(found.unwrap_or_else(|| History {
        name: table.name.clone(),
        id: table.id,
        key: table.key.clone(),
        streams: Vec::new(),
        segments: Vec::new(),
        readers: Vec::new(),
        tags: Vec::new(),
    }))
}

fn decode(value: &[u8]) -> Result<History, Stop> {
    decoded(value, "history of a table", codec::VERSION, codec::decode)
}

/// Writes a history, or removes it when nothing is left of it, and notes when it is to be looked at again.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put(cx: &mut Context<'_>, history: &History) -> Result<(), Stop> {
    plan::plan(cx, history)?;
    let key = history.record_key();
    if history.streams.is_empty() && history.segments.is_empty() && history.readers.is_empty() {
        return catalog::remove_record(cx, key);
    }
    catalog::put_record(cx, key, &codec::encode(history))
}
