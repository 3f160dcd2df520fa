//! `ReadMetrics`, an internal operation.

use crate::model::{MapRef, Type, Writer};
use crate::operation::notation::{hex_bytes, of_hex_bytes};
use crate::table::points;
use crate::table::{Context, Stop};

/// The points of metrics of periods that begin in a range of time, those of the present minute too.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let time = |name: &str| input.get_int(name).unwrap_or(0).unsigned_abs();
    let after = input.get_str("ExclusiveStart").and_then(of_hex_bytes);
    let (metric, table) = (input.get_str("Metric"), input.get_str("TableName"));
    let (found, next) = points::read(cx, (time("From"), time("To")), after.as_deref())?;
    let mut w = Writer::new();
    let list = w.begin_entry("Points", Type::L);
    for point in &found {
        let [of_metric, of_table, index, operation, stream] = &point.names;
        if metric.is_some_and(|metric| metric != of_metric) || table.is_some_and(|table| table != of_table) {
            continue;
        }
        let entry = w.begin(Type::M);
        w.entry_int("Time", point.time_ms as i64);
        w.entry_int("Seconds", point.seconds as i64);
        w.entry_str("Metric", of_metric);
        for (name, value) in
            [("TableName", of_table), ("IndexName", index), ("Operation", operation), ("StreamLabel", stream)]
        {
            if !value.is_empty() {
                w.entry_str(name, value);
            }
        }
        w.entry_int("Count", point.slot.count as i64);
        points::number(&mut w, "Sum", point.slot.sum);
        points::number(&mut w, "Minimum", point.slot.min);
        points::number(&mut w, "Maximum", point.slot.max);
        if !point.slot.buckets.is_empty() {
            let buckets = w.begin_entry("Buckets", Type::L);
            for (bucket, &count) in point.slot.buckets.iter().enumerate().filter(|(_, count)| **count > 0) {
                let pair = w.begin(Type::L);
                w.int(bucket as i64);
                w.int(count as i64);
                w.end(pair);
            }
            w.end(buckets);
        }
        w.end(entry);
    }
    w.end(list);
    if let Some(next) = next {
        w.entry_str("Next", &hex_bytes(&next));
    }
    Ok(w.into_inner())
}
