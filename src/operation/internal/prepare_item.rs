//! `PrepareItem`.

use super::register::Register;
use super::replicated::{of_ballot, own, put_stamp};
use crate::model::{MapRef, Writer};
use crate::table::{Context, Stop};

/// Promises to accept nothing of a smaller ballot, and tells what was accepted. `Ballot` is the greatest that was promised.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let ballot = of_ballot(input)?;
    let own = own(cx);
    let mut register = Register::load(cx, input)?;
    let promises = !register.is_behind(cx, ballot);
    // Clocks that come later are greater.
    cx.clock = cx.clock.max(ballot.clock.saturating_add(1));
    let mut w = Writer::new();
    w.entry_bool("Promised", promises);
    if let Some(accepted) = register.accepted {
        put_stamp(&mut w, own, accepted, ["AcceptedBallot", "AcceptedReplica"]);
    }
    if let Some(item) = register.item {
        w.entry_map("Item", item);
    }
    if promises && register.promised != Some(ballot) {
        register.promised = Some(ballot);
        register.put_promised(&mut w, own);
        register.put(cx);
    } else {
        register.put_promised(&mut w, own);
    }
    Ok(w.into_inner())
}
