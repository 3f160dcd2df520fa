//! Point-in-time recovery of a table: whether it is on, and for how far back.

use std::rc::Rc;

use crate::model::{Failure, Kind, Type, Writer};
use crate::operation::notation::{label, time};
use crate::operation::target;
use crate::table::history::{self, DAY, Position, RECOVERY, Reader};

use crate::table::schema::{Images, Table};
use crate::table::{Context, Stop};

const SECOND: u64 = 1000;

/// The table of a request about backups.
///
/// # Errors
/// `TableNotFoundException`; what is wrong with an ARN.
pub fn table(cx: &mut Context<'_>, given: &str) -> Result<Rc<Table>, Stop> {
    if let Some(table) = target::find(cx, given)? {
        return Ok(table);
    }
    let message = "Table not found: ".to_owned() + target::name(cx, given)?;
    Err(Failure::new(Kind::TableNotFound, message).into())
}

/// Whether a table is being created, restored or imported.
pub fn is_new(cx: &Context<'_>, table: &Table) -> bool {
    cx.is_ahead(table.active_ms) || table.is_restoring()
}

/// Refuses to take a table that has not all of its items for a source.
///
/// # Errors
/// `TableInUseException`.
pub fn refuse_new(cx: &Context<'_>, table: &Table) -> Result<(), Failure> {
    if !is_new(cx, table) {
        return Ok(());
    }
    Err(Failure::new(Kind::TableInUse, "Table is being created: ".to_owned() + &table.name))
}

/// A reader for so many days.
pub fn reader(days: u64) -> Reader {
    Reader {
        kind: RECOVERY.to_owned(),
        name: String::new(),
        images: Images { old: true, new: true },
        keep_ms: days * DAY,
        spans: Vec::new(),
        note: String::new(),
    }
}

/// The recovery of a table that is on.
pub struct Recovery {
    /// The first time that can be gone back to, in epoch milliseconds.
    pub earliest_ms: u64,
    /// The period.
    pub days: u64,
}

/// The recovery of a table, if it is on.
///
/// # Errors
/// [`Stop::Fault`].
pub fn recovery(cx: &mut Context<'_>, table: &Table) -> Result<Option<Recovery>, Stop> {
    let history = history::of(cx, table)?;
    let reader = history.as_ref().and_then(|history| history.reader(RECOVERY, ""));
    let Some(reader) = reader.filter(|reader| reader.reads()) else { return Ok(None) };
    let since = reader.spans.last().map_or(cx.now_ms, |span| span.start.ms());
    let earliest_ms = since.max(cx.now_ms.saturating_sub(reader.keep_ms)).min(cx.now_ms);
    Ok(Some(Recovery { earliest_ms, days: reader.keep_ms / DAY }))
}

/// Writes `ContinuousBackupsDescription`.
pub fn describe(cx: &Context<'_>, recovery: Option<&Recovery>) -> Vec<u8> {
    let mut w = Writer::new();
    let map = w.begin_entry("ContinuousBackupsDescription", Type::M);
    w.entry_str("ContinuousBackupsStatus", "ENABLED");
    let inner = w.begin_entry("PointInTimeRecoveryDescription", Type::M);
    w.entry_str("PointInTimeRecoveryStatus", if recovery.is_some() { "ENABLED" } else { "DISABLED" });
    if let Some(recovery) = recovery {
        w.entry_int("RecoveryPeriodInDays", recovery.days as i64);
        time(&mut w, "EarliestRestorableDateTime", recovery.earliest_ms);
        time(&mut w, "LatestRestorableDateTime", cx.now_ms);
    }
    w.end(inner);
    w.end(map);
    w.into_inner()
}

/// Whether the host's clock was set back, so that changes are noted at later times than they were made.
pub const fn is_behind(cx: &Context<'_>) -> bool {
    Position { clock: cx.clock, count: 0 }.ms() > cx.now_ms + SECOND
}

/// The failure of going back to a time then.
pub fn behind() -> Failure {
    let message = "The clock of this machine was set back, and it is not known when changes were made. A time can be given again when \
                   the clock has passed the latest change; the present state can be restored.";
    Failure::new(Kind::InvalidRestoreTime, message)
}

/// A time that cannot be gone back to.
pub fn out_of_range(recovery: &Recovery, now_ms: u64) -> Failure {
    let message = [
        "The time is not between the earliest and the latest restorable time, ",
        &label(recovery.earliest_ms),
        "Z and ",
        &label(now_ms),
        "Z",
    ];
    Failure::new(Kind::InvalidRestoreTime, message.concat())
}
