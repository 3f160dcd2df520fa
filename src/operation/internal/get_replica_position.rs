//! `GetReplicaPosition`.

use crate::model::{MapRef, Writer};
use crate::operation::target;
use crate::table::{Context, Stop, replica};

/// The place in a peer's history up to which its changes are here; nothing if none are.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let marks = replica::marks(cx, &table)?;
    let mut w = Writer::new();
    if let Some(position) = marks.position(input.get_str("Peer").unwrap_or_default()) {
        w.entry_str("Position", position);
    }
    Ok(w.into_inner())
}
