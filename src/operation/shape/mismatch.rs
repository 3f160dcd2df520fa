//! `SerializationException`: a value of another type than its member's.

use super::table::{Kind, Shape};
use crate::model::{Failure, Kind as Exception, Number, Raw, ValueRef, tag};

/// Whether a value stands in a member or in a list or map; the service words its refusal differently.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The value of a member.
    Field,
    /// An element of a list or the value of a map's entry.
    Element,
}

const MAP_UNEXPECTED: &str = "Start of structure or map found where not expected";
const NOT_A_COLLECTION: &str = "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class \
    java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base \
    of loader 'bootstrap')";

/// A `SerializationException`.
pub(super) fn serialization(message: impl Into<String>) -> Failure {
    Failure::new(Exception::Serialization, message)
}

/// The refusal of `value` where `shape` is expected.
pub(super) fn mismatch(shape: &Shape, place: Place, value: Raw<'_>) -> Failure {
    match (value.tag(), shape.kind) {
        (tag::MAP, _) => serialization(MAP_UNEXPECTED),
        (tag::LIST | tag::STRING_SET | tag::NUMBER_SET | tag::BINARY_SET, _) => unexpected_list(shape),
        (_, Kind::List | Kind::Map | Kind::Item) => serialization(match place {
            Place::Field => "Unexpected field type",
            Place::Element => NOT_A_COLLECTION,
        }),
        (_, Kind::Structure | Kind::Value) => serialization(match place {
            Place::Field => "Unexpected field type",
            Place::Element => "Unexpected value type in payload",
        }),
        (tag::ASCII | tag::UTF8, Kind::Boolean) => serialization("Unexpected token received from parser"),
        _ => not_convertible(value, simple_name(shape.kind)),
    }
}

/// The refusal of a scalar that is no attribute value's payload.
pub(super) fn not_convertible(value: Raw<'_>, expected: &str) -> Failure {
    let mut message = String::from(token(value));
    message.push_str(" cannot be converted to ");
    message.push_str(expected);
    serialization(message)
}

/// The refusal of a list or map where a scalar payload is expected; `class` is Java's name for it.
pub(super) fn unexpected_container(value: Raw<'_>, class: &str) -> Failure {
    if value.tag() == tag::MAP {
        return serialization(MAP_UNEXPECTED);
    }
    let mut message = String::from("Unrecognized collection type class ");
    message.push_str(class);
    serialization(message)
}

fn unexpected_list(shape: &Shape) -> Failure {
    let mut message = String::from("Unrecognized collection type ");
    if !matches!(shape.kind, Kind::Map | Kind::Item | Kind::List) {
        message.push_str("class ");
    }
    push_class(shape, &mut message);
    serialization(message)
}

fn push_class(shape: &Shape, out: &mut String) {
    const SERVICE: &str = "com.amazonaws.dynamodb.v20120810.";
    match shape.kind {
        Kind::Structure => {
            out.push_str(SERVICE);
            out.push_str(shape.name());
        }
        Kind::Value => {
            out.push_str(SERVICE);
            out.push_str("AttributeValue");
        }
        Kind::Item => {
            out.push_str("java.util.Map<java.lang.String, ");
            out.push_str(SERVICE);
            out.push_str("AttributeValue>");
        }
        Kind::Map => {
            out.push_str("java.util.Map<java.lang.String, ");
            push_class(shape.map_value().row(), out);
            out.push('>');
        }
        Kind::List => {
            out.push_str("java.util.List<");
            push_class(shape.element().row(), out);
            out.push('>');
        }
        _ => {
            out.push_str("java.lang.");
            out.push_str(simple_name(shape.kind));
        }
    }
}

const fn simple_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "Integer",
        Kind::Long => "Long",
        Kind::Double => "Double",
        Kind::Boolean => "Boolean",
        _ => "String",
    }
}

/// The parser's name for a scalar.
fn token(value: Raw<'_>) -> &'static str {
    match value.tag() {
        tag::TRUE => "TRUE_VALUE",
        tag::FALSE => "FALSE_VALUE",
        tag::NUMBER | tag::NUMBER_TEXT if is_decimal(value) => "DECIMAL_VALUE",
        tag::NUMBER | tag::NUMBER_TEXT => "NUMBER_VALUE",
        _ => "STRING_VALUE",
    }
}

fn is_decimal(value: Raw<'_>) -> bool {
    match value.view() {
        ValueRef::N(ordered) => Number::from_bytes(ordered).is_some_and(|number| {
            let mut text = String::new();
            number.to_text(&mut text);
            text.contains('.')
        }),
        _ => value.bytes().iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')),
    }
}
