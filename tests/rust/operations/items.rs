use serde_json::{Value, json};

use super::{database, put_wide};

fn key(pk: &str) -> Value {
    json!({"pk": {"S": pk}})
}

#[test]
fn an_item_is_put_read_updated_and_deleted() {
    let mut db = database();
    let item =
        json!({"pk": {"S": "a"}, "n": {"N": "1.50"}, "l": {"L": [{"S": "x"}, {"M": {"y": {"BOOL": true}}}]}});
    assert_eq!(db.call("PutItem", json!({"TableName": "Hash", "Item": item})), json!({}));
    let stored =
        json!({"pk": {"S": "a"}, "n": {"N": "1.5"}, "l": {"L": [{"S": "x"}, {"M": {"y": {"BOOL": true}}}]}});
    assert_eq!(db.call("GetItem", json!({"TableName": "Hash", "Key": key("a")})), json!({"Item": stored}));
    let projected = db.call(
        "GetItem",
        json!({"TableName": "Hash", "Key": key("a"), "ProjectionExpression": "l[1].y, absent"}),
    );
    assert_eq!(projected, json!({"Item": {"l": {"L": [{"M": {"y": {"BOOL": true}}}]}}}));
    let updated = db.call(
        "UpdateItem",
        json!({
            "TableName": "Hash", "Key": key("a"), "UpdateExpression": "SET n = n + :one REMOVE l",
            "ExpressionAttributeValues": {":one": {"N": "1"}}, "ReturnValues": "ALL_NEW",
        }),
    );
    assert_eq!(updated, json!({"Attributes": {"pk": {"S": "a"}, "n": {"N": "2.5"}}}));
    let deleted =
        db.call("DeleteItem", json!({"TableName": "Hash", "Key": key("a"), "ReturnValues": "ALL_OLD"}));
    assert_eq!(deleted, json!({"Attributes": {"pk": {"S": "a"}, "n": {"N": "2.5"}}}));
    assert_eq!(db.call("GetItem", json!({"TableName": "Hash", "Key": key("a")})), json!({}));
    assert_eq!(
        db.call("DeleteItem", json!({"TableName": "Hash", "Key": key("a"), "ReturnValues": "ALL_OLD"})),
        json!({})
    );
}

#[test]
fn update_returns_what_was_asked_for() {
    let mut db = database();
    let update = |db: &mut crate::database::Database, returned: &str| {
        db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": "a"}, "x": {"N": "1"}, "m": {"M": {"p": {"N": "1"}, "q": {"N": "2"}}}}}));
        db.call(
            "UpdateItem",
            json!({
                "TableName": "Hash", "Key": key("a"), "UpdateExpression": "SET m.p = :v, y = :v REMOVE x",
                "ExpressionAttributeValues": {":v": {"S": "n"}}, "ReturnValues": returned,
            }),
        )
    };
    assert_eq!(update(&mut db, "NONE"), json!({}));
    assert_eq!(
        update(&mut db, "ALL_OLD")["Attributes"],
        json!({"pk": {"S": "a"}, "x": {"N": "1"}, "m": {"M": {"p": {"N": "1"}, "q": {"N": "2"}}}})
    );
    assert_eq!(
        update(&mut db, "ALL_NEW")["Attributes"],
        json!({"pk": {"S": "a"}, "y": {"S": "n"}, "m": {"M": {"p": {"S": "n"}, "q": {"N": "2"}}}})
    );
    assert_eq!(
        update(&mut db, "UPDATED_OLD")["Attributes"],
        json!({"x": {"N": "1"}, "m": {"M": {"p": {"N": "1"}}}})
    );
    assert_eq!(
        update(&mut db, "UPDATED_NEW")["Attributes"],
        json!({"y": {"S": "n"}, "m": {"M": {"p": {"S": "n"}}}})
    );
}

#[test]
fn an_update_of_a_missing_item_makes_it() {
    let mut db = database();
    db.call("UpdateItem", json!({"TableName": "Hash", "Key": key("bare")}));
    assert_eq!(
        db.call("GetItem", json!({"TableName": "Hash", "Key": key("bare")})),
        json!({"Item": key("bare")})
    );
    db.call(
        "UpdateItem",
        json!({
            "TableName": "Hash", "Key": key("new"), "UpdateExpression": "ADD n :n",
            "ExpressionAttributeValues": {":n": {"N": "5"}},
        }),
    );
    assert_eq!(
        db.call("GetItem", json!({"TableName": "Hash", "Key": key("new")}))["Item"],
        json!({"pk": {"S": "new"}, "n": {"N": "5"}})
    );
}

#[test]
fn a_failed_condition_changes_nothing_and_shows_the_item_on_request() {
    let mut db = database();
    db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": "a"}, "v": {"N": "1"}}}));
    let mut put = json!({
        "TableName": "Hash", "Item": {"pk": {"S": "a"}, "v": {"N": "2"}},
        "ConditionExpression": "attribute_not_exists(pk)",
    });
    let failure = db.try_call("PutItem", &put).unwrap_err();
    assert_eq!(failure.to_string(), "ConditionalCheckFailedException: The conditional request failed");
    assert_eq!(failure.detail, None);
    put["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let failure = db.try_call("PutItem", &put).unwrap_err();
    let detail = failure.detail.unwrap();
    let item = hashrange::model::MapRef::new(&detail).get_map("Item").unwrap();
    assert_eq!(item.get_int("v"), Some(1));
    assert_eq!(
        db.call("GetItem", json!({"TableName": "Hash", "Key": key("a")}))["Item"]["v"],
        json!({"N": "1"})
    );
}

#[test]
fn keys_are_checked() {
    let mut db = database();
    let mut fails = |operation: &str, request: Value| {
        db.fails(operation, request).strip_prefix("ValidationException: ").unwrap().to_owned()
    };
    let schema = "The provided key element does not match the schema";
    assert_eq!(fails("GetItem", json!({"TableName": "Hash", "Key": {"other": {"S": "a"}}})), schema);
    assert_eq!(fails("GetItem", json!({"TableName": "Hash", "Key": {"pk": {"N": "1"}}})), schema);
    assert_eq!(
        fails("GetItem", json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}, "b": {"S": "a"}}})),
        schema
    );
    assert_eq!(
        fails("PutItem", json!({"TableName": "Hash", "Item": {"b": {"S": "a"}}})),
        "One or more parameter values were invalid: Missing the key pk in the item"
    );
    assert_eq!(
        fails("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"N": "5"}}})),
        "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"
    );
    assert_eq!(
        fails("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": ""}}})),
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
         string value. Key: pk"
    );
    assert_eq!(
        fails("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": "a".repeat(2049)}}})),
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
    );
    assert_eq!(
        fails(
            "UpdateItem",
            json!({
                "TableName": "Hash", "Key": key("a"), "UpdateExpression": "SET pk = :v",
                "ExpressionAttributeValues": {":v": {"S": "b"}},
            })
        ),
        "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key"
    );
}

#[test]
fn index_keys_are_checked_by_the_first_index_in_the_order_of_names() {
    let mut db = database();
    let item = |date: Value| json!({"TableName": "Wide", "Item": {"pk": {"S": "a"}, "sk": {"N": "1"}, "date": date}});
    assert_eq!(
        db.fails("PutItem", item(json!({"N": "1"}))),
        "ValidationException: One or more parameter values were invalid: Type mismatch for Index Key date Expected: S \
         Actual: N IndexName: byDate"
    );
    assert_eq!(
        db.fails("PutItem", item(json!({"S": ""}))),
        "ValidationException: One or more parameter values are not valid. A value specified for a secondary index key \
         is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: \
         byDate, IndexKey: date"
    );
}

#[test]
fn sizes_are_limited() {
    let mut db = database();
    let item = |bytes: usize| json!({"TableName": "Hash", "Item": {"pk": {"S": "a"}, "b": {"S": "x".repeat(bytes)}}});
    db.call("PutItem", item(409_600 - 4));
    assert!(
        db.fails("PutItem", item(409_600 - 3)).ends_with("Item size has exceeded the maximum allowed size")
    );
    assert_eq!(
        db.fails(
            "UpdateItem",
            json!({
                "TableName": "Hash", "Key": key("a"), "UpdateExpression": "SET c = :v",
                "ExpressionAttributeValues": {":v": {"S": "x"}},
            })
        ),
        "ValidationException: Item size to update has exceeded the maximum allowed size"
    );
}

#[test]
fn an_update_is_charged_for_its_actions() {
    let mut db = database();
    let mut update = |pk: &str, bytes: usize| {
        let value = json!({"S": "x".repeat(bytes)});
        let request = json!({
            "TableName": "Hash", "Key": key(pk), "UpdateExpression": "SET b = :v",
            "ExpressionAttributeValues": {":v": value},
        });
        db.try_call("UpdateItem", &request).map_err(|failure| failure.message)
    };
    // The key is not counted, the action is: 3 + 19 bytes.
    let most = 409_600 - 1 - 22;
    assert_eq!(update("K", most), Ok(json!({})));
    let refused = Err("Item size to update has exceeded the maximum allowed size".to_owned());
    assert_eq!(update("L", most + 1), refused);
    let long = "k".repeat(100);
    assert_eq!(update(&long, 409_600 - 103), Ok(json!({})));
    assert_eq!(update(&long, 409_600 - 102), refused);
}

#[test]
fn capacity_follows_the_arms_of_a_write() {
    let mut db = database();
    let mut put = |item: Value| {
        db.call("PutItem", json!({"TableName": "Wide", "Item": item, "ReturnConsumedCapacity": "INDEXES"}))
            ["ConsumedCapacity"]
            .clone()
    };
    let item = json!({"pk": {"S": "a"}, "sk": {"N": "1"}, "date": {"S": "d"}, "kind": {"S": "k"}});
    assert_eq!(
        put(item.clone()),
        json!({
            "TableName": "Wide", "CapacityUnits": 3, "Table": {"CapacityUnits": 1},
            "LocalSecondaryIndexes": {"byDate": {"CapacityUnits": 1}},
            "GlobalSecondaryIndexes": {"byKind": {"CapacityUnits": 1}},
        })
    );
    let same = json!({"TableName": "Wide", "CapacityUnits": 1, "Table": {"CapacityUnits": 1}});
    assert_eq!(put(item.clone()), same, "an identical write touches no index");
    let mut other = item.clone();
    other["note"] = json!({"S": "n"});
    let changed = put(other.clone());
    assert_eq!(changed.get("LocalSecondaryIndexes"), None, "keys only: nothing of it changed");
    assert_eq!(changed["GlobalSecondaryIndexes"], json!({"byKind": {"CapacityUnits": 1}}));
    other["kind"] = json!({"S": "moved"});
    assert_eq!(put(other.clone())["GlobalSecondaryIndexes"]["byKind"]["CapacityUnits"], 2);
    other.as_object_mut().unwrap().remove("kind");
    assert_eq!(put(other)["GlobalSecondaryIndexes"]["byKind"]["CapacityUnits"], 1);
    let get = |db: &mut crate::database::Database, pk: &str, strong: bool| {
        db.call(
            "GetItem",
            json!({"TableName": "Wide", "Key": {"pk": {"S": pk}, "sk": {"N": "1"}}, "ConsistentRead": strong, "ReturnConsumedCapacity": "TOTAL"}),
        )["ConsumedCapacity"]["CapacityUnits"]
            .clone()
    };
    assert_eq!((get(&mut db, "a", false), get(&mut db, "a", true)), (json!(0.5), json!(1)));
    assert_eq!(get(&mut db, "missing", false), json!(0.5));
}

#[test]
fn collections_are_measured_on_tables_with_local_indexes() {
    let mut db = database();
    let put = json!({"TableName": "Wide", "Item": {"pk": {"S": "a"}, "sk": {"N": "1"}}, "ReturnItemCollectionMetrics": "SIZE"});
    assert_eq!(
        db.call("PutItem", put)["ItemCollectionMetrics"],
        json!({"ItemCollectionKey": {"pk": {"S": "a"}}, "SizeEstimateRangeGB": [0, 1]})
    );
    let put = json!({"TableName": "Hash", "Item": key("a"), "ReturnItemCollectionMetrics": "SIZE"});
    assert_eq!(db.call("PutItem", put), json!({}));
}

#[test]
fn an_unchanged_key_moves_within_an_index() {
    let mut db = database();
    put_wide(&mut db, "a", 1, json!({"kind": "k", "date": "2"}));
    put_wide(&mut db, "b", 1, json!({"kind": "k", "date": "1"}));
    put_wide(&mut db, "a", 1, json!({"kind": "k", "date": "0"}));
    let found = db.call(
        "Query",
        json!({
            "TableName": "Wide", "IndexName": "byKind", "KeyConditionExpression": "kind = :k",
            "ExpressionAttributeValues": {":k": {"S": "k"}}, "ProjectionExpression": "pk",
        }),
    );
    assert_eq!(found["Items"], json!([{"pk": {"S": "a"}}, {"pk": {"S": "b"}}]));
}
