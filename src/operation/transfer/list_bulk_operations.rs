//! `ListBulkOperations`.

use super::list::{self, List};
use crate::model::MapRef;
use crate::table::transfer::Kind;
use crate::table::{Context, Stop};

/// The bulk puts of 90 days.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let members = &["BulkOperationArn", "BulkOperationStatus", "StartTime", "EndTime"];
    let limit = input.get_int("MaxResults").unwrap_or(10);
    list::response(cx, input, &List { kind: Kind::Bulk, name: "BulkOperationsSummaryList", members, limit })
}
