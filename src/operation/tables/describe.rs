//! `TableDescription`: the service's view of a table, with live counts.

use super::describe_billing as billing;
use crate::model::{Type, Writer, order};
use crate::operation::indexes::describe_index::{self as index, Scene};
use crate::operation::notation::{label, time, uuid};
use crate::operation::replicas::describe as replicas;
use crate::table::schema::{Billing, IndexKind, KeyAttribute, Table};
use crate::table::{Context, Settings, Stop};

/// What a description says about state beyond the definition.
#[derive(Debug, Clone, Copy)]
pub enum Moment<'a> {
    /// As it is now.
    Now,
    /// In the answer to the request that made the table.
    Created,
    /// In the answer to the request that changed it; as it was before.
    Updated(&'a Table),
    /// In the answer to the request that deleted it.
    Deleted,
}

/// The response `{ name: description }`.
///
/// # Errors
/// [`Stop::Fault`], when counts need a page.
pub fn response(
    cx: &mut Context<'_>,
    name: &str,
    table: &Table,
    moment: Moment<'_>,
) -> Result<Vec<u8>, Stop> {
    let mut writer = Writer::new();
    let w = &mut writer;
    let map = w.begin_entry(name, Type::M);
    let arn = arn(cx.settings, &table.name);
    let status = status(table, moment, cx);
    w.entry_str("TableName", &table.name);
    w.entry_str("TableArn", &arn);
    w.entry_str("TableId", &uuid(table.id));
    w.entry_str("TableStatus", status);
    let creating = status == "CREATING";
    let (count, bytes) = if creating { (0, 0) } else { cx.stats(table.tree)? };
    w.entry_int("ItemCount", count as i64);
    w.entry_int("TableSizeBytes", bytes as i64);
    let before = match moment {
        Moment::Updated(before) => Some(before),
        _ => None,
    };
    // Units change when the update is through: its answer has those from before.
    let stays = |before: &&Table| [before.billing, table.billing] == [Billing::Provisioned; 2];
    let answered = |before: &Table| billing::answered(before.throughput, table.throughput);
    let units = before.filter(stays).map_or(table.throughput, answered);
    billing::throughput(w, &units, cx.now_ms);
    let chosen = before.is_some_and(|before| before.billing != table.billing);
    billing::summary(w, table, !creating && !chosen);
    w.entry_bool("DeletionProtectionEnabled", table.protected);
    stream(w, table, &arn);
    restored(w, table);
    if !matches!(moment, Moment::Deleted) {
        time(w, "CreationDateTime", table.created_ms);
        let scene = Scene { table, before, arn: &arn, creating, begun: before.is_some() };
        definition(w, cx, scene)?;
        settings(w, table, before, status);
        replicas::members(w, cx, table)?;
    }
    w.end(map);
    Ok(writer.into_inner())
}

/// The ARN of a table.
#[must_use]
pub fn arn(settings: &Settings, name: &str) -> String {
    ["arn:aws:dynamodb:", &settings.region, ":", &settings.account, ":table/", name].concat()
}

fn status(table: &Table, moment: Moment<'_>, cx: &Context<'_>) -> &'static str {
    match moment {
        Moment::Created => "CREATING",
        Moment::Updated(_) => "UPDATING",
        Moment::Deleted => "DELETING",
        Moment::Now if cx.is_ahead(table.active_ms) || table.is_restoring() => "CREATING",
        Moment::Now if cx.is_ahead(table.updated_ms) => "UPDATING",
        Moment::Now => "ACTIVE",
    }
}

/// What the table was restored from.
fn restored(w: &mut Writer, table: &Table) {
    let Some(restored) = &table.restored else { return };
    let map = w.begin_entry("RestoreSummary", Type::M);
    if let Some(backup) = &restored.backup {
        w.entry_str("SourceBackupArn", backup);
    }
    w.entry_str("SourceTableArn", &restored.table);
    time(w, "RestoreDateTime", restored.ms);
    w.entry_bool("RestoreInProgress", restored.in_progress);
    w.end(map);
}

fn stream(w: &mut Writer, table: &Table, arn: &str) {
    if let Some(view) = table.stream {
        let map = w.begin_entry("StreamSpecification", Type::M);
        w.entry_bool("StreamEnabled", true);
        w.entry_str("StreamViewType", view.name());
        w.end(map);
    }
    // The newest stream keeps its name after it was disabled.
    if table.stream_ms > 0 {
        let label = label(table.stream_ms);
        w.entry_str("LatestStreamArn", &[arn, "/stream/", &label].concat());
        w.entry_str("LatestStreamLabel", &label);
    }
}

/// Attributes, keys and indexes.
fn definition(w: &mut Writer, cx: &mut Context<'_>, scene: Scene<'_>) -> Result<(), Stop> {
    // The keys of an index that is being removed are defined as long as it is shown.
    let defining = scene.before.filter(|before| index::removes(scene.table, before)).unwrap_or(scene.table);
    let list = w.begin_entry("AttributeDefinitions", Type::L);
    let mut attributes: Vec<&KeyAttribute> = defining.attributes.iter().collect();
    order::sort(&mut attributes, &|one, two| one.name < two.name);
    for attribute in attributes {
        let definition = w.begin(Type::M);
        w.entry_str("AttributeName", &attribute.name);
        w.entry_str("AttributeType", attribute.ty.name());
        w.end(definition);
    }
    w.end(list);
    index::key_schema(w, &scene.table.key);
    index::indexes(w, cx, scene, IndexKind::Local)?;
    index::indexes(w, cx, scene, IndexKind::Global)
}

fn settings(w: &mut Writer, table: &Table, before: Option<&Table>, status: &'static str) {
    billing::ceiling(w, table.ceiling);
    let unchanged = before.is_some_and(|before| before.warm == table.warm);
    let warm = match status {
        "CREATING" => billing::born_warm(table.warm),
        _ if before.is_some() && !unchanged => Some(status),
        _ => Some("ACTIVE"),
    };
    if let Some(warm) = warm {
        billing::warm(w, table.warm, table.billing, &table.throughput, warm);
    }
    if let Some(class) = &table.class {
        let summary = w.begin_entry("TableClassSummary", Type::M);
        w.entry_str("TableClass", class);
        if table.class_ms > 0 {
            time(w, "LastUpdateDateTime", table.class_ms);
        }
        w.end(summary);
    }
    if let Some(key) = &table.encryption_key {
        let updating = before.is_some_and(|before| before.encryption_key != table.encryption_key);
        let map = w.begin_entry("SSEDescription", Type::M);
        w.entry_str("Status", if updating { "UPDATING" } else { "ENABLED" });
        w.entry_str("SSEType", "KMS");
        w.entry_str("KMSMasterKeyArn", key);
        w.end(map);
    }
}
