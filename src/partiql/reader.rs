//! One value of a statement: tokens -> the item format.

use super::keyword::is_keyword;
use super::lexer::{Kind, Token, unquoted};
use super::malformed::malformed;
use super::place::place;
use crate::model::check::Flaw;
use crate::model::number::NumberError;
use crate::model::{Elements, Failure, ListRef, Number, Raw, Type, ValueRef, Writer, limits};

/// The text of a value's flaw.
pub(super) type Explain<'e> = &'e dyn Fn(Flaw) -> String;

/// Where refusals say that a value stands; steps into it follow.
const ROOT: &str = "root";

/// Reads values one after another.
pub(super) struct Reader<'s, 'p, 'e> {
    text: &'s str,
    tokens: &'s [Token],
    parameters: Elements<'p>,
    explain: Explain<'e>,
    /// How many parameters were read.
    pub used: usize,
    /// The value that was read last.
    pub out: Writer,
    /// The way from the literal to the value in hand.
    trail: String,
}

impl<'s, 'p, 'e> Reader<'s, 'p, 'e> {
    pub(super) fn new(
        text: &'s str,
        tokens: &'s [Token],
        parameters: ListRef<'p>,
        explain: Explain<'e>,
    ) -> Self {
        let parameters = parameters.iter();
        Self { text, tokens, parameters, explain, used: 0, out: Writer::new(), trail: String::new() }
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::End, |token| token.kind)
    }

    fn text(&self, at: usize) -> &'s str {
        self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default()
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.kind(at) == Kind::Word && self.text(at).eq_ignore_ascii_case(word)
    }

    /// Whether the value at a token is the item of an INSERT.
    pub(super) fn is_item(&self, at: usize) -> bool {
        at > 0 && self.is(at - 1, "VALUE")
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
    pub(super) fn literal(&mut self, at: usize) -> Result<usize, Failure> {
        self.trail.clear();
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
            Kind::Minus | Kind::Plus if self.kind(self.behind_signs(at).0) != Kind::Number => Ok(at),
            Kind::Word if at > 0 && self.kind(at - 1) == Kind::Dot => Ok(at),
            // What IN lists and what an item consists of are values by themselves.
            Kind::LeftBracket if at > 0 && self.is(at - 1, "IN") => self.list(at + 1, 0, true),
            Kind::LeftCurly if self.is_item(at) => self.map(at + 1, 0, true),
            _ => Ok(self.value(at, 0)?.unwrap_or(at)),
        }
    }

    /// The token behind a run of signs, and whether they come to a minus.
    fn behind_signs(&self, mut at: usize) -> (usize, bool) {
        let mut negative = false;
        while let Kind::Minus | Kind::Plus = self.kind(at) {
            negative ^= self.kind(at) == Kind::Minus;
            at += 1;
        }
        (at, negative)
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
                let (at, negative) = self.behind_signs(at);
                if self.kind(at) != Kind::Number {
                    return Err(malformed(&["Unexpected operator"]));
                }
                self.number(at, negative)?;
                return Ok(Some(at + 1));
            }
            Kind::Parameter if !self.trail.is_empty() => {
                let place = place(self.text, self.tokens.get(at));
                let parts = ["Unsupported data type: Parameter under key root", &self.trail, " at ", &place];
                return Err(Failure::validation(parts.concat()));
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
            Kind::LeftBracket => return self.list(at + 1, depth, false).map(Some),
            Kind::LeftCurly => return self.map(at + 1, depth, false).map(Some),
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
            // Such a token is none.
            Err(NumberError::Syntax) => return Err(malformed(&[])),
            Err(error) => {
                let reason = (self.explain)(Flaw::Number(error, text));
                return Err(Failure::validation([&reason, " under ", ROOT, &self.trail].concat()));
            }
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

    /// A list; `apart` says that each element is a literal of its own.
    fn list(&mut self, mut at: usize, depth: u8, apart: bool) -> Result<usize, Failure> {
        let mark = self.out.begin(Type::L);
        let mut ended = self.kind(at) == Kind::RightBracket;
        at += usize::from(ended);
        let outer = self.trail.len();
        let mut index = 0_usize;
        while !ended {
            if !apart {
                let step = ["[", &index.to_string(), "]"].concat();
                self.trail.push_str(&step);
            }
            at = self.element(at, depth + 1)?;
            self.trail.truncate(outer);
            ended = self.separator(at, Kind::RightBracket)?;
            at += 1;
            index += 1;
        }
        self.out.end(mark);
        Ok(at)
    }

    /// A map; `apart` says that each value is a literal of its own.
    fn map(&mut self, mut at: usize, depth: u8, apart: bool) -> Result<usize, Failure> {
        let mark = self.out.begin(Type::M);
        let mut ended = self.kind(at) == Kind::RightCurly;
        at += usize::from(ended);
        let outer = self.trail.len();
        let mut names: Vec<Vec<u8>> = Vec::new();
        while !ended {
            if self.kind(at) != Kind::Text {
                return Err(malformed(&["Unexpected term"]));
            }
            let name = unquoted(self.text(at));
            self.out.name(&name);
            if self.kind(at + 1) != Kind::Colon {
                return Err(malformed(&["Expected ", Kind::Colon.name()]));
            }
            let text = String::from_utf8_lossy(&name);
            if names.contains(&name) {
                let parts = ["Duplicate keys in tuple. Key: ", &text, " under ", ROOT, &self.trail];
                return Err(Failure::validation(parts.concat()));
            }
            if !apart {
                self.trail.push('.');
                self.trail.push_str(&text);
            }
            names.push(name);
            at = self.element(at + 2, depth + 1)?;
            self.trail.truncate(outer);
            ended = self.separator(at, Kind::RightCurly)?;
            at += 1;
        }
        self.out.end(mark);
        Ok(at)
    }

    /// Members are read as values behind the set's place and moved into the set once their type is known.
    fn set(&mut self, mut at: usize) -> Result<usize, Failure> {
        if self.kind(at) == Kind::RightSet {
            return Err(Failure::validation("Empty bags are not supported"));
        }
        let outer = core::mem::take(&mut self.out);
        let trail = self.trail.len();
        let mut ended = false;
        let mut index = 0_usize;
        while !ended {
            if let Kind::LeftBracket | Kind::LeftCurly | Kind::LeftSet = self.kind(at) {
                return Err(mixed());
            }
            let step = ["[", &index.to_string(), "]"].concat();
            self.trail.push_str(&step);
            at = self.element(at, limits::NESTING)?;
            self.trail.truncate(trail);
            ended = self.separator(at, Kind::RightSet)?;
            at += 1;
            index += 1;
        }
        let members = core::mem::replace(&mut self.out, outer);
        let members = ListRef::new(members.as_bytes());
        let ty = match members.iter().next().map(Raw::ty) {
            Some(Type::S) => Type::SS,
            Some(Type::N) => Type::NS,
            _ => return Err(mixed()),
        };
        let mark = self.out.begin(ty);
        for member in members.iter() {
            match (ty, member.view()) {
                (Type::SS, ValueRef::S(text)) => self.out.member_text(text),
                (Type::NS, ValueRef::N(number)) => self.out.member_number(number),
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
        "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
    )
}
