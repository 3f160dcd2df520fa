//! `ItemCollectionMetrics`: the size of the collection that a write touched, on tables with local indexes.

use crate::model::{MapRef, Type, Writer};
use crate::table::schema::Table;

/// Whether the request asks for metrics.
#[must_use]
pub fn asked(input: MapRef<'_>) -> bool {
    input.get_str("ReturnItemCollectionMetrics") == Some("SIZE")
}

/// Whether the request asks for metrics and the table has any.
#[must_use]
pub fn wanted(input: MapRef<'_>, table: &Table) -> bool {
    asked(input) && table.has_collections()
}

/// Writes the `ItemCollectionMetrics` entry of a single write, if it is wanted.
pub fn entry(w: &mut Writer, input: MapRef<'_>, table: &Table, item: MapRef<'_>) {
    if wanted(input, table) {
        w.name(b"ItemCollectionMetrics");
        value(w, table, item);
    }
}

/// Writes one collection's metrics. `item` is the item or key of the write.
///
/// The estimate is in whole gigabytes; a database in a page stays within the first.
pub fn value(w: &mut Writer, table: &Table, item: MapRef<'_>) {
    let map = w.begin(Type::M);
    let key = w.begin_entry("ItemCollectionKey", Type::M);
    for attribute in &table.key.partition {
        if let Some(value) = item.get(attribute.name.as_bytes()) {
            w.name(attribute.name.as_bytes());
            w.raw(value);
        }
    }
    w.end(key);
    let range = w.begin_entry("SizeEstimateRangeGB", Type::L);
    w.int(0);
    w.int(1);
    w.end(range);
    w.end(map);
}

/// Writes one table's list of metrics, one for each collection that the items belong to.
pub fn table_entry<'a>(w: &mut Writer, table: &Table, items: impl Iterator<Item = MapRef<'a>>) {
    let list = w.begin_entry(&table.name, Type::L);
    let partition = |item: MapRef<'a>| {
        table.key.partition.first().and_then(|attribute| item.get(attribute.name.as_bytes()))
    };
    let mut seen = Vec::new();
    for item in items {
        let key = partition(item);
        if !seen.contains(&key) {
            seen.push(key);
            value(w, table, item);
        }
    }
    w.end(list);
}
