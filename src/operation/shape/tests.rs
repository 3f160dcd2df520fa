//! Base64, the DocumentClient's plain mode, and round trips. Requests in JSON are tested with the JSON reader, one
//! layer up.

use proptest::prelude::*;

use super::base64::{self, Base64Error};
use super::{Mode, generated as g, lower, raise_typed};
use crate::model::{MapRef, Number, Type, Writer, check};

fn decoded(text: &str) -> Result<Vec<u8>, Base64Error> {
    let mut bytes = Vec::new();
    base64::decode(text.as_bytes(), &mut bytes).map(|()| bytes)
}

fn put(fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut out = Writer::new();
    out.entry_str("TableName", "abc");
    let item = out.begin_entry("Item", Type::M);
    fill(&mut out);
    out.end(item);
    out.into_inner()
}

fn lowered(mode: Mode, request: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    lower(g::PUT_ITEM.input, mode, MapRef::new(request), &mut out).map_err(|failure| failure.message)?;
    Ok(out)
}

#[test]
fn base64_is_padded_and_strict() {
    for (text, bytes) in
        [("", &b""[..]), ("Zg==", b"f"), ("Zm8=", b"fo"), ("Zm9v", b"foo"), ("//+A", b"\xff\xff\x80")]
    {
        assert_eq!(decoded(text).unwrap(), bytes);
        let mut encoded = String::new();
        base64::encode(bytes, &mut encoded);
        assert_eq!(encoded, text);
    }
    assert_eq!(decoded("Zg="), Err(Base64Error::Length(3)));
    assert_eq!(decoded("Zg\n="), Err(Base64Error::Character(b'\n')));
    for text in ["Z===", "====", "=Zg=", "Zg=g", "Zh==", "Zm9="] {
        assert_eq!(decoded(text), Err(Base64Error::Padding), "{text}");
    }
}

#[test]
fn canonical_items_pass_as_they_are() {
    let request = put(|out| {
        out.entry_int("a", 1);
        out.entry_str("b", "é");
    });
    assert_eq!(lowered(Mode::Plain, &request).unwrap(), request);
}

#[test]
fn other_items_are_normalised() {
    let request = put(|out| {
        out.entry_str("b", "x");
        out.name(b"a");
        out.number_text(b"1.0");
    });
    let canonical = put(|out| {
        out.entry_int("a", 1);
        out.entry_str("b", "x");
    });
    assert_eq!(lowered(Mode::Plain, &request).unwrap(), canonical);
}

#[test]
fn plain_values_are_refused_as_typed_ones_are() {
    let request = put(|out| {
        let set = out.begin_entry("a", Type::SS);
        out.end(set);
    });
    let message = "1 validation error detected: One or more parameter values were invalid: An string set  may not be empty";
    assert_eq!(lowered(Mode::Plain, &request).unwrap_err(), message);
    let request = put(|out| {
        out.name(b"a");
        out.number_text(b"x");
    });
    let message = "1 validation error detected: The parameter cannot be converted to a numeric value: x";
    assert_eq!(lowered(Mode::Plain, &request).unwrap_err(), message);
    let mut request = Writer::new();
    request.name(b"TableName");
    request.string(b"abc\xff");
    assert_eq!(lowered(Mode::Plain, request.as_bytes()).unwrap_err(), "A text is not valid UTF-8");
    let mut request = put(|_| {});
    request.extend_from_slice(b"\x06abc\xff");
    assert!(lowered(Mode::Plain, &request).is_ok(), "what cannot be read is not a member");
}

#[test]
fn typed_sets_come_as_lists_or_sets() {
    let canonical = put(|out| {
        let set = out.begin_entry("a", Type::SS);
        out.member_text(b"x");
        out.member_text(b"y");
        out.end(set);
    });
    for container in [Type::L, Type::SS] {
        let request = put(|out| {
            let value = out.begin_entry("a", Type::M);
            let set = out.begin_entry("SS", container);
            for member in [b"y", b"x"] {
                if container == Type::L { out.string(member) } else { out.member_text(member) }
            }
            out.end(set);
            out.end(value);
        });
        assert_eq!(lowered(Mode::Typed, &request).unwrap(), canonical);
    }
}

#[test]
fn binary_is_binary_in_typed_mode_only() {
    let request = put(|out| {
        let value = out.begin_entry("a", Type::M);
        out.name(b"B");
        out.binary(b"x");
        out.end(value);
    });
    assert!(lowered(Mode::Typed, &request).is_ok());
    let request = put(|out| {
        let value = out.begin_entry("a", Type::M);
        out.entry_str("B", "eA==");
        out.end(value);
    });
    assert!(lowered(Mode::Json, &request).is_ok());
    assert_eq!(
        lowered(Mode::Typed, &request).unwrap_err(),
        "only base-64-encoded strings are convertible to bytes"
    );
}

#[derive(Clone, Debug)]
enum Value {
    Null,
    Bool(bool),
    Number(i64),
    String(String),
    Binary(Vec<u8>),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    Numbers(Vec<i64>),
    Strings(Vec<String>),
}

fn write(value: &Value, out: &mut Writer) {
    match value {
        Value::Null => out.null(),
        Value::Bool(value) => out.bool(*value),
        Value::Number(value) => out.int(*value),
        Value::String(value) => out.str(value),
        Value::Binary(value) => out.binary(value),
        Value::List(values) => {
            let mark = out.begin(Type::L);
            values.iter().for_each(|value| write(value, out));
            out.end(mark);
        }
        Value::Map(entries) => {
            let mark = out.begin(Type::M);
            for (name, value) in entries {
                out.name(name.as_bytes());
                write(value, out);
            }
            out.end(mark);
        }
        Value::Numbers(values) => {
            let mark = out.begin(Type::NS);
            values.iter().for_each(|value| out.member_number(Number::from_i64(*value).as_bytes()));
            out.end(mark);
        }
        Value::Strings(values) => {
            let mark = out.begin(Type::SS);
            values.iter().for_each(|value| out.member_text(value.as_bytes()));
            out.end(mark);
        }
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Number),
        ".{0,8}".prop_map(Value::String),
        proptest::collection::vec(any::<u8>(), 0..8).prop_map(Value::Binary),
        proptest::collection::vec(any::<i64>(), 0..4).prop_map(Value::Numbers),
        proptest::collection::vec("[a-c]{0,2}", 0..4).prop_map(Value::Strings),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            proptest::collection::vec((".{0,3}", inner), 0..5).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn base64_round_trips(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let mut text = String::new();
        base64::encode(&bytes, &mut text);
        prop_assert_eq!(decoded(&text).unwrap(), bytes);
    }

    #[test]
    fn base64_never_panics(text in "[A-Za-z0-9+/= ]{0,12}") {
        let _ = decoded(&text);
    }

    #[test]
    fn a_lowered_request_is_canonical_and_survives_raising(value in value()) {
        let request = put(|out| {
            out.name(b"value");
            write(&value, out);
        });
        if let Ok(document) = lowered(Mode::Plain, &request) {
            let item = MapRef::new(&document).get_map("Item").unwrap();
            prop_assert!(check::item(item.body()).unwrap().canonical);
            let typed = raise_typed(g::GET_ITEM.output, MapRef::new(&document));
            prop_assert_eq!(lowered(Mode::Typed, &typed).unwrap(), document);
        }
    }

    #[test]
    fn lowering_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..120), mode in 0..3) {
        let mode = [Mode::Plain, Mode::Typed, Mode::Json][mode as usize];
        let mut request = put(|_| {});
        request.extend_from_slice(&bytes);
        let _ = lowered(mode, &request);
        let _ = lowered(mode, &bytes);
        let _ = raise_typed(g::GET_ITEM.output, MapRef::new(&bytes));
    }
}
