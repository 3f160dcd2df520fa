//! `ReadTable`, an internal operation: `DescribeTable` of the package's own work, which is none of the program's requests.

use crate::model::MapRef;
use crate::operation::tables::describe_table;
use crate::table::{Context, Stop};

/// Describes a table.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    describe_table::run(cx, input)
}
