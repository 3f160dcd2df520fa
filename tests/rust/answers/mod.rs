//! Exact answers of the data operations, row by row, through the native database.

mod batches;
mod capacity;
mod expression_order;
mod expressions;
mod keys;
mod paging;
mod selects;
mod transactions;
mod values;

use hashrange::model::{Failure, MapRef};
use hashrange::native::Database;
use hashrange::operation::shape;
use serde_json::{Map, Value, json};

/// The answer to a request: the response, or `Name: message` of its failure, in `failure` beside other members.
pub fn answer(db: &Database, operation: &str, request: &Value) -> Value {
    match db.json(operation, &request.to_string()) {
        Ok(response) => serde_json::from_str(&response).unwrap(),
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> Value {
    let text = json!(failure.to_string());
    let Some(detail) = &failure.detail else { return text };
    let mut members = String::new();
    shape::raise_json(shape::generated::FAILURE, MapRef::new(detail), &mut members);
    let mut members: Map<String, Value> = serde_json::from_str(&members).unwrap();
    members.insert("failure".into(), text);
    Value::Object(members)
}

/// Each row's operation, request and answer, one after the other on one database.
#[track_caller]
pub fn check(db: &Database, rows: &[(&str, Value, Value)]) {
    for (operation, request, expected) in rows {
        assert_eq!(&answer(db, operation, request), expected, "{operation} {request}");
    }
}

/// A refusal for what the request or the item is.
pub fn invalid(message: &str) -> Value {
    json!(format!("ValidationException: {message}"))
}

/// A refusal in the envelope of the single writes.
pub fn enveloped(message: &str) -> Value {
    invalid(&format!("1 validation error detected: {message}"))
}

/// `request` with the members of `more`.
pub fn with(request: &Value, more: Value) -> Value {
    let mut whole = request.clone();
    for (name, value) in more.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}

fn attribute(name: &str, ty: &str) -> Value {
    json!({"AttributeName": name, "AttributeType": ty})
}

fn schema(names: &[&str]) -> Value {
    let kinds = ["HASH", "RANGE"];
    names.iter().zip(kinds).map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind})).collect()
}

/// `Plain` (key `pk`), `Bytes` (binary keys `b`, `c`), and `Full` (keys `pk`, `sk`; local index `byDate` of keys and
/// `byRank` of all; global index `byKind` of all and `byOwner` of keys and `note`).
pub fn database() -> Database {
    let db = Database::in_memory().unwrap();
    let create = |request: Value| {
        let request = with(&request, json!({"BillingMode": "PAY_PER_REQUEST"}));
        db.json("CreateTable", &request.to_string()).unwrap();
    };
    create(
        json!({"TableName": "Plain", "AttributeDefinitions": [attribute("pk", "S")], "KeySchema": schema(&["pk"])}),
    );
    create(json!({
        "TableName": "Bytes",
        "AttributeDefinitions": [attribute("b", "B"), attribute("c", "B")],
        "KeySchema": schema(&["b", "c"]),
    }));
    let index = |name: &str, key: &[&str], projection: Value| json!({"IndexName": name, "KeySchema": schema(key), "Projection": projection});
    create(json!({
        "TableName": "Full",
        "AttributeDefinitions": [
            attribute("pk", "S"), attribute("sk", "N"), attribute("date", "S"), attribute("rank", "N"),
            attribute("kind", "S"), attribute("owner", "S"),
        ],
        "KeySchema": schema(&["pk", "sk"]),
        "LocalSecondaryIndexes": [
            index("byDate", &["pk", "date"], json!({"ProjectionType": "KEYS_ONLY"})),
            index("byRank", &["pk", "rank"], json!({"ProjectionType": "ALL"})),
        ],
        "GlobalSecondaryIndexes": [
            index("byKind", &["kind", "date"], json!({"ProjectionType": "ALL"})),
            index("byOwner", &["owner"], json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]})),
        ],
    }));
    db
}

/// Puts an item.
#[track_caller]
pub fn put(db: &Database, table: &str, item: Value) {
    assert_eq!(answer(db, "PutItem", &json!({"TableName": table, "Item": item})), json!({}));
}

/// An item of `Full` with more attributes of type S.
pub fn full(pk: &str, sk: i64, more: Value) -> Value {
    let mut item = json!({"pk": {"S": pk}, "sk": {"N": sk.to_string()}});
    for (name, value) in more.as_object().unwrap() {
        item[name] = if name == "rank" { json!({"N": value}) } else { json!({"S": value}) };
    }
    item
}
