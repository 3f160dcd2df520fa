//! `DescribeLimits`.

use crate::model::{MapRef, Writer};
use crate::table::{Context, Stop};

/// Capacity quotas that an account has on the service unless it asked for others.
const QUOTAS: [(&str, i64); 4] = [
    ("AccountMaxReadCapacityUnits", 80_000),
    ("AccountMaxWriteCapacityUnits", 80_000),
    ("TableMaxReadCapacityUnits", 40_000),
    ("TableMaxWriteCapacityUnits", 40_000),
];

/// Names the quotas of account and table.
pub(in crate::operation) fn run(_: &mut Context<'_>, _: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let mut w = Writer::new();
    for (name, units) in QUOTAS {
        w.entry_int(name, units);
    }
    Ok(w.into_inner())
}
