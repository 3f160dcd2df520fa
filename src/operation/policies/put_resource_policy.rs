//! `PutResourcePolicy`.

use super::resource;
use crate::model::{MapRef, Writer};
use crate::operation::access::would_lock_out;
use crate::policy::resource::check;
use crate::table::schema::Kept;
use crate::table::{Context, Stop};

/// Gives a table or stream a policy, which holds at once. Putting what is there already changes nothing.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let found = resource::find(cx, input)?;
    let checked = check(input.get_str("Policy").unwrap_or_default(), found.of())?;
    found.expect(input)?;
    if input.get_bool("ConfirmRemoveSelfResourceAccess") != Some(true) {
        would_lock_out(cx, &checked, found.arn, &found.table.tags)?;
    }
    let revision = match found.policy() {
        Some(policy) if policy.text == checked.text => policy.revision,
        before => {
            let revision = before.map_or(0, |policy| policy.revision + 1).max(cx.now_ms);
            found.put(cx, Some(Kept { text: checked.text, revision }))?;
            revision
        }
    };
    let mut w = Writer::new();
    w.entry_str("RevisionId", &revision.to_string());
    Ok(w.into_inner())
}
