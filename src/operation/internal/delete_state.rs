//! `DeleteState`.

use crate::model::MapRef;
use crate::table::{Context, Stop, state};

/// Removes a state, and calls nobody for it any more. One that is not there is no error.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let kind = input.get_str("Kind").unwrap_or_default();
    state::remove(cx, kind, input.get_str("Name").unwrap_or_default())?;
    Ok(Vec::new())
}
