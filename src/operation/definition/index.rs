//! Secondary indexes in requests.

use std::collections::BTreeSet;

use super::key_schema::LOOKED_AT;
use super::{billing, key_schema};
use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::table::schema::{
    Billing, GLOBAL_INDEXES, Index, IndexKind, KeyAttribute, LOCAL_INDEXES, Projection, Table, Throughput,
};

/// Most attributes that all `INCLUDE` projections of a table name together.
const PROJECTED: usize = 100;

/// Adds the request's local indexes to a table.
pub(super) fn locals(input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    let Some(list) = input.get_list("LocalSecondaryIndexes") else { return Ok(()) };
    if list.is_empty() {
        return Err(invalid(&["List of LocalSecondaryIndexes is empty"]));
    }
    if table.key.sort.is_empty() {
        return Err(invalid(&[
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        ]));
    }
    for map in list.iter().take(LOOKED_AT).filter_map(|index| index.as_map()) {
        let name = map.get_str("IndexName").unwrap_or_default();
        let key = key_schema::local_key(map.get_list("KeySchema").unwrap_or_default(), &table.attributes)?;
        if key.sort.is_empty() {
            return Err(invalid(&["Index KeySchema does not have a range key for index: ", name]));
        }
        let (own, tables) = (first(&key.partition), first(&table.key.partition));
        if own != tables {
            return Err(invalid(&[
                "Index KeySchema does not have the same leading hash key as table KeySchema for index: ",
                name,
                ". index hash key: ",
                own,
                ", table hash key: ",
                tables,
            ]));
        }
        let projection = projection(map)?;
        check_new_name(table, name)?;
        table.indexes.push(Index::new(name.to_owned(), IndexKind::Local, 0, key, projection));
    }
    if table.indexes_of(IndexKind::Local).count() > LOCAL_INDEXES {
        return Err(invalid(&["Number of LocalSecondaryIndexes exceeds per-table limit of 5"]));
    }
    Ok(())
}

fn first(attributes: &[KeyAttribute]) -> &str {
    attributes.first().map_or("", |attribute| &attribute.name)
}

/// Adds the request's global indexes to a table.
pub(super) fn globals(input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    let Some(list) = input.get_list("GlobalSecondaryIndexes") else { return Ok(()) };
    if list.is_empty() {
        return Err(invalid(&["List of GlobalSecondaryIndexes is empty"]));
    }
    for map in list.iter().take(LOOKED_AT).filter_map(|index| index.as_map()) {
        let name = map.get_str("IndexName").unwrap_or_default();
        let key = key_schema::global_key(map.get_list("KeySchema").unwrap_or_default(), &table.attributes)?;
        let projection = projection(map)?;
        let throughput = match (table.billing, billing::throughput_of(map, Some(name))?) {
            (Billing::OnDemand, Some(_)) => {
                return Err(invalid(&[
                    "ProvisionedThroughput should not be specified for index: ",
                    name,
                    " when BillingMode is PAY_PER_REQUEST",
                ]));
            }
            (Billing::Provisioned, None) => {
                return Err(invalid(&["ProvisionedThroughput is not specified for index: ", name]));
            }
            (_, throughput) => throughput.unwrap_or_default(),
        };
        check_new_name(table, name)?;
        let index = Index::new(name.to_owned(), IndexKind::Global, 0, key, projection);
        let index = with_settings(index, map, table.billing, throughput)?;
        table.indexes.push(index);
    }
    Ok(())
}

/// The index with its throughput, ceiling and warm throughput.
fn with_settings(
    mut index: Index,
    map: MapRef<'_>,
    billing: Billing,
    throughput: Throughput,
) -> Result<Index, Failure> {
    index.throughput = throughput;
    index.ceiling = billing::ceiling(map, billing, Some(&index.name))?;
    billing::check_new_ceiling(map, Some(&index.name))?;
    index.warm = billing::warm(map, billing, throughput, None, Some(&index.name))?;
    Ok(index)
}

/// A global index that is added to a table that is there; its key attributes are among `defined`.
///
/// # Errors
/// A validation failure for the first rule it breaks.
pub fn create(map: MapRef<'_>, defined: &[KeyAttribute], table: &Table) -> Result<Index, Failure> {
    let name = map.get_str("IndexName").unwrap_or_default();
    if table.index(name).is_some() {
        return Err(Failure::validation("Attempting to create an index which already exists"));
    }
    let key = key_schema::global_key(map.get_list("KeySchema").unwrap_or_default(), defined)?;
    let projection = projection(map)?;
    let throughput = match (table.billing, billing::throughput_of(map, Some(name))?) {
        (Billing::OnDemand, Some(_)) => {
            return Err(invalid(&[
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ",
                name,
                " when BillingMode is PAY_PER_REQUEST",
            ]));
        }
        (Billing::Provisioned, None) => {
            return Err(invalid(&[
                "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: ",
                name,
            ]));
        }
        (_, throughput) => throughput.unwrap_or_default(),
    };
    with_settings(
        Index::new(name.to_owned(), IndexKind::Global, 0, key, projection),
        map,
        table.billing,
        throughput,
    )
}

fn projection(map: MapRef<'_>) -> Result<Projection, Failure> {
    let given = map.get_map("Projection").unwrap_or_default();
    let names = given.get_list("NonKeyAttributes");
    let ty = given.get_str("ProjectionType");
    match (ty, names) {
        (Some("INCLUDE"), Some(names)) => {
            let names: Vec<String> =
                names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
            let mut known = BTreeSet::new();
            if let Some(name) = names.iter().find(|name| !known.insert(*name)) {
                return Err(invalid(&["Duplicate element in NonKeyAttributes: ", name]));
            }
            Ok(Projection::Include(names))
        }
        (Some("INCLUDE"), None) => {
            Err(invalid(&["ProjectionType is INCLUDE, but NonKeyAttributes is not specified"]))
        }
        (Some(ty), Some(_)) => {
            Err(invalid(&["ProjectionType is ", ty, ", but NonKeyAttributes is specified"]))
        }
        (Some("ALL"), None) => Ok(Projection::All),
        (Some("KEYS_ONLY"), None) => Ok(Projection::KeysOnly),
        (ty, None) => Err(invalid(&["Unknown ProjectionType: ", ty.unwrap_or("null")])),
        (None, Some(_)) => Err(invalid(&["Unknown ProjectionType: null"])),
    }
}

fn check_new_name(table: &Table, name: &str) -> Result<(), Failure> {
    if table.index(name).is_some() {
        return Err(invalid(&["Duplicate index name: ", name]));
    }
    Ok(())
}

/// Whether the table has no more global indexes than it can.
#[must_use]
pub fn global_count(table: &Table) -> bool {
    table.indexes_of(IndexKind::Global).count() <= GLOBAL_INDEXES
}

/// The table has no more global indexes than it can.
pub(super) fn check_count(table: &Table) -> Result<(), Failure> {
    if global_count(table) {
        return Ok(());
    }
    Err(invalid(&["GlobalSecondaryIndex count exceeds the per-table limit of 20"]))
}

/// All projections together name no more attributes than they can.
///
/// # Errors
/// A validation failure that names the limit.
pub fn check_projected(table: &Table) -> Result<(), Failure> {
    let names = |index: &Index| match &index.projection {
        Projection::Include(names) => names.len(),
        _ => 0,
    };
    let total: usize = table.indexes.iter().map(names).sum();
    if total > PROJECTED {
        let total = total.to_string();
        return Err(invalid(&[
            "Number of projected attributes exceeds the limit of 100 over all indexes of the table: ",
            &total,
        ]));
    }
    Ok(())
}
