//! `ExecuteTransaction`.

use super::statement::{self, Point, Prepared};
use super::transaction::{self, Reasons, Tallies};
use super::{consumed, write_path};
use crate::model::{Failure, Kind, MapRef, Type, Writer, limits};
use crate::partiql::{Source, Statement};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::ledger::{self, Known};
use crate::table::{Context, Stop, store};

/// Runs up to 100 statements, all or none: either reads of single items, or writes and checks of them.
pub(super) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let entries: Vec<MapRef<'_>> = input
        .get_list("TransactStatements")
        .unwrap_or_default()
        .iter()
        .map(|entry| entry.as_map().unwrap_or_default())
        .collect();
    let mut reasons = Reasons::default();
    let mut sources = Vec::with_capacity(entries.len());
    for entry in &entries {
        sources.push(noted(&mut reasons, statement::source(*entry).map_err(Stop::from))?);
    }
    let mut statements = Vec::with_capacity(entries.len());
    for (position, source) in sources.iter().enumerate() {
        let parsed = source.as_ref().map(Source::parse);
        statements.push(noted_at(&mut reasons, position, parsed)?);
    }
    let known = || statements.iter().flatten();
    let reads = known().any(|statement| statement.verb.reads());
    if reads && known().any(|statement| !statement.verb.reads()) {
        return Err(Failure::validation(
            "Read and write statements cannot be mixed in one ExecuteTransaction request",
        )
        .into());
    }
    if reads {
        read(cx, input, &statements, reasons)
    } else {
        write(cx, input, &entries, &statements, reasons)
    }
}

/// A result whose failure becomes the reason of the next action.
fn noted<T>(reasons: &mut Reasons, result: Result<T, Stop>) -> Result<Option<T>, Stop> {
    match result {
        Ok(value) => {
            reasons.pass();
            Ok(Some(value))
        }
        Err(Stop::Failure(failure)) => {
            reasons.refuse(failure)?;
            Ok(None)
        }
        Err(Stop::Fault) => Err(Stop::Fault),
    }
}

/// A result, if there is one, whose failure becomes the reason of an action.
fn noted_at<T, E: Into<Stop>>(
    reasons: &mut Reasons,
    position: usize,
    result: Option<Result<T, E>>,
) -> Result<Option<T>, Stop> {
    match result.map(|result| result.map_err(Into::into)) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(value)),
        Some(Err(Stop::Failure(failure))) => {
            reasons.refuse_at(position, failure)?;
            Ok(None)
        }
        Some(Err(Stop::Fault)) => Err(Stop::Fault),
    }
}

fn read(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    statements: &[Option<Statement<'_>>],
    mut reasons: Reasons,
) -> Result<Vec<u8>, Stop> {
    let mut points: Vec<Point<'_>> = Vec::with_capacity(statements.len());
    for (position, statement) in statements.iter().enumerate() {
        let point = statement.as_ref().map(|statement| statement::point(cx, statement, "ExecuteTransaction"));
        points.extend(noted_at(&mut reasons, position, point)?);
    }
    reasons.finish()?;
    let keys: Vec<_> = points.iter().map(|point| (point.target.table.tree, point.key.clone())).collect();
    transaction::refuse_duplicates(&keys)?;
    let mut faulted = false;
    let mut w = Writer::new();
    let mut tallies = Tallies::default();
    let mut total = 0;
    let responses = w.begin_entry("Responses", Type::L);
    for point in &points {
        let stored = match store::load(cx, &point.target.table, &point.key) {
            Ok(stored) => stored,
            Err(Stop::Fault) => {
                faulted = true;
                continue;
            }
            Err(stop) => return Err(stop),
        };
        let response = w.begin(Type::M);
        point.write(&mut w, stored.as_ref());
        w.end(response);
        let size = stored.map_or(0, |stored| u64::from(stored.size));
        total += size;
        let table = read_halves(size, Consistency::Transactional);
        tallies.add(&point.target, &Tally { table, indexes: Vec::new() });
    }
    w.end(responses);
    if faulted {
        return Err(Stop::Fault);
    }
    if total > limits::TRANSACTION_SIZE {
        return Err(Failure::validation(
            "Collection size of items exceeds the maximum aggregate size of 4 MB in a transaction",
        )
        .into());
    }
    tallies.write(&mut w, consumed::Wanted::of(input), consumed::Split::Read);
    Ok(w.into_inner())
}

/// Tokens of statements and those of `TransactWriteItems` do not meet: no token of a client begins like this.
const TOKENS: &str = "partiql/";

fn write(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    entries: &[MapRef<'_>],
    statements: &[Option<Statement<'_>>],
    mut reasons: Reasons,
) -> Result<Vec<u8>, Stop> {
    let mut prepared: Vec<Option<Prepared<'_>>> = Vec::with_capacity(statements.len());
    let mut faulted = false;
    for (position, statement) in statements.iter().enumerate() {
        let result = statement.as_ref().map(|statement| prepare(cx, statement));
        match noted_at(&mut reasons, position, result) {
            Ok(one) => prepared.push(one),
            Err(Stop::Fault) => faulted = true,
            Err(stop) => return Err(stop),
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    let keys: Vec<_> =
        prepared.iter().flatten().map(|one| (one.target.table.tree, one.key.clone())).collect();
    transaction::refuse_duplicates(&keys)?;
    if let Some(token) = input.get_str("ClientRequestToken") {
        let token = [TOKENS, token].concat();
        let request = input.get_list("TransactStatements").unwrap_or_default().body();
        match ledger::find(cx, &token, request)? {
            Known::New => ledger::remember(cx, &token, request)?,
            Known::Same => return replay(cx, input, &prepared),
            Known::Different => {
                let message = "The provided client request token was used with different request parameters";
                return Err(Failure::new(Kind::IdempotentParameterMismatch, message).into());
            }
        }
    }
    let mut tallies = Tallies::default();
    for (position, (one, entry)) in prepared.iter().zip(entries).enumerate() {
        let Some(one) = one else { continue };
        match one.write(cx, write_path::shows_item(*entry), false) {
            Ok(mut written) => {
                written.tally.table *= 2;
                tallies.add(&one.target, &written.tally);
            }
            Err(Stop::Fault) => faulted = true,
            Err(Stop::Failure(failure)) => reasons.refuse_at(position, failure)?,
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    reasons.finish()?;
    Ok(response(input, &prepared, &tallies, consumed::Split::Write))
}

fn prepare<'s>(cx: &mut Context<'_>, statement: &'s Statement<'s>) -> Result<Prepared<'s>, Stop> {
    if statement.returning.is_some() {
        return Err(Failure::validation("RETURNING clause is not supported in ExecuteTransaction").into());
    }
    statement::prepare(cx, statement)
}

/// The answer to a repeated request: nothing is done, and reading the items is what it costs.
fn replay(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    prepared: &[Option<Prepared<'_>>],
) -> Result<Vec<u8>, Stop> {
    let mut tallies = Tallies::default();
    for one in prepared.iter().flatten() {
        let stored = store::load(cx, &one.target.table, &one.key)?;
        let size = stored.map_or(0, |stored| u64::from(stored.size));
        let table = read_halves(size, Consistency::Transactional);
        tallies.add(&one.target, &Tally { table, indexes: Vec::new() });
    }
    Ok(response(input, prepared, &tallies, consumed::Split::Read))
}

/// Writes have nothing to show, each in its place.
fn response(
    input: MapRef<'_>,
    prepared: &[Option<Prepared<'_>>],
    tallies: &Tallies<'_>,
    split: consumed::Split,
) -> Vec<u8> {
    let mut w = Writer::new();
    let responses = w.begin_entry("Responses", Type::L);
    for _ in prepared {
        let response = w.begin(Type::M);
        w.end(response);
    }
    w.end(responses);
    tallies.write(&mut w, consumed::Wanted::of(input), split);
    w.into_inner()
}
