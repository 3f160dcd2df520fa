//! `DescribeImport`.

use super::describe;
use crate::model::{Failure, Kind, MapRef};
use crate::table::transfer::Kind::Import;
use crate::table::{Context, Stop};

/// Tells of one by its ARN.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    describe::response(cx, Import, input, ("ImportArn", "ImportTableDescription"), &missing)
}

/// There is none under this ARN.
fn missing(arn: &str) -> Failure {
    Failure::new(Kind::ImportNotFound, ["Import not found: ", arn].concat())
}
