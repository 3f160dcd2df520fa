//! Several statements in one request: what batches and transactions of statements share.
//!
//! A request's statements are all reads of single items, or all writes; each is prepared for itself, so that what is
//! wrong with one is reported in its place.

use super::point::{self, Point};
use super::statement::{self, Prepared};
use crate::model::{Failure, Kind, MapRef, Writer};
use crate::operation::charge;
use crate::operation::items::write_path;
use crate::operation::shape;
use crate::operation::target::{self, Target};
use crate::partiql::{Source, Statement, Verb};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::envelope::Envelope;
use crate::table::schema::Table;
use crate::table::{Context, Stop, replica, store};

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

    /// Reports what a statement alone shows: a transaction is refused for it, a batch tells it in the statement's place.
    ///
    /// # Errors
    /// In a transaction, the failure.
    pub fn report(self, position: usize, failure: &Failure) -> Result<(), Failure> {
        if self == Self::Batch {
            return Ok(());
        }
        let parts =
            ["Validation failed in TransactStatements[", &position.to_string(), "]: ", &failure.message];
        Err(Failure { message: parts.concat(), ..failure.clone() })
    }
}

/// The statements of a request, as they stand in its list `member`.
#[must_use]
pub fn entries<'a>(input: MapRef<'a>, member: &str) -> Vec<MapRef<'a>> {
    let list = input.get_list(member).unwrap_or_default();
    list.iter().map(|entry| entry.as_map().unwrap_or_default()).collect()
}

/// The texts of the statements, read; a parameter that is no value has been noted when the request was checked.
#[must_use]
pub fn sources<'a>(entries: &[MapRef<'a>]) -> Vec<Result<Source<'a>, Failure>> {
    let source = |entry: &MapRef<'a>| match entry.get_str(shape::FLAW) {
        Some(flaw) => Err(Failure::validation(flaw)),
        None => statement::source(*entry),
    };
    entries.iter().map(source).collect()
}

/// The statements, parsed.
///
/// # Errors
/// Reads and writes in one request; in a transaction, a text that is no statement.
pub fn statements<'s>(
    sources: &'s [Result<Source<'_>, Failure>],
    setting: Setting,
) -> Result<Vec<Result<Statement<'s>, Failure>>, Failure> {
    let mut found = Vec::with_capacity(sources.len());
    let (mut reads, mut writes) = (false, false);
    for (position, source) in sources.iter().enumerate() {
        let statement = match source {
            Ok(source) => source.parse(),
            Err(failure) => Err(failure.clone()),
        };
        match &statement {
            Ok(statement) => {
                reads |= statement.verb.reads();
                writes |= !statement.verb.reads();
            }
            Err(failure) => setting.report(position, failure)?,
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
/// [`Stop::Fault`]; failures that are none of one statement; in a transaction, what a statement alone shows, unless
/// there is no such table.
pub fn ready<'s>(
    cx: &mut Context<'_>,
    statements: &'s [Result<Statement<'s>, Failure>],
    setting: Setting,
) -> Result<Vec<Result<Ready<'s>, Failure>>, Stop> {
    let mut checked = Vec::with_capacity(statements.len());
    let mut faulted = false;
    for statement in statements {
        let found = match statement {
            Ok(statement) => target::data(cx, statement.table).and_then(|target| {
                if setting == Setting::Transaction {
                    replica::agree(cx, &target.table, None, Kind::Validation)?;
                }
                Ok((target, statement))
            }),
            Err(failure) => Err(failure.clone().into()),
        };
        match found {
            Ok(found) => checked.push(Ok(found)),
            Err(Stop::Failure(failure)) => checked.push(Err(of_statement(failure)?)),
            Err(Stop::Fault) => faulted = true,
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    let mut passed = Vec::with_capacity(statements.len());
    for (position, found) in checked.into_iter().enumerate() {
        passed.push(match found {
            Err(failure) => Err(failure),
            Ok((target, statement)) => match check(&target.table, statement, setting) {
                Ok(key) => Ok((target, statement, key)),
                Err(failure) => {
                    setting.report(position, &failure)?;
                    Err(failure)
                }
            },
        });
    }
    let prepared = passed.into_iter().map(|passed| {
        let (target, statement, key) = passed?;
        match key {
            Some(key) => point::prepare(target, statement, &key).map(Ready::Read),
            None => statement::prepare(target, statement).map(|write| Ready::Write(Box::new(write))),
        }
    });
    Ok(prepared.collect())
}

/// Checks what a statement alone shows, beside the schema of its table; gives the key that a SELECT reads.
fn check(table: &Table, statement: &Statement<'_>, setting: Setting) -> Result<Option<Vec<u8>>, Failure> {
    let refused = match (statement.verb, setting) {
        (Verb::Select, _) => return point::key(table, statement, setting.operation()).map(Some),
        (Verb::Exists, Setting::Batch) => statement::EXISTS_ALONE,
        (_, Setting::Transaction) if statement.returning.is_some() => {
            "RETURNING clause is not supported in ExecuteTransaction"
        }
        _ => return statement::check_exists(table, statement).map(|()| None),
    };
    Err(Failure::validation(refused))
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
    if consistency == Consistency::Strong {
        replica::agree(cx, &item.0.table, None, Kind::InternalServer)?;
    }
    let found = store::load(cx, &item.0.table, item.1)?;
    let size = found.map_or(0, |found| u64::from(found.size));
    let tally = Tally { table: read_halves(size, consistency), indexes: Vec::new() };
    if let Some(gauge) = &cx.settings.gauge {
        charge::read(gauge, &item.0.table, item.1, tally.table)?;
    }
    Ok(Done { found, shown: Vec::new(), tally, size })
}

impl Done<'_> {
    /// Writes the `Item` entry, if there is one to show.
    pub fn write(&self, w: &mut Writer, ready: &Ready<'_>, setting: Setting) {
        w.encoded(&self.shown);
        if let Ready::Read(point) = ready {
            point.write(w, self.found.as_ref(), setting == Setting::Transaction);
        }
    }
}
