//! `DescribeExport`.

use super::describe;
use crate::model::{Failure, Kind, MapRef};
use crate::table::transfer::Kind::Export;
use crate::table::{Context, Stop};

/// Tells of one by its ARN.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    describe::response(cx, Export, input, ("ExportArn", "ExportDescription"), &missing)
}

/// There is none under this ARN.
fn missing(arn: &str) -> Failure {
    Failure::new(Kind::ExportNotFound, ["Export not found: ", arn].concat())
}
