//! `BatchExecuteStatement`.

use super::execute_statement::returned;
use super::statement::{self, Point, Prepared};
use super::transaction::code;
use super::{consumed, write_path};
use crate::model::{Failure, MapRef, Type, Writer, order};
use crate::partiql::{Statement, Verb};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::envelope::Envelope;
use crate::table::{Context, Stop, store};

/// A statement that has been prepared.
enum Ready<'s> {
    Read(Point<'s>),
    Write(Box<Prepared<'s>>),
}

impl<'s> Ready<'s> {
    fn item(&self) -> (u32, &[u8]) {
        let (target, key) = match self {
            Self::Read(point) => (&point.target, &point.key),
            Self::Write(prepared) => (&prepared.target, &prepared.key),
        };
        (target.table.tree, key)
    }

    const fn target(&self) -> &super::target::Target<'s> {
        match self {
            Self::Read(point) => &point.target,
            Self::Write(prepared) => &prepared.target,
        }
    }
}

/// Runs up to 25 statements, each for itself: one that fails is reported in its place.
pub(super) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let entries: Vec<MapRef<'_>> = input
        .get_list("Statements")
        .unwrap_or_default()
        .iter()
        .map(|entry| entry.as_map().unwrap_or_default())
        .collect();
    let sources: Vec<_> = entries.iter().map(|entry| statement::source(*entry)).collect();
    let statements: Vec<Result<Statement<'_>, Failure>> = sources
        .iter()
        .map(|source| source.as_ref().map_err(Clone::clone).and_then(|source| source.parse()))
        .collect();
    let good = || statements.iter().filter_map(|statement| statement.as_ref().ok());
    if good().any(|one| one.verb.reads()) && good().any(|one| !one.verb.reads()) {
        return Err(Failure::validation(
            "Read and write statements cannot be mixed in one BatchExecuteStatement request",
        )
        .into());
    }
    let mut ready = Vec::with_capacity(statements.len());
    let mut faulted = false;
    for statement in &statements {
        ready.push(match statement {
            Err(failure) => Err(failure.clone()),
            Ok(statement) => match prepare(cx, statement) {
                Ok(ready) => Ok(ready),
                Err(Stop::Failure(failure)) => Err(of_statement(failure)?),
                Err(Stop::Fault) => {
                    faulted = true;
                    continue;
                }
            },
        });
    }
    if faulted {
        return Err(Stop::Fault);
    }
    refuse_duplicates(&ready)?;
    answer(cx, input, &entries, &statements, &ready)
}

fn prepare<'s>(cx: &mut Context<'_>, statement: &'s Statement<'s>) -> Result<Ready<'s>, Stop> {
    match statement.verb {
        Verb::Select => statement::point(cx, statement, "BatchExecuteStatement").map(Ready::Read),
        Verb::Exists => {
            Err(Failure::validation("EXISTS is only supported in ExecuteTransaction statements").into())
        }
        _ => statement::prepare(cx, statement).map(|prepared| Ready::Write(Box::new(prepared))),
    }
}

/// A failure that is reported in the statement's place.
fn of_statement(failure: Failure) -> Result<Failure, Failure> {
    if failure.kind.status() == 400 { Ok(failure) } else { Err(failure) }
}

fn refuse_duplicates(ready: &[Result<Ready<'_>, Failure>]) -> Result<(), Failure> {
    let mut items: Vec<(u32, &[u8])> = ready.iter().flatten().map(Ready::item).collect();
    order::sort(&mut items, &|one, two| one < two);
    if items.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Failure::validation("Provided list of item keys contains duplicates"));
    }
    Ok(())
}

/// What a statement did: what it read, or what it has to show.
struct Done<'f> {
    found: Option<Envelope<'f>>,
    shown: Vec<u8>,
    tally: Tally,
}

fn perform<'f>(cx: &mut Context<'f>, entry: MapRef<'_>, ready: &Ready<'_>) -> Result<Done<'f>, Stop> {
    match ready {
        Ready::Read(point) => {
            let found = store::load(cx, &point.target.table, &point.key)?;
            let consistency = Consistency::of(entry.get_bool("ConsistentRead") == Some(true));
            let table = read_halves(found.map_or(0, |found| u64::from(found.size)), consistency);
            Ok(Done { found, shown: Vec::new(), tally: Tally { table, indexes: Vec::new() } })
        }
        Ready::Write(prepared) => {
            let written = prepared.write(cx, write_path::shows_item(entry), true)?;
            let mut w = Writer::new();
            w.name(b"Item");
            let shown = returned(&mut w, prepared, &written);
            let shown = if shown { w.into_inner() } else { Vec::new() };
            Ok(Done { found: None, shown, tally: written.tally })
        }
    }
}

fn answer(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    entries: &[MapRef<'_>],
    statements: &[Result<Statement<'_>, Failure>],
    ready: &[Result<Ready<'_>, Failure>],
) -> Result<Vec<u8>, Stop> {
    let mut tallies = super::transaction::Tallies::default();
    let mut faulted = false;
    let mut w = Writer::new();
    let responses = w.begin_entry("Responses", Type::L);
    for ((entry, statement), ready) in entries.iter().zip(statements).zip(ready) {
        let response = w.begin(Type::M);
        let done = match ready {
            Ok(ready) => perform(cx, *entry, ready),
            Err(failure) => Err(failure.clone().into()),
        };
        match (done, ready) {
            (Ok(done), Ok(ready)) => {
                tallies.add(ready.target(), &done.tally);
                w.encoded(&done.shown);
                if let Ready::Read(point) = ready {
                    point.write(&mut w, done.found.as_ref());
                }
            }
            (Ok(_), Err(_)) => {}
            (Err(Stop::Fault), _) => faulted = true,
            (Err(Stop::Failure(failure)), _) => error(&mut w, &of_statement(failure)?),
        }
        if let Ok(statement) = statement {
            w.entry_str("TableName", statement.table);
        }
        w.end(response);
    }
    w.end(responses);
    if faulted {
        return Err(Stop::Fault);
    }
    tallies.write(&mut w, consumed::Wanted::of(input), consumed::Split::Neither);
    Ok(w.into_inner())
}

fn error(w: &mut Writer, failure: &Failure) {
    let error = w.begin_entry("Error", Type::M);
    w.entry_str("Code", code(failure.kind));
    w.entry_str("Message", &failure.message);
    if let Some(detail) = &failure.detail {
        w.encoded(detail);
    }
    w.end(error);
}
