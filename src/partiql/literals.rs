//! The literals and parameters of a statement, in the item format.
//!
//! They are collected before the statement is parsed, because the trees borrow their values: every place in the text
//! where a value stands is read once, checked once and made canonical.

use super::keyword::is_keyword;
use super::lexer::{Kind, Token, unquoted};
use super::malformed::malformed;
use crate::model::check::{self, Flaw};
use crate::model::{Failure, ListRef, Number, Raw, Type, ValueRef, Writer, limits};

/// The text of a value's flaw.
pub(super) type Explain<'e> = &'e dyn Fn(Flaw) -> String;

/// A value, or a name with doubled quotes, and the tokens it stands for.
#[derive(Debug)]
struct Place {
    first: usize,
    next: usize,
    bytes: core::ops::Range<usize>,
}

/// All values of a statement.
#[derive(Debug)]
pub(super) struct Literals {
    bytes: Vec<u8>,
    /// Ascending by first token.
    places: Vec<Place>,
    /// How many `?` there are.
    pub parameters: usize,
}

impl Literals {
    /// Reads all values of a text.
    ///
    /// # Errors
    /// Values that do not end, sets of mixed types, whatever is wrong with a value.
    pub(super) fn read(
        text: &str,
        tokens: &[Token],
        parameters: ListRef<'_>,
        explain: Explain<'_>,
    ) -> Result<Self, Failure> {
        let mut reader =
            Reader { text, tokens, parameters: parameters.iter(), used: 0, explain, out: Writer::new() };
        let mut found = Self { bytes: Vec::new(), places: Vec::new(), parameters: 0 };
        let mut at = 0;
        while at < tokens.len() {
            let next = reader.literal(at)?;
            if next == at {
                at = if reader.kind(at) == Kind::LeftBracket { at + 2 } else { at + 1 };
                continue;
            }
            let from = found.bytes.len();
            let mut canonical = Writer::over(core::mem::take(&mut found.bytes));
            match reader.kind(at) {
                Kind::Quoted => canonical.encoded(reader.out.as_bytes()),
                _ => {
                    let value = Raw::new(reader.out.as_bytes());
                    let checked = match value.as_map().filter(|_| at > 0 && reader.is(at - 1, "VALUE")) {
                        Some(item) => check::item(item.body()),
                        None => check::value(value.bytes()),
                    };
                    checked.map_err(|flaw| Failure::validation((reader.explain)(flaw)))?;
                    check::normalise_value(reader.out.as_bytes(), &mut canonical);
                }
            }
            reader.out.truncate(0);
            found.bytes = canonical.into_inner();
            found.places.push(Place { first: at, next, bytes: from..found.bytes.len() });
            at = next;
        }
        found.parameters = reader.used;
        Ok(found)
    }

    /// The bytes that stand at a token, and the token behind them.
    pub(super) fn at(&self, token: usize) -> Option<(&[u8], usize)> {
        let place = self.places.binary_search_by(|place| place.first.cmp(&token)).ok()?;
        let place = self.places.get(place)?;
        Some((self.bytes.get(place.bytes.clone())?, place.next))
    }
}

struct Reader<'s, 'p, 'e> {
    text: &'s str,
    tokens: &'s [Token],
    parameters: crate::model::Elements<'p>,
    used: usize,
    explain: Explain<'e>,
    out: Writer,
}

impl Reader<'_, '_, '_> {
    fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::End, |token| token.kind)
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default()
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.kind(at) == Kind::Word && self.text(at).eq_ignore_ascii_case(word)
    }

    /// Whether an operand may end with the token before `at`.
    fn follows_operand(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        match self.kind(before) {
            Kind::Word => !is_keyword(self.text(before)),
            kind => matches!(
                kind,
                Kind::Quoted
                    | Kind::Text
                    | Kind::Number
                    | Kind::Parameter
                    | Kind::RightParen
                    | Kind::RightBracket
                    | Kind::RightCurly
                    | Kind::RightSet
            ),
        }
    }

    /// Reads the value that starts at a token; gives the token behind it, or the token itself if none starts there.
    fn literal(&mut self, at: usize) -> Result<usize, Failure> {
        match self.kind(at) {
            Kind::Quoted => {
                let run = self.text(at);
                let name = unquoted(run);
                // Names without doubled quotes are read from the text.
                if name.len() + 2 == run.len() {
                    return Ok(at);
                }
                self.out.encoded(&name);
                Ok(at + 1)
            }
            // A bracket behind a name is a step of a path, and so is a word behind a dot.
            Kind::LeftBracket | Kind::Minus | Kind::Plus if self.follows_operand(at) => Ok(at),
            Kind::Minus | Kind::Plus if self.kind(at + 1) != Kind::Number => Ok(at),
            Kind::Word if at > 0 && self.kind(at - 1) == Kind::Dot => Ok(at),
            _ => Ok(self.value(at, 0)?.unwrap_or(at)),
        }
    }

    /// Recursion ends behind the nesting limit.
    fn value(&mut self, at: usize, depth: u8) -> Result<Option<usize>, Failure> {
        if depth > limits::NESTING + 1 {
            return Err(Failure::validation((self.explain)(Flaw::TooDeep)));
        }
        match self.kind(at) {
            Kind::Text => {
                let text = unquoted(self.text(at));
                self.out.string(&text);
            }
            Kind::Number => self.number(at, false)?,
            Kind::Minus | Kind::Plus => {
                if self.kind(at + 1) != Kind::Number {
                    return Err(malformed(&["Unexpected operator"]));
                }
                self.number(at + 1, self.kind(at) == Kind::Minus)?;
                return Ok(Some(at + 2));
            }
            Kind::Parameter => {
                self.used += 1;
                match self.parameters.next() {
                    Some(value) => self.out.raw(value),
                    None => self.out.null(),
                }
            }
            Kind::Word if self.is(at, "NULL") => self.out.null(),
            Kind::Word if self.is(at, "TRUE") => self.out.bool(true),
            Kind::Word if self.is(at, "FALSE") => self.out.bool(false),
            Kind::LeftBracket => return self.list(at + 1, depth).map(Some),
            Kind::LeftCurly => return self.map(at + 1, depth).map(Some),
            Kind::LeftSet => return self.set(at + 1).map(Some),
            _ => return Ok(None),
        }
        Ok(Some(at + 1))
    }

    fn number(&mut self, at: usize, negative: bool) -> Result<(), Failure> {
        let mut text = String::from(if negative { "-" } else { "" });
        text.push_str(self.text(at));
        match Number::parse(text.as_bytes()) {
            Ok(number) => self.out.number(number.as_bytes()),
            Err(error) => return Err(Failure::validation((self.explain)(Flaw::Number(error, text)))),
        }
        Ok(())
    }

    fn element(&mut self, at: usize, depth: u8) -> Result<usize, Failure> {
        match self.value(at, depth)? {
            Some(next) => Ok(next),
            None => Err(malformed(&["Unexpected term"])),
        }
    }

    /// Steps over a comma, or over the end of a container; whether it was the end.
    fn separator(&self, at: usize, end: Kind) -> Result<bool, Failure> {
        match self.kind(at) {
            kind if kind == end => Ok(true),
            Kind::Comma => Ok(false),
            _ => Err(malformed(&["Expected ", end.name()])),
        }
    }

    fn list(&mut self, mut at: usize, depth: u8) -> Result<usize, Failure> {
        let mark = self.out.begin(Type::L);
        let mut ended = self.kind(at) == Kind::RightBracket;
        at += usize::from(ended);
        while !ended {
            at = self.element(at, depth + 1)?;
            ended = self.separator(at, Kind::RightBracket)?;
            at += 1;
        }
        self.out.end(mark);
        Ok(at)
    }

    fn map(&mut self, mut at: usize, depth: u8) -> Result<usize, Failure> {
        let mark = self.out.begin(Type::M);
        let mut ended = self.kind(at) == Kind::RightCurly;
        at += usize::from(ended);
        while !ended {
            if self.kind(at) != Kind::Text {
                return Err(malformed(&["Unexpected term"]));
            }
            let name = unquoted(self.text(at));
            self.out.name(&name);
            if self.kind(at + 1) != Kind::Colon {
                return Err(malformed(&["Expected ", Kind::Colon.name()]));
            }
            at = self.element(at + 2, depth + 1)?;
            ended = self.separator(at, Kind::RightCurly)?;
            at += 1;
        }
        self.out.end(mark);
        Ok(at)
    }

    /// Members are read as values behind the set's place and moved into the set once their type is known.
    fn set(&mut self, mut at: usize) -> Result<usize, Failure> {
        let outer = core::mem::take(&mut self.out);
        let mut ended = self.kind(at) == Kind::RightSet;
        at += usize::from(ended);
        while !ended {
            at = self.element(at, limits::NESTING)?;
            ended = self.separator(at, Kind::RightSet)?;
            at += 1;
        }
        let members = core::mem::replace(&mut self.out, outer);
        let members = ListRef::new(members.as_bytes());
        let ty = match members.iter().next().map(Raw::ty) {
            None | Some(Type::S) => Type::SS,
            Some(Type::N) => Type::NS,
            Some(Type::B) => Type::BS,
            Some(_) => return Err(mixed()),
        };
        let mark = self.out.begin(ty);
        for member in members.iter() {
            match (ty, member.view()) {
                (Type::SS, ValueRef::S(text)) => self.out.member_text(text),
                (Type::NS, ValueRef::N(number)) => self.out.member_number(number),
                (Type::BS, ValueRef::B(bytes)) => self.out.member_binary(bytes),
                _ => return Err(mixed()),
            }
        }
        self.out.end(mark);
        Ok(at)
    }
}

#[cold]
fn mixed() -> Failure {
    Failure::validation(
        "One or more parameter values were invalid: A set can only contain strings, numbers or binaries of one type",
    )
}
