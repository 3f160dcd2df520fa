//! `PutItem`.

use super::write_path::{self, Action, Returned, Write};
use super::{answer, expressions, legacy};
use crate::expression::Kind;
use crate::model::MapRef;
use crate::operation::flaw::{self, Precision};
use crate::operation::target::{self, Purpose};
use crate::table::{Context, Stop};

/// Inserts or replaces an item, if the condition holds of the one that is there.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    legacy::refuse_mixture(input)?;
    let returned = Returned::of_whole(input)?;
    let mut parsed = expressions::parse(input, &[Kind::Condition]).map_err(expressions::enveloped)?;
    legacy::lower(input, &mut parsed)?;
    let item = input.get_map("Item").unwrap_or_default();
    let size = write_path::put_size(item).map_err(expressions::enveloped)?;
    let target = target::held(cx, target::given(input), Purpose::Write)?;
    let table = &*target.table;
    let key = flaw::key_in_item(table, item, Precision::Attribute)?;
    write_path::check_put(table, item)?;
    expressions::check_write(table, &parsed)?;
    let write = Write {
        table,
        key,
        action: Action::Put { item, size },
        condition: parsed.condition.as_ref(),
        show_item: write_path::shows_item(input),
    };
    let written = write_path::write(cx, write)?;
    Ok(answer::of_write(input, &target, &written, (returned, None), item))
}
