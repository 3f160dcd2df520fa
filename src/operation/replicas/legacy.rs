//! Global tables of version 2017.11.29: what their operations have in common.

use super::describe::member;
use super::members;
use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::notation::time;
use crate::operation::replicas::members::{ACTIVE, is_connected};
use crate::table::replica::{Global, id_of};
use crate::table::schema::{Table, View};
use crate::table::{Context, Settings, Stop, catalog};

/// The ARN of a global table, which is in no region.
#[must_use]
pub fn arn(settings: &Settings, name: &str) -> String {
    ["arn:aws:dynamodb::", &settings.account, ":global-table/", name].concat()
}

/// The `GlobalTableName` of a request.
#[must_use]
pub fn named(input: MapRef<'_>) -> &str {
    input.get_str("GlobalTableName").unwrap_or_default()
}

/// The global table that a request names, with its replica here.
///
/// # Errors
/// `GlobalTableNotFoundException`; [`Stop::Fault`].
pub fn find(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<(Table, Global), Stop> {
    let name = named(input);
    let table = catalog::table(cx, name)?;
    if let Some(table) = table
        && let Some(global) = members::global(&table)?.filter(|global| global.legacy)
    {
        return Ok(((*table).clone(), global));
    }
    let message = ["Global table not found: Global table with name: '", name, "' does not exist."];
    Err(Failure::new(Kind::GlobalTableNotFound, message.concat()).into())
}

/// Checks that a region can have a replica.
///
/// # Errors
/// A region that is not connected, or whose name cannot be told from another one's; [`Stop::Fault`].
pub fn check_region(cx: &mut Context<'_>, global: &Global, region: &str) -> Result<(), Stop> {
    if region != cx.settings.region && !is_connected(cx, region)? {
        return Err(Failure::validation(["Region ", region, " is not connected"].concat()).into());
    }
    if global.members.iter().any(|member| id_of(&member.region) == id_of(region)) {
        let message = ["The name of Region ", region, " cannot be told from another one's"];
        return Err(Failure::validation(message.concat()).into());
    }
    Ok(())
}

/// Checks that a table can be a replica: it is empty, and its stream shows both images.
///
/// # Errors
/// A validation failure; [`Stop::Fault`].
pub fn check_table(cx: &mut Context<'_>, table: &Table) -> Result<(), Stop> {
    if table.stream != Some(View::NewAndOldImages) {
        let message = "Table must have streams enabled with StreamViewType NEW_AND_OLD_IMAGES to be part of a global table";
        return Err(Failure::validation(message).into());
    }
    if cx.stats(table.tree)?.0 > 0 {
        return Err(Failure::validation("A table that becomes part of a global table has to be empty").into());
    }
    Ok(())
}

/// The response with `GlobalTableDescription`.
#[must_use]
pub fn described(cx: &Context<'_>, table: &Table, global: &Global) -> Vec<u8> {
    let mut w = Writer::new();
    let description = w.begin_entry("GlobalTableDescription", Type::M);
    let list = w.begin_entry("ReplicationGroup", Type::L);
    global.members.iter().for_each(|one| member(&mut w, cx, table, one));
    w.end(list);
    w.entry_str("GlobalTableArn", &arn(cx.settings, &table.name));
    time(&mut w, "CreationDateTime", table.created_ms);
    let created = global.members.iter().all(|member| member.status == ACTIVE);
    let begun = global.members.iter().any(|member| member.status == "CREATING");
    let status = if created {
        ACTIVE
    } else if begun {
        "CREATING"
    } else {
        "UPDATING"
    };
    w.entry_str("GlobalTableStatus", status);
    w.entry_str("GlobalTableName", &table.name);
    w.end(description);
    w.into_inner()
}
