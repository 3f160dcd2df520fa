//! The parameters from before there were expressions, lowered to the same trees: whatever runs an expression runs
//! them too.
//!
//! Names are whole attribute names here, never paths. The shapes let through only what an operation takes, so one
//! lowering serves all operations.

mod comparison;
mod conditions;
mod updates;

pub use updates::renamed;

use super::expressions::Expressions;
use crate::expression::ast::{Ast, Path, Step};
use crate::expression::key_condition::KeyConditions;
use crate::expression::projection::Projection;
use crate::model::check::Flaw;
use crate::model::{Failure, ListRef, MapRef, Raw, limits, order};
use crate::operation::flaw::invalid;
use crate::operation::shape;

/// Legacy parameters, in the order the service lists them.
static LEGACY: [&str; 7] = [
    "AttributesToGet",
    "AttributeUpdates",
    "Expected",
    "QueryFilter",
    "ScanFilter",
    "ConditionalOperator",
    "KeyConditions",
];

/// Expression parameters, in the order the service lists them.
const EXPRESSIONS: [&str; 5] = [
    "ProjectionExpression",
    "UpdateExpression",
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
];

/// Most key attributes that any index has.
const MOST_KEYS: usize = 8;

/// Refuses legacy parameters beside expressions. `KeyConditions` is none of them as long as no expression says which
/// keys to read.
///
/// # Errors
/// A validation failure that names both.
pub fn refuse_mixture(input: MapRef<'_>) -> Result<(), Failure> {
    let any = |names: &[&str]| names.iter().any(|name| input.get(name.as_bytes()).is_some());
    let legacy = legacy(input);
    if any(legacy) && any(&EXPRESSIONS) { Err(mixture(input, legacy)) } else { Ok(()) }
}

/// The legacy parameters that cannot stand beside the expressions of a request.
fn legacy(input: MapRef<'_>) -> &'static [&'static str] {
    match LEGACY.split_last() {
        Some((_, others)) if input.get(b"KeyConditionExpression").is_none() => others,
        _ => &LEGACY,
    }
}

#[cold]
fn mixture(input: MapRef<'_>, legacy: &[&str]) -> Failure {
    let present = |names: &[&str]| {
        let present = names.iter().copied().filter(|name| input.get(name.as_bytes()).is_some());
        present.collect::<Vec<_>>().join(", ")
    };
    let parts = [
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {",
        &present(legacy),
        "} Expression parameters: {",
        &present(&EXPRESSIONS),
        "}",
    ];
    Failure::validation(parts.concat())
}

/// Adds what the legacy parameters of a request mean to its expressions, none of which says the same.
///
/// # Errors
/// Combinations, argument counts and types that the service refuses without looking at the table.
pub fn lower<'a>(input: MapRef<'a>, found: &mut Expressions<'a>) -> Result<(), Failure> {
    let filter = input.get_map("QueryFilter").or_else(|| input.get_map("ScanFilter"));
    let expected = input.get_map("Expected");
    let any = conditions::joined_by_or(input, filter.or(expected))?;
    if let Some(names) = input.get_list("AttributesToGet") {
        found.projection = Some(projection(names)?);
    }
    if let Some(expected) = expected {
        found.condition = conditions::expected(expected, any)?;
    }
    if let Some(updates) = input.get_map("AttributeUpdates") {
        found.update = updates::update(updates)?;
    }
    if let Some(filter) = filter {
        found.filter = conditions::filter(filter, any)?;
    }
    if let Some(keys) = input.get_map("KeyConditions") {
        found.key = Some(key_conditions(keys)?);
    }
    Ok(())
}

fn projection<'a>(names: ListRef<'a>) -> Result<Projection<'a>, Failure> {
    let mut names: Vec<&[u8]> = names.iter().filter_map(Raw::scalar_bytes).collect();
    order::sort(&mut names, &|one, two| one < two);
    if let Some(name) = names.windows(2).find_map(|pair| match pair {
        [one, two] if one == two => Some(*one),
        _ => None,
    }) {
        return Err(invalid(&["Duplicate value in attribute name: ", &String::from_utf8_lossy(name)]));
    }
    names.iter().copied().try_for_each(check_name)?;
    let mut ast = Ast::new();
    let paths: Vec<Path> = names.into_iter().map(|name| ast.path(&[Step::Name(name)])).collect();
    Projection::new(ast, &paths)
}

/// Refuses what no attribute can be called.
fn check_name(name: &[u8]) -> Result<(), Failure> {
    let flaw = match name.len() {
        0 => Flaw::EmptyName,
        length if length > limits::ATTRIBUTE_NAME => Flaw::LongName,
        _ => return Ok(()),
    };
    Err(Failure::validation(shape::explain(flaw)))
}

fn key_conditions(given: MapRef<'_>) -> Result<KeyConditions<'_>, Failure> {
    let mut conditions = KeyConditions::default();
    if given.len() > MOST_KEYS {
        return Err(Failure::validation("Conditions can be of length 1 or 2 only"));
    }
    for (name, condition) in given.iter() {
        check_name(name)?;
        let comparison = comparison::Comparison::of(condition.as_map().unwrap_or_default())?;
        conditions.add(name, comparison.key_test()?)?;
    }
    Ok(conditions)
}
