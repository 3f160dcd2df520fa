//! `CreateTable`.

use super::describe::{self, Moment};
use super::flaw::invalid;
use super::{definition, target, unsupported};
use crate::model::{Failure, Kind, MapRef};
use crate::table::{Context, Stop, catalog};

/// Creates a table with its indexes; it is active at once unless the settings give it a creation window.
pub(super) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let given = target::given(input);
    let name = target::new_name(cx, given)?.to_owned();
    unsupported::refuse_control(input)?;
    if input.get_map("StreamSpecification").is_some_and(|stream| stream.get_str("StreamViewType").is_some()) {
        return Err(invalid(&[
            "Table is being created with a stream disabled, UpdateViewType should not be specified",
        ])
        .into());
    }
    let mut table = definition::table(input)?;
    if catalog::table(cx, &name)?.is_some() {
        let message = "Table already exists: ".to_owned() + &name;
        return Err(Failure::new(Kind::ResourceInUse, message).into());
    }
    table.name = name;
    table.id = version_four(cx.entropy);
    table.created_ms = cx.now_ms;
    table.active_ms = cx.now_ms + cx.settings.creating_ms;
    let first = catalog::allocate_trees(cx, 1 + table.indexes.len() as u32)?;
    table.tree = first;
    for (tree, index) in (first + 1..).zip(&mut table.indexes) {
        index.tree = tree;
    }
    let table = table.prepare();
    catalog::put(cx, &table)?;
    describe::response(cx, "TableDescription", &table, Moment::Created)
}

/// A random UUID from entropy.
fn version_four(mut id: [u8; 16]) -> [u8; 16] {
    if let Some(byte) = id.get_mut(6) {
        *byte = (*byte & 0x0F) | 0x40;
    }
    if let Some(byte) = id.get_mut(8) {
        *byte = (*byte & 0x3F) | 0x80;
    }
    id
}
