//! `CancelBulkOperation`.

use super::describe;
use super::describe_bulk_operation::missing;
use crate::model::{MapRef, Writer};
use crate::table::transfer::{self, Kind};
use crate::table::{Context, Stop};

/// Ends a bulk put as soon as whoever does it looks at it. What was put stays.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let arn = input.get_str("BulkOperationArn").unwrap_or_default();
    let (id, record) = describe::find(cx, Kind::Bulk, arn, &missing)?;
    let mut status = record.status(Kind::Bulk);
    if status == "IN_PROGRESS" {
        status = "CANCELLING";
        let mut w = Writer::new();
        w.entry_str(Kind::Bulk.status(), status);
        let description = describe::merged(record.description(), MapRef::new(w.as_bytes()));
        let description = MapRef::new(&description);
        transfer::put(
            cx,
            (Kind::Bulk, id),
            description,
            record.request(),
            record.progress(),
            record.started_ms(),
        )?;
        transfer::summon(cx, Kind::Bulk, id, true)?;
    }
    let mut w = Writer::new();
    w.entry_str("BulkOperationArn", arn);
    w.entry_str("BulkOperationStatus", status);
    Ok(w.into_inner())
}
