//! `TagResource`.

use crate::model::{Failure, MapRef};
use crate::operation::{definition, target};
use crate::table::{Context, Stop, catalog};

/// Adds tags to a table; the values of keys that are there are replaced.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let given = definition::tags(input)?;
    if given.is_empty() {
        return Err(Failure::validation("Atleast one Tag needs to be provided as Input.").into());
    }
    let mut table = (*target::resource(cx, input)?).clone();
    for (key, value) in given {
        match table.tags.iter_mut().find(|(known, _)| *known == key) {
            Some(tag) => tag.1 = value,
            None => table.tags.push((key, value)),
        }
    }
    definition::check_tag_count(&table.tags)?;
    catalog::put(cx, &table)?;
    Ok(Vec::new())
}
