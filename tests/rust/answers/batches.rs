//! Batches: their limits, what refuses them, and unprocessed entries.

use hashrange::native::Database;
use serde_json::{Value, json};

use super::{answer, check, database, full, invalid, put};

fn key(pk: &str) -> Value {
    json!({"pk": {"S": pk}})
}

fn puts(numbers: std::ops::Range<usize>) -> Vec<Value> {
    numbers.map(|number| json!({"PutRequest": {"Item": key(&format!("p{number}"))}})).collect()
}

fn keys(numbers: std::ops::Range<usize>) -> Vec<Value> {
    numbers.map(|number| key(&format!("p{number}"))).collect()
}

fn fulls(numbers: std::ops::Range<i64>) -> Vec<Value> {
    numbers.map(|number| full("a", number, json!({}))).collect()
}

#[test]
fn batches_are_limited() {
    let db = database();
    let wide: Vec<_> = fulls(0..6).into_iter().map(|item| json!({"PutRequest": {"Item": item}})).collect();
    let written = answer(&db, "BatchWriteItem", &json!({"RequestItems": {"Plain": puts(0..26)}}));
    let written = written.as_str().unwrap();
    assert!(written.starts_with("ValidationException: 1 validation error detected: Value '{Plain=["));
    assert!(written.ends_with(
        "' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length \
         less than or equal to 25, Member must have length greater than or equal to 1]"
    ));
    check(
        &db,
        &[
            (
                "BatchWriteItem",
                json!({"RequestItems": {"Plain": puts(0..25)}}),
                json!({"UnprocessedItems": {}}),
            ),
            (
                "BatchWriteItem",
                json!({"RequestItems": {"Plain": puts(0..20), "Full": wide}}),
                invalid("Too many items requested for the BatchWriteItem call"),
            ),
            (
                "BatchWriteItem",
                json!({"RequestItems": {}}),
                invalid("The requestItems parameter is required for BatchWriteItem"),
            ),
            (
                "BatchWriteItem",
                json!({}),
                invalid(
                    "1 validation error detected: Value null at 'requestItems' failed to satisfy constraint: Member \
                     must not be null",
                ),
            ),
            (
                "BatchGetItem",
                json!({"RequestItems": {"Plain": {"Keys": keys(0..101)}}}),
                invalid(
                    "1 validation error detected: Value at 'RequestItems.Plain.member.Keys' failed to satisfy \
                     constraint: Member must have length less than or equal to 100",
                ),
            ),
            (
                "BatchGetItem",
                json!({"RequestItems": {"Plain": {"Keys": []}}}),
                invalid(
                    "1 validation error detected: Value at 'RequestItems.Plain.member.Keys' failed to satisfy \
                     constraint: Member must have length greater than or equal to 1",
                ),
            ),
            (
                "BatchGetItem",
                json!({"RequestItems": {"Plain": {"Keys": keys(0..60)}, "Full": {"Keys": fulls(0..41)}}}),
                invalid("Too many items requested for the BatchGetItem call"),
            ),
            (
                "BatchGetItem",
                json!({"RequestItems": {}}),
                invalid(
                    "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must \
                     have length greater than or equal to 1",
                ),
            ),
        ],
    );
}

#[test]
fn a_batch_names_every_item_once_and_does_one_thing_with_it() {
    let db = database();
    let duplicates = invalid("Provided list of item keys contains duplicates");
    let (put, delete) = (json!({"Item": key("a")}), json!({"Key": key("a")}));
    let write = |requests: Value| json!({"RequestItems": {"Plain": requests}});
    check(
        &db,
        &[
            ("BatchWriteItem", write(json!([{"PutRequest": put}, {"PutRequest": put}])), duplicates.clone()),
            (
                "BatchWriteItem",
                write(json!([{"PutRequest": put}, {"DeleteRequest": delete}])),
                duplicates.clone(),
            ),
            (
                "BatchWriteItem",
                write(json!([{"PutRequest": put, "DeleteRequest": delete}])),
                invalid(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the \
                     supported datatypes",
                ),
            ),
            (
                "BatchWriteItem",
                write(json!([{}])),
                invalid(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
                ),
            ),
            (
                "BatchWriteItem",
                write(json!([{"PutRequest": {}}])),
                invalid(
                    "1 validation error detected: Value null at 'requestItems.Plain.member.1.member.putRequest.item' \
                     failed to satisfy constraint: Member must not be null",
                ),
            ),
            (
                "BatchGetItem",
                json!({"RequestItems": {"Full": {"Keys": [full("a", 1, json!({})), {"pk": {"S": "a"}, "sk": {"N": "1.0"}}]}}}),
                duplicates.clone(),
            ),
            (
                "BatchGetItem",
                json!({"RequestItems": {
                    "Plain": {"Keys": [key("a")]},
                    "arn:aws:dynamodb:local:000000000000:table/Plain": {"Keys": [key("a")]},
                }}),
                duplicates,
            ),
            (
                "Scan",
                json!({"TableName": "Plain", "Select": "COUNT"}),
                json!({"Count": 0, "ScannedCount": 0}),
            ),
        ],
    );
}

#[test]
fn every_table_of_the_request_has_an_answer() {
    let db = database();
    put(&db, "Plain", json!({"pk": {"S": "a"}, "v": {"S": "x"}, "w": {"S": "y"}}));
    check(
        &db,
        &[(
            "BatchGetItem",
            json!({"RequestItems": {
                "Plain": {
                    "Keys": [key("a"), key("b")], "ProjectionExpression": "#v",
                    "ExpressionAttributeNames": {"#v": "v"},
                },
                "Full": {"Keys": [full("a", 1, json!({}))]},
            }}),
            json!({"Responses": {"Plain": [{"v": {"S": "x"}}], "Full": []}, "UnprocessedKeys": {}}),
        )],
    );
}

#[test]
fn the_last_entries_of_a_batch_can_be_left_unprocessed() {
    let mut db = crate::database::Database::new();
    for table in ["One", "Two"] {
        db.call(
            "CreateTable",
            json!({
                "TableName": table, "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            }),
        );
    }
    db.settings.unprocessed = 2;
    let requests = json!({"One": puts(0..2), "Two": [{"DeleteRequest": {"Key": key("d")}}, puts(1..2)[0]]});
    let written =
        db.call("BatchWriteItem", json!({"RequestItems": requests, "ReturnConsumedCapacity": "TOTAL"}));
    assert_eq!(
        written,
        json!({
            "UnprocessedItems": {"Two": requests["Two"]},
            "ConsumedCapacity": [{"TableName": "One", "CapacityUnits": 2}],
        })
    );
    let written = db.call("BatchWriteItem", json!({"RequestItems": written["UnprocessedItems"]}));
    assert_eq!(
        written["UnprocessedItems"],
        json!({"Two": [requests["Two"][1]]}),
        "one entry is always served"
    );
    let written = db.call("BatchWriteItem", json!({"RequestItems": written["UnprocessedItems"]}));
    assert_eq!(written["UnprocessedItems"], json!({}));

    let options = json!({"Keys": keys(0..3), "ProjectionExpression": "pk", "ConsistentRead": true});
    let read =
        db.call("BatchGetItem", json!({"RequestItems": {"One": options, "Two": {"Keys": keys(1..2)}}}));
    assert_eq!(read["Responses"], json!({"One": keys(0..2), "Two": []}));
    let mut rest = options;
    rest["Keys"] = json!(keys(2..3));
    assert_eq!(read["UnprocessedKeys"], json!({"One": rest, "Two": {"Keys": keys(1..2)}}));
}

#[test]
fn an_answer_holds_sixteen_megabytes() {
    let db: Database = database();
    for number in 0..45 {
        put(&db, "Plain", json!({"pk": {"S": format!("p{number}")}, "b": {"S": "x".repeat(400_000)}}));
    }
    let read = answer(&db, "BatchGetItem", &json!({"RequestItems": {"Plain": {"Keys": keys(0..45)}}}));
    assert_eq!(read["Responses"]["Plain"].as_array().unwrap().len(), 41);
    assert_eq!(read["UnprocessedKeys"]["Plain"]["Keys"], json!(keys(41..45)));
}
