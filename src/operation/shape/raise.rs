//! Responses in the forms that clients read.
//!
//! Both walks follow the response, whose attribute values are canonical and so at most 31 containers deep; the shape
//! only tells where attribute values begin.

use super::table::{Kind, ShapeId};
use super::{base64, json};
use crate::model::{ListRef, MapRef, Number, Raw, SetRef, Type, ValueRef, Writer};

/// A response with attribute values as `{"S": ..}`; numbers in them are strings, sets are lists, binary stays binary.
#[must_use]
pub fn raise_typed(shape: ShapeId, body: MapRef<'_>) -> Vec<u8> {
    let mut out = Writer::new();
    typed_entries(shape, body, &mut out);
    out.into_inner()
}

fn typed_entries(shape: ShapeId, body: MapRef<'_>, out: &mut Writer) {
    for (name, value) in body.iter() {
        out.name(name);
        typed(shape.row().entry(name), value, out);
    }
}

fn typed(shape: ShapeId, value: Raw<'_>, out: &mut Writer) {
    match (shape.row().kind, value.view()) {
        (Kind::Value, view) => typed_value(value, view, out),
        (Kind::Plain, _) => out.raw(value),
        (_, ValueRef::M(entries)) => {
            let mark = out.begin(Type::M);
            typed_entries(shape, entries, out);
            out.end(mark);
        }
        (Kind::List, ValueRef::L(elements)) => {
            let mark = out.begin(Type::L);
            for element in elements.iter() {
                typed(shape.row().element(), element, out);
            }
            out.end(mark);
        }
        _ => out.raw(value),
    }
}

fn typed_value(value: Raw<'_>, view: ValueRef<'_>, out: &mut Writer) {
    let mark = out.begin(Type::M);
    out.name(value.ty().name().as_bytes());
    match view {
        ValueRef::Null => out.bool(true),
        ValueRef::Bool(_) | ValueRef::S(_) | ValueRef::B(_) => out.raw(value),
        ValueRef::N(ordered) => out.str(&plain_decimal(ordered)),
        ValueRef::L(elements) => {
            let list = out.begin(Type::L);
            for element in elements.iter() {
                typed_value(element, element.view(), out);
            }
            out.end(list);
        }
        ValueRef::M(entries) => {
            let map = out.begin(Type::M);
            for (name, entry) in entries.iter() {
                out.name(name);
                typed_value(entry, entry.view(), out);
            }
            out.end(map);
        }
        ValueRef::SS(members) | ValueRef::NS(members) | ValueRef::BS(members) => {
            let list = out.begin(Type::L);
            for member in members.iter() {
                match view {
                    ValueRef::SS(_) => out.string(member),
                    ValueRef::NS(_) => out.str(&plain_decimal(member)),
                    _ => out.binary(member),
                }
            }
            out.end(list);
        }
    }
    out.end(mark);
}

/// Appends a response as JSON text, attribute values as `{"S": ..}`, binary as base64.
pub fn raise_json(shape: ShapeId, body: MapRef<'_>, out: &mut String) {
    out.push('{');
    raise_json_members(shape, body, out);
    out.push('}');
}

/// Appends members as JSON text without the braces around them.
pub fn raise_json_members(shape: ShapeId, body: MapRef<'_>, out: &mut String) {
    for (index, (name, value)) in body.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        json::string(name, out);
        out.push(':');
        write(shape.row().entry(name), value, out);
    }
}

fn write(shape: ShapeId, value: Raw<'_>, out: &mut String) {
    match (shape.row().kind, value.view()) {
        (Kind::Value, view) => write_value(value.ty(), view, out),
        (_, ValueRef::M(entries)) => raise_json(shape, entries, out),
        (_, ValueRef::L(elements)) => write_list(elements, shape.row().list_element(), out),
        (_, view) => write_plain(view, out),
    }
}

fn write_list(elements: ListRef<'_>, element: ShapeId, out: &mut String) {
    write_sequence(out, elements.iter(), |value, out| write(element, value, out));
}

fn write_value(ty: Type, view: ValueRef<'_>, out: &mut String) {
    out.push_str("{\"");
    out.push_str(ty.name());
    out.push_str("\":");
    match view {
        ValueRef::Null => out.push_str("true"),
        ValueRef::N(ordered) => quoted_number(ordered, out),
        ValueRef::L(elements) => {
            write_sequence(out, elements.iter(), |value, out| write_value(value.ty(), value.view(), out));
        }
        ValueRef::M(entries) => {
            out.push('{');
            for (index, (name, entry)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                json::string(name, out);
                out.push(':');
                write_value(entry.ty(), entry.view(), out);
            }
            out.push('}');
        }
        ValueRef::SS(members) => write_members(members, out, json::string),
        ValueRef::NS(members) => write_members(members, out, quoted_number),
        ValueRef::BS(members) => write_members(members, out, quoted_base64),
        _ => write_plain(view, out),
    }
    out.push('}');
}

fn write_plain(view: ValueRef<'_>, out: &mut String) {
    match view {
        ValueRef::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        ValueRef::S(text) => json::string(text, out),
        ValueRef::B(bytes) => quoted_base64(bytes, out),
        ValueRef::N(ordered) => push_number(ordered, out),
        _ => out.push_str("null"),
    }
}

fn write_members(members: SetRef<'_>, out: &mut String, each: fn(&[u8], &mut String)) {
    write_sequence(out, members.iter(), each);
}

fn write_sequence<T>(
    out: &mut String,
    values: impl Iterator<Item = T>,
    mut each: impl FnMut(T, &mut String),
) {
    out.push('[');
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push(',');
        }
        each(value, out);
    }
    out.push(']');
}

fn quoted_number(ordered: &[u8], out: &mut String) {
    out.push('"');
    push_number(ordered, out);
    out.push('"');
}

fn quoted_base64(bytes: &[u8], out: &mut String) {
    out.push('"');
    base64::encode(bytes, out);
    out.push('"');
}

fn push_number(ordered: &[u8], out: &mut String) {
    if let Some(number) = Number::from_bytes(ordered) {
        number.to_text(out);
    }
}

fn plain_decimal(ordered: &[u8]) -> String {
    let mut text = String::new();
    push_number(ordered, &mut text);
    text
}
