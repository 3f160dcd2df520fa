//! `DeleteTable`.

use super::describe::{self, Moment};
use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::backups::{continuous, shown};
use crate::operation::replicas::members;
use crate::operation::target;
use crate::table::moment::backup::{self, Backup};
use crate::table::schema::Table;
use crate::table::{Context, Stop, catalog, expiry, history, replica};

/// Deletes a table and its indexes: the name is free at once, the pages are reclaimed by the trees.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    // A restore that is not wanted any more, or cannot go on, is given up with its table.
    let table = match target::control(cx, target::given(input)) {
        Ok(table) if !table.is_restoring() => target::settled(cx, target::given(input)),
        found => found,
    };
    let table = match table {
        Err(Stop::Failure(failure)) if failure.kind == Kind::Corruption => return damaged(cx, input),
        found => found?,
    };
    if table.protected {
        return Err(Failure::validation(
            "Resource cannot be deleted as it is currently protected against deletion. \
             Disable deletion protection first.",
        )
        .into());
    }
    let response = describe::response(cx, "TableDescription", &table, Moment::Deleted)?;
    let mut gone = (*table).clone();
    let is_kept = keep_backup(cx, &table)?;
    history::end(cx, &mut gone)?;
    expiry::end(cx, &mut gone)?;
    members::deleted(cx, &mut gone)?;
    replica::remove_marks(cx, &gone)?;
    catalog::remove(cx, &gone.name)?;
    if let Some(gauge) = &cx.settings.gauge {
        gauge.dropped(&table);
    }
    if !is_kept {
        for tree in gone.trees() {
            cx.drop_tree(tree);
        }
    }
    Ok(response)
}

/// For how long the backup of a deleted table is kept.
const SYSTEM_BACKUP: u64 = 35 * history::DAY;

/// A table with point-in-time recovery leaves a backup behind, which takes its trees over.
fn keep_backup(cx: &mut Context<'_>, table: &Table) -> Result<bool, Stop> {
    if table.is_restoring() || continuous::recovery(cx, table)?.is_none() {
        return Ok(false);
    }
    let (count, bytes) = cx.stats(table.tree)?;
    let mut copy = table.clone();
    copy.changes = None;
    copy.expiry = None;
    copy.locks = None;
    copy.group = None;
    let backup = Backup {
        id: shown::new_id(cx),
        name: [&table.name, "$DeletedTableBackup"].concat(),
        created_ms: cx.now_ms,
        expires_ms: Some(cx.now_ms + SYSTEM_BACKUP),
        count,
        bytes,
        copy,
        copied: None,
    };
    backup::keep(cx, &backup)?;
    Ok(true)
}

/// Deletes a table whose definition cannot be read. Its trees stay: what the definition says of them may be wrong.
fn damaged(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let name = target::name(cx, target::given(input))?;
    catalog::remove(cx, name)?;
    let mut w = Writer::new();
    let description = w.begin_entry("TableDescription", Type::M);
    w.entry_str("TableName", name);
    w.entry_str("TableStatus", "DELETING");
    w.end(description);
    Ok(w.into_inner())
}
