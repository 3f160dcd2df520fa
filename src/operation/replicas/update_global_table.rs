//! `UpdateGlobalTable`.

use super::legacy;
use super::members::{self, Scene, member};
use crate::model::{Failure, Kind, MapRef};
use crate::table::{Context, Stop, catalog};

/// Adds replicas to a global table of version 2017.11.29, or takes them away.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let (mut table, mut global) = legacy::find(cx, input)?;
    for update in input.get_list("ReplicaUpdates").unwrap_or_default().iter() {
        let update = update.as_map().unwrap_or_default();
        let region = |name: &str| update.get_map(name).and_then(|action| action.get_str("RegionName"));
        match (region("Create"), region("Delete")) {
            (Some(region), None) => {
                if global.member(region).is_some() {
                    let message = ["Replica already exists in the Region ", region].concat();
                    return Err(Failure::new(Kind::ReplicaAlreadyExists, message).into());
                }
                legacy::check_region(cx, &global, region)?;
                global.members.push(member(cx, region, "CREATING", false));
            }
            (None, Some(region)) => {
                let found = global.members.iter_mut().find(|member| member.region == region);
                let Some(member) = found else {
                    let message = ["Replica does not exist in the Region ", region].concat();
                    return Err(Failure::new(Kind::ReplicaNotFound, message).into());
                };
                (member.status, member.ms) = ("DELETING".to_owned(), cx.now_ms);
            }
            _ => {
                let message = "A replica update has one action: Create or Delete";
                return Err(Failure::validation(message).into());
            }
        }
    }
    global.clock = cx.clock;
    members::put(cx, &mut table, &global, Scene::Member)?;
    catalog::put(cx, &table)?;
    members::summon(cx, &table)?;
    Ok(legacy::described(cx, &table, &global))
}
