//! `UpdateTimeToLive`.

use crate::model::{Failure, MapRef, Writer};
use crate::operation::replicas::members;
use crate::operation::target;
use crate::table::{Context, Stop, catalog, expiry};

/// Sets or takes away the attribute by which items of a table expire. Unlike on the service, which takes one change an
/// hour, the next change can follow at once.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let given = input.get_map("TimeToLiveSpecification").unwrap_or_default();
    let attribute = given.get_str("AttributeName").unwrap_or_default();
    let table = target::settled(cx, target::given(input))?;
    members::refuse_strong(&table, "Time to Live is")?;
    let refusal = match (&table.time_to_live, given.get_bool("Enabled") == Some(true)) {
        (Some(current), _) if current != attribute => {
            ["TimeToLive is active on a different AttributeName: current AttributeName is ", current]
        }
        (Some(_), true) => ["TimeToLive is already enabled", ""],
        (None, false) => ["TimeToLive is already disabled", ""],
        (_, enabled) => {
            let mut table = (*table).clone();
            table.time_to_live = enabled.then(|| attribute.to_owned());
            if enabled {
                expiry::begin(cx, &mut table)?;
            } else {
                expiry::end(cx, &mut table)?;
            }
            members::changed(cx, &mut table)?;
            catalog::put(cx, &table)?;
            let mut w = Writer::new();
            w.entry_map("TimeToLiveSpecification", given);
            return Ok(w.into_inner());
        }
    };
    Err(Failure::validation(refusal.concat()).into())
}
