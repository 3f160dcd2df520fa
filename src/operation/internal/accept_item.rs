//! `AcceptItem`.

use super::register::Register;
use super::replicated::{of_ballot, own};
use crate::model::{Failure, MapRef, Writer, limits};
use crate::operation::flaw::{self, Precision};
use crate::operation::items::write_path;
use crate::operation::target;
use crate::table::{Context, Stop};

/// Accepts an item, or that it is deleted, unless a greater ballot was promised.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let ballot = of_ballot(input)?;
    let table = target::control(cx, target::given(input))?;
    let item = input.get_map("Item");
    if let Some(item) = item {
        if write_path::put_size(item)? > limits::ITEM_SIZE {
            return Err(flaw::put_too_large().into());
        }
        let key = flaw::key_of(&table, input.get_map("Key").unwrap_or_default())?;
        if flaw::key_in_item(&table, item, Precision::Attribute)? != key {
            return Err(Failure::validation("The item is one of another key").into());
        }
    }
    let own = own(cx);
    let mut register = Register::load(cx, input)?;
    let accepts = !register.is_behind(cx, ballot);
    cx.clock = cx.clock.max(ballot.clock.saturating_add(1));
    let mut w = Writer::new();
    w.entry_bool("Accepted", accepts);
    if accepts {
        register.promised = Some(ballot);
        register.accepted = Some(ballot);
        register.put_promised(&mut w, own);
        register.replaced(item).put(cx);
    } else {
        register.put_promised(&mut w, own);
    }
    Ok(w.into_inner())
}
