//! SELECT through the read path: which part of which table or index a statement reads, page by page.
//!
//! Equality on all HASH attributes makes it a query of one partition, `IN` on the HASH attribute one of several, and
//! everything else a scan. The whole of `WHERE` stays as a filter: it holds for what the key conditions leave, and
//! costs nothing that is counted.

use super::statement;
use crate::expression::ast::{Ast, Step};
use crate::expression::condition::Condition;
use crate::expression::key_condition::{KeyConditions, Test};
use crate::expression::projection::Projection;
use crate::model::{Failure, MapRef, Raw, Type, Writer, order};
use crate::operation::items::query;
use crate::operation::items::read_path::{self, Read};
use crate::operation::items::select::{self, Show};
use crate::operation::items::source::Source;
use crate::operation::target::{self, Target};
use crate::partiql::{Probe, Statement, probes};
use crate::table::capacity::{Consistency, Tally};
use crate::table::key::Span;
use crate::table::{Context, Stop};
use crate::tree::Direction;

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
    let request = request(statement, page.consistent);
    let request = MapRef::new(&request);
    let source = Source::of(&target.table, request)?;
    let filter = statement::filter(statement);
    statement::check_names(&target.table, statement, filter.as_ref())?;
    let (show, fetch) = show(statement, &source, request)?;
    let (spans, direction, single) = spans(&source, statement, filter.as_ref())?;
    let (mut first, mut start) = (0, None);
    if let Some(given) = page.start {
        let key = source.start_key(given).ok();
        let at = key.as_ref().and_then(|key| spans.iter().position(|span| span.contains(key)));
        first = at.ok_or_else(foreign_token)?;
        start = key;
    }
    let mut items = Vec::new();
    let (mut tally, mut last, mut left) = (Tally::default(), None, page.limit);
    let mut faulted = false;
    for span in spans.into_iter().skip(first) {
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
            single,
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

/// The ranges to read in order, the direction within each, and whether there is at most one item to find.
fn spans(
    source: &Source<'_>,
    statement: &Statement<'_>,
    filter: Option<&Condition<'_>>,
) -> Result<(Vec<Span>, Direction, bool), Failure> {
    let schema = source.key();
    let probes = probes(statement);
    let equal = |name: &str| {
        of(&probes, name).find_map(|(name, probe)| match probe {
            Probe::Test(test @ Test::Equal(_)) => Some((*name, *test)),
            _ => None,
        })
    };
    let mut conditions = KeyConditions::default();
    let mut candidates: Option<(&[u8], Vec<Raw<'_>>)> = None;
    for attribute in &schema.partition {
        if let Some((name, test)) = equal(&attribute.name) {
            conditions.add(name, test)?;
            continue;
        }
        let listed = of(&probes, &attribute.name).find_map(|(name, probe)| match probe {
            Probe::In(values) => Some((*name, values.clone())),
            Probe::Test(_) => None,
        });
        candidates = match listed {
            Some(listed) if schema.partition.len() == 1 => Some(listed),
            _ => {
                check_order(source, statement, 0)?;
                return Ok((vec![Span { lower: Vec::new(), upper: None }], Direction::Forward, false));
            }
        };
    }
    for attribute in &schema.sort {
        let usable = |test: &Test<'_>| !matches!(test, Test::BeginsWith(_)) || attribute.ty.ty() != Type::N;
        let first = of(&probes, &attribute.name).find_map(|(name, probe)| match probe {
            Probe::Test(test) if usable(test) => Some((*name, *test)),
            _ => None,
        });
        let Some((name, test)) = equal(&attribute.name).or(first) else { break };
        conditions.add(name, test)?;
        if !matches!(test, Test::Equal(_)) {
            break;
        }
    }
    let (name, mut values) = candidates.unwrap_or_default();
    order::sort(&mut values, &|one, two| one.scalar_bytes() < two.scalar_bytes());
    let backward = check_order(source, statement, values.len().max(1))?;
    let reversed = statement.order.first().is_some_and(|(name, descends)| {
        *descends && schema.partition.iter().any(|attribute| attribute.name == *name)
    });
    let mut single = source.index.is_none() && values.len() < 2;
    let mut spans = Vec::new();
    for at in 0..values.len().max(1) {
        // A value that is listed twice is read once.
        if at > 0 && values.get(at) == values.get(at - 1) {
            continue;
        }
        let mut conditions = conditions.clone();
        if let Some(value) = values.get(at) {
            conditions.add(name, Test::Equal(*value))?;
        }
        let condition = query::resolved(source, &conditions)?;
        single &= condition.equal.len() == schema.sort.len();
        spans.push(query::span(source, &condition));
    }
    if reversed {
        spans.reverse();
    }
    if let Some(filter) = filter {
        select::check_filter(source, filter)?;
    }
    Ok((spans, if backward { Direction::Backward } else { Direction::Forward }, single))
}

/// The demands on one attribute.
fn of<'p, 'a>(
    probes: &'p [(&'a [u8], Probe<'a>)],
    name: &'p str,
) -> impl Iterator<Item = &'p (&'a [u8], Probe<'a>)> {
    probes.iter().filter(move |(probed, _)| *probed == name.as_bytes())
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
