//! `DescribeEndpoints`.

use crate::model::{MapRef, Type, Writer};
use crate::table::{Context, Stop};

/// How long an answer may be kept.
const CACHE_MINUTES: i64 = 1440;

/// Names the region's endpoint, as the health answer does. Clients that were given an endpoint keep to that one.
pub(in crate::operation) fn run(cx: &mut Context<'_>, _: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let mut w = Writer::new();
    let list = w.begin_entry("Endpoints", Type::L);
    let endpoint = w.begin(Type::M);
    w.entry_str("Address", &["dynamodb.", &cx.settings.region, ".amazonaws.com"].concat());
    w.entry_int("CachePeriodInMinutes", CACHE_MINUTES);
    w.end(endpoint);
    w.end(list);
    Ok(w.into_inner())
}
