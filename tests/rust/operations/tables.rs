use serde_json::json;

use super::{database, put_wide, sorted, wide};
use crate::database::Database;
use hashrange::table::jobs::Turn;

#[test]
fn a_table_is_described_as_it_was_made() {
    let mut db = Database::new();
    let made = db.call("CreateTable", wide());
    assert_eq!(made["TableDescription"]["TableStatus"], "CREATING");
    let table = db.call("DescribeTable", json!({"TableName": "Wide"}))["Table"].clone();
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table["TableArn"], "arn:aws:dynamodb:eu-west-1:123456789012:table/Wide");
    assert_eq!(table["TableId"], "07070707-0707-4707-8707-070707070707");
    assert_eq!(table["CreationDateTime"], json!(1_700_000_000.123));
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(table["KeySchema"], wide()["KeySchema"]);
    assert_eq!(table["AttributeDefinitions"], sorted(&wide()["AttributeDefinitions"]));
    assert_eq!(table["ItemCount"], 0);
    let global = &table["GlobalSecondaryIndexes"];
    assert_eq!(global[1]["Projection"]["NonKeyAttributes"], json!(["date", "note"]));
    assert_eq!(global[0]["IndexStatus"], "ACTIVE");
    assert_eq!(global[0]["IndexArn"], "arn:aws:dynamodb:eu-west-1:123456789012:table/Wide/index/byKind");
    assert_eq!(global[0].get("Backfilling"), None);
    assert_eq!(table["LocalSecondaryIndexes"][0].get("IndexStatus"), None);
    let same = db.call("DescribeTable", json!({"TableName": table["TableArn"]}))["Table"].clone();
    assert_eq!(same, table);
}

#[test]
fn names_are_listed_in_pages() {
    let mut db = Database::new();
    for name in ["b-table", "a-table", "c-table"] {
        let mut request = wide();
        request["TableName"] = json!(name);
        db.call("CreateTable", request);
    }
    let page = db.call("ListTables", json!({"Limit": 2}));
    assert_eq!(page, json!({"TableNames": ["a-table", "b-table"], "LastEvaluatedTableName": "b-table"}));
    let rest = db.call("ListTables", json!({"ExclusiveStartTableName": "b-table"}));
    assert_eq!(rest, json!({"TableNames": ["c-table"]}));
}

#[test]
fn counts_are_live() {
    let mut db = database();
    put_wide(&mut db, "a", 1, json!({"date": "d", "kind": "k"}));
    put_wide(&mut db, "a", 2, json!({"owner": "o"}));
    let table = db.call("DescribeTable", json!({"TableName": "Wide"}))["Table"].clone();
    assert_eq!(table["ItemCount"], 2);
    assert_eq!(table["LocalSecondaryIndexes"][0]["ItemCount"], 1);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ItemCount"], 1);
    assert_eq!(table["GlobalSecondaryIndexes"][1]["ItemCount"], 1);
}

#[test]
fn a_deleted_table_is_gone_and_its_name_is_free() {
    let mut db = database();
    put_wide(&mut db, "a", 1, json!({}));
    let deleted = db.call("DeleteTable", json!({"TableName": "Wide"}));
    assert_eq!(deleted["TableDescription"]["TableStatus"], "DELETING");
    let unknown = "ResourceNotFoundException: Requested resource not found: Table: Wide not found";
    assert_eq!(db.fails("DescribeTable", json!({"TableName": "Wide"})), unknown);
    assert_eq!(
        db.fails("GetItem", json!({"TableName": "Wide", "Key": {"pk": {"S": "a"}, "sk": {"N": "1"}}})),
        "ResourceNotFoundException: Requested resource not found"
    );
    db.call("CreateTable", wide());
    assert_eq!(db.call("Scan", json!({"TableName": "Wide"}))["Count"], 0);
    assert_eq!(db.fails("CreateTable", wide()), "ResourceInUseException: Table already exists: Wide");
}

#[test]
fn a_protected_table_cannot_be_deleted() {
    let mut db = database();
    db.call("UpdateTable", json!({"TableName": "Hash", "DeletionProtectionEnabled": true}));
    assert!(db.fails("DeleteTable", json!({"TableName": "Hash"})).starts_with(
        "ValidationException: Resource cannot be deleted as it is currently protected against deletion."
    ));
    db.call("UpdateTable", json!({"TableName": "Hash", "DeletionProtectionEnabled": false}));
    db.call("DeleteTable", json!({"TableName": "Hash"}));
}

#[test]
fn a_creation_window_can_be_set() {
    let mut db = Database::new();
    db.settings.creating_ms = 500;
    db.call("CreateTable", wide());
    assert_eq!(db.call("DescribeTable", json!({"TableName": "Wide"}))["Table"]["TableStatus"], "CREATING");
    assert_eq!(
        db.fails("Scan", json!({"TableName": "Wide"})),
        "ResourceNotFoundException: Requested resource not found"
    );
    assert!(db.fails("DeleteTable", json!({"TableName": "Wide"})).starts_with("ResourceInUseException"));
    db.now_ms += 500;
    assert_eq!(db.call("DescribeTable", json!({"TableName": "Wide"}))["Table"]["TableStatus"], "ACTIVE");
    db.call("Scan", json!({"TableName": "Wide"}));
}

#[test]
fn definitions_are_checked() {
    let mut db = Database::new();
    let mut refuse = |change: fn(&mut serde_json::Value), expected: &str| {
        let mut request = wide();
        change(&mut request);
        let message = db.fails("CreateTable", request);
        assert_eq!(message.strip_prefix("ValidationException: "), Some(expected));
    };
    refuse(
        |request| request["GlobalSecondaryIndexes"][0]["IndexName"] = json!("byOwner"),
        "One or more parameter values were invalid: Duplicate index name: byOwner",
    );
    refuse(
        |request| {
            request["KeySchema"].as_array_mut().unwrap().pop();
            request["AttributeDefinitions"].as_array_mut().unwrap().remove(1);
        },
        "One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when \
         specifying a LocalSecondaryIndex",
    );
    refuse(
        |request| request["KeySchema"][0]["KeyType"] = json!("RANGE"),
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
    );
    refuse(
        |request| request["KeySchema"][1]["AttributeName"] = json!("pk"),
        "Both the Hash Key and the Range Key element in the KeySchema have the same name",
    );
    refuse(
        |request| request["LocalSecondaryIndexes"][0]["KeySchema"][0]["AttributeName"] = json!("kind"),
        "One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table \
         KeySchema for index: byDate. index hash key: kind, table hash key: pk",
    );
    refuse(
        |request| request["GlobalSecondaryIndexes"][1]["Projection"] = json!({"ProjectionType": "INCLUDE"}),
        "One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
    );
    refuse(
        |request| {
            request["GlobalSecondaryIndexes"][0]["Projection"]["NonKeyAttributes"] = json!(["x"]);
        },
        "One or more parameter values were invalid: ProjectionType is ALL, but NonKeyAttributes is specified",
    );
    refuse(
        |request| request["ProvisionedThroughput"] = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}),
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified \
         when BillingMode is PAY_PER_REQUEST",
    );
    refuse(
        |request| request["BillingMode"] = json!("PROVISIONED"),
        "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified \
         when BillingMode is PROVISIONED",
    );
}

#[test]
fn a_new_index_is_filled_and_maintained_meanwhile() {
    let mut db = database();
    for sk in 0..50 {
        put_wide(&mut db, "p", sk, json!({"state": if sk % 2 == 0 { "even" } else { "odd" }}));
    }
    let create = json!({
        "TableName": "Wide",
        "AttributeDefinitions": [{"AttributeName": "state", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "byState",
            "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }}],
    });
    let updated = db.call("UpdateTable", create.clone());
    assert_eq!(updated["TableDescription"]["TableStatus"], "UPDATING");
    let index = |db: &mut Database| {
        let table = db.call("DescribeTable", json!({"TableName": "Wide"}));
        let indexes = table["Table"]["GlobalSecondaryIndexes"].as_array().unwrap().clone();
        indexes.into_iter().find(|index| index["IndexName"] == "byState").unwrap()
    };
    assert_eq!(index(&mut db)["IndexStatus"], "CREATING");
    assert_eq!(index(&mut db)["Backfilling"], true);
    let even = json!({
        "TableName": "Wide", "IndexName": "byState", "KeyConditionExpression": "#s = :s",
        "ExpressionAttributeNames": {"#s": "state"}, "ExpressionAttributeValues": {":s": {"S": "even"}},
    });
    assert_eq!(
        db.fails("Query", even.clone()),
        "ValidationException: Cannot read from backfilling global secondary index: byState"
    );
    let mut again = create;
    again["GlobalSecondaryIndexUpdates"][0]["Create"]["IndexName"] = json!("other");
    assert!(db.fails("UpdateTable", again).starts_with("LimitExceededException: Subscriber limit exceeded"));
    // A slice of one item, then writes on both sides of the cursor.
    db.evaluate(|cx| hashrange::table::jobs::step(cx, &mut Turn::default(), 0, true, &mut || false)).unwrap();
    put_wide(&mut db, "p", 0, json!({"state": "odd"}));
    put_wide(&mut db, "p", 48, json!({"state": "odd"}));
    put_wide(&mut db, "p", 46, json!({}));
    db.call("DeleteItem", json!({"TableName": "Wide", "Key": {"pk": {"S": "p"}, "sk": {"N": "44"}}}));
    db.work();
    assert_eq!(index(&mut db)["IndexStatus"], "ACTIVE");
    assert_eq!(index(&mut db).get("Backfilling"), None);
    assert_eq!(index(&mut db)["ItemCount"], 48);
    let found = db.call("Query", even);
    assert_eq!(found["Count"], 21);
    assert_eq!(found["Items"][0], json!({"pk": {"S": "p"}, "sk": {"N": "2"}, "state": {"S": "even"}}));
    db.call(
        "UpdateTable",
        json!({"TableName": "Wide", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "byState"}}]}),
    );
    let table = db.call("DescribeTable", json!({"TableName": "Wide"}))["Table"].clone();
    assert_eq!(table["AttributeDefinitions"], sorted(&wide()["AttributeDefinitions"]));
}

#[test]
fn billing_changes_are_checked() {
    let mut db = database();
    let provisioned = |read: i64| json!({"ReadCapacityUnits": read, "WriteCapacityUnits": 5});
    assert_eq!(
        db.fails("UpdateTable", json!({"TableName": "Hash", "BillingMode": "PROVISIONED"})),
        "ValidationException: One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
    );
    let request =
        json!({"TableName": "Hash", "BillingMode": "PROVISIONED", "ProvisionedThroughput": provisioned(5)});
    let updated = db.call("UpdateTable", request);
    assert_eq!(updated["TableDescription"]["ProvisionedThroughput"]["ReadCapacityUnits"], 5);
    assert!(
        db.fails("UpdateTable", json!({"TableName": "Hash", "ProvisionedThroughput": provisioned(5)}))
            .starts_with("ValidationException: The provisioned throughput for the table")
    );
    let lower = db.call("UpdateTable", json!({"TableName": "Hash", "ProvisionedThroughput": provisioned(2)}));
    assert_eq!(lower["TableDescription"]["ProvisionedThroughput"]["ReadCapacityUnits"], 5);
    let table = db.call("DescribeTable", json!({"TableName": "Hash"}))["Table"].clone();
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 2);
    assert_eq!(table["ProvisionedThroughput"]["NumberOfDecreasesToday"], 1);
    assert!(
        db.fails("UpdateTable", json!({"TableName": "Hash"}))
            .starts_with("ValidationException: At least one of")
    );
}

#[test]
fn index_updates_are_checked() {
    let mut db = database();
    let mut refuse = |updates: serde_json::Value, expected: &str| {
        let message =
            db.fails("UpdateTable", json!({"TableName": "Wide", "GlobalSecondaryIndexUpdates": updates}));
        assert_eq!(message, expected);
    };
    let invalid = "ValidationException: One or more parameter values were invalid: ";
    refuse(
        json!([{"Delete": {"IndexName": "byKind"}}, {"Update": {"IndexName": "byKind"}}]),
        &format!(
            "{invalid}Only one global secondary index update per index is allowed simultaneously. Index: byKind"
        ),
    );
    refuse(
        json!([{"Delete": {"IndexName": "byKind"}, "Update": {"IndexName": "byKind"}}]),
        &format!(
            "{invalid}Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object"
        ),
    );
    refuse(
        json!([{"Delete": {"IndexName": "byDate"}}]),
        "ValidationException: Cannot delete an index that is not a GlobalSecondaryIndex: byDate",
    );
    refuse(
        json!([{"Delete": {"IndexName": "nothing"}}]),
        "ResourceNotFoundException: Requested resource not found: Index: nothing not found",
    );
    let create = json!([{"Create": {
        "IndexName": "byKind", "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }}]);
    refuse(create.clone(), &format!("{invalid}AttributeDefinitions is not specified for index: byKind"));
    let request = json!({
        "TableName": "Wide", "GlobalSecondaryIndexUpdates": create,
        "AttributeDefinitions": [{"AttributeName": "kind", "AttributeType": "S"}],
    });
    assert_eq!(
        db.fails("UpdateTable", request),
        "ValidationException: Attempting to create an index which already exists"
    );
}

#[test]
fn a_global_index_can_have_keys_of_several_attributes() {
    let mut db = Database::new();
    let define = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let definitions = ["pk", "h", "i", "a", "b", "c"].map(define);
    let element = |name: &str, role: &str| json!({"AttributeName": name, "KeyType": role});
    db.call(
        "CreateTable",
        json!({
            "TableName": "Many",
            "AttributeDefinitions": definitions,
            "KeySchema": [element("pk", "HASH")],
            "GlobalSecondaryIndexes": [{
                "IndexName": "gsi",
                "KeySchema": [
                    element("h", "HASH"), element("i", "HASH"),
                    element("a", "RANGE"), element("b", "RANGE"), element("c", "RANGE"),
                ],
                "Projection": {"ProjectionType": "ALL"},
            }],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    for (pk, a, b, c) in [
        ("p1", "T", "live", Some("b")),
        ("p2", "T", "live", Some("a\u{0}")),
        ("p3", "T", "live", Some("a")),
        ("p4", "T", "draft", Some("c")),
        ("p5", "F", "live", Some("a")),
        ("p6", "T", "live", None),
    ] {
        let mut item =
            json!({"pk": {"S": pk}, "h": {"S": "x"}, "i": {"S": "y"}, "a": {"S": a}, "b": {"S": b}});
        if let Some(c) = c {
            item["c"] = json!({"S": c});
        }
        db.call("PutItem", json!({"TableName": "Many", "Item": item}));
    }
    let mut find = |condition: &str, limit: Option<i64>| {
        let mut request =
            json!({"TableName": "Many", "IndexName": "gsi", "KeyConditionExpression": condition});
        for (name, value) in [(":h", "x"), (":i", "y"), (":a", "T"), (":b", "live"), (":c", "a")] {
            if condition.contains(name) {
                request["ExpressionAttributeValues"][name] = json!({"S": value});
            }
        }
        if let Some(limit) = limit {
            request["Limit"] = json!(limit);
        }
        let mut found = Vec::new();
        loop {
            let page = db.call("Query", request.clone());
            for item in page["Items"].as_array().unwrap() {
                found.push(item["pk"]["S"].as_str().unwrap().to_owned());
            }
            let Some(last) = page.get("LastEvaluatedKey") else { return found };
            let names: Vec<&String> = last.as_object().unwrap().keys().collect();
            assert_eq!(names, ["a", "b", "c", "h", "i", "pk"]);
            request["ExclusiveStartKey"] = last.clone();
        }
    };
    assert_eq!(find("h = :h AND i = :i", Some(2)), ["p5", "p4", "p3", "p2", "p1"]);
    assert_eq!(find("b = :b AND h = :h AND i = :i AND a = :a", Some(1)), ["p3", "p2", "p1"]);
    assert_eq!(find("h = :h AND i = :i AND a = :a AND b < :b", None), ["p4"]);
    assert_eq!(find("h = :h AND i = :i AND a = :a AND b = :b AND c > :c", None), ["p2", "p1"]);
    assert_eq!(find("h = :h AND i = :i AND a = :a AND b = :b AND begins_with(c, :c)", None), ["p3", "p2"]);
    assert_eq!(find("h = :h AND i = :i AND a = :a AND b = :b AND c = :c", Some(1)), ["p3"]);
}

#[test]
fn tables_are_provisioned_with_their_indexes() {
    let mut db = database();
    let units = json!({"ReadCapacityUnits": 3, "WriteCapacityUnits": 4});
    let mut request =
        json!({"TableName": "Wide", "BillingMode": "PROVISIONED", "ProvisionedThroughput": units.clone()});
    assert_eq!(
        db.fails("UpdateTable", request.clone()),
        "ValidationException: One or more parameter values were invalid: ProvisionedThroughput must be specified for \
         index: byKind"
    );
    let update = |name: &str| json!({"Update": {"IndexName": name, "ProvisionedThroughput": units}});
    request["GlobalSecondaryIndexUpdates"] = json!([update("byKind"), update("byOwner")]);
    let table = db.call("UpdateTable", request)["TableDescription"].clone();
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PROVISIONED");
    assert_eq!(table["GlobalSecondaryIndexes"][1]["ProvisionedThroughput"]["WriteCapacityUnits"], 4);
    let back = db.call("UpdateTable", json!({"TableName": "Wide", "BillingMode": "PAY_PER_REQUEST"}));
    assert_eq!(back["TableDescription"]["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(
        db.fails("UpdateTable", json!({
            "TableName": "Wide",
            "GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "byKind", "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}}],
        })),
        "ValidationException: One or more parameter values were invalid: The only Updates for index: byKind when \
         TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput"
    );
}
