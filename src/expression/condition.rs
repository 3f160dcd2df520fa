//! Condition and filter expressions.

use super::ast::{Ast, NodeId};
use super::cursor::Cursor;
use super::findings::Findings;
use super::{Kind, Substitutions, check, evaluate, machine};
use crate::model::{Failure, MapRef};

/// A condition that has passed every check that needs no item.
#[derive(Clone, Debug)]
pub struct Condition<'a> {
    ast: Ast<'a>,
    root: NodeId,
}

/// Parses and checks a condition.
///
/// # Errors
/// Whatever the service refuses without looking at an item, in its order: size, syntax and redundant parentheses;
/// unknown functions; too many operators; misused functions; reserved words; then test by test undefined names and
/// values, operand counts, operands that are not distinct, operand types.
pub fn parse<'a>(kind: Kind, text: &'a str, subs: &mut Substitutions<'a>) -> Result<Condition<'a>, Failure> {
    let mut cursor = Cursor::new(kind, text)?;
    let mut ast = Ast::new();
    let mut findings = Findings::default();
    let root = machine::condition(&mut cursor, &mut ast, &mut findings)?;
    findings.report(kind)?;
    check::condition(kind, &mut ast, subs)?;
    Ok(Condition { ast, root })
}

impl<'a> Condition<'a> {
    /// A condition built without text; `root` and what hangs on it have to be complete.
    #[must_use]
    pub const fn new(ast: Ast<'a>, root: NodeId) -> Self {
        Self { ast, root }
    }

    /// Whether an item satisfies the condition; for a missing item, the empty one stands in.
    #[must_use]
    pub fn matches(&self, item: MapRef<'_>) -> bool {
        evaluate::matches(&self.ast, self.root, item)
    }

    /// The top-level attributes the condition names, in text order, each with whether the path goes on below it.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a [u8], bool)> {
        self.ast.attributes()
    }

    pub(super) const fn tree(&self) -> (&Ast<'a>, NodeId) {
        (&self.ast, self.root)
    }
}

#[cfg(test)]
mod tests;
