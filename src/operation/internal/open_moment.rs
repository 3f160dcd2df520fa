//! `OpenMoment`.

use crate::model::{Failure, Kind, MapRef, Writer};
use crate::operation::backups;
use crate::operation::target;
use crate::table::moment::opened::{self, Status};
use crate::table::{Context, Stop};

/// Makes a table readable as it was at a time, which may take a while. It has to be called again at least every ten minutes.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let ms = input.get_int("AsOf").and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0);
    // The table is that of now; only what is read of it is not.
    cx.as_of_ms = None;
    let table = target::data(cx, target::given(input))?.table;
    let Some(recovery) = backups::continuous::recovery(cx, &table)? else {
        let message = ["Point in time recovery is not enabled for table '", &table.name, "'"].concat();
        return Err(Failure::new(Kind::PointInTimeRecoveryUnavailable, message).into());
    };
    if backups::continuous::is_behind(cx) {
        return Err(backups::continuous::behind().into());
    }
    if ms < recovery.earliest_ms || ms > cx.now_ms {
        return Err(backups::continuous::out_of_range(&recovery, cx.now_ms).into());
    }
    let status = opened::open(cx, &table, ms)?;
    let mut w = Writer::new();
    w.entry_str("Status", if status == Status::Ready { "READY" } else { "PREPARING" });
    Ok(w.into_inner())
}
