//! Validation and normalisation of encoded items at the edge of the system.
//!
//! [`item`] walks untrusted bytes once: it proves that they are well formed, says whether they are canonical, and
//! computes the DynamoDB size on the way. [`normalise`] rewrites checked but not canonical bytes. After that every
//! reader may trust what it walks.
//!
//! Canonical means: names strictly ascending by UTF-8 bytes, set members strictly ascending (numbers in the ordered
//! form, so by value), right ASCII flags, no number text.

use super::canonical;
use super::limits;
use super::number::{Number, NumberError};
use super::order;
use super::split;
use super::tag::{self, Type};
use super::value::MapRef;
use super::writer::Writer;

/// What a check found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whether the bytes are canonical as they are.
    pub canonical: bool,
    /// DynamoDB size in bytes: names and values, without the item's own container.
    pub size: u32,
}

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Not the item format at all.
    Malformed,
    /// Lists and maps stand too deep inside one another.
    TooDeep,
    /// A set without members.
    EmptySet(Type),
    /// A set with the same member twice: its type, and the members as they were given.
    Duplicates(Type, Vec<Vec<u8>>),
    /// An attribute name without characters.
    EmptyName,
    /// An attribute name over 65,535 bytes.
    LongName,
    /// A number out of the service's range or syntax; with its text.
    Number(NumberError, String),
}

/// Checks the entries of an item, or of any map of attribute values.
///
/// # Errors
/// The first [`Flaw`] in document order.
pub fn item(body: &[u8]) -> Result<Checked, Flaw> {
    item_within(body, limits::NESTING)
}

/// As [`item`], with another limit of lists and maps inside one another, which is not below that of items.
///
/// # Errors
/// The first [`Flaw`] in document order.
pub fn item_within(body: &[u8], deepest: u8) -> Result<Checked, Flaw> {
    if let Some(size) = canonical::item_size(body) {
        return Ok(Checked { canonical: true, size });
    }
    explain(body, deepest)
}

/// The walk that says what is wrong, or that only the form is.
fn explain(body: &[u8], deepest: u8) -> Result<Checked, Flaw> {
    let mut walk = Walk { canonical: true, deepest };
    let size = walk.entries(body, 0, 0)?;
    Ok(Checked { canonical: walk.canonical, size })
}

/// Checks one attribute value, tag included.
///
/// # Errors
/// The first [`Flaw`] in document order.
pub fn value(bytes: &[u8]) -> Result<Checked, Flaw> {
    value_within(bytes, limits::NESTING)
}

/// As [`value`], with another limit of lists and maps inside one another.
///
/// # Errors
/// The first [`Flaw`] in document order.
pub fn value_within(bytes: &[u8], deepest: u8) -> Result<Checked, Flaw> {
    let mut walk = Walk { canonical: true, deepest };
    let (size, rest) = walk.value(bytes, 0)?;
    if rest.is_empty() { Ok(Checked { canonical: walk.canonical, size }) } else { Err(Flaw::Malformed) }
}

struct Walk {
    canonical: bool,
    deepest: u8,
}

impl Walk {
    /// Sizes are sums of parts of one buffer, whose length fits `u32`; depth is bounded by [`Walk::deepest`].
    fn entries(&mut self, mut body: &[u8], per_entry: u32, depth: u8) -> Result<u32, Flaw> {
        let mut size = 0_u32;
        let mut previous: Option<&[u8]> = None;
        while !body.is_empty() {
            let (name, rest) = self.text(body)?;
            if name.is_empty() {
                return Err(Flaw::EmptyName);
            }
            if name.len() > limits::ATTRIBUTE_NAME {
                return Err(Flaw::LongName);
            }
            self.canonical &= previous.is_none_or(|before| before < name);
            previous = Some(name);
            let (value_size, rest) = self.value(rest, depth)?;
            size += per_entry + name.len() as u32 + value_size;
            body = rest;
        }
        Ok(size)
    }

    fn value<'a>(&mut self, bytes: &'a [u8], depth: u8) -> Result<(u32, &'a [u8]), Flaw> {
        let (&tag, rest) = bytes.split_first().ok_or(Flaw::Malformed)?;
        match tag {
            tag::NULL | tag::FALSE | tag::TRUE => Ok((1, rest)),
            tag::NUMBER => {
                let (bytes, rest) = split::number(rest).ok_or(Flaw::Malformed)?;
                Ok((number_size(bytes)?, rest))
            }
            tag::ASCII | tag::UTF8 => {
                let (bytes, rest) = split::blob(rest).ok_or(Flaw::Malformed)?;
                self.flagged(bytes, tag == tag::UTF8)?;
                Ok((bytes.len() as u32, rest))
            }
            tag::BINARY => {
                let (bytes, rest) = split::blob(rest).ok_or(Flaw::Malformed)?;
                Ok((bytes.len() as u32, rest))
            }
            tag::NUMBER_TEXT => {
                let (text, rest) = split::blob(rest).ok_or(Flaw::Malformed)?;
                self.canonical = false;
                Ok((parse_number(text)?.dynamo_size(), rest))
            }
            _ => {
                let (body, rest) = split::body(rest).ok_or(Flaw::Malformed)?;
                Ok((self.container(tag, body, depth)?, rest))
            }
        }
    }

    fn container(&mut self, tag: u8, mut body: &[u8], depth: u8) -> Result<u32, Flaw> {
        match tag {
            tag::LIST | tag::MAP if depth >= self.deepest => Err(Flaw::TooDeep),
            tag::MAP => Ok(3 + self.entries(body, 1, depth + 1)?),
            tag::LIST => {
                let mut size = 3;
                while !body.is_empty() {
                    let (value_size, rest) = self.value(body, depth + 1)?;
                    size += 1 + value_size;
                    body = rest;
                }
                Ok(size)
            }
            tag::STRING_SET | tag::NUMBER_SET | tag::BINARY_SET => self.set(tag, body),
            _ => Err(Flaw::Malformed),
        }
    }

    fn set(&mut self, tag: u8, mut body: &[u8]) -> Result<u32, Flaw> {
        if body.is_empty() {
            return Err(Flaw::EmptySet(Type::from_tag(tag).unwrap_or(Type::SS)));
        }
        let whole = body;
        let mut size = 0;
        let mut ascending = true;
        let mut previous: Option<&[u8]> = None;
        while !body.is_empty() {
            let (member, rest) = match tag {
                tag::STRING_SET => self.text(body)?,
                tag::NUMBER_SET => split::number(body).ok_or(Flaw::Malformed)?,
                _ => split::blob(body).ok_or(Flaw::Malformed)?,
            };
            size += if tag == tag::NUMBER_SET { number_size(member)? } else { member.len() as u32 };
            ascending &= previous.is_none_or(|before| before < member);
            previous = Some(member);
            body = rest;
        }
        if !ascending {
            self.canonical = false;
            refuse_duplicates(tag, whole)?;
        }
        Ok(size)
    }

    #[inline(always)]
    fn text<'a>(&mut self, bytes: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Flaw> {
        let Some((header, rest)) = split::varint(bytes) else { return Err(Flaw::Malformed) };
        let Some((text, rest)) = rest.split_at_checked((header >> 1) as usize) else {
            return Err(Flaw::Malformed);
        };
        self.flagged(text, header & 1 == 1)?;
        Ok((text, rest))
    }

    fn flagged(&mut self, text: &[u8], non_ascii: bool) -> Result<(), Flaw> {
        let ascii = canonical::is_ascii(text);
        if !ascii && core::str::from_utf8(text).is_err() {
            return Err(Flaw::Malformed);
        }
        self.canonical &= ascii != non_ascii;
        Ok(())
    }
}

fn number_size(ordered: &[u8]) -> Result<u32, Flaw> {
    if Number::is_valid(ordered) { Ok(super::number::size(ordered)) } else { Err(Flaw::Malformed) }
}

fn parse_number(text: &[u8]) -> Result<Number, Flaw> {
    Number::parse(text).map_err(|error| Flaw::Number(error, String::from_utf8_lossy(text).into_owned()))
}

fn members(tag: u8, mut body: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let Some((member, rest)) = match tag {
        tag::STRING_SET => split::text(body),
        tag::NUMBER_SET => split::number(body),
        _ => split::blob(body),
    } {
        found.push(member);
        body = rest;
    }
    found
}

fn refuse_duplicates(tag: u8, body: &[u8]) -> Result<(), Flaw> {
    let found = members(tag, body);
    let mut sorted = found.clone();
    order::sort(&mut sorted, &|one, two| one < two);
    if sorted.windows(2).all(|pair| pair.first() != pair.last()) {
        return Ok(());
    }
    let ty = Type::from_tag(tag).unwrap_or(Type::SS);
    Err(Flaw::Duplicates(ty, found.into_iter().map(<[u8]>::to_vec).collect()))
}

/// Appends the canonical form of entries that [`item`] accepted; of a name given twice the last value stays.
pub fn normalise(body: &[u8], out: &mut Writer) {
    let entries: Vec<_> = MapRef::new(body).iter().collect();
    let name = |place: u32| entries.get(place as usize).map(|(name, _)| *name);
    let order = order::ascending(entries.len(), &|one, two| (name(one), one) < (name(two), two));
    for (index, &place) in order.iter().enumerate() {
        let Some((name, value)) = entries.get(place as usize) else { continue };
        let next = order.get(index + 1).and_then(|next| entries.get(*next as usize));
        let repeated = next.is_some_and(|(next, _)| next == name);
        if !repeated {
            out.name(name);
            normalise_value(value.bytes(), out);
        }
    }
}

/// Appends the canonical form of one value that [`value`] accepted.
pub fn normalise_value(bytes: &[u8], out: &mut Writer) {
    let Some((&tag, rest)) = bytes.split_first() else { return };
    match tag {
        tag::ASCII | tag::UTF8 => out.string(split::blob(rest).map_or(&[], |(text, _)| text)),
        tag::NUMBER_TEXT => {
            let number = split::blob(rest).and_then(|(text, _)| Number::parse(text).ok());
            out.number(number.unwrap_or_else(|| Number::from_i64(0)).as_bytes());
        }
        tag::LIST | tag::MAP | tag::STRING_SET | tag::NUMBER_SET | tag::BINARY_SET => {
            let body = split::body(rest).map_or(&[][..], |(body, _)| body);
            let mark = out.begin(Type::from_tag(tag).unwrap_or(Type::L));
            match tag {
                tag::MAP => normalise(body, out),
                tag::LIST => {
                    for element in super::value::ListRef::new(body).iter() {
                        normalise_value(element.bytes(), out);
                    }
                }
                _ => normalise_set(tag, body, out),
            }
            out.end(mark);
        }
        _ => out.encoded(bytes),
    }
}

fn normalise_set(tag: u8, body: &[u8], out: &mut Writer) {
    let mut sorted = members(tag, body);
    order::sort(&mut sorted, &|one, two| one < two);
    for member in sorted {
        match tag {
            tag::STRING_SET => out.member_text(member),
            tag::NUMBER_SET => out.member_number(member),
            _ => out.member_binary(member),
        }
    }
}

#[cfg(test)]
mod tests;
