//! `CountDelivery`, an internal operation.

use crate::model::MapRef;
use crate::table::{Context, Stop};

/// Counts what became of a batch of changes on their way to a stream, if metrics are on.
#[expect(clippy::unnecessary_wraps, reason = "all operations have this signature")]
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    if let Some(gauge) = &cx.settings.gauge {
        let count = |name: &str| input.get_int(name).unwrap_or(0);
        let table = input.get_str("TableName").unwrap_or_default();
        let age_ms = (cx.now_ms as i64).saturating_sub(count("OldestMs")).max(0);
        gauge.delivered(table, [age_ms, count("Throttled"), count("Failed")], cx.now_ms);
    }
    Ok(Vec::new())
}
