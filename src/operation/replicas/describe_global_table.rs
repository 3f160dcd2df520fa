//! `DescribeGlobalTable`.

use super::legacy;
use crate::model::MapRef;
use crate::table::{Context, Stop};

/// Describes a global table of version 2017.11.29.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let (table, global) = legacy::find(cx, input)?;
    Ok(legacy::described(cx, &table, &global))
}
