//! Callers: every operation is asked for, and nothing that a policy denies can be had another way.

mod items;
mod resources;

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
        (
            "CreateGlobalTable",
            json!({ "GlobalTableName": "Notes", "ReplicationGroup": [{ "RegionName": "us-east-1" }] }),
        ),
        (
            "UpdateGlobalTable",
            json!({ "GlobalTableName": "Notes", "ReplicaUpdates": [{ "Delete": { "RegionName": "us-east-1" } }] }),
        ),
        ("DescribeGlobalTable", json!({ "GlobalTableName": "Notes" })),
        ("DescribeGlobalTableSettings", json!({ "GlobalTableName": "Notes" })),
        ("UpdateGlobalTableSettings", json!({ "GlobalTableName": "Notes" })),
        ("PutResourcePolicy", with(&arn, json!({ "Policy": policy.to_string() }))),
        ("GetResourcePolicy", arn.clone()),
        ("DeleteResourcePolicy", arn),
        ("DeleteTable", name),
    ]
}

/// Operations that are on no table.
const GENERAL: [&str; 10] = [
    "ListGlobalTables",
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
