//! SELECT through the read path: which part of which table or index a statement reads, page by page.
//!
//! The whole of `WHERE` stays as a filter: it holds for what the reads leave, and costs nothing that is counted.

use super::reads::{self, Reads};
use super::statement;
use crate::expression::ast::{Ast, Step};
use crate::expression::projection::Projection;
use crate::model::{Failure, Kind, MapRef, Writer};
use crate::operation::items::read_path::{self, Read};
use crate::operation::items::select::{self, Show};
use crate::operation::items::source::Source;
use crate::operation::target::{self, Target};
use crate::partiql::Statement;
use crate::table::capacity::{Consistency, Tally};
use crate::table::key::Span;
use crate::table::schema::{IndexKind, Table};
use crate::table::{Context, Stop, replica};
use crate::tree::Direction;

/// Most items of a page whose keys an IN lists.
const LISTED_PAGE: u64 = 10;

/// What a page of a SELECT is asked for.
#[derive(Debug)]
pub struct Page<'a> {
    /// `ConsistentRead`.
    pub consistent: bool,
    /// `Limit`.
    pub limit: Option<u64>,
    /// The key behind which the page starts, from the token of the one before.
    pub start: Option<MapRef<'a>>,
}

/// What a page of a SELECT came to.
#[derive(Debug)]
pub struct Selected<'s> {
    /// The table.
    pub target: Target<'s>,
    /// List body of the items.
    pub items: Vec<u8>,
    /// Where the next page starts, as a map body.
    pub last: Option<Vec<u8>>,
    /// What it cost.
    pub tally: Tally,
}

/// Reads a page.
///
/// # Errors
/// [`Stop::Fault`]; unknown tables and indexes, ORDER BY of anything but the key, values that no key could have.
pub fn select<'s>(
    cx: &mut Context<'_>,
    statement: &'s Statement<'s>,
    page: &Page<'_>,
) -> Result<Selected<'s>, Stop> {
    let target = target::data(cx, statement.table)?;
    if page.consistent {
        replica::agree(cx, &target.table, None, Kind::InternalServer)?;
    }
    let request = request(statement, page.consistent);
    let request = MapRef::new(&request);
    check_index(&target.table, statement, page.consistent)?;
    let source = Source::of(&target.table, request)?;
    let filter = statement::filter(statement);
    statement::check_names(&target.table, statement, filter.as_ref())?;
    let (show, fetch) = show(statement, &source, request)?;
    let Plan { spans, direction, limit } = plan(&source, statement)?;
    let (mut first, mut start) = (0, None);
    if let Some(given) = page.start {
        let key = source.start_key(given).ok();
        let at = key.as_ref().and_then(|key| spans.iter().position(|(span, _)| span.contains(key)));
        first = at.ok_or_else(foreign_token)?;
        start = key;
    }
    let mut items = Vec::new();
    let (mut tally, mut last) = (Tally::default(), None);
    let mut left = page.limit.into_iter().chain(limit).min();
    let mut faulted = false;
    let count = spans.len();
    for (position, (span, single)) in spans.into_iter().enumerate().skip(first) {
        let read = Read {
            source,
            span,
            start: start.take(),
            direction,
            limit: left,
            filter: filter.as_ref(),
            show,
            fetch,
            consistency: Consistency::of(page.consistent),
            // Behind one item there may be other parts.
            single: single && position + 1 == count,
        };
        let mut w = Writer::new();
        match read_path::page(cx, read, &mut w) {
            Ok(cost) => tally.add(&cost),
            // The partitions that follow name their pages too.
            Err(Stop::Fault) => {
                faulted = true;
                continue;
            }
            Err(stop) => return Err(stop),
        }
        let found = MapRef::new(w.as_bytes());
        items.extend_from_slice(found.get_list("Items").unwrap_or_default().body());
        last = found.get_map("LastEvaluatedKey").map(|key| key.body().to_vec());
        if last.is_some() {
            break;
        }
        let scanned = found.get_int("ScannedCount").unwrap_or(0).unsigned_abs();
        left = left.map(|left| left.saturating_sub(scanned));
    }
    if faulted { Err(Stop::Fault) } else { Ok(Selected { target, items, last, tally }) }
}

/// The page's token does not belong to the statement.
#[cold]
#[must_use]
pub fn foreign_token() -> Failure {
    Failure::validation("NextToken does not match request")
}

/// Texts about indexes that statements have for themselves.
fn check_index(table: &Table, statement: &Statement<'_>, consistent: bool) -> Result<(), Failure> {
    let Some(name) = statement.index else { return Ok(()) };
    match table.index(name) {
        None => Err(Failure::validation("The table does not have the specified index")),
        Some((_, index)) if consistent && index.kind == IndexKind::Global => {
            Err(Failure::validation("Strongly consistent read is not supported on Global Secondary Indexes"))
        }
        Some(_) => Ok(()),
    }
}

/// The members of a request that say which index is read, and how.
fn request(statement: &Statement<'_>, consistent: bool) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_bool("ConsistentRead", consistent);
    if let Some(index) = statement.index {
        w.entry_str("IndexName", index);
    }
    w.into_inner()
}

fn show<'s>(
    statement: &'s Statement<'s>,
    source: &Source<'_>,
    request: MapRef<'_>,
) -> Result<(Show<'s>, bool), Failure> {
    let Some(columns) = &statement.columns else { return Ok((Show::Whole, false)) };
    let mut names: Vec<&[u8]> = Vec::new();
    for (name, _) in columns.attributes() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut ast = Ast::new();
    let paths: Vec<_> = names.iter().map(|name| ast.path(&[Step::Name(name)])).collect();
    let projection = Projection::new(ast, &paths)?;
    let (_, fetch) = select::show(request, source, Some(&projection))?;
    Ok((Show::Columns(columns), fetch))
}

/// What a statement reads, in order.
struct Plan {
    /// The ranges, each with whether there is at most one item to find.
    spans: Vec<(Span, bool)>,
    /// The direction within each.
    direction: Direction,
    /// Most items of a page, when the statement says so itself.
    limit: Option<u64>,
}

fn plan(source: &Source<'_>, statement: &Statement<'_>) -> Result<Plan, Failure> {
    let Some(reads) = Reads::of(source, statement)? else {
        check_order(source, statement, 0)?;
        let whole = Span { lower: Vec::new(), upper: None };
        return Ok(Plan { spans: vec![(whole, false)], direction: Direction::Forward, limit: None });
    };
    let mut pieces = reads.pieces(source)?;
    reads::check_projected(source, &pieces)?;
    let mut partitions: Vec<_> = pieces.iter().map(|piece| piece.partition).collect();
    partitions.dedup();
    let backward = check_order(source, statement, partitions.len())?;
    let reversed = statement.order.first().is_some_and(|(name, descends)| {
        *descends && source.key().partition.iter().any(|attribute| attribute.name == *name)
    });
    // The pieces of one partition follow the sort key, and the partitions their own order.
    let mut groups: Vec<Vec<(Span, bool)>> = Vec::new();
    for partition in partitions {
        let count = pieces.iter().take_while(|piece| piece.partition == partition).count();
        let group = pieces.drain(..count).map(|piece| (piece.span, piece.single));
        groups.push(group.collect());
    }
    if backward {
        groups.iter_mut().for_each(|group| group.reverse());
    }
    if reversed {
        groups.reverse();
    }
    let direction = if backward { Direction::Backward } else { Direction::Forward };
    let spans = groups.into_iter().flatten().collect();
    Ok(Plan { spans, direction, limit: reads.is_listed.then_some(LISTED_PAGE) })
}

/// Checks ORDER BY against the key and the number of partitions; gives whether the sort key descends.
fn check_order(source: &Source<'_>, statement: &Statement<'_>, partitions: usize) -> Result<bool, Failure> {
    let Some((first, descends)) = statement.order.first() else { return Ok(false) };
    if statement.condition.is_none() {
        return Err(Failure::validation(
            "Must have WHERE clause in the statement when using ORDER BY clause.",
        ));
    }
    if partitions == 0 {
        return Err(Failure::validation(
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ));
    }
    let schema = source.key();
    for (name, _) in &statement.order {
        if schema.find(name.as_bytes()).is_none() {
            let parts = ["Variable reference ", name, " in ORDER BY clause must be part of the primary key"];
            return Err(Failure::validation(parts.concat()));
        }
    }
    let hash = |name: &str| schema.partition.iter().any(|attribute| attribute.name == *name);
    if partitions > 1 && !hash(first) {
        return Err(Failure::validation(
            "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
        ));
    }
    let sort = statement.order.iter().find(|(name, _)| !hash(name));
    Ok(sort.map_or(*descends && !hash(first), |(_, descends)| *descends))
}
