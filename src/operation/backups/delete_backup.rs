//! `DeleteBackup`.

use super::shown;
use crate::model::{Failure, Kind, MapRef};
use crate::table::moment::{backup, restore};
use crate::table::{Context, Stop};

/// Removes a backup, unless a table is being restored from it.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let given = input.get_str("BackupArn").unwrap_or_default();
    let found = shown::find(cx, given)?;
    if restore::is_restored_from(cx, &found.id)? {
        let message = "Backup is being used by another operation: ".to_owned() + given;
        return Err(Failure::new(Kind::BackupInUse, message).into());
    }
    backup::remove(cx, &found)?;
    Ok(shown::description(cx.settings, &found, "DELETED"))
}
