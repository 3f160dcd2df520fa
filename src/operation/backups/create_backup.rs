//! `CreateBackup`.

use super::{continuous, shown};
use crate::model::{MapRef, Type, Writer};
use crate::operation::target;
use crate::table::moment::backup::{self, Backup};
use crate::table::moment::copy;
use crate::table::{Context, Stop};

/// Keeps a table as it is now. However large it is, that is done at once: pages are shared, and only what is still in the
/// write buffer is copied.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = continuous::table(cx, target::given(input))?;
    continuous::refuse_new(cx, &table)?;
    let (count, bytes) = cx.stats(table.tree)?;
    let copy = copy::copy(cx, &table)?;
    let backup = Backup {
        id: shown::new_id(cx),
        name: input.get_str("BackupName").unwrap_or_default().to_owned(),
        created_ms: cx.now_ms,
        expires_ms: None,
        count,
        bytes,
        copy,
        copied: None,
    };
    backup::keep(cx, &backup)?;
    let mut w = Writer::new();
    let map = w.begin_entry("BackupDetails", Type::M);
    shown::details(&mut w, cx.settings, &backup, "CREATING");
    w.end(map);
    Ok(w.into_inner())
}
