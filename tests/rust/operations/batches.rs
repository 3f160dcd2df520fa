use serde_json::json;

use super::database;

#[test]
fn a_batch_writes_and_reads_items_of_several_tables() {
    let mut db = database();
    db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": "gone"}}}));
    let written = db.call(
        "BatchWriteItem",
        json!({
            "RequestItems": {
                "Hash": [
                    {"PutRequest": {"Item": {"pk": {"S": "a"}, "v": {"N": "1"}}}},
                    {"DeleteRequest": {"Key": {"pk": {"S": "gone"}}}},
                ],
                "Wide": [{"PutRequest": {"Item": {"pk": {"S": "a"}, "sk": {"N": "1"}, "kind": {"S": "k"}, "date": {"S": "d"}}}}],
            },
            "ReturnConsumedCapacity": "TOTAL", "ReturnItemCollectionMetrics": "SIZE",
        }),
    );
    assert_eq!(written["UnprocessedItems"], json!({}));
    assert_eq!(
        written["ConsumedCapacity"],
        json!([{"TableName": "Hash", "CapacityUnits": 2}, {"TableName": "Wide", "CapacityUnits": 3}])
    );
    assert_eq!(written["ItemCollectionMetrics"]["Wide"][0]["ItemCollectionKey"], json!({"pk": {"S": "a"}}));
    let read = db.call(
        "BatchGetItem",
        json!({
            "RequestItems": {
                "Hash": {"Keys": [{"pk": {"S": "a"}}, {"pk": {"S": "gone"}}]},
                "Wide": {"Keys": [{"pk": {"S": "a"}, "sk": {"N": "1.0"}}], "ProjectionExpression": "kind"},
            },
            "ReturnConsumedCapacity": "TOTAL",
        }),
    );
    assert_eq!(read["Responses"]["Hash"], json!([{"pk": {"S": "a"}, "v": {"N": "1"}}]));
    assert_eq!(read["Responses"]["Wide"], json!([{"kind": {"S": "k"}}]));
    assert_eq!(read["UnprocessedKeys"], json!({}));
    assert_eq!(read["ConsumedCapacity"][0], json!({"TableName": "Hash", "CapacityUnits": 1}));
}

#[test]
fn what_is_wrong_with_one_entry_refuses_the_batch() {
    let mut db = database();
    let mut fails = |requests: serde_json::Value| {
        let message = db.fails("BatchWriteItem", json!({"RequestItems": {"Hash": requests}}));
        assert_eq!(db.call("Scan", json!({"TableName": "Hash"}))["Count"], 0);
        message
    };
    assert_eq!(
        fails(
            json!([{"PutRequest": {"Item": {"pk": {"S": "a"}}}}, {"DeleteRequest": {"Key": {"pk": {"S": "a"}}}}])
        ),
        "ValidationException: Provided list of item keys contains duplicates"
    );
    assert_eq!(
        fails(
            json!([{"PutRequest": {"Item": {"pk": {"S": "a"}}}}, {"PutRequest": {"Item": {"pk": {"N": "1"}}}}])
        ),
        "ValidationException: The provided key element does not match the schema"
    );
    assert_eq!(
        db.fails(
            "BatchGetItem",
            json!({"RequestItems": {"Hash": {"Keys": [{"pk": {"S": "a"}}, {"pk": {"S": "a"}}]}}})
        ),
        "ValidationException: Provided list of item keys contains duplicates"
    );
    assert_eq!(
        db.fails(
            "BatchWriteItem",
            json!({"RequestItems": {"Nope": [{"DeleteRequest": {"Key": {"pk": {"S": "a"}}}}]}})
        ),
        "ResourceNotFoundException: Requested resource not found"
    );
}

#[test]
fn an_answer_over_sixteen_megabytes_leaves_keys_unprocessed() {
    let mut db = database();
    let mut keys = Vec::new();
    for number in 0..45 {
        let key = json!({"pk": {"S": format!("k{number}")}});
        let mut item = key.clone();
        item["b"] = json!({"S": "x".repeat(400_000)});
        db.call("PutItem", json!({"TableName": "Hash", "Item": item}));
        keys.push(key);
    }
    let read =
        db.call("BatchGetItem", json!({"RequestItems": {"Hash": {"Keys": keys, "ConsistentRead": true}}}));
    let found = read["Responses"]["Hash"].as_array().unwrap().len();
    let left = &read["UnprocessedKeys"]["Hash"];
    assert_eq!(found + left["Keys"].as_array().unwrap().len(), 45);
    assert_eq!((found, &left["ConsistentRead"]), (41, &json!(true)));
}
