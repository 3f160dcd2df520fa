//! `TableDescription`: the service's view of a table, with live counts.

use super::definition::WARM_ON_DEMAND;
use crate::model::{Number, Type, Writer};
use crate::table::schema::{
    Billing, Ceiling, Index, IndexKind, KeySchema, Projection, Table, Throughput, Warm,
};
use crate::table::{Context, Settings, Stop};

/// What a description says about state beyond the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// As it is now.
    Now,
    /// In the answer to the request that made the table.
    Created,
    /// In the answer to the request that changed it.
    Updated,
    /// In the answer to the request that deleted it.
    Deleted,
}

/// Writes the entry `name` with the table's description.
///
/// # Errors
/// [`Stop::Fault`], when counts need a page.
pub fn entry(
    w: &mut Writer,
    cx: &mut Context<'_>,
    name: &str,
    table: &Table,
    moment: Moment,
) -> Result<(), Stop> {
    let map = w.begin_entry(name, Type::M);
    let arn = arn(cx.settings, table);
    w.entry_str("TableName", &table.name);
    w.entry_str("TableArn", &arn);
    w.entry_str("TableId", &uuid(table.id));
    w.entry_str("TableStatus", status(cx, table, moment));
    time(w, "CreationDateTime", table.created_ms);
    if moment != Moment::Deleted {
        let list = w.begin_entry("AttributeDefinitions", Type::L);
        for attribute in &table.attributes {
            let definition = w.begin(Type::M);
            w.entry_str("AttributeName", &attribute.name);
            w.entry_str("AttributeType", attribute.ty.name());
            w.end(definition);
        }
        w.end(list);
        key_schema(w, &table.key);
    }
    counts(w, cx, table, moment)?;
    billing(w, table);
    indexes(w, cx, table, &arn, IndexKind::Local, moment)?;
    indexes(w, cx, table, &arn, IndexKind::Global, moment)?;
    w.entry_bool("DeletionProtectionEnabled", table.protected);
    if let Some(class) = &table.class {
        let summary = w.begin_entry("TableClassSummary", Type::M);
        w.entry_str("TableClass", class);
        if table.class_ms > 0 {
            time(w, "LastUpdateDateTime", table.class_ms);
        }
        w.end(summary);
    }
    w.end(map);
    Ok(())
}

/// The ARN of a table.
#[must_use]
pub fn arn(settings: &Settings, table: &Table) -> String {
    ["arn:aws:dynamodb:", &settings.region, ":", &settings.account, ":table/", &table.name].concat()
}

fn status(cx: &Context<'_>, table: &Table, moment: Moment) -> &'static str {
    match moment {
        Moment::Created => "CREATING",
        Moment::Updated => "UPDATING",
        Moment::Deleted => "DELETING",
        Moment::Now if table.active_ms > cx.now_ms => "CREATING",
        Moment::Now => "ACTIVE",
    }
}

fn counts(w: &mut Writer, cx: &mut Context<'_>, table: &Table, moment: Moment) -> Result<(), Stop> {
    let (count, bytes) = if moment == Moment::Created { (0, 0) } else { cx.stats(table.tree)? };
    w.entry_int("ItemCount", count as i64);
    w.entry_int("TableSizeBytes", bytes as i64);
    Ok(())
}

fn billing(w: &mut Writer, table: &Table) {
    throughput(w, &table.throughput);
    if table.billing_given {
        let summary = w.begin_entry("BillingModeSummary", Type::M);
        w.entry_str("BillingMode", table.billing.name());
        if table.billing == Billing::OnDemand {
            let since = if table.on_demand_ms > 0 { table.on_demand_ms } else { table.created_ms };
            time(w, "LastUpdateToPayPerRequestDateTime", since);
        }
        w.end(summary);
    }
    ceiling(w, table.ceiling);
    warm(w, table.warm, table.billing, &table.throughput);
}

fn throughput(w: &mut Writer, throughput: &Throughput) {
    let map = w.begin_entry("ProvisionedThroughput", Type::M);
    if throughput.increased_ms > 0 {
        time(w, "LastIncreaseDateTime", throughput.increased_ms);
    }
    if throughput.decreased_ms > 0 {
        time(w, "LastDecreaseDateTime", throughput.decreased_ms);
    }
    w.entry_int("NumberOfDecreasesToday", throughput.decreases);
    w.entry_int("ReadCapacityUnits", throughput.read);
    w.entry_int("WriteCapacityUnits", throughput.write);
    w.end(map);
}

fn ceiling(w: &mut Writer, ceiling: Ceiling) {
    if ceiling != Ceiling::default() {
        let map = w.begin_entry("OnDemandThroughput", Type::M);
        w.entry_int("MaxReadRequestUnits", ceiling.read.unwrap_or(-1));
        w.entry_int("MaxWriteRequestUnits", ceiling.write.unwrap_or(-1));
        w.end(map);
    }
}

fn warm(w: &mut Writer, warm: Warm, billing: Billing, throughput: &Throughput) {
    let least = match billing {
        Billing::OnDemand => WARM_ON_DEMAND,
        Billing::Provisioned => (throughput.read, throughput.write),
    };
    let map = w.begin_entry("WarmThroughput", Type::M);
    w.entry_int("ReadUnitsPerSecond", warm.read.unwrap_or(0).max(least.0));
    w.entry_int("WriteUnitsPerSecond", warm.write.unwrap_or(0).max(least.1));
    w.entry_str("Status", "ACTIVE");
    w.end(map);
}

fn indexes(
    w: &mut Writer,
    cx: &mut Context<'_>,
    table: &Table,
    arn: &str,
    kind: IndexKind,
    moment: Moment,
) -> Result<(), Stop> {
    if table.indexes_of(kind).next().is_none() || moment == Moment::Deleted {
        return Ok(());
    }
    let name = match kind {
        IndexKind::Local => "LocalSecondaryIndexes",
        IndexKind::Global => "GlobalSecondaryIndexes",
    };
    let list = w.begin_entry(name, Type::L);
    for index in table.indexes_of(kind) {
        let map = w.begin(Type::M);
        w.entry_str("IndexName", &index.name);
        w.entry_str("IndexArn", &[arn, "/index/", &index.name].concat());
        key_schema(w, &index.key);
        projection(w, &index.projection);
        let (count, bytes) = if moment == Moment::Created { (0, 0) } else { cx.stats(index.tree)? };
        w.entry_int("ItemCount", count as i64);
        w.entry_int("IndexSizeBytes", bytes as i64);
        if kind == IndexKind::Global {
            global(w, index, table, moment);
        }
        w.end(map);
    }
    w.end(list);
    Ok(())
}

fn global(w: &mut Writer, index: &Index, table: &Table, moment: Moment) {
    let creating = index.backfilling || moment == Moment::Created;
    w.entry_str("IndexStatus", if creating { "CREATING" } else { "ACTIVE" });
    if index.backfilling {
        w.entry_bool("Backfilling", moment == Moment::Now);
    }
    throughput(w, &index.throughput);
    ceiling(w, index.ceiling);
    warm(w, index.warm, table.billing, &index.throughput);
}

fn key_schema(w: &mut Writer, key: &KeySchema) {
    let list = w.begin_entry("KeySchema", Type::L);
    for (attributes, role) in [(&key.partition, "HASH"), (&key.sort, "RANGE")] {
        for attribute in attributes {
            let element = w.begin(Type::M);
            w.entry_str("AttributeName", &attribute.name);
            w.entry_str("KeyType", role);
            w.end(element);
        }
    }
    w.end(list);
}

fn projection(w: &mut Writer, projection: &Projection) {
    let map = w.begin_entry("Projection", Type::M);
    w.entry_str("ProjectionType", projection.name());
    if let Projection::Include(names) = projection {
        let list = w.begin_entry("NonKeyAttributes", Type::L);
        for name in names {
            w.str(name);
        }
        w.end(list);
    }
    w.end(map);
}

/// A timestamp in epoch seconds with three decimals.
fn time(w: &mut Writer, name: &str, ms: u64) {
    let fraction = (1000 + ms % 1000).to_string();
    let text = [&(ms / 1000).to_string(), ".", fraction.get(1..).unwrap_or("0")].concat();
    w.name(name.as_bytes());
    w.number(Number::parse(text.as_bytes()).unwrap_or(Number::ZERO).as_bytes());
}

/// The text of a UUID.
fn uuid(id: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (position, byte) in id.into_iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}

/// The response `{ name: description }`.
///
/// # Errors
/// [`Stop::Fault`], when counts need a page.
pub fn response(cx: &mut Context<'_>, name: &str, table: &Table, moment: Moment) -> Result<Vec<u8>, Stop> {
    let mut w = Writer::new();
    entry(&mut w, cx, name, table, moment)?;
    Ok(w.into_inner())
}
