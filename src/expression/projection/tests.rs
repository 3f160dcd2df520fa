use crate::expression::oracle::{self, Doc, P, V, list, map, of, s};
use crate::expression::{Substitutions, projection};
use crate::model::{MapRef, Writer};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn names() -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_str("#a", "a");
    w.entry_str("#dot", "a.b");
    w.into_inner()
}

fn project(text: &str, item: &Doc) -> Result<Doc, String> {
    let (names, body) = (names(), oracle::body(item));
    let mut subs = Substitutions::new(Some(MapRef::new(&names)), None).unwrap();
    let projection = projection::parse(text, &mut subs).map_err(|failure| failure.message)?;
    let mut out = Writer::new();
    projection.project(MapRef::new(&body), &mut out);
    Ok(oracle::doc(MapRef::new(out.as_bytes())))
}

fn refused(text: &str) -> String {
    let message = project(text, &of([])).unwrap_err();
    message.strip_prefix("Invalid ProjectionExpression: ").unwrap().to_owned()
}

#[test]
fn paths_are_projected_inside_their_parents() {
    let item = of([
        ("p", s("key")),
        ("a", map([("b", list([V::N(2), V::N(4), map([("x", s("hi")), ("y", s("yo"))])])), ("c", V::N(5))])),
        ("a.b", s("dotted")),
        ("hollow", map([])),
    ]);
    let y = || map([("y", s("yo"))]);
    for (text, expected) in [
        ("p", of([("p", s("key"))])),
        (" #dot ,  p ", of([("a.b", s("dotted")), ("p", s("key"))])),
        ("a.b[0]", of([("a", map([("b", list([V::N(2)]))]))])),
        ("a.b[2].y", of([("a", map([("b", list([y()]))]))])),
        ("a.b[2].y, a.b[0]", of([("a", map([("b", list([V::N(2), y()]))]))])),
        (
            "a.b[2].y, a.b[2].x, #a.b[1]",
            of([("a", map([("b", list([V::N(4), map([("x", s("hi")), ("y", s("yo"))])]))]))]),
        ),
        ("a.b[0],a.c", of([("a", map([("b", list([V::N(2)])), ("c", V::N(5))]))])),
        ("hollow", of([("hollow", map([]))])),
        ("x", of([])),
        ("a.b[3]", of([])),
        ("a.x.y", of([])),
        ("a[0]", of([])),
        ("a.b.x", of([])),
        ("a.b[0][0], p.q, hollow.z", of([])),
        ("a.x, a.b[0], x, a.b[3].x", of([("a", map([("b", list([V::N(2)]))]))])),
    ] {
        assert_eq!(project(text, &item).unwrap(), expected, "{text}");
    }
}

#[test]
fn overlapping_and_conflicting_paths_are_refused() {
    let pair = |text: &str, what: &str, one: &str, two: &str| {
        let expected = format!(
            "Two document paths {what} with each other; must remove or rewrite one of these paths; path one: {one}, path \
             two: {two}"
        );
        assert_eq!(refused(text), expected, "{text}");
    };
    pair("a, a", "overlap", "[a]", "[a]");
    pair("a, #a.b", "overlap", "[a]", "[a, b]");
    pair("b, a.b.d.e, a.b", "overlap", "[a, b, d, e]", "[a, b]");
    pair("a[1], a[1]", "overlap", "[a, [1]]", "[a, [1]]");
    pair("a.b, a[0]", "conflict", "[a, b]", "[a, [0]]");
    pair("a.b[2], a.b.c", "conflict", "[a, b, [2]]", "[a, b, c]");
    pair("a.b, a[0], c, c", "overlap", "[c]", "[c]");
    for text in ["a, b", "a.b, a.c", "a.b.d, a.b.e", "a[1], a[2]", "a.b, a.c[2]"] {
        assert!(project(text, &of([])).is_ok(), "{text}");
    }
}

#[test]
fn syntax_names_and_words_are_checked() {
    assert_eq!(refused(""), "The expression can not be empty;");
    assert_eq!(refused("a,"), "Syntax error; token: \"<EOF>\", near: \",\"");
    assert_eq!(refused(",a"), "Syntax error; token: \",\", near: \",a\"");
    assert_eq!(refused("a,,b"), "Syntax error; token: \",\", near: \",,b\"");
    assert_eq!(refused(":a"), "Syntax error; token: \":a\", near: \":a\"");
    assert_eq!(refused("whatever(stuff)"), "Syntax error; token: \"(\", near: \"whatever(stuff\"");
    assert_eq!(refused("a, abort"), "Attribute name is a reserved keyword; reserved keyword: abort");
    assert_eq!(
        refused("a, #b"),
        "An expression attribute name used in the document path is not defined; attribute name: #b"
    );
    assert_eq!(
        refused(&format!("a{}", ".b".repeat(32))),
        "The document path has too many nesting levels; nesting levels: 33"
    );
    assert!(project(&format!("a{}", ".b".repeat(31)), &of([])).is_ok());
}

#[test]
fn top_level_names_are_listed() {
    let names = names();
    let mut subs = Substitutions::new(Some(MapRef::new(&names)), None).unwrap();
    let projection = projection::parse("z, b.c, #dot", &mut subs).unwrap();
    let listed: Vec<_> = projection.attributes().collect();
    assert_eq!(listed, [(b"a.b".as_slice(), false), (b"b", true), (b"z", false)]);
}

/// The naive way: a tree of wanted steps, walked from the value's side.
#[derive(Default)]
struct Wanted(BTreeMap<P, Wanted>);

impl Wanted {
    fn value(&self, value: &V) -> Option<V> {
        if self.0.is_empty() {
            return Some(value.clone());
        }
        match value {
            V::M(map) => {
                let map = self.map(map);
                (!map.is_empty()).then_some(V::M(map))
            }
            V::L(list) => {
                let pick = |(at, value)| self.0.get(&P::At(at)).and_then(|wanted| wanted.value(value));
                let list: Vec<V> = list.iter().enumerate().filter_map(pick).collect();
                (!list.is_empty()).then_some(V::L(list))
            }
            _ => None,
        }
    }

    fn map(&self, map: &Doc) -> Doc {
        map.iter()
            .filter_map(|(key, value)| Some((key.clone(), self.0.get(&P::Key(key.clone()))?.value(value)?)))
            .collect()
    }
}

proptest! {
    #[test]
    fn projection_agrees_with_a_tree_of_steps(
        item in oracle::document(),
        paths in prop::collection::vec(oracle::path(), 1..5),
    ) {
        let text = paths.iter().map(|path| oracle::path_text(path)).collect::<Vec<_>>().join(", ");
        match project(&text, &item) {
            Ok(found) => {
                let mut wanted = Wanted::default();
                for path in paths {
                    path.into_iter().fold(&mut wanted, |wanted, step| wanted.0.entry(step).or_default());
                }
                prop_assert_eq!(found, wanted.map(&item), "{}", text);
            }
            Err(message) => {
                let prefix = |one: &Vec<P>, two: &Vec<P>| one.iter().zip(two).all(|(one, two)| {
                    one == two || std::mem::discriminant(one) != std::mem::discriminant(two)
                });
                let collide = paths.iter().enumerate().any(|(at, one)| paths[..at].iter().any(|two| prefix(one, two)));
                prop_assert!(collide || message.contains("conflict"), "{}: {}", text, message);
            }
        }
    }

    #[test]
    fn any_text_parses_or_is_refused(text in prop_oneof![any::<String>(), oracle::soup()]) {
        let mut subs = Substitutions::default();
        let _ = projection::parse(&text, &mut subs);
    }
}
