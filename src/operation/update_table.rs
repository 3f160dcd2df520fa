//! `UpdateTable`.

use super::describe::{self, Moment};
use super::flaw::invalid;
use super::{definition, target, unsupported};
use crate::model::{Failure, Kind, MapRef};
use crate::table::schema::{Billing, Ceiling, IndexKind, KeyAttribute, Table, Throughput};
use crate::table::{Context, Stop, catalog, jobs};

/// Changes billing, throughput, protection, class and ceilings, and makes or removes one global index.
pub(super) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    unsupported::refuse_control(input)?;
    check_present(input)?;
    let current = target::control(cx, target::given(input))?;
    if current.active_ms > cx.now_ms {
        let message =
            ["Attempt to change a resource which is still in use: Table is being created: ", &current.name];
        return Err(Failure::new(Kind::ResourceInUse, message.concat()).into());
    }
    let mut table = (*current).clone();
    match input.get_str("BillingMode") {
        Some("PAY_PER_REQUEST") => table.billing = Billing::OnDemand,
        Some(_) => table.billing = Billing::Provisioned,
        None => {}
    }
    table.billing_given |= input.get_str("BillingMode").is_some();
    let changed_indexes = update_indexes(cx, input, &mut table)?;
    update_throughput(cx, input, &mut table, current.billing, changed_indexes)?;
    update_settings(cx, input, &mut table)?;
    let table = table.prepare();
    catalog::put(cx, &table)?;
    describe::response(cx, "TableDescription", &table, Moment::Updated)
}

/// Something has to be asked for.
fn check_present(input: MapRef<'_>) -> Result<(), Failure> {
    const PARTS: [&str; 9] = [
        "BillingMode",
        "DeletionProtectionEnabled",
        "GlobalSecondaryIndexUpdates",
        "OnDemandThroughput",
        "ProvisionedThroughput",
        "SSESpecification",
        "StreamSpecification",
        "TableClass",
        "WarmThroughput",
    ];
    if PARTS.iter().any(|part| input.get(part.as_bytes()).is_some()) {
        return Ok(());
    }
    Err(Failure::validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or \
         SSESpecification or ReplicaUpdates is required",
    ))
}

/// Applies the index updates; tells whether there were any.
fn update_indexes(cx: &mut Context<'_>, input: MapRef<'_>, table: &mut Table) -> Result<bool, Stop> {
    let Some(updates) = input.get_list("GlobalSecondaryIndexUpdates") else { return Ok(false) };
    let part = |name: &'static str| {
        updates.iter().filter_map(move |update| update.as_map().and_then(|update| update.get_map(name)))
    };
    if part("Create").count() + part("Delete").count() > 1 {
        return Err(one_at_a_time());
    }
    for update in part("Update") {
        update_index(cx, update, table)?;
    }
    for index in part("Create") {
        create_index(cx, input, index, table)?;
    }
    for index in part("Delete") {
        delete_index(cx, index, table)?;
    }
    Ok(!updates.is_empty())
}

fn one_at_a_time() -> Stop {
    let message =
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
    Failure::new(Kind::LimitExceeded, message).into()
}

fn update_index(cx: &Context<'_>, update: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    let name = update.get_str("IndexName").unwrap_or_default();
    let billing = table.billing;
    let Some(index) =
        table.indexes.iter_mut().find(|index| index.name == name && index.kind == IndexKind::Global)
    else {
        return Err(no_index(name));
    };
    if let Some(throughput) = definition::throughput_of(update)? {
        if billing == Billing::OnDemand {
            return Err(definition::global_throughput(update, name, billing)
                .err()
                .unwrap_or_else(|| no_index(name)));
        }
        if same_units(index.throughput, throughput) {
            return Err(unchanged("index: ", name, throughput));
        }
        index.throughput = definition::changed(index.throughput, throughput, cx.now_ms);
    }
    if update.get(b"OnDemandThroughput").is_some() {
        index.ceiling = merged(index.ceiling, update, billing)?;
    }
    if update.get(b"WarmThroughput").is_some() {
        index.warm = definition::warm(update);
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
        return Err(one_at_a_time());
    }
    let mut defined = table.attributes.clone();
    for attribute in definition::attributes(input)? {
        merge_attribute(&mut defined, attribute)?;
    }
    let name = index.get_str("IndexName").unwrap_or_default();
    if table.index(name).is_some() {
        return Err(invalid(&["Attempting to create an index which already exists: ", name]).into());
    }
    let mut index = definition::global(index, &defined, table)?;
    index.tree = catalog::allocate_trees(cx, 1)?;
    index.backfilling = true;
    let tree = index.tree;
    table.indexes.push(index);
    definition::check_counts(table)?;
    table.attributes = defined;
    jobs::start_backfill(cx, &table.name, tree)
}

/// Definitions are merged with those that are there; one that is there cannot change its type.
fn merge_attribute(defined: &mut Vec<KeyAttribute>, attribute: KeyAttribute) -> Result<(), Failure> {
    match defined.iter().find(|known| known.name == attribute.name) {
        None => defined.push(attribute),
        Some(known) if known.ty == attribute.ty => {}
        Some(_) => {
            return Err(invalid(&["Attribute type cannot be changed for attribute: ", &attribute.name]));
        }
    }
    Ok(())
}

fn delete_index(cx: &mut Context<'_>, index: MapRef<'_>, table: &mut Table) -> Result<(), Stop> {
    let name = index.get_str("IndexName").unwrap_or_default();
    let position =
        table.indexes.iter().position(|index| index.name == name && index.kind == IndexKind::Global);
    let Some(position) = position else { return Err(no_index(name).into()) };
    let index = table.indexes.remove(position);
    cx.drop_tree(index.tree);
    if index.backfilling {
        jobs::stop_backfill(cx, index.tree)?;
    }
    let used = |attribute: &KeyAttribute| {
        let name = attribute.name.as_bytes();
        table.key.find(name).is_some() || table.indexes.iter().any(|index| index.key.find(name).is_some())
    };
    let attributes = table.attributes.iter().filter(|attribute| used(attribute)).cloned().collect();
    table.attributes = attributes;
    Ok(())
}

/// Table throughput under the billing mode that now holds, and what a change from `before` asks for.
fn update_throughput(
    cx: &Context<'_>,
    input: MapRef<'_>,
    table: &mut Table,
    before: Billing,
    changed_indexes: bool,
) -> Result<(), Failure> {
    let throughput = definition::throughput_of(input)?;
    match (table.billing, throughput) {
        (Billing::OnDemand, Some(_)) => {
            return Err(invalid(&[
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
            ]));
        }
        (Billing::OnDemand, None) if before == Billing::Provisioned => {
            table.on_demand_ms = cx.now_ms;
            table.throughput = Throughput::default();
            for index in &mut table.indexes {
                index.throughput = Throughput::default();
            }
        }
        (Billing::OnDemand, None) => {}
        (Billing::Provisioned, None) if before == Billing::OnDemand => {
            return Err(invalid(&[
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
            ]));
        }
        (Billing::Provisioned, None) => {}
        (Billing::Provisioned, Some(throughput)) => {
            if before == Billing::OnDemand {
                provision_indexes(input, table)?;
            } else if same_units(table.throughput, throughput) && !changed_indexes {
                return Err(unchanged("table: ", &table.name, throughput));
            }
            table.throughput = definition::changed(table.throughput, throughput, cx.now_ms);
        }
    }
    Ok(())
}

/// A table that becomes provisioned needs throughput for every global index, in the same request.
fn provision_indexes(input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    let updates = input.get_list("GlobalSecondaryIndexUpdates").unwrap_or_default();
    for index in table.indexes.iter_mut().filter(|index| index.kind == IndexKind::Global) {
        let update = updates
            .iter()
            .filter_map(|update| update.as_map()?.get_map("Update"))
            .find(|update| update.get_str("IndexName") == Some(&index.name));
        index.throughput =
            definition::global_throughput(update.unwrap_or_default(), &index.name, Billing::Provisioned)?;
    }
    Ok(())
}

const fn same_units(old: Throughput, new: Throughput) -> bool {
    old.read == new.read && old.write == new.write
}

#[cold]
fn unchanged(what: &str, name: &str, throughput: Throughput) -> Failure {
    let (read, write) = (throughput.read.to_string(), throughput.write.to_string());
    let parts = [
        "The provisioned throughput for the ",
        what,
        name,
        " will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for \
         the table: ",
        &read,
        ". Requested ReadCapacityUnits: ",
        &read,
        ". Current WriteCapacityUnits provisioned for the table: ",
        &write,
        ". Requested WriteCapacityUnits: ",
        &write,
        ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    ];
    Failure::validation(parts.concat())
}

fn update_settings(cx: &Context<'_>, input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    if input.get(b"OnDemandThroughput").is_some() {
        table.ceiling = merged(table.ceiling, input, table.billing)?;
    }
    if input.get(b"WarmThroughput").is_some() {
        table.warm = definition::warm(input);
    }
    if let Some(class) = input.get_str("TableClass") {
        table.class = Some(class.to_owned());
        table.class_ms = cx.now_ms;
    }
    if let Some(protected) = input.get_bool("DeletionProtectionEnabled") {
        table.protected = protected;
    }
    Ok(())
}

/// Ceilings that are not named stay; -1 takes one away.
fn merged(old: Ceiling, input: MapRef<'_>, billing: Billing) -> Result<Ceiling, Failure> {
    let new = definition::ceiling(input, billing)?;
    let given = input.get_map("OnDemandThroughput").unwrap_or_default();
    let pick = |name: &str, new: Option<i64>, old: Option<i64>| {
        if given.get(name.as_bytes()).is_some() { new } else { old }
    };
    Ok(Ceiling {
        read: pick("MaxReadRequestUnits", new.read, old.read),
        write: pick("MaxWriteRequestUnits", new.write, old.write),
    })
}
