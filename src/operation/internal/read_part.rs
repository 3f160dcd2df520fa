//! `ReadPart`.

use crate::model::{Failure, MapRef, Writer};
use crate::operation::items::{query, scan};
use crate::operation::statements::execute_statement;
use crate::table::{Context, Part, Stop};

/// A query, a scan or a statement that reads, of the partitions whose hashes are in a range. `Spent` says how many bytes other databases have read for the
/// same page, and `PageBytes` of the answer how many it has then.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let number = |name: &str| input.get_int(name).map(i64::unsigned_abs);
    cx.part = Some(Part {
        from: number("HashFrom").unwrap_or(0),
        to: number("HashTo").unwrap_or(1 << 32),
        bytes: number("Spent").unwrap_or(0),
    });
    let answer = if let Some(given) = input.get_map("Query") {
        query::run(cx, given)
    } else if let Some(given) = input.get_map("Scan") {
        scan::run(cx, given)
    } else if let Some(given) = input.get_map("Statement") {
        execute_statement::run(cx, given)
    } else {
        Err(Failure::validation("Query, Scan or Statement must be given").into())
    };
    let bytes = cx.part.take().map_or(0, |part| part.bytes);
    let mut w = Writer::new();
    w.encoded(&answer?);
    w.entry_int("PageBytes", bytes as i64);
    Ok(w.into_inner())
}
