//! Backups as requests name them and answers show them.

use crate::model::{Failure, Kind, Type, Writer};
use crate::operation::flaw;
use crate::operation::indexes::describe_index;
use crate::operation::notation::{digits, hex, time, uuid};
use crate::operation::tables::describe;
use crate::table::moment::backup::{self, Backup};
use crate::table::schema::{Billing, IndexKind, Table, Throughput};
use crate::table::{Context, Settings, Stop};

/// A new backup's id.
pub fn new_id(cx: &Context<'_>) -> String {
    let entropy = u128::from_le_bytes(cx.entropy) as u64;
    [&digits(cx.now_ms, 14), "-", &hex(entropy, 8)].concat()
}

/// A backup's ARN.
pub fn arn(settings: &Settings, backup: &Backup) -> String {
    [&describe::arn(settings, &backup.copy.name), "/backup/", &backup.id].concat()
}

/// The backup of an ARN.
///
/// # Errors
/// `BackupNotFoundException`; a validation failure for what is no ARN.
pub fn find(cx: &mut Context<'_>, given: &str) -> Result<Backup, Stop> {
    if !given.starts_with("arn:") {
        return Err(flaw::invalid(&["ARNs must start with 'arn:': ", given]).into());
    }
    let id = given.rsplit_once("/backup/").map_or("", |(_, id)| id);
    if let Some(backup) = backup::find(cx, id)?.filter(|backup| arn(cx.settings, backup) == given) {
        return Ok(backup);
    }
    Err(Failure::new(Kind::BackupNotFound, "Backup not found: ".to_owned() + given).into())
}

fn kind(backup: &Backup) -> &'static str {
    if backup.expires_ms.is_some() { "SYSTEM" } else { "USER" }
}

/// Whether a backup is of the type of a filter.
pub fn is_of(backup: &Backup, wanted: &str) -> bool {
    wanted == "ALL" || wanted == kind(backup)
}

/// Writes the members of `BackupDetails`.
pub fn details(w: &mut Writer, settings: &Settings, backup: &Backup, status: &str) {
    w.entry_str("BackupArn", &arn(settings, backup));
    w.entry_str("BackupName", &backup.name);
    w.entry_int("BackupSizeBytes", backup.bytes as i64);
    w.entry_str("BackupStatus", status);
    w.entry_str("BackupType", kind(backup));
    time(w, "BackupCreationDateTime", backup.created_ms);
    if let Some(ms) = backup.expires_ms {
        time(w, "BackupExpiryDateTime", ms);
    }
}

/// The response with `BackupDescription`.
pub fn description(settings: &Settings, backup: &Backup, status: &str) -> Vec<u8> {
    let mut w = Writer::new();
    let map = w.begin_entry("BackupDescription", Type::M);
    let part = w.begin_entry("BackupDetails", Type::M);
    details(&mut w, settings, backup, status);
    w.end(part);
    let part = w.begin_entry("SourceTableDetails", Type::M);
    source(&mut w, settings, backup);
    w.end(part);
    let part = w.begin_entry("SourceTableFeatureDetails", Type::M);
    features(&mut w, &backup.copy);
    w.end(part);
    w.end(map);
    w.into_inner()
}

/// The members that name the table of a backup.
pub fn table(w: &mut Writer, settings: &Settings, table: &Table) {
    w.entry_str("TableName", &table.name);
    w.entry_str("TableId", &uuid(table.id));
    w.entry_str("TableArn", &describe::arn(settings, &table.name));
}

fn source(w: &mut Writer, settings: &Settings, backup: &Backup) {
    let of = &backup.copy;
    table(w, settings, of);
    w.entry_int("TableSizeBytes", backup.bytes as i64);
    w.entry_int("ItemCount", backup.count as i64);
    describe_index::key_schema(w, &of.key);
    time(w, "TableCreationDateTime", of.created_ms);
    units(w, of.throughput);
    ceiling(w, of.ceiling);
    w.entry_str("BillingMode", of.billing.name());
}

fn units(w: &mut Writer, throughput: Throughput) {
    let map = w.begin_entry("ProvisionedThroughput", Type::M);
    w.entry_int("ReadCapacityUnits", throughput.read);
    w.entry_int("WriteCapacityUnits", throughput.write);
    w.end(map);
}

fn ceiling(w: &mut Writer, ceiling: crate::table::schema::Ceiling) {
    crate::operation::tables::describe_billing::ceiling(w, ceiling);
}

fn features(w: &mut Writer, table: &Table) {
    for (name, kind) in
        [("LocalSecondaryIndexes", IndexKind::Local), ("GlobalSecondaryIndexes", IndexKind::Global)]
    {
        let mut indexes = table.indexes_of(kind).peekable();
        if indexes.peek().is_none() {
            continue;
        }
        let list = w.begin_entry(name, Type::L);
        for index in indexes {
            let map = w.begin(Type::M);
            w.entry_str("IndexName", &index.name);
            describe_index::key_schema(w, &index.key);
            describe_index::projection(w, &index.projection);
            if kind == IndexKind::Global {
                if table.billing == Billing::Provisioned {
                    units(w, index.throughput);
                }
                ceiling(w, index.ceiling);
            }
            w.end(map);
        }
        w.end(list);
    }
    if let Some(view) = table.stream {
        let map = w.begin_entry("StreamDescription", Type::M);
        w.entry_bool("StreamEnabled", true);
        w.entry_str("StreamViewType", view.name());
        w.end(map);
    }
    if let Some(attribute) = &table.time_to_live {
        let map = w.begin_entry("TimeToLiveDescription", Type::M);
        w.entry_str("TimeToLiveStatus", "ENABLED");
        w.entry_str("AttributeName", attribute);
        w.end(map);
    }
    if let Some(key) = &table.encryption_key {
        let map = w.begin_entry("SSEDescription", Type::M);
        w.entry_str("Status", "ENABLED");
        w.entry_str("SSEType", "KMS");
        w.entry_str("KMSMasterKeyArn", key);
        w.end(map);
    }
}
