//! `ListBackups`.

use super::shown;
use crate::model::{MapRef, Type, Writer};
use crate::operation::notation::milliseconds;
use crate::operation::target;
use crate::table::moment::backup::{self, Backup};
use crate::table::{Context, Stop};

/// Most backups of a page.
const PAGE: i64 = 100;

/// The backups of all tables or of one, also of deleted ones, in the order of their beginning.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let limit = input.get_int("Limit").unwrap_or(PAGE);
    let name = input.get_str("TableName").map(|given| target::name(cx, given)).transpose()?;
    let wanted = input.get_str("BackupType").unwrap_or("USER");
    let bound = |name: &str| input.get(name.as_bytes()).map(|value| milliseconds(value).unwrap_or(0));
    let (from, to) = (bound("TimeRangeLowerBound"), bound("TimeRangeUpperBound"));
    let start = input.get_str("ExclusiveStartBackupArn");
    let start = start.map(|arn| arn.rsplit_once("/backup/").map_or(arn, |(_, id)| id));
    let mut found = backup::all(cx)?;
    found.retain(|backup| {
        name.is_none_or(|name| backup.copy.name == name)
            && shown::is_of(backup, wanted)
            && from.is_none_or(|from| backup.created_ms >= from)
            && to.is_none_or(|to| backup.created_ms < to)
            && start.is_none_or(|start| *backup.id > *start)
    });
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let mut w = Writer::new();
    let list = w.begin_entry("BackupSummaries", Type::L);
    for backup in &found {
        summary(&mut w, cx, backup);
    }
    w.end(list);
    if let Some(last) = found.last().filter(|_| more) {
        w.entry_str("LastEvaluatedBackupArn", &shown::arn(cx.settings, last));
    }
    Ok(w.into_inner())
}

fn summary(w: &mut Writer, cx: &Context<'_>, backup: &Backup) {
    let map = w.begin(Type::M);
    shown::table(w, cx.settings, backup);
    shown::details(w, cx.settings, backup, shown::status(backup));
    w.end(map);
}
