//! `Scan`.

use super::read_path::{self, Read};
use super::source::Source;
use super::{expressions, legacy, select};
use crate::expression::Kind;
use crate::model::{Failure, MapRef, Writer};
use crate::operation::target::Purpose;
use crate::operation::{consumed, target};
use crate::table::capacity::Consistency;
use crate::table::key::{self, Span};
use crate::table::{Context, Stop};
use crate::tree::Direction;

/// Reads a table or index, or one segment of it, in the order of the partitions' hashes.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    legacy::refuse_mixture(input)?;
    select::check(input)?;
    let segment = segment(input)?;
    let mut parsed = expressions::parse(input, &[Kind::Projection, Kind::Filter])?;
    legacy::lower(input, &mut parsed)?;
    let target = target::held(cx, target::given(input), Purpose::Read(input))?;
    let source = Source::of(&target.table, input)?;
    if let Some(filter) = &parsed.filter {
        expressions::check_scalars(&target.table, filter.attributes())?;
    }
    if let Some(projection) = &parsed.projection {
        expressions::check_scalars(&target.table, projection.attributes())?;
    }
    let (show, fetch) = select::show(input, &source, parsed.projection.as_ref())?;
    let span = match segment {
        Some((segment, total)) => key::segment(segment, total),
        None => Span { lower: Vec::new(), upper: None },
    };
    let start = match input.get_map("ExclusiveStartKey") {
        Some(given) => Some(start_key(&source, given, segment, &span)?),
        None => None,
    };
    let read = Read {
        source,
        span,
        start,
        direction: Direction::Forward,
        limit: read_path::limit(input),
        filter: parsed.filter.as_ref(),
        show,
        fetch,
        consistency: Consistency::of(input.get_bool("ConsistentRead") == Some(true)),
        single: false,
    };
    let mut w = Writer::new();
    let tally = read_path::page(cx, read, &mut w)?;
    consumed::entry(&mut w, consumed::Wanted::of(input), target.given, &target.table, &tally);
    Ok(w.into_inner())
}

/// `Segment` and `TotalSegments`, both or none.
fn segment(input: MapRef<'_>) -> Result<Option<(u32, u32)>, Failure> {
    let number = |name| input.get_int(name).map(|number| u32::try_from(number).unwrap_or(0));
    match (number("Segment"), number("TotalSegments")) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Failure::validation(
            "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        )),
        (None, Some(_)) => Err(Failure::validation(
            "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
        )),
        (Some(segment), Some(total)) if segment >= total => {
            let (segment, total) = (segment.to_string(), total.to_string());
            let parts = [
                "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ",
                &segment,
                " is not less than TotalSegments: ",
                &total,
            ];
            Err(Failure::validation(parts.concat()))
        }
        (Some(segment), Some(total)) => Ok(Some((segment, total))),
    }
}

fn start_key(
    source: &Source<'_>,
    given: MapRef<'_>,
    segment: Option<(u32, u32)>,
    span: &Span,
) -> Result<Vec<u8>, Failure> {
    let start = source.start_key(given).map_err(|flaw| Failure::validation(flaw.framed()))?;
    match segment {
        Some((segment, total)) if !span.contains(&start) => {
            let (segment, total) = (segment.to_string(), total.to_string());
            let parts = [
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with \
                 correct Segment. TotalSegments: ",
                &total,
                " Segment: ",
                &segment,
            ];
            Err(Failure::validation(parts.concat()))
        }
        _ => Ok(start),
    }
}
