//! Global tables of version 2017.11.29.

use super::{engine, put};
use crate::database::Database;
use serde_json::{Value, json};

const THINGS: &str = "Things";

fn connected() -> Database {
    let mut db = engine("eu-west-1");
    for region in ["us-east-1", "us-west-2"] {
        db.call("PutState", json!({"Kind": "region", "Name": region, "Value": ""}));
    }
    db
}

fn create() -> Value {
    json!({"GlobalTableName": THINGS, "ReplicationGroup": [{"RegionName": "eu-west-1"}, {"RegionName": "us-east-1"}]})
}

#[test]
fn a_global_table_is_made_of_an_empty_table() {
    let mut db = connected();
    let named = json!({"GlobalTableName": THINGS});
    let refused = db.fails("DescribeGlobalTable", named.clone());
    assert!(refused.starts_with("GlobalTableNotFoundException"), "{refused}");
    let mut missing = create();
    missing["GlobalTableName"] = "Nothing".into();
    let refused = db.fails("CreateGlobalTable", missing);
    assert!(refused.starts_with("TableNotFoundException"), "{refused}");
    let made = db.call("CreateGlobalTable", create())["GlobalTableDescription"].take();
    assert_eq!(made["GlobalTableArn"], "arn:aws:dynamodb::123456789012:global-table/Things");
    assert_eq!(made["GlobalTableStatus"], "CREATING");
    assert_eq!(made["ReplicationGroup"].as_array().unwrap().len(), 2);
    let refused = db.fails("CreateGlobalTable", create());
    assert!(refused.starts_with("GlobalTableAlreadyExistsException"), "{refused}");
    db.call("SetReplicaStatus", json!({"TableName": THINGS, "Region": "us-east-1", "Status": "ACTIVE"}));
    assert_eq!(
        db.call("DescribeGlobalTable", named)["GlobalTableDescription"]["GlobalTableStatus"],
        "ACTIVE"
    );
    let described = db.call("DescribeTable", json!({"TableName": THINGS}));
    assert_eq!(described["Table"]["GlobalTableVersion"], "2017.11.29");
    // The tables of its name become replicas where they are empty.
    let all = db.call("DescribeReplica", json!({"TableName": THINGS}));
    let mut other = engine("us-east-1");
    assert_eq!(other.call("JoinReplica", all.clone())["Status"], "UPDATED");
    // Not every empty table of the name is for others to take.
    let mut own = engine("us-west-1");
    let off = json!({"TableName": THINGS, "StreamSpecification": {"StreamEnabled": false}});
    own.call("UpdateTable", off);
    let refused = own.fails("JoinReplica", all.clone());
    assert!(refused.starts_with("ResourceInUseException"), "{refused}");
    let mut full = engine("us-west-2");
    put(&mut full, "a", "kind");
    let refused = full.fails("JoinReplica", all);
    assert!(refused.starts_with("ResourceInUseException"), "{refused}");
    let refused = full.fails("CreateGlobalTable", create());
    assert!(refused.contains("has to be empty"), "{refused}");
}

#[test]
fn replicas_come_and_go() {
    let mut db = connected();
    db.call("CreateGlobalTable", create());
    let update = |action: &str, region: &str| json!({"GlobalTableName": THINGS, "ReplicaUpdates": [{action: {"RegionName": region}}]});
    let refused = db.fails("UpdateGlobalTable", update("Create", "us-east-1"));
    assert!(refused.starts_with("ReplicaAlreadyExistsException"), "{refused}");
    let refused = db.fails("UpdateGlobalTable", update("Delete", "us-west-2"));
    assert!(refused.starts_with("ReplicaNotFoundException"), "{refused}");
    let refused = db.fails("UpdateGlobalTable", update("Create", "ap-south-1"));
    assert!(refused.contains("ap-south-1 is not connected"), "{refused}");
    db.call("UpdateGlobalTable", update("Create", "us-west-2"));
    let changed = db.call("UpdateGlobalTable", update("Delete", "us-east-1"));
    let group = changed["GlobalTableDescription"]["ReplicationGroup"].as_array().unwrap();
    let statuses: Vec<&Value> = group.iter().map(|member| &member["ReplicaStatus"]).collect();
    assert_eq!(statuses, ["ACTIVE", "DELETING", "CREATING"]);
    let listed = db.call("ListGlobalTables", json!({"Limit": 1}));
    assert_eq!(listed["GlobalTables"][0]["GlobalTableName"], THINGS);
    assert_eq!(listed.get("LastEvaluatedGlobalTableName"), None);
    let elsewhere = db.call("ListGlobalTables", json!({"RegionName": "sa-east-1"}));
    assert_eq!(elsewhere["GlobalTables"], json!([]));
}

#[test]
fn settings_are_of_all_replicas_and_of_each() {
    let mut db = connected();
    db.call("CreateGlobalTable", create());
    let changed = db.call(
        "UpdateGlobalTableSettings",
        json!({
            "GlobalTableName": THINGS,
            "GlobalTableBillingMode": "PROVISIONED",
            "GlobalTableProvisionedWriteCapacityUnits": 7,
            "GlobalTableGlobalSecondaryIndexSettingsUpdate": [{"IndexName": "byKind", "ProvisionedWriteCapacityUnits": 5}],
            "ReplicaSettingsUpdate": [
                {"RegionName": "eu-west-1", "ReplicaProvisionedReadCapacityUnits": 3},
                {"RegionName": "us-east-1", "ReplicaProvisionedReadCapacityUnits": 4},
            ],
        }),
    );
    let described = db.call("DescribeGlobalTableSettings", json!({"GlobalTableName": THINGS}));
    assert_eq!(changed, described);
    let replicas = described["ReplicaSettings"].as_array().unwrap();
    let units: Vec<_> = replicas
        .iter()
        .map(|one| {
            (&one["ReplicaProvisionedReadCapacityUnits"], &one["ReplicaProvisionedWriteCapacityUnits"])
        })
        .collect();
    assert_eq!(units, [(&json!(3), &json!(7)), (&json!(4), &json!(7))]);
    assert_eq!(replicas[0]["ReplicaGlobalSecondaryIndexSettings"][0]["ProvisionedWriteCapacityUnits"], 5);
    let table = db.call("DescribeTable", json!({"TableName": THINGS}));
    assert_eq!(table["Table"]["ProvisionedThroughput"]["ReadCapacityUnits"], 3);
    let unknown = json!({"GlobalTableName": THINGS, "ReplicaSettingsUpdate": [{"RegionName": "sa-east-1"}]});
    let refused = db.fails("UpdateGlobalTableSettings", unknown);
    assert!(refused.starts_with("ReplicaNotFoundException"), "{refused}");
    let index = json!([{"IndexName": "none", "ProvisionedWriteCapacityUnits": 5}]);
    let index = json!({"GlobalTableName": THINGS, "GlobalTableGlobalSecondaryIndexSettingsUpdate": index});
    let refused = db.fails("UpdateGlobalTableSettings", index);
    assert!(refused.starts_with("IndexNotFoundException"), "{refused}");
}
