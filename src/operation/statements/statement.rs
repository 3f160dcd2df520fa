//! PartiQL statements as reads and writes: what the three operations that take statements share.
//!
//! A write becomes a key, a condition and an action for the write path. The condition holds the whole of `WHERE`, key
//! equalities included, so an UPDATE of a missing item fails by itself; what INSERT and DELETE demand of missing items
//! is added to it.

use crate::expression::ast::{Ast, Function, Node, Step};
use crate::expression::condition::Condition;
use crate::expression::key_condition::Test;
use crate::expression::update::Update;
use crate::model::{Failure, Kind, ListRef, MapRef, Raw, Writer, order};
use crate::operation::flaw::{self, Precision};
use crate::operation::items::expressions::{self, Expressions};
use crate::operation::items::write_path::{self, Action, Returned, Write, Written};
use crate::operation::shape::explain;
use crate::operation::target::Target;
use crate::partiql::{Probe, Returning, Source, Statement, Verb, conjuncts, probes};
use crate::table::schema::Table;
use crate::table::{Context, Stop, replica};

/// EXISTS stands somewhere else than in a transaction.
pub const EXISTS_ALONE: &str = "EXISTS is only supported in ExecuteTransaction statements";

/// The text about an item that an update made too deep, which other operations go on with.
const TOO_DEEP: &str = "Nesting Levels have exceeded supported limits";

/// Reads the text and parameters of a statement.
///
/// # Errors
/// Values that no item could hold, or that do not end.
pub fn source(input: MapRef<'_>) -> Result<Source<'_>, Failure> {
    let text = input.get_str("Statement").unwrap_or_default();
    Source::new(text, parameters(input), &explain)
}

/// `Parameters` of a statement.
#[must_use]
pub fn parameters(input: MapRef<'_>) -> ListRef<'_> {
    input.get_list("Parameters").unwrap_or_default()
}

/// A write statement, checked against its table as far as that goes without the stored item.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// The table.
    pub target: Target<'s>,
    /// The encoded key.
    pub key: Vec<u8>,
    verb: Verb,
    /// The item of an INSERT, the key of anything else, as a map body.
    pub item: Vec<u8>,
    size: u32,
    parsed: Expressions<'s>,
    returning: Option<Returning>,
}

/// Refuses a check that demands nothing of an item but its key, or that may concern several items.
///
/// # Errors
/// It is one.
pub fn check_exists(table: &Table, statement: &Statement<'_>) -> Result<(), Failure> {
    if statement.verb != Verb::Exists {
        return Ok(());
    }
    let is_single = statement.index.is_none() && key_of(table, statement).is_ok();
    if !is_single || conjuncts(statement).len() <= table.key.len() {
        return Err(Failure::validation(
            "EXISTS() must contain a single item read with additional condition",
        ));
    }
    Ok(())
}

/// Prepares a write, or a condition check, on its table.
///
/// # Errors
/// A `WHERE` that does not name the key, keys and items that the table cannot hold.
pub fn prepare<'s>(target: Target<'s>, statement: &'s Statement<'s>) -> Result<Prepared<'s>, Failure> {
    let item = statement.item.and_then(Raw::as_map).unwrap_or_default();
    let size = if statement.verb == Verb::Insert { write_path::put_size(item)? } else { 0 };
    let table = &*target.table;
    let (key, item) = if statement.verb == Verb::Insert {
        let key = flaw::key_in_item(table, item, Precision::Attribute)?;
        write_path::check_put(table, item)?;
        (key, item.body().to_vec())
    } else {
        let item = key_of(table, statement)?;
        (flaw::key_of(table, MapRef::new(&item))?, item)
    };
    let condition = condition(table, statement);
    let parsed = Expressions { condition, update: statement.update.clone(), ..Default::default() };
    expressions::check_write(table, &parsed)?;
    let returning = statement.returning;
    Ok(Prepared { target, key, verb: statement.verb, item, size, parsed, returning })
}

impl<'s> Prepared<'s> {
    const fn update(&self) -> Option<&Update<'s>> {
        self.parsed.update.as_ref()
    }

    const fn returned(&self) -> Returned {
        match self.returning {
            None => Returned::Nothing,
            Some(Returning::AllOld) => Returned::AllOld,
            Some(Returning::AllNew) => Returned::AllNew,
            Some(Returning::ModifiedOld) => Returned::UpdatedOld,
            Some(Returning::ModifiedNew) => Returned::UpdatedNew,
        }
    }

    /// Performs the write. `charged` says whether an update's own actions count towards the size limit.
    ///
    /// # Errors
    /// As [`write_path::write`]; `DuplicateItemException` for an INSERT where an item is.
    pub fn write<'f, 'p>(
        &'p self,
        cx: &mut Context<'f>,
        show_item: bool,
        charged: bool,
    ) -> Result<Written<'f, 'p>, Stop> {
        replica::agree(cx, &self.target.table, Some(&self.key), Kind::ReplicatedWriteConflict)?;
        let item = MapRef::new(&self.item);
        let write = Write {
            table: &self.target.table,
            key: self.key.clone(),
            action: match self.verb {
                Verb::Insert => Action::Put { item, size: self.size },
                Verb::Delete => Action::Delete,
                Verb::Update => Action::Update { key: item, update: self.update(), charged },
                Verb::Select | Verb::Exists => Action::Check,
            },
            condition: self.parsed.condition.as_ref(),
            show_item,
        };
        let written = write_path::write(cx, write);
        match written {
            Err(Stop::Failure(failure))
                if self.verb == Verb::Insert && failure.kind == Kind::ConditionalCheckFailed =>
            {
                Err(Failure::new(Kind::DuplicateItem, "Duplicate primary key exists in table").into())
            }
            Err(Stop::Failure(failure)) if failure.message.starts_with(TOO_DEEP) => {
                Err(Failure::validation(TOO_DEEP).into())
            }
            written => written,
        }
    }
}

impl Prepared<'_> {
    /// Writes what RETURNING asks for as a map, unless there is nothing; whether it did.
    pub fn show(&self, w: &mut Writer, written: &Written<'_, '_>) -> bool {
        let mut shown = Writer::new();
        self.returned().write(&mut shown, written, self.update());
        let attributes = MapRef::new(shown.as_bytes()).get_map("Attributes");
        if let Some(attributes) = attributes {
            w.map(attributes);
        }
        attributes.is_some()
    }
}

/// `WHERE` as a filter.
#[must_use]
pub fn filter<'s>(statement: &'s Statement<'s>) -> Option<Condition<'s>> {
    statement.condition.as_ref().map(|(ast, root)| Condition::new(ast.clone(), *root))
}

/// Refuses paths below key attributes.
///
/// # Errors
/// A validation failure that names the first one.
pub fn check_names(
    table: &Table,
    statement: &Statement<'_>,
    filter: Option<&Condition<'_>>,
) -> Result<(), Failure> {
    if let Some(filter) = filter {
        expressions::check_scalars(table, filter.attributes())?;
    }
    match &statement.columns {
        Some(columns) => expressions::check_scalars(table, columns.attributes()),
        None => Ok(()),
    }
}

/// The key of the item that a statement writes or checks, by the equalities in `WHERE`; a map body.
///
/// # Errors
/// A key attribute without an equality; a write with two for one, which a check takes as a condition.
fn key_of(table: &Table, statement: &Statement<'_>) -> Result<Vec<u8>, Failure> {
    let probes = probes(statement);
    let mut found: Vec<(&[u8], Raw<'_>)> = Vec::with_capacity(2);
    for attribute in table.key.attributes() {
        let name = attribute.name.as_bytes();
        let mut values = probes.iter().filter_map(|(probed, probe)| match probe {
            Probe::Test(Test::Equal(value)) if *probed == name => Some(*value),
            _ => None,
        });
        let Some(value) = values.next() else {
            return Err(Failure::validation(
                "Where clause does not contain a mandatory equality on all key attributes",
            ));
        };
        if statement.verb != Verb::Exists && values.any(|other| other != value) {
            let parts = [
                "Multiple conditions on same key ",
                &attribute.name,
                ". Only single item Update/Insert/Delete are supported",
            ];
            return Err(Failure::validation(parts.concat()));
        }
        found.push((name, value));
    }
    Ok(key_body(found))
}

/// A key as a map body.
pub fn key_body(mut found: Vec<(&[u8], Raw<'_>)>) -> Vec<u8> {
    order::sort(&mut found, &|one, two| one.0 < two.0);
    let mut w = Writer::new();
    for (name, value) in found {
        w.name(name);
        w.raw(value);
    }
    w.into_inner()
}

/// What has to hold of the stored item: that there is none for an INSERT; `WHERE` for an UPDATE, which is false where
/// there is no item; `WHERE` or that there is none for a DELETE.
fn condition<'s>(table: &Table, statement: &'s Statement<'s>) -> Option<Condition<'s>> {
    let (mut ast, root) = match &statement.condition {
        Some((ast, root)) => (ast.clone(), Some(*root)),
        None => (Ast::new(), None),
    };
    let partition = table.key.partition.first().map_or(&b""[..], |attribute| attribute.name.as_bytes());
    let root = match (statement.verb, root) {
        (Verb::Update | Verb::Exists | Verb::Select, root) => root?,
        (_, root) => {
            let item = statement.item.and_then(Raw::as_map).unwrap_or_default();
            let inserted = item.iter().map(|(name, _)| name).find(|name| *name == partition);
            let named = || ast.attributes().map(|(name, _)| name).find(|name| *name == partition);
            let name = inserted.or_else(named)?;
            let path = ast.path(&[Step::Name(name)]);
            let path = ast.push(Node::Path(path));
            let missing = ast.call(Function::AttributeNotExists, &[path]);
            match root {
                Some(root) => ast.push(Node::Or(missing, root)),
                None => missing,
            }
        }
    };
    Some(Condition::new(ast, root))
}
