//! `DescribeTable`.

use super::describe::{self, Moment};
use crate::model::MapRef;
use crate::operation::target;
use crate::table::{Context, Stop};

/// Describes a table. Counts and sizes are live, where the service refreshes them every few hours.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    describe::response(cx, "Table", &table, Moment::Now)
}
