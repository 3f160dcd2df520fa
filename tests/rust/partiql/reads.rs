//! However a condition on keys is taken apart into reads, the items are those that it holds for, each once.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{filled, keys};
use crate::database::Database;

/// A condition on keys, as a tree over numbered tests.
#[derive(Clone, Debug)]
enum Tree {
    Test(String),
    Not(Box<Tree>),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
}

impl Tree {
    fn text(&self) -> String {
        match self {
            Self::Test(text) => text.clone(),
            Self::Not(inner) => format!("NOT ({})", inner.text()),
            Self::And(one, two) => format!("({} AND {})", one.text(), two.text()),
            Self::Or(one, two) => format!("({} OR {})", one.text(), two.text()),
        }
    }
}

fn test() -> impl Strategy<Value = Tree> {
    let pk = || prop::sample::select(&["'a'", "'b'", "'c'", "'d'"][..]);
    let sign = prop::sample::select(&["=", "=", "=", "<", "<=", ">", ">=", "<>"][..]);
    prop_oneof![
        4 => pk().prop_map(|pk| format!("pk = {pk}")),
        1 => prop::collection::vec(pk(), 1..3).prop_map(|pks| format!("pk IN ({})", pks.join(", "))),
        4 => (sign, 0..5).prop_map(|(sign, sk)| format!("sk {sign} {sk}")),
        1 => prop::collection::vec(0..5, 1..3).prop_map(|sks| {
            let sks: Vec<_> = sks.iter().map(ToString::to_string).collect();
            format!("sk IN ({})", sks.join(", "))
        }),
        1 => (0..3, 0..3).prop_map(|(low, more)| format!("sk BETWEEN {low} AND {}", low + more)),
        1 => Just("note = 'n'".to_owned()),
        1 => Just("attribute_exists(nothing)".to_owned()),
    ]
    .prop_map(Tree::Test)
}

fn tree() -> impl Strategy<Value = Tree> {
    test().prop_recursive(4, 12, 2, |inner| {
        let inner = || inner.clone().prop_map(Box::new);
        prop_oneof![
            1 => inner().prop_map(Tree::Not),
            4 => (inner(), inner()).prop_map(|(one, two)| Tree::And(one, two)),
            4 => (inner(), inner()).prop_map(|(one, two)| Tree::Or(one, two)),
        ]
    })
}

/// The values of a condition as those of an expression.
fn expression(condition: &str) -> (String, Value) {
    let (mut text, mut values) = (String::new(), serde_json::Map::new());
    let mut rest = condition;
    while let Some(at) = rest.find(|letter: char| letter == '\'' || letter.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let quoted = from.starts_with('\'');
        let length = if quoted { 3 } else { 1 };
        let (literal, after) = from.split_at(length);
        let name = format!(":v{}", values.len());
        let value = if quoted { json!({"S": literal.trim_matches('\'')}) } else { json!({"N": literal}) };
        text.push_str(before);
        text.push_str(&name);
        values.insert(name, value);
        rest = after;
    }
    text.push_str(rest);
    (text, Value::Object(values))
}

/// All pages of a statement, or its refusal.
fn pages(db: &mut Database, statement: &str, limit: Option<u32>) -> Result<Vec<String>, String> {
    let (mut found, mut token) = (Vec::new(), Value::Null);
    loop {
        let request = json!({"Statement": statement, "Limit": limit, "NextToken": token});
        let page = db.try_call("ExecuteStatement", &request).map_err(|failure| failure.to_string())?;
        found.extend(keys(&page["Items"]));
        token = page["NextToken"].clone();
        if token.is_null() {
            return Ok(found);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn reads_find_what_a_scan_finds(tree in tree(), limit in prop::option::of(1..4_u32)) {
        let mut db = filled();
        let condition = tree.text();
        let (text, values) = expression(&condition);
        let mut request = json!({"TableName": "Wide", "FilterExpression": text});
        if values.as_object().is_some_and(|values| !values.is_empty()) {
            request["ExpressionAttributeValues"] = values;
        }
        // Expressions know redundant parentheses, which statements do not mind.
        let Ok(scanned) = db.try_call("Scan", &request) else { return Ok(()) };
        let mut expected = keys(&scanned["Items"]);
        expected.sort();
        match pages(&mut db, &format!("SELECT * FROM Wide WHERE {condition}"), limit) {
            Ok(mut found) => {
                found.sort();
                prop_assert_eq!(found, expected, "{}", condition);
            }
            Err(message) => prop_assert!(message.contains("Overlapping conditions"), "{condition}: {message}"),
        }
    }
}
