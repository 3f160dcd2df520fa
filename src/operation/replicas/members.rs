//! The members of a table's global table: how it begins, changes and ends.

use crate::model::{Failure, Kind, MapRef};
use crate::operation::notation::uuid;
use crate::table::replica::{self, Global, Member, Mode};
use crate::table::schema::{Table, View};
use crate::table::{Context, Stop, catalog, history, state};

/// The kind of work that the host is called for.
pub const KIND: &str = "replica";
/// The kind of the states of replicas that were deleted here: the others have to hear of it.
pub const LEFT: &str = "replica-left";
/// The kind of the states of regions that are connected.
const REGION: &str = "region";
/// What a state of a region says whose session carries no votes of a majority.
const EVENTUAL: &str = "eventual";
/// The status of a replica that can be used.
pub const ACTIVE: &str = "ACTIVE";

/// What a table was before its global table was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// It is made in the same run.
    Nothing,
    /// A table of its own.
    Table,
    /// A replica.
    Member,
}

/// A member without anything of its own.
#[must_use]
pub fn member(cx: &Context<'_>, region: &str, status: &str, witness: bool) -> Member {
    Member {
        region: region.to_owned(),
        status: status.to_owned(),
        note: String::new(),
        ms: cx.now_ms,
        witness,
        overrides: Vec::new(),
    }
}

/// What a table's definition says of its global table.
///
/// # Errors
/// It cannot be read.
pub fn global(table: &Table) -> Result<Option<Global>, Failure> {
    let Some(group) = &table.group else { return Ok(None) };
    let damaged = || Failure::new(Kind::Corruption, "The stored global table is damaged");
    Global::of(group).ok_or_else(damaged).map(Some)
}

/// Makes a table the first replica of a global table. The table is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin(cx: &mut Context<'_>, table: &Table, id: [u8; 16], mode: Mode) -> Result<Global, Stop> {
    let first = catalog::allocate_trees(cx, 2)?;
    replica::begin_tombstones(cx, table, first)?;
    Ok(Global {
        id,
        tombstones: first,
        conflicts: first.saturating_add(1),
        mode,
        members: Vec::new(),
        clock: cx.clock,
        protected: mode == Mode::Eventual,
        legacy: false,
        is_witness: false,
    })
}

/// Says in a table's definition what its global table is, and records its changes as the replicas need them.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put(cx: &mut Context<'_>, table: &mut Table, global: &Global, scene: Scene) -> Result<(), Stop> {
    table.group = Some(Box::new(global.group()));
    let lacks_stream = table.stream.is_none() && global.mode == Mode::Eventual;
    if lacks_stream && scene != Scene::Member {
        table.stream = Some(View::NewAndOldImages);
    }
    let own = &cx.settings.region;
    let other = global.members.iter().map(|member| &member.region).find(|region| *region != own);
    if let (Mode::Strong, None, Some(other)) = (global.mode, table.stream, other)
        && scene != Scene::Member
    {
        // The sessions hear of the table by its history.
        return history::begin_replica(cx, table, other);
    }
    match scene {
        Scene::Member => Ok(()),
        Scene::Table if !lacks_stream => history::resettle(cx, table),
        Scene::Table | Scene::Nothing => history::begin_stream(cx, table),
    }
}

/// Makes a replica a table of its own. The table is to be written afterwards.
///
/// # Errors
/// [`Stop::Fault`].
pub fn leave(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let Some(group) = table.group.take() else { return Ok(()) };
    cx.drop_tree(group.tombstones);
    cx.drop_tree(group.conflicts);
    replica::end_tombstones(cx, group.tombstones)?;
    state::remove(cx, KIND, &table.name)?;
    history::resettle(cx, table)
}

/// Calls the host for what changed of a table.
///
/// # Errors
/// [`Stop::Fault`].
pub fn summon(cx: &mut Context<'_>, table: &Table) -> Result<(), Stop> {
    state::summon(cx, KIND, &table.name, true)
}

/// The definition that all replicas have in common is changed here.
///
/// # Errors
/// [`Stop::Fault`].
pub fn changed(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let Some(mut global) = global(table)? else { return Ok(()) };
    global.clock = cx.clock;
    table.group = Some(Box::new(global.group()));
    summon(cx, table)
}

/// A replica is deleted with its table. The others are told when they can be.
///
/// # Errors
/// [`Stop::Fault`]; a replica of a global table of strong consistency cannot be deleted alone.
pub fn deleted(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    let Some(global) = global(table)? else { return Ok(()) };
    if global.mode == Mode::Strong && global.members.len() > 1 {
        return Err(Failure::validation(
            "A replica of a global table with strong consistency cannot be deleted alone: delete the other replicas first",
        )
        .into());
    }
    let own = cx.settings.region.clone();
    let others = global.members.iter().map(|member| member.region.as_str()).filter(|region| *region != own);
    let value = [&*uuid(global.id), " ", &others.collect::<Vec<_>>().join(",")].concat();
    if let Some(group) = table.group.take() {
        cx.drop_tree(group.tombstones);
        cx.drop_tree(group.conflicts);
        replica::end_tombstones(cx, group.tombstones)?;
    }
    state::put(cx, LEFT, &table.name, &value)?;
    state::summon(cx, KIND, &table.name, true)
}

/// Whether a session with a region is there, or was since the database was made.
///
/// # Errors
/// [`Stop::Fault`].
pub fn is_connected(cx: &mut Context<'_>, region: &str) -> Result<bool, Stop> {
    Ok(state::get(cx, REGION, region)?.is_some())
}

/// Whether the session with a region is one that carries no votes of a majority.
///
/// # Errors
/// [`Stop::Fault`].
pub fn is_eventual(cx: &mut Context<'_>, region: &str) -> Result<bool, Stop> {
    Ok(state::get(cx, REGION, region)?.is_some_and(|state| state.value == EVENTUAL))
}

/// Refuses what cannot be done in a global table of strong consistency.
///
/// # Errors
/// A validation failure.
pub fn refuse_strong(table: &Table, what: &str) -> Result<(), Failure> {
    if table.group.as_ref().is_some_and(|group| group.strong) {
        let parts = [what, " not supported for a global table with strong consistency: ", &table.name];
        return Err(Failure::validation(parts.concat()));
    }
    Ok(())
}

/// The members of a list of a request.
#[must_use]
pub fn read(cx: &Context<'_>, input: MapRef<'_>) -> Vec<Member> {
    let list = input.get_list("Members").unwrap_or_default();
    let read = |entry: MapRef<'_>| Member {
        region: entry.get_str("RegionName").unwrap_or_default().to_owned(),
        status: entry.get_str("Status").unwrap_or(ACTIVE).to_owned(),
        note: entry.get_str("Note").unwrap_or_default().to_owned(),
        ms: cx.now_ms,
        witness: entry.get_bool("Witness") == Some(true),
        overrides: entry.get_map("Overrides").unwrap_or_default().body().to_vec(),
    };
    list.iter().filter_map(|entry| entry.as_map()).map(read).collect()
}
