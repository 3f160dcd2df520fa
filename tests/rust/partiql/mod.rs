//! PartiQL: what statements answer, and that they do what their expression counterparts do.

mod batches;
mod equivalence;
mod reads;
mod refusals;
mod selects;
mod transactions;
mod writes;

use serde_json::{Value, json};

use crate::database::Database;
use crate::operations::{database, put_wide};

/// Runs one statement and gives its items.
pub fn items(db: &mut Database, statement: &str) -> Value {
    db.call("ExecuteStatement", json!({"Statement": statement}))["Items"].clone()
}

/// What one statement is refused with.
pub fn refused(db: &mut Database, statement: &str) -> String {
    db.fails("ExecuteStatement", json!({"Statement": statement}))
}

/// An item of `Hash`.
pub fn get(db: &mut Database, pk: &str) -> Value {
    db.call("GetItem", json!({"TableName": "Hash", "Key": {"pk": {"S": pk}}}))["Item"].clone()
}

/// `Hash` and `Wide` with three partitions of three items.
pub fn filled() -> Database {
    let mut db = database();
    for pk in ["a", "b", "c"] {
        for sk in 1..=3 {
            let date = format!("2024-0{}", 4 - sk);
            put_wide(&mut db, pk, sk, json!({"date": date, "kind": "k", "owner": pk, "note": "n"}));
        }
    }
    db
}

/// The `pk` and `sk` of items, for short expectations.
pub fn keys(items: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    items.as_array().unwrap().iter().map(|item| text(&item["pk"]["S"]) + &text(&item["sk"]["N"])).collect()
}
