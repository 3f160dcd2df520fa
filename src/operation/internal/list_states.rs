//! `ListStates`.

use crate::model::{MapRef, Type, Writer};
use crate::table::{Context, Stop, state};

/// Bytes after which a page ends.
const PAGE: usize = 1 << 20;

/// The states of a kind in the order of their names, behind `After`. `LastName` is there if there may be more.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let kind = input.get_str("Kind").unwrap_or_default();
    let mut left = input.get_int("Limit").unwrap_or(i64::MAX);
    let mut w = Writer::new();
    let mut last = None;
    let list = w.begin_entry("States", Type::L);
    state::each(cx, kind, input.get_str("After"), |name, state| {
        let entry = w.begin(Type::M);
        w.entry_str("Name", name);
        w.entry_str("Value", state.value);
        w.entry_int("Version", state.version);
        w.end(entry);
        left -= 1;
        let more = left > 0 && w.len() < PAGE;
        if !more {
            last = Some(name.to_owned());
        }
        more
    })?;
    w.end(list);
    if let Some(name) = last {
        w.entry_str("LastName", &name);
    }
    Ok(w.into_inner())
}
