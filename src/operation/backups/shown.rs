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

/// The backup of an ARN, for reading its items.
///
/// # Errors
/// As [`find`]; `BackupInUseException` while it is being copied here.
pub fn whole(cx: &mut Context<'_>, given: &str) -> Result<Backup, Stop> {
    let backup = find(cx, given)?;
    if backup.is_coming() {
        let message = "Backup is being copied from another Region: ".to_owned() + given;
        return Err(Failure::new(Kind::BackupInUse, message).into());
    }
    Ok(backup)
}

fn kind(backup: &Backup) -> &'static str {
    match (&backup.copied, backup.expires_ms) {
        // In the service copies to other regions are made by AWS Backup.
        (Some(_), _) => "AWS_BACKUP",
        (None, Some(_)) => "SYSTEM",
        (None, None) => "USER",
    }
}

/// How far a backup that is there is.
pub fn status(backup: &Backup) -> &'static str {
    if backup.is_coming() { "CREATING" } else { "AVAILABLE" }
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
    if let Some(ms) = backup.expires_ms.filter(|_| backup.copied.is_none()) {
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
pub fn table(w: &mut Writer, settings: &Settings, backup: &Backup) {
    w.entry_str("TableName", &backup.copy.name);
    w.entry_str("TableId", &uuid(backup.copy.id));
    w.entry_str("TableArn", &table_arn(settings, backup));
}

/// The ARN of the table that a backup is of.
pub fn table_arn(settings: &Settings, backup: &Backup) -> String {
    let region = backup.copied.as_ref().map_or(&settings.region, |copied| &copied.region);
    ["arn:aws:dynamodb:", region, ":", &settings.account, ":table/", &backup.copy.name].concat()
}

fn source(w: &mut Writer, settings: &Settings, backup: &Backup) {
    let of = &backup.copy;
    table(w, settings, backup);
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
