//! What `UpdateTable` changes of a table's replicas.

use super::members::{self, ACTIVE, Scene, is_connected, member};
use super::overrides;
use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::operation::tables::describe::{self, Moment};
use crate::operation::target;
use crate::table::replica::{Global, Mode, id_of};
use crate::table::schema::{IndexKind, Table, View};
use crate::table::{Context, Stop, catalog};

/// The parts of a request that are about replicas.
const PARTS: [&str; 4] = [
    "ReplicaUpdates",
    "GlobalTableWitnessUpdates",
    "MultiRegionConsistency",
    "DisassociationProtectionEnabled",
];
/// Replicas and witnesses that a global table of strong consistency has.
const MAJORITY_OF: usize = 3;

/// What a request asks for.
#[derive(Default)]
struct Asked<'a> {
    creates: Vec<MapRef<'a>>,
    updates: Vec<MapRef<'a>>,
    deletes: Vec<&'a str>,
    disassociates: Option<&'a str>,
    witness: Option<&'a str>,
    dismisses: Option<&'a str>,
    mode: Option<Mode>,
    protects: Option<bool>,
}

/// Changes the replicas of a table, if the request is for that.
///
/// # Errors
/// [`Stop::Fault`]; the first rule that the request breaks.
pub fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Option<Vec<u8>>, Stop> {
    let is_part = |name: &[u8]| PARTS.iter().any(|part| part.as_bytes() == name);
    if !input.iter().any(|(name, _)| is_part(name)) {
        return Ok(None);
    }
    if input.iter().any(|(name, _)| name != b"TableName" && !is_part(name)) {
        return Err(invalid(&["ReplicaUpdates cannot be combined with other changes of the table"]).into());
    }
    let asked = read(input)?;
    let current = target::settled(cx, target::given(input))?;
    let mut table = (*current).clone();
    if let Some(protects) = asked.protects {
        protect(&mut table, protects)?;
    } else {
        let global = members::global(&table)?;
        let mut global = match global {
            Some(global) => global,
            None => first(cx, &table, &asked)?,
        };
        change(cx, &mut table, &mut global, &asked)?;
        global.clock = cx.clock;
        let scene = if current.group.is_some() { Scene::Member } else { Scene::Table };
        members::put(cx, &mut table, &global, scene)?;
        members::summon(cx, &table)?;
    }
    let table = table.prepare();
    catalog::put(cx, &table)?;
    describe::response(cx, "TableDescription", &table, Moment::Updated(&current)).map(Some)
}

fn read(input: MapRef<'_>) -> Result<Asked<'_>, Failure> {
    let mut asked = Asked {
        mode: input.get_str("MultiRegionConsistency").and_then(Mode::from_name),
        protects: input.get_bool("DisassociationProtectionEnabled"),
        ..Asked::default()
    };
    let updates = input.get_list("ReplicaUpdates").unwrap_or_default();
    let mut regions = Vec::new();
    for update in updates.iter().filter_map(|update| update.as_map()) {
        let mut actions = update.iter().filter_map(|(name, action)| Some((name, action.as_map()?)));
        let (Some((name, action)), None) = (actions.next(), actions.next()) else {
            return Err(invalid(&["Only one replica action is allowed per ReplicationGroupUpdate object"]));
        };
        let region = action.get_str("RegionName").unwrap_or_default();
        if regions.contains(&region) {
            return Err(invalid(&["Only one replica update per Region is allowed: ", region]));
        }
        regions.push(region);
        match name {
            b"Create" => asked.creates.push(action),
            b"Update" => asked.updates.push(action),
            b"Delete" => asked.deletes.push(region),
            _ => asked.disassociates = Some(region),
        }
    }
    let witnesses = input.get_list("GlobalTableWitnessUpdates").unwrap_or_default();
    for update in witnesses.iter().filter_map(|update| update.as_map()) {
        let region = |name: &str| update.get_map(name).and_then(|action| action.get_str("RegionName"));
        (asked.witness, asked.dismisses) = (region("Create"), region("Delete"));
        if asked.witness.is_some() == asked.dismisses.is_some() {
            return Err(invalid(&["Only one action is allowed per GlobalTableWitnessGroupUpdate object"]));
        }
    }
    if asked.disassociates.is_some() && regions.len() > 1 {
        return Err(invalid(&["Disassociate must be the only replica update in the request"]));
    }
    if asked.mode.is_some() && asked.creates.is_empty() {
        return Err(invalid(&[
            "MultiRegionConsistency can only be given with a Create action of ReplicaUpdates",
        ]));
    }
    if asked.protects.is_some() && (input.len() > 2) {
        return Err(invalid(&[
            "DisassociationProtection modification must be the only operation in the request",
        ]));
    }
    Ok(asked)
}

fn not_members() -> Failure {
    Failure::validation(
        "Update global table operation failed because one or more replicas were not part of the global table.",
    )
}

fn protect(table: &mut Table, protects: bool) -> Result<(), Failure> {
    members::refuse_strong(table, "DisassociationProtectionEnabled is")?;
    let mut global = members::global(table)?.ok_or_else(not_members)?;
    global.protected = protects;
    table.group = Some(Box::new(global.group()));
    Ok(())
}

/// The global table of a table that gets its first replicas.
fn first(cx: &mut Context<'_>, table: &Table, asked: &Asked<'_>) -> Result<Global, Stop> {
    if asked.creates.is_empty() {
        return Err(not_members().into());
    }
    let mode = asked.mode.unwrap_or_default();
    if mode == Mode::Strong {
        check_strong(cx, table, asked)?;
    } else if asked.witness.is_some() {
        return Err(
            invalid(&["A witness is only for a global table with MultiRegionConsistency STRONG"]).into()
        );
    } else if table.stream.is_some_and(|view| view != View::NewAndOldImages) {
        return Err(Failure::validation(
            "Table must have streams enabled with StreamViewType NEW_AND_OLD_IMAGES to have replicas",
        )
        .into());
    }
    let mut global = members::begin(cx, table, cx.entropy, mode)?;
    let own = cx.settings.region.clone();
    global.members.push(member(cx, &own, ACTIVE, false));
    Ok(global)
}

/// Strong consistency is chosen for an empty table, and between three.
fn check_strong(cx: &mut Context<'_>, table: &Table, asked: &Asked<'_>) -> Result<(), Stop> {
    let all = 1 + asked.creates.len() + usize::from(asked.witness.is_some());
    let flaw = if all != MAJORITY_OF {
        "A global table with MultiRegionConsistency STRONG has three replicas, or two replicas and a witness"
    } else if table.indexes_of(IndexKind::Local).next().is_some() {
        "A global table with MultiRegionConsistency STRONG cannot have local secondary indexes"
    } else if table.time_to_live.is_some() {
        "A global table with MultiRegionConsistency STRONG cannot have Time to Live"
    } else if cx.stats(table.tree)?.0 > 0 {
        "A global table with MultiRegionConsistency STRONG can only be made of an empty table"
    } else {
        return Ok(());
    };
    Err(Failure::validation(flaw).into())
}

fn change(
    cx: &mut Context<'_>,
    table: &mut Table,
    global: &mut Global,
    asked: &Asked<'_>,
) -> Result<(), Stop> {
    let is_new = table.group.is_none();
    let strong = global.mode == Mode::Strong && !is_new;
    if asked.mode.is_some_and(|mode| mode != global.mode) {
        return Err(invalid(&["MultiRegionConsistency of a global table cannot be changed"]).into());
    }
    if strong && (!asked.creates.is_empty() || asked.witness.is_some()) {
        return Err(invalid(&["No replica can be added to a global table with strong consistency"]).into());
    }
    for action in &asked.creates {
        let region = action.get_str("RegionName").unwrap_or_default();
        add(cx, table, global, region, false)?;
        if let Some(member) = global.members.last_mut() {
            member.overrides = overrides::merged(MapRef::default(), *action);
        }
    }
    if let Some(region) = asked.witness {
        add(cx, table, global, region, true)?;
    }
    let own = cx.settings.region.clone();
    for action in &asked.updates {
        let region = action.get_str("RegionName").unwrap_or_default();
        let found = global.members.iter_mut().find(|member| member.region == region && !member.witness);
        let member = found.ok_or_else(not_members)?;
        member.overrides = overrides::merged(MapRef::new(&member.overrides), *action);
        if region == own {
            overrides::apply(cx, table, MapRef::new(&member.overrides));
        } else {
            (member.status, member.ms) = ("UPDATING".to_owned(), cx.now_ms);
        }
    }
    remove(cx, global, asked, strong)?;
    match asked.disassociates {
        Some(region) => disassociate(cx, global, region),
        None => Ok(()),
    }
}

/// Adds a member that is still to be made.
fn add(
    cx: &mut Context<'_>,
    table: &Table,
    global: &mut Global,
    region: &str,
    witness: bool,
) -> Result<(), Stop> {
    if global.member(region).is_some() {
        let message = [
            "Failed to create a the new replica of table with name: '",
            &table.name,
            "' because one or more replicas already existed as tables.",
        ];
        return Err(Failure::validation(message.concat()).into());
    }
    if !is_connected(cx, region)? {
        return Err(invalid(&["Region ", region, " is not connected"]).into());
    }
    if global.members.iter().any(|member| id_of(&member.region) == id_of(region)) {
        return Err(invalid(&["The name of Region ", region, " cannot be told from another one's"]).into());
    }
    global.members.push(member(cx, region, "CREATING", witness));
    Ok(())
}

fn remove(cx: &Context<'_>, global: &mut Global, asked: &Asked<'_>, strong: bool) -> Result<(), Stop> {
    let regions: Vec<&str> = asked.deletes.iter().copied().chain(asked.dismisses).collect();
    if strong && !regions.is_empty() && regions.len() + 1 != global.members.len() {
        return Err(invalid(&[
            "All other replicas and the witness of a global table with strong consistency are deleted together",
        ])
        .into());
    }
    for region in regions {
        if region == cx.settings.region {
            return Err(
                invalid(&["Delete the table to delete the replica in its own Region: ", region]).into()
            );
        }
        let is_witness = Some(region) == asked.dismisses;
        let mut all = global.members.iter_mut();
        let found = all.find(|member| member.region == region && member.witness == is_witness);
        let member = found.ok_or_else(not_members)?;
        (member.status, member.ms) = ("DELETING".to_owned(), cx.now_ms);
    }
    Ok(())
}

/// The replica here becomes a table of its own when all of its changes are elsewhere.
fn disassociate(cx: &Context<'_>, global: &mut Global, region: &str) -> Result<(), Stop> {
    if region != cx.settings.region {
        return Err(invalid(&["A replica is disassociated in its own Region: ", region]).into());
    }
    if global.mode == Mode::Strong {
        return Err(invalid(&["A replica with strong consistency cannot be disassociated"]).into());
    }
    if global.protected {
        return Err(Failure::validation(
            "Replica cannot be disassociated as it is currently protected against disassociation. \
             Disable disassociation protection first.",
        )
        .into());
    }
    let own = global.members.iter_mut().find(|member| member.region == region);
    let member = own.ok_or_else(not_members)?;
    (member.status, member.ms) = ("UPDATING".to_owned(), cx.now_ms);
    "DISASSOCIATING".clone_into(&mut member.note);
    Ok(())
}
