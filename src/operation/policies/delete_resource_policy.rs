//! `DeleteResourcePolicy`.

use super::resource;
use crate::model::{MapRef, Writer};
use crate::table::{Context, Stop};

/// Takes the policy of a table or stream away, and gives its revision; nothing where there is none.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let found = resource::find(cx, input)?;
    found.expect(input)?;
    let mut w = Writer::new();
    if let Some(policy) = found.policy() {
        found.put(cx, None)?;
        w.entry_str("RevisionId", &policy.revision.to_string());
    }
    Ok(w.into_inner())
}
