//! Transactions over several databases: what is prepared, locked, decided; and reads and removals of a part of a table.

use serde_json::{Value, json};

use super::database;
use crate::database::Database;

fn put(pk: &str, value: i64) -> Value {
    json!({"TableName": "Hash", "Item": {"pk": {"S": pk}, "v": {"N": value.to_string()}}})
}

fn value(db: &mut Database, pk: &str) -> Value {
    db.call("GetItem", json!({"TableName": "Hash", "Key": {"pk": {"S": pk}}}))["Item"]["v"]["N"].clone()
}

/// Puts `a`, adds to `b` under a condition, checks `c`.
fn prepare(id: &str) -> Value {
    json!({
        "TransactionId": id,
        "Coordinator": "me",
        "Timestamp": 1_700_000_000_000_i64,
        "TransactItems": [
            {"Put": put("a", 7)},
            {"Update": {
                "TableName": "Hash",
                "Key": {"pk": {"S": "b"}},
                "UpdateExpression": "ADD v :one",
                "ConditionExpression": "v = :one",
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            }},
            {"ConditionCheck": {
                "TableName": "Hash", "Key": {"pk": {"S": "c"}}, "ConditionExpression": "attribute_not_exists(pk)",
            }},
        ],
    })
}

fn decide(db: &mut Database, id: &str, commit: bool) {
    db.call("DecideWrites", json!({"TransactionId": id, "Commit": commit}));
}

fn open(db: &mut Database) -> usize {
    db.call("ListPrepared", json!({}))["Transactions"].as_array().unwrap().len()
}

#[test]
fn what_is_prepared_is_locked_and_seen_when_it_is_committed() {
    let mut db = database();
    db.call("PutItem", put("b", 1));
    assert_eq!(db.call("PrepareWrites", prepare("t1"))["Outcome"], "PREPARED");
    assert_eq!(db.call("PrepareWrites", prepare("t1"))["Outcome"], "PREPARED");
    assert_eq!((value(&mut db, "a"), value(&mut db, "b")), (Value::Null, json!("1")));
    for pk in ["a", "b", "c"] {
        assert_eq!(
            db.fails("PutItem", put(pk, 9)),
            "TransactionConflictException: Transaction is ongoing for the item"
        );
    }
    let read = json!({"TransactItems": [{"Get": {"TableName": "Hash", "Key": {"pk": {"S": "a"}}}}]});
    assert!(db.fails("TransactGetItems", read).contains("[TransactionConflict]"));
    assert!(
        db.fails("PrepareWrites", prepare("t2"))
            .contains("[TransactionConflict, TransactionConflict, TransactionConflict]")
    );
    db.call("PutItem", put("d", 9));
    db.checkpoint();
    assert_eq!(open(&mut db), 1);
    decide(&mut db, "t1", true);
    decide(&mut db, "t1", true);
    assert_eq!((value(&mut db, "a"), value(&mut db, "b")), (json!("7"), json!("2")));
    assert_eq!((value(&mut db, "c"), open(&mut db)), (Value::Null, 0));
    db.call("PutItem", put("c", 9));
    assert_eq!(db.call("PrepareWrites", prepare("t1"))["Outcome"], "COMMITTED");
    assert_eq!(value(&mut db, "b"), json!("2"));
}

#[test]
fn what_is_dropped_leaves_nothing_and_cannot_be_prepared_any_more() {
    let mut db = database();
    db.call("PutItem", put("b", 1));
    db.call("PrepareWrites", prepare("t1"));
    decide(&mut db, "t1", false);
    assert_eq!((value(&mut db, "a"), value(&mut db, "b")), (Value::Null, json!("1")));
    db.call("PutItem", put("a", 3));
    // The decision may come before what it is about.
    decide(&mut db, "t2", false);
    for id in ["t1", "t2"] {
        assert_eq!(db.call("PrepareWrites", prepare(id))["Outcome"], "ABORTED");
    }
    assert_eq!(open(&mut db), 0);
    db.call("PutItem", put("b", 5));
    let failure = db.fails("PrepareWrites", prepare("t3"));
    assert!(failure.contains("[None, ConditionalCheckFailed, None]"), "{failure}");
    db.call("PutItem", put("a", 4));
}

#[test]
fn a_part_is_read_and_dropped_by_its_hashes() {
    let mut db = database();
    for n in 0..60 {
        db.call("PutItem", put(&format!("item {n}"), n));
    }
    let part = |db: &mut Database, from: u64, to: u64| {
        let read =
            db.call("ReadPart", json!({"HashFrom": from, "HashTo": to, "Scan": {"TableName": "Hash"}}));
        read["Items"].as_array().unwrap().clone()
    };
    let all = db.call("Scan", json!({"TableName": "Hash"}))["Items"].as_array().unwrap().clone();
    let (half, end) = (1 << 31, 1 << 32);
    let (lower, upper) = (part(&mut db, 0, half), part(&mut db, half, end));
    assert!(lower.len() > 10 && upper.len() > 10);
    assert_eq!([lower.clone(), upper].concat(), all);
    let dropped = json!({"TableName": "Hash", "HashFrom": half, "HashTo": end, "Limit": 5});
    let mut calls = 1;
    while db.call("DropPart", dropped.clone())["More"] == json!(true) {
        calls += 1;
    }
    assert!(calls > 2);
    assert_eq!(db.call("Scan", json!({"TableName": "Hash"}))["Items"].as_array().unwrap(), &lower);
}

#[test]
fn what_is_committed_is_known_until_it_is_settled_and_a_vote_keeps_a_late_preparation_out() {
    let mut db = database();
    db.call("PutItem", put("b", 1));
    let vote = |db: &mut Database, id: &str| {
        let asked = json!({"TransactionId": id, "Commit": false, "IfUnknown": true});
        db.call("DecideWrites", asked)["Outcome"].clone()
    };
    db.call("PrepareWrites", prepare("t1"));
    assert_eq!(vote(&mut db, "t1"), "PREPARED");
    assert_eq!(vote(&mut db, "t2"), "ABORTED");
    assert_eq!(db.call("PrepareWrites", prepare("t2"))["Outcome"], "ABORTED");
    decide(&mut db, "t1", true);
    assert_eq!((vote(&mut db, "t1"), value(&mut db, "a")), (json!("COMMITTED"), json!("7")));
    let others = |db: &mut Database, from: usize| {
        db.now_ms += 3_600_000;
        for n in from..from + 8 {
            decide(db, &format!("u{n}"), false);
        }
    };
    others(&mut db, 0);
    assert_eq!(vote(&mut db, "t1"), "COMMITTED");
    db.call("DecideWrites", json!({"TransactionId": "t1", "Commit": true, "Settled": true}));
    others(&mut db, 8);
    assert_eq!(vote(&mut db, "t1"), "ABORTED", "it was forgotten");
    assert_eq!(value(&mut db, "a"), "7");
}
