//! `DescribeContributorInsights`.

use super::insight::Insight;
use crate::model::{MapRef, Type, Writer};
use crate::operation::notation;
use crate::table::{Context, Stop};

/// Says whether the keys of a table or global index are counted, and by which rules.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let found = Insight::find(cx, input)?;
    let mut w = Writer::new();
    found.write(&mut w);
    let rules = found.rules();
    if !rules.is_empty() {
        let list = w.begin_entry("ContributorInsightsRuleList", Type::L);
        rules.iter().for_each(|rule| w.str(rule));
        w.end(list);
    }
    if let Some(ms) = found.enabled.as_ref().map(|(_, ms)| *ms).or(found.disabled_ms) {
        notation::time(&mut w, "LastUpdateDateTime", ms);
    }
    Ok(w.into_inner())
}
