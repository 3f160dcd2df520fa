//! A refused value as the service repeats it in a message: in the notation of Java's `toString`.

use super::path::push_camel;
use super::table::{Kind, Shape};
use crate::model::{MapRef, Number, Raw, ValueRef, split, tag};

/// A message does not repeat more than this of a value.
const LONGEST: usize = 16 << 10;

/// Nor does it go deeper: the value is not checked yet, and its depth is not bounded.
const DEEPEST: u8 = 64;

/// Appends the value.
pub(super) fn write(shape: &Shape, value: Raw<'_>, out: &mut String) {
    nested(shape, value, 0, out);
}

fn nested(shape: &Shape, value: Raw<'_>, depth: u8, out: &mut String) {
    if out.len() > LONGEST || depth > DEEPEST {
        return;
    }
    let write = |shape: &Shape, value: Raw<'_>, out: &mut String| nested(shape, value, depth + 1, out);
    match (shape.kind, value.view()) {
        (Kind::Structure, ValueRef::M(map)) => {
            out.push_str(shape.name());
            let present = shape.members().iter().filter_map(|member| {
                let value = map.get(member.name().as_bytes()).filter(|value| value.tag() != tag::NULL);
                value.map(|value| (member.name(), member.shape().row(), value))
            });
            list(out, ('(', ')'), present, |(name, shape, value), out| {
                push_camel(name, out);
                out.push('=');
                write(shape, value, out);
            });
        }
        (Kind::Map, ValueRef::M(map)) => entries(out, map, shape.map_value().row(), depth),
        (Kind::Item, ValueRef::M(map)) => entries(out, map, &VALUE, depth),
        (Kind::List, ValueRef::L(elements)) => {
            list(out, ('[', ']'), elements.iter(), |element, out| write(shape.element().row(), element, out));
        }
        (_, ValueRef::M(map)) => {
            out.push_str("AttributeValue");
            list(out, ('(', ')'), map.iter(), |(name, value), out| {
                push_camel(&String::from_utf8_lossy(name), out);
                out.push('=');
                match value.view() {
                    ValueRef::M(map) => entries(out, map, &VALUE, depth),
                    _ => write(&VALUE, value, out),
                }
            });
        }
        (_, ValueRef::L(elements)) => {
            list(out, ('[', ']'), elements.iter(), |element, out| write(&VALUE, element, out));
        }
        _ => scalar(value, out),
    }
}

static VALUE: Shape = Shape::new(Kind::Value, 0, 0, 0, 0);

fn entries(out: &mut String, map: MapRef<'_>, shape: &Shape, depth: u8) {
    list(out, ('{', '}'), map.iter(), |(name, value), out| {
        out.push_str(&String::from_utf8_lossy(name));
        out.push('=');
        nested(shape, value, depth + 1, out);
    });
}

fn list<T>(
    out: &mut String,
    (open, close): (char, char),
    values: impl Iterator<Item = T>,
    mut each: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        each(value, out);
    }
    out.push(close);
}

/// Appends a value that holds no others.
pub fn scalar(value: Raw<'_>, out: &mut String) {
    match value.view() {
        ValueRef::S(text) => out.push_str(&String::from_utf8_lossy(text)),
        ValueRef::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        ValueRef::N(ordered) => {
            if let Some(number) = Number::from_bytes(ordered) {
                number.to_text(out);
            }
        }
        ValueRef::B(bytes) => super::base64::encode(bytes, out),
        _ => match value.bytes().split_first() {
            Some((&tag::NUMBER_TEXT, rest)) => {
                out.push_str(&String::from_utf8_lossy(split::blob(rest).map_or(&[], |(text, _)| text)));
            }
            _ => out.push_str("null"),
        },
    }
}
