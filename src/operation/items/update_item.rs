//! `UpdateItem`.

use super::write_path::{self, Action, Returned, Write};
use super::{answer, expressions, legacy};
use crate::expression::Kind;
use crate::model::MapRef;
use crate::operation::target::Purpose;
use crate::operation::{flaw, target};
use crate::table::{Context, Stop};

/// Edits an item, or makes it where there is none, if the condition holds.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    legacy::refuse_mixture(input)?;
    let returned = Returned::of(input);
    let kinds = [Kind::Update, Kind::Condition];
    let mut parsed = expressions::parse(input, &kinds).map_err(expressions::enveloped)?;
    legacy::lower(input, &mut parsed)?;
    let given = input.get_map("Key").unwrap_or_default();
    let target = target::held(cx, target::given(input), Purpose::Write)?;
    let table = &*target.table;
    let key = flaw::key_of(table, given)?;
    expressions::check_write(table, &parsed)?;
    let update = parsed.update.as_ref();
    let write = Write {
        table,
        key,
        action: Action::Update { key: given, update, charged: true },
        condition: parsed.condition.as_ref(),
        show_item: write_path::shows_item(input),
    };
    let written = write_path::write(cx, write).map_err(|stop| match stop {
        Stop::Failure(failure) if input.get(b"AttributeUpdates").is_some() => {
            Stop::Failure(legacy::renamed(failure))
        }
        stop => stop,
    })?;
    Ok(answer::of_write(input, &target, &written, (returned, update), given))
}
