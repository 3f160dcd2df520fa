//! What a replica has of its own: read capacity, table class, and key of encryption.

use crate::model::{MapRef, Writer};
use crate::table::Context;
use crate::table::schema::Table;

/// The members of a request that say what a replica has of its own.
const NAMES: [&str; 5] = [
    "KMSMasterKeyId",
    "ProvisionedThroughputOverride",
    "OnDemandThroughputOverride",
    "GlobalSecondaryIndexes",
    "TableClassOverride",
];

/// Brings what an update names to what is there.
#[must_use]
pub fn merged(before: MapRef<'_>, update: MapRef<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    for name in NAMES {
        if let Some(value) = update.get(name.as_bytes()).or_else(|| before.get(name.as_bytes())) {
            w.name(name.as_bytes());
            w.raw(value);
        }
    }
    w.into_inner()
}

/// Gives a table what it has of its own.
pub fn apply(cx: &Context<'_>, table: &mut Table, overrides: MapRef<'_>) {
    let units = |from: MapRef<'_>| {
        from.get_map("ProvisionedThroughputOverride").and_then(|given| given.get_int("ReadCapacityUnits"))
    };
    let most = |from: MapRef<'_>| {
        from.get_map("OnDemandThroughputOverride").and_then(|given| given.get_int("MaxReadRequestUnits"))
    };
    let ceiling = |units: i64| Some(units).filter(|units| *units > 0);
    if let Some(read) = units(overrides) {
        table.throughput.read = read;
    }
    if let Some(read) = most(overrides) {
        table.ceiling.read = ceiling(read);
    }
    for given in overrides.get_list("GlobalSecondaryIndexes").unwrap_or_default().iter() {
        let given = given.as_map().unwrap_or_default();
        let name = given.get_str("IndexName").unwrap_or_default();
        let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) else { continue };
        if let Some(read) = units(given) {
            index.throughput.read = read;
        }
        if let Some(read) = most(given) {
            index.ceiling.read = ceiling(read);
        }
    }
    if let Some(class) = overrides.get_str("TableClassOverride")
        && table.class.as_deref() != Some(class)
    {
        table.class = Some(class.to_owned());
        table.class_ms = cx.now_ms;
    }
    if let Some(key) = overrides.get_str("KMSMasterKeyId") {
        let head = ["arn:aws:kms:", &cx.settings.region, ":", &cx.settings.account, ":key/"].concat();
        table.encryption_key = Some(if key.starts_with("arn:") { key.to_owned() } else { head + key });
    }
}
