//! `DeleteTable`.

use super::describe::{self, Moment};
use super::target;
use crate::model::{Failure, MapRef};
use crate::table::{Context, Stop, catalog};

/// Deletes a table and its indexes: the name is free at once, the pages are reclaimed by the trees.
pub(super) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::settled(cx, target::given(input))?;
    if table.protected {
        return Err(Failure::validation(
            "Resource cannot be deleted as it is currently protected against deletion. \
             Disable deletion protection first.",
        )
        .into());
    }
    let response = describe::response(cx, "TableDescription", &table, Moment::Deleted)?;
    catalog::remove(cx, &table.name)?;
    for tree in table.trees() {
        cx.drop_tree(tree);
    }
    Ok(response)
}
