//! What a statement says.

use crate::expression::ast::{Ast, NodeId};
use crate::expression::columns::Columns;
use crate::expression::update::Update;
use crate::model::Raw;

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `SELECT`
    Select,
    /// `INSERT`
    Insert,
    /// `UPDATE`
    Update,
    /// `DELETE`
    Delete,
    /// `EXISTS(SELECT ...)`
    Exists,
}

impl Verb {
    /// Whether it only reads when it stands alone.
    #[must_use]
    pub const fn reads(self) -> bool {
        matches!(self, Self::Select)
    }
}

/// `RETURNING`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returning {
    /// `ALL OLD *`
    AllOld,
    /// `ALL NEW *`
    AllNew,
    /// `MODIFIED OLD *`
    ModifiedOld,
    /// `MODIFIED NEW *`
    ModifiedNew,
}

/// A parsed statement.
#[derive(Debug)]
pub struct Statement<'a> {
    /// What it does.
    pub verb: Verb,
    /// The table, by name or ARN.
    pub table: &'a str,
    /// The index.
    pub index: Option<&'a str>,
    /// What a SELECT shows; `None` shows all.
    pub columns: Option<Columns<'a>>,
    /// The value of an INSERT.
    pub item: Option<Raw<'a>>,
    /// The SET and REMOVE of an UPDATE.
    pub update: Option<Update<'a>>,
    /// `WHERE`: a tree and the condition's place in it.
    pub condition: Option<(Ast<'a>, NodeId)>,
    /// `ORDER BY`: attributes, and whether they descend.
    pub order: Vec<(&'a str, bool)>,
    /// `RETURNING`.
    pub returning: Option<Returning>,
}

impl<'a> Statement<'a> {
    /// A statement about a table, with nothing said yet.
    pub(super) const fn new(verb: Verb, table: &'a str, index: Option<&'a str>) -> Self {
        Self {
            verb,
            table,
            index,
            columns: None,
            item: None,
            update: None,
            condition: None,
            order: Vec::new(),
            returning: None,
        }
    }
}
