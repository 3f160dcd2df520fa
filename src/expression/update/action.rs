//! The actions an update consists of.

use crate::expression::ast::{NodeId, Path};
use crate::model::Raw;

/// What happens at a path.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// `SET path = operand`
    Set(NodeId),
    /// `REMOVE path`
    Remove,
    /// `ADD path :value`; the value is a number or a set.
    Add(Raw<'a>),
    /// `DELETE path :value`; the value is a set.
    Delete(Raw<'a>),
}

/// One action.
#[derive(Clone, Copy, Debug)]
pub struct Action<'a> {
    /// Where.
    pub path: Path,
    /// What.
    pub change: Change<'a>,
}
