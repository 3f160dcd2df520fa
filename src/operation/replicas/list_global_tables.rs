//! `ListGlobalTables`.

use super::members;
use crate::model::{MapRef, Type, Writer};
use crate::table::{Context, Stop, catalog};

/// Global tables on a page, if no number is asked for.
const PAGE: i64 = 100;
/// Names of tables that are looked at together.
const STRIDE: usize = 100;

/// Lists the global tables of version 2017.11.29 that have a replica here, in the order of their names.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let limit = input.get_int("Limit").unwrap_or(PAGE);
    let region = input.get_str("RegionName");
    let mut after = input.get_str("ExclusiveStartGlobalTableName").map(str::to_owned);
    let (mut count, mut last, mut more) = (0, None, false);
    let mut w = Writer::new();
    let list = w.begin_entry("GlobalTables", Type::L);
    'pages: loop {
        let names = catalog::names(cx, after.as_deref(), STRIDE)?;
        for name in &names {
            let Some(table) = catalog::table(cx, name)? else { continue };
            let Some(global) = members::global(&table)?.filter(|global| global.legacy) else { continue };
            if region.is_some_and(|region| global.member(region).is_none()) {
                continue;
            }
            if count == limit {
                more = true;
                break 'pages;
            }
            let entry = w.begin(Type::M);
            w.entry_str("GlobalTableName", name);
            let group = w.begin_entry("ReplicationGroup", Type::L);
            for member in &global.members {
                let replica = w.begin(Type::M);
                w.entry_str("RegionName", &member.region);
                w.end(replica);
            }
            w.end(group);
            w.end(entry);
            (count, last) = (count + 1, Some(name.clone()));
        }
        if names.len() < STRIDE {
            break;
        }
        after = names.last().cloned();
    }
    w.end(list);
    if let Some(last) = last.filter(|_| more) {
        w.entry_str("LastEvaluatedGlobalTableName", &last);
    }
    Ok(w.into_inner())
}
