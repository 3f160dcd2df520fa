//! Which table a request means: a name or a full ARN.

use std::rc::Rc;

use crate::model::{Failure, Kind, MapRef};
use crate::table::schema::Table;
use crate::table::{Context, Stop, catalog};

/// A table as a request names it, and as it is.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The name or ARN as given; consumed capacity echoes it.
    pub given: &'a str,
    /// The definition.
    pub table: Rc<Table>,
}

/// The table name in a name or ARN; `None` for an ARN of something else, or of another region or account.
fn name<'a>(cx: &Context<'_>, given: &'a str) -> Option<&'a str> {
    if !given.starts_with("arn:") {
        return Some(given);
    }
    let mut parts = given.splitn(6, ':').skip(2);
    let here = parts.next() == Some("dynamodb")
        && parts.next() == Some(&cx.settings.region)
        && parts.next() == Some(&cx.settings.account);
    let name = parts.next()?.strip_prefix("table/")?;
    (here && !name.contains('/')).then_some(name)
}

/// The table that a data operation names.
///
/// # Errors
/// `ResourceNotFoundException` when there is none, or when it is still being created.
pub fn data<'a>(cx: &mut Context<'_>, given: &'a str) -> Result<Target<'a>, Stop> {
    match find(cx, given)? {
        Some(table) if table.active_ms <= cx.now_ms => Ok(Target { given, table }),
        _ => Err(Failure::new(Kind::ResourceNotFound, "Requested resource not found").into()),
    }
}

/// The table that a control operation names.
///
/// # Errors
/// `ResourceNotFoundException` that names the table.
pub fn control(cx: &mut Context<'_>, given: &str) -> Result<Rc<Table>, Stop> {
    if let Some(table) = find(cx, given)? {
        return Ok(table);
    }
    let name = name(cx, given).unwrap_or(given);
    let message = ["Requested resource not found: Table: ", name, " not found"].concat();
    Err(Failure::new(Kind::ResourceNotFound, message).into())
}

/// The table of a name or ARN, whatever its state.
///
/// # Errors
/// [`Stop::Fault`].
pub fn find(cx: &mut Context<'_>, given: &str) -> Result<Option<Rc<Table>>, Stop> {
    match name(cx, given) {
        Some(name) => catalog::table(cx, name),
        None => Ok(None),
    }
}

/// The name a request gives to a new table, without the rest of an ARN.
///
/// # Errors
/// A validation failure for an ARN of something else.
pub fn new_name<'a>(cx: &Context<'_>, given: &'a str) -> Result<&'a str, Failure> {
    name(cx, given).ok_or_else(|| Failure::validation("Invalid table ARN: ".to_owned() + given))
}

/// The `TableName` of a request; its presence is a constraint of every shape that has it.
#[must_use]
pub fn given(input: MapRef<'_>) -> &str {
    input.get_str("TableName").unwrap_or_default()
}
