//! `DescribeContinuousBackups`.

use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::target;
use crate::table::{Context, Stop};

/// Says what every table begins with: backups could be made, and no point in time can be gone back to.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let given = target::given(input);
    if target::find(cx, given)?.is_none() {
        let message = "Table not found: ".to_owned() + target::name(cx, given)?;
        return Err(Failure::new(Kind::TableNotFound, message).into());
    }
    let mut w = Writer::new();
    let map = w.begin_entry("ContinuousBackupsDescription", Type::M);
    w.entry_str("ContinuousBackupsStatus", "ENABLED");
    let recovery = w.begin_entry("PointInTimeRecoveryDescription", Type::M);
    w.entry_str("PointInTimeRecoveryStatus", "DISABLED");
    w.end(recovery);
    w.end(map);
    Ok(w.into_inner())
}
