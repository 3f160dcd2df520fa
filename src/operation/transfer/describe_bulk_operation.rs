//! `DescribeBulkOperation`.

use super::describe;
use crate::model::{Failure, Kind, MapRef};
use crate::table::transfer::Kind::Bulk;
use crate::table::{Context, Stop};

/// Tells of one by its ARN.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    describe::response(cx, Bulk, input, ("BulkOperationArn", "BulkOperationDescription"), &missing)
}

/// There is none under this ARN.
pub(super) fn missing(arn: &str) -> Failure {
    Failure::new(Kind::ResourceNotFound, ["Requested resource not found: Bulk operation: ", arn].concat())
}
