//! `CreateTable`.

use super::describe::{self, Moment};
use super::{quotas, unsupported};
use crate::model::{Failure, Kind, MapRef};
use crate::operation::{definition, target};
use crate::policy::resource::{Of, check};
use crate::table::schema::{IMPORTING, Kept, Table};
use crate::table::{Context, Stop, catalog, history};

/// Creates a table with its indexes; it is active at once unless the settings give it a creation window.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = create(cx, input, false)?;
    describe::response(cx, "TableDescription", &table, Moment::Created)
}

/// Creates a table, which stays `CREATING` if it is `imported`.
pub(in crate::operation) fn create(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    imported: bool,
) -> Result<Table, Stop> {
    let name = target::name(cx, target::given(input))?.to_owned();
    unsupported::refuse_control(input)?;
    let mut table = definition::table(input, cx.settings)?;
    if catalog::table(cx, &name)?.is_some() {
        let message = "Table already exists: ".to_owned() + &name;
        return Err(Failure::new(Kind::ResourceInUse, message).into());
    }
    table.name = name;
    if let Some(text) = input.get_str("ResourcePolicy") {
        let text = check(text, Of::Table)?.text;
        table.policy = Some(Kept { text, revision: cx.now_ms });
    }
    place(cx, &mut table)?;
    if imported {
        table.active_ms = IMPORTING;
    }
    history::begin_stream(cx, &mut table)?;
    let table = table.prepare();
    quotas::check(cx, None, &table)?;
    catalog::put(cx, &table)?;
    Ok(table)
}

/// Gives a new table its id, its times and its trees.
///
/// # Errors
/// [`Stop::Fault`].
pub fn place(cx: &mut Context<'_>, table: &mut Table) -> Result<(), Stop> {
    table.id = version_four(cx.entropy);
    table.created_ms = cx.now_ms;
    table.active_ms = cx.now_ms + cx.settings.creating_ms;
    let first = catalog::allocate_trees(cx, 1 + table.indexes.len() as u32)?;
    table.tree = first;
    for (tree, index) in (first + 1..).zip(&mut table.indexes) {
        index.tree = tree;
    }
    Ok(())
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
