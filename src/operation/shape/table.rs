//! The tables behind the generated shapes: a few bytes for each shape and member, shared by all operations.
//!
//! A row's three numbers mean what its [`Kind`] says. Texts stand in one byte string, each behind a length byte, and
//! are named by where they start; 0 is the empty text.

use super::generated::{BOUNDS, MEMBERS, SHAPES, TEXT};

/// A shape of the service model; the default one knows nothing and writes everything as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShapeId(pub(super) u16);

/// The two shapes of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The request.
    pub input: ShapeId,
    /// The response: its paths to attribute values; everything else in it is written as it stands.
    pub output: ShapeId,
}

/// What a shape describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// Nothing is known: written as it stands. Only in responses.
    Plain,
    /// first: start in [`MEMBERS`], second: how many, third: name; small: wording flags.
    Structure,
    /// first: element; small: bounds.
    List,
    /// first: key, second: value, third: what is said when it is empty; small: bounds.
    Map,
    /// small: bounds; first: 1 if the name pattern holds.
    String,
    /// The name or ARN of a table.
    TableName,
    /// first: the values as one text, separated by comma and blank.
    Enum,
    /// small: bounds.
    Integer,
    /// small: bounds.
    Long,
    /// small: bounds.
    Double,
    /// True or false.
    Boolean,
    /// An attribute value.
    Value,
    /// A map of attribute values; first: 1 if they are an expression's.
    Item,
}

/// Value errors stand inside `1 validation error detected: `.
pub(super) const ENVELOPED: u8 = 1;
/// Errors of expression values name their key.
pub(super) const WRAPPED: u8 = 2;
/// Constraint messages name members as they are written and do not repeat the value.
pub(super) const PASCAL: u8 = 4;
/// What is wrong with the table name is reported first and alone.
pub(super) const CONTROL: u8 = 8;

/// Most members a request structure has; the generator checks it.
pub(super) const SLOTS: usize = 32;

/// One row of the shape table.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    small: u8,
    first: u16,
    second: u16,
    third: u16,
}

/// A member of a structure: where its name starts, and its shape with the highest bit set if it is required.
#[derive(Debug)]
pub(super) struct Member(pub(super) u16, pub(super) u16);

const REQUIRED: u16 = 0x8000;
const PLAIN_ID: ShapeId = ShapeId(0);
const VALUE_ID: ShapeId = ShapeId(1);
static PLAIN: Shape = Shape::new(Kind::Plain, 0, 0, 0, 0);

impl ShapeId {
    pub(super) fn row(self) -> &'static Shape {
        SHAPES.get(usize::from(self.0)).unwrap_or(&PLAIN)
    }
}

impl Shape {
    pub(super) const fn new(kind: Kind, small: u8, first: u16, second: u16, third: u16) -> Self {
        Self { kind, small, first, second, third }
    }

    pub(super) fn members(&self) -> &'static [Member] {
        let start = usize::from(self.first);
        MEMBERS.get(start..start + usize::from(self.second)).unwrap_or(&[])
    }

    /// The place of a member among [`Shape::members`].
    pub(super) fn position(&self, name: &[u8]) -> Option<usize> {
        self.members().iter().position(|member| member.name().as_bytes() == name)
    }

    /// The shape of a member or of a map's entry; in responses, where it may be unknown.
    pub(super) fn entry(&self, name: &[u8]) -> ShapeId {
        match self.kind {
            Kind::Structure => {
                let member = self.position(name).and_then(|place| self.members().get(place));
                member.map_or(PLAIN_ID, Member::shape)
            }
            Kind::Map => self.map_value(),
            Kind::Item => VALUE_ID,
            _ => PLAIN_ID,
        }
    }

    /// The shape of a list's elements; in responses, where it may be unknown.
    pub(super) fn list_element(&self) -> ShapeId {
        if self.kind == Kind::List { self.element() } else { PLAIN_ID }
    }

    pub(super) const fn flags(&self) -> u8 {
        self.small
    }

    pub(super) fn name(&self) -> &'static str {
        text(self.third)
    }

    pub(super) const fn element(&self) -> ShapeId {
        ShapeId(self.first)
    }

    pub(super) const fn map_key(&self) -> ShapeId {
        ShapeId(self.first)
    }

    pub(super) const fn map_value(&self) -> ShapeId {
        ShapeId(self.second)
    }

    /// What is said when the map is empty; empty if nothing in particular.
    pub(super) fn when_empty(&self) -> &'static str {
        text(self.third)
    }

    pub(super) fn enum_values(&self) -> &'static str {
        text(self.first)
    }

    pub(super) const fn has_name_pattern(&self) -> bool {
        self.first == 1
    }

    pub(super) const fn is_expression_values(&self) -> bool {
        self.first == 1
    }

    /// Least and greatest length or value; the extremes of `i64` stand for no bound.
    pub(super) fn bounds(&self) -> (i64, i64) {
        BOUNDS.get(usize::from(self.small)).copied().unwrap_or((i64::MIN, i64::MAX))
    }
}

impl Member {
    pub(super) fn name(&self) -> &'static str {
        text(self.0)
    }

    pub(super) const fn shape(&self) -> ShapeId {
        ShapeId(self.1 & !REQUIRED)
    }

    pub(super) const fn is_required(&self) -> bool {
        self.1 & REQUIRED != 0
    }
}

fn text(start: u16) -> &'static str {
    let entry = TEXT.get(usize::from(start)..).and_then(<[u8]>::split_first);
    let bytes = entry.and_then(|(length, rest)| rest.get(..usize::from(*length)));
    bytes.and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or("")
}
