//! What descriptions say of the replicas of a table.

use super::members::{ACTIVE, global};
use crate::model::{Failure, MapRef, Type, Writer};
use crate::table::Context;
use crate::table::replica::{Global, Member, Mode};
use crate::table::schema::Table;

/// Writes what a table's description says of its global table. As the service's, it lists the other replicas.
///
/// # Errors
/// What is stored cannot be read.
pub fn members(w: &mut Writer, cx: &Context<'_>, table: &Table) -> Result<(), Failure> {
    let Some(global) = global(table)? else { return Ok(()) };
    if global.legacy {
        w.entry_str("GlobalTableVersion", "2017.11.29");
        return Ok(());
    }
    w.entry_str("GlobalTableVersion", "2019.11.21");
    w.entry_str("MultiRegionConsistency", global.mode.name());
    if global.mode == Mode::Eventual {
        w.entry_bool("DisassociationProtectionEnabled", global.protected);
    }
    let own = &cx.settings.region;
    let list = w.begin_entry("Replicas", Type::L);
    for one in global.members.iter().filter(|one| !one.witness && one.region != *own) {
        member(w, cx, table, one);
    }
    w.end(list);
    witnesses(w, &global);
    Ok(())
}

fn witnesses(w: &mut Writer, global: &Global) {
    let mut all = global.members.iter().filter(|one| one.witness).peekable();
    if all.peek().is_none() {
        return;
    }
    let list = w.begin_entry("GlobalTableWitnesses", Type::L);
    for one in all {
        let entry = w.begin(Type::M);
        w.entry_str("RegionName", &one.region);
        w.entry_str("WitnessStatus", &one.status);
        w.end(entry);
    }
    w.end(list);
}

/// Writes `ReplicaDescription` of a member.
pub fn member(w: &mut Writer, cx: &Context<'_>, table: &Table, member: &Member) {
    let entry = w.begin(Type::M);
    w.entry_str("RegionName", &member.region);
    w.entry_str("ReplicaStatus", &member.status);
    if !member.note.is_empty() && member.status != ACTIVE {
        w.entry_str("ReplicaStatusDescription", &member.note);
    }
    let arn = ["arn:aws:dynamodb:", &member.region, ":", &cx.settings.account, ":table/", &table.name];
    w.entry_str("ReplicaArn", &arn.concat());
    for (name, value) in MapRef::new(&member.overrides).iter() {
        if name == b"TableClassOverride" {
            let class = w.begin_entry("ReplicaTableClassSummary", Type::M);
            w.entry_str("TableClass", value.as_str().unwrap_or_default());
            w.end(class);
        } else {
            w.name(name);
            w.raw(value);
        }
    }
    w.end(entry);
}
