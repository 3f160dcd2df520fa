//! Test support: owned values with the semantics written out naively, and random documents.

use crate::model::{MapRef, Number, Raw, Type, ValueRef, Writer};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub type Doc = BTreeMap<String, V>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum V {
    Null,
    Bool(bool),
    N(i64),
    S(String),
    B(Vec<u8>),
    L(Vec<V>),
    M(Doc),
    SS(BTreeSet<String>),
    NS(BTreeSet<i64>),
    BS(BTreeSet<Vec<u8>>),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum P {
    Key(String),
    At(usize),
}

impl V {
    pub fn ty(&self) -> &'static str {
        match self {
            V::Null => "NULL",
            V::Bool(_) => "BOOL",
            V::N(_) => "N",
            V::S(_) => "S",
            V::B(_) => "B",
            V::L(_) => "L",
            V::M(_) => "M",
            V::SS(_) => "SS",
            V::NS(_) => "NS",
            V::BS(_) => "BS",
        }
    }

    pub fn put(&self, w: &mut Writer) {
        match self {
            V::Null => w.null(),
            V::Bool(value) => w.bool(*value),
            V::N(value) => w.int(*value),
            V::S(value) => w.str(value),
            V::B(value) => w.binary(value),
            V::L(list) => {
                let mark = w.begin(Type::L);
                list.iter().for_each(|value| value.put(w));
                w.end(mark);
            }
            V::M(map) => {
                let body = body(map);
                w.map(MapRef::new(&body));
            }
            V::SS(set) => {
                let mark = w.begin(Type::SS);
                set.iter().for_each(|member| w.member_text(member.as_bytes()));
                w.end(mark);
            }
            V::NS(set) => {
                let mark = w.begin(Type::NS);
                set.iter().for_each(|member| w.member_number(Number::from_i64(*member).as_bytes()));
                w.end(mark);
            }
            V::BS(set) => {
                let mark = w.begin(Type::BS);
                set.iter().for_each(|member| w.member_binary(member));
                w.end(mark);
            }
        }
    }

    pub fn read(raw: Raw<'_>) -> V {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let int = |bytes: &[u8]| Number::from_bytes(bytes).unwrap().to_i64().unwrap();
        match raw.view() {
            ValueRef::Null => V::Null,
            ValueRef::Bool(value) => V::Bool(value),
            ValueRef::N(bytes) => V::N(int(bytes)),
            ValueRef::S(bytes) => V::S(text(bytes)),
            ValueRef::B(bytes) => V::B(bytes.to_vec()),
            ValueRef::L(list) => V::L(list.iter().map(V::read).collect()),
            ValueRef::M(map) => V::M(doc(map)),
            ValueRef::SS(set) => V::SS(set.iter().map(text).collect()),
            ValueRef::NS(set) => V::NS(set.iter().map(int).collect()),
            ValueRef::BS(set) => V::BS(set.iter().map(<[u8]>::to_vec).collect()),
        }
    }

    /// Size as expressions see it.
    pub fn size(&self) -> Option<i64> {
        Some(match self {
            V::S(value) => value.encode_utf16().count(),
            V::B(value) => value.len(),
            V::L(value) => value.len(),
            V::M(value) => value.len(),
            V::SS(value) => value.len(),
            V::NS(value) => value.len(),
            V::BS(value) => value.len(),
            V::Null | V::Bool(_) | V::N(_) => return None,
        } as i64)
    }
}

pub fn body(doc: &Doc) -> Vec<u8> {
    let mut w = Writer::new();
    for (name, value) in doc {
        w.name(name.as_bytes());
        value.put(&mut w);
    }
    w.into_inner()
}

pub fn doc(map: MapRef<'_>) -> Doc {
    map.iter().map(|(name, value)| (String::from_utf8(name.to_vec()).unwrap(), V::read(value))).collect()
}

pub fn of<const N: usize>(entries: [(&str, V); N]) -> Doc {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub fn s(text: &str) -> V {
    V::S(text.to_owned())
}

pub fn list<const N: usize>(values: [V; N]) -> V {
    V::L(values.to_vec())
}

pub fn map<const N: usize>(entries: [(&str, V); N]) -> V {
    V::M(of(entries))
}

pub fn ss<const N: usize>(members: [&str; N]) -> V {
    V::SS(members.iter().map(|member| (*member).to_owned()).collect())
}

pub fn get<'d>(doc: &'d Doc, path: &[P]) -> Option<&'d V> {
    let (P::Key(first), rest) = path.split_first()? else { return None };
    rest.iter().try_fold(doc.get(first)?, |value, step| match (value, step) {
        (V::M(map), P::Key(key)) => map.get(key),
        (V::L(list), P::At(at)) => list.get(*at),
        _ => None,
    })
}

/// Path text that needs no substitution.
pub fn path_text(path: &[P]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            P::Key(key) if text.is_empty() => text.push_str(key),
            P::Key(key) => text.push_str(&format!(".{key}")),
            P::At(at) => text.push_str(&format!("[{at}]")),
        }
    }
    text
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "dd"]).prop_map(str::to_owned)
}

pub fn value() -> impl Strategy<Value = V> {
    let text = prop::sample::select(vec!["", "a", "ab", "b", "ba", "é", "😀", "aé"]).prop_map(str::to_owned);
    let bytes = prop::collection::vec(0_u8..3, 0..3);
    let leaf = prop_oneof![
        Just(V::Null),
        any::<bool>().prop_map(V::Bool),
        (-2_i64..4).prop_map(V::N),
        text.clone().prop_map(V::S),
        bytes.clone().prop_map(V::B),
        prop::collection::btree_set(text, 1..3).prop_map(V::SS),
        prop::collection::btree_set(-2_i64..4, 1..4).prop_map(V::NS),
        prop::collection::btree_set(bytes, 1..3).prop_map(V::BS),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(V::L),
            prop::collection::btree_map(key(), inner, 0..4).prop_map(V::M),
        ]
    })
}

pub fn document() -> impl Strategy<Value = Doc> {
    prop::collection::btree_map(key(), value(), 0..5)
}

pub fn path() -> impl Strategy<Value = Vec<P>> {
    let step = prop_oneof![key().prop_map(P::Key), (0_usize..4).prop_map(P::At)];
    (key(), prop::collection::vec(step, 0..3)).prop_map(|(first, rest)| {
        let mut path = vec![P::Key(first)];
        path.extend(rest);
        path
    })
}

/// Fragments of every token, to be strung together at random.
pub fn soup() -> impl Strategy<Value = String> {
    const TOKENS: [&str; 40] = [
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        " AND ",
        " OR ",
        " NOT ",
        " IN ",
        " BETWEEN ",
        " SET ",
        " REMOVE ",
        " ADD ",
        " DELETE ",
        "a",
        "b",
        "#n",
        ":v",
        ":w",
        "0",
        "7",
        "12345678901",
        "size(",
        "contains(",
        "if_not_exists(",
        "list_append(",
        "attribute_exists(",
        "\"q\"",
        "é",
        " ",
        "_",
    ];
    prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..24).prop_map(|tokens| tokens.concat())
}
