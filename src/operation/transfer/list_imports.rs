//! `ListImports`.

use super::list::{self, List};
use crate::model::MapRef;
use crate::table::transfer::Kind;
use crate::table::{Context, Stop};

/// The imports of 90 days, of all tables or of one.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let members =
        &["ImportArn", "ImportStatus", "TableArn", "S3BucketSource", "InputFormat", "StartTime", "EndTime"];
    let limit = input.get_int("PageSize").unwrap_or(25);
    list::response(cx, input, &List { kind: Kind::Import, name: "ImportSummaryList", members, limit })
}
