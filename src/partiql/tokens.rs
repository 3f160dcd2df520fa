//! The parser's place in a statement.

use super::keyword::is_keyword;
use super::lexer::{Kind, Token};
use super::literals::Literals;
use super::malformed::malformed;
use super::place::place;
use crate::expression::ast::{Ast, Path, Step};
use crate::model::{Failure, Raw};

/// Steps a path may have.
const DEEPEST_PATH: usize = 32;
/// Largest list index.
const LARGEST_INDEX: u32 = i32::MAX as u32;

/// A cursor over tokens whose values are read already.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub literals: &'a Literals,
    pub at: usize,
    /// Whether something was given another name.
    pub aliased: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn peek(&self, ahead: usize) -> Kind {
        self.tokens.get(self.at + ahead).map_or(Kind::End, |token| token.kind)
    }

    pub(super) fn kind(&self) -> Kind {
        self.peek(0)
    }

    /// The text of the token in hand.
    pub(super) fn slice(&self) -> &'a str {
        self.tokens.get(self.at).and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default()
    }

    /// Steps over a kind of token if it is in hand.
    pub(super) fn accept(&mut self, kind: Kind) -> bool {
        let here = self.kind() == kind;
        self.at += usize::from(here);
        here
    }

    /// # Errors
    /// Another token is in hand.
    pub(super) fn expect(&mut self, kind: Kind) -> Result<(), Failure> {
        if self.accept(kind) { Ok(()) } else { Err(malformed(&["Expected ", kind.name()])) }
    }

    /// Whether a keyword is in hand.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind() == Kind::Word && self.slice().eq_ignore_ascii_case(word)
    }

    /// Steps over a keyword if it is in hand.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let here = self.is(word);
        self.at += usize::from(here);
        here
    }

    /// Steps over a run of keywords if all of them are there.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let start = self.at;
        let all = words.iter().all(|word| self.word(word));
        if !all {
            self.at = start;
        }
        all
    }

    /// Steps over the comparison `=` if it is in hand.
    pub(super) fn equals(&mut self) -> bool {
        let here = self.kind() == Kind::Comparison && self.slice() == "=";
        self.at += usize::from(here);
        here
    }

    /// Steps over the literal that stands here.
    pub(super) fn literal(&mut self) -> Option<Raw<'a>> {
        if self.kind() == Kind::Quoted {
            return None;
        }
        let (bytes, next) = self.literals.at(self.at)?;
        self.at = next;
        Some(Raw::new(bytes))
    }

    /// A name, bare or quoted; behind a dot, keywords are names too.
    ///
    /// # Errors
    /// Anything else.
    pub(super) fn name(&mut self, behind_dot: bool) -> Result<&'a str, Failure> {
        let text = self.slice();
        let name = match self.kind() {
            Kind::Word if behind_dot || !is_keyword(text) => text,
            Kind::Quoted => match self.literals.at(self.at) {
                Some((bytes, _)) => core::str::from_utf8(bytes).unwrap_or_default(),
                None => text.get(1..text.len() - 1).unwrap_or_default(),
            },
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(name)
    }

    /// A document path.
    ///
    /// # Errors
    /// What is no path, or too deep.
    pub(super) fn path(&mut self, ast: &mut Ast<'a>) -> Result<Path, Failure> {
        let first = ast.steps_so_far();
        ast.step(Step::Name(self.name(false)?.as_bytes()));
        loop {
            if self.accept(Kind::Dot) {
                let is_name = matches!(self.kind(), Kind::Word | Kind::Quoted);
                // The one keyword of joins that attributes are called by; in quotes it is a name.
                if !is_name || self.is("INNER") {
                    return Err(malformed(&["Invalid path dot component"]));
                }
                ast.step(Step::Name(self.name(true)?.as_bytes()));
            } else if self.accept(Kind::LeftBracket) {
                let index = self.index()?;
                ast.step(Step::Index(index));
            } else {
                break;
            }
        }
        let path = ast.path_since(first);
        let depth = ast.steps(path).len();
        if depth > DEEPEST_PATH {
            let depth = depth.to_string();
            return Err(malformed(&[
                "The document path has too many nesting levels; nesting levels: ",
                &depth,
            ]));
        }
        Ok(path)
    }

    /// A list index up to its bracket. A minus changes nothing about 0.
    fn index(&mut self) -> Result<u32, Failure> {
        let mut negative = false;
        while let Kind::Minus | Kind::Plus = self.kind() {
            negative ^= self.kind() == Kind::Minus;
            self.at += 1;
        }
        let digits = self.slice();
        if self.kind() != Kind::Number || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed(&["Unexpected path component"]));
        }
        let index = digits.parse().ok().filter(|index| *index <= LARGEST_INDEX);
        let Some(index) = index else {
            let parts =
                ["List index is not within the allowable range; index: [", digits, "] at ", &self.place()];
            return Err(Failure::validation(parts.concat()));
        };
        if negative && index > 0 {
            return Err(malformed(&["Unexpected path component"]));
        }
        self.at += 1;
        self.expect(Kind::RightBracket)?;
        Ok(index)
    }

    /// Where the token in hand stands.
    pub(super) fn place(&self) -> String {
        place(self.text, self.tokens.get(self.at))
    }

    /// The token in hand does not start what has to stand here.
    #[cold]
    pub(super) fn unexpected(&self) -> Failure {
        malformed(&[match self.kind() {
            Kind::Word => "Unexpected keyword",
            Kind::Plus | Kind::Minus | Kind::Comparison | Kind::Operator | Kind::Star => {
                "Unexpected operator"
            }
            _ => "Unexpected term",
        }])
    }
}
