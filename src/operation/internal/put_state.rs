//! `PutState`.

use crate::model::{Failure, Kind, MapRef, Writer};
use crate::table::{Context, Stop, state};

/// Most bytes of a state.
const MOST: usize = 64 << 10;

/// Writes a state. With `IfVersion` only over this version, 0 for a state that is not there. With `Summon` the host is called for
/// its kind, or no longer.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let kind = input.get_str("Kind").unwrap_or_default();
    let name = input.get_str("Name").unwrap_or_default();
    let value = input.get_str("Value").unwrap_or_default();
    if value.len() > MOST {
        return Err(Failure::validation("A state has at most 64 KB").into());
    }
    if let Some(expected) = input.get_int("IfVersion")
        && state::get(cx, kind, name)?.map_or(0, |state| state.version) != expected
    {
        let message = "The state was written by somebody else meanwhile";
        return Err(Failure::new(Kind::ConditionalCheckFailed, message).into());
    }
    let version = state::put(cx, kind, name, value)?;
    if let Some(wanted) = input.get_bool("Summon") {
        state::summon(cx, kind, name, wanted)?;
    }
    let mut w = Writer::new();
    w.entry_int("Version", version);
    Ok(w.into_inner())
}
