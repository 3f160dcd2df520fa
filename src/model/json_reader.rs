//! JSON text to a map body, in one pass and without recursion.
//!
//! Strict where the grammar is: UTF-8, escapes, surrogate pairs, number syntax, nothing behind the document. Of a
//! member given twice the last value counts. Numbers stay text ([`super::tag::NUMBER_TEXT`]).

use super::{Failure, Kind, MapRef, Mark, Type, Writer, order};

/// Arrays and objects that may stand inside one another; an attribute value of 31 levels needs about 70.
const DEPTH: usize = 1024;

/// Reads a JSON object.
///
/// # Errors
/// A `SerializationException` without text, as the service answers, for anything that is not one JSON object.
pub fn read(text: &[u8]) -> Result<Vec<u8>, Failure> {
    read_noting(text).map(|(body, _)| body)
}

/// Reads a JSON object, and says whether an object in it has a member twice.
///
/// # Errors
/// As [`read`].
pub fn read_noting(text: &[u8]) -> Result<(Vec<u8>, bool), Failure> {
    let reader = core::str::from_utf8(text).ok().map(|_| Reader {
        rest: text,
        out: Writer::over(Vec::with_capacity(text.len())),
        open: Vec::new(),
        entries: Vec::new(),
        scratch: Vec::new(),
        repeats: false,
    });
    reader.and_then(Reader::document).ok_or_else(|| Failure::new(Kind::Serialization, ""))
}

/// An array or object that is not closed yet.
struct Open {
    /// None for the document itself, which is written as a map body.
    mark: Option<Mark>,
    is_object: bool,
    /// Where its entries start in [`Reader::entries`].
    first_entry: usize,
    /// Where its body starts in the output.
    body: usize,
}

struct Reader<'a> {
    rest: &'a [u8],
    out: Writer,
    open: Vec<Open>,
    /// Where each entry of each open object starts in the output.
    entries: Vec<usize>,
    /// A string with its escapes resolved.
    scratch: Vec<u8>,
    /// Whether a member was given twice.
    repeats: bool,
}

impl Reader<'_> {
    fn document(mut self) -> Option<(Vec<u8>, bool)> {
        self.expect(b'{')?;
        self.push(None, true)?;
        if !self.closes_at_once() {
            self.name()?;
        }
        while !self.open.is_empty() {
            self.value()?;
            self.after_value()?;
        }
        self.blanks();
        self.rest.is_empty().then(|| (self.out.into_inner(), self.repeats))
    }

    /// Reads a scalar, or opens containers until one has a scalar or is empty.
    fn value(&mut self) -> Option<()> {
        loop {
            self.blanks();
            let container = match self.rest.first()? {
                b'{' => Type::M,
                b'[' => Type::L,
                _ => return self.scalar(),
            };
            self.advance(1);
            let mark = self.out.begin(container);
            self.push(Some(mark), container == Type::M)?;
            if self.closes_at_once() {
                return Some(());
            }
            if container == Type::M {
                self.name()?;
            }
        }
    }

    /// Closes what ends here, and stops where the next value begins or the document has ended.
    fn after_value(&mut self) -> Option<()> {
        while let Some(open) = self.open.last() {
            let is_object = open.is_object;
            self.blanks();
            let next = *self.rest.first()?;
            self.advance(1);
            match next {
                b',' if is_object => return self.name(),
                b',' => return Some(()),
                b'}' if is_object => self.close(),
                b']' if !is_object => self.close(),
                _ => return None,
            }
        }
        Some(())
    }

    /// Closes a container that has just been opened if it is empty.
    fn closes_at_once(&mut self) -> bool {
        self.blanks();
        let end = if self.open.last().is_some_and(|open| open.is_object) { b'}' } else { b']' };
        let empty = self.rest.first() == Some(&end);
        if empty {
            self.advance(1);
            self.close();
        }
        empty
    }

    fn push(&mut self, mark: Option<Mark>, is_object: bool) -> Option<()> {
        let open = Open { mark, is_object, first_entry: self.entries.len(), body: self.out.len() };
        self.open.push(open);
        (self.open.len() <= DEPTH).then_some(())
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.is_object {
            self.drop_repeated(&open);
            self.entries.truncate(open.first_entry);
        }
        if let Some(mark) = open.mark {
            self.out.end(mark);
        }
    }

    /// Keeps the last of entries with one name. Objects seldom repeat a name, so the search is all that usually runs.
    fn drop_repeated(&mut self, open: &Open) {
        let starts = self.entries.get(open.first_entry..).unwrap_or(&[]);
        if starts.len() < 2 {
            return;
        }
        let body = self.out.as_bytes().get(open.body..).unwrap_or(&[]);
        let entries: Vec<_> = MapRef::new(body).iter().collect();
        let name = |place: u32| entries.get(place as usize).map_or(&[][..], |(name, _)| *name);
        let overridden = overridden(entries.len(), &name);
        if !overridden.contains(&true) {
            return;
        }
        self.repeats = true;
        let mut kept = Writer::new();
        for ((name, value), _) in entries.iter().zip(overridden).filter(|(_, overridden)| !overridden) {
            kept.name(name);
            kept.raw(*value);
        }
        self.out.truncate(open.body);
        self.out.encoded(kept.as_bytes());
    }

    /// A member's name and the colon behind it.
    fn name(&mut self) -> Option<()> {
        self.entries.push(self.out.len());
        self.string(Writer::name)?;
        self.expect(b':')
    }

    fn scalar(&mut self) -> Option<()> {
        match self.rest.first()? {
            b'"' => self.string(Writer::string),
            b't' => self.word(b"true").map(|()| self.out.bool(true)),
            b'f' => self.word(b"false").map(|()| self.out.bool(false)),
            b'n' => self.word(b"null").map(|()| self.out.null()),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let length = number_length(self.rest)?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.out.number_text(text);
        self.rest = rest;
        Some(())
    }

    fn string(&mut self, write: fn(&mut Writer, &[u8])) -> Option<()> {
        self.expect(b'"')?;
        let plain = self.rest.iter().position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20)?;
        let (text, rest) = self.rest.split_at_checked(plain)?;
        if let Some(rest) = rest.strip_prefix(b"\"") {
            write(&mut self.out, text);
            self.rest = rest;
            return Some(());
        }
        self.scratch.clear();
        self.resolve_escapes()?;
        write(&mut self.out, &self.scratch);
        Some(())
    }

    /// The rest of a string up to its closing quote, into the scratch buffer.
    fn resolve_escapes(&mut self) -> Option<()> {
        loop {
            let plain = self.rest.iter().position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20)?;
            let (text, rest) = self.rest.split_at_checked(plain)?;
            self.scratch.extend_from_slice(text);
            let (&stop, rest) = rest.split_first()?;
            self.rest = rest;
            match stop {
                b'"' => return Some(()),
                b'\\' => self.escape()?,
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let kind = *self.rest.first()?;
        self.advance(1);
        let byte = match kind {
            b'"' | b'\\' | b'/' => kind,
            b'b' => 0x08,
            b'f' => 0x0C,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unicode_escape(),
            _ => return None,
        };
        self.scratch.push(byte);
        Some(())
    }

    /// One code unit, or a surrogate pair. A lone surrogate is no character and is refused.
    fn unicode_escape(&mut self) -> Option<()> {
        let unit = self.code_unit()?;
        let code = if (0xD800..0xDC00).contains(&unit) {
            self.word(b"\\u")?;
            let low = self.code_unit()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
            0x10000 + ((unit - 0xD800) << 10 | low)
        } else {
            unit
        };
        let letter = char::from_u32(code)?;
        self.scratch.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        Some(())
    }

    fn code_unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
    }

    fn blanks(&mut self) {
        let blanks = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.advance(blanks);
    }

    /// One byte, blanks before it ignored.
    fn expect(&mut self, byte: u8) -> Option<()> {
        self.blanks();
        self.word(&[byte])
    }

    fn advance(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or(&[]);
    }
}

/// Entries with one hash that are looked at before sorting is faster: as many come together on purpose only.
const CROWD: usize = 64;

/// Which of `count` entries have the name of a later one.
fn overridden<'a>(count: usize, name: &dyn Fn(u32) -> &'a [u8]) -> Vec<bool> {
    const FREE: u32 = u32::MAX;
    let mut overridden = vec![false; count];
    let mut mark = |place: u32| {
        if let Some(flag) = overridden.get_mut(place as usize) {
            *flag = true;
        }
    };
    let size = (2 * count).next_power_of_two();
    let mut places = vec![FREE; size];
    let mut crowded = false;
    for place in 0..count as u32 {
        let own = name(place);
        let start = hash(own) as usize;
        // The last entry of a name takes the place of the one before.
        let found = (start..start + CROWD).find_map(|at| {
            let slot = places.get_mut(at & (size - 1))?;
            (*slot == FREE || name(*slot) == own).then(|| std::mem::replace(slot, place))
        });
        match found {
            Some(FREE) => {}
            Some(earlier) => mark(earlier),
            None => crowded = true,
        }
    }
    if crowded {
        let order = order::ascending(count, &|one, two| (name(one), one) < (name(two), two));
        for pair in order.windows(2) {
            if let [first, second] = pair
                && name(*first) == name(*second)
            {
                mark(*first);
            }
        }
    }
    overridden
}

/// FNV-1a.
fn hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Length of the JSON number at the start of `text`.
fn number_length(text: &[u8]) -> Option<usize> {
    let digits =
        |from: usize| text.get(from..).unwrap_or(&[]).iter().take_while(|byte| byte.is_ascii_digit()).count();
    let at = |place: usize| text.get(place).copied().unwrap_or(0);
    let mut length = usize::from(at(0) == b'-');
    let whole = digits(length);
    if whole == 0 || (whole > 1 && at(length) == b'0') {
        return None;
    }
    length += whole;
    if at(length) == b'.' {
        let fraction = digits(length + 1);
        length += 1 + fraction;
        if fraction == 0 {
            return None;
        }
    }
    if matches!(at(length), b'e' | b'E') {
        let sign = usize::from(matches!(at(length + 1), b'+' | b'-'));
        let exponent = digits(length + 1 + sign);
        length += 1 + sign + exponent;
        if exponent == 0 {
            return None;
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests;
