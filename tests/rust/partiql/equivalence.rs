//! Statements against their expression counterparts: the same items, whatever the condition, the edits and the data.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::database::Database;
use crate::operations::database;

/// A number, string, set or list: in an item, and as a literal.
fn value() -> impl Strategy<Value = (Value, String)> {
    prop_oneof![
        (-3..4_i32).prop_map(|n| (json!({"N": n.to_string()}), n.to_string())),
        "[a'\"é]{0,2}".prop_map(|s| (json!({"S": s}), format!("'{}'", s.replace('\'', "''")))),
        any::<bool>().prop_map(|b| (json!({"BOOL": b}), b.to_string())),
        Just((json!({"NULL": true}), "NULL".to_owned())),
        Just((json!({"SS": ["a", "b"]}), "<<'b', 'a'>>".to_owned())),
        Just((json!({"L": [{"N": "1"}, {"S": "a"}]}), "[1, 'a']".to_owned())),
        Just((json!({"M": {"x": {"N": "1"}}}), "{'x': 1}".to_owned())),
    ]
}

/// A scalar that has an order.
fn scalar() -> impl Strategy<Value = (Value, String)> {
    value().prop_filter("has an order", |(value, _)| value.get("N").is_some() || value.get("S").is_some())
}

/// One condition in both languages; values of the expression are collected by their place.
#[derive(Clone, Debug)]
struct Both {
    statement: String,
    expression: String,
    values: Vec<Value>,
}

impl Both {
    /// Renumbers the values of an expression to stand behind `count` others.
    fn shifted(&self, count: usize) -> String {
        let mut text = self.expression.clone();
        for at in (0..self.values.len()).rev() {
            text = text.replace(&format!(":v{at}_"), &format!(":v{}_", at + count));
        }
        text
    }

    fn join(word: &str, one: &Self, two: &Self) -> Self {
        Self {
            statement: format!("({}) {word} ({})", one.statement, two.statement),
            expression: format!("({}) {word} ({})", one.expression, two.shifted(one.values.len())),
            values: [one.values.as_slice(), &two.values].concat(),
        }
    }
}

const PATHS: [&str; 5] = ["v", "w", "l[0]", "m.x", "l"];

fn test() -> impl Strategy<Value = Both> {
    let path = || prop::sample::select(&PATHS[..]);
    let compare = (path(), prop::sample::select(&["=", "<>"][..]), value());
    let order = (path(), prop::sample::select(&["<", "<=", ">", ">="][..]), scalar());
    let binary = prop_oneof![compare, order].prop_map(|(path, sign, (value, literal))| Both {
        statement: format!("{path} {sign} {literal}"),
        expression: format!("{path} {sign} :v0_"),
        values: vec![value],
    });
    let missing = (path(), any::<bool>()).prop_map(|(path, not)| Both {
        statement: format!("{path} IS {}MISSING", if not { "NOT " } else { "" }),
        expression: format!("attribute_{}exists({path})", if not { "" } else { "not_" }),
        values: vec![],
    });
    let listed = (path(), value(), value()).prop_map(|(path, one, two)| Both {
        statement: format!("{path} IN [{}, {}]", one.1, two.1),
        expression: format!("{path} IN (:v0_, :v1_)"),
        values: vec![one.0, two.0],
    });
    let contains = (path(), scalar()).prop_map(|(path, (value, literal))| Both {
        statement: format!("contains({path}, {literal})"),
        expression: format!("contains({path}, :v0_)"),
        values: vec![value],
    });
    let size = (path(), 0..3_u32).prop_map(|(path, n)| Both {
        statement: format!("size({path}) > {n}"),
        expression: format!("size({path}) > :v0_"),
        values: vec![json!({"N": n.to_string()})],
    });
    prop_oneof![4 => binary, 1 => missing, 1 => listed, 1 => contains, 1 => size]
}

fn condition() -> impl Strategy<Value = Both> {
    test().prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, two)| Both::join("AND", &one, &two)),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| Both::join("OR", &one, &two)),
            inner.prop_map(|one| Both {
                statement: format!("NOT ({})", one.statement),
                expression: format!("NOT ({})", one.expression),
                values: one.values,
            }),
        ]
    })
}

fn item() -> impl Strategy<Value = Value> {
    (value(), value(), value(), value()).prop_map(
        |(v, w, l, x)| json!({"v": v.0, "w": w.0, "l": {"L": [l.0, {"N": "7"}]}, "m": {"M": {"x": x.0}}}),
    )
}

fn named(values: &[Value]) -> Value {
    values.iter().enumerate().map(|(at, value)| (format!(":v{at}_"), value.clone())).collect()
}

fn with_values(mut request: Value, values: &[Value]) -> Value {
    if !values.is_empty() {
        request["ExpressionAttributeValues"] = named(values);
    }
    request
}

/// Items of one answer, in an order of their own.
fn sorted(answer: &Value) -> Vec<String> {
    let mut items: Vec<String> =
        answer["Items"].as_array().unwrap().iter().map(ToString::to_string).collect();
    items.sort();
    items
}

fn filled(items: &[Value]) -> Database {
    let mut db = database();
    for (sk, item) in items.iter().enumerate() {
        let mut item = item.clone();
        item["pk"] = json!({"S": if sk % 2 == 0 { "a" } else { "b" }});
        item["sk"] = json!({"N": sk.to_string()});
        db.call("PutItem", json!({"TableName": "Wide", "Item": item}));
    }
    db
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_select_finds_what_a_scan_or_query_finds(
        condition in condition(),
        items in prop::collection::vec(item(), 1..6),
    ) {
        let mut db = filled(&items);
        let scanned = db.call("Scan", with_values(
            json!({"TableName": "Wide", "FilterExpression": condition.expression}), &condition.values,
        ));
        let selected = db.call("ExecuteStatement", json!({
            "Statement": format!("SELECT * FROM Wide WHERE {}", condition.statement),
        }));
        prop_assert_eq!(sorted(&scanned), sorted(&selected));
        let values = [condition.values.as_slice(), &[json!({"S": "a"}), json!({"N": "1"})]].concat();
        let count = condition.values.len();
        let queried = db.call("Query", with_values(json!({
            "TableName": "Wide",
            "KeyConditionExpression": format!("pk = :v{count}_ AND sk > :v{}_", count + 1),
            "FilterExpression": condition.expression,
        }), &values));
        let selected = db.call("ExecuteStatement", json!({
            "Statement": format!("SELECT * FROM Wide WHERE ({}) AND sk > 1 AND pk = 'a'", condition.statement),
        }));
        prop_assert_eq!(&queried["Items"], &selected["Items"]);
    }

    #[test]
    fn an_update_makes_what_an_update_item_makes(
        condition in condition(),
        old in item(),
        new in value(),
        edit in 0..5_usize,
    ) {
        let count = condition.values.len();
        let (literal, place) = (&new.1, format!(":v{count}_"));
        let (set, expression) = match edit {
            0 => (format!("SET fresh = {literal}"), format!("SET fresh = {place}")),
            1 => (format!("SET m.x = {literal} REMOVE w"), format!("SET m.x = {place} REMOVE w")),
            2 => (format!("SET l = list_append(l, [{literal}])"), format!("SET l = list_append(l, {place})")),
            3 => (format!("SET v = v + {literal}"), format!("SET v = v + {place}")),
            _ => (format!("SET l[5] = {literal} SET v = w"), format!("SET l[5] = {place}, v = w")),
        };
        let given = if edit == 2 { json!({"L": [new.0]}) } else { new.0.clone() };
        prop_assume!(edit != 3 || given.get("N").is_some());
        let values = [condition.values.as_slice(), &[given]].concat();
        let key = json!({"pk": {"S": "a"}, "sk": {"N": "0"}});
        let mut results = Vec::new();
        for by_statement in [false, true] {
            let mut db = filled(std::slice::from_ref(&old));
            let done = if by_statement {
                db.try_call("ExecuteStatement", &json!({"Statement": format!(
                    "UPDATE Wide {set} WHERE pk = 'a' AND sk = 0 AND ({})", condition.statement,
                )}))
            } else {
                db.try_call("UpdateItem", &with_values(json!({
                    "TableName": "Wide", "Key": key, "UpdateExpression": expression,
                    "ConditionExpression": condition.expression,
                }), &values))
            };
            let failed = done.err().map(|failure| failure.to_string());
            let item = db.call("GetItem", json!({"TableName": "Wide", "Key": key}))["Item"].clone();
            results.push((failed, item));
        }
        prop_assert_eq!(&results[0], &results[1]);
    }
}
