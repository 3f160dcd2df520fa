//! What a Query or Scan reads: a table or one of its indexes.

use crate::model::{Failure, MapRef, Writer};
use crate::operation::flaw;
use crate::table::index;
use crate::table::schema::{Index, IndexKind, KeyAttribute, KeySchema, Table};
use crate::tree::TreeId;

/// A table, or an index of it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t> {
    /// The table.
    pub table: &'t Table,
    /// The index and its position in the table's definition.
    pub index: Option<(usize, &'t Index)>,
}

impl<'t> Source<'t> {
    /// The source that a request names, checked for what it asks of it.
    ///
    /// # Errors
    /// An unknown index, one that is being backfilled, consistent reads of a global one.
    pub fn of(table: &'t Table, input: MapRef<'_>) -> Result<Self, Failure> {
        let Some(name) = input.get_str("IndexName") else { return Ok(Self { table, index: None }) };
        let Some((position, index)) = table.index(name) else {
            return Err(Failure::validation(
                "The table does not have the specified index: ".to_owned() + name,
            ));
        };
        if index.kind == IndexKind::Global && input.get_bool("ConsistentRead") == Some(true) {
            return Err(Failure::validation(
                "Consistent reads are not supported on global secondary indexes",
            ));
        }
        if index.backfilling {
            let message = "Cannot read from backfilling global secondary index: ".to_owned() + name;
            return Err(Failure::validation(message));
        }
        Ok(Self { table, index: Some((position, index)) })
    }

    /// The tree to read.
    #[must_use]
    pub fn tree(&self) -> TreeId {
        self.index.map_or(self.table.tree, |(_, index)| index.tree)
    }

    /// The key to query by.
    #[must_use]
    pub fn key(&self) -> &'t KeySchema {
        self.index.map_or(&self.table.key, |(_, index)| &index.key)
    }

    /// How many components an encoded key has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.index.map_or(self.table.key.len(), |(_, index)| index.width())
    }

    /// Attributes of a start key: the table's key, and the index's.
    pub fn key_attributes(&self) -> impl Iterator<Item = &'t KeyAttribute> + Clone + use<'t> {
        index::key_attributes(self.table, self.index.map(|(_, index)| index))
    }

    /// The encoded key of an entry, from its start key.
    #[must_use]
    pub fn encode(&self, key: MapRef<'_>) -> Option<Vec<u8>> {
        match self.index {
            Some((_, index)) => index::entry_key(index, key),
            None => {
                let mut out = Vec::new();
                self.table.encode_key(key, &mut out)?;
                Some(out)
            }
        }
    }

    /// Writes the key attributes of an entry: what a next page starts after.
    pub fn write_key(&self, w: &mut Writer, item: MapRef<'_>) {
        for attribute in self.key_attributes() {
            if let Some(value) = item.get(attribute.name.as_bytes()) {
                w.name(attribute.name.as_bytes());
                w.raw(value);
            }
        }
    }

    /// The encoded key of a start key, which has to have exactly the key attributes of table and index.
    ///
    /// # Errors
    /// [`StartFlaw`] says what it lacks.
    pub fn start_key(&self, given: MapRef<'_>) -> Result<Vec<u8>, StartFlaw> {
        if given.len() != self.key_attributes().count() {
            return Err(StartFlaw::Names);
        }
        for attribute in self.key().attributes() {
            let value = given.get(attribute.name.as_bytes()).ok_or(StartFlaw::Names)?;
            if attribute.ty.payload(value).is_none() {
                return Err(StartFlaw::OwnType);
            }
        }
        let keys = [Some(&self.table.key), self.index.map(|(_, index)| &index.key)];
        for key in keys.into_iter().flatten() {
            for (position, attribute) in key.attributes().enumerate() {
                let value = given.get(attribute.name.as_bytes()).ok_or(StartFlaw::Names)?;
                let payload = attribute.ty.payload(value).ok_or(StartFlaw::TableType)?;
                let checked = flaw::check_payload(attribute, payload, position < key.partition.len());
                checked.map_err(|failure| StartFlaw::Value(failure.message))?;
            }
        }
        self.encode(given).ok_or(StartFlaw::TableType)
    }
}

/// Why a start key cannot be one of this source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartFlaw {
    /// It has other attributes.
    Names,
    /// An attribute of the queried key has another type.
    OwnType,
    /// An attribute of the table's key, below an index, has another type or is missing.
    TableType,
    /// A value is empty or too long.
    Value(String),
}

impl StartFlaw {
    /// The text of a flaw that is one of the key as a key, in the frame of start keys.
    #[must_use]
    pub fn framed(&self) -> String {
        let reason = match self {
            Self::Value(reason) => reason,
            _ => flaw::MISMATCH,
        };
        ["The provided starting key is invalid: ", reason].concat()
    }
}
