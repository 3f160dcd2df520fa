//! `UntagResource`.

use crate::model::{Failure, MapRef};
use crate::operation::{definition, target};
use crate::table::{Context, Stop, catalog};

/// Removes tags from a table by their keys; keys that are not there do no harm.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let keys = input.get_list("TagKeys").unwrap_or_default();
    if keys.is_empty() {
        return Err(Failure::validation("Atleast one Tag Key needs to be provided as Input.").into());
    }
    for key in keys.iter().filter_map(|key| key.as_str()) {
        definition::check_tag_key(key)?;
    }
    let mut table = (*target::resource(cx, input)?).clone();
    table.tags.retain(|(known, _)| keys.iter().all(|key| key.as_str() != Some(known)));
    catalog::put(cx, &table)?;
    Ok(Vec::new())
}
