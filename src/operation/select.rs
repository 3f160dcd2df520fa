//! `Select` and projections: which attributes a Query or Scan shows, and whether it has to fetch them.

use super::expressions::enveloped;
use super::flaw::invalid;
use super::source::Source;
use crate::expression::columns::Columns;
use crate::expression::projection::Projection;
use crate::model::{Failure, MapRef};
use crate::table::schema::{IndexKind, Projection as Projected};

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

/// Checks `Select` against the other parameters of the request. Queries envelope one of the texts.
///
/// # Errors
/// A projection with any other choice than `SPECIFIC_ATTRIBUTES`, or that without one; index choices without an index.
pub fn check(input: MapRef<'_>, query: bool) -> Result<(), Failure> {
    let projection = input.get_str("ProjectionExpression").is_some();
    match input.get_str("Select") {
        Some("SPECIFIC_ATTRIBUTES") if !projection => {
            let failure = Failure::validation(
                "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
            );
            Err(if query { enveloped(failure) } else { failure })
        }
        None | Some("SPECIFIC_ATTRIBUTES") => Ok(()),
        Some(select) if projection => Err(Failure::validation(
            "Cannot specify the ProjectionExpression when choosing to get ".to_owned() + select,
        )),
        Some("ALL_PROJECTED_ATTRIBUTES") if input.get_str("IndexName").is_none() => Err(Failure::validation(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        )),
        Some(_) => Ok(()),
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
    let missing = projection.map_or_else(Vec::new, |projection| {
        let mut names: Vec<&[u8]> = projection.attributes().map(|(name, _)| name).collect();
        names.dedup();
        names.retain(|name| !index.projects(name));
        names
    });
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
        let names: Vec<_> = missing.iter().map(|name| String::from_utf8_lossy(name)).collect();
        let names = names.join(", ");
        return Err(invalid(&["Global secondary index ", &index.name, " does not project [", &names, "]"]));
    }
    Ok((show, false))
}
