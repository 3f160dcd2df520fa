//! What attribute values are refused for.

use serde_json::{Value, json};

use super::{answer, check, database, enveloped, invalid};

const INVALID: &str = "One or more parameter values were invalid: ";
const EMPTY: &str = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
const SEVERAL: &str = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes";
const NESTED: &str = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
const PRECISION: &str = "Attempting to store more than 38 significant digits in a Number";
const OVERFLOW: &str =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";
const UNDERFLOW: &str =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";

/// Values that no operation takes, with the reason.
fn refused() -> Vec<(Value, String)> {
    let numeric = |text: &str| format!("The parameter cannot be converted to a numeric value: {text}");
    vec![
        (json!({}), EMPTY.into()),
        (json!({"X": "y"}), EMPTY.into()),
        (json!({"S": "a", "N": "1"}), SEVERAL.into()),
        (json!({"NULL": false}), format!("{INVALID}Null attribute value types must have the value of true")),
        (json!({"SS": []}), format!("{INVALID}An string set  may not be empty")),
        (json!({"NS": []}), format!("{INVALID}An number set  may not be empty")),
        (json!({"BS": []}), format!("{INVALID}Binary sets should not be empty")),
        (json!({"SS": ["b", "a", "b"]}), format!("{INVALID}Input collection [b, a, b] contains duplicates.")),
        (json!({"NS": ["1", "2", "1.0"]}), "Input collection contains duplicates".into()),
        (
            json!({"BS": ["Yg==", "WQ==", "Yg=="]}),
            format!("{INVALID}Input collection [Yg==, WQ==, Yg==]of type BS contains duplicates."),
        ),
        (json!({"N": ""}), "The parameter cannot be converted to a numeric value".into()),
        (json!({"N": "abc"}), numeric("abc")),
        (json!({"N": " 1"}), numeric(" 1")),
        (json!({"N": "NaN"}), numeric("NaN")),
        (json!({"N": "1_000"}), numeric("1_000")),
        (json!({"N": "0x10"}), numeric("0x10")),
        (json!({"N": "1e"}), numeric("1e")),
        (json!({"N": "."}), numeric(".")),
        (json!({"NS": ["1", "b"]}), numeric("b")),
        (json!({"N": "123456789012345678901234567890123456789"}), PRECISION.into()),
        (json!({"N": "1e126"}), OVERFLOW.into()),
        (json!({"N": "-1e126"}), OVERFLOW.into()),
        (json!({"N": "0e126"}), OVERFLOW.into()),
        (json!({"N": "1e-131"}), UNDERFLOW.into()),
        (json!({"M": {"": {"S": "x"}}}), "Empty attribute name".into()),
    ]
}

#[test]
fn a_refused_value_is_refused_by_every_operation_that_takes_it() {
    let db = database();
    for (value, reason) in refused() {
        let item = json!({"pk": {"S": "a"}, "v": value});
        let nested = json!({"pk": {"S": "a"}, "v": {"L": [{"M": {"w": value}}]}});
        let values = json!({":v": value});
        let set = json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET v = :v", "ExpressionAttributeValues": values});
        let named = format!("ExpressionAttributeValues contains invalid value: {reason} for key :v");
        check(
            &db,
            &[
                ("PutItem", json!({"TableName": "Plain", "Item": item}), enveloped(&reason)),
                ("PutItem", json!({"TableName": "Plain", "Item": nested}), enveloped(&reason)),
                ("UpdateItem", set.clone(), enveloped(&reason)),
                ("DeleteItem", json!({"TableName": "Plain", "Key": item}), enveloped(&reason)),
                ("GetItem", json!({"TableName": "Plain", "Key": item}), invalid(&reason)),
                ("BatchGetItem", json!({"RequestItems": {"Plain": {"Keys": [item]}}}), invalid(&reason)),
                (
                    "BatchWriteItem",
                    json!({"RequestItems": {"Plain": [{"PutRequest": {"Item": item}}]}}),
                    invalid(&reason),
                ),
                (
                    "TransactWriteItems",
                    json!({"TransactItems": [{"Put": {"TableName": "Plain", "Item": item}}]}),
                    invalid(&reason),
                ),
                ("TransactWriteItems", json!({"TransactItems": [{"Update": set}]}), invalid(&named)),
                (
                    "Scan",
                    json!({"TableName": "Plain", "FilterExpression": "v = :v", "ExpressionAttributeValues": values}),
                    invalid(&named),
                ),
                (
                    "Scan",
                    json!({"TableName": "Plain", "ExclusiveStartKey": item}),
                    invalid(&format!("The provided starting key is invalid: {reason}")),
                ),
            ],
        );
    }
    assert_eq!(answer(&db, "Scan", &json!({"TableName": "Plain"}))["Count"], 0);
}

#[test]
fn values_come_back_in_their_canonical_form() {
    let db = database();
    let deepest = (0..31).fold(json!({"S": "x"}), |inner, _| json!({"L": [inner]}));
    for (given, stored) in [
        (json!({"N": "+01.500"}), json!({"N": "1.5"})),
        (json!({"N": "-0"}), json!({"N": "0"})),
        (json!({"N": "5."}), json!({"N": "5"})),
        (json!({"N": ".5e1"}), json!({"N": "5"})),
        (json!({"N": "1E20"}), json!({"N": "100000000000000000000"})),
        (json!({"N": "1e-5"}), json!({"N": "0.00001"})),
        (
            json!({"N": "00012345678901234567890123456789012345678000"}),
            json!({"N": "12345678901234567890123456789012345678000"}),
        ),
        (json!({"SS": ["b", "", "a"]}), json!({"SS": ["", "a", "b"]})),
        (json!({"NS": ["10", "-1", "2.50"]}), json!({"NS": ["-1", "2.5", "10"]})),
        (json!({"BS": ["/w==", "AA=="]}), json!({"BS": ["AA==", "/w=="]})),
        (json!({"S": ""}), json!({"S": ""})),
        (json!({"B": ""}), json!({"B": ""})),
        (json!({"L": []}), json!({"L": []})),
        (json!({"M": {}}), json!({"M": {}})),
        (json!({"BOOL": "yes"}), json!({"BOOL": true})),
        (deepest.clone(), deepest.clone()),
    ] {
        super::put(&db, "Plain", json!({"pk": {"S": "a"}, "v": given}));
        let read = answer(&db, "GetItem", &json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}}));
        assert_eq!(read["Item"]["v"], stored);
    }
    let deeper = json!({"L": [deepest]});
    check(
        &db,
        &[(
            "PutItem",
            json!({"TableName": "Plain", "Item": {"pk": {"S": "a"}, "v": deeper}}),
            enveloped(NESTED),
        )],
    );
}

#[test]
fn attribute_names_are_limited() {
    let db = database();
    let item = |length: usize| json!({"pk": {"S": "a"}, "n".repeat(length): {"S": "x"}});
    super::put(&db, "Plain", item(65_535));
    check(
        &db,
        &[(
            "PutItem",
            json!({"TableName": "Plain", "Item": item(65_536)}),
            enveloped(&format!("{INVALID}Attribute name is too large, must be less than 65536 bytes")),
        )],
    );
}

/// An item of `Plain` whose size is 2 + 1 + 1 + `bytes`.
fn sized(pk: &str, bytes: usize) -> Value {
    json!({"pk": {"S": pk}, "b": {"S": "x".repeat(bytes)}})
}

#[test]
fn items_are_limited_to_400_kilobytes() {
    let db = database();
    let most = 409_600 - 4;
    let large = "Item size has exceeded the maximum allowed size";
    let table = |table: &str, pk: &str| json!({"TableName": table, "Item": sized(pk, most + 1)});
    let batch =
        |table: &str| json!({"RequestItems": {table: [{"PutRequest": {"Item": sized("a", most + 1)}}]}});
    check(
        &db,
        &[
            ("PutItem", json!({"TableName": "Plain", "Item": sized("a", most)}), json!({})),
            ("PutItem", table("Plain", "a"), enveloped(large)),
            // What the request alone shows comes before the table is looked for.
            ("PutItem", table("None", "a"), enveloped(large)),
            ("BatchWriteItem", batch("Plain"), invalid(large)),
            ("BatchWriteItem", batch("None"), invalid(large)),
            ("TransactWriteItems", json!({"TransactItems": [{"Put": table("Plain", "b")}]}), invalid(large)),
            (
                "UpdateItem",
                json!({
                    "TableName": "Plain", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET c = :v",
                    "ExpressionAttributeValues": {":v": {"S": ""}},
                }),
                invalid("Item size to update has exceeded the maximum allowed size"),
            ),
            (
                "TransactWriteItems",
                json!({"TransactItems": [{"Update": {
                    "TableName": "Plain", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET c = :v",
                    "ExpressionAttributeValues": {":v": {"S": ""}},
                }}]}),
                json!({
                    "failure": "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons \
                        for specific reasons [ValidationError]",
                    "CancellationReasons": [{
                        "Code": "ValidationError",
                        "Message": "Item size to update has exceeded the maximum allowed size",
                    }],
                }),
            ),
        ],
    );
    // With local indexes the item and its entries share the limit: here an entry of all attributes.
    let item = |bytes: usize| json!({"pk": {"S": "a"}, "sk": {"N": "1"}, "rank": {"N": "1"}, "b": {"S": "x".repeat(bytes)}});
    let half = 204_800 - 3 - 4 - 6 - 1;
    check(
        &db,
        &[
            ("PutItem", json!({"TableName": "Full", "Item": item(half)}), json!({})),
            ("PutItem", json!({"TableName": "Full", "Item": item(half + 1)}), invalid(large)),
            (
                "UpdateItem",
                json!({
                    "TableName": "Full", "Key": {"pk": {"S": "a"}, "sk": {"N": "1"}}, "UpdateExpression": "SET c = :v",
                    "ExpressionAttributeValues": {":v": {"S": ""}},
                }),
                invalid("Item size to update has exceeded the maximum allowed size"),
            ),
        ],
    );
}

#[test]
fn values_of_expressions_nest_as_deep_as_what_they_are_for() {
    let db = database();
    let nested = |levels: usize| (0..levels).fold(json!({"S": "x"}), |inner, _| json!({"M": {"n": inner}}));
    super::put(&db, "Plain", json!({"pk": {"S": "a"}, "v": nested(31)}));
    let values = |levels: usize| json!({":v": nested(levels)});
    let scan = |levels: usize| json!({"TableName": "Plain", "FilterExpression": "v <> :v", "Select": "COUNT", "ExpressionAttributeValues": values(levels)});
    let update = |expression: &str, levels: usize| {
        let (set, condition) = expression.split_once(" IF ").unwrap_or((expression, ""));
        let mut request = json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}, "UpdateExpression": set, "ExpressionAttributeValues": values(levels)});
        if !condition.is_empty() {
            request["ConditionExpression"] = json!(condition);
        }
        request
    };
    let transact =
        |expression: &str, levels: usize| json!({"TransactItems": [{"Update": update(expression, levels)}]});
    let named = invalid(&format!("ExpressionAttributeValues contains invalid value: {NESTED} for key :v"));
    let (set, compare) = ("SET v = :v", "REMOVE w IF v <> :v");
    check(
        &db,
        &[
            ("UpdateItem", update(set, 31), json!({})),
            ("UpdateItem", update(set, 32), enveloped(NESTED)),
            ("UpdateItem", update(compare, 32), enveloped(NESTED)),
            ("Scan", scan(32), json!({"Count": 1, "ScannedCount": 1})),
            ("Scan", scan(33), named.clone()),
            ("TransactWriteItems", transact(compare, 32), json!({})),
            ("TransactWriteItems", transact(compare, 33), named),
            (
                "TransactWriteItems",
                transact(set, 32),
                json!({
                    "failure": "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons \
                        for specific reasons [ValidationError]",
                    "CancellationReasons": [{"Code": "ValidationError", "Message": NESTED}],
                }),
            ),
        ],
    );
}

#[test]
fn an_update_s_request_is_limited_before_its_condition() {
    let db = database();
    let update = |bytes: usize| {
        json!({
            "TableName": "Plain", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET b = :v",
            "ConditionExpression": "attribute_exists(pk)", "ExpressionAttributeValues": {":v": {"S": "x".repeat(bytes)}},
        })
    };
    let most = 409_600 - (3 + 19 + 1);
    check(
        &db,
        &[
            (
                "UpdateItem",
                update(most),
                json!("ConditionalCheckFailedException: The conditional request failed"),
            ),
            (
                "UpdateItem",
                update(most + 1),
                invalid("Item size to update has exceeded the maximum allowed size"),
            ),
        ],
    );
}
