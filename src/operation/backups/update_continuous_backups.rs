//! `UpdateContinuousBackups`.

use super::continuous::{self, Recovery};
use crate::model::{Failure, Kind, MapRef};
use crate::operation::target;
use crate::table::history::{self, DAY, RECOVERY};
use crate::table::{Context, Stop, catalog};

/// The period when none is given, in days.
const LONGEST: u64 = 35;

/// Switches point-in-time recovery on or off, or changes its period. A period that grows reaches no further back than what is
/// still kept.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let given = input.get_map("PointInTimeRecoverySpecification").unwrap_or_default();
    let enabled = given.get_bool("PointInTimeRecoveryEnabled") == Some(true);
    let days = given.get_int("RecoveryPeriodInDays").and_then(|days| u64::try_from(days).ok());
    let table = continuous::table(cx, target::given(input))?;
    if continuous::is_new(cx, &table) {
        let message = "Backups are being enabled for the table: ".to_owned() + &table.name;
        return Err(Failure::new(Kind::ContinuousBackupsUnavailable, message).into());
    }
    let recovery = continuous::recovery(cx, &table)?;
    if !enabled && days.is_some() {
        let message = "RecoveryPeriodInDays can only be specified when PointInTimeRecoveryEnabled is true";
        return Err(Failure::validation(message).into());
    }
    let days = days.unwrap_or(recovery.as_ref().map_or(LONGEST, |recovery| recovery.days));
    let recovery = match (recovery, enabled) {
        (Some(recovery), true) => {
            history::keep_for(cx, &table, RECOVERY, "", days * DAY)?;
            let earliest_ms = recovery.earliest_ms.max(cx.now_ms.saturating_sub(days * DAY));
            Some(Recovery { earliest_ms, days })
        }
        (None, true) => {
            let mut table = (*table).clone();
            history::begin_reader(cx, &mut table, continuous::reader(days))?;
            catalog::put(cx, &table)?;
            Some(Recovery { earliest_ms: cx.now_ms, days })
        }
        (Some(_), false) => {
            let mut table = (*table).clone();
            history::end_reader(cx, &mut table, RECOVERY, "")?;
            catalog::put(cx, &table)?;
            None
        }
        (None, false) => None,
    };
    Ok(continuous::describe(cx, recovery.as_ref()))
}
