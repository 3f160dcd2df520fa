//! Single items that SELECTs of batches and transactions read.

use super::reads::Reads;
use super::statement::{check_names, filter, key_body};
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::flaw;
use crate::operation::items::source::Source;
use crate::operation::target::Target;
use crate::partiql::Statement;
use crate::table::envelope::Envelope;
use crate::table::schema::Table;

/// A single item that a SELECT names by its whole key and nothing else.
#[derive(Debug)]
pub struct Point<'s> {
    /// The table.
    pub target: Target<'s>,
    /// The encoded key.
    pub key: Vec<u8>,
    statement: &'s Statement<'s>,
}

/// The key of the only item that a SELECT reads, as a map body; `operation` is named in the refusal.
///
/// # Errors
/// A `WHERE` that says less or more than the whole key.
pub fn key(table: &Table, statement: &Statement<'_>, operation: &str) -> Result<Vec<u8>, Failure> {
    let index = statement.index.and_then(|name| table.index(name));
    let source = Source { table, index };
    if let Some(reads) = Reads::of(&source, statement)? {
        if let Some(values) = reads.key(&table.key).filter(|_| statement.index.is_none()) {
            let names = table.key.attributes().map(|attribute| attribute.name.as_bytes());
            return Ok(key_body(names.zip(values).collect()));
        }
        if reads.is_split {
            reads.pieces(&source)?;
        }
    }
    let parts =
        ["Select statements within ", operation, " must specify the primary key in the where clause."];
    Err(Failure::validation(parts.concat()))
}

/// Prepares the read of one item.
///
/// # Errors
/// Keys that the table cannot hold, paths below key attributes.
pub fn prepare<'s>(
    target: Target<'s>,
    statement: &'s Statement<'s>,
    key: &[u8],
) -> Result<Point<'s>, Failure> {
    let key = flaw::key_of(&target.table, MapRef::new(key))?;
    check_names(&target.table, statement, filter(statement).as_ref())?;
    Ok(Point { target, key, statement })
}

impl Point<'_> {
    /// Writes the `Item` entry of a stored item; one without any of the columns is left out where `shown` wants some.
    pub fn write(&self, w: &mut Writer, stored: Option<&Envelope<'_>>, shown: bool) {
        let Some(item) = stored.map(|stored| MapRef::new(stored.body)) else { return };
        match &self.statement.columns {
            None => w.entry_map("Item", item),
            Some(columns) => {
                let start = w.len();
                let map = w.begin_entry("Item", Type::M);
                let inside = w.len();
                columns.project(item, w);
                let nothing = w.len() == inside;
                w.end(map);
                if nothing && shown {
                    w.truncate(start);
                }
            }
        }
    }
}
