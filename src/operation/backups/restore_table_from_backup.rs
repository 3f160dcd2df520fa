//! `RestoreTableFromBackup`.

use super::{overrides, shown};
use crate::model::MapRef;
use crate::operation::tables::unsupported;
use crate::table::moment::restore::Source;
use crate::table::schema::Restored;
use crate::table::{Context, Stop};

/// Makes a table of a backup. It is `CREATING` until all items are there.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    unsupported::refuse_control(input)?;
    let given = input.get_str("BackupArn").unwrap_or_default();
    overrides::target(cx, input)?;
    let backup = shown::whole(cx, given)?;
    let restored = Restored {
        backup: Some(given.to_owned()),
        table: shown::table_arn(cx.settings, &backup),
        ms: cx.now_ms,
        in_progress: true,
    };
    let source = Source { copy: &backup.copy, undo: None, backup: Some(&backup.id) };
    overrides::restore(cx, input, restored, &source)
}
