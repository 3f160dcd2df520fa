use proptest::prelude::*;

use super::read;
use crate::model::{MapRef, ValueRef, tag};
use crate::operation::shape::{ShapeId, raise_json};

/// Reads, and writes again without a shape; numbers are turned into ordered ones first.
fn again(text: &str) -> Option<String> {
    let body = read(text.as_bytes()).ok()?;
    let mut canonical = crate::model::Writer::new();
    crate::model::check::item(&body).ok()?;
    crate::model::check::normalise(&body, &mut canonical);
    let mut out = String::new();
    raise_json(ShapeId::default(), MapRef::new(canonical.as_bytes()), &mut out);
    Some(out)
}

#[test]
fn reads_every_kind_of_value() {
    let text = r#" { "a" : [ 1 , -2.5e1, "x", true, false, null, [], {} ], "b":{"c":{"d":"é"}} } "#;
    assert_eq!(again(text).unwrap(), r#"{"a":[1,-25,"x",true,false,null,[],{}],"b":{"c":{"d":"é"}}}"#);
    assert_eq!(again("{}").unwrap(), "{}");
}

#[test]
fn numbers_stay_text() {
    let body = read(b"{\"n\":1.50}").unwrap();
    assert_eq!(MapRef::new(&body).get(b"n").unwrap().tag(), tag::NUMBER_TEXT);
}

#[test]
fn of_a_member_given_twice_the_last_counts() {
    assert_eq!(
        again(r#"{"a":1,"b":2,"a":3,"c":{"x":1,"x":2},"a":4}"#).unwrap(),
        r#"{"a":4,"b":2,"c":{"x":2}}"#
    );
}

#[test]
fn resolves_escapes_and_surrogate_pairs() {
    let body = read(br#"{"\u0061\"\\\/\b\f\n\r\t":"\ud83d\ude00 \u00e9"}"#).unwrap();
    let (name, value) = MapRef::new(&body).iter().next().unwrap();
    assert_eq!(name, b"a\"\\/\x08\x0c\n\r\t");
    assert!(matches!(value.view(), ValueRef::S(text) if text == "😀 é".as_bytes()));
}

#[test]
fn refuses_what_is_not_json() {
    for text in [
        "",
        " ",
        "[]",
        "1",
        "\"a\"",
        "null",
        "{",
        "}",
        "{}{}",
        "{} x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\":[1,]}",
        "{\"a\":[}",
        "{\"a\":{]}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\ude00\"}",
        "{\"a\":\"\\ud800\\u0041\"}",
        "{\"a\":1 2}",
        "{'a':1}",
        "\u{feff}{}",
    ] {
        let failure = read(text.as_bytes()).expect_err(text);
        assert_eq!((failure.kind.name(), failure.message.as_str()), ("SerializationException", ""), "{text}");
    }
    assert!(read(b"{\"a\":\"\xff\"}").is_err());
    assert!(read(b"{\"a\":\"\xed\xa0\x80\"}").is_err());
}

#[test]
fn bounds_the_depth_without_recursion() {
    let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(deep(1023).as_bytes()).is_ok());
    assert!(read(deep(1024).as_bytes()).is_err());
    assert!(read(deep(1_000_000).as_bytes()).is_err());
    assert!(read("{\"a\":".repeat(1_000_000).as_bytes()).is_err());
}

fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(String::from("null")),
        Just(String::from("true")),
        any::<i64>().prop_map(|number| number.to_string()),
        ".*".prop_map(|text| quoted(&text)),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5)
                .prop_map(|values| format!("[{}]", values.join(","))),
            proptest::collection::btree_map(".+", inner, 0..5).prop_map(|entries| {
                let entries: Vec<_> =
                    entries.iter().map(|(name, value)| format!("{}:{value}", quoted(name))).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    crate::operation::shape::json::string(text.as_bytes(), &mut out);
    out
}

proptest! {
    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn never_panics_near_json(text in "[\\[\\]{}:,\"\\\\u0-9a-fnrt. \u{e9}-]{0,60}") {
        let _ = read(text.as_bytes());
        let _ = read(format!("{{\"a\":{text}}}").as_bytes());
    }

    #[test]
    fn what_is_read_is_written_again(value in json_text()) {
        let text = format!("{{\"a\":{value}}}");
        prop_assert_eq!(again(&text), Some(text.clone()));
    }
}

/// Names with one hash, found by looking at many.
fn crowd(count: usize) -> Vec<String> {
    let mut by_slot: std::collections::BTreeMap<u32, Vec<String>> = std::collections::BTreeMap::new();
    for number in 0_u32.. {
        let name = format!("{number:x}");
        let names = by_slot.entry(super::hash(name.as_bytes()) & 0xFFF).or_default();
        names.push(name);
        if names.len() == count {
            return std::mem::take(names);
        }
    }
    Vec::new()
}

#[test]
fn names_are_compared_with_those_of_their_hash_only() {
    let names: Vec<String> = (0..20_000).map(|number| format!("name{number}")).collect();
    let looked = std::cell::Cell::new(0_usize);
    let name = |place: u32| {
        looked.set(looked.get() + 1);
        names[place as usize].as_bytes()
    };
    assert!(!super::overridden(names.len(), &name).contains(&true));
    assert!(looked.get() < 3 * names.len(), "{} names were looked at", looked.get());
}

#[test]
fn names_that_were_made_to_collide_are_sorted() {
    let mut names = crowd(300);
    names.push(names[200].clone());
    names.push(names[5].clone());
    let name = |place: u32| names[place as usize].as_bytes();
    let overridden = super::overridden(names.len(), &name);
    let places: Vec<usize> = (0..names.len()).filter(|place| overridden[*place]).collect();
    assert_eq!(places, [5, 200]);
}
