//! `CountReplication`, an internal operation.

use crate::model::MapRef;
use crate::table::{Context, Stop};

/// Counts how far the replica of a region is behind, if metrics are on.
#[expect(clippy::unnecessary_wraps, reason = "all operations have this signature")]
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    if let Some(gauge) = &cx.settings.gauge {
        let count = |name: &str| input.get_int(name).unwrap_or(0);
        let text = |name: &str| input.get_str(name).unwrap_or_default();
        let latency_ms = (cx.now_ms as i64).saturating_sub(count("OldestMs")).max(0);
        let names = [text("TableName"), text("Region")];
        gauge.replicated(names, [latency_ms, count("Pending")], cx.now_ms);
    }
    Ok(Vec::new())
}
