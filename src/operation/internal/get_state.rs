//! `GetState`.

use crate::model::{MapRef, Writer};
use crate::table::{Context, Stop, state};

/// Reads a state; nothing is in the answer if it is not there.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let kind = input.get_str("Kind").unwrap_or_default();
    let mut w = Writer::new();
    if let Some(state) = state::get(cx, kind, input.get_str("Name").unwrap_or_default())? {
        w.entry_str("Value", state.value);
        w.entry_int("Version", state.version);
    }
    Ok(w.into_inner())
}
