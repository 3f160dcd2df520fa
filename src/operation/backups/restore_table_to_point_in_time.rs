//! `RestoreTableToPointInTime`.

use super::{continuous, overrides};
use crate::model::{Failure, Kind, MapRef};
use crate::operation::flaw::invalid;
use crate::operation::notation::milliseconds;
use crate::operation::tables::{describe, unsupported};
use crate::table::history::Position;
use crate::table::moment::restore::Source;
use crate::table::moment::{copy, undo};
use crate::table::schema::Restored;
use crate::table::{Context, Stop};

/// Makes a table of another one as it was at a time, or as it is now. It is `CREATING` until all items are there.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    unsupported::refuse_control(input)?;
    let given = match (input.get_str("SourceTableArn"), input.get_str("SourceTableName")) {
        (Some(given), None) | (None, Some(given)) => given,
        (None, None) => {
            return Err(invalid(&["Either SourceTableArn or SourceTableName must be specified"]).into());
        }
        (Some(_), Some(_)) => {
            return Err(invalid(&["SourceTableArn and SourceTableName cannot both be specified"]).into());
        }
    };
    let wanted = wanted(input)?;
    let table = continuous::table(cx, given)?;
    continuous::refuse_new(cx, &table)?;
    overrides::target(cx, input)?;
    let Some(recovery) = continuous::recovery(cx, &table)? else {
        let message = ["Point in time recovery is not enabled for table '", &table.name, "'"].concat();
        return Err(Failure::new(Kind::PointInTimeRecoveryUnavailable, message).into());
    };
    let ms = match wanted {
        Some(_) if continuous::is_behind(cx) => return Err(continuous::behind().into()),
        Some(ms) if ms > cx.now_ms => return Err(continuous::out_of_range(&recovery, cx.now_ms).into()),
        // A second is restored as a whole.
        Some(ms) if ms % 1000 == 0 => (ms + 999).min(cx.now_ms),
        Some(ms) => ms,
        None => cx.now_ms,
    };
    if ms < recovery.earliest_ms {
        return Err(continuous::out_of_range(&recovery, cx.now_ms).into());
    }
    let copy = copy::copy(cx, &table)?;
    let undo = match wanted {
        Some(_) => Some(undo::Undo::begin(cx, &table, Position::of_ms(ms + 1))?),
        None => None,
    };
    let restored = Restored {
        backup: None,
        table: describe::arn(cx.settings, &table.name),
        ms: wanted.unwrap_or(cx.now_ms),
        in_progress: true,
    };
    overrides::restore(cx, input, restored, &Source { copy: &copy, undo, backup: None })
}

/// The time that is wanted; none for the latest one.
fn wanted(input: MapRef<'_>) -> Result<Option<u64>, Failure> {
    let latest = input.get_bool("UseLatestRestorableTime") == Some(true);
    match (input.get(b"RestoreDateTime").map(milliseconds), latest) {
        (Some(_), true) => {
            Err(invalid(&["RestoreDateTime and UseLatestRestorableTime cannot both be specified"]))
        }
        (None, false) => {
            Err(invalid(&["Either RestoreDateTime or UseLatestRestorableTime must be specified"]))
        }
        (Some(ms), false) => Ok(Some(ms.unwrap_or(0))),
        (None, true) => Ok(None),
    }
}
