//! `Query`.

use super::read_path::{self, Read};
use super::source::{Source, StartFlaw};
use super::{expressions, legacy, select};
use crate::expression::Kind;
use crate::expression::condition::Condition;
use crate::expression::key_condition::{KeyCondition, KeyConditions, Test};
use crate::model::{Failure, MapRef, Raw, Type, Writer};
use crate::operation::flaw::{self, Via};
use crate::operation::target::Purpose;
use crate::operation::{consumed, shape, target};
use crate::table::capacity::Consistency;
use crate::table::key::{self, Bound, Span};
use crate::table::schema::{Index, KeyAttribute};
use crate::table::{Context, Stop};
use crate::tree::Direction;

/// Reads one partition of a table or index, in the order of its sort key.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    legacy::refuse_mixture(input)?;
    select::check(input).map_err(expressions::enveloped)?;
    if input.get_str("KeyConditionExpression").is_none() && input.get(b"KeyConditions").is_none() {
        let message =
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.";
        return Err(Failure::validation(message).into());
    }
    let mut parsed = expressions::parse(input, &[Kind::Projection, Kind::Filter, Kind::KeyCondition])?;
    legacy::lower(input, &mut parsed)?;
    let target = target::held(cx, target::given(input), Purpose::Read(input))?;
    let source = Source::of(&target.table, input)?;
    let conditions = parsed.key.unwrap_or_default();
    let schema = source.key();
    let condition = resolved(&source, &conditions)?;
    if let Some(filter) = &parsed.filter {
        expressions::check_scalars(&target.table, filter.attributes())?;
        check_filter(&source, filter, input)?;
        select::check_filter(&source, filter)?;
    }
    if let Some(projection) = &parsed.projection {
        expressions::check_scalars(&target.table, projection.attributes())?;
    }
    let (show, fetch) = select::show(input, &source, parsed.projection.as_ref())?;
    let span = span(&source, &condition);
    let single = source.index.is_none() && condition.equal.len() == schema.sort.len();
    let start = match input.get_map("ExclusiveStartKey") {
        Some(given) => Some(start_key(&source, given, &condition, single)?),
        None => None,
    };
    let backward = input.get_bool("ScanIndexForward") == Some(false);
    let read = Read {
        source,
        span,
        start,
        direction: if backward { Direction::Backward } else { Direction::Forward },
        limit: read_path::limit(input),
        filter: parsed.filter.as_ref(),
        show,
        fetch,
        consistency: Consistency::of(input.get_bool("ConsistentRead") == Some(true)),
        single,
    };
    let mut w = Writer::new();
    let tally = read_path::page(cx, read, &mut w)?;
    consumed::entry(&mut w, consumed::Wanted::of(input), target.given, &target.table, &tally);
    Ok(w.into_inner())
}

/// The part of a source that key conditions leave.
///
/// # Errors
/// Conditions that do not fit the key, values that no key could have.
pub(in crate::operation) fn resolved<'a>(
    source: &Source<'_>,
    conditions: &KeyConditions<'a>,
) -> Result<KeyCondition<'a>, Failure> {
    if let Some((_, index)) = source.index {
        check_not_empty(index, conditions)?;
    }
    let schema = source.key();
    let condition = conditions.resolve(&typed(&schema.partition), &typed(&schema.sort))?;
    check_lengths(&condition)?;
    Ok(condition)
}

fn typed(attributes: &[KeyAttribute]) -> Vec<(&[u8], Type)> {
    attributes.iter().map(|attribute| (attribute.name.as_bytes(), attribute.ty.ty())).collect()
}

/// An empty value is no key of an index, and the text names the index.
fn check_not_empty(index: &Index, conditions: &KeyConditions<'_>) -> Result<(), Failure> {
    for (name, test) in conditions.iter() {
        let Some(attribute) = index.key.find(name) else { continue };
        let is_empty = |value| attribute.ty.payload(value).is_some_and(<[u8]>::is_empty);
        if test.values().any(is_empty) {
            return Err(flaw::empty_index_key(index, attribute, Via::Put));
        }
    }
    Ok(())
}

/// No key can be as long as some values that it could be compared with.
fn check_lengths(condition: &KeyCondition<'_>) -> Result<(), Failure> {
    for value in &condition.hash {
        flaw::check_length(payload(*value), true)?;
    }
    let tested = condition.range.into_iter().flat_map(Test::values);
    for value in condition.equal.iter().copied().chain(tested) {
        flaw::check_length(payload(value), false)?;
    }
    Ok(())
}

/// A filter comes after the read, so it cannot test what the read goes by.
fn check_filter(source: &Source<'_>, filter: &Condition<'_>, input: MapRef<'_>) -> Result<(), Failure> {
    let legacy = input.get(b"QueryFilter").is_some();
    for (name, _) in filter.attributes() {
        if source.key().find(name).is_some() {
            let name = String::from_utf8_lossy(name);
            let parts = [
                if legacy { "QueryFilter" } else { "Filter Expression" },
                " can only contain non-primary key attributes: Primary key attribute: ",
                &name,
            ];
            return Err(Failure::validation(parts.concat()));
        }
    }
    Ok(())
}

/// The keys that the conditions leave.
pub(in crate::operation) fn span(source: &Source<'_>, condition: &KeyCondition<'_>) -> Span {
    let partition: Vec<&[u8]> = condition.hash.iter().map(|value| payload(*value)).collect();
    span_in(source, &partition, condition)
}

/// The keys that the conditions on the sort key leave in some partition.
fn span_in(source: &Source<'_>, partition: &[&[u8]], condition: &KeyCondition<'_>) -> Span {
    let pinned: Vec<&[u8]> = condition.equal.iter().map(|value| payload(*value)).collect();
    let bound = match condition.range {
        None => Bound::Any,
        Some(Test::Equal(value) | Test::BeginsWith(value)) => Bound::Prefix(payload(value)),
        Some(Test::Less(value)) => Bound::Less(payload(value)),
        Some(Test::LessEqual(value)) => Bound::AtMost(payload(value)),
        Some(Test::Greater(value)) => Bound::Greater(payload(value)),
        Some(Test::GreaterEqual(value)) => Bound::AtLeast(payload(value)),
        Some(Test::Between(low, high)) => Bound::Between(payload(low), payload(high)),
    };
    key::span(partition, &pinned, bound, source.width())
}

fn payload(value: Raw<'_>) -> &[u8] {
    value.scalar_bytes().unwrap_or_default()
}

/// Nothing can follow an item whose key has no sort key.
#[cold]
fn no_successor(start: MapRef<'_>) -> String {
    let mut text = String::from("The provided exclusive start key is invalid: ExclusiveStartKey: {");
    if let Some((name, value)) = start.iter().next() {
        text += &String::from_utf8_lossy(name);
        text += "=AttributeValue: {";
        text += value.ty().name();
        text += ":";
        shape::echo_scalar(value, &mut text);
        text += "}}";
    }
    text
}

/// Checks where a page starts: the start key need not exist, but it has to lie within the query.
fn start_key(
    source: &Source<'_>,
    given: MapRef<'_>,
    condition: &KeyCondition<'_>,
    single: bool,
) -> Result<Vec<u8>, Failure> {
    let start = source.start_key(given).map_err(|flaw| {
        Failure::validation(match flaw {
            StartFlaw::Names => "The provided starting key is invalid".to_owned(),
            StartFlaw::OwnType => flaw::MISMATCH.to_owned(),
            _ => flaw.framed(),
        })
    })?;
    let value =
        |attribute: &KeyAttribute| given.get(attribute.name.as_bytes()).map(payload).unwrap_or_default();
    let partition: Vec<&[u8]> = source.key().partition.iter().map(value).collect();
    // The conditions on the sort key, in the partition that the start key names.
    let there = span_in(source, &partition, condition);
    let message = if !there.contains(&start) {
        "The provided starting key does not match the range key predicate"
    } else if single && source.key().sort.is_empty() {
        return Err(Failure::validation(no_successor(given)));
    } else if single {
        "The query can return at most one row and cannot be restarted"
    } else if partition.iter().zip(&condition.hash).any(|(given, wanted)| *given != payload(*wanted)) {
        "The provided starting key is outside query boundaries based on provided conditions"
    } else {
        return Ok(start);
    };
    Err(Failure::validation(message))
}
