//! `UpdateContributorInsights`.

use super::insight::{self, DEFAULT_MODE, Insight};
use crate::model::{MapRef, Writer};
use crate::table::points::INSIGHTS;
use crate::table::{Context, Stop, state};

/// Has the keys of a table or global index counted, or no longer.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let found = Insight::find(cx, input)?;
    let enable = input.get_str("ContributorInsightsAction") == Some("ENABLE");
    let asked = input.get_str("ContributorInsightsMode");
    let kept = found.enabled.as_ref().map(|(mode, _)| mode.clone());
    let mode = asked.map(str::to_owned).or(kept).unwrap_or_else(|| DEFAULT_MODE.to_owned());
    let name = insight::name_of(&found.table.name, found.index);
    let stored = if enable { mode.as_str() } else { "DISABLED" };
    state::put(cx, INSIGHTS, &name, &insight::text(&found.table, stored, cx.now_ms))?;
    if let Some(gauge) = &cx.settings.gauge {
        gauge.follow(found.tree(), enable.then_some(mode == DEFAULT_MODE));
    }
    let mut w = Writer::new();
    w.entry_str("TableName", &found.table.name);
    if let Some(index) = found.index {
        w.entry_str("IndexName", index);
    }
    w.entry_str("ContributorInsightsStatus", if enable { "ENABLING" } else { "DISABLING" });
    if enable {
        w.entry_str("ContributorInsightsMode", &mode);
    }
    Ok(w.into_inner())
}
