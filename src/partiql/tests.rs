use proptest::prelude::*;

use super::{Branch, Branches, Probe, Returning, Source, Verb, probes};
use crate::expression::key_condition::Test;
use crate::model::ListRef;

fn source(text: &str) -> Result<Source<'_>, crate::model::Failure> {
    Source::new(text, ListRef::default(), &|flaw| format!("{flaw:?}"))
}

#[test]
fn names_are_bare_or_quoted() {
    for (from, table, index) in [
        ("Films", "Films", None),
        ("\"a-b.c\"", "a-b.c", None),
        ("\"say \"\"x\"\"\"", "say \"x\"", None),
        ("Films.byYear", "Films", Some("byYear")),
        ("\"Films\" . \"by\"", "Films", Some("by")),
        ("\"arn:aws:dynamodb:x:1:table/T\"", "arn:aws:dynamodb:x:1:table/T", None),
    ] {
        let text = format!("select * /* all */ from {from}");
        let source = source(&text).unwrap();
        let statement = source.parse().unwrap();
        assert_eq!((statement.verb, statement.table, statement.index), (Verb::Select, table, index));
    }
}

#[test]
fn only_what_must_hold_is_a_probe() {
    let text =
        "SELECT * FROM T WHERE a = 1 AND 2 < b AND (c = 3 OR d = 4) AND NOT e = 5 AND f.g = 6 AND h IN [7, 8]
        AND i <> 9 AND j = k";
    let source = source(text).unwrap();
    let statement = source.parse().unwrap();
    let found = probes(&statement);
    let names: Vec<&[u8]> = found.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, [b"a", b"b", b"h"]);
    assert!(matches!(found[0].1, Probe::Test(Test::Equal(_))));
    assert!(matches!(found[1].1, Probe::Test(Test::Greater(_))));
    assert!(matches!(&found[2].1, Probe::In(values) if values.len() == 2));
}

#[test]
fn conditions_come_apart_where_they_concern_keys() {
    for (text, partitions, tests, negated) in [
        ("pk = 1", "1", "0", "false"),
        ("pk = 1 OR pk = 2", "1 1", "0 0", "false false"),
        ("pk = 1 AND (sk = 1 OR sk = 2)", "1 1", "1 1", "false false"),
        ("pk = 1 AND (a = 1 OR b = 2)", "1", "0", "false"),
        ("pk = 1 AND (sk = 1 OR a = 2)", "1 1", "1 0", "false false"),
        ("(pk = 1 OR pk = 2) AND (sk < 1 OR sk > 2)", "1 1 1 1", "1 1 1 1", "false false false false"),
        ("pk IN [1, 2, 3] AND sk IN [1]", "3", "1", "false"),
        ("pk = 1 AND pk = 2", "-", "0", "false"),
        ("pk = 1 AND pk = 1", "1", "0", "false"),
        ("pk = 1 OR a = 1", "1 -", "0 0", "false false"),
        ("NOT pk = 1", "-", "0", "false"),
        ("pk = 1 AND sk <> 1", "1", "0", "true"),
        ("pk = 1 AND NOT (sk = 1 AND a = 2)", "1", "0", "true"),
        ("pk = 1 AND a <> 1", "1", "0", "false"),
        ("pk = 1 AND (pk = 1) = true", "1", "0", "false"),
    ] {
        let statement = format!("SELECT * FROM T WHERE {text}");
        let source = source(&statement).unwrap();
        let statement = source.parse().unwrap();
        let (ast, root) = statement.condition.as_ref().unwrap();
        let found = Branches::of(ast, *root, b"pk", Some(b"sk")).unwrap();
        let each =
            |show: &dyn Fn(&Branch<'_>) -> String| found.iter().map(show).collect::<Vec<_>>().join(" ");
        let count = |branch: &Branch<'_>| {
            branch.partitions().map_or("-".to_owned(), |values| values.len().to_string())
        };
        assert_eq!(each(&count), partitions, "{text}");
        assert_eq!(each(&|branch| branch.sort.len().to_string()), tests, "{text}");
        assert_eq!(each(&|branch| branch.negated.to_string()), negated, "{text}");
    }
    let many = "SELECT * FROM T WHERE ".to_owned() + &["(pk = 1 OR sk = 2)"; 11].join(" AND ");
    let source = source(&many).unwrap();
    let statement = source.parse().unwrap();
    let (ast, root) = statement.condition.as_ref().unwrap();
    assert!(Branches::of(ast, *root, b"pk", Some(b"sk")).is_none());
}

#[test]
fn returning_is_read_whole() {
    let text = "UPDATE T SET a = 1 WHERE p = 1 RETURNING MODIFIED NEW *";
    assert_eq!(source(text).unwrap().parse().unwrap().returning, Some(Returning::ModifiedNew));
    for text in [
        "UPDATE T SET a = 1 WHERE p = 1 RETURNING MODIFIED NEW",
        "UPDATE T SET a = 1 WHERE p = 1 RETURNING NEW *",
        "DELETE FROM T WHERE p = 1 RETURNING ALL NEW *",
    ] {
        assert!(source(text).unwrap().parse().is_err(), "{text}");
    }
}

const WORDS: [&str; 50] = [
    "SELECT",
    "*",
    "FROM",
    "T",
    "WHERE",
    "a",
    "\"b\"\"c\"",
    "'t''x'",
    "1",
    "-2.5e3",
    "?",
    "=",
    "<>",
    "<",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<<",
    ">>",
    ",",
    ":",
    ".",
    "AND",
    "OR",
    "NOT",
    "IS",
    "MISSING",
    "NULL",
    "IN",
    "BETWEEN",
    "INSERT",
    "INTO",
    "VALUE",
    "UPDATE",
    "SET",
    "REMOVE",
    "DELETE",
    "size(",
    "EXISTS",
    ".5",
    "- -",
    "l[-0]",
    "m.inner",
    "RETURNING ALL OLD *",
    "set_add(",
    "AS",
    "ORDER BY",
];

proptest! {
    #[test]
    fn nothing_makes_the_parser_panic(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..24)) {
        let text = words.join(" ");
        if let Ok(source) = source(&text) {
            let _ = source.parse();
        }
    }

    #[test]
    fn no_text_makes_the_lexer_panic(text in "\\PC{0,40}") {
        if let Ok(source) = source(&text) {
            let _ = source.parse();
        }
    }
}
