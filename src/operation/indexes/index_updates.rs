//! `GlobalSecondaryIndexUpdates`: one global index made or removed, any number changed. And what changes of tables
//! and indexes have in common: throughput that has to differ, ceilings that are merged.

use std::collections::BTreeSet;

use crate::model::{Failure, Kind, MapRef};
use crate::operation::definition;
use crate::operation::flaw::invalid;
use crate::table::schema::{Billing, Ceiling, IndexKind, KeyAttribute, KeySchema, Table, Throughput};
use crate::table::{Context, Stop, catalog, job_record};

/// An update of one index.
type Update<'a> = (Verb, MapRef<'a>);

/// The request's index updates, with what can be checked without the table.
///
/// # Errors
/// The first rule they break.
pub fn updates(input: MapRef<'_>) -> Result<Vec<Update<'_>>, Failure> {
    let Some(updates) = input.get_list("GlobalSecondaryIndexUpdates") else { return Ok(Vec::new()) };
    let updates =
        updates.iter().filter_map(|update| update.as_map()).map(action).collect::<Result<Vec<_>, _>>()?;
    let mut names = BTreeSet::new();
    for &(_, update) in &updates {
        let name = update.get_str("IndexName").unwrap_or_default();
        if !names.insert(name) {
            return Err(invalid(&[
                "Only one global secondary index update per index is allowed simultaneously. Index: ",
                name,
            ]));
        }
        definition::throughput_of(update, Some(name))?;
    }
    let online = updates.iter().filter(|(verb, _)| *verb != Verb::Update).count();
    if online > 0 && input.get(b"ProvisionedThroughput").is_some() {
        return Err(invalid(&["You cannot create or delete index while updating table IOPS"]));
    }
    if online > 1 { Err(one_at_a_time()) } else { Ok(updates) }
}

/// Applies index updates to a definition.
///
/// # Errors
/// [`Stop::Fault`], or the first rule they break.
pub fn apply(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    updates: &[Update<'_>],
    table: &mut Table,
) -> Result<(), Stop> {
    for &(verb, members) in updates {
        match verb {
            Verb::Create => create_index(cx, input, members, table)?,
            Verb::Update => update_index(cx, members, table)?,
            Verb::Delete => delete_index(cx, members, table)?,
        }
    }
    Ok(())
}

/// What an entry of `GlobalSecondaryIndexUpdates` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Makes a new index.
    Create,
    /// Changes throughput.
    Update,
    /// Removes an index.
    Delete,
}

fn action(update: MapRef<'_>) -> Result<Update<'_>, Failure> {
    let actions = [("Update", Verb::Update), ("Create", Verb::Create), ("Delete", Verb::Delete)];
    let mut present = actions.iter().filter_map(|(name, verb)| Some((*verb, update.get_map(name)?)));
    match (present.next(), present.next()) {
        (Some(action), None) => Ok(action),
        (Some(_), Some(_)) => Err(invalid(&[
            "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
        ])),
        (None, _) => {
            Err(invalid(&["One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
             GlobalSecondaryIndexUpdate.Delete must not be null"]))
        }
    }
}

fn one_at_a_time() -> Failure {
    let message =
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
    Failure::new(Kind::LimitExceeded, message)
}

fn update_index(cx: &Context<'_>, update: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    let name = update.get_str("IndexName").unwrap_or_default();
    let billing = table.billing;
    let index = table.indexes.iter_mut().find(|index| index.name == name).ok_or_else(|| no_index(name))?;
    if index.kind != IndexKind::Global {
        let message = "Cannot update an index that is not a GlobalSecondaryIndex: ".to_owned() + name;
        return Err(Failure::validation(message));
    }
    if let Some(throughput) = definition::throughput_of(update, Some(name))? {
        if billing == Billing::OnDemand {
            return Err(invalid(&[
                "The only Updates for index: ",
                name,
                " when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput",
            ]));
        }
        if same_units(index.throughput, throughput) {
            return Err(unchanged(&["the index ", name], &["index ", name], throughput));
        }
        index.throughput = definition::changed(index.throughput, throughput, cx.now_ms);
    }
    if update.get(b"OnDemandThroughput").is_some() {
        index.ceiling = merged(index.ceiling, update, billing, Some(name))?;
    }
    if update.get(b"WarmThroughput").is_some() {
        index.warm = definition::warm(update, billing, index.throughput, Some(index.warm), Some(name))?;
    }
    Ok(())
}

#[cold]
fn no_index(name: &str) -> Failure {
    let message = "Requested resource not found: Index: ".to_owned() + name + " not found";
    Failure::new(Kind::ResourceNotFound, message)
}

fn create_index(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    index: MapRef<'_>,
    table: &mut Table,
) -> Result<(), Stop> {
    if table.indexes.iter().any(|index| index.backfilling) {
        return Err(one_at_a_time().into());
    }
    if input.get(b"AttributeDefinitions").is_none() {
        let name = index.get_str("IndexName").unwrap_or_default();
        return Err(invalid(&["AttributeDefinitions is not specified for index: ", name]).into());
    }
    // The index's keys are defined in the request, whether the table knows them or not.
    let defined = definition::attributes(input)?;
    let mut index = definition::create(index, &defined, table)?;
    for attribute in defined {
        match table.attributes.iter().find(|known| known.name == attribute.name) {
            None => table.attributes.push(attribute),
            Some(known) if known.ty == attribute.ty => {}
            Some(known) => return Err(redefined(table, &known.name, &index.key).into()),
        }
    }
    index.tree = catalog::allocate_trees(cx, 1)?;
    index.backfilling = true;
    let tree = index.tree;
    table.indexes.push(index);
    if !definition::global_count(table) {
        let message =
            "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20";
        return Err(Failure::new(Kind::LimitExceeded, message).into());
    }
    definition::check_projected(table)?;
    drop_unused(table);
    job_record::start_backfill(cx, &table.name, tree)
}

/// A new key has an attribute with another type than a key that is there.
#[cold]
fn redefined(table: &Table, name: &str, new: &KeySchema) -> Failure {
    let mut keys = core::iter::once(&table.key).chain(table.indexes.iter().map(|index| &index.key));
    let existing = keys.find(|key| key.find(name.as_bytes()).is_some()).unwrap_or(&table.key);
    invalid(&[
        "Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. \
         Existing schema: Schema:[",
        &elements(existing),
        "] New schema: Schema:[",
        &elements(new),
        "]",
    ])
}

/// The elements of a key in a text.
fn elements(key: &KeySchema) -> String {
    let roles = [(&key.partition, "HASH"), (&key.sort, "RANGE")];
    let elements = roles.iter().flat_map(|(attributes, role)| attributes.iter().map(move |key| (key, role)));
    let texts: Vec<String> = elements
        .map(|(key, role)| ["SchemaElement: key{", &key.name, ":", key.ty.name(), ":", role, "}"].concat())
        .collect();
    texts.join(", ")
}

/// Leaves the attribute definitions that a key uses.
fn drop_unused(table: &mut Table) {
    let used = |attribute: &KeyAttribute| {
        let name = attribute.name.as_bytes();
        table.key.find(name).is_some() || table.indexes.iter().any(|index| index.key.find(name).is_some())
    };
    let attributes = table.attributes.iter().filter(|attribute| used(attribute)).cloned().collect();
    table.attributes = attributes;
}

fn delete_index(cx: &mut Context<'_>, index: MapRef<'_>, table: &mut Table) -> Result<(), Stop> {
    let name = index.get_str("IndexName").unwrap_or_default();
    let (position, index) = table.index(name).ok_or_else(|| no_index(name))?;
    if index.kind != IndexKind::Global {
        let message = "Cannot delete an index that is not a GlobalSecondaryIndex: ".to_owned() + name;
        return Err(Failure::validation(message).into());
    }
    if table.indexes.iter().any(|other| other.backfilling && other.tree != index.tree) {
        return Err(one_at_a_time().into());
    }
    let index = table.indexes.remove(position);
    cx.drop_tree(index.tree);
    if index.backfilling {
        job_record::stop_backfill(cx, index.tree)?;
    }
    drop_unused(table);
    Ok(())
}

/// Whether two settings provide the same units.
#[must_use]
pub const fn same_units(old: Throughput, new: Throughput) -> bool {
    old.read == new.read && old.write == new.write
}

/// Throughput that is asked for is what there is.
#[cold]
#[must_use]
pub fn unchanged(what: &[&str], named: &[&str], throughput: Throughput) -> Failure {
    let (read, write) = (throughput.read.to_string(), throughput.write.to_string());
    let (what, named) = (what.concat(), named.concat());
    let parts = [
        "The provisioned throughput for ",
        &what,
        " will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for ",
        &named,
        ": ",
        &read,
        ". Requested ReadCapacityUnits: ",
        &read,
        ". Current WriteCapacityUnits provisioned for ",
        &named,
        ": ",
        &write,
        ". Requested WriteCapacityUnits: ",
        &write,
        ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    ];
    Failure::validation(parts.concat())
}

/// Ceilings that are not named stay; -1 takes one away.
///
/// # Errors
/// Ceilings on provisioned billing, or out of range.
pub fn merged(
    old: Ceiling,
    input: MapRef<'_>,
    billing: Billing,
    index: Option<&str>,
) -> Result<Ceiling, Failure> {
    let new = definition::ceiling(input, billing, index)?;
    let given = input.get_map("OnDemandThroughput").unwrap_or_default();
    let pick = |name: &str, new: Option<i64>, old: Option<i64>| {
        if given.get(name.as_bytes()).is_some() { new } else { old }
    };
    Ok(Ceiling {
        read: pick("MaxReadRequestUnits", new.read, old.read),
        write: pick("MaxWriteRequestUnits", new.write, old.write),
    })
}
