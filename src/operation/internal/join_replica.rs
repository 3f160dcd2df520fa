//! `JoinReplica`.

use super::replicated::of_clock;
use crate::model::{Failure, MapRef, Writer};
use crate::operation::notation::of_uuid;
use crate::operation::replicas::join::{self, Described};
use crate::operation::replicas::members;
use crate::table::replica::{Global, Mode};
use crate::table::{Context, Stop};

/// Makes the table of a global table that another replica describes, or brings the one that is here up to date: the definition
/// with the later clock stays.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let id = input.get_str("GroupId").unwrap_or_default();
    let global = Global {
        id: of_uuid(id).ok_or_else(|| Failure::validation(["There is no group ", id].concat()))?,
        mode: input.get_str("Mode").and_then(Mode::from_name).unwrap_or_default(),
        members: members::read(cx, input),
        clock: of_clock(input.get_str("DefinitionClock").unwrap_or_default())?,
        legacy: input.get_bool("Legacy") == Some(true),
        ..Global::default()
    };
    // What is changed here afterwards is later.
    cx.clock = cx.clock.max(global.clock.saturating_add(1));
    let described = Described {
        definition: input.get_map("Definition").unwrap_or_default(),
        time_to_live: input.get_str("TimeToLiveAttribute"),
        global,
    };
    let mut w = Writer::new();
    w.entry_str("Status", join::join(cx, &described)?);
    Ok(w.into_inner())
}
