//! A statement's text with its tokens and values, which its trees borrow.

use super::lexer::{self, Kind, Token};
use super::literals::Literals;
use super::malformed::malformed;
use super::parser;
use super::reader::Explain;
use super::statement::Statement;
use super::tokens::Tokens;
use crate::model::{Failure, ListRef};

/// A text that has been read, but not parsed.
#[derive(Debug)]
pub struct Source<'a> {
    text: &'a str,
    given: usize,
    tokens: Vec<Token>,
    literals: Literals,
}

impl<'a> Source<'a> {
    /// Reads the tokens and values of a text. `explain` words the flaws of values.
    ///
    /// # Errors
    /// Text that is no token, values that do not end, and values that no item could hold.
    pub fn new(text: &'a str, parameters: ListRef<'_>, explain: Explain<'_>) -> Result<Self, Failure> {
        let tokens = lexer::tokens(text);
        if tokens.iter().any(|token| token.kind == Kind::Bad) {
            return Err(malformed(&[]));
        }
        let literals = Literals::read(text, &tokens, parameters, explain)?;
        Ok(Self { text, given: parameters.len(), tokens, literals })
    }

    /// Parses the statement.
    ///
    /// # Errors
    /// Syntax, statements that are not served, a wrong number of parameters.
    pub fn parse(&self) -> Result<Statement<'_>, Failure> {
        let tokens =
            Tokens { text: self.text, tokens: &self.tokens, literals: &self.literals, at: 0, aliased: false };
        let statement = parser::statement(tokens)?;
        if self.given != self.literals.parameters {
            return Err(Failure::validation("Number of parameters in request and statement don't match."));
        }
        Ok(statement)
    }
}
