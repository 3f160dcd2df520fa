//! `UpdateGlobalTableSettings`.

use super::members::{self, Scene};
use super::{global_settings, legacy, overrides};
use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::tables::unsupported;
use crate::table::replica::Global;
use crate::table::schema::{Billing, IndexKind, Table, Throughput};
use crate::table::{Context, Stop, catalog};

/// Changes what the replicas of a global table of version 2017.11.29 are provided with: write capacity in all, read capacity and
/// class in each.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    unsupported::refuse_control(input)?;
    refuse_scaling(input)?;
    let (mut table, mut global) = legacy::find(cx, input)?;
    match input.get_str("GlobalTableBillingMode") {
        Some("PAY_PER_REQUEST") if table.billing == Billing::Provisioned => {
            (table.billing, table.was_on_demand, table.on_demand_ms) = (Billing::OnDemand, true, cx.now_ms);
            table.throughput = Throughput::default();
            table.indexes.iter_mut().for_each(|index| index.throughput = Throughput::default());
        }
        Some("PROVISIONED") => table.billing = Billing::Provisioned,
        _ => {}
    }
    if let Some(units) = input.get_int("GlobalTableProvisionedWriteCapacityUnits") {
        table.throughput.write = units;
    }
    for update in maps(input, "GlobalTableGlobalSecondaryIndexSettingsUpdate") {
        let units = update.get_int("ProvisionedWriteCapacityUnits");
        let name = update.get_str("IndexName").unwrap_or_default();
        check_index(&table, name)?;
        for index in table.indexes.iter_mut().filter(|index| index.name == name) {
            index.throughput.write = units.unwrap_or(index.throughput.write);
        }
    }
    for update in maps(input, "ReplicaSettingsUpdate") {
        update_replica(cx, &mut table, &mut global, update)?;
    }
    global.clock = cx.clock;
    members::put(cx, &mut table, &global, Scene::Member)?;
    let table = table.prepare();
    catalog::put(cx, &table)?;
    members::summon(cx, &table)?;
    Ok(global_settings::response(&table, &global))
}

/// The structures in a list.
fn maps<'a>(input: MapRef<'a>, name: &str) -> impl Iterator<Item = MapRef<'a>> {
    input.get_list(name).unwrap_or_default().iter().filter_map(|entry| entry.as_map())
}

/// Auto scaling of replicas has operations of its own.
fn refuse_scaling(input: MapRef<'_>) -> Result<(), Failure> {
    let updates = || maps(input, "ReplicaSettingsUpdate");
    let indexes = maps(input, "GlobalTableGlobalSecondaryIndexSettingsUpdate");
    let of_replicas = updates().flat_map(|update| maps(update, "ReplicaGlobalSecondaryIndexSettingsUpdate"));
    let scales = |map: MapRef<'_>| map.iter().any(|(name, _)| name.ends_with(b"AutoScalingSettingsUpdate"));
    if scales(input) || updates().chain(indexes).chain(of_replicas).any(scales) {
        return Err(Failure::validation(
            "Auto scaling is not set by UpdateGlobalTableSettings: use Application Auto Scaling in each Region",
        ));
    }
    Ok(())
}

fn check_index(table: &Table, name: &str) -> Result<(), Failure> {
    if table.indexes_of(IndexKind::Global).any(|index| index.name == name) {
        return Ok(());
    }
    let message = ["The global table does not have an index with the name: '", name, "'"].concat();
    Err(Failure::new(Kind::IndexNotFound, message))
}

fn update_replica(
    cx: &Context<'_>,
    table: &mut Table,
    global: &mut Global,
    update: MapRef<'_>,
) -> Result<(), Failure> {
    let region = update.get_str("RegionName").unwrap_or_default();
    let Some(member) = global.members.iter_mut().find(|member| member.region == region) else {
        let message = ["Replica does not exist in the Region ", region].concat();
        return Err(Failure::new(Kind::ReplicaNotFound, message));
    };
    let mut w = Writer::new();
    put_units(&mut w, update.get_int("ReplicaProvisionedReadCapacityUnits"));
    if let Some(class) = update.get_str("ReplicaTableClass") {
        w.entry_str("TableClassOverride", class);
    }
    if update.get(b"ReplicaGlobalSecondaryIndexSettingsUpdate").is_some() {
        let list = w.begin_entry("GlobalSecondaryIndexes", Type::L);
        for one in maps(update, "ReplicaGlobalSecondaryIndexSettingsUpdate") {
            let name = one.get_str("IndexName").unwrap_or_default();
            check_index(table, name)?;
            let entry = w.begin(Type::M);
            w.entry_str("IndexName", name);
            put_units(&mut w, one.get_int("ProvisionedReadCapacityUnits"));
            w.end(entry);
        }
        w.end(list);
    }
    let merged = overrides::merged(MapRef::new(&member.overrides), MapRef::new(w.as_bytes()));
    if region == cx.settings.region {
        overrides::apply(cx, table, MapRef::new(&merged));
    }
    member.overrides = merged;
    Ok(())
}

fn put_units(w: &mut Writer, units: Option<i64>) {
    if let Some(units) = units {
        let throughput = w.begin_entry("ProvisionedThroughputOverride", Type::M);
        w.entry_int("ReadCapacityUnits", units);
        w.end(throughput);
    }
}
