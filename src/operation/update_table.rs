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
    check_off(input, &current)?;
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

/// Something has to be asked for, and some things alone.
fn check_present(input: MapRef<'_>) -> Result<(), Failure> {
    const PARTS: [&str; 8] = [
        "BillingMode",
        "DeletionProtectionEnabled",
        "OnDemandThroughput",
        "ProvisionedThroughput",
        "SSESpecification",
        "StreamSpecification",
        "TableClass",
        "WarmThroughput",
    ];
    const ALONE: [(&str, &str); 4] = [
        ("SSESpecification", "Server-Side Encryption modification must be the only operation in the request"),
        ("TableClass", "TableClass modification must be the only operation in the request"),
        (
            "DeletionProtectionEnabled",
            "DeletionProtection modification must be the only operation in the request",
        ),
        ("WarmThroughput", "WarmThroughput must be the only operation in the request"),
    ];
    let has = |part: &str| input.get(part.as_bytes()).is_some();
    let updates = input.get_list("GlobalSecondaryIndexUpdates");
    let parts = PARTS.iter().filter(|part| has(part)).count();
    if parts == 0 && updates.is_none_or(|updates| updates.is_empty()) {
        return Err(Failure::validation(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
             SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, \
             MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is \
             required",
        ));
    }
    if updates.is_some_and(|updates| updates.is_empty()) {
        return Err(invalid(&["List of GlobalSecondaryIndexUpdates is empty"]));
    }
    if parts + usize::from(updates.is_some()) > 1
        && let Some((_, text)) = ALONE.iter().find(|(part, _)| has(part))
    {
        return Err(invalid(&[text]));
    }
    if has("OnDemandThroughput") && (updates.is_some() || parts > 1 + usize::from(has("BillingMode"))) {
        return Err(invalid(&[
            "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request",
        ]));
    }
    Ok(())
}

/// What cannot be on yet cannot be switched off either.
fn check_off(input: MapRef<'_>, table: &Table) -> Result<(), Failure> {
    if let Some(stream) = input.get_map("StreamSpecification") {
        return Err(match stream.get_str("StreamViewType") {
            Some(_) => invalid(&["If stream is being disabled, then UpdateViewType must not be specified"]),
            None => {
                Failure::validation("Table has no stream to disable: TableName: ".to_owned() + &table.name)
            }
        });
    }
    if input.get_map("SSESpecification").is_some() {
        return Err(invalid(&["Table is already encrypted by default"]));
    }
    Ok(())
}

/// Applies the index updates; tells whether there were any.
fn update_indexes(cx: &mut Context<'_>, input: MapRef<'_>, table: &mut Table) -> Result<bool, Stop> {
    let Some(updates) = input.get_list("GlobalSecondaryIndexUpdates") else { return Ok(false) };
    let updates =
        updates.iter().filter_map(|update| update.as_map()).map(action).collect::<Result<Vec<_>, _>>()?;
    let name = |update: &(Verb, MapRef<'_>)| update.1.get_str("IndexName").unwrap_or_default().to_owned();
    for (position, update) in updates.iter().enumerate() {
        if updates.iter().take(position).any(|earlier| name(earlier) == name(update)) {
            return Err(invalid(&[
                "Only one global secondary index update per index is allowed simultaneously. Index: ",
                &name(update),
            ])
            .into());
        }
    }
    let online = updates.iter().filter(|(verb, _)| *verb != Verb::Update).count();
    if online > 0 && input.get(b"ProvisionedThroughput").is_some() {
        return Err(invalid(&["You cannot create or delete index while updating table IOPS"]).into());
    }
    if online > 1 {
        return Err(one_at_a_time());
    }
    for (verb, members) in updates {
        match verb {
            Verb::Create => create_index(cx, input, members, table)?,
            Verb::Update => update_index(cx, members, table)?,
            Verb::Delete => delete_index(cx, members, table)?,
        }
    }
    Ok(true)
}

/// What an entry of `GlobalSecondaryIndexUpdates` does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Create,
    Update,
    Delete,
}

fn action(update: MapRef<'_>) -> Result<(Verb, MapRef<'_>), Failure> {
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

fn one_at_a_time() -> Stop {
    let message =
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
    Failure::new(Kind::LimitExceeded, message).into()
}

fn update_index(cx: &Context<'_>, update: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    let name = update.get_str("IndexName").unwrap_or_default();
    let billing = table.billing;
    let index = table.indexes.iter_mut().find(|index| index.name == name).ok_or_else(|| no_index(name))?;
    if index.kind != IndexKind::Global {
        let message = "Cannot update an index that is not a GlobalSecondaryIndex: ".to_owned() + name;
        return Err(Failure::validation(message));
    }
    if let Some(throughput) = definition::throughput_of(update)? {
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
        index.warm = definition::warm(update, billing, index.throughput, Some(name))?;
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
    if input.get(b"AttributeDefinitions").is_none() {
        let name = index.get_str("IndexName").unwrap_or_default();
        return Err(invalid(&["AttributeDefinitions is not specified for index: ", name]).into());
    }
    // Definitions that are there stay; those that nothing uses are dropped again.
    for attribute in definition::attributes(input)? {
        if table.attributes.iter().all(|known| known.name != attribute.name) {
            table.attributes.push(attribute);
        }
    }
    let mut index = definition::create(index, &table.attributes, table)?;
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
    jobs::start_backfill(cx, &table.name, tree)
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
    let index = table.indexes.remove(position);
    cx.drop_tree(index.tree);
    if index.backfilling {
        jobs::stop_backfill(cx, index.tree)?;
    }
    drop_unused(table);
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
        (Billing::Provisioned, None) if input.get(b"BillingMode").is_some() => {
            return Err(invalid(&[
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
            ]));
        }
        (Billing::Provisioned, None) => {}
        (Billing::Provisioned, Some(throughput)) => {
            if before == Billing::OnDemand {
                provision_indexes(input, table)?;
            } else if same_units(table.throughput, throughput) && !changed_indexes {
                return Err(unchanged(&["the table"], &["the table"], throughput));
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
        let throughput = update.map(definition::throughput_of).transpose()?.flatten();
        index.throughput = throughput
            .ok_or_else(|| invalid(&["ProvisionedThroughput must be specified for index: ", &index.name]))?;
    }
    Ok(())
}

const fn same_units(old: Throughput, new: Throughput) -> bool {
    old.read == new.read && old.write == new.write
}

#[cold]
fn unchanged(what: &[&str], named: &[&str], throughput: Throughput) -> Failure {
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

fn update_settings(cx: &Context<'_>, input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    if input.get(b"OnDemandThroughput").is_some() {
        table.ceiling = merged(table.ceiling, input, table.billing, None)?;
    }
    if input.get(b"WarmThroughput").is_some() {
        table.warm = definition::warm(input, table.billing, table.throughput, None)?;
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
fn merged(
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
