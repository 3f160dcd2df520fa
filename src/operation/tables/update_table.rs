//! `UpdateTable`.

use super::describe::{self, Moment};
use super::{quotas, unsupported};
use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::operation::indexes::index_updates;
use crate::operation::replicas::{members, updates};
use crate::operation::{definition, target};
use crate::table::schema::{Billing, IndexKind, Table, Throughput, View};
use crate::table::{Context, Stop, catalog, history};

/// Changes billing, throughput, protection, class and ceilings, and makes or removes one global index.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    unsupported::refuse_control(input)?;
    if let Some(response) = updates::run(cx, input)? {
        return Ok(response);
    }
    check_present(input)?;
    check_billing(input)?;
    let indexes = index_updates::updates(input)?;
    check_stream(input)?;
    let current = target::settled(cx, target::given(input))?;
    let mut table = (*current).clone();
    let stream = update_stream(input, &mut table)?;
    update_encryption(cx, input, &mut table)?;
    match input.get_str("BillingMode") {
        Some("PAY_PER_REQUEST") => table.billing = Billing::OnDemand,
        Some(_) => table.billing = Billing::Provisioned,
        None => {}
    }
    table.was_on_demand |= table.billing == Billing::OnDemand;
    index_updates::apply(cx, input, &indexes, &mut table)?;
    update_throughput(cx, input, &mut table, current.billing, !indexes.is_empty())?;
    update_settings(cx, input, &mut table)?;
    table.updated_ms = if cx.settings.creating_ms > 0 { cx.now_ms + cx.settings.creating_ms } else { 0 };
    match stream {
        Some(true) => history::begin_stream(cx, &mut table)?,
        Some(false) => history::end_stream(cx, &mut table)?,
        None => {}
    }
    members::changed(cx, &mut table)?;
    let table = table.prepare();
    quotas::check(cx, Some(&current), &table)?;
    catalog::put(cx, &table)?;
    describe::response(cx, "TableDescription", &table, Moment::Updated(&current))
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

/// A billing mode and the table's units have to go together.
fn check_billing(input: MapRef<'_>) -> Result<(), Failure> {
    match (input.get_str("BillingMode"), definition::throughput_of(input, None)?) {
        (Some("PAY_PER_REQUEST"), Some(_)) => Err(definition::no_units()),
        (Some("PROVISIONED"), None) => {
            Err(invalid(&["ProvisionedThroughput must be specified when BillingMode is PROVISIONED"]))
        }
        _ => Ok(()),
    }
}

/// A stream that is enabled has a view type, and one that is disabled has none.
fn check_stream(input: MapRef<'_>) -> Result<(), Failure> {
    let Some(stream) = input.get_map("StreamSpecification") else { return Ok(()) };
    match (stream.get_bool("StreamEnabled") == Some(true), stream.get(b"StreamViewType").is_some()) {
        (true, false) => Err(invalid(&["If stream is being enabled then UpdateViewType is required"])),
        (false, true) => {
            Err(invalid(&["If stream is being disabled, then UpdateViewType must not be specified"]))
        }
        _ => Ok(()),
    }
}

/// Whether the stream is to begin, or to end.
fn update_stream(input: MapRef<'_>, table: &mut Table) -> Result<Option<bool>, Failure> {
    let Some(stream) = input.get_map("StreamSpecification") else { return Ok(None) };
    let view = stream.get_str("StreamViewType").and_then(View::from_name);
    match (&table.stream, &view) {
        (Some(_), Some(_)) => {
            return Err(Failure::validation(
                "Table already has an enabled stream: TableName: ".to_owned() + &table.name,
            ));
        }
        (None, None) => {
            return Err(Failure::validation(
                "Table has no stream to disable: TableName: ".to_owned() + &table.name,
            ));
        }
        (Some(_), None) if table.group.as_ref().is_some_and(|group| !group.strong) => {
            return Err(Failure::validation(
                "The stream of a table with replicas cannot be disabled: TableName: ".to_owned()
                    + &table.name,
            ));
        }
        (None, Some(_)) | (Some(_), None) => {}
    }
    table.stream = view;
    Ok(Some(view.is_some()))
}

fn update_encryption(cx: &Context<'_>, input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    if input.get(b"SSESpecification").is_none() {
        return Ok(());
    }
    let key = definition::encryption_key(input, cx.settings)?;
    if key == table.encryption_key {
        return Err(invalid(&[match key {
            Some(_) => "Table is already encrypted by given KMSMasterKeyId",
            None => "Table is already encrypted by default",
        }]));
    }
    table.encryption_key = key;
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
    match (table.billing, definition::throughput_of(input, None)?) {
        (Billing::OnDemand, Some(_)) => return Err(definition::no_units()),
        (Billing::OnDemand, None) if before == Billing::Provisioned => {
            table.on_demand_ms = cx.now_ms;
            table.throughput = Throughput::default();
            for index in &mut table.indexes {
                index.throughput = Throughput::default();
            }
        }
        (_, None) => {}
        (Billing::Provisioned, Some(throughput)) => {
            if before == Billing::OnDemand {
                check_provisioned(input, table)?;
            } else if index_updates::same_units(table.throughput, throughput) && !changed_indexes {
                return Err(index_updates::unchanged(&["the table"], &["the table"], throughput));
            }
            table.throughput = definition::changed(table.throughput, throughput, cx.now_ms);
        }
    }
    Ok(())
}

/// A table that becomes provisioned needs throughput for every global index, in the same request.
fn check_provisioned(input: MapRef<'_>, table: &Table) -> Result<(), Failure> {
    let updates = input.get_list("GlobalSecondaryIndexUpdates").unwrap_or_default();
    for index in table.indexes_of(IndexKind::Global) {
        let mut actions = updates.iter().filter_map(|update| {
            let update = update.as_map()?;
            update.get_map("Update").or(update.get_map("Create"))
        });
        let provided = actions.any(|action| {
            action.get_str("IndexName") == Some(&index.name) && action.get(b"ProvisionedThroughput").is_some()
        });
        if !provided {
            return Err(invalid(&["ProvisionedThroughput must be specified for index: ", &index.name]));
        }
    }
    Ok(())
}

fn update_settings(cx: &Context<'_>, input: MapRef<'_>, table: &mut Table) -> Result<(), Failure> {
    if input.get(b"OnDemandThroughput").is_some() {
        table.ceiling = index_updates::merged(table.ceiling, input, table.billing, None)?;
    }
    if input.get(b"WarmThroughput").is_some() {
        table.warm = definition::warm(input, table.billing, table.throughput, Some(table.warm), None)?;
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
