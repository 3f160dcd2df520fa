//! `DescribeBackup`.

use super::shown;
use crate::model::MapRef;
use crate::table::{Context, Stop};

/// A backup and the table that it is of.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let backup = shown::find(cx, input.get_str("BackupArn").unwrap_or_default())?;
    Ok(shown::description(cx.settings, &backup, shown::status(&backup)))
}
