//! `Select` and projections: which attributes a Query or Scan shows, and whether it has to fetch them.

use super::source::Source;
use crate::expression::columns::Columns;
use crate::expression::condition::Condition;
use crate::expression::projection::Projection;
use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::table::schema::{Index, IndexKind, Projection as Projected};

/// What a page shows of each item.
#[derive(Debug, Clone, Copy)]
pub enum Show<'a> {
    /// How many there are.
    Count,
    /// All of it.
    Whole,
    /// Some paths.
    Paths(&'a Projection<'a>),
    /// Some paths, side by side.
    Columns(&'a Columns<'a>),
}

/// Checks `Select` against the other parameters of the request.
///
/// # Errors
/// A projection with any other choice than `SPECIFIC_ATTRIBUTES`, or that without one; index choices without an index.
pub fn check(input: MapRef<'_>) -> Result<(), Failure> {
    let mut given = ["ProjectionExpression", "AttributesToGet"].into_iter();
    let projection = given.find(|parameter| input.get(parameter.as_bytes()).is_some());
    match (input.get_str("Select"), projection) {
        (Some("SPECIFIC_ATTRIBUTES"), None) => Err(Failure::validation(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        )),
        (None | Some("SPECIFIC_ATTRIBUTES"), _) => Ok(()),
        (Some(select), Some(parameter)) => {
            let what = if select == "COUNT" { "only the Count" } else { select };
            Err(Failure::validation(
                ["Cannot specify the ", parameter, " when choosing to get ", what].concat(),
            ))
        }
        (Some("ALL_PROJECTED_ATTRIBUTES"), None) if input.get_str("IndexName").is_none() => Err(
            Failure::validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"),
        ),
        (Some(_), None) => Ok(()),
    }
}

/// What to show, and whether items have to be fetched from the table because the index lacks something.
///
/// # Errors
/// Attributes that a global index does not project.
pub fn show<'a>(
    input: MapRef<'_>,
    source: &Source<'_>,
    projection: Option<&'a Projection<'a>>,
) -> Result<(Show<'a>, bool), Failure> {
    let select = input.get_str("Select");
    let show = match (select, projection) {
        (Some("COUNT"), _) => Show::Count,
        (_, Some(projection)) => Show::Paths(projection),
        _ => Show::Whole,
    };
    let Some((_, index)) = source.index else { return Ok((show, false)) };
    let all = select == Some("ALL_ATTRIBUTES") && index.projection != Projected::All;
    let missing = projection.map_or_else(Vec::new, |projection| unprojected(index, projection.attributes()));
    if index.kind == IndexKind::Local {
        return Ok((show, all || !missing.is_empty()));
    }
    if all {
        return Err(invalid(&[
            "Select type ALL_ATTRIBUTES is not supported for global secondary index ",
            &index.name,
            " because its projection type is not ALL",
        ]));
    }
    if !missing.is_empty() {
        let names = missing.join(", ");
        return Err(invalid(&["Global secondary index ", &index.name, " does not project [", &names, "]"]));
    }
    Ok((show, false))
}

/// Refuses a filter that tests what a queried index does not hold; nothing is fetched for a filter.
///
/// # Errors
/// Attributes that the index does not project.
pub fn check_filter(source: &Source<'_>, filter: &Condition<'_>) -> Result<(), Failure> {
    let Some((_, index)) = source.index else { return Ok(()) };
    let missing = unprojected(index, filter.attributes());
    if missing.is_empty() {
        return Ok(());
    }
    Err(unprojected_filter(index, &missing))
}

/// The refusal of a filter that tests what an index does not project.
#[cold]
#[must_use]
pub fn unprojected_filter(index: &Index, missing: &[&str]) -> Failure {
    let names = missing.join(", ");
    invalid(&[
        "Secondary index ",
        &index.name,
        " does not project one or more filter attributes: [",
        &names,
        "]",
    ])
}

/// The attributes that an index does not project, each once.
pub fn unprojected<'a>(index: &Index, attributes: impl Iterator<Item = (&'a [u8], bool)>) -> Vec<&'a str> {
    let mut missing = Vec::new();
    for (name, _) in attributes.filter(|(name, _)| !index.projects(name)) {
        let name = str::from_utf8(name).unwrap_or_default();
        if !missing.contains(&name) {
            missing.push(name);
        }
    }
    missing
}
