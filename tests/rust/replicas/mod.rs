//! Replicas: what the internal operations give and take.

mod convergence;
mod following;
mod groups;
mod legacy;
mod registers;
mod reopening;

use serde_json::{Value, json};

use crate::database::Database;

/// An engine in a region, with table `Things` (key `id`), an index by `kind` and items that expire at `until`.
pub fn engine(region: &str) -> Database {
    let mut db = Database::new();
    db.settings.region = region.into();
    db.call("CreateTable", definition());
    db.call(
        "UpdateTimeToLive",
        json!({"TableName": "Things", "TimeToLiveSpecification": {"AttributeName": "until", "Enabled": true}}),
    );
    db.work();
    db
}

pub fn definition() -> Value {
    json!({
        "TableName": "Things",
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "kind", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "byKind",
            "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    })
}

pub fn put(db: &mut Database, id: &str, kind: &str) {
    db.call("PutItem", json!({"TableName": "Things", "Item": {"id": {"S": id}, "kind": {"S": kind}}}));
}

pub fn delete(db: &mut Database, id: &str) {
    db.call("DeleteItem", json!({"TableName": "Things", "Key": {"id": {"S": id}}}));
}

/// The items of the table and of its index.
pub fn items(db: &mut Database) -> [Value; 2] {
    let table = db.call("Scan", json!({"TableName": "Things"}))["Items"].take();
    let index = db.call("Scan", json!({"TableName": "Things", "IndexName": "byKind"}))["Items"].take();
    [table, index]
}

pub fn follow(db: &mut Database, reader: &str) -> Value {
    db.call("FollowReplica", json!({"TableName": "Things", "Reader": reader}))["Position"].take()
}

/// All changes from a place on.
pub fn changes(db: &mut Database, reader: &str, from: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    let mut request = json!({"TableName": "Things", "Reader": reader, "From": from, "Foreign": true});
    loop {
        let page = db.call("ReadChanges", request.clone());
        found.extend(page["Changes"].as_array().unwrap().iter().cloned());
        if page["More"] == false {
            return found;
        }
        request["From"] = page["Next"].clone();
    }
}

pub fn apply(db: &mut Database, changes: &[Value]) -> [i64; 3] {
    let counts = db.call("ApplyReplicated", json!({"TableName": "Things", "Changes": changes}));
    ["Applied", "Ignored", "Conflicts"].map(|name| counts[name].as_i64().unwrap())
}

/// Engines in regions that have table `Things` in common, without what they were told of each other's items.
pub fn group(regions: &[&str]) -> Vec<Database> {
    let (first, others) = regions.split_first().unwrap();
    let mut one = engine(first);
    for region in others {
        one.call("PutState", json!({"Kind": "region", "Name": region, "Value": ""}));
        let create = json!([{"Create": {"RegionName": region}}]);
        one.call("UpdateTable", json!({"TableName": "Things", "ReplicaUpdates": create}));
        let status = json!({"TableName": "Things", "Region": region, "Status": "ACTIVE"});
        assert_eq!(one.call("SetReplicaStatus", status)["Changed"], true);
    }
    let described = one.call("DescribeReplica", json!({"TableName": "Things"}));
    let mut all = vec![one];
    for region in others {
        let mut db = Database::new();
        db.settings.region = (*region).into();
        assert_eq!(db.call("JoinReplica", described.clone())["Status"], "CREATED");
        db.work();
        all.push(db);
    }
    all
}
