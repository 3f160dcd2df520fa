//! `DescribeGlobalTableSettings`.

use super::{global_settings, legacy};
use crate::model::MapRef;
use crate::table::{Context, Stop};

/// Describes what the replicas of a global table of version 2017.11.29 are provided with.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let (table, global) = legacy::find(cx, input)?;
    Ok(global_settings::response(&table, &global))
}
