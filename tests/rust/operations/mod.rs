//! What each operation answers.

mod backups;
mod batches;
mod control;
mod depths;
mod destinations;
mod expiry;
mod items;
mod long_lists;
mod pages;
mod prepared;
mod streams;
mod tables;
mod transactions;

use serde_json::{Value, json};

use crate::database::Database;

/// A database with `Hash` (key `pk`), and `Wide` (key `pk`, `sk`; local index `byDate`; global indexes `byKind`
/// with all attributes and `byOwner` with two).
pub fn database() -> Database {
    let mut db = Database::new();
    db.call(
        "CreateTable",
        json!({
            "TableName": "Hash",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    db.call("CreateTable", wide());
    db
}

/// Attribute definitions as descriptions have them.
pub fn sorted(definitions: &Value) -> Value {
    let mut definitions = definitions.as_array().unwrap().clone();
    definitions.sort_by_key(|definition| definition["AttributeName"].to_string());
    definitions.into()
}

pub fn wide() -> Value {
    json!({
        "TableName": "Wide",
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
            {"AttributeName": "date", "AttributeType": "S"},
            {"AttributeName": "kind", "AttributeType": "S"},
            {"AttributeName": "owner", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "LocalSecondaryIndexes": [{
            "IndexName": "byDate",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "date", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "byKind",
                "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}, {"AttributeName": "date", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "ALL"},
            },
            {
                "IndexName": "byOwner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["date", "note"]},
            },
        ],
        "BillingMode": "PAY_PER_REQUEST",
    })
}

/// Puts an item of `Wide`.
pub fn put_wide(db: &mut Database, pk: &str, sk: i64, rest: Value) {
    let mut item = json!({"pk": {"S": pk}, "sk": {"N": sk.to_string()}});
    for (name, value) in rest.as_object().unwrap() {
        item[name] = json!({"S": value});
    }
    db.call("PutItem", json!({"TableName": "Wide", "Item": item}));
}
