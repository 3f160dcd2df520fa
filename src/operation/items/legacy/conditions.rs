//! `Expected`, `QueryFilter`, `ScanFilter` and `ConditionalOperator`.

use super::comparison::Comparison;
use crate::expression::ast::{Ast, Node, NodeId};
use crate::expression::condition::Condition;
use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;

/// Whether `ConditionalOperator` joins the conditions by OR.
///
/// # Errors
/// The parameter without conditions that it could join.
pub(super) fn joined_by_or(input: MapRef<'_>, conditions: Option<MapRef<'_>>) -> Result<bool, Failure> {
    let Some(operator) = input.get_str("ConditionalOperator") else { return Ok(false) };
    match conditions.map_or(0, MapRef::len) {
        0 => Err(invalid(&["ConditionalOperator cannot be used without Filter or Expected"])),
        1 => Err(invalid(&[
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        ])),
        _ => Ok(operator == "OR"),
    }
}

/// A filter; none when it is empty.
pub(super) fn filter(given: MapRef<'_>, any: bool) -> Result<Option<Condition<'_>>, Failure> {
    lowered(given, any, |_, condition| Comparison::of(condition))
}

/// What a write expects; none when it is empty.
pub(super) fn expected(given: MapRef<'_>, any: bool) -> Result<Option<Condition<'_>>, Failure> {
    lowered(given, any, expectation)
}

/// One expectation in either of its two forms.
fn expectation<'a>(name: &[u8], given: MapRef<'a>) -> Result<Comparison<'a>, Failure> {
    let refuse = |what: &[&str]| {
        let name = String::from_utf8_lossy(name);
        Err(invalid(&[&what.concat(), " for Attribute: ", &name]))
    };
    let (value, list) = (given.get(b"Value"), given.get(b"AttributeValueList"));
    let exists = given.get_bool("Exists");
    if value.is_some() && list.is_some() {
        return refuse(&["Value and AttributeValueList cannot be used together"]);
    }
    if let Some(operator) = given.get_str("ComparisonOperator") {
        if exists.is_some() {
            return refuse(&["Exists and ComparisonOperator cannot be used together"]);
        }
        if value.is_none() && list.is_none() && !matches!(operator, "NULL" | "NOT_NULL") {
            return refuse(&["Value or AttributeValueList must be used with ComparisonOperator: ", operator]);
        }
        return Comparison::of(given);
    }
    if list.is_some() {
        return refuse(&["AttributeValueList can only be used with a ComparisonOperator"]);
    }
    match (exists, value) {
        (Some(false), Some(_)) => refuse(&["Value cannot be used when Exists is false"]),
        (Some(false), None) => Comparison::new("NULL", Vec::new()),
        (_, Some(value)) => Comparison::new("EQ", vec![value]),
        (Some(true), None) => refuse(&["Value must be provided when Exists is true"]),
        (None, None) => refuse(&["Value must be provided when Exists is null"]),
    }
}

fn lowered<'a>(
    given: MapRef<'a>,
    any: bool,
    read: impl Fn(&'a [u8], MapRef<'a>) -> Result<Comparison<'a>, Failure>,
) -> Result<Option<Condition<'a>>, Failure> {
    let mut ast = Ast::new();
    let mut tests = Vec::new();
    for (name, condition) in given.iter() {
        super::check_name(name)?;
        let comparison = read(name, condition.as_map().unwrap_or_default())?;
        tests.push(comparison.push(&mut ast, name));
    }
    Ok(join(&mut ast, tests, any).map(|root| Condition::new(ast, root)))
}

/// Joins tests pairwise: no limit on operators bounds them, and evaluation recurses.
fn join(ast: &mut Ast<'_>, mut tests: Vec<NodeId>, any: bool) -> Option<NodeId> {
    while tests.len() > 1 {
        let pairs = tests.chunks(2).map(|pair| match *pair {
            [one, two] => ast.push(if any { Node::Or(one, two) } else { Node::And(one, two) }),
            _ => pair.first().copied().unwrap_or_default(),
        });
        tests = pairs.collect();
    }
    tests.first().copied()
}
