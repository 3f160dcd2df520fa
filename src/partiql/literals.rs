//! The literals and parameters of a statement, in the item format.
//!
//! They are collected before the statement is parsed, because the trees borrow their values: every place in the text
//! where a value stands is read once, checked once and made canonical.

use super::lexer::{Kind, Token};
use super::reader::{Explain, Reader};
use crate::model::check;
use crate::model::{Failure, ListRef, Raw, Writer};

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
    /// Values that do not end, sets of mixed types, parameters inside of values, whatever is wrong with a value.
    pub(super) fn read(
        text: &str,
        tokens: &[Token],
        parameters: ListRef<'_>,
        explain: Explain<'_>,
    ) -> Result<Self, Failure> {
        let mut reader = Reader::new(text, tokens, parameters, explain);
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
                    let checked = match value.as_map().filter(|_| reader.is_item(at)) {
                        Some(item) => check::item(item.body()),
                        None => check::value(value.bytes()),
                    };
                    checked.map_err(|flaw| Failure::validation(explain(flaw)))?;
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
