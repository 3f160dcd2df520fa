//! Questions of PartiQL statements.

use super::asking::Asking;
use super::facts::Facts;
use super::items::{Named, named, say_consumed};
use crate::expression::key_condition::Test;
use crate::model::{Failure, Kind, MapRef, Raw};
use crate::operation::items::source::Source;
use crate::operation::statements::reads::Reads;
use crate::operation::statements::{several, statement};
use crate::partiql::{Probe, Returning, Statement, Verb, pinned, probes};
use crate::table::{Context, Stop};

/// The statements of a batch that are refused, by their places: each is told in its own place.
struct Refusals(Vec<Option<Failure>>);

/// Takes what [`batch`] has refused.
pub fn refusals(cx: &mut Context<'_>) -> Vec<Option<Failure>> {
    let found = cx.asked.take().and_then(|asked| asked.downcast::<Refusals>().ok());
    found.map_or_else(Vec::new, |refusals| refusals.0)
}

/// Asks for `ExecuteStatement`.
pub(super) fn alone(asking: &Asking, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<(), Stop> {
    let source = statement::source(input)?;
    one(asking, cx, &source.parse()?, (input, input), None)
}

/// Asks for the statements of a transaction.
pub(super) fn transaction(asking: &Asking, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<(), Stop> {
    for entry in several::entries(input, "TransactStatements") {
        let source = statement::source(entry)?;
        one(asking, cx, &source.parse()?, (entry, input), Some("ExecuteTransaction"))?;
    }
    Ok(())
}

/// Asks for the statements of a batch, each for itself. One that cannot be read does nothing.
pub(super) fn batch(asking: &Asking, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<(), Stop> {
    let mut refusals = Vec::new();
    for entry in several::entries(input, "Statements") {
        let asked = match statement::source(entry) {
            Ok(source) => match source.parse() {
                Ok(statement) => one(asking, cx, &statement, (entry, input), None),
                Err(failure) => Err(failure.into()),
            },
            Err(failure) => Err(failure.into()),
        };
        match asked {
            Ok(()) => refusals.push(None),
            // Nobody is told more than that they are to say who they are.
            Err(Stop::Failure(failure)) if failure.kind != Kind::MissingAuthenticationToken => {
                refusals.push(Some(failure));
            }
            Err(stop) => return Err(stop),
        }
    }
    cx.asked = Some(Box::new(Refusals(refusals)));
    Ok(())
}

fn one(
    asking: &Asking,
    cx: &mut Context<'_>,
    statement: &Statement<'_>,
    (entry, input): (MapRef<'_>, MapRef<'_>),
    enclosing: Option<&str>,
) -> Result<(), Stop> {
    let action = match statement.verb {
        Verb::Select | Verb::Exists => "PartiQLSelect",
        Verb::Insert => "PartiQLInsert",
        Verb::Update => "PartiQLUpdate",
        Verb::Delete => "PartiQLDelete",
    };
    let named = named(cx, statement.table)?;
    let mut facts = Facts::default();
    if let Some(columns) = &statement.columns {
        facts.attributes(columns.attributes());
    }
    if let Some(update) = &statement.update {
        facts.attributes(update.targets());
        facts.attributes(update.operands());
    }
    if let Some((ast, _)) = &statement.condition {
        facts.attributes(ast.attributes());
    }
    for (name, _) in &statement.order {
        facts.attribute(name.as_bytes());
    }
    let item = statement.item.and_then(Raw::as_map).unwrap_or_default();
    facts.item(named.table.as_ref().map(|table| &table.key), item);
    let reads;
    if statement.verb == Verb::Select {
        reads = of_select(&named, statement)?;
        say_select(&mut facts, &named, statement, reads.as_ref());
    } else {
        if let Some(table) = &named.table {
            for (name, probe) in probes(statement) {
                if let Probe::Test(Test::Equal(value)) = probe {
                    facts.key(&table.key, name, value);
                }
            }
        }
        if statement.verb == Verb::Exists {
            let shows_all = entry.get_str("ReturnValuesOnConditionCheckFailure") == Some("ALL_OLD");
            facts.say("dynamodb:select", if shows_all { "ALL_ATTRIBUTES" } else { "SPECIFIC_ATTRIBUTES" });
        }
        facts.returned(returned(statement.returning), entry);
    }
    named.check_past(cx, input, statement.index)?;
    if let Some(enclosing) = enclosing {
        facts.say("dynamodb:enclosingoperation", enclosing);
    }
    say_consumed(&mut facts, input);
    Ok(named.ask_index(asking, cx, action, statement.index, facts)?)
}

/// The reads that a SELECT comes to; none for a scan.
fn of_select<'s>(named: &Named, statement: &Statement<'s>) -> Result<Option<Reads<'s>>, Failure> {
    let Some(table) = &named.table else { return Ok(None) };
    let index = statement.index.and_then(|name| table.index(name));
    Reads::of(&Source { table, index }, statement)
}

fn say_select<'s>(
    facts: &mut Facts<'s>,
    named: &'s Named,
    statement: &Statement<'s>,
    reads: Option<&Reads<'s>>,
) {
    let schema = named.key(statement.index);
    facts.key_names(named.key(None).into_iter().chain(schema));
    if let Some(schema) = schema
        && let Some(partition) = schema.partition.first()
    {
        let name = partition.name.as_bytes();
        match reads {
            Some(reads) => reads.partitions().for_each(|value| facts.key(schema, name, value)),
            None => pinned(statement, name).into_iter().for_each(|value| facts.pin(value)),
        }
    }
    facts.say("dynamodb:fulltablescan", if reads.is_some() { "false" } else { "true" });
    let select = match (&statement.columns, statement.index) {
        (Some(_), _) => "SPECIFIC_ATTRIBUTES",
        (None, Some(_)) => "ALL_PROJECTED_ATTRIBUTES",
        (None, None) => "ALL_ATTRIBUTES",
    };
    facts.say("dynamodb:select", select);
}

const fn returned(returning: Option<Returning>) -> &'static str {
    match returning {
        None => "NONE",
        Some(Returning::AllOld) => "ALL_OLD",
        Some(Returning::AllNew) => "ALL_NEW",
        Some(Returning::ModifiedOld) => "UPDATED_OLD",
        Some(Returning::ModifiedNew) => "UPDATED_NEW",
    }
}
