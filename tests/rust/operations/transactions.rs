use serde_json::{Value, json};

use super::database;
use crate::database::Database;

fn get(db: &mut Database, pk: &str) -> Value {
    db.call("GetItem", json!({"TableName": "Hash", "Key": {"pk": {"S": pk}}}))["Item"].clone()
}

fn put(pk: &str, value: i64) -> Value {
    json!({"Put": {"TableName": "Hash", "Item": {"pk": {"S": pk}, "v": {"N": value.to_string()}}}})
}

#[test]
fn all_actions_happen_together() {
    let mut db = database();
    for pk in ["u", "d", "c"] {
        db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": pk}, "v": {"N": "1"}}}));
    }
    let done = db.call(
        "TransactWriteItems",
        json!({
            "TransactItems": [
                put("p", 1),
                {"Update": {"TableName": "Hash", "Key": {"pk": {"S": "u"}}, "UpdateExpression": "ADD v :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}},
                {"Delete": {"TableName": "Hash", "Key": {"pk": {"S": "d"}}, "ConditionExpression": "attribute_exists(pk)"}},
                {"ConditionCheck": {"TableName": "Hash", "Key": {"pk": {"S": "c"}}, "ConditionExpression": "v = :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}},
            ],
            "ReturnConsumedCapacity": "TOTAL",
        }),
    );
    assert_eq!(
        done,
        json!({"ConsumedCapacity": [{"TableName": "Hash", "CapacityUnits": 8, "WriteCapacityUnits": 8}]})
    );
    assert_eq!(get(&mut db, "p")["v"], json!({"N": "1"}));
    assert_eq!(get(&mut db, "u")["v"], json!({"N": "2"}));
    assert_eq!(get(&mut db, "d"), Value::Null);
    let read = db.call(
        "TransactGetItems",
        json!({
            "TransactItems": [
                {"Get": {"TableName": "Hash", "Key": {"pk": {"S": "u"}}, "ProjectionExpression": "v"}},
                {"Get": {"TableName": "Hash", "Key": {"pk": {"S": "d"}}}},
            ],
            "ReturnConsumedCapacity": "TOTAL",
        }),
    );
    assert_eq!(read["Responses"], json!([{"Item": {"v": {"N": "2"}}}, {}]));
    assert_eq!(
        read["ConsumedCapacity"],
        json!([{"TableName": "Hash", "CapacityUnits": 4, "ReadCapacityUnits": 4}])
    );
}

#[test]
fn every_reason_is_given_in_order() {
    let mut db = database();
    db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": "a"}, "v": {"N": "1"}}}));
    let failing = |pk: &str, shown: &str| {
        let mut action = put(pk, 2);
        action["Put"]["ConditionExpression"] = json!("attribute_not_exists(pk)");
        action["Put"]["ReturnValuesOnConditionCheckFailure"] = json!(shown);
        action
    };
    let request = json!({"TransactItems": [
        put("new", 1),
        failing("a", "ALL_OLD"),
        {"ConditionCheck": {"TableName": "Hash", "Key": {"pk": {"S": "c"}}, "ConditionExpression": "attribute_exists(pk)"}},
        failing("b", "NONE"),
    ]});
    let failure = db.try_call("TransactWriteItems", &request).unwrap_err();
    assert_eq!(
        failure.to_string(),
        "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons \
         [None, ConditionalCheckFailed, ConditionalCheckFailed, None]"
    );
    let detail = failure.detail.unwrap();
    let mut json = String::new();
    use hashrange::operation::shape;
    shape::raise_json(shape::generated::FAILURE, hashrange::model::MapRef::new(&detail), &mut json);
    let detail: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        detail["CancellationReasons"],
        json!([
            {"Code": "None"},
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed", "Item": {"pk": {"S": "a"}, "v": {"N": "1"}}},
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
            {"Code": "None"},
        ])
    );
    assert_eq!(get(&mut db, "new"), Value::Null);
}

#[test]
fn what_the_request_alone_shows_is_refused_at_the_top() {
    let mut db = database();
    let mut fails = |actions: Value| db.fails("TransactWriteItems", json!({"TransactItems": actions}));
    assert_eq!(
        fails(json!([put("a", 1), put("a", 2)])),
        "ValidationException: Transaction request cannot include multiple operations on one item"
    );
    assert!(fails(json!([{"Put": {"TableName": "Hash", "Item": {"pk": {"S": ""}}}}])).starts_with(
        "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
    ));
    assert_eq!(
        fails(json!([{"Put": {"TableName": "Nope", "Item": {"pk": {"S": "a"}}}}])),
        "ResourceNotFoundException: Requested resource not found"
    );
    let large = json!({"pk": {"S": "a"}, "b": {"S": "x".repeat(409_600)}});
    assert!(
        fails(json!([{"Put": {"TableName": "Hash", "Item": large}}]))
            .ends_with("Item size has exceeded the maximum allowed size")
    );
    let update = json!([{"Update": {
        "TableName": "Wide", "Key": {"pk": {"S": "a"}, "sk": {"N": "1"}}, "UpdateExpression": "SET kind = :v",
        "ExpressionAttributeValues": {":v": {"S": ""}},
    }}]);
    assert!(
        fails(update)
            .starts_with("ValidationException: One or more parameter values are not valid. The update")
    );
}

#[test]
fn a_token_makes_a_transaction_happen_once() {
    let mut db = database();
    let request = |value: i64| json!({"ClientRequestToken": "token", "TransactItems": [put("a", value)], "ReturnConsumedCapacity": "TOTAL"});
    let first = db.call("TransactWriteItems", request(1));
    assert_eq!(first["ConsumedCapacity"][0]["WriteCapacityUnits"], 2);
    db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": "a"}, "v": {"N": "9"}}}));
    let again = db.call("TransactWriteItems", request(1));
    assert_eq!(again["ConsumedCapacity"][0]["ReadCapacityUnits"], 2);
    assert_eq!(get(&mut db, "a")["v"], json!({"N": "9"}), "nothing is done the second time");
    assert!(db.fails("TransactWriteItems", request(2)).starts_with("IdempotentParameterMismatchException"));
    db.now_ms += 600_001;
    db.call("TransactWriteItems", request(2));
    assert_eq!(get(&mut db, "a")["v"], json!({"N": "2"}), "a token is forgotten after ten minutes");
    db.now_ms += 600_001;
    db.work();
    let left = db.evaluate(|cx| cx.stats(hashrange::table::catalog::LEDGER_TREE)).unwrap();
    assert_eq!(left, (0, 0));
}

#[test]
fn a_cancelled_transaction_does_not_use_its_token_up() {
    let mut db = database();
    let mut action = put("a", 1);
    action["Put"]["ConditionExpression"] = json!("attribute_exists(pk)");
    let request = json!({"ClientRequestToken": "token", "TransactItems": [action]});
    assert!(db.fails("TransactWriteItems", request.clone()).starts_with("TransactionCanceledException"));
    db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": "a"}}}));
    db.call("TransactWriteItems", request);
    assert_eq!(get(&mut db, "a")["v"], json!({"N": "1"}));
}
