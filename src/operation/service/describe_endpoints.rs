//! `DescribeEndpoints`.

use crate::model::MapRef;
use crate::operation::endpoint;
use crate::table::{Context, Stop};

/// Names the region's endpoint, as the health answer does. Over HTTP it is the host of the request instead.
pub(in crate::operation) fn run(cx: &mut Context<'_>, _: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    Ok(endpoint::endpoints(&["dynamodb.", &cx.settings.region, ".amazonaws.com"].concat()))
}
