//! `ListTables`.

use crate::model::{MapRef, Type, Writer};
use crate::table::{Context, Stop, catalog};

/// Names on a page, and the most a request can ask for.
const PAGE: usize = 100;

/// Lists table names in order, a page at a time.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let limit =
        input.get_int("Limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE).min(PAGE);
    // One more than the page tells whether anything follows.
    let mut names = catalog::names(cx, input.get_str("ExclusiveStartTableName"), limit + 1)?;
    let more = names.len() > limit;
    names.truncate(limit);
    let mut w = Writer::new();
    let list = w.begin_entry("TableNames", Type::L);
    for name in &names {
        w.str(name);
    }
    w.end(list);
    if let Some(last) = names.last().filter(|_| more) {
        w.entry_str("LastEvaluatedTableName", last);
    }
    Ok(w.into_inner())
}
