//! Transactions: what refuses them at the top, what cancels them, and what a token remembers.

use hashrange::model::{MapRef, Writer};
use hashrange::native::Database;
use hashrange::protocol::HttpRequest;
use serde_json::{Value, json};

use super::{answer, check, database, full, invalid, put, with};

fn key(pk: &str) -> Value {
    json!({"TableName": "Plain", "Key": {"pk": {"S": pk}}})
}

fn item(pk: &str) -> Value {
    json!({"TableName": "Plain", "Item": {"pk": {"S": pk}}})
}

fn write(acts: Value) -> Value {
    json!({"TransactItems": acts})
}

/// A failure with these reasons: a code, or a code with its message.
fn cancelled(reasons: &[Value]) -> Value {
    let codes: Vec<_> = reasons.iter().map(|reason| reason["Code"].as_str().unwrap()).collect();
    json!({
        "failure": format!(
            "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        ),
        "CancellationReasons": reasons,
    })
}

fn none() -> Value {
    json!({"Code": "None"})
}

fn failed() -> Value {
    json!({"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"})
}

fn reason(message: &str) -> Value {
    json!({"Code": "ValidationError", "Message": message})
}

#[test]
fn an_entry_is_exactly_one_action() {
    let db = database();
    let check_of = with(&key("a"), json!({"ConditionExpression": "attribute_exists(pk)"}));
    let constraint = |place: &str| {
        format!(
            "1 validation error detected: Value null at '{place}' failed to satisfy constraint: Member must not be null"
        )
    };
    let count: Vec<_> = (0..101).map(|number| json!({"Get": key(&number.to_string())})).collect();
    check(
        &db,
        &[
            (
                "TransactWriteItems",
                write(json!([{}])),
                invalid(
                    "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
                ),
            ),
            (
                "TransactWriteItems",
                write(json!([{"Put": item("a"), "Delete": key("b")}])),
                invalid("TransactItems can only contain one of Check, Put, Update or Delete"),
            ),
            (
                "TransactWriteItems",
                write(json!([{"Put": item("a"), "ConditionCheck": check_of}])),
                invalid("TransactItems can only contain one of Check, Put, Update or Delete"),
            ),
            (
                "TransactWriteItems",
                write(json!([{"ConditionCheck": key("a")}])),
                invalid(&constraint("transactItems.1.member.conditionCheck.conditionExpression")),
            ),
            (
                "TransactWriteItems",
                write(json!([{"Put": item("a")}, {"Update": key("b")}])),
                invalid(&constraint("transactItems.2.member.update.updateExpression")),
            ),
            ("TransactGetItems", write(json!([{}])), invalid(&constraint("transactItems.1.member.get"))),
            ("TransactWriteItems", json!({}), invalid(&constraint("transactItems"))),
            (
                "TransactWriteItems",
                write(json!([])),
                invalid(
                    "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member \
                     must have length greater than or equal to 1",
                ),
            ),
        ],
    );
    for operation in ["TransactGetItems", "TransactWriteItems"] {
        let answer = answer(&db, operation, &write(json!(count)));
        assert!(answer.as_str().unwrap().contains(
            "' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
        ));
    }
    let most: Vec<_> = (0..100).map(|number| json!({"Put": item(&number.to_string())})).collect();
    check(&db, &[("TransactWriteItems", write(json!(most)), json!({}))]);
    assert_eq!(answer(&db, "Scan", &json!({"TableName": "Plain", "Select": "COUNT"}))["Count"], 100);
}

#[test]
fn no_item_is_named_twice() {
    let db = database();
    let twice = invalid("Transaction request cannot include multiple operations on one item");
    let check_of = with(&key("a"), json!({"ConditionExpression": "attribute_exists(pk)"}));
    let by_arn =
        json!({"TableName": "arn:aws:dynamodb:local:000000000000:table/Plain", "Key": {"pk": {"S": "a"}}});
    check(
        &db,
        &[
            ("TransactWriteItems", write(json!([{"Put": item("a")}, {"Delete": key("a")}])), twice.clone()),
            ("TransactWriteItems", write(json!([{"Put": item("a")}, {"Delete": by_arn}])), twice.clone()),
            (
                "TransactWriteItems",
                write(json!([{"Put": item("a")}, {"ConditionCheck": check_of}])),
                twice.clone(),
            ),
            ("TransactGetItems", write(json!([{"Get": key("a")}, {"Get": key("a")}])), twice),
            (
                "TransactWriteItems",
                write(
                    json!([{"Put": item("a")}, {"Put": {"TableName": "Full", "Item": full("a", 1, json!({}))}}]),
                ),
                json!({}),
            ),
        ],
    );
}

#[test]
fn every_reason_stands_at_the_place_of_its_action() {
    let db = database();
    put(&db, "Plain", json!({"pk": {"S": "a"}, "v": {"N": "1"}}));
    let absent = json!({"ConditionExpression": "attribute_not_exists(pk)"});
    let shown = json!({"ReturnValuesOnConditionCheckFailure": "ALL_OLD"});
    let update = |expression: &str, value: Value| json!({"Update": with(&key("u"), json!({"UpdateExpression": expression, "ExpressionAttributeValues": {":v": value}}))});
    let mut seen = failed();
    seen["Item"] = json!({"pk": {"S": "a"}, "v": {"N": "1"}});
    let one = json!({"N": "1"});
    check(
        &db,
        &[
            (
                "TransactWriteItems",
                write(
                    json!([{"Put": item("n")}, {"Put": with(&item("a"), absent.clone())}, {"Delete": key("d")}]),
                ),
                cancelled(&[none(), failed(), none()]),
            ),
            (
                "TransactWriteItems",
                write(json!([
                    {"Delete": with(&with(&key("a"), absent.clone()), shown.clone())},
                    {"ConditionCheck": with(&with(&key("m"), json!({"ConditionExpression": "attribute_exists(pk)"})), shown)},
                    {"Put": item("n")},
                ])),
                cancelled(&[seen, failed(), none()]),
            ),
            // What a table shows comes before conditions, and only the first of it is told.
            (
                "TransactWriteItems",
                write(json!([
                    {"Put": with(&item("a"), absent)},
                    {"Put": {"TableName": "Plain", "Item": {"pk": {"N": "1"}}}},
                    update("SET pk = :v", one.clone()),
                ])),
                cancelled(&[
                    none(),
                    reason(
                        "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
                    ),
                    none(),
                ]),
            ),
            (
                "TransactWriteItems",
                write(json!([update("SET v = w + :v", one.clone())])),
                cancelled(&[reason(
                    "The provided expression refers to an attribute that does not exist in the item",
                )]),
            ),
            (
                "TransactWriteItems",
                write(json!([update("SET v.w = :v", one.clone())])),
                cancelled(&[reason(
                    "The document path provided in the update expression is invalid for update",
                )]),
            ),
            (
                "TransactWriteItems",
                write(json!([update("SET pk = :v", one.clone())])),
                cancelled(&[reason(
                    "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of \
                     the key",
                )]),
            ),
            (
                "TransactGetItems",
                write(json!([{"Get": key("a")}, {"Get": {"TableName": "Plain", "Key": {"pk": one}}}])),
                cancelled(&[none(), reason("The provided key element does not match the schema")]),
            ),
        ],
    );
    let scan = json!({"TableName": "Plain"});
    assert_eq!(answer(&db, "Scan", &scan)["Items"], json!([{"pk": {"S": "a"}, "v": {"N": "1"}}]));
}

#[test]
fn what_an_expression_or_a_table_is_not_fails_the_request_at_the_top() {
    let db = database();
    let condition = |expression: &str| {
        write(json!([{"Put": with(&item("a"), json!({"ConditionExpression": expression}))}]))
    };
    check(
        &db,
        &[
            (
                "TransactWriteItems",
                write(
                    json!([{"Put": item("a")}, {"Put": {"TableName": "None", "Item": {"pk": {"S": "a"}}}}]),
                ),
                json!("ResourceNotFoundException: Requested resource not found"),
            ),
            (
                "TransactGetItems",
                write(json!([{"Get": {"TableName": "None", "Key": {"pk": {"S": "a"}}}}])),
                json!("ResourceNotFoundException: Requested resource not found"),
            ),
            (
                "TransactWriteItems",
                condition("pk = :v"),
                invalid(
                    "Invalid ConditionExpression: An expression attribute value used in expression is not defined; \
                     attribute value: :v",
                ),
            ),
            (
                "TransactWriteItems",
                condition(""),
                invalid("Invalid ConditionExpression: The expression can not be empty;"),
            ),
        ],
    );
}

#[test]
fn items_are_read_in_the_order_of_the_request() {
    let db = database();
    put(&db, "Plain", json!({"pk": {"S": "a"}, "v": {"N": "1"}}));
    put(&db, "Full", full("a", 1, json!({"note": "n"})));
    let projected = |path: &str| with(&key("a"), json!({"ProjectionExpression": path}));
    let gets = json!([
        {"Get": {"TableName": "Full", "Key": full("a", 1, json!({}))}}, {"Get": key("none")}, {"Get": projected("v")},
    ]);
    check(
        &db,
        &[
            (
                "TransactGetItems",
                write(gets),
                json!({"Responses": [{"Item": full("a", 1, json!({"note": "n"}))}, {}, {"Item": {"v": {"N": "1"}}}]}),
            ),
            (
                "TransactGetItems",
                write(json!([{"Get": projected("w")}])),
                json!({"Responses": [{"Item": {}}]}),
            ),
        ],
    );
}

#[test]
fn a_token_stands_for_its_parameters() {
    let db = database();
    let request = |token: &str, names: &str, value: &str| {
        // Names in the order given: serde_json would sort them.
        format!(
            r#"{{"ClientRequestToken": "{token}", "TransactItems": [{{"Update": {{"TableName": "Plain",
            "Key": {{"pk": {{"S": "a"}}}}, "UpdateExpression": "ADD #a :v, #b :v", "ExpressionAttributeNames": {{{names}}},
            "ExpressionAttributeValues": {{":v": {{"N": "{value}"}}}}}}}}]}}"#
        )
    };
    let (one, other) = (r##""#a": "x", "#b": "y""##, r##""#b": "y", "#a": "x""##);
    let call =
        |request: String| db.json("TransactWriteItems", &request).map_err(|failure| failure.kind.name());
    assert_eq!(call(request("t", one, "1")), Ok("{}".to_owned()));
    assert_eq!(call(request("t", one, "1")), Ok("{}".to_owned()));
    assert_eq!(call(request("t", other, "1.0")), Ok("{}".to_owned()), "the same in another form");
    assert_eq!(call(request("t", one, "2")), Err("IdempotentParameterMismatchException"));
    assert_eq!(call(request("u", one, "1")), Ok("{}".to_owned()));
    let stored = answer(&db, "GetItem", &key("a"));
    assert_eq!(stored["Item"]["x"], json!({"N": "2"}));
    for (token, rule) in [("", "greater than or equal to 1"), (&"t".repeat(37), "less than or equal to 36")] {
        let refused = with(&write(json!([{"Put": item("a")}])), json!({"ClientRequestToken": token}));
        let message = format!(
            "1 validation error detected: Value '{token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length {rule}"
        );
        check(&db, &[("TransactWriteItems", refused, invalid(&message))]);
    }
}

#[test]
fn a_token_is_remembered_through_a_restart() {
    let folder = std::env::temp_dir().join(format!("hashrange-token-{}", std::process::id()));
    let _ = std::fs::remove_file(&folder);
    let request = with(
        &write(
            json!([{"Update": with(&key("a"), json!({"UpdateExpression": "ADD n :v", "ExpressionAttributeValues": {":v": {"N": "1"}}}))}]),
        ),
        json!({"ClientRequestToken": "t"}),
    );
    let db = Database::open(&folder).unwrap();
    let create = json!({
        "TableName": "Plain", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    });
    db.json("CreateTable", &create.to_string()).unwrap();
    check(&db, &[("TransactWriteItems", request.clone(), json!({}))]);
    db.close().unwrap();
    let db = Database::open(&folder).unwrap();
    check(
        &db,
        &[
            ("TransactWriteItems", request, json!({})),
            ("GetItem", key("a"), json!({"Item": {"pk": {"S": "a"}, "n": {"N": "1"}}})),
        ],
    );
    db.close().unwrap();
    std::fs::remove_file(&folder).unwrap();
}

#[test]
fn a_transaction_holds_four_megabytes() {
    let db = database();
    let large = |number: usize| json!({"Put": {"TableName": "None", "Item": {"pk": {"S": number.to_string()}, "b": {"S": "x".repeat(400_000)}}}});
    let acts: Vec<_> = (0..11).map(large).collect();
    let answer = answer(&db, "TransactWriteItems", &write(json!(acts)));
    assert!(
        answer.as_str().unwrap().starts_with("ValidationException: "),
        "before its tables are looked for"
    );
    for number in 0..11 {
        put(&db, "Plain", json!({"pk": {"S": number.to_string()}, "b": {"S": "x".repeat(400_000)}}));
    }
    let gets: Vec<_> = (0..11).map(|number| json!({"Get": key(&number.to_string())})).collect();
    let answer = super::answer(&db, "TransactGetItems", &write(json!(gets)));
    assert!(answer.as_str().unwrap().starts_with("ValidationException: "));
}

#[test]
fn over_http_a_cancellation_has_the_service_s_form() {
    let db = database();
    let body = write(json!([
        {"Put": item("n")},
        {"ConditionCheck": with(&key("m"), json!({"ConditionExpression": "attribute_exists(pk)"}))},
    ]))
    .to_string();
    let mut headers = Writer::new();
    for (name, value) in [
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.TransactWriteItems"),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=a/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=b",
        ),
        ("x-amz-date", "20260101T000000Z"),
    ] {
        headers.entry_str(name, value);
    }
    let headers = MapRef::new(headers.as_bytes());
    let request = HttpRequest { method: "POST", path: "/", headers, body: body.as_bytes() };
    let response = db.http(&request);
    assert_eq!(response.status, 400);
    let answer: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(
        answer,
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
            "CancellationReasons": [none(), failed()],
        })
    );
}
