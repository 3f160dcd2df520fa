//! What lies below the answers: faults, change records, items an index cannot hold.

use hashrange::table::catalog;
use hashrange::tree::{Direction, KeyRange};
use serde_json::json;

use super::{database, put_wide, wide};
use crate::database::Database;

/// Runs that faulted while `run` answered.
fn faults(db: &mut Database, run: impl FnOnce(&mut Database)) -> u64 {
    let before = db.faults;
    run(db);
    db.faults - before
}

#[test]
fn a_fault_names_all_pages_that_are_known_to_be_needed() {
    let mut db = database();
    for number in 0..600 {
        let item = json!({
            "pk": {"S": format!("p{}", number % 60)}, "sk": {"N": number.to_string()}, "kind": {"S": "k"},
            "date": {"S": format!("{:04}", 1000 - number)}, "note": {"S": "x".repeat(200)},
        });
        db.call("PutItem", json!({"TableName": "Wide", "Item": item}));
    }
    db.checkpoint();
    // A deep tree of small pages: without naming pages together, each of these would fault once a key or page.
    let keys: Vec<_> = (0..60)
        .map(|number| json!({"pk": {"S": format!("p{number}")}, "sk": {"N": number.to_string()}}))
        .collect();
    let batch = faults(&mut db, |db| {
        let read = db.call("BatchGetItem", json!({"RequestItems": {"Wide": {"Keys": keys}}}));
        assert_eq!(read["Responses"]["Wide"].as_array().unwrap().len(), 60);
    });
    let scan = faults(&mut db, |db| {
        assert_eq!(db.call("Scan", json!({"TableName": "Wide"}))["Count"], 600);
    });
    let query = json!({
        "TableName": "Wide", "IndexName": "byDate", "KeyConditionExpression": "pk = :p", "Select": "ALL_ATTRIBUTES",
        "ExpressionAttributeValues": {":p": {"S": "p7"}},
    });
    let fetch = faults(&mut db, |db| assert_eq!(db.call("Query", query)["Count"], 10));
    let writes: Vec<_> =
        keys.iter().take(25).map(|key| json!({"Put": {"TableName": "Wide", "Item": key}})).collect();
    let transact = faults(&mut db, |db| {
        db.call("TransactWriteItems", json!({"TransactItems": writes}));
    });
    // The scan walks some 250 leaves of 1 KB: one fault for each branch above them.
    assert!(batch <= 6 && scan <= 20 && fetch <= 12 && transact <= 6, "{batch} {scan} {fetch} {transact}");
}

#[test]
fn a_backfill_skips_what_the_index_cannot_hold() {
    let mut db = database();
    let put = |db: &mut Database, pk: &str, state: serde_json::Value| {
        db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": pk}, "state": state}}));
    };
    put(&mut db, "good", json!({"S": "s"}));
    put(&mut db, "type", json!({"N": "1"}));
    put(&mut db, "empty", json!({"S": ""}));
    put(&mut db, "long", json!({"S": "x".repeat(2049)}));
    db.checkpoint();
    db.call(
        "UpdateTable",
        json!({
            "TableName": "Hash",
            "AttributeDefinitions": [{"AttributeName": "state", "AttributeType": "S"}],
            "GlobalSecondaryIndexUpdates": [{"Create": {
                "IndexName": "byState", "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }}],
        }),
    );
    db.work();
    let found = db.call("Scan", json!({"TableName": "Hash", "IndexName": "byState"}));
    assert_eq!(found["Items"], json!([{"pk": {"S": "good"}, "state": {"S": "s"}}]));
    // Other attributes of such an item can still be updated; the key itself only to something it can be.
    let update = |value: &str, expression: &str| {
        json!({
            "TableName": "Hash", "Key": {"pk": {"S": "type"}}, "UpdateExpression": expression,
            "ExpressionAttributeNames": {"#s": "state"}, "ExpressionAttributeValues": {":v": {"S": value}},
        })
    };
    let mut other = update("x", "SET further = :v");
    other.as_object_mut().unwrap().remove("ExpressionAttributeNames");
    db.call("UpdateItem", other);
    assert!(
        db.fails("UpdateItem", update("", "SET #s = :v")).contains("cannot contain an empty string value")
    );
    db.call("UpdateItem", update("t", "SET #s = :v"));
    assert_eq!(db.call("Scan", json!({"TableName": "Hash", "IndexName": "byState"}))["Count"], 2);
}

#[test]
fn a_table_that_is_deleted_while_an_index_is_filled_leaves_no_job() {
    let mut db = database();
    put_wide(&mut db, "a", 1, json!({"note": "n"}));
    let create = json!({
        "TableName": "Wide", "AttributeDefinitions": [{"AttributeName": "note", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "byNote", "KeySchema": [{"AttributeName": "note", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }}],
    });
    db.call("UpdateTable", create);
    db.call("DeleteTable", json!({"TableName": "Wide"}));
    db.call("CreateTable", wide());
    db.work();
    let jobs = db.evaluate(|cx| {
        let mut cursor = cx.cursor(catalog::CATALOG_TREE, KeyRange::prefix(b"job/"), Direction::Forward, 0);
        Ok(cx.next(&mut cursor)?.is_some())
    });
    assert!(!jobs.unwrap());
}
