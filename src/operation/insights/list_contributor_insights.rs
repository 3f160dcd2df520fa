//! `ListContributorInsights`.

use super::insight;
use crate::model::{MapRef, Type, Writer};
use crate::operation::target;
use crate::table::points::INSIGHTS;
use crate::table::{Context, Stop, catalog, state};

/// Most entries of a page.
const PAGE: i64 = 100;

/// Lists tables and indexes that have, or had, their keys counted.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let only = match input.get_str("TableName") {
        Some(given) => Some(target::control(cx, given)?),
        None => None,
    };
    let most = input.get_int("MaxResults").filter(|most| *most > 0).unwrap_or(PAGE).min(PAGE) as usize;
    let mut found = Vec::new();
    state::each(cx, INSIGHTS, input.get_str("NextToken"), |name, state| {
        found.push((name.to_owned(), state.value.to_owned()));
        true
    })?;
    let mut w = Writer::new();
    let list = w.begin_entry("ContributorInsightsSummaries", Type::L);
    let (mut count, mut last, mut more) = (0, String::new(), false);
    for (name, value) in found {
        let (table, index) =
            name.split_once('/').map_or((name.as_str(), None), |(table, index)| (table, Some(index)));
        if only.as_ref().is_some_and(|only| only.name != table) {
            continue;
        }
        let Some(table) = catalog::table(cx, table)? else { continue };
        let Some((mode, _)) = insight::read(&table, &value) else { continue };
        if count == most {
            more = true;
            break;
        }
        let entry = w.begin(Type::M);
        w.entry_str("TableName", &table.name);
        if let Some(index) = index {
            w.entry_str("IndexName", index);
        }
        let enabled = mode != "DISABLED";
        w.entry_str("ContributorInsightsStatus", if enabled { "ENABLED" } else { "DISABLED" });
        if enabled {
            w.entry_str("ContributorInsightsMode", mode);
        }
        w.end(entry);
        (count, last) = (count + 1, name);
    }
    w.end(list);
    if more {
        w.entry_str("NextToken", &last);
    }
    Ok(w.into_inner())
}
