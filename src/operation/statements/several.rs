//! Several statements in one request: what batches and transactions of statements share.
//!
//! A request's statements are all reads of single items, or all writes; each is prepared for itself, so that what is
//! wrong with one is reported in its place.

use super::statement::{self, Point, Prepared};
use crate::model::{Failure, MapRef, Writer};
use crate::operation::items::write_path;
use crate::operation::target::Target;
use crate::partiql::{Source, Statement, Verb};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::envelope::Envelope;
use crate::table::{Context, Stop, store};

/// Which operation the statements stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// `BatchExecuteStatement`.
    Batch,
    /// `ExecuteTransaction`.
    Transaction,
}

impl Setting {
    const fn operation(self) -> &'static str {
        match self {
            Self::Batch => "BatchExecuteStatement",
            Self::Transaction => "ExecuteTransaction",
        }
    }
}

/// The statements of a request, as they stand in its list `member`.
#[must_use]
pub fn entries<'a>(input: MapRef<'a>, member: &str) -> Vec<MapRef<'a>> {
    let list = input.get_list(member).unwrap_or_default();
    list.iter().map(|entry| entry.as_map().unwrap_or_default()).collect()
}

/// The texts of the statements, read.
#[must_use]
pub fn sources<'a>(entries: &[MapRef<'a>]) -> Vec<Result<Source<'a>, Failure>> {
    entries.iter().map(|entry| statement::source(*entry)).collect()
}

/// The statements, parsed.
///
/// # Errors
/// Reads and writes in one request.
pub fn statements<'s>(
    sources: &'s [Result<Source<'_>, Failure>],
    setting: Setting,
) -> Result<Vec<Result<Statement<'s>, Failure>>, Failure> {
    let mut found = Vec::with_capacity(sources.len());
    let (mut reads, mut writes) = (false, false);
    for source in sources {
        let statement = match source {
            Ok(source) => source.parse(),
            Err(failure) => Err(failure.clone()),
        };
        if let Ok(statement) = &statement {
            reads |= statement.verb.reads();
            writes |= !statement.verb.reads();
        }
        found.push(statement);
    }
    if reads && writes {
        let parts = ["Read and write statements cannot be mixed in one ", setting.operation(), " request"];
        return Err(Failure::validation(parts.concat()));
    }
    Ok(found)
}

/// A statement that is ready to be run.
#[derive(Debug)]
pub enum Ready<'s> {
    /// It reads an item.
    Read(Point<'s>),
    /// It writes or checks one.
    Write(Box<Prepared<'s>>),
}

impl<'s> Ready<'s> {
    /// The table and encoded key.
    #[must_use]
    pub const fn item(&self) -> (&Target<'s>, &Vec<u8>) {
        match self {
            Self::Read(point) => (&point.target, &point.key),
            Self::Write(prepared) => (&prepared.target, &prepared.key),
        }
    }
}

/// Prepares the statements, each for itself.
///
/// # Errors
/// [`Stop::Fault`]; failures that are none of one statement.
pub fn ready<'s>(
    cx: &mut Context<'_>,
    statements: &'s [Result<Statement<'s>, Failure>],
    setting: Setting,
) -> Result<Vec<Result<Ready<'s>, Failure>>, Stop> {
    let mut found = Vec::with_capacity(statements.len());
    let mut faulted = false;
    for statement in statements {
        let ready = match statement {
            Ok(statement) => prepare(cx, statement, setting),
            Err(failure) => Err(failure.clone().into()),
        };
        match ready {
            Ok(ready) => found.push(Ok(ready)),
            Err(Stop::Failure(failure)) => found.push(Err(of_statement(failure)?)),
            Err(Stop::Fault) => faulted = true,
        }
    }
    if faulted { Err(Stop::Fault) } else { Ok(found) }
}

fn prepare<'s>(
    cx: &mut Context<'_>,
    statement: &'s Statement<'s>,
    setting: Setting,
) -> Result<Ready<'s>, Stop> {
    let refused = match (statement.verb, setting) {
        (Verb::Select, _) => return statement::point(cx, statement, setting.operation()).map(Ready::Read),
        (Verb::Exists, Setting::Batch) => statement::EXISTS_ALONE,
        (_, Setting::Transaction) if statement.returning.is_some() => {
            "RETURNING clause is not supported in ExecuteTransaction"
        }
        _ => return statement::prepare(cx, statement).map(|prepared| Ready::Write(Box::new(prepared))),
    };
    Err(Failure::validation(refused).into())
}

/// A failure that is reported in the statement's place.
///
/// # Errors
/// The failure itself, when it is one of the engine.
pub fn of_statement(failure: Failure) -> Result<Failure, Failure> {
    if failure.kind.status() == 400 { Ok(failure) } else { Err(failure) }
}

/// What a statement did.
#[derive(Debug)]
pub struct Done<'f> {
    found: Option<Envelope<'f>>,
    shown: Vec<u8>,
    /// What it cost.
    pub tally: Tally,
    /// DynamoDB size of what it read.
    pub size: u64,
}

/// Runs a statement.
///
/// # Errors
/// [`Stop::Fault`]; what the statement fails for.
pub fn perform<'f>(
    cx: &mut Context<'f>,
    entry: MapRef<'_>,
    ready: &Ready<'_>,
    setting: Setting,
) -> Result<Done<'f>, Stop> {
    let transaction = setting == Setting::Transaction;
    let prepared = match ready {
        Ready::Write(prepared) => prepared,
        Ready::Read(point) => {
            let strong = entry.get_bool("ConsistentRead") == Some(true);
            let consistency = if transaction { Consistency::Transactional } else { Consistency::of(strong) };
            return load(cx, (&point.target, &point.key), consistency);
        }
    };
    let mut written = prepared.write(cx, write_path::shows_item(entry), !transaction)?;
    if transaction {
        written.tally.table *= 2;
    }
    let mut w = Writer::new();
    w.name(b"Item");
    let shown = if prepared.show(&mut w, &written) { w.into_inner() } else { Vec::new() };
    Ok(Done { found: None, shown, tally: written.tally, size: 0 })
}

/// Reads the item of a statement.
///
/// # Errors
/// [`Stop::Fault`].
pub fn load<'f>(
    cx: &mut Context<'f>,
    item: (&Target<'_>, &Vec<u8>),
    consistency: Consistency,
) -> Result<Done<'f>, Stop> {
    let found = store::load(cx, &item.0.table, item.1)?;
    let size = found.map_or(0, |found| u64::from(found.size));
    let tally = Tally { table: read_halves(size, consistency), indexes: Vec::new() };
    Ok(Done { found, shown: Vec::new(), tally, size })
}

impl Done<'_> {
    /// Writes the `Item` entry, if there is one to show.
    pub fn write(&self, w: &mut Writer, ready: &Ready<'_>) {
        w.encoded(&self.shown);
        if let Ready::Read(point) = ready {
            point.write(w, self.found.as_ref());
        }
    }
}
