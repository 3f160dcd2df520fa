//! A parser's place in an expression: one token in hand, the one before it for error texts.

use super::Kind;
use super::lexer::{Lexer, Token, TokenKind};
use crate::model::Failure;

/// Longest expression in bytes.
const LONGEST: usize = 4_096;

pub(super) struct Cursor<'a> {
    pub kind: Kind,
    lexer: Lexer<'a>,
    previous: Option<Token>,
    token: Token,
}

impl<'a> Cursor<'a> {
    /// Stands on the first token.
    ///
    /// # Errors
    /// Empty and overlong expressions.
    pub(super) fn new(kind: Kind, text: &'a str) -> Result<Self, Failure> {
        if text.is_empty() {
            return Err(kind.refuse(&["The expression can not be empty;"]));
        }
        if text.len() > LONGEST {
            return Err(kind.refuse(&[
                "Expression size has exceeded the maximum allowed size; expression size: ",
                &text.len().to_string(),
            ]));
        }
        let mut lexer = Lexer::new(text);
        let token = lexer.next();
        Ok(Self { kind, lexer, previous: None, token })
    }

    pub(super) const fn at(&self) -> TokenKind {
        self.token.kind
    }

    /// The text of the token in hand.
    pub(super) fn text(&self) -> &'a str {
        self.slice(self.token.start, self.token.end)
    }

    pub(super) fn advance(&mut self) {
        self.previous = Some(self.token);
        self.token = self.lexer.next();
    }

    /// Steps over a token if it is in hand.
    pub(super) fn accept(&mut self, kind: TokenKind) -> bool {
        let here = self.token.kind == kind;
        if here {
            self.advance();
        }
        here
    }

    /// Steps over a token that has to be in hand, and gives its text.
    ///
    /// # Errors
    /// A syntax error when another token is in hand.
    pub(super) fn expect(&mut self, kind: TokenKind) -> Result<&'a str, Failure> {
        let text = self.text();
        if self.accept(kind) { Ok(text) } else { Err(self.syntax_error()) }
    }

    /// The token in hand does not belong here. `near` is the source from the token before it to the token behind it.
    #[cold]
    pub(super) fn syntax_error(&mut self) -> Failure {
        let token = if self.token.kind == TokenKind::End { "<EOF>" } else { self.text() };
        let start = self.previous.unwrap_or(self.token).start;
        let end = match self.token.kind {
            TokenKind::End => self.previous.map_or(start, |token| token.end),
            _ => self.lexer.next().end,
        };
        let end = if end < self.token.end { self.token.end } else { end };
        let near = self.slice(start, end).trim_end();
        self.kind.refuse(&["Syntax error; token: \"", token, "\", near: \"", near, "\""])
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.lexer.text().get(start..end).unwrap_or_default()
    }
}
