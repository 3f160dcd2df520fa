//! Zero-copy readers over encoded values.
//!
//! Bytes are validated once, at the edge ([`super::check`]); from there on these readers walk them in place. They
//! are total all the same: over malformed bytes an iteration ends and a look-up finds nothing, and nothing panics.
//!
//! ```
//! use hashrange::model::{MapRef, ValueRef, Writer};
//! let mut w = Writer::new();
//! w.entry_str("title", "Alien");
//! w.entry_int("year", 1979);
//! let item = MapRef::new(w.as_bytes());
//! assert!(matches!(item.get(b"title").unwrap().view(), ValueRef::S(b"Alien")));
//! assert_eq!(item.len(), 2);
//! ```

use super::{split, tag, tag::Type};

/// One encoded value: its tag and payload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Raw<'a>(&'a [u8]);

/// A value opened one level deep. Texts are valid UTF-8, numbers are in the ordered form.
#[derive(Clone, Copy, Debug)]
pub enum ValueRef<'a> {
    /// Null.
    Null,
    /// Boolean.
    Bool(bool),
    /// Number in the ordered form.
    N(&'a [u8]),
    /// String as UTF-8 bytes.
    S(&'a [u8]),
    /// Binary.
    B(&'a [u8]),
    /// List.
    L(ListRef<'a>),
    /// Map.
    M(MapRef<'a>),
    /// String set.
    SS(SetRef<'a>),
    /// Number set.
    NS(SetRef<'a>),
    /// Binary set.
    BS(SetRef<'a>),
}

impl<'a> Raw<'a> {
    /// Wraps the bytes of one encoded value.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Tag and payload.
    #[must_use]
    pub const fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// The tag byte; 0 when there are no bytes.
    #[must_use]
    pub fn tag(self) -> u8 {
        self.0.first().copied().unwrap_or(0)
    }

    /// The attribute type. Unknown tags, which validation refuses, read as null.
    #[must_use]
    pub fn ty(self) -> Type {
        Type::from_tag(self.tag()).unwrap_or(Type::Null)
    }

    /// Opens the value one level deep.
    #[must_use]
    #[inline]
    pub fn view(self) -> ValueRef<'a> {
        self.open().unwrap_or(ValueRef::Null)
    }

    #[inline]
    fn open(self) -> Option<ValueRef<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        Some(match tag {
            tag::FALSE => ValueRef::Bool(false),
            tag::TRUE => ValueRef::Bool(true),
            tag::NUMBER => ValueRef::N(split::number(rest)?.0),
            tag::ASCII | tag::UTF8 => ValueRef::S(split::blob(rest)?.0),
            tag::BINARY => ValueRef::B(split::blob(rest)?.0),
            tag::LIST => ValueRef::L(ListRef(split::body(rest)?.0)),
            tag::MAP => ValueRef::M(MapRef(split::body(rest)?.0)),
            tag::STRING_SET => ValueRef::SS(SetRef { body: split::body(rest)?.0, kind: tag }),
            tag::NUMBER_SET => ValueRef::NS(SetRef { body: split::body(rest)?.0, kind: tag }),
            tag::BINARY_SET => ValueRef::BS(SetRef { body: split::body(rest)?.0, kind: tag }),
            _ => return None,
        })
    }

    /// The UTF-8 text of a string value.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        match self.view() {
            ValueRef::S(bytes) => core::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The map of a map value.
    #[must_use]
    pub fn as_map(self) -> Option<MapRef<'a>> {
        match self.view() {
            ValueRef::M(map) => Some(map),
            _ => None,
        }
    }

    /// The list of a list value.
    #[must_use]
    pub fn as_list(self) -> Option<ListRef<'a>> {
        match self.view() {
            ValueRef::L(list) => Some(list),
            _ => None,
        }
    }

    /// A boolean value.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.view() {
            ValueRef::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A number value that is a whole `i64`.
    #[must_use]
    pub fn as_int(self) -> Option<i64> {
        match self.view() {
            ValueRef::N(bytes) => super::number::Number::from_bytes(bytes)?.to_i64(),
            _ => None,
        }
    }

    /// The payload bytes of a scalar that can be a key: UTF-8 text, ordered number or binary.
    #[must_use]
    pub fn scalar_bytes(self) -> Option<&'a [u8]> {
        match self.view() {
            ValueRef::S(bytes) | ValueRef::N(bytes) | ValueRef::B(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// The entries of a map, an item, a request or a response.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MapRef<'a>(&'a [u8]);

impl<'a> MapRef<'a> {
    /// Wraps a map body: entries without tag and length.
    #[must_use]
    pub const fn new(body: &'a [u8]) -> Self {
        Self(body)
    }

    /// The entries' bytes.
    #[must_use]
    pub const fn body(self) -> &'a [u8] {
        self.0
    }

    /// The value of an attribute. Linear: values are skipped by their length.
    #[must_use]
    pub fn get(self, name: &[u8]) -> Option<Raw<'a>> {
        let mut rest = self.0;
        loop {
            let (candidate, after) = split::text(rest)?;
            let (value, after) = split::value(after)?;
            if split::same(candidate, name) {
                return Some(Raw(value));
            }
            rest = after;
        }
    }

    /// The string member `name`.
    #[must_use]
    pub fn get_str(self, name: &str) -> Option<&'a str> {
        self.get(name.as_bytes())?.as_str()
    }

    /// The whole-number member `name`.
    #[must_use]
    pub fn get_int(self, name: &str) -> Option<i64> {
        self.get(name.as_bytes())?.as_int()
    }

    /// The boolean member `name`.
    #[must_use]
    pub fn get_bool(self, name: &str) -> Option<bool> {
        self.get(name.as_bytes())?.as_bool()
    }

    /// The map member `name`.
    #[must_use]
    pub fn get_map(self, name: &str) -> Option<MapRef<'a>> {
        self.get(name.as_bytes())?.as_map()
    }

    /// The list member `name`.
    #[must_use]
    pub fn get_list(self, name: &str) -> Option<ListRef<'a>> {
        self.get(name.as_bytes())?.as_list()
    }

    /// Names and values in stored order.
    #[must_use]
    pub const fn iter(self) -> Entries<'a> {
        Entries(self.0)
    }

    /// How many entries there are; walks them.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there are no entries.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

/// Iterates a map's entries.
#[derive(Clone, Copy, Debug)]
pub struct Entries<'a>(&'a [u8]);

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a [u8], Raw<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = split::text(self.0)?;
        let (value, rest) = split::value(rest)?;
        self.0 = rest;
        Some((name, Raw(value)))
    }
}

/// The elements of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ListRef<'a>(&'a [u8]);

impl<'a> ListRef<'a> {
    /// Wraps a list body: values without tag and length.
    #[must_use]
    pub const fn new(body: &'a [u8]) -> Self {
        Self(body)
    }

    /// The elements' bytes.
    #[must_use]
    pub const fn body(self) -> &'a [u8] {
        self.0
    }

    /// Elements in order.
    #[must_use]
    pub const fn iter(self) -> Elements<'a> {
        Elements(self.0)
    }

    /// The element at a zero-based index.
    #[must_use]
    pub fn get(self, index: usize) -> Option<Raw<'a>> {
        self.iter().nth(index)
    }

    /// How many elements there are; walks them.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there are no elements.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

/// Iterates a list's elements.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a>(&'a [u8]);

impl<'a> Iterator for Elements<'a> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (value, rest) = split::value(self.0)?;
        self.0 = rest;
        Some(Raw(value))
    }
}

/// The members of a set: UTF-8 texts, ordered numbers or binaries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SetRef<'a> {
    body: &'a [u8],
    kind: u8,
}

impl<'a> SetRef<'a> {
    /// The members' bytes as encoded.
    #[must_use]
    pub const fn body(self) -> &'a [u8] {
        self.body
    }

    /// Payloads of the members in stored order, ascending in a canonical set.
    #[must_use]
    pub const fn iter(self) -> Members<'a> {
        Members(self)
    }

    /// Whether a member has this payload.
    #[must_use]
    pub fn contains(self, payload: &[u8]) -> bool {
        self.iter().any(|member| member == payload)
    }

    /// How many members there are; walks them.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there are no members.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.body.is_empty()
    }
}

/// Iterates a set's members.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a>(SetRef<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        let (member, rest) = match self.0.kind {
            tag::STRING_SET => split::text(self.0.body)?,
            tag::NUMBER_SET => split::number(self.0.body)?,
            _ => split::blob(self.0.body)?,
        };
        self.0.body = rest;
        Some(member)
    }
}
