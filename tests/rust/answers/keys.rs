//! Keys of tables and indexes, on every path that takes one.

use serde_json::{Value, json};

use super::{check, database, full, invalid, put, with};

const INVALID: &str = "One or more parameter values were invalid: ";
const MISMATCH: &str = "The provided key element does not match the schema";
const LONG_HASH: &str = "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes";
const LONG_RANGE: &str = "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes";

fn empty(kind: &str, key: &str) -> String {
    format!(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {kind} value. Key: {key}"
    )
}

fn base64(length: usize) -> String {
    "AAAA".repeat(length / 3) + ["", "AA==", "AAA="][length % 3]
}

fn cancelled(reason: &str) -> Value {
    json!({
        "failure": "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific \
            reasons [ValidationError]",
        "CancellationReasons": [{"Code": "ValidationError", "Message": reason}],
    })
}

#[test]
fn a_key_has_exactly_the_attributes_of_the_schema() {
    let db = database();
    let long = json!({"b": {"B": base64(2049)}, "c": {"B": "AA=="}});
    let rows: Vec<(&str, Value, String, bool)> = vec![
        ("Plain", json!({}), MISMATCH.into(), true),
        ("Plain", json!({"other": {"S": "a"}}), MISMATCH.into(), true),
        ("Plain", json!({"pk": {"S": "a"}, "more": {"S": "a"}}), MISMATCH.into(), true),
        ("Plain", json!({"pk": {"N": "1"}}), MISMATCH.into(), true),
        ("Plain", json!({"pk": {"M": {}}}), MISMATCH.into(), true),
        ("Full", json!({"pk": {"S": "a"}}), MISMATCH.into(), true),
        ("Full", json!({"pk": {"S": "a"}, "sk": {"S": "1"}}), MISMATCH.into(), true),
        ("Plain", json!({"pk": {"S": ""}}), empty("string", "pk"), false),
        ("Bytes", json!({"b": {"B": ""}, "c": {"B": "AA=="}}), empty("binary", "b"), false),
        ("Bytes", json!({"b": {"B": "AA=="}, "c": {"B": ""}}), empty("binary", "c"), false),
        ("Plain", json!({"pk": {"S": "k".repeat(2049)}}), LONG_HASH.into(), true),
        ("Bytes", long, LONG_HASH.into(), true),
        ("Bytes", json!({"b": {"B": "AA=="}, "c": {"B": base64(1025)}}), LONG_RANGE.into(), true),
    ];
    for (table, key, reason, of_action) in rows {
        let one = json!({"TableName": table, "Key": key});
        let update = with(
            &one,
            json!({"UpdateExpression": "SET v = :v", "ExpressionAttributeValues": {":v": {"S": "x"}}}),
        );
        let condition = with(&one, json!({"ConditionExpression": "attribute_not_exists(v)"}));
        let transacted = if of_action { cancelled(&reason) } else { invalid(&reason) };
        check(
            &db,
            &[
                ("GetItem", one.clone(), invalid(&reason)),
                ("DeleteItem", one.clone(), invalid(&reason)),
                ("UpdateItem", update.clone(), invalid(&reason)),
                ("BatchGetItem", json!({"RequestItems": {table: {"Keys": [key]}}}), invalid(&reason)),
                (
                    "BatchWriteItem",
                    json!({"RequestItems": {table: [{"DeleteRequest": {"Key": key}}]}}),
                    invalid(&reason),
                ),
                ("TransactGetItems", json!({"TransactItems": [{"Get": one}]}), transacted.clone()),
                ("TransactWriteItems", json!({"TransactItems": [{"Delete": one}]}), transacted.clone()),
                ("TransactWriteItems", json!({"TransactItems": [{"Update": update}]}), transacted.clone()),
                ("TransactWriteItems", json!({"TransactItems": [{"ConditionCheck": condition}]}), transacted),
            ],
        );
    }
}

#[test]
fn the_longest_keys_are_taken() {
    let db = database();
    put(&db, "Plain", json!({"pk": {"S": "k".repeat(2048)}}));
    put(&db, "Bytes", json!({"b": {"B": base64(2048)}, "c": {"B": base64(1024)}}));
    let key = json!({"b": {"B": base64(2048)}, "c": {"B": base64(1024)}});
    check(&db, &[("GetItem", json!({"TableName": "Bytes", "Key": key}), json!({"Item": key}))]);
}

#[test]
fn an_item_names_what_is_wrong_with_its_key() {
    let db = database();
    let mismatch = |actual: &str| format!("{INVALID}Type mismatch for key pk expected: S actual: {actual}");
    let rows: Vec<(Value, String, &str)> = vec![
        (json!({"v": {"S": "a"}}), format!("{INVALID}Missing the key pk in the item"), MISMATCH),
        (json!({"pk": {"N": "1"}}), mismatch("N"), MISMATCH),
        (json!({"pk": {"NULL": true}}), mismatch("NULL"), MISMATCH),
        (json!({"pk": {"BOOL": true}}), mismatch("BOOL"), MISMATCH),
        (json!({"pk": {"L": []}}), mismatch("L"), MISMATCH),
        (json!({"pk": {"SS": ["a"]}}), mismatch("SS"), MISMATCH),
        (json!({"pk": {"S": "k".repeat(2049)}}), LONG_HASH.into(), LONG_HASH),
    ];
    for (item, reason, of_batch) in rows {
        let one = json!({"TableName": "Plain", "Item": item});
        check(
            &db,
            &[
                ("PutItem", one.clone(), invalid(&reason)),
                ("TransactWriteItems", json!({"TransactItems": [{"Put": one}]}), cancelled(&reason)),
                (
                    "BatchWriteItem",
                    json!({"RequestItems": {"Plain": [{"PutRequest": {"Item": item}}]}}),
                    invalid(of_batch),
                ),
            ],
        );
    }
}

const EMPTY_PUT: &str = "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byOwner, IndexKey: owner";
const EMPTY_UPDATE: &str = "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.";
const LONG_UPDATE: &str =
    "The update expression attempted to update the secondary index key beyond allowed size limits";

#[test]
fn index_keys_are_checked_where_an_item_holds_them() {
    let db = database();
    let long = |key: &str, most: usize, index: &str| {
        let actual = most + 1;
        format!(
            "{INVALID}Size limit exceeded for Index Key {key} Actual Size: {actual} bytes Max Size: {most} bytes IndexName: {index}"
        )
    };
    let same = |name, value, reason: String| (name, value, reason.clone(), reason, true);
    let mismatch = |key: &str, expected: &str, actual: &str, index: &str| {
        format!(
            "{INVALID}Type mismatch for Index Key {key} Expected: {expected} Actual: {actual} IndexName: {index}"
        )
    };
    let rows: Vec<(&str, Value, String, String, bool)> = vec![
        same("date", json!({"N": "1"}), mismatch("date", "S", "N", "byDate")),
        same("rank", json!({"S": "1"}), mismatch("rank", "N", "S", "byRank")),
        same("owner", json!({"NULL": true}), mismatch("owner", "S", "NULL", "byOwner")),
        ("owner", json!({"S": ""}), EMPTY_PUT.into(), EMPTY_UPDATE.into(), false),
        ("owner", json!({"S": "o".repeat(2049)}), long("owner", 2048, "byOwner"), LONG_UPDATE.into(), true),
        ("date", json!({"S": "d".repeat(1025)}), long("date", 1024, "byDate"), LONG_UPDATE.into(), true),
    ];
    for (name, value, of_put, of_update, of_action) in rows {
        let mut item = full("a", 1, json!({}));
        item[name] = value.clone();
        let one = json!({"TableName": "Full", "Item": item});
        let update = json!({
            "TableName": "Full", "Key": full("a", 1, json!({})), "UpdateExpression": "SET #n = :v",
            "ExpressionAttributeNames": {"#n": name}, "ExpressionAttributeValues": {":v": value},
        });
        let transacted = |reason: &str| if of_action { cancelled(reason) } else { invalid(reason) };
        check(
            &db,
            &[
                ("PutItem", one.clone(), invalid(&of_put)),
                (
                    "BatchWriteItem",
                    json!({"RequestItems": {"Full": [{"PutRequest": {"Item": item}}]}}),
                    invalid(&of_put),
                ),
                ("TransactWriteItems", json!({"TransactItems": [{"Put": one}]}), transacted(&of_put)),
                ("UpdateItem", update.clone(), invalid(&of_update)),
                (
                    "TransactWriteItems",
                    json!({"TransactItems": [{"Update": update}]}),
                    transacted(&of_update),
                ),
            ],
        );
    }
    check(
        &db,
        &[("Scan", json!({"TableName": "Full", "Select": "COUNT"}), json!({"Count": 0, "ScannedCount": 0}))],
    );
}

#[test]
fn values_that_no_key_can_have_are_refused_in_key_conditions() {
    let db = database();
    let query = |condition: &str, values: Value| json!({"TableName": "Bytes", "KeyConditionExpression": condition, "ExpressionAttributeValues": values});
    let (short, long) = (json!({"B": "AA=="}), json!({"B": base64(1025)}));
    check(
        &db,
        &[
            ("Query", query("b = :b", json!({":b": {"B": base64(2049)}})), invalid(LONG_HASH)),
            ("Query", query("b = :b AND c = :c", json!({":b": short, ":c": long})), invalid(LONG_RANGE)),
            ("Query", query("b = :b AND c < :c", json!({":b": short, ":c": long})), invalid(LONG_RANGE)),
            ("Query", query("b = :b", json!({":b": {"B": ""}})), invalid(&empty("binary", "b"))),
            (
                "Query",
                query("b = :b", json!({":b": {"S": "a"}})),
                invalid(&format!("{INVALID}Condition parameter type does not match schema type")),
            ),
        ],
    );
}

#[test]
fn an_empty_value_in_a_key_condition_of_an_index_names_the_index() {
    let db = database();
    let query = |condition: &str, values: Value| json!({"TableName": "Full", "IndexName": "byOwner", "KeyConditionExpression": condition, "ExpressionAttributeNames": {"#o": "owner"}, "ExpressionAttributeValues": values});
    check(
        &db,
        &[
            ("Query", query("#o = :o", json!({":o": {"S": ""}})), invalid(EMPTY_PUT)),
            (
                "Query",
                query("#o = :o", json!({":o": {"B": ""}})),
                invalid(&format!("{INVALID}Condition parameter type does not match schema type")),
            ),
        ],
    );
}

#[test]
fn an_unknown_table_comes_before_its_keys() {
    let db = database();
    let unknown = json!("ResourceNotFoundException: Requested resource not found");
    let key = json!({"TableName": "None", "Key": {"pk": {"S": ""}}});
    let item = json!({"TableName": "None", "Item": {"pk": {"S": ""}}});
    for (operation, request) in [
        ("GetItem", key.clone()),
        ("DeleteItem", key.clone()),
        ("UpdateItem", key.clone()),
        ("PutItem", item.clone()),
        ("Scan", json!({"TableName": "None", "IndexName": "none"})),
        (
            "Query",
            json!({"TableName": "None", "IndexName": "none", "KeyConditionExpression": "a = :a", "ExpressionAttributeValues": {":a": {"S": ""}}}),
        ),
        ("BatchGetItem", json!({"RequestItems": {"Plain": {"Keys": [{}]}, "None": {"Keys": [{}]}}})),
        (
            "BatchWriteItem",
            json!({"RequestItems": {"Plain": [{"DeleteRequest": {"Key": {}}}], "None": [{"DeleteRequest": {"Key": {}}}]}}),
        ),
        ("TransactGetItems", json!({"TransactItems": [{"Get": key}]})),
        ("TransactWriteItems", json!({"TransactItems": [{"Delete": key}]})),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": item}]})),
    ] {
        check(&db, &[(operation, request, unknown.clone())]);
    }
}

#[test]
fn a_partition_key_of_the_table_can_be_too_long_for_a_sort_key_of_an_index() {
    let db = database();
    let create = json!({
        "TableName": "Turned", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "g", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "turned", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}, {"AttributeName": "pk", "KeyType": "RANGE"}],
        }],
    });
    db.json("CreateTable", &create.to_string()).unwrap();
    let item = |length: usize| json!({"TableName": "Turned", "Item": {"pk": {"S": "k".repeat(length)}, "g": {"S": "g"}}});
    let update = json!({
        "TableName": "Turned", "Key": {"pk": {"S": "k".repeat(1025)}}, "UpdateExpression": "SET g = :g",
        "ExpressionAttributeValues": {":g": {"S": "g"}},
    });
    let mut other = update.clone();
    other["UpdateExpression"] = json!("SET h = :g");
    let long = invalid(&format!(
        "{INVALID}Size limit exceeded for Index Key pk Actual Size: 1025 bytes Max Size: 1024 bytes IndexName: turned"
    ));
    check(
        &db,
        &[
            ("PutItem", item(1024), json!({})),
            ("PutItem", item(1025), long.clone()),
            ("UpdateItem", update, long),
            ("UpdateItem", other, json!({})),
        ],
    );
}
