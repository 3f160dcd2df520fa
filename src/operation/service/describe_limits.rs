//! `DescribeLimits`.

use crate::model::{MapRef, Writer};
use crate::table::gauge::{ACCOUNT_QUOTA, TABLE_QUOTA};
use crate::table::{Context, Stop};

/// The account's capacity quotas, which hold where capacity is enforced.
const QUOTAS: [(&str, u32); 4] = [
    ("AccountMaxReadCapacityUnits", ACCOUNT_QUOTA.read),
    ("AccountMaxWriteCapacityUnits", ACCOUNT_QUOTA.write),
    ("TableMaxReadCapacityUnits", TABLE_QUOTA.read),
    ("TableMaxWriteCapacityUnits", TABLE_QUOTA.write),
];

/// Names the quotas of account and table.
pub(in crate::operation) fn run(_: &mut Context<'_>, _: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let mut w = Writer::new();
    for (name, units) in QUOTAS {
        w.entry_int(name, i64::from(units));
    }
    Ok(w.into_inner())
}
