//! `ListExports`.

use super::list::{self, List};
use crate::model::MapRef;
use crate::table::transfer::Kind;
use crate::table::{Context, Stop};

/// The exports of 90 days, of all tables or of one.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let members = &["ExportArn", "ExportStatus", "ExportType"];
    let limit = input.get_int("MaxResults").unwrap_or(25);
    list::response(cx, input, &List { kind: Kind::Export, name: "ExportSummaries", members, limit })
}
