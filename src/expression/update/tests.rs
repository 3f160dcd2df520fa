use crate::expression::oracle::{self, Doc, P, V, list, map, of, s, ss};
use crate::expression::{Substitutions, update};
use crate::model::{MapRef, Writer, check};
use proptest::prelude::*;

/// The new item, what was touched before, what is touched now.
#[derive(Debug, PartialEq)]
struct Outcome {
    item: Doc,
    old: Doc,
    new: Doc,
}

fn run(text: &str, item: Option<&Doc>, values: Doc) -> Result<Outcome, String> {
    let mut names = Writer::new();
    names.entry_str("#a", "a");
    names.entry_str("#dot", "a.b");
    let (values, key) = (oracle::body(&values), oracle::body(&of([("k", s("key"))])));
    let before = item.map(oracle::body);
    let before = before.as_deref().map(MapRef::new);
    let values = (!values.is_empty()).then(|| MapRef::new(&values));
    let mut subs = Substitutions::new(Some(MapRef::new(names.as_bytes())), values).unwrap();
    let update = update::parse(text, &mut subs).map_err(|failure| failure.message)?;
    update.check_keys(&[b"k", b"r"]).map_err(|failure| failure.message)?;
    let body = update.apply(before, MapRef::new(&key)).map_err(|failure| failure.message)?;
    assert!(check::item(&body).unwrap().canonical, "{text}");
    let touched = |item: MapRef<'_>| {
        let mut out = Writer::new();
        update.touched(item, &mut out);
        assert!(check::item(out.as_bytes()).unwrap().canonical, "{text}");
        oracle::doc(MapRef::new(out.as_bytes()))
    };
    Ok(Outcome {
        item: oracle::doc(MapRef::new(&body)),
        old: touched(before.unwrap_or_default()),
        new: touched(MapRef::new(&body)),
    })
}

fn after(text: &str, item: &Doc, values: Doc) -> Doc {
    run(text, Some(item), values).unwrap_or_else(|message| panic!("{text}: {message}")).item
}

fn refused(text: &str, values: Doc) -> String {
    let message = run(text, None, values).unwrap_err();
    message.strip_prefix("Invalid UpdateExpression: ").unwrap_or(&message).to_owned()
}

fn v(value: V) -> Doc {
    of([(":v", value)])
}

const MISSING: &str = "The provided expression refers to an attribute that does not exist in the item";
const WRONG_TYPE: &str = "An operand in the update expression has an incorrect data type";
const BAD_PATH: &str = "The document path provided in the update expression is invalid for update";

#[test]
fn set_puts_values_paths_and_sums() {
    let item = of([("k", s("key")), ("n", V::N(5)), ("m", V::N(2)), ("l", list([V::N(1)]))]);
    for (text, name, expected) in [
        ("SET z = :v", "z", V::N(7)),
        ("set z = n", "z", V::N(5)),
        ("SET z = n + m", "z", V::N(7)),
        ("SET z = (n - :v)", "z", V::N(-2)),
        ("SET n = (n) + (:v)", "n", V::N(12)),
        ("SET n = m, m = n", "m", V::N(5)),
        ("SET n = if_not_exists(n, :v)", "n", V::N(5)),
        ("SET z = if_not_exists(z, :v) + m", "z", V::N(9)),
        ("SET z = if_not_exists(z, if_not_exists(y, n))", "z", V::N(5)),
        ("SET l = list_append(l, l)", "l", list([V::N(1), V::N(1)])),
        ("SET y = list_append(if_not_exists(y, l), l)", "y", list([V::N(1), V::N(1)])),
        ("SET #dot = l[0]", "a.b", V::N(1)),
    ] {
        let values = if text.contains(":v") { v(V::N(7)) } else { of([]) };
        assert_eq!(after(text, &item, values)[name], expected, "{text}");
    }
}

#[test]
fn every_operand_reads_the_item_as_it_was() {
    let item = of([("a", s("hello"))]);
    assert_eq!(after("REMOVE a SET b = a", &item, of([])), of([("b", s("hello"))]));
    assert_eq!(run("SET x = :v, y = x", Some(&item), v(V::N(1))).unwrap_err(), MISSING);
    assert_eq!(run("SET z = z", Some(&item), of([])).unwrap_err(), MISSING);
    assert_eq!(run("SET z = k", None, of([])).unwrap_err(), MISSING);
    let item = of([("l", list([V::N(2), V::N(3), V::N(4), V::N(5)]))]);
    assert_eq!(
        after("REMOVE l[1] SET l[3] = :v", &item, v(V::N(9))),
        of([("l", list([V::N(2), V::N(4), V::N(9)]))])
    );
    assert_eq!(after("REMOVE l[0], l[1]", &item, of([])), of([("l", list([V::N(4), V::N(5)]))]));
}

#[test]
fn nested_paths_change_only_what_they_name() {
    let item = of([
        ("a", map([("x", V::N(3)), ("y", V::N(4)), ("c", map([("y", V::N(3))]))])),
        ("b", map([("y", V::N(2))])),
    ]);
    assert_eq!(
        after("SET a.b = :v, a.c.d = :v, b.x = :v REMOVE a.x, b.y", &item, v(s("new"))),
        of([
            ("a", map([("b", s("new")), ("c", map([("d", s("new")), ("y", V::N(3))])), ("y", V::N(4))])),
            ("b", map([("x", s("new"))])),
        ])
    );
    assert_eq!(after("REMOVE b.y", &of([("b", map([("y", V::N(2))]))]), of([])), of([("b", map([]))]));
    let item = of([("a", list([s("hi"), map([("x", list([V::N(3), V::N(5)]))])]))]);
    assert_eq!(
        after("SET a[1].x[1] = :v", &item, v(V::N(9))),
        of([("a", list([s("hi"), map([("x", list([V::N(3), V::N(9)]))])]))])
    );
}

#[test]
fn elements_beyond_the_end_are_appended_in_index_order() {
    let item = of([("a", list([s("one")]))]);
    let values = of([(":1", s("1")), (":2", s("2")), (":3", s("3"))]);
    assert_eq!(
        after("SET a[84] = :1, a[37] = :2, a[7] = :3", &item, values),
        of([("a", list([s("one"), s("3"), s("2"), s("1")]))])
    );
    assert_eq!(after("REMOVE a[17]", &item, of([])), item);
    for text in ["SET a[1].b = :v", "SET a[1][0] = :v"] {
        assert_eq!(run(text, Some(&item), v(V::N(1))).unwrap_err(), BAD_PATH, "{text}");
    }
}

#[test]
fn parents_have_to_be_there_and_of_the_right_type() {
    let item = of([("a", s("x")), ("b", list([s("hi")])), ("m", map([])), ("n", V::Null)]);
    for path in ["a.c", "b.c", "c.c", "a[0]", "c[0]", "m[0]", "m.x.y", "n.x", "b[0].x"] {
        for (text, values) in [
            (format!("SET {path} = :v"), v(V::N(1))),
            (format!("REMOVE {path}"), of([])),
            (format!("ADD {path} :v"), v(V::N(1))),
            (format!("DELETE {path} :v"), v(ss(["x"]))),
        ] {
            assert_eq!(run(&text, Some(&item), values).unwrap_err(), BAD_PATH, "{text}");
        }
    }
    assert_eq!(run("SET c.c = :v", None, v(V::N(1))).unwrap_err(), BAD_PATH);
    assert_eq!(run("REMOVE c.c, d[0]", None, of([])).unwrap().item, of([("k", s("key"))]));
}

#[test]
fn an_absent_item_starts_from_its_key() {
    assert_eq!(run("SET a = :v", None, v(V::N(1))).unwrap().item, of([("a", V::N(1)), ("k", s("key"))]));
    assert_eq!(run("SET z = :v", None, v(V::N(1))).unwrap().item, of([("k", s("key")), ("z", V::N(1))]));
    assert_eq!(run("ADD a :v", None, v(ss(["x"]))).unwrap().item, of([("a", ss(["x"])), ("k", s("key"))]));
    assert_eq!(run("DELETE a :v", None, v(ss(["x"]))).unwrap().item, of([("k", s("key"))]));
    assert_eq!(run("REMOVE a", None, of([])).unwrap().item, of([("k", s("key"))]));
}

#[test]
fn add_and_delete_work_on_numbers_and_sets() {
    let item = of([
        ("n", V::N(3)),
        ("t", ss(["b", "d"])),
        ("i", V::NS([1, 10].into())),
        ("x", map([("n", V::N(1))])),
    ]);
    let only = |text: &str, name: &str, value: V| after(text, &item, v(value)).get(name).cloned();
    assert_eq!(only("ADD n :v", "n", V::N(-4)), Some(V::N(-1)));
    assert_eq!(only("ADD fresh :v", "fresh", V::N(4)), Some(V::N(4)));
    assert_eq!(only("ADD x.n :v", "x", V::N(4)), Some(map([("n", V::N(5))])));
    assert_eq!(only("ADD t :v", "t", ss(["a", "b", "c", "e"])), Some(ss(["a", "b", "c", "d", "e"])));
    assert_eq!(only("ADD i :v", "i", V::NS([-5, 2, 10].into())), Some(V::NS([-5, 1, 2, 10].into())));
    assert_eq!(only("DELETE t :v", "t", ss(["a", "b"])), Some(ss(["d"])));
    assert_eq!(only("DELETE t :v", "t", ss(["b", "d", "z"])), None);
    assert_eq!(only("DELETE nope :v", "nope", ss(["b"])), None);
    for (text, value) in [
        ("ADD t :v", V::N(1)),
        ("ADD n :v", ss(["a"])),
        ("ADD t :v", V::NS([1].into())),
        ("DELETE n :v", ss(["a"])),
        ("DELETE t :v", V::BS([vec![1]].into())),
    ] {
        assert_eq!(run(text, Some(&item), v(value)).unwrap_err(), WRONG_TYPE, "{text}");
    }
}

#[test]
fn operand_types_are_checked_in_the_item_too() {
    let item = of([("s", s("x")), ("n", V::N(1)), ("l", list([]))]);
    for text in ["SET z = s + n", "SET z = n - l", "SET z = list_append(s, l)", "SET z = list_append(l, n)"] {
        assert_eq!(run(text, Some(&item), of([])).unwrap_err(), WRONG_TYPE, "{text}");
    }
    for text in ["SET z = q + n", "SET z = list_append(l, q)", "SET z = l[0]", "SET z = s.x"] {
        assert_eq!(run(text, Some(&item), of([])).unwrap_err(), MISSING, "{text}");
    }
}

#[test]
fn arithmetic_is_exact_or_refused() {
    let number = |text: &str| crate::model::Number::parse(text.as_bytes()).unwrap();
    let mut item = Writer::new();
    item.name(b"big");
    item.number(number("9.9999999999999999999999999999999999999E+125").as_bytes());
    item.name(b"n");
    item.number(number("0.1").as_bytes());
    let item = MapRef::new(item.as_bytes());
    let mut values = Writer::new();
    values.name(b":v");
    values.number(number("0.2").as_bytes());
    let apply = |text| {
        let mut subs = Substitutions::new(None, Some(MapRef::new(values.as_bytes()))).unwrap();
        let update = update::parse(text, &mut subs).unwrap();
        update.apply(Some(item), MapRef::default()).map_err(|failure| failure.message)
    };
    let body = apply("SET n = n + :v").unwrap();
    let mut expected = Writer::new();
    expected.number(number("0.3").as_bytes());
    assert_eq!(MapRef::new(&body).get(b"n").unwrap().bytes(), expected.as_bytes());
    assert!(apply("SET n = big + big").unwrap_err().starts_with("Number overflow."));
    // Corrections U4: neither is one of too many digits rounded.
    assert!(apply("SET n = big + :v").unwrap_err().starts_with("Number overflow."));
}

#[test]
fn touched_paths_are_shown_inside_their_parents() {
    let item = of([
        ("a", map([("b", V::N(1)), ("c", V::N(2))])),
        ("l", list([V::N(1), V::N(2), V::N(3)])),
        ("r", s("gone")),
        ("x", s("untouched")),
    ]);
    let outcome = run("SET a.b = :v, l[9] = :v, y = :v REMOVE l[0], z", Some(&item), v(V::N(7))).unwrap();
    assert_eq!(outcome.old, of([("a", map([("b", V::N(1))])), ("l", list([V::N(1)]))]));
    // Paths are read in the new item: an element behind the end is not under its index, and the others have moved.
    assert_eq!(outcome.new, of([("a", map([("b", V::N(7))])), ("l", list([V::N(2)])), ("y", V::N(7))]));
    for (text, shown) in [
        ("SET l[3] = :v", of([("l", list([V::N(7)]))])),
        ("SET l[4] = :v", of([])),
        ("SET l[7] = :v, y = :v", of([("y", V::N(7))])),
        ("SET l[4294967294] = :v", of([])),
        ("SET l[0] = :v REMOVE l[1]", of([("l", list([V::N(7), V::N(3)]))])),
        ("SET y = :v REMOVE l[2]", of([("y", V::N(7))])),
    ] {
        assert_eq!(run(text, Some(&item), v(V::N(7))).unwrap().new, shown, "{text}");
    }
    let outcome = run("REMOVE a.b, x", Some(&item), of([])).unwrap();
    assert_eq!(outcome.old, of([("a", map([("b", V::N(1))])), ("x", s("untouched"))]));
    assert_eq!(outcome.new, of([]));
    let outcome = run("SET a.d = :v", None, v(V::N(1)));
    assert_eq!(outcome.unwrap_err(), BAD_PATH);
}

#[test]
fn the_update_itself_has_a_charge() {
    let values = oracle::body(&of([(":a", s("12345")), (":b", ss(["x"]))]));
    let mut subs = Substitutions::new(None, Some(MapRef::new(&values))).unwrap();
    let update = update::parse("SET a = :a, b = c REMOVE d DELETE e :b", &mut subs).unwrap();
    assert_eq!(update.charge(), 3 + 3 * 19 + 2 + 5 + 1);
}

#[test]
fn keys_cannot_be_updated() {
    for (text, values) in [
        ("SET k = :v", v(V::N(1))),
        ("REMOVE k", of([])),
        ("ADD r :v", v(V::N(1))),
        ("DELETE r :v", v(ss(["x"]))),
        ("SET b = :v REMOVE k.x", v(V::N(1))),
    ] {
        let name = if text.contains(" k") { "k" } else { "r" };
        assert_eq!(
            run(text, None, values).unwrap_err(),
            format!(
                "One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key"
            )
        );
    }
}

#[test]
fn syntax_errors_name_the_token() {
    for (text, token, near) in [
        ("INVALID SYNTAX", "INVALID", "INVALID SYNTAX"),
        ("SET _123 = :v", "_", "SET _123"),
        ("SET hi-there = :v", "-", "hi-there"),
        ("SET \"hithere\" = :v", "\"hithere\"", "SET \"hithere\" ="),
        ("SET :a = :b", ":a", "SET :a ="),
        ("SET # = :v", "#", "SET # ="),
        ("SET a = :v,", "<EOF>", ","),
        ("SET a = :v + :v + :v", "+", ":v + :v"),
        ("SET a = if_not_exists(a, :v+:v)", "+", ":v+:v"),
        ("SET a = (:v + :v) + :v", "+", ") + :v"),
        ("SET a = f((b + c))", "+", "b + c"),
        ("SET a[:xyz] = :v", ":xyz", "[:xyz]"),
        ("SET a = a = b", "=", "a = b"),
        ("SET a = NOT b", "NOT", "= NOT b"),
        ("SET a", "<EOF>", "a"),
        ("SET", "<EOF>", "SET"),
        ("ADD a b", "b", "a b"),
        ("REMOVE a b", "b", "a b"),
        ("SET and = :v", "and", "SET and ="),
    ] {
        assert_eq!(
            refused(text, of([])),
            format!("Syntax error; token: \"{token}\", near: \"{near}\""),
            "{text}"
        );
    }
    assert_eq!(refused("", of([])), "The expression can not be empty;");
    for text in ["SET a = ((b))", "SET a = ((b + c))", "SET a = list_append(((b)), c)"] {
        assert_eq!(refused(text, of([])), "The expression has redundant parentheses;", "{text}");
    }
    assert!(
        refused(&format!("SET a = {}", "(".repeat(4088)), of([]))
            .starts_with("Syntax error; token: \"<EOF>\"")
    );
}

#[test]
fn faults_are_reported_in_the_services_order() {
    let values = || of([(":n", V::N(1)), (":s", s("x")), (":l", list([]))]);
    for (text, expected) in [
        ("SET a = f(abort)", "Attribute name is a reserved keyword; reserved keyword: abort"),
        ("SET a = f(b,c,d) SET b = :x", "Invalid function name; function: f"),
        ("SET a = LIST_APPEND(b, c)", "Invalid function name; function: LIST_APPEND"),
        ("SET a = size(b)", "The function is not allowed in an update expression; function: size"),
        (
            "SET a = list_append(list_append(b, c), d)",
            "The function is not allowed to be used this way in an expression; function: list_append",
        ),
        ("SET a = :x SET b = #x", "The \"SET\" section can only be used once in an update expression;"),
        (
            "REMOVE a SET b = :x REMOVE c",
            "The \"REMOVE\" section can only be used once in an update expression;",
        ),
        (
            "SET a = :x, b = #x",
            "An expression attribute name used in the document path is not defined; attribute name: #x",
        ),
        (
            "SET a = :x, a = :y",
            "An expression attribute value used in expression is not defined; attribute value: :x",
        ),
        (
            "SET a = :n + :s REMOVE #a",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path \
             two: [a]",
        ),
        (
            "SET a.b = :n, a[1] = :s",
            "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], \
             path two: [a, [1]]",
        ),
        (
            "SET a = :n + :s ADD b :s",
            "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: \
             ALLOWED_FOR_ADD_OPERAND",
        ),
        (
            "DELETE b :n",
            "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: \
             ALLOWED_FOR_DELETE_OPERAND",
        ),
        (
            "SET a = :n + :s",
            "Incorrect operand type for operator or function; operator or function: +, operand type: S",
        ),
        (
            "SET a = :l - :n",
            "Incorrect operand type for operator or function; operator or function: -, operand type: L",
        ),
        (
            "SET a = list_append(:n, b)",
            "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
        ),
        (
            "SET a = list_append(:l)",
            "Incorrect number of operands for operator or function; operator or function: list_append, number of \
             operands: 1",
        ),
        (
            "SET a = if_not_exists(a, :n, :s)",
            "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of \
             operands: 3",
        ),
        (
            "SET a = if_not_exists(:n, :s)",
            "Operator or function requires a document path; operator or function: if_not_exists",
        ),
        (
            "SET b = if_not_exists(a.b, #a.b)",
            "The first operand must be distinct from the remaining operands for this operator or function; operator: \
             if_not_exists, first operand: [a, b]",
        ),
    ] {
        assert_eq!(refused(text, values()), expected, "{text}");
    }
    let sums = |count: usize| {
        let actions: Vec<String> = (0..count).map(|at| format!("x{at}=b+c")).collect();
        format!("SET {}", actions.join(","))
    };
    assert_eq!(
        refused(&sums(301), of([])),
        "The expression contains too many operators; operator count: 301"
    );
    assert_eq!(refused(&sums(300), of([])), MISSING);
}

/// The naive way: actions one after another on an owned document, lists compacted at the end.
fn naive(item: &Doc, sets: &[(Vec<P>, V)], removes: &[Vec<P>]) -> Option<Doc> {
    const HOLE: &str = "\u{1}hole";
    let mut root = V::M(item.clone());
    let mut appended: Vec<(Vec<P>, usize, V)> = Vec::new();
    for (path, value) in sets {
        let (last, parents) = path.split_last()?;
        match (parents.iter().try_fold(&mut root, step)?, last) {
            (V::M(map), P::Key(key)) => drop(map.insert(key.clone(), value.clone())),
            (V::L(list), P::At(at)) if *at < list.len() => list[*at] = value.clone(),
            (V::L(_), P::At(at)) => appended.push((parents.to_vec(), *at, value.clone())),
            _ => return None,
        }
    }
    for path in removes {
        let (last, parents) = path.split_last()?;
        match (parents.iter().try_fold(&mut root, step)?, last) {
            (V::M(map), P::Key(key)) => drop(map.remove(key)),
            (V::L(list), P::At(at)) => drop(list.get_mut(*at).map(|place| *place = s(HOLE))),
            _ => return None,
        }
    }
    appended.sort_by_key(|(_, at, _)| *at);
    for (parents, _, value) in appended {
        if let V::L(list) = parents.iter().try_fold(&mut root, step)? {
            list.push(value);
        }
    }
    compact(&mut root, &s(HOLE));
    match root {
        V::M(map) => Some(map),
        _ => None,
    }
}

fn step<'v>(value: &'v mut V, step: &P) -> Option<&'v mut V> {
    match (value, step) {
        (V::M(map), P::Key(key)) => map.get_mut(key),
        (V::L(list), P::At(at)) => list.get_mut(*at),
        _ => None,
    }
}

fn compact(value: &mut V, hole: &V) {
    match value {
        V::M(map) => map.values_mut().for_each(|value| compact(value, hole)),
        V::L(list) => {
            list.retain(|value| value != hole);
            list.iter_mut().for_each(|value| compact(value, hole));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn updates_agree_with_actions_on_owned_documents(
        item in oracle::document(),
        sets in prop::collection::vec((oracle::path(), oracle::value()), 0..4),
        removes in prop::collection::vec(oracle::path(), 0..3),
    ) {
        let set: Vec<String> =
            sets.iter().enumerate().map(|(at, (path, _))| format!("{} = :v{at}", oracle::path_text(path))).collect();
        let remove: Vec<String> = removes.iter().map(|path| oracle::path_text(path)).collect();
        let mut text = String::new();
        if !set.is_empty() {
            text += &format!("SET {} ", set.join(", "));
        }
        if !remove.is_empty() {
            text += &format!("REMOVE {}", remove.join(", "));
        }
        let values: Doc = sets.iter().enumerate().map(|(at, (_, value))| (format!(":v{at}"), value.clone())).collect();
        match run(&text, Some(&item), values) {
            Ok(outcome) => {
                // Steps into lists shift under REMOVE, so only paths through maps can be looked up afterwards.
                let through_maps = |path: &&Vec<P>| path.iter().all(|step| matches!(step, P::Key(_)));
                for path in sets.iter().map(|(path, _)| path).chain(&removes).filter(through_maps) {
                    prop_assert_eq!(oracle::get(&outcome.old, path), oracle::get(&item, path), "old of {}", text);
                    prop_assert_eq!(oracle::get(&outcome.new, path), oracle::get(&outcome.item, path), "new of {}", text);
                }
                let untouched = |name: &String| !sets.iter().map(|(path, _)| path).chain(&removes).any(|path| path[0] == P::Key(name.clone()));
                prop_assert!(!outcome.new.keys().chain(outcome.old.keys()).any(untouched), "{}", text);
                prop_assert_eq!(Some(outcome.item), naive(&item, &sets, &removes), "{}", text);
            }
            Err(message) if message == BAD_PATH => prop_assert_eq!(naive(&item, &sets, &removes), None, "{}", text),
            Err(message) => prop_assert!(
                message.contains("Two document paths") || text.is_empty(), "{}: {}", text, message
            ),
        }
    }

    #[test]
    fn set_actions_are_union_and_difference(
        old in prop::collection::btree_set(-300_i64..300, 1..20),
        value in prop::collection::btree_set(-300_i64..300, 1..20),
    ) {
        let item = of([("i", V::NS(old.clone()))]);
        let union = V::NS(old.union(&value).copied().collect());
        prop_assert_eq!(after("ADD i :v", &item, v(V::NS(value.clone()))), of([("i", union)]));
        let rest: std::collections::BTreeSet<i64> = old.difference(&value).copied().collect();
        let expected = if rest.is_empty() { of([]) } else { of([("i", V::NS(rest))]) };
        prop_assert_eq!(after("DELETE i :v", &item, v(V::NS(value))), expected);
    }

    #[test]
    fn any_text_parses_or_is_refused(text in prop_oneof![any::<String>(), oracle::soup()]) {
        let _ = run(&text, None, of([(":v", V::N(1)), (":w", s("w"))]));
        let _ = run(&format!("SET a = {text}"), None, of([(":v", V::N(1)), (":w", s("w"))]));
    }
}
