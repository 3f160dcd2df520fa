//! `PrepareItem`.

use super::register::{self, Register};
use super::replicated::{of_ballot, of_clock, own};
use crate::model::{MapRef, Writer};
use crate::table::envelope::Stamp;
use crate::table::{Context, Stop};

/// Promises to accept nothing of a smaller ballot, and tells what was accepted. `Ballot` of the answer is the greatest that was
/// promised. Without a ballot this replica proposes one of its own, later than `After`. With `Peek` nothing is promised.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let own = own(cx);
    let mut register = Register::of(cx, input)?;
    let mut known = register::given(input, ["Known", "KnownReplica"])?;
    let proposes = input.get_str("Ballot").is_none() && input.get_bool("Peek") != Some(true);
    if proposes {
        known = register.learnt;
    }
    if let Some(after) = input.get_str("After") {
        cx.clock = cx.clock.max(of_clock(after)?.saturating_add(1));
    }
    let mut w = Writer::new();
    if input.get_bool("Peek") == Some(true) {
        register.put_promised(&mut w, own);
        register.put_accepted(&mut w, own, known);
        return Ok(w.into_inner());
    }
    let ballot = match input.get_str("Ballot") {
        Some(_) => of_ballot(input)?,
        None => Stamp { clock: cx.clock, replica: Some(own) },
    };
    let promises = !register.is_behind(cx, ballot);
    // Clocks that come later are greater.
    cx.clock = cx.clock.max(ballot.clock.saturating_add(1));
    w.entry_bool("Promised", promises);
    register.put_accepted(&mut w, own, known);
    if promises && register.promised != Some(ballot) {
        register.promised = Some(ballot);
        register.put_promised(&mut w, own);
        register.put(cx);
    } else {
        register.put_promised(&mut w, own);
    }
    Ok(w.into_inner())
}
