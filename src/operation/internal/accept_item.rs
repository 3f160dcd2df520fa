//! `AcceptItem`.

use super::apply_replicated;
use super::register::{self, Accepted, Register};
use super::replicated::{Given, of_ballot, own};
use crate::model::{Failure, MapRef, Writer, limits};
use crate::operation::flaw::{self, Precision};
use crate::operation::items::write_path;
use crate::table::replica::order;
use crate::table::{Context, Stop};
use std::rc::Rc;

/// Accepts an item, or that it is deleted, unless a greater ballot was promised. What is learnt with this ballot was accepted.
/// With `Learn` it is chosen when it is accepted here; with `Chosen` it is anyway, and either way learnt in the same commit.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let ballot = of_ballot(input)?;
    let mut register = Register::of(cx, input)?;
    let item = input.get_map("Item");
    let keys = input.get_map("Keys").or(input.get_map("Key")).or(item).unwrap_or_default();
    let key = match item {
        Some(item) => {
            if write_path::put_size(item)? > limits::ITEM_SIZE {
                return Err(flaw::put_too_large().into());
            }
            flaw::key_in_item(&register.table, item, Precision::Attribute)?
        }
        None => flaw::key_of(&register.table, keys)?,
    };
    if key != register.key {
        return Err(Failure::validation("The item is one of another key").into());
    }
    let own = own(cx);
    let accepts = !register.is_behind(cx, ballot);
    let is_learnt = register.learnt.is_some_and(|learnt| order(learnt, own) == order(ballot, own));
    cx.clock = cx.clock.max(ballot.clock.saturating_add(1));
    let is_chosen = input.get_bool("Chosen") == Some(true);
    let learns = is_chosen || input.get_bool("Learn") == Some(true) && accepts;
    let mut w = Writer::new();
    w.entry_bool("Accepted", accepts || is_learnt);
    let place = learns.then(|| (Rc::clone(&register.table), register.key.clone(), register.learnt));
    if accepts && !is_learnt {
        register.promised = Some(ballot);
        if learns {
            register.learnt = Some(ballot);
        }
        let (made, on) = (["MadeBallot", "MadeReplica"], ["OnBallot", "OnReplica"]);
        let made = register::given(input, made)?.or(Some(ballot));
        let on = register::given(input, on)?;
        register.put_promised(&mut w, own);
        let Register { table, tree, key, weight, mark, promised, learnt, .. } = register;
        let accepted = Some(Accepted { ballot, made, on, item, keys });
        Register { table, tree, key, weight, mark, promised, accepted, learnt }.put(cx);
    } else {
        register.put_promised(&mut w, own);
    }
    if let Some((table, key, base)) = place.filter(|_| !is_learnt) {
        let replica = ballot.replica.unwrap_or(own);
        let given = Given { keys, new: item, clock: ballot.clock, replica, base };
        apply_replicated::chosen(cx, &table, &key, &given)?;
        if !accepts {
            register::learn(cx, &table, &key, given.order())?;
        }
    }
    Ok(w.into_inner())
}
