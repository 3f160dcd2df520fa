//! Faults that do not stop the parser: they are reported once the whole text has parsed, by rank.

use super::Kind;
use super::ast::Function;
use crate::model::Failure;

/// Operators and functions an expression may have.
const MOST_OPERATORS: u32 = 300;

/// The first of each fault that does not stop parsing.
#[derive(Default)]
pub(super) struct Findings<'a> {
    /// A name that is no function, or a function of the other kind of expression.
    pub function: Option<&'a str>,
    /// A function where its value cannot be used.
    pub misused: Option<&'static str>,
    pub index: Option<&'a str>,
    pub reserved: Option<&'a str>,
    pub operators: u32,
}

impl Findings<'_> {
    /// Reports the faults in the service's order, which puts reserved words first in updates.
    ///
    /// # Errors
    /// The fault that ranks first.
    pub(super) fn report(&self, kind: Kind) -> Result<(), Failure> {
        if kind == Kind::Update {
            self.report_reserved(kind)?;
        }
        if let Some(name) = self.function {
            let place = if kind == Kind::Update { "an update" } else { "a condition" };
            return Err(match Function::from_text(name) {
                Function::Unknown => kind.refuse(&["Invalid function name; function: ", name]),
                _ => {
                    kind.refuse(&["The function is not allowed in ", place, " expression; function: ", name])
                }
            });
        }
        if self.operators > MOST_OPERATORS {
            // The service stops counting at the first operator too many.
            let count = (MOST_OPERATORS + 1).to_string();
            return Err(
                kind.refuse(&["The expression contains too many operators; operator count: ", &count])
            );
        }
        if let Some(name) = self.misused {
            return Err(kind.refuse(&[
                "The function is not allowed to be used this way in an expression; function: ",
                name,
            ]));
        }
        self.report_reserved(kind)
    }

    fn report_reserved(&self, kind: Kind) -> Result<(), Failure> {
        if let Some(index) = self.index {
            return Err(kind.refuse(&["List index is not within the allowable range; index: [", index, "]"]));
        }
        match self.reserved {
            Some(word) => {
                Err(kind.refuse(&["Attribute name is a reserved keyword; reserved keyword: ", word]))
            }
            None => Ok(()),
        }
    }
}
