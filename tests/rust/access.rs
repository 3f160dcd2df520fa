//! Callers: every operation is asked for, and nothing that a policy denies can be had another way.

use std::rc::Rc;

use hashrange::model::{Failure, Kind, MapRef, Type, Writer};
use hashrange::native::Database;
use hashrange::operation::{self, Guard, OPERATIONS, Target};
use serde_json::{Value, json};

const TABLE: &str = "arn:aws:dynamodb:local:000000000000:table/Notes";

fn caller(document: &Value) -> Rc<dyn Guard> {
    operation::access::guard(document.to_string().as_bytes()).unwrap()
}

fn user(statements: &Value) -> Rc<dyn Guard> {
    caller(&json!({
        "arn": "arn:aws:iam::000000000000:user/ada",
        "context": { "www.amazon.com:user_id": "ada" },
        "policies": [{ "Version": "2012-10-17", "Statement": statements }],
    }))
}

fn everything() -> Value {
    json!({ "Effect": "Allow", "Action": "*", "Resource": "*" })
}

fn call(db: &Database, operation: &str, request: &Value) -> Value {
    let answer =
        db.json(operation, &request.to_string()).unwrap_or_else(|failure| panic!("{operation}: {failure}"));
    serde_json::from_str(&answer).unwrap()
}

fn call_as(db: &Database, who: &Rc<dyn Guard>, operation: &str, request: &Value) -> Result<Value, Failure> {
    db.json_as(who, operation, &request.to_string()).map(|answer| serde_json::from_str(&answer).unwrap())
}

/// A table with an index, a stream, a backup, recovery, an export and items of two users.
struct Scene {
    db: Database,
    stream: String,
    shard: String,
    iterator: String,
    backup: String,
    export: String,
}

fn scene() -> Scene {
    let db = Database::in_memory().unwrap();
    let table = json!({
        "TableName": "Notes",
        "AttributeDefinitions": [
            { "AttributeName": "user", "AttributeType": "S" },
            { "AttributeName": "n", "AttributeType": "N" },
            { "AttributeName": "team", "AttributeType": "S" },
        ],
        "KeySchema": [
            { "AttributeName": "user", "KeyType": "HASH" },
            { "AttributeName": "n", "KeyType": "RANGE" },
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "teams",
            "KeySchema": [{ "AttributeName": "team", "KeyType": "HASH" }],
            "Projection": { "ProjectionType": "ALL" },
        }],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" },
        "Tags": [{ "Key": "team", "Value": "red" }],
    });
    let made = call(&db, "CreateTable", &table);
    let stream = made["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned();
    call(
        &db,
        "UpdateContinuousBackups",
        &json!({ "TableName": "Notes", "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true } }),
    );
    for user in ["ada", "bob"] {
        for n in 1..=2 {
            let item = json!({ "user": { "S": user }, "n": { "N": n.to_string() }, "team": { "S": "red" }, "secret": { "S": "s" }, "title": { "S": "t" } });
            call(&db, "PutItem", &json!({ "TableName": "Notes", "Item": item }));
        }
    }
    let backup = call(&db, "CreateBackup", &json!({ "TableName": "Notes", "BackupName": "saved" }));
    let backup = backup["BackupDetails"]["BackupArn"].as_str().unwrap().to_owned();
    let export = call(&db, "ExportTableToPointInTime", &json!({ "TableArn": TABLE, "S3Bucket": "exports" }));
    let export = export["ExportDescription"]["ExportArn"].as_str().unwrap().to_owned();
    let described = call(&db, "DescribeStream", &json!({ "StreamArn": stream }));
    let shard = described["StreamDescription"]["Shards"][0]["ShardId"].as_str().unwrap().to_owned();
    let place = json!({ "StreamArn": stream, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON" });
    let iterator = call(&db, "GetShardIterator", &place)["ShardIterator"].as_str().unwrap().to_owned();
    Scene { db, stream, shard, iterator, backup, export }
}

fn key(user: &str, n: u32) -> Value {
    json!({ "user": { "S": user }, "n": { "N": n.to_string() } })
}

/// A request of every operation and every way that leads to the table.
#[expect(clippy::too_many_lines, reason = "a table")]
fn ways(scene: &Scene) -> Vec<(&'static str, Value)> {
    let Scene { stream, shard, iterator, backup, export, .. } = scene;
    let name = json!({ "TableName": "Notes" });
    let arn = json!({ "ResourceArn": TABLE });
    let item = json!({ "user": { "S": "ada" }, "n": { "N": "9" } });
    let bulk = format!("{TABLE}/bulk/1");
    let import = format!("{TABLE}/import/1");
    let with = |base: &Value, more: Value| {
        let mut merged = base.clone();
        merged.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        merged
    };
    let schema = json!({
        "TableName": "Notes",
        "AttributeDefinitions": [{ "AttributeName": "a", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "a", "KeyType": "HASH" }],
        "BillingMode": "PAY_PER_REQUEST",
    });
    let bucket = json!({ "S3Bucket": "exports" });
    let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Principal": { "AWS": "111111111111" }, "Action": "dynamodb:GetItem", "Resource": "*" }] });
    vec![
        ("PutItem", with(&name, json!({ "Item": item }))),
        ("PutItem", json!({ "TableName": TABLE, "Item": item })),
        ("GetItem", with(&name, json!({ "Key": key("ada", 1) }))),
        ("GetItem", json!({ "TableName": TABLE, "Key": key("ada", 1) })),
        (
            "UpdateItem",
            with(
                &name,
                json!({ "Key": key("ada", 1), "UpdateExpression": "SET title = :t", "ExpressionAttributeValues": { ":t": { "S": "u" } } }),
            ),
        ),
        (
            "UpdateItem",
            with(
                &name,
                json!({ "Key": key("ada", 1), "AttributeUpdates": { "title": { "Value": { "S": "u" } } } }),
            ),
        ),
        ("DeleteItem", with(&name, json!({ "Key": key("ada", 8) }))),
        (
            "Query",
            with(
                &name,
                json!({ "KeyConditionExpression": "#u = :u", "ExpressionAttributeNames": { "#u": "user" }, "ExpressionAttributeValues": { ":u": { "S": "ada" } } }),
            ),
        ),
        (
            "Query",
            with(
                &name,
                json!({ "KeyConditions": { "user": { "ComparisonOperator": "EQ", "AttributeValueList": [{ "S": "ada" }] } } }),
            ),
        ),
        (
            "Query",
            with(
                &name,
                json!({ "IndexName": "teams", "KeyConditionExpression": "team = :t", "ExpressionAttributeValues": { ":t": { "S": "red" } } }),
            ),
        ),
        ("Scan", name.clone()),
        ("Scan", with(&name, json!({ "IndexName": "teams" }))),
        ("BatchGetItem", json!({ "RequestItems": { "Notes": { "Keys": [key("ada", 1)] } } })),
        ("BatchGetItem", json!({ "RequestItems": { TABLE: { "Keys": [key("ada", 1)] } } })),
        ("BatchWriteItem", json!({ "RequestItems": { "Notes": [{ "PutRequest": { "Item": item } }] } })),
        (
            "BatchWriteItem",
            json!({ "RequestItems": { "Notes": [{ "DeleteRequest": { "Key": key("ada", 8) } }] } }),
        ),
        (
            "TransactGetItems",
            json!({ "TransactItems": [{ "Get": { "TableName": "Notes", "Key": key("ada", 1) } }] }),
        ),
        (
            "TransactWriteItems",
            json!({ "TransactItems": [{ "Put": { "TableName": "Notes", "Item": item } }] }),
        ),
        (
            "TransactWriteItems",
            json!({ "TransactItems": [{ "Delete": { "TableName": "Notes", "Key": key("ada", 8) } }] }),
        ),
        (
            "TransactWriteItems",
            json!({ "TransactItems": [{ "Update": { "TableName": "Notes", "Key": key("ada", 1), "UpdateExpression": "REMOVE title" } }] }),
        ),
        (
            "TransactWriteItems",
            json!({ "TransactItems": [{ "ConditionCheck": { "TableName": "Notes", "Key": key("ada", 1), "ConditionExpression": "attribute_exists(secret)" } }] }),
        ),
        ("ExecuteStatement", json!({ "Statement": "SELECT * FROM Notes" })),
        ("ExecuteStatement", json!({ "Statement": "SELECT * FROM \"Notes\".\"teams\" WHERE team = 'red'" })),
        ("ExecuteStatement", json!({ "Statement": format!("SELECT * FROM \"{TABLE}\"") })),
        ("ExecuteStatement", json!({ "Statement": "INSERT INTO Notes VALUE {'user': 'ada', 'n': 7}" })),
        (
            "ExecuteStatement",
            json!({ "Statement": "UPDATE Notes SET title = 'x' WHERE \"user\" = 'ada' AND n = 1" }),
        ),
        ("ExecuteStatement", json!({ "Statement": "DELETE FROM Notes WHERE \"user\" = 'ada' AND n = 8" })),
        (
            "BatchExecuteStatement",
            json!({ "Statements": [{ "Statement": "SELECT * FROM Notes WHERE \"user\" = 'ada' AND n = 1" }] }),
        ),
        (
            "ExecuteTransaction",
            json!({ "TransactStatements": [{ "Statement": "SELECT * FROM Notes WHERE \"user\" = 'ada' AND n = 1" }] }),
        ),
        (
            "ExecuteTransaction",
            json!({ "TransactStatements": [{ "Statement": "EXISTS(SELECT * FROM Notes WHERE \"user\" = 'ada' AND n = 1 AND secret = 's')" }] }),
        ),
        ("UpdateContributorInsights", with(&name, json!({ "ContributorInsightsAction": "ENABLE" }))),
        ("DescribeContributorInsights", name.clone()),
        ("DescribeTable", name.clone()),
        ("UpdateTable", with(&name, json!({ "DeletionProtectionEnabled": false }))),
        ("CreateTable", schema.clone()),
        ("TagResource", with(&arn, json!({ "Tags": [{ "Key": "a", "Value": "b" }] }))),
        ("UntagResource", with(&arn, json!({ "TagKeys": ["a"] }))),
        ("ListTagsOfResource", arn.clone()),
        (
            "UpdateTimeToLive",
            with(&name, json!({ "TimeToLiveSpecification": { "Enabled": true, "AttributeName": "t" } })),
        ),
        ("DescribeTimeToLive", name.clone()),
        ("DescribeContinuousBackups", name.clone()),
        (
            "UpdateContinuousBackups",
            with(
                &name,
                json!({ "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true } }),
            ),
        ),
        ("CreateBackup", with(&name, json!({ "BackupName": "again" }))),
        ("DescribeBackup", json!({ "BackupArn": backup })),
        ("RestoreTableFromBackup", json!({ "BackupArn": backup, "TargetTableName": "Copy" })),
        (
            "RestoreTableToPointInTime",
            json!({ "SourceTableName": "Notes", "TargetTableName": "Other", "UseLatestRestorableTime": true }),
        ),
        (
            "RestoreTableToPointInTime",
            json!({ "SourceTableArn": TABLE, "TargetTableName": "Third", "UseLatestRestorableTime": true }),
        ),
        ("DeleteBackup", json!({ "BackupArn": backup })),
        ("DescribeStream", json!({ "StreamArn": stream })),
        ("GetShardIterator", json!({ "StreamArn": stream, "ShardId": shard, "ShardIteratorType": "LATEST" })),
        ("GetRecords", json!({ "ShardIterator": iterator })),
        ("ExportTableToPointInTime", json!({ "TableArn": TABLE, "S3Bucket": "exports" })),
        ("DescribeExport", json!({ "ExportArn": export })),
        (
            "ImportTable",
            json!({ "S3BucketSource": bucket, "InputFormat": "DYNAMODB_JSON", "TableCreationParameters": schema }),
        ),
        ("DescribeImport", json!({ "ImportArn": import })),
        (
            "StartBulkPutItems",
            with(
                &name,
                json!({ "InputS3Configuration": { "S3Bucket": "b", "InputFormat": "DYNAMODB_JSON" }, "OutputS3Configuration": { "S3Bucket": "b", "OutputType": ["ERROR"] } }),
            ),
        ),
        ("DescribeBulkOperation", json!({ "BulkOperationArn": bulk })),
        ("CancelBulkOperation", json!({ "BulkOperationArn": bulk })),
        (
            "EnableKinesisStreamingDestination",
            with(&name, json!({ "StreamArn": "arn:aws:kinesis:local:000000000000:stream/s1" })),
        ),
        ("DescribeKinesisStreamingDestination", name.clone()),
        (
            "UpdateKinesisStreamingDestination",
            with(
                &name,
                json!({ "StreamArn": "arn:aws:kinesis:local:000000000000:stream/s1", "UpdateKinesisStreamingConfiguration": { "ApproximateCreationDateTimePrecision": "MICROSECOND" } }),
            ),
        ),
        (
            "DisableKinesisStreamingDestination",
            with(&name, json!({ "StreamArn": "arn:aws:kinesis:local:000000000000:stream/s1" })),
        ),
        ("PutResourcePolicy", with(&arn, json!({ "Policy": policy.to_string() }))),
        ("GetResourcePolicy", arn.clone()),
        ("DeleteResourcePolicy", arn),
        ("DeleteTable", name),
    ]
}

/// Operations that are on no table.
const GENERAL: [&str; 9] = [
    "ListContributorInsights",
    "ListTables",
    "ListBackups",
    "ListStreams",
    "ListExports",
    "ListImports",
    "ListBulkOperations",
    "DescribeLimits",
    "DescribeEndpoints",
];

/// The failure of a request, also of a batch's statement.
fn refusal(answer: Result<Value, Failure>) -> Option<String> {
    match answer {
        Err(failure) if failure.kind == Kind::AccessDenied => Some(failure.message),
        Err(_) => None,
        Ok(answer) => {
            let error = &answer["Responses"][0]["Error"];
            (error["Code"] == "AccessDenied").then(|| error["Message"].as_str().unwrap().to_owned())
        }
    }
}

#[test]
fn a_deny_cannot_be_evaded_and_what_is_allowed_is_not_refused() {
    let scene = scene();
    let ways = ways(&scene);
    let denied = user(&json!([
        everything(),
        { "Effect": "Deny", "Action": "dynamodb:*", "Resource": [TABLE, format!("{TABLE}/*")] },
    ]));
    let nothing = user(&json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }));
    for (operation, request) in &ways {
        let message = refusal(call_as(&scene.db, &denied, operation, request));
        let message = message.unwrap_or_else(|| panic!("{operation} {request} is not refused"));
        assert!(message.ends_with("with an explicit deny in an identity-based policy"), "{message}");
        assert!(message.contains("is not authorized to perform: dynamodb:"), "{message}");
        let message = refusal(call_as(&scene.db, &nothing, operation, request));
        assert!(
            message.is_some_and(
                |message| message.contains("because no identity-based policy allows the dynamodb:")
            ),
            "{operation}"
        );
    }
    for operation in GENERAL {
        assert!(refusal(call_as(&scene.db, &nothing, operation, &json!({}))).is_some(), "{operation}");
    }
    // Nothing has been done, and the owner of all rights can do all of it.
    let items = call(&scene.db, "Scan", &json!({ "TableName": "Notes" }));
    assert_eq!(items["Count"], 4);
    let admin = user(&everything());
    for (operation, request) in &ways {
        let answer = call_as(&scene.db, &admin, operation, request);
        assert_eq!(refusal(answer), None, "{operation} {request}");
    }
    let known = OPERATIONS.iter().filter(|operation| operation.target != Target::Internal);
    let asked = |name: &str| GENERAL.contains(&name) || ways.iter().any(|(operation, _)| *operation == name);
    for operation in known {
        assert!(asked(operation.name), "{} is not in the table of ways", operation.name);
    }
}

#[test]
fn what_says_nothing_of_what_it_touches_is_refused() {
    let db = Database::in_memory().unwrap();
    let admin = user(&everything());
    for operation in OPERATIONS.iter().filter(|operation| operation.target == Target::Internal) {
        let refused = db.run_as(&admin, operation, b"").unwrap_err();
        assert_eq!(refused.kind, Kind::AccessDenied, "{}", operation.name);
    }
}

/// May read some attributes of their own items, and write those.
fn own_items() -> Rc<dyn Guard> {
    user(&json!([{
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate", "dynamodb:PutItem", "dynamodb:BatchWriteItem"],
        "Resource": [TABLE, format!("{TABLE}/index/teams")],
        "Condition": {
            "ForAllValues:StringEquals": {
                "dynamodb:LeadingKeys": ["${www.amazon.com:user_id}"],
                "dynamodb:Attributes": ["user", "n", "title"],
            },
            "StringEqualsIfExists": {
                "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
                "dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"],
            },
            "Null": { "dynamodb:LeadingKeys": "false" },
        },
    }]))
}

/// Whether a request is let through, which then has to succeed.
fn may(scene: &Scene, who: &Rc<dyn Guard>, operation: &str, request: &Value) -> bool {
    let answer = call_as(&scene.db, who, operation, request);
    if refusal(answer.clone()).is_some() {
        return false;
    }
    answer.unwrap_or_else(|failure| panic!("{operation} {request}: {failure}"));
    true
}

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

#[test]
fn members_of_batches_are_refused_in_their_places_and_transactions_as_a_whole() {
    let scene = scene();
    let ada = own_items();
    let select = |user: &str| json!({ "Statement": format!("SELECT title FROM Notes WHERE \"user\" = '{user}' AND n = 1") });
    let batch = json!({ "Statements": [select("ada"), select("bob")] });
    let answer = call_as(&scene.db, &ada, "BatchExecuteStatement", &batch).unwrap();
    assert_eq!(answer["Responses"][0]["Item"]["title"]["S"], "t");
    assert_eq!(answer["Responses"][1]["Error"]["Code"], "AccessDenied");
    assert_eq!(answer["Responses"][1].get("Item"), None);
    let both = json!({ "TransactStatements": [select("ada"), select("bob")] });
    assert_eq!(call_as(&scene.db, &ada, "ExecuteTransaction", &both).unwrap_err().kind, Kind::AccessDenied);
    let inside = user(&json!([
        { "Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:ConditionCheckItem"], "Resource": "*", "Condition": { "StringEquals": { "dynamodb:EnclosingOperation": "TransactWriteItems" } } },
    ]));
    let item = json!({ "user": { "S": "ada" }, "n": { "N": "5" } });
    let put = json!({ "TransactItems": [
        { "Put": { "TableName": "Notes", "Item": item } },
        { "ConditionCheck": { "TableName": "Notes", "Key": key("ada", 1), "ConditionExpression": "attribute_exists(n)" } },
    ] });
    call_as(&scene.db, &inside, "TransactWriteItems", &put).unwrap();
    let alone = call_as(&scene.db, &inside, "PutItem", &json!({ "TableName": "Notes", "Item": item }));
    assert_eq!(alone.unwrap_err().kind, Kind::AccessDenied);
    let deleting = json!({ "TransactItems": [{ "Put": { "TableName": "Notes", "Item": item } }, { "Delete": { "TableName": "Notes", "Key": key("ada", 1) } }] });
    let refused = call_as(&scene.db, &inside, "TransactWriteItems", &deleting).unwrap_err();
    assert_eq!(
        refused.message,
        format!(
            "User: arn:aws:iam::000000000000:user/ada is not authorized to perform: dynamodb:DeleteItem on resource: {TABLE} because no identity-based policy allows the dynamodb:DeleteItem action"
        )
    );
}

#[test]
fn resources_have_policies_of_their_own() {
    let scene = scene();
    let put = |arn: &str, statement: Value| {
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
        call(&scene.db, "PutResourcePolicy", &json!({ "ResourceArn": arn, "Policy": policy }))
    };
    let get = json!({ "TableName": "Notes", "Key": key("ada", 1) });
    let nobody = caller(&json!({}));
    let unsigned = call_as(&scene.db, &nobody, "GetItem", &get).unwrap_err();
    assert_eq!(
        (unsigned.kind, &*unsigned.message),
        (Kind::MissingAuthenticationToken, "Request is missing Authentication Token")
    );
    put(
        TABLE,
        json!({ "Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": TABLE, "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } } }),
    );
    assert!(call_as(&scene.db, &nobody, "GetItem", &get).is_err());
    let near = caller(&json!({ "context": { "aws:SourceIp": "10.1.2.3" } }));
    assert_eq!(call_as(&scene.db, &near, "GetItem", &get).unwrap()["Item"]["title"]["S"], "t");
    let item = json!({ "TableName": "Notes", "Item": { "user": { "S": "x" }, "n": { "N": "1" } } });
    assert_eq!(
        call_as(&scene.db, &near, "PutItem", &item).unwrap_err().kind,
        Kind::MissingAuthenticationToken
    );
    // A stream has its own, which the table's does not touch.
    let read = json!({ "ShardIterator": scene.iterator });
    let stranger = caller(&json!({
        "arn": "arn:aws:iam::111111111111:user/eve",
        "policies": [{ "Statement": everything() }],
    }));
    let refused = call_as(&scene.db, &stranger, "GetRecords", &read).unwrap_err();
    assert!(
        refused.message.ends_with("because no resource-based policy allows the dynamodb:GetRecords action"),
        "{}",
        refused.message
    );
    put(
        &scene.stream,
        json!({ "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "dynamodb:GetRecords", "Resource": "*" }),
    );
    assert_eq!(
        call_as(&scene.db, &stranger, "GetRecords", &read).unwrap()["Records"].as_array().unwrap().len(),
        4
    );
    // A deny is one for the account's own, too.
    put(TABLE, json!({ "Effect": "Deny", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*" }));
    let refused = call_as(&scene.db, &user(&everything()), "GetItem", &get).unwrap_err();
    assert!(
        refused.message.ends_with("with an explicit deny in a resource-based policy"),
        "{}",
        refused.message
    );
    assert!(scene.db.json("GetItem", &get.to_string()).is_ok(), "the owner is asked nothing");
    call(&scene.db, "DeleteResourcePolicy", &json!({ "ResourceArn": TABLE }));
    assert!(call_as(&scene.db, &user(&everything()), "GetItem", &get).is_ok());
}

#[test]
fn an_author_is_not_locked_out_unasked() {
    let scene = scene();
    let admin = user(&everything());
    let deny = |condition: Value| {
        let statement = json!({ "Effect": "Deny", "Principal": "*", "Action": "dynamodb:PutResourcePolicy", "Resource": "*", "Condition": condition });
        json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
    };
    let me = json!({ "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::000000000000:user/ada" } });
    let other = json!({ "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::000000000000:user/bob" } });
    let request = |policy: String, confirmed: bool| json!({ "ResourceArn": TABLE, "Policy": policy, "ConfirmRemoveSelfResourceAccess": confirmed });
    let refused =
        call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(me.clone()), false)).unwrap_err();
    assert_eq!(
        (refused.kind, &*refused.message),
        (
            Kind::AccessDenied,
            "The new resource policy will not allow you to update the resource policy in the future."
        )
    );
    call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(other), false)).unwrap();
    call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(me), true)).unwrap();
    let again = call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(json!({})), true)).unwrap_err();
    assert!(again.message.ends_with("with an explicit deny in a resource-based policy"));
    // The owner counts as the account's root.
    let owner = scene.db.json("PutResourcePolicy", &request(deny(json!({})), false).to_string());
    assert_eq!(owner.unwrap_err().kind, Kind::AccessDenied);
}

#[test]
fn tags_count_of_tables_and_of_requests() {
    let scene = scene();
    let of = |team: &str| {
        caller(&json!({
            "arn": "arn:aws:sts::000000000000:assumed-role/App/x", "tags": { "team": team },
            "policies": [{ "Version": "2012-10-17", "Statement": [
                { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } },
                { "Effect": "Allow", "Action": ["dynamodb:CreateTable", "dynamodb:TagResource"], "Resource": "*", "Condition": { "StringEquals": { "aws:RequestTag/team": "${aws:PrincipalTag/team}" } } },
            ] }],
        }))
    };
    let scan = json!({ "TableName": "Notes" });
    assert!(call_as(&scene.db, &of("red"), "Scan", &scan).is_ok());
    assert!(call_as(&scene.db, &of("blue"), "Scan", &scan).is_err());
    let make = |name: &str, team: &str| {
        json!({
            "TableName": name, "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{ "AttributeName": "a", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "a", "KeyType": "HASH" }],
            "Tags": [{ "Key": "team", "Value": team }],
        })
    };
    assert!(call_as(&scene.db, &of("blue"), "CreateTable", &make("Blue", "blue")).is_ok());
    assert!(call_as(&scene.db, &of("blue"), "CreateTable", &make("Red", "red")).is_err());
}

#[test]
fn a_definition_that_is_not_in_memory_is_waited_for() {
    let mut db = crate::database::Database::new();
    for n in 0..100 {
        let table = json!({
            "TableName": format!("Table{n}"), "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        });
        db.try_call("CreateTable", &table).unwrap();
    }
    db.checkpoint();
    db.catalog.clear();
    let guard = caller(&json!({
        "arn": "arn:aws:iam::123456789012:user/ada",
        "policies": [{ "Statement": {
            "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:123456789012:table/Table77",
            "Condition": { "StringEquals": { "dynamodb:LeadingKeys": "mine" } },
        } }],
    }));
    let operation = operation::find("GetItem").unwrap();
    let mut get = |id: &str| {
        let mut w = Writer::new();
        w.entry_str("TableName", "Table77");
        let key = w.begin_entry("Key", Type::M);
        w.entry_str("id", id);
        w.end(key);
        db.catalog.clear();
        let before = db.faults;
        let input = w.into_inner();
        let answer = db.evaluate(|cx| {
            guard.ask(cx, operation, MapRef::new(&input))?;
            operation::run(operation, cx, MapRef::new(&input))
        });
        (answer, db.faults - before)
    };
    let (answer, faults) = get("mine");
    assert_eq!(answer, Ok(Vec::new()));
    assert!(faults > 0, "the definition was in memory");
    assert_eq!(get("other").0.unwrap_err().kind, Kind::AccessDenied);
}

#[test]
fn a_stream_is_judged_as_before_when_its_table_has_gone() {
    let scene = scene();
    let eve = "arn:aws:iam::111111111111:user/eve";
    let statement = |effect: &str, more: Value| {
        let mut statement =
            json!({ "Effect": effect, "Principal": "*", "Action": "dynamodb:GetRecords", "Resource": "*" });
        statement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        statement
    };
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        statement("Allow", json!({ "Principal": { "AWS": "111111111111" } })),
        statement("Deny", json!({ "Condition": { "StringEquals": { "aws:PrincipalTag/team": "blue" } } })),
    ] });
    call(
        &scene.db,
        "PutResourcePolicy",
        &json!({ "ResourceArn": scene.stream, "Policy": policy.to_string() }),
    );
    let read = json!({ "ShardIterator": scene.iterator });
    let of = |arn: &str, tags: Value, condition: Value| {
        let mut allowed = everything();
        allowed["Condition"] = condition;
        caller(&json!({ "arn": arn, "tags": tags, "policies": [{ "Statement": allowed }] }))
    };
    let judged = |when: &str| {
        let is_allowed = |who: &Rc<dyn Guard>| {
            call_as(&scene.db, who, "GetRecords", &read)
                .is_ok_and(|read| read["Records"].as_array().unwrap().len() == 4)
        };
        let ada = "arn:aws:iam::000000000000:user/ada";
        let red = json!({ "StringEquals": { "aws:ResourceTag/team": "red" } });
        assert!(is_allowed(&of(eve, json!({}), json!({}))), "{when}: the policy allows another account");
        assert!(!is_allowed(&of(ada, json!({ "team": "blue" }), json!({}))), "{when}: the policy denies");
        assert!(is_allowed(&of(ada, json!({}), red)), "{when}: the tags of the table count");
    };
    judged("enabled");
    call(
        &scene.db,
        "UpdateTable",
        &json!({ "TableName": "Notes", "StreamSpecification": { "StreamEnabled": false } }),
    );
    judged("disabled");
    let shown = call(&scene.db, "GetResourcePolicy", &json!({ "ResourceArn": scene.stream }));
    assert!(shown["Policy"].as_str().unwrap().contains("111111111111"));
    call(&scene.db, "DeleteTable", &json!({ "TableName": "Notes" }));
    judged("deleted");
    call(
        &scene.db,
        "CreateTable",
        &json!({
            "TableName": "Notes",
            "AttributeDefinitions": [{ "AttributeName": "a", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "a", "KeyType": "HASH" }],
            "BillingMode": "PAY_PER_REQUEST",
            "Tags": [{ "Key": "team", "Value": "green" }],
        }),
    );
    judged("followed by another of its name");
}

#[test]
fn an_index_of_the_past_is_refused_like_that_of_now() {
    let scene = scene();
    let allowed = json!({ "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*" });
    let no_index = user(&json!([
        allowed,
        { "Effect": "Deny", "Action": "dynamodb:*", "Resource": format!("{TABLE}/index/teams") },
    ]));
    let leading = user(&json!([{
        "Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:PartiQLSelect"], "Resource": "*",
        "Condition": { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["red"] } },
    }]));
    std::thread::sleep(std::time::Duration::from_millis(5));
    let now =
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
    let then = now();
    std::thread::sleep(std::time::Duration::from_millis(5));
    for _ in 0..10_000 {
        if call(&scene.db, "OpenMoment", &json!({ "TableName": "Notes", "AsOf": then }))["Status"] == "READY"
        {
            break;
        }
        scene.db.settle();
    }
    let query = json!({
        "TableName": "Notes", "IndexName": "teams", "AsOf": then, "KeyConditionExpression": "team = :t",
        "ExpressionAttributeValues": { ":t": { "S": "red" } },
    });
    let scan = json!({ "TableName": "Notes", "IndexName": "teams", "AsOf": then });
    let select = json!({ "Statement": "SELECT * FROM \"Notes\".\"teams\" WHERE team = 'red'", "AsOf": then });
    let ways = [("Query", &query), ("Scan", &scan), ("ExecuteStatement", &select)];
    let refused = |who: &Rc<dyn Guard>, operation: &str, request: &Value| {
        call_as(&scene.db, who, operation, request)
            .err()
            .map(|failure| (failure.kind, failure.message.to_string()))
    };
    for (operation, request) in ways {
        assert_eq!(call(&scene.db, operation, request)["Items"].as_array().unwrap().len(), 4, "{operation}");
        assert_eq!(refused(&user(&everything()), operation, request), None, "{operation}");
        let (kind, message) = refused(&no_index, operation, request).unwrap();
        assert_eq!(kind, Kind::AccessDenied, "{operation}");
        assert!(message.contains(&format!("{TABLE}/index/teams with an explicit deny")), "{message}");
    }
    assert_eq!(refused(&leading, "Query", &query), None);
    assert_eq!(refused(&leading, "ExecuteStatement", &select), None);
    // The index goes, and one of the same name comes with another key: policies about keys would mean other values.
    let change = |changes: Value| {
        let attributes = json!([
            { "AttributeName": "team", "AttributeType": "S" }, { "AttributeName": "title", "AttributeType": "S" },
            { "AttributeName": "user", "AttributeType": "S" }, { "AttributeName": "n", "AttributeType": "N" },
        ]);
        let request = json!({ "TableName": "Notes", "AttributeDefinitions": attributes, "GlobalSecondaryIndexUpdates": [changes] });
        call(&scene.db, "UpdateTable", &request);
    };
    let is_refused = |when: &str| {
        for who in [&user(&everything()), &no_index, &leading] {
            for (operation, request) in ways {
                let (kind, message) = refused(who, operation, request).unwrap();
                assert_eq!(kind, Kind::AccessDenied, "{when}, {operation}: {message}");
            }
        }
        for (operation, request) in ways {
            assert!(
                scene.db.json(operation, &request.to_string()).is_ok(),
                "{when}: the owner is asked nothing"
            );
        }
    };
    change(json!({ "Delete": { "IndexName": "teams" } }));
    is_refused("gone");
    change(json!({ "Create": {
        "IndexName": "teams", "KeySchema": [{ "AttributeName": "title", "KeyType": "HASH" }],
        "Projection": { "ProjectionType": "ALL" },
    } }));
    is_refused("of another key");
    // The table itself is read as it was.
    let whole = json!({ "TableName": "Notes", "AsOf": then });
    assert_eq!(refused(&no_index, "Scan", &whole), None);
}
