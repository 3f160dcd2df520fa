//! Items and attributes that a caller may have, and no others.

use super::*;

#[test]
fn own_items_and_some_attributes_can_be_had_and_no_others() {
    let scene = scene();
    let ada = own_items();
    let may = |operation: &str, request: Value| may(&scene, &ada, operation, &request);
    let get = |user: &str, projection: Value| {
        let mut request = json!({ "TableName": "Notes", "Key": key(user, 1) });
        request.as_object_mut().unwrap().extend(projection.as_object().unwrap().clone());
        request
    };
    assert!(may("GetItem", get("ada", json!({ "ProjectionExpression": "title" }))));
    assert!(may("GetItem", get("ada", json!({ "AttributesToGet": ["title"] }))));
    assert!(!may("GetItem", get("ada", json!({}))), "all attributes");
    assert!(!may("GetItem", get("bob", json!({ "ProjectionExpression": "title" }))));
    assert!(!may("GetItem", get("ada", json!({ "ProjectionExpression": "title, secret" }))));
    assert!(!may("GetItem", get("ada", json!({ "AttributesToGet": ["secret"] }))));
    let batch = |users: &[&str]| {
        let keys: Vec<Value> = users.iter().map(|user| key(user, 1)).collect();
        json!({ "RequestItems": { "Notes": { "Keys": keys, "ProjectionExpression": "title" } } })
    };
    assert!(may("BatchGetItem", batch(&["ada"])));
    assert!(!may("BatchGetItem", batch(&["ada", "bob"])));
    let query = |user: &str, more: Value| {
        let mut request = json!({
            "TableName": "Notes", "KeyConditionExpression": "#u = :u", "ExpressionAttributeNames": { "#u": "user" },
            "ExpressionAttributeValues": { ":u": { "S": user } }, "ProjectionExpression": "title",
        });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    assert!(may("Query", query("ada", json!({}))));
    assert!(!may("Query", query("bob", json!({}))));
    let peek = json!({ "FilterExpression": "secret = :s", "ExpressionAttributeValues": { ":u": { "S": "ada" }, ":s": { "S": "s" } } });
    assert!(!may("Query", query("ada", peek)), "a filter tells what an attribute is");
    assert!(!may("Scan", json!({ "TableName": "Notes", "ProjectionExpression": "title" })));
    let index = json!({ "TableName": "Notes", "IndexName": "teams", "KeyConditionExpression": "team = :t", "ExpressionAttributeValues": { ":t": { "S": "red" } }, "ProjectionExpression": "title" });
    assert!(!may("Query", index), "the index has others' items");
}

#[test]
fn own_items_and_some_attributes_can_be_written_and_no_others() {
    let scene = scene();
    let ada = own_items();
    let may = |operation: &str, request: Value| may(&scene, &ada, operation, &request);
    let update = |more: Value| {
        let mut request = json!({ "TableName": "Notes", "Key": key("ada", 1), "UpdateExpression": "SET title = :t", "ExpressionAttributeValues": { ":t": { "S": "u" } } });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    assert!(may("UpdateItem", update(json!({}))));
    assert!(may("UpdateItem", update(json!({ "ReturnValues": "UPDATED_NEW" }))));
    assert!(!may("UpdateItem", update(json!({ "ReturnValues": "ALL_OLD" }))));
    assert!(!may("UpdateItem", update(json!({ "ConditionExpression": "secret = :t" }))));
    assert!(!may(
        "UpdateItem",
        update(json!({ "UpdateExpression": "SET title = secret", "ExpressionAttributeValues": null }))
    ));
    let shown =
        json!({ "ConditionExpression": "title = :t", "ReturnValuesOnConditionCheckFailure": "ALL_OLD" });
    assert!(!may("UpdateItem", update(shown)), "a failed condition shows the item");
    assert!(!may(
        "PutItem",
        json!({ "TableName": "Notes", "Item": { "user": { "S": "ada" }, "n": { "N": "3" }, "secret": { "S": "x" } } })
    ));
    assert!(!may(
        "BatchWriteItem",
        json!({ "RequestItems": { "Notes": [{ "PutRequest": { "Item": key("bob", 3) } }] } })
    ));
}

#[test]
fn statements_reach_own_items_and_some_attributes_and_no_others() {
    let scene = scene();
    let ada = own_items();
    let may = |operation: &str, request: Value| may(&scene, &ada, operation, &request);
    let statement = |text: &str| json!({ "Statement": text });
    assert!(may("ExecuteStatement", statement("SELECT title FROM Notes WHERE \"user\" = 'ada'")));
    assert!(may(
        "ExecuteStatement",
        statement("SELECT title FROM Notes WHERE \"user\" = 'ada' AND n IN [1, 2]")
    ));
    assert!(!may("ExecuteStatement", statement("SELECT * FROM Notes WHERE \"user\" = 'ada'")));
    assert!(!may("ExecuteStatement", statement("SELECT secret FROM Notes WHERE \"user\" = 'ada'")));
    assert!(!may(
        "ExecuteStatement",
        statement("SELECT title FROM Notes WHERE \"user\" = 'ada' AND secret = 's'")
    ));
    assert!(!may(
        "ExecuteStatement",
        statement("SELECT title FROM Notes WHERE \"user\" = 'ada' OR \"user\" = 'bob'")
    ));
    assert!(!may("ExecuteStatement", statement("SELECT title FROM Notes WHERE \"user\" IN ['ada', 'bob']")));
    assert!(!may("ExecuteStatement", statement("SELECT title FROM Notes")), "a scan reads others' items");
    assert!(may(
        "ExecuteStatement",
        statement("UPDATE Notes SET title = 'x' WHERE \"user\" = 'ada' AND n = 1")
    ));
    assert!(!may(
        "ExecuteStatement",
        statement("UPDATE Notes SET title = 'x' WHERE \"user\" = 'bob' AND n = 1")
    ));
    assert!(!may(
        "ExecuteStatement",
        statement("UPDATE Notes SET title = 'x' WHERE \"user\" = 'ada' AND n = 1 RETURNING ALL OLD *")
    ));
}

/// May read attributes of their own items, as far as they are named.
fn reader(attributes: &[&str]) -> Rc<dyn Guard> {
    user(&json!([{
        "Effect": "Allow",
        "Action": ["dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect", "dynamodb:BatchGetItem", "dynamodb:GetItem"],
        "Resource": [TABLE, format!("{TABLE}/index/teams")],
        "Condition": { "ForAllValues:StringEquals": { "dynamodb:Attributes": attributes } },
    }]))
}

#[test]
fn keys_with_which_pages_end_have_to_be_allowed_as_attributes() {
    let scene = scene();
    let query = json!({
        "TableName": "Notes", "KeyConditionExpression": "#u = :u", "ExpressionAttributeNames": { "#u": "user" },
        "ExpressionAttributeValues": { ":u": { "S": "ada" } }, "ProjectionExpression": "title", "Limit": 1,
    });
    let index = json!({
        "TableName": "Notes", "IndexName": "teams", "KeyConditionExpression": "team = :t",
        "ExpressionAttributeValues": { ":t": { "S": "red" } }, "ProjectionExpression": "title", "Limit": 1,
    });
    let scan = json!({ "TableName": "Notes", "ProjectionExpression": "title", "Limit": 1 });
    let scan_index =
        json!({ "TableName": "Notes", "IndexName": "teams", "ProjectionExpression": "title", "Limit": 1 });
    let count = json!({ "TableName": "Notes", "IndexName": "teams", "Select": "COUNT", "Limit": 1 });
    let select = json!({ "Statement": "SELECT title FROM Notes", "Limit": 1 });
    let select_own = json!({ "Statement": "SELECT title FROM Notes WHERE \"user\" = 'ada'", "Limit": 1 });
    let select_index = json!({ "Statement": "SELECT title FROM Notes.teams WHERE team = 'red'", "Limit": 1 });
    let get = json!({ "TableName": "Notes", "Key": key("ada", 1), "ProjectionExpression": "title" });
    let batch =
        json!({ "RequestItems": { "Notes": { "Keys": [key("ada", 1)], "ProjectionExpression": "title" } } });
    let transaction = json!({ "TransactItems": [{ "Get": get }] });
    for (operation, request, keys) in [
        ("Query", &query, &["user", "n"][..]),
        ("Query", &index, &["user", "n", "team"]),
        ("Scan", &scan, &["user", "n"]),
        ("Scan", &scan_index, &["user", "n", "team"]),
        ("Scan", &count, &["user", "n", "team"]),
        ("ExecuteStatement", &select, &["user", "n"]),
        ("ExecuteStatement", &select_own, &["user", "n"]),
        ("ExecuteStatement", &select_index, &["user", "n", "team"]),
        ("GetItem", &get, &["user", "n"]),
        ("BatchGetItem", &batch, &["user", "n"]),
        ("TransactGetItems", &transaction, &["user", "n"]),
    ] {
        let named: Vec<&str> = keys.iter().copied().chain(["title"]).collect();
        assert!(may(&scene, &reader(&named), operation, request), "{operation} {request}");
        for hidden in keys {
            let others: Vec<&str> = named.iter().copied().filter(|name| name != hidden).collect();
            assert!(
                !may(&scene, &reader(&others), operation, request),
                "{operation} {request} without {hidden}"
            );
        }
    }
}

#[test]
fn a_denied_key_is_denied_in_any_form_of_a_condition() {
    let scene = scene();
    let deny = json!({ "Effect": "Deny", "Action": "dynamodb:*", "Resource": "*", "Condition": { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["bob"] } } });
    let anybody_but_bob = user(&json!([everything(), deny]));
    let select =
        |condition: &str| json!({ "Statement": format!("SELECT title FROM Notes WHERE {condition}") });
    for condition in [
        "\"user\" = 'bob'",
        "\"user\" BETWEEN 'bob' AND 'bob'",
        "\"user\" >= 'bob' AND \"user\" <= 'bob'",
        "'bob' <= \"user\" AND 'bob' >= \"user\"",
        "NOT \"user\" <> 'bob'",
        "NOT (\"user\" < 'bob' OR \"user\" > 'bob')",
        "\"user\" = 'bob' OR \"user\" > 'x'",
        "title = 't' AND \"user\" BETWEEN 'bob' AND 'bob'",
    ] {
        assert!(!may(&scene, &anybody_but_bob, "ExecuteStatement", &select(condition)), "{condition}");
    }
    for condition in [
        "\"user\" >= 'a' AND \"user\" <= 'b'",
        "\"user\" <> 'bob'",
        "title = 'bob'",
        "\"user\" BETWEEN 'ada' AND 'ada'",
    ] {
        assert!(may(&scene, &anybody_but_bob, "ExecuteStatement", &select(condition)), "{condition}");
    }
    // A scan has no leading keys for what allows, whatever its condition is bound to.
    let allow = json!({ "Effect": "Allow", "Action": "dynamodb:PartiQLSelect", "Resource": "*", "Condition": { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["ada"] } } });
    let ada = user(&json!([allow]));
    assert!(may(&scene, &ada, "ExecuteStatement", &select("\"user\" = 'ada'")));
    assert!(!may(&scene, &ada, "ExecuteStatement", &select("\"user\" BETWEEN 'ada' AND 'ada'")));
}
