//! `ListConflicts`.

use super::replicated::PAGE_BYTES;
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::notation::{hex_bytes, of_hex_bytes};
use crate::operation::target;
use crate::table::{Context, Stop, replica};

/// Conflicts of a page, if no number is asked for.
const PAGE: i64 = 100;

/// The conflicts of a table, the newest first. `Next` is `After` of the next page.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let wrong = || Failure::validation("Invalid After");
    let after = input.get_str("After").map(|after| of_hex_bytes(after).ok_or_else(wrong)).transpose()?;
    let mut left = input.get_int("Limit").unwrap_or(PAGE);
    let mut w = Writer::new();
    let mut next = None;
    let list = w.begin_entry("Conflicts", Type::L);
    if let Some(group) = table.group.as_ref().filter(|group| !group.strong) {
        replica::conflicts(cx, group, after, |key, record| {
            w.map(record);
            left -= 1;
            let more = left > 0 && w.len() < PAGE_BYTES;
            if !more {
                next = Some(key.to_vec());
            }
            more
        })?;
    }
    w.end(list);
    if let Some(next) = next {
        w.entry_str("Next", &hex_bytes(&next));
    }
    Ok(w.into_inner())
}
