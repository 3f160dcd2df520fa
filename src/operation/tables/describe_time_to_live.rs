//! `DescribeTimeToLive`.

use crate::model::{MapRef, Type, Writer};
use crate::operation::target;
use crate::table::{Context, Stop};

/// Says whether items of a table expire, and by which attribute.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let mut w = Writer::new();
    let map = w.begin_entry("TimeToLiveDescription", Type::M);
    match &table.time_to_live {
        Some(attribute) => {
            w.entry_str("TimeToLiveStatus", "ENABLED");
            w.entry_str("AttributeName", attribute);
        }
        None => w.entry_str("TimeToLiveStatus", "DISABLED"),
    }
    w.end(map);
    Ok(w.into_inner())
}
