//! What a restored table is like: as the one that it is restored from, but for what the request says otherwise.

use crate::model::{Failure, Kind, ListRef, MapRef, Writer};
use crate::operation::definition;
use crate::operation::flaw::invalid;
use crate::operation::tables::{create_table, describe};
use crate::table::moment::restore::{self, Source};
use crate::table::schema::{
    Billing, Ceiling, Index, IndexKind, KeyAttribute, Projection, Restored, Table, Throughput,
};
use crate::table::{Context, Stop, catalog};

/// Makes the table of a restore, which is filled from `source` afterwards, and gives the response.
///
/// # Errors
/// `TableAlreadyExistsException`; overrides that do not fit.
pub fn restore(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    restored: Restored,
    source: &Source<'_>,
) -> Result<Vec<u8>, Stop> {
    let mut table = defined(cx, input, source.copy)?;
    table.restored = Some(restored);
    create_table::place(cx, &mut table)?;
    let table = table.prepare();
    catalog::put(cx, &table)?;
    restore::begin(cx, &table, source)?;
    describe::response(cx, "TableDescription", &table, describe::Moment::Created)
}

/// The target's name, if it is free.
///
/// # Errors
/// `TableAlreadyExistsException`.
pub fn target<'a>(cx: &mut Context<'_>, input: MapRef<'a>) -> Result<&'a str, Stop> {
    let name = input.get_str("TargetTableName").unwrap_or_default();
    if catalog::table(cx, name)?.is_some() {
        let message = "Table already exists: ".to_owned() + name;
        return Err(Failure::new(Kind::TableAlreadyExists, message).into());
    }
    Ok(name)
}

/// The definition of the target: keys, indexes, billing, class and encryption are restored; tags, policies, streams, expiry
/// and protection are not.
fn defined(cx: &Context<'_>, input: MapRef<'_>, source: &Table) -> Result<Table, Failure> {
    let mut table = Table::default();
    input.get_str("TargetTableName").unwrap_or_default().clone_into(&mut table.name);
    table.key = source.key.clone();
    table.attributes = source.attributes.clone();
    table.indexes = source.indexes.clone();
    table.billing = source.billing;
    table.throughput = fresh(source.throughput);
    table.ceiling = source.ceiling;
    table.class = source.class.clone();
    table.encryption_key = source.encryption_key.clone();
    keep(&mut table.indexes, input.get_list("LocalSecondaryIndexOverride"), IndexKind::Local)?;
    let globals = input.get_list("GlobalSecondaryIndexOverride");
    keep(&mut table.indexes, globals, IndexKind::Global)?;
    for index in &mut table.indexes {
        index.throughput = fresh(index.throughput);
        index.warm = Default::default();
        index.backfilling = false;
    }
    bill(input, &mut table)?;
    if input.get(b"SSESpecificationOverride").is_some() {
        let given = renamed(input, "SSESpecificationOverride", "SSESpecification");
        table.encryption_key = definition::encryption_key(MapRef::new(&given), cx.settings)?;
    }
    // An attribute that no key has any more is not defined either.
    let used = |attribute: &KeyAttribute| {
        let name = attribute.name.as_bytes();
        table.key.find(name).is_some() || table.indexes.iter().any(|index| index.key.find(name).is_some())
    };
    table.attributes = table.attributes.iter().filter(|attribute| used(attribute)).cloned().collect();
    Ok(table)
}

/// Units without a past.
fn fresh(throughput: Throughput) -> Throughput {
    Throughput { read: throughput.read, write: throughput.write, ..Throughput::default() }
}

/// A member alone, under the name that `CreateTable` has for it.
fn renamed(input: MapRef<'_>, from: &str, to: &str) -> Vec<u8> {
    let mut w = Writer::new();
    if let Some(value) = input.get(from.as_bytes()) {
        w.name(to.as_bytes());
        w.raw(value);
    }
    w.into_inner()
}

/// Restores only the indexes of a list, which may say their throughput anew.
fn keep(indexes: &mut Vec<Index>, wanted: Option<ListRef<'_>>, kind: IndexKind) -> Result<(), Failure> {
    let Some(wanted) = wanted else { return Ok(()) };
    let mut kept: Vec<&str> = Vec::new();
    for entry in wanted.iter().filter_map(|entry| entry.as_map()) {
        let name = entry.get_str("IndexName").unwrap_or_default();
        let found = indexes.iter_mut().find(|index| index.kind == kind && index.name == name);
        let Some(index) = found.filter(|index| is_same(index, entry)) else {
            return Err(invalid(&[
                "The index to restore is not one of the source: ",
                name,
                ". Indexes can be left out, but not be changed or added",
            ]));
        };
        if let Some(units) = entry.get_map("ProvisionedThroughput") {
            index.throughput = Throughput {
                read: units.get_int("ReadCapacityUnits").unwrap_or(0),
                write: units.get_int("WriteCapacityUnits").unwrap_or(0),
                ..Throughput::default()
            };
        }
        if let Some(given) = entry.get_map("OnDemandThroughput") {
            index.ceiling = ceiling(given);
        }
        if kept.contains(&name) {
            return Err(invalid(&["Duplicate index name: ", name]));
        }
        kept.push(name);
    }
    indexes.retain(|index| index.kind != kind || kept.contains(&&*index.name));
    Ok(())
}

fn ceiling(given: MapRef<'_>) -> Ceiling {
    let units = |name: &str| given.get_int(name).filter(|units| *units > 0);
    Ceiling { read: units("MaxReadRequestUnits"), write: units("MaxWriteRequestUnits") }
}

/// Whether an index is defined as a request says.
fn is_same(index: &Index, entry: MapRef<'_>) -> bool {
    let names = |role: &str| -> Vec<&str> {
        let elements = entry.get_list("KeySchema").unwrap_or_default();
        let elements = elements.iter().filter_map(|element| element.as_map());
        let elements = elements.filter(|element| element.get_str("KeyType") == Some(role));
        elements.filter_map(|element| element.get_str("AttributeName")).collect()
    };
    let same_key = index.key.partition.iter().map(|key| &*key.name).eq(names("HASH"))
        && index.key.sort.iter().map(|key| &*key.name).eq(names("RANGE"));
    let Some(projection) = entry.get_map("Projection") else { return same_key };
    let names = projection.get_list("NonKeyAttributes").unwrap_or_default();
    let mut names: Vec<&str> = names.iter().filter_map(|name| name.as_str()).collect();
    let mut own: Vec<&str> = match &index.projection {
        Projection::Include(own) => own.iter().map(|name| &**name).collect(),
        _ => Vec::new(),
    };
    names.sort_unstable();
    own.sort_unstable();
    same_key && names == own && projection.get_str("ProjectionType") == Some(index.projection.name())
}

/// The billing of the target.
fn bill(input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    let before = table.billing;
    match input.get_str("BillingModeOverride") {
        Some("PAY_PER_REQUEST") => table.billing = Billing::OnDemand,
        Some(_) => table.billing = Billing::Provisioned,
        None => {}
    }
    table.was_on_demand = table.billing == Billing::OnDemand;
    let units = input.get_map("ProvisionedThroughputOverride");
    match (table.billing, units) {
        (Billing::OnDemand, Some(_)) => return Err(definition::no_units()),
        (Billing::OnDemand, None) => {
            table.throughput = Throughput::default();
            table.indexes.iter_mut().for_each(|index| index.throughput = Throughput::default());
        }
        (Billing::Provisioned, Some(_)) => {
            let given = renamed(input, "ProvisionedThroughputOverride", "ProvisionedThroughput");
            table.throughput = definition::throughput_of(MapRef::new(&given), None)?.unwrap_or_default();
        }
        (Billing::Provisioned, None) if before == Billing::OnDemand => {
            return Err(invalid(&[
                "ProvisionedThroughputOverride must be specified when BillingModeOverride is PROVISIONED",
            ]));
        }
        (Billing::Provisioned, None) => {}
    }
    if table.billing == Billing::Provisioned {
        table.ceiling = Ceiling::default();
        for index in table.indexes.iter_mut().filter(|index| index.kind == IndexKind::Global) {
            index.ceiling = Ceiling::default();
            if index.throughput.read == 0 {
                return Err(invalid(&["ProvisionedThroughput must be specified for index: ", &index.name]));
            }
        }
    }
    if input.get(b"OnDemandThroughputOverride").is_some() {
        let given = renamed(input, "OnDemandThroughputOverride", "OnDemandThroughput");
        table.ceiling = definition::ceiling(MapRef::new(&given), table.billing, None)?;
    }
    Ok(())
}
