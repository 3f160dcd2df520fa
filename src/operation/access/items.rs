//! Questions of operations on items.

use std::rc::Rc;

use super::asking::{Asking, Question};
use super::facts::Facts;
use crate::expression::Kind;
use crate::expression::key_condition::Test;
use crate::model::{self, Failure, MapRef};
use crate::operation::items::expressions::{self, Expressions};
use crate::operation::items::legacy;
use crate::operation::tables::describe;
use crate::operation::target;
use crate::table::moment::opened;
use crate::table::schema::{KeySchema, Table};
use crate::table::{Context, Stop};

/// A table that a request names, whether it is there or not.
pub(super) struct Named {
    /// Its ARN.
    pub arn: String,
    /// Its definition.
    pub table: Option<Rc<Table>>,
}

/// The table of a name or ARN.
pub(super) fn named(cx: &mut Context<'_>, given: &str) -> Result<Named, Stop> {
    let table = target::find(cx, given)?;
    Ok(Named { arn: describe::arn(cx.settings, target::name(cx, given)?), table })
}

impl Named {
    /// An index of the past is judged by the keys that it has now: one that has gone, or has other keys, is not answered.
    pub fn check_past(
        &self,
        cx: &mut Context<'_>,
        input: MapRef<'_>,
        index: Option<&str>,
    ) -> Result<(), Stop> {
        let ms = input.get_int("AsOf").and_then(|ms| u64::try_from(ms).ok());
        let (Some(ms), Some(table), Some(name)) = (ms, &self.table, index) else { return Ok(()) };
        let Some(then) = opened::table(cx, table, ms)? else { return Ok(()) };
        let key = |table: &Table| table.index(name).map(|(_, index)| index.key.clone());
        if key(table) == key(&then) {
            return Ok(());
        }
        let message =
            ["The index ", name, " is not what it was; only the owner can read it as it was then"].concat();
        Err(Failure::new(model::Kind::AccessDenied, message).into())
    }

    /// The key of the table, or of an index.
    pub fn key(&self, index: Option<&str>) -> Option<&KeySchema> {
        let table = self.table.as_ref()?;
        match index {
            None => Some(&table.key),
            Some(name) => table.index(name).map(|(_, index)| &index.key),
        }
    }

    /// Asks for an action on the table.
    pub fn ask(
        &self,
        asking: &Asking,
        cx: &Context<'_>,
        action: &str,
        facts: Facts<'_>,
    ) -> Result<(), Failure> {
        self.ask_for(asking, cx, action, &self.arn, facts)
    }

    fn question<'a>(&'a self, action: &'a str, arn: &'a str, facts: Facts<'a>) -> Question<'a> {
        let mut question = Question::of_table(action, arn, self.table.as_deref());
        facts.fill(&mut question.request);
        question
    }

    fn ask_for(
        &self,
        asking: &Asking,
        cx: &Context<'_>,
        action: &str,
        arn: &str,
        facts: Facts<'_>,
    ) -> Result<(), Failure> {
        if let Some(facts) = facts.with_pinned() {
            asking.denies(cx, self.question(action, arn, facts))?;
        }
        asking.decide(cx, self.question(action, arn, facts))
    }

    /// Asks for an action on the table or an index.
    pub fn ask_index(
        &self,
        asking: &Asking,
        cx: &Context<'_>,
        action: &str,
        index: Option<&str>,
        facts: Facts<'_>,
    ) -> Result<(), Failure> {
        match index {
            None => self.ask(asking, cx, action, facts),
            Some(index) => {
                let arn = [&self.arn, "/index/", index].concat();
                self.ask_for(asking, cx, action, &arn, facts)
            }
        }
    }
}

/// What a read shows where it does not say so itself.
pub(super) fn select<'a>(input: MapRef<'a>, parsed: &Expressions<'_>) -> &'a str {
    input.get_str("Select").unwrap_or(match (&parsed.projection, input.get(b"IndexName")) {
        (Some(_), _) => "SPECIFIC_ATTRIBUTES",
        (None, Some(_)) => "ALL_PROJECTED_ATTRIBUTES",
        (None, None) => "ALL_ATTRIBUTES",
    })
}

/// Says which units are wanted.
pub(super) fn say_consumed<'a>(facts: &mut Facts<'a>, input: MapRef<'a>) {
    facts.say("dynamodb:returnconsumedcapacity", input.get_str("ReturnConsumedCapacity").unwrap_or("NONE"));
}

/// One item, read or written: alone or as a member of a transaction.
pub(super) struct Single<'a> {
    /// The action.
    pub action: &'a str,
    /// The members that name it.
    pub members: MapRef<'a>,
    /// The transaction that it is in.
    pub enclosing: Option<&'a str>,
    /// The whole request.
    pub input: MapRef<'a>,
}

/// Asks for one item.
pub(super) fn single(asking: &Asking, cx: &mut Context<'_>, single: &Single<'_>) -> Result<(), Stop> {
    let Single { action, members, enclosing, input } = *single;
    let kinds: &[Kind] = match action {
        "GetItem" => &[Kind::Projection],
        "UpdateItem" => &[Kind::Update, Kind::Condition],
        _ => &[Kind::Condition],
    };
    let mut parsed = expressions::parse(members, kinds).map_err(|failure| match action {
        "GetItem" => failure,
        _ if enclosing.is_some() => failure,
        _ => expressions::enveloped(failure),
    })?;
    legacy::lower(members, &mut parsed)?;
    let named = named(cx, target::given(members))?;
    let mut facts = Facts::default();
    let item = members.get_map(if action == "PutItem" { "Item" } else { "Key" }).unwrap_or_default();
    facts.item(named.table.as_ref().map(|table| &table.key), item);
    facts.expressions(&parsed);
    match action {
        "GetItem" => facts.say("dynamodb:select", select(members, &parsed)),
        _ => facts.returned(members.get_str("ReturnValues").unwrap_or("NONE"), members),
    }
    if let Some(enclosing) = enclosing {
        facts.say("dynamodb:enclosingoperation", enclosing);
    }
    say_consumed(&mut facts, input);
    Ok(named.ask(asking, cx, action, facts)?)
}

/// Asks for a Query or Scan.
pub(super) fn several(
    asking: &Asking,
    cx: &mut Context<'_>,
    action: &str,
    input: MapRef<'_>,
) -> Result<(), Stop> {
    let kinds: &[Kind] = match action {
        "Query" => &[Kind::Projection, Kind::Filter, Kind::KeyCondition],
        _ => &[Kind::Projection, Kind::Filter],
    };
    let mut parsed = expressions::parse(input, kinds)?;
    legacy::lower(input, &mut parsed)?;
    let named = named(cx, target::given(input))?;
    let index = input.get_str("IndexName");
    named.check_past(cx, input, index)?;
    let mut facts = Facts::default();
    facts.expressions(&parsed);
    let schema = named.key(index);
    facts.key_names(named.key(None).into_iter().chain(schema));
    if let (Some(schema), Some(conditions)) = (schema, &parsed.key) {
        for (name, test) in conditions.iter() {
            if let Test::Equal(value) = test {
                facts.key(schema, name, value);
            }
        }
    }
    facts.say("dynamodb:select", select(input, &parsed));
    say_consumed(&mut facts, input);
    Ok(named.ask_index(asking, cx, action, index, facts)?)
}

/// Asks for the tables of a batch.
pub(super) fn batch(
    asking: &Asking,
    cx: &mut Context<'_>,
    action: &str,
    input: MapRef<'_>,
) -> Result<(), Stop> {
    for (name, given) in input.get_map("RequestItems").unwrap_or_default().iter() {
        let named = named(cx, core::str::from_utf8(name).unwrap_or_default())?;
        let schema = named.table.as_ref().map(|table| &table.key);
        let mut facts = Facts::default();
        if let Some(options) = given.as_map() {
            let mut parsed = expressions::parse(options, &[Kind::Projection])?;
            legacy::lower(options, &mut parsed)?;
            facts.expressions(&parsed);
            for key in options.get_list("Keys").unwrap_or_default().iter() {
                facts.item(schema, key.as_map().unwrap_or_default());
            }
            facts.say("dynamodb:select", select(options, &parsed));
        }
        for request in given.as_list().unwrap_or_default().iter() {
            let request = request.as_map().unwrap_or_default();
            let put = request.get_map("PutRequest").and_then(|put| put.get_map("Item"));
            let delete = request.get_map("DeleteRequest").and_then(|delete| delete.get_map("Key"));
            for item in put.into_iter().chain(delete) {
                facts.item(schema, item);
            }
        }
        say_consumed(&mut facts, input);
        named.ask(asking, cx, action, facts)?;
    }
    Ok(())
}
