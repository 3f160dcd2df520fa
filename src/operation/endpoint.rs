//! Where the service says it is to be found.

use crate::model::{Type, Writer};

/// How long an answer may be kept.
const CACHE_MINUTES: i64 = 1440;

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
