//! What requests consume, and which members say so.

use serde_json::{Value, json};

use super::{answer, check, database, full, put, with};

/// What `ReturnConsumedCapacity: INDEXES` says after this request.
fn consumed(db: &hashrange::native::Database, operation: &str, request: &Value) -> Value {
    let request = with(request, json!({"ReturnConsumedCapacity": "INDEXES"}));
    let mut consumed = answer(db, operation, &request)["ConsumedCapacity"].take();
    if let Some(consumed) = consumed.as_object_mut() {
        assert!(consumed.remove("TableName").is_some(), "{operation} names its table");
    }
    consumed
}

fn units(units: f64) -> Value {
    // Whole numbers have no fraction in JSON.
    if units.fract() == 0.0 {
        json!({"CapacityUnits": units as i64})
    } else {
        json!({"CapacityUnits": units})
    }
}

fn of_table(count: f64) -> Value {
    with(&units(count), json!({"Table": units(count)}))
}

/// An item of `Plain` of exactly `size` bytes.
fn sized(pk: &str, size: usize) -> Value {
    json!({"pk": {"S": pk}, "b": {"S": "x".repeat(size - 2 - pk.len() - 1)}})
}

#[test]
fn nothing_is_said_unless_it_is_asked_for() {
    let db = database();
    let put = json!({"TableName": "Plain", "Item": {"pk": {"S": "a"}}});
    let asked = |wanted: &str| with(&put, json!({"ReturnConsumedCapacity": wanted}));
    let total = json!({"TableName": "Plain", "CapacityUnits": 1});
    let mut key = put.clone();
    key["Key"] = key["Item"].take();
    check(
        &db,
        &[
            ("PutItem", put.clone(), json!({})),
            ("PutItem", asked("NONE"), json!({})),
            ("PutItem", asked("TOTAL"), json!({"ConsumedCapacity": total})),
            (
                "PutItem",
                asked("INDEXES"),
                json!({"ConsumedCapacity": with(&total, json!({"Table": {"CapacityUnits": 1}}))}),
            ),
            (
                "BatchWriteItem",
                json!({"RequestItems": {"Plain": [{"PutRequest": {"Item": {"pk": {"S": "a"}}}}]}, "ReturnConsumedCapacity": "TOTAL"}),
                json!({"UnprocessedItems": {}, "ConsumedCapacity": [total]}),
            ),
            (
                "BatchGetItem",
                json!({"RequestItems": {"Plain": {"Keys": [{"pk": {"S": "a"}}]}}, "ReturnConsumedCapacity": "INDEXES"}),
                json!({
                    "Responses": {"Plain": [{"pk": {"S": "a"}}]}, "UnprocessedKeys": {},
                    "ConsumedCapacity": [{"TableName": "Plain", "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}}],
                }),
            ),
            (
                "Query",
                json!({
                    "TableName": "arn:aws:dynamodb:local:000000000000:table/Plain", "KeyConditionExpression": "pk = :k",
                    "ExpressionAttributeValues": {":k": {"S": "none"}}, "ReturnConsumedCapacity": "TOTAL",
                }),
                json!({
                    "Items": [], "Count": 0, "ScannedCount": 0,
                    "ConsumedCapacity": {
                        "TableName": "arn:aws:dynamodb:local:000000000000:table/Plain", "CapacityUnits": 0.5,
                    },
                }),
            ),
        ],
    );
}

#[test]
fn reads_are_rounded_up_to_four_kilobytes() {
    let db = database();
    for (size, strong) in [(100, 1.0), (4096, 1.0), (4097, 2.0), (8192, 2.0), (8193, 3.0)] {
        put(&db, "Plain", sized("a", size));
        let key = json!({"pk": {"S": "a"}});
        let get = json!({"TableName": "Plain", "Key": key});
        let consistent = json!({"ConsistentRead": true});
        assert_eq!(consumed(&db, "GetItem", &get), of_table(strong / 2.0));
        assert_eq!(consumed(&db, "GetItem", &with(&get, consistent.clone())), of_table(strong));
        let projected = with(&get, json!({"ProjectionExpression": "pk", "ConsistentRead": true}));
        assert_eq!(consumed(&db, "GetItem", &projected), of_table(strong), "a projection saves nothing");
        let scan = json!({
            "TableName": "Plain", "ConsistentRead": true, "FilterExpression": "attribute_not_exists(pk)",
            "Select": "COUNT",
        });
        assert_eq!(consumed(&db, "Scan", &scan), of_table(strong), "a filter saves nothing");
        let get = json!({"TransactItems": [{"Get": get}]});
        let both = json!({"CapacityUnits": strong as i64 * 2, "ReadCapacityUnits": strong as i64 * 2});
        let table = with(&with(&both, json!({"TableName": "Plain"})), json!({"Table": both}));
        assert_eq!(consumed(&db, "TransactGetItems", &get), json!([table]));
    }
    let missing = json!({"TableName": "Plain", "Key": {"pk": {"S": "none"}}});
    assert_eq!(consumed(&db, "GetItem", &missing), of_table(0.5));
    assert_eq!(consumed(&db, "GetItem", &with(&missing, json!({"ConsistentRead": true}))), of_table(1.0));
}

#[test]
fn pages_are_rounded_once_and_batches_item_by_item() {
    let db = database();
    for sk in 0..4 {
        put(&db, "Full", full("a", sk, json!({"note": "x".repeat(1500)})));
    }
    let query = json!({
        "TableName": "Full", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}},
    });
    assert_eq!(consumed(&db, "Query", &query), of_table(1.0), "6 KB");
    assert_eq!(consumed(&db, "Query", &with(&query, json!({"Limit": 2}))), of_table(0.5), "3 KB");
    assert_eq!(consumed(&db, "Scan", &json!({"TableName": "Full", "ConsistentRead": true})), of_table(2.0));
    let keys: Vec<_> = (0..4).map(|sk| full("a", sk, json!({}))).collect();
    let batch = json!({"RequestItems": {"Full": {"Keys": keys}}});
    assert_eq!(consumed(&db, "BatchGetItem", &batch)[0]["CapacityUnits"], 2);
}

#[test]
fn writes_cost_the_larger_image() {
    let db = database();
    let write =
        |operation: &str, more: Value| consumed(&db, operation, &with(&json!({"TableName": "Plain"}), more));
    let key = json!({"Key": {"pk": {"S": "a"}}});
    assert_eq!(write("DeleteItem", key.clone()), of_table(1.0), "nothing there costs one unit");
    assert_eq!(write("PutItem", json!({"Item": sized("a", 1024)})), of_table(1.0));
    assert_eq!(write("PutItem", json!({"Item": sized("a", 1025)})), of_table(2.0));
    assert_eq!(write("PutItem", json!({"Item": sized("a", 3000)})), of_table(3.0));
    assert_eq!(write("PutItem", json!({"Item": sized("a", 100)})), of_table(3.0));
    assert_eq!(write("PutItem", json!({"Item": sized("a", 2500)})), of_table(3.0));
    let update = with(
        &key,
        json!({"UpdateExpression": "SET c = :c", "ExpressionAttributeValues": {":c": {"S": "x".repeat(1000)}}}),
    );
    assert_eq!(write("UpdateItem", update), of_table(4.0));
    assert_eq!(write("UpdateItem", with(&key, json!({"UpdateExpression": "REMOVE b, c"}))), of_table(4.0));
    assert_eq!(write("PutItem", json!({"Item": sized("a", 5000)})), of_table(5.0));
    assert_eq!(write("DeleteItem", key), of_table(5.0));
}

#[test]
fn each_index_has_its_arm() {
    let db = database();
    let arms = |more: Value| {
        let consumed = consumed(&db, "PutItem", &json!({"TableName": "Full", "Item": full("a", 1, more)}));
        let of = |kind: &str, index: &str| consumed[kind][index]["CapacityUnits"].as_i64().unwrap_or(0);
        let arms = [
            consumed["Table"]["CapacityUnits"].as_i64().unwrap(),
            of("LocalSecondaryIndexes", "byDate"),
            of("LocalSecondaryIndexes", "byRank"),
            of("GlobalSecondaryIndexes", "byKind"),
            of("GlobalSecondaryIndexes", "byOwner"),
        ];
        assert_eq!(consumed["CapacityUnits"].as_i64().unwrap(), arms.iter().sum::<i64>());
        arms
    };
    assert_eq!(arms(json!({})), [1, 0, 0, 0, 0], "in no index");
    assert_eq!(
        arms(json!({"date": "1", "rank": "1", "kind": "k", "owner": "o"})),
        [1, 1, 1, 1, 1],
        "enters all"
    );
    assert_eq!(
        arms(json!({"date": "1", "rank": "1", "kind": "k", "owner": "o", "other": "x"})),
        [1, 0, 1, 1, 0],
        "nothing that is projected has changed"
    );
    assert_eq!(
        arms(json!({"date": "1", "rank": "1", "kind": "k", "owner": "o", "other": "x", "note": "n"})),
        [1, 0, 1, 1, 1]
    );
    let long = "n".repeat(1500);
    assert_eq!(
        arms(json!({"date": "1", "rank": "1", "kind": "k", "owner": "o", "note": long})),
        [2, 0, 2, 2, 2],
        "the larger entry counts"
    );
    assert_eq!(
        arms(json!({"date": "2", "rank": "1", "kind": "k", "owner": "p"})),
        [2, 2, 2, 3, 3],
        "a moved entry is removed and made"
    );
    assert_eq!(arms(json!({})), [1, 1, 1, 1, 1], "leaves all");
}

#[test]
fn queries_cost_what_they_read_where() {
    let db = database();
    for sk in 0..3 {
        let more = json!({"date": "d", "rank": sk.to_string(), "kind": "k", "owner": "o", "note": "n".repeat(2000), "other": "x".repeat(5000)});
        put(&db, "Full", full("a", sk, more));
    }
    let query = |index: &str, key: &str, value: &str, more: Value| {
        let request = json!({
            "TableName": "Full", "IndexName": index, "KeyConditionExpression": "#k = :v",
            "ExpressionAttributeNames": {"#k": key}, "ExpressionAttributeValues": {":v": {"S": value}},
        });
        consumed(&db, "Query", &with(&request, more))
    };
    let arm = |kind: &str, index: &str, table: f64, own: f64| {
        with(&units(table + own), json!({"Table": units(table), kind: {index: units(own)}}))
    };
    let (local, global) = ("LocalSecondaryIndexes", "GlobalSecondaryIndexes");
    assert_eq!(query("byDate", "pk", "a", json!({})), arm(local, "byDate", 0.0, 0.5));
    let fetched = json!({"Select": "ALL_ATTRIBUTES"});
    assert_eq!(
        query("byDate", "pk", "a", fetched),
        arm(local, "byDate", 3.0, 0.5),
        "three items of 7 KB each"
    );
    let fetched = json!({"ProjectionExpression": "note", "ConsistentRead": true, "Limit": 1});
    assert_eq!(query("byDate", "pk", "a", fetched), arm(local, "byDate", 2.0, 1.0));
    assert_eq!(
        query("byRank", "pk", "a", json!({"Select": "ALL_ATTRIBUTES"})),
        arm(local, "byRank", 0.0, 3.0)
    );
    assert_eq!(query("byKind", "kind", "k", json!({})), arm(global, "byKind", 0.0, 3.0));
    assert_eq!(query("byOwner", "owner", "o", json!({})), arm(global, "byOwner", 0.0, 1.0));
    assert_eq!(query("byOwner", "owner", "none", json!({})), arm(global, "byOwner", 0.0, 0.5));
    let scan = json!({"TableName": "Full", "IndexName": "byOwner"});
    assert_eq!(consumed(&db, "Scan", &scan), arm(global, "byOwner", 0.0, 1.0));
}

#[test]
fn transactions_double_the_table_and_tell_reads_from_writes() {
    let db = database();
    put(&db, "Plain", sized("c", 1500));
    put(&db, "Plain", sized("u", 1500));
    let both = |name: &str, units: i64| json!({"CapacityUnits": units, name: units});
    let request = json!({
        "ClientRequestToken": "once",
        "TransactItems": [
            {"Put": {"TableName": "Full", "Item": full("a", 1, json!({"kind": "k", "date": "d"}))}},
            {"ConditionCheck": {"TableName": "Plain", "Key": {"pk": {"S": "c"}}, "ConditionExpression": "attribute_exists(pk)"}},
            {"Update": {"TableName": "Plain", "Key": {"pk": {"S": "u"}}, "UpdateExpression": "REMOVE b"}},
            {"Delete": {"TableName": "Plain", "Key": {"pk": {"S": "none"}}}},
        ],
        "ReturnConsumedCapacity": "INDEXES",
    });
    let write = |units| both("WriteCapacityUnits", units);
    let full = json!({
        "TableName": "Full", "Table": write(2), "LocalSecondaryIndexes": {"byDate": write(1)},
        "GlobalSecondaryIndexes": {"byKind": write(1)},
    });
    let plain = json!({"TableName": "Plain", "Table": write(4 + 4 + 2)});
    let read = |units| both("ReadCapacityUnits", units);
    let again = json!([
        with(&json!({"TableName": "Full", "Table": read(2)}), read(2)),
        with(&json!({"TableName": "Plain", "Table": read(6)}), read(6)),
    ]);
    check(
        &db,
        &[
            (
                "TransactWriteItems",
                request.clone(),
                json!({"ConsumedCapacity": [with(&full, write(4)), with(&plain, write(10))]}),
            ),
            ("TransactWriteItems", request, json!({"ConsumedCapacity": again})),
        ],
    );
}

#[test]
fn collections_are_measured_where_there_are_local_indexes() {
    let db = database();
    let item = full("a", 1, json!({"note": "n"}));
    let key = full("a", 1, json!({}));
    let size = |operation: &str, request: Value| {
        let asked = with(&request, json!({"ReturnItemCollectionMetrics": "SIZE"}));
        answer(&db, operation, &asked)["ItemCollectionMetrics"].take()
    };
    let metrics = json!({"ItemCollectionKey": {"pk": {"S": "a"}}, "SizeEstimateRangeGB": [0, 1]});
    assert_eq!(size("PutItem", json!({"TableName": "Full", "Item": item})), metrics);
    assert_eq!(size("UpdateItem", json!({"TableName": "Full", "Key": key})), metrics);
    assert_eq!(size("DeleteItem", json!({"TableName": "Full", "Key": key})), metrics);
    assert_eq!(size("PutItem", json!({"TableName": "Plain", "Item": {"pk": {"S": "a"}}})), Value::Null);
    let other = full("a", 2, json!({}));
    let batch = json!({"RequestItems": {
        "Full": [{"PutRequest": {"Item": item}}, {"PutRequest": {"Item": other}}],
        "Plain": [{"PutRequest": {"Item": {"pk": {"S": "a"}}}}],
    }});
    assert_eq!(size("BatchWriteItem", batch), json!({"Full": [metrics]}), "each collection once");
    let acts = json!({"TransactItems": [
        {"Put": {"TableName": "Full", "Item": item}},
        {"Put": {"TableName": "Plain", "Item": {"pk": {"S": "a"}}}},
    ]});
    assert_eq!(size("TransactWriteItems", acts), json!({"Full": [metrics]}));
    let unasked = answer(&db, "PutItem", &json!({"TableName": "Full", "Item": item}));
    assert_eq!(unasked, json!({}));
}
