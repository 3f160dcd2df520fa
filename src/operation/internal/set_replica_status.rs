//! `SetReplicaStatus`.

use crate::model::{Failure, MapRef, Writer};
use crate::operation::replicas::members;
use crate::operation::target;
use crate::table::{Context, Stop, catalog};

/// A member that is there no longer.
const DELETED: &str = "DELETED";
/// The replica here has become a table of its own.
const DISASSOCIATED: &str = "DISASSOCIATED";

/// Says how far a member of a global table is. `DELETED` takes it away, and with the last other one the table is a table of its
/// own again; so it is with `DISASSOCIATED` for the replica here. `Changed` says whether anything is another way than before.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let region = input.get_str("Region").unwrap_or_default();
    let status = input.get_str("Status").unwrap_or_default();
    let note = input.get_str("Note").unwrap_or_default();
    let mut w = Writer::new();
    let Some(mut global) = members::global(&table)? else {
        w.entry_bool("Changed", false);
        return Ok(w.into_inner());
    };
    let before = global.clone();
    let is_own = region == cx.settings.region;
    if status == DELETED {
        global.members.retain(|member| member.region != region);
    } else if let Some(member) = global.members.iter_mut().find(|member| member.region == region) {
        if member.status != status || member.note != note {
            status.clone_into(&mut member.status);
            note.clone_into(&mut member.note);
            member.ms = cx.now_ms;
        }
    } else {
        let message = ["Region ", region, " has no replica of table ", &table.name].concat();
        return Err(Failure::validation(message).into());
    }
    let alone = global.members.iter().all(|member| member.region == cx.settings.region);
    let leaves = is_own && (status == DISASSOCIATED || status == DELETED) || status == DELETED && alone;
    if leaves || global != before {
        let mut table = (*table).clone();
        if leaves {
            members::leave(cx, &mut table)?;
        } else {
            table.group = Some(Box::new(global.group()));
        }
        catalog::put(cx, &table.prepare())?;
    }
    w.entry_bool("Changed", leaves || global != before);
    Ok(w.into_inner())
}
