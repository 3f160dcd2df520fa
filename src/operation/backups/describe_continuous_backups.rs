//! `DescribeContinuousBackups`.

use super::continuous;
use crate::model::MapRef;
use crate::operation::target;
use crate::table::{Context, Stop};

/// Says whether there is point-in-time recovery, and which times can be gone back to. The latest one is now.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = continuous::table(cx, target::given(input))?;
    let recovery = continuous::recovery(cx, &table)?;
    Ok(continuous::describe(cx, recovery.as_ref()))
}
