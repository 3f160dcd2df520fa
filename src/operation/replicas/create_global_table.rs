//! `CreateGlobalTable`.

use super::legacy;
use super::members::{self, ACTIVE, Scene, member};
use crate::model::{Failure, Kind, MapRef};
use crate::table::replica::Mode;
use crate::table::{Context, Stop, catalog};

/// Makes a table the first replica of a global table of version 2017.11.29. The tables of its name in the other regions, which are
/// empty, become replicas too.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let name = legacy::named(input);
    let own = cx.settings.region.clone();
    let Some(table) = catalog::table(cx, name)? else {
        let message = ["Table not found: Table with name: '", name, "' does not exist in the Region ", &own];
        return Err(Failure::new(Kind::TableNotFound, message.concat()).into());
    };
    if table.group.is_some() {
        let message = ["Global table with name: '", name, "' already exists."].concat();
        return Err(Failure::new(Kind::GlobalTableAlreadyExists, message).into());
    }
    legacy::check_table(cx, &table)?;
    let mut table = (*table).clone();
    let mut global = members::begin(cx, &table, cx.entropy, Mode::Eventual)?;
    (global.legacy, global.protected) = (true, false);
    global.members.push(member(cx, &own, ACTIVE, false));
    for entry in input.get_list("ReplicationGroup").unwrap_or_default().iter() {
        let region = entry.as_map().and_then(|entry| entry.get_str("RegionName")).unwrap_or_default();
        if region != own {
            legacy::check_region(cx, &global, region)?;
            global.members.push(member(cx, region, "CREATING", false));
        }
    }
    members::put(cx, &mut table, &global, Scene::Table)?;
    let table = table.prepare();
    catalog::put(cx, &table)?;
    members::summon(cx, &table)?;
    Ok(legacy::described(cx, &table, &global))
}
