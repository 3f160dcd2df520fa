//! Writes values in the item format.
//!
//! The writer does not sort: callers that need canonical bytes write names and set members in ascending order, or
//! pass the result through [`super::check::normalise`].

use super::number::Number;
use super::split::put_varint;
use super::tag::{self, Type};
use super::value::{MapRef, Raw};

/// A growing map body, list body or single value.
#[derive(Debug, Default, Clone)]
pub struct Writer {
    out: Vec<u8>,
}

/// An open list, map or set; [`Writer::end`] closes it.
#[derive(Debug)]
#[must_use = "an open container has to be closed with Writer::end"]
pub struct Mark(usize);

impl Writer {
    /// An empty writer.
    #[must_use]
    pub const fn new() -> Self {
        Self { out: Vec::new() }
    }

    /// Appends to bytes written before.
    #[must_use]
    pub const fn over(out: Vec<u8>) -> Self {
        Self { out }
    }

    /// The bytes so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.out
    }

    /// The bytes.
    #[must_use]
    pub fn into_inner(self) -> Vec<u8> {
        self.out
    }

    /// How many bytes have been written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing has been written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Takes back everything after a length seen before.
    pub fn truncate(&mut self, length: usize) {
        self.out.truncate(length);
    }

    /// Appends bytes that are already in the format.
    pub fn encoded(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// A null value.
    pub fn null(&mut self) {
        self.out.push(tag::NULL);
    }

    /// A boolean value.
    pub fn bool(&mut self, value: bool) {
        self.out.push(if value { tag::TRUE } else { tag::FALSE });
    }

    /// A number value in the ordered form.
    pub fn number(&mut self, ordered: &[u8]) {
        self.out.push(tag::NUMBER);
        self.member_number(ordered);
    }

    /// A number value.
    pub fn int(&mut self, value: i64) {
        self.number(Number::from_i64(value).as_bytes());
    }

    /// A string value.
    pub fn str(&mut self, value: &str) {
        self.string(value.as_bytes());
    }

    /// A string value of UTF-8 bytes.
    pub fn string(&mut self, utf8: &[u8]) {
        self.out.push(if utf8.is_ascii() { tag::ASCII } else { tag::UTF8 });
        self.member_binary(utf8);
    }

    /// A binary value.
    pub fn binary(&mut self, bytes: &[u8]) {
        self.out.push(tag::BINARY);
        self.member_binary(bytes);
    }

    /// A number that is still decimal text; for requests only.
    pub fn number_text(&mut self, text: &[u8]) {
        self.out.push(tag::NUMBER_TEXT);
        self.member_binary(text);
    }

    /// An encoded value.
    pub fn raw(&mut self, value: Raw<'_>) {
        self.out.extend_from_slice(value.bytes());
    }

    /// An attribute name; its value has to follow.
    pub fn name(&mut self, name: &[u8]) {
        self.member_text(name);
    }

    /// A string-set member.
    pub fn member_text(&mut self, utf8: &[u8]) {
        put_varint(&mut self.out, (utf8.len() as u32) << 1 | u32::from(!utf8.is_ascii()));
        self.out.extend_from_slice(utf8);
    }

    /// A number-set member in the ordered form.
    pub fn member_number(&mut self, ordered: &[u8]) {
        self.out.push(ordered.len() as u8);
        self.out.extend_from_slice(ordered);
    }

    /// A binary-set member.
    pub fn member_binary(&mut self, bytes: &[u8]) {
        put_varint(&mut self.out, bytes.len() as u32);
        self.out.extend_from_slice(bytes);
    }

    /// Opens a list, map or set; any other type opens a list.
    pub fn begin(&mut self, container: Type) -> Mark {
        self.out.push(match container {
            Type::M => tag::MAP,
            Type::SS => tag::STRING_SET,
            Type::NS => tag::NUMBER_SET,
            Type::BS => tag::BINARY_SET,
            _ => tag::LIST,
        });
        let mark = Mark(self.out.len());
        self.out.extend_from_slice(&[0; 4]);
        mark
    }

    /// Closes what [`Writer::begin`] opened.
    pub fn end(&mut self, mark: Mark) {
        let length = self.out.len().saturating_sub(mark.0 + 4) as u32;
        if let Some(field) = self.out.get_mut(mark.0..mark.0 + 4) {
            field.copy_from_slice(&length.to_le_bytes());
        }
    }

    /// A map value from its entries.
    pub fn map(&mut self, map: MapRef<'_>) {
        self.out.push(tag::MAP);
        self.out.extend_from_slice(&(map.body().len() as u32).to_le_bytes());
        self.out.extend_from_slice(map.body());
    }

    /// A string entry.
    pub fn entry_str(&mut self, name: &str, value: &str) {
        self.name(name.as_bytes());
        self.str(value);
    }

    /// A whole-number entry.
    pub fn entry_int(&mut self, name: &str, value: i64) {
        self.name(name.as_bytes());
        self.int(value);
    }

    /// A boolean entry.
    pub fn entry_bool(&mut self, name: &str, value: bool) {
        self.name(name.as_bytes());
        self.bool(value);
    }

    /// A map entry from its entries.
    pub fn entry_map(&mut self, name: &str, map: MapRef<'_>) {
        self.name(name.as_bytes());
        self.map(map);
    }

    /// Opens a container entry.
    pub fn begin_entry(&mut self, name: &str, container: Type) -> Mark {
        self.name(name.as_bytes());
        self.begin(container)
    }
}
