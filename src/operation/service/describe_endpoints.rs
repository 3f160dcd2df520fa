//! `DescribeEndpoints`.

use crate::model::{MapRef, Type, Writer};
use crate::table::{Context, Stop};

/// How long an answer may be kept.
const CACHE_MINUTES: i64 = 1440;

/// Names the region's endpoint, as the health answer does. Over HTTP it is the host of the request instead.
pub(in crate::operation) fn run(cx: &mut Context<'_>, _: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    Ok(endpoints(&["dynamodb.", &cx.settings.region, ".amazonaws.com"].concat()))
}

/// The answer that names one endpoint: host and port.
#[must_use]
pub fn endpoints(address: &str) -> Vec<u8> {
    let mut w = Writer::new();
    let list = w.begin_entry("Endpoints", Type::L);
    let endpoint = w.begin(Type::M);
    w.entry_str("Address", address);
    w.entry_int("CachePeriodInMinutes", CACHE_MINUTES);
    w.end(endpoint);
    w.end(list);
    w.into_inner()
}
