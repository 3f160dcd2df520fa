//! `GetResourcePolicy`.

use super::resource;
use crate::model::{MapRef, Writer};
use crate::table::{Context, Stop};

/// The policy of a table or stream in its canonical form.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let found = resource::find(cx, input)?;
    let policy = found.policy().ok_or_else(|| found.none())?;
    let mut w = Writer::new();
    w.entry_str("Policy", &policy.text);
    w.entry_str("RevisionId", &policy.revision.to_string());
    Ok(w.into_inner())
}
