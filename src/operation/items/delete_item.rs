//! `DeleteItem`.

use super::write_path::{self, Action, Returned, Write};
use super::{answer, expressions, legacy};
use crate::expression::Kind;
use crate::model::MapRef;
use crate::operation::target::Purpose;
use crate::operation::{flaw, target};
use crate::table::{Context, Stop};

/// Removes an item, if the condition holds of it. Removing one that is not there succeeds.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    legacy::refuse_mixture(input)?;
    let returned = Returned::of_whole(input)?;
    let mut parsed = expressions::parse(input, &[Kind::Condition]).map_err(expressions::enveloped)?;
    legacy::lower(input, &mut parsed)?;
    let given = input.get_map("Key").unwrap_or_default();
    let target = target::held(cx, target::given(input), Purpose::Write)?;
    let table = &*target.table;
    let key = flaw::key_of(table, given)?;
    expressions::check_write(table, &parsed)?;
    let write = Write {
        table,
        key,
        action: Action::Delete,
        condition: parsed.condition.as_ref(),
        show_item: write_path::shows_item(input),
    };
    let written = write_path::write(cx, write)?;
    Ok(answer::of_write(input, &target, &written, (returned, None), given))
}
