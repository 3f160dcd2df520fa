//! The registers of items of a table with strong consistency.

use super::engine;
use crate::database::Database;
use serde_json::{Value, json};

fn strong() -> Database {
    let mut db = engine("eu-west-1");
    for region in ["us-east-1", "us-west-2"] {
        db.call("PutState", json!({"Kind": "region", "Name": region, "Value": ""}));
    }
    let off = json!({"AttributeName": "until", "Enabled": false});
    db.call("UpdateTimeToLive", json!({"TableName": "Things", "TimeToLiveSpecification": off}));
    db.call(
        "UpdateTable",
        json!({
            "TableName": "Things",
            "MultiRegionConsistency": "STRONG",
            "ReplicaUpdates": [{"Create": {"RegionName": "us-east-1"}}],
            "GlobalTableWitnessUpdates": [{"Create": {"RegionName": "us-west-2"}}],
        }),
    );
    db
}

fn ask(db: &mut Database, operation: &str, ballot: u64, replica: u32, item: Option<Value>) -> Value {
    let mut request = json!({
        "TableName": "Things", "Key": {"id": {"S": "a"}}, "Ballot": ballot.to_string(), "Replica": replica});
    if let Some(item) = item {
        request["Item"] = item;
    }
    db.call(operation, request)
}

#[test]
fn what_was_promised_is_kept_and_what_was_accepted_is_told() {
    let mut db = strong();
    let item = json!({"id": {"S": "a"}, "kind": {"S": "one"}});
    let first = ask(&mut db, "PrepareItem", 10, 1, None);
    assert_eq!(
        (&first["Promised"], &first["Ballot"], first.get("AcceptedBallot")),
        (&json!(true), &json!("10"), None)
    );
    let accepted = ask(&mut db, "AcceptItem", 10, 1, Some(item.clone()));
    assert_eq!(accepted["Accepted"], true);
    // A smaller ballot comes too late; of equal clocks the replica decides.
    assert_eq!(ask(&mut db, "PrepareItem", 9, 9, None)["Promised"], false);
    assert_eq!(ask(&mut db, "AcceptItem", 10, 0, None)["Accepted"], false);
    let next = ask(&mut db, "PrepareItem", 10, 2, None);
    assert_eq!(
        (&next["Promised"], &next["AcceptedBallot"], &next["AcceptedReplica"]),
        (&json!(true), &json!("10"), &json!(1))
    );
    assert_eq!(next["Item"], item);
    assert_eq!(ask(&mut db, "AcceptItem", 10, 1, Some(item))["Accepted"], false);
    // A deletion is accepted as well.
    assert_eq!(ask(&mut db, "AcceptItem", 10, 2, None)["Accepted"], true);
    let gone = ask(&mut db, "PrepareItem", 11, 1, None);
    assert_eq!((&gone["AcceptedReplica"], gone.get("Item")), (&json!(2), None));
}

#[test]
fn a_replica_alone_takes_no_writes() {
    let mut db = strong();
    let put = json!({"TableName": "Things", "Item": {"id": {"S": "a"}}});
    let refused = db.fails("PutItem", put.clone());
    assert!(refused.starts_with("ReplicatedWriteConflictException"), "{refused}");
    let refused = db.fails("TransactWriteItems", json!({"TransactItems": [{"Put": put}]}));
    assert!(refused.starts_with("ValidationException"), "{refused}");
    // What a majority has chosen is learnt as what another replica wrote.
    let chosen = json!({"Keys": {"id": {"S": "a"}}, "New": {"id": {"S": "a"}}, "Clock": "10", "Replica": 1});
    assert_eq!(super::apply(&mut db, &[chosen]), [1, 0, 0]);
    assert_eq!(super::items(&mut db)[0].as_array().unwrap().len(), 1);
    let mut wrong = json!({"TableName": "Things", "Key": {"id": {"S": "a"}}, "Ballot": "12", "Replica": 1});
    wrong["Item"] = json!({"id": {"S": "b"}});
    db.fails("AcceptItem", wrong);
    let mut plain = super::group(&["eu-west-1", "us-east-1"]);
    let prepare = json!({"TableName": "Things", "Key": {"id": {"S": "a"}}, "Ballot": "12", "Replica": 1});
    let refused = plain[0].fails("PrepareItem", prepare);
    assert!(refused.contains("no replica of a global table with strong consistency"), "{refused}");
}
