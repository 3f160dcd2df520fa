//! `ListTagsOfResource`.

use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::target;
use crate::table::{Context, Stop};

/// Lists the tags of a table: there are never so many that they take more than one page.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = match target::resource(cx, input) {
        // This operation alone does not tell that a table is not there.
        Err(Stop::Failure(failure)) if failure.kind == Kind::ResourceNotFound => {
            return Err(target::denied(cx, input.get_str("ResourceArn").unwrap_or_default()).into());
        }
        table => table?,
    };
    if input.get(b"NextToken").is_some() {
        return Err(Failure::validation("Invalid NextToken").into());
    }
    let mut w = Writer::new();
    let list = w.begin_entry("Tags", Type::L);
    for (key, value) in &table.tags {
        let tag = w.begin(Type::M);
        w.entry_str("Key", key);
        w.entry_str("Value", value);
        w.end(tag);
    }
    w.end(list);
    Ok(w.into_inner())
}
