//! The rows of the shape tables: a few bytes for each shape and member, shared by all operations.
//!
//! A row's three numbers mean what its [`Kind`] says. Texts stand in one byte string, each behind a length byte, and
//! are named by where they start; 0 is the empty text.

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
    /// first: start in the members, second: how many, third: name; small: wording flags.
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
    pub(super) small: u8,
    pub(super) first: u16,
    pub(super) second: u16,
    pub(super) third: u16,
}

/// A member of a structure: where its name starts, and its shape with the highest bit set if it is required.
#[derive(Debug)]
pub(super) struct Member(pub(super) u16, pub(super) u16);

impl Shape {
    pub(super) const fn new(kind: Kind, small: u8, first: u16, second: u16, third: u16) -> Self {
        Self { kind, small, first, second, third }
    }
}
