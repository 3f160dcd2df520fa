//! What the replicas of a global table of version 2017.11.29 are provided with.

use super::members::ACTIVE;
use crate::model::{MapRef, Type, Writer};
use crate::table::replica::{Global, Member};
use crate::table::schema::{IndexKind, Table};

/// The response with `ReplicaSettings` of all members.
#[must_use]
pub fn response(table: &Table, global: &Global) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_str("GlobalTableName", &table.name);
    let list = w.begin_entry("ReplicaSettings", Type::L);
    global.members.iter().for_each(|one| member(&mut w, table, one));
    w.end(list);
    w.into_inner()
}

/// The read units that a member has of its own, or those of the table.
fn read_units(overrides: MapRef<'_>, of_table: i64) -> i64 {
    let given = overrides.get_map("ProvisionedThroughputOverride");
    given.and_then(|given| given.get_int("ReadCapacityUnits")).unwrap_or(of_table)
}

fn member(w: &mut Writer, table: &Table, member: &Member) {
    let overrides = MapRef::new(&member.overrides);
    let entry = w.begin(Type::M);
    w.entry_str("RegionName", &member.region);
    w.entry_str("ReplicaStatus", &member.status);
    let summary = w.begin_entry("ReplicaBillingModeSummary", Type::M);
    w.entry_str("BillingMode", table.billing.name());
    w.end(summary);
    w.entry_int("ReplicaProvisionedReadCapacityUnits", read_units(overrides, table.throughput.read));
    w.entry_int("ReplicaProvisionedWriteCapacityUnits", table.throughput.write);
    if table.indexes_of(IndexKind::Global).next().is_some() {
        let list = w.begin_entry("ReplicaGlobalSecondaryIndexSettings", Type::L);
        for index in table.indexes_of(IndexKind::Global) {
            let of_index = overrides.get_list("GlobalSecondaryIndexes").unwrap_or_default();
            let named = |one: &MapRef<'_>| one.get_str("IndexName") == Some(&index.name);
            let own = of_index.iter().filter_map(|one| one.as_map()).find(named).unwrap_or_default();
            let settings = w.begin(Type::M);
            w.entry_str("IndexName", &index.name);
            w.entry_str("IndexStatus", if index.backfilling { "CREATING" } else { ACTIVE });
            w.entry_int("ProvisionedReadCapacityUnits", read_units(own, index.throughput.read));
            w.entry_int("ProvisionedWriteCapacityUnits", index.throughput.write);
            w.end(settings);
        }
        w.end(list);
    }
    if let Some(class) = overrides.get_str("TableClassOverride").or(table.class.as_deref()) {
        let summary = w.begin_entry("ReplicaTableClassSummary", Type::M);
        w.entry_str("TableClass", class);
        w.end(summary);
    }
    w.end(entry);
}
