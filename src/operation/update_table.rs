//! `UpdateTable`.

use super::describe::{self, Moment};
use super::flaw::invalid;
use super::{definition, index_updates, target, unsupported};
use crate::model::{Failure, Kind, MapRef};
use crate::table::schema::{Billing, IndexKind, Table, Throughput};
use crate::table::{Context, Stop, catalog};

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
    let changed_indexes = index_updates::update(cx, input, &mut table)?;
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
            } else if index_updates::same_units(table.throughput, throughput) && !changed_indexes {
                return Err(index_updates::unchanged(&["the table"], &["the table"], throughput));
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

fn update_settings(cx: &Context<'_>, input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    if input.get(b"OnDemandThroughput").is_some() {
        table.ceiling = index_updates::merged(table.ceiling, input, table.billing, None)?;
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
