//! The expression parameters of one request or of one entry in it: parsed together, because they share their
//! substitutions and because what no expression uses is refused.

use crate::expression::condition::{self, Condition};
use crate::expression::key_condition::KeyConditions;
use crate::expression::projection::{self, Projection};
use crate::expression::update::{self, Update};
use crate::expression::{Kind, Substitutions};
use crate::model::{Failure, MapRef};
use crate::table::schema::Table;

/// The parsed expressions of a request.
#[derive(Debug, Default)]
pub struct Expressions<'a> {
    /// `ConditionExpression`.
    pub condition: Option<Condition<'a>>,
    /// `UpdateExpression`.
    pub update: Option<Update<'a>>,
    /// `FilterExpression`.
    pub filter: Option<Condition<'a>>,
    /// `ProjectionExpression`.
    pub projection: Option<Projection<'a>>,
    /// `KeyConditionExpression`.
    pub key: Option<KeyConditions<'a>>,
}

/// Parses the expressions that an operation takes, in the order of `kinds`.
///
/// # Errors
/// The first refusal: of substitutions, of an expression, of what is left unused.
pub fn parse<'a>(input: MapRef<'a>, kinds: &[Kind]) -> Result<Expressions<'a>, Failure> {
    let names = input.get_map("ExpressionAttributeNames");
    let values = input.get_map("ExpressionAttributeValues");
    let text = |kind: Kind| input.get_str(kind.parameter());
    let mut found = Expressions::default();
    if names.is_none() && values.is_none() && kinds.iter().all(|kind| text(*kind).is_none()) {
        return Ok(found);
    }
    let mut present = [(Kind::Condition, false); KINDS];
    for (place, kind) in present.iter_mut().zip(kinds) {
        *place = (*kind, text(*kind).is_some());
    }
    Substitutions::require_expressions(names, values, present.get(..kinds.len()).unwrap_or_default())?;
    let mut subs = Substitutions::new(names, values)?;
    let mut key = None;
    for kind in kinds {
        let Some(text) = text(*kind) else { continue };
        match kind {
            Kind::Condition => found.condition = Some(condition::parse(*kind, text, &mut subs)?),
            Kind::Filter => found.filter = Some(condition::parse(*kind, text, &mut subs)?),
            Kind::Projection => found.projection = Some(projection::parse(text, &mut subs)?),
            Kind::Update => found.update = Some(update::parse(text, &mut subs)?),
            Kind::KeyCondition => key = Some(condition::parse(*kind, text, &mut subs)?),
        }
    }
    subs.finish()?;
    // What is used comes before what a key can be tested for.
    found.key = key.as_ref().map(KeyConditions::of).transpose()?;
    Ok(found)
}

/// Most expressions that one operation takes.
const KINDS: usize = 3;

/// The form in which the writes of single items report what is wrong with their expressions and values.
#[must_use]
pub fn enveloped(failure: Failure) -> Failure {
    Failure { message: "1 validation error detected: ".to_owned() + &failure.message, ..failure }
}

/// Checks what the expressions of a write name against the table's schema.
///
/// # Errors
/// Actions on attributes of the primary key, paths below key attributes.
pub fn check_write(table: &Table, parsed: &Expressions<'_>) -> Result<(), Failure> {
    if let Some(update) = &parsed.update {
        let mut keys: [&[u8]; 2] = [&[]; 2];
        for (place, attribute) in keys.iter_mut().zip(table.key.attributes()) {
            *place = attribute.name.as_bytes();
        }
        update.check_keys(keys.get(..table.key.len()).unwrap_or_default())?;
        check_scalars(table, update.targets())?;
        check_scalars(table, update.operands())?;
    }
    match &parsed.condition {
        Some(condition) => check_scalars(table, condition.attributes()),
        None => Ok(()),
    }
}

/// Refuses paths that go below a key attribute of the table or of an index, whose value is a scalar.
///
/// # Errors
/// A validation failure that names the first such attribute.
pub fn check_scalars<'a>(
    table: &Table,
    attributes: impl Iterator<Item = (&'a [u8], bool)>,
) -> Result<(), Failure> {
    let mut of_index = None;
    for (name, below) in attributes {
        if below && table.key.find(name).is_some() {
            return Err(not_scalar("Key: ", name));
        }
        if below && of_index.is_none() && table.indexes.iter().any(|index| index.key.find(name).is_some()) {
            of_index = Some(name);
        }
    }
    of_index.map_or(Ok(()), |name| Err(not_scalar("IndexKey: ", name)))
}

#[cold]
fn not_scalar(what: &str, name: &[u8]) -> Failure {
    let name = String::from_utf8_lossy(name);
    let parts = [
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ",
        what,
        &name,
    ];
    Failure::validation(parts.concat())
}
