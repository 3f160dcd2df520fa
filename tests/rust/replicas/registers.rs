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

fn place(db: &mut Database, request: &Value) -> String {
    let met = evaluated(db, "PutItem", request);
    met["Met"][0]["Place"].as_str().unwrap().to_owned()
}

/// What a request would do: it is given as the engine has it.
fn evaluated(db: &mut Database, operation: &str, request: &Value) -> Value {
    let lowered = Database::lowered(operation, request).unwrap();
    let digits: String = lowered.iter().map(|byte| format!("{byte:02x}")).collect();
    db.call("EvaluateItem", json!({"Operation": operation, "Request": digits}))
}

#[test]
fn what_is_accepted_is_open_until_it_is_learnt() {
    let mut db = strong();
    let item = json!({"id": {"S": "a"}, "kind": {"S": "one"}});
    let put = json!({"TableName": "Things", "Item": item});
    let place = place(&mut db, &put);
    // A replica that proposes chooses the ballot.
    let prepared = db.call("PrepareItem", json!({"TableName": "Things", "Place": place, "After": "99"}));
    let ballot = prepared["Ballot"].as_str().unwrap().to_owned();
    assert!(ballot.parse::<u64>().unwrap() > 99);
    let accept = json!({
        "TableName": "Things", "Place": place, "Ballot": ballot, "Replica": prepared["Replica"], "Item": item,
        "OnBallot": "7", "OnReplica": 3});
    assert_eq!(db.call("AcceptItem", accept.clone())["Accepted"], true);
    let open = db.call("ListOpen", json!({"TableName": "Things"}));
    assert_eq!(open["Places"], json!([place]));
    assert_eq!(super::items(&mut db)[0], json!([]));
    let peek = json!({"TableName": "Things", "Place": place, "Peek": true});
    let seen = db.call("PrepareItem", peek.clone());
    assert_eq!((&seen["MadeBallot"], &seen["OnBallot"]), (&json!(ballot), &json!("7")));
    assert_eq!((&seen["Item"], seen.get("LearntBallot")), (&item, None));
    // It is chosen: it is in the table and its index, and is not kept twice.
    let mut learn = accept;
    learn["Learn"] = json!(true);
    assert_eq!(db.call("AcceptItem", learn)["Accepted"], true);
    assert_eq!(super::items(&mut db).map(|items| items.as_array().unwrap().len()), [1, 1]);
    assert_eq!(db.call("ListOpen", json!({"TableName": "Things"}))["Places"], json!([]));
    let seen = db.call("PrepareItem", peek.clone());
    assert_eq!((&seen["LearntBallot"], &seen["MadeBallot"]), (&json!(ballot), &json!(ballot)));
    let mut known = peek;
    (known["Known"], known["KnownReplica"]) = (json!(ballot), prepared["Replica"].clone());
    assert_eq!(db.call("PrepareItem", known).get("Item"), None);
}

#[test]
fn what_others_have_chosen_closes_what_was_accepted_before() {
    let mut db = strong();
    let item = json!({"id": {"S": "a"}});
    assert_eq!(ask(&mut db, "AcceptItem", 10, 1, Some(item))["Accepted"], true);
    assert_eq!(db.call("ListOpen", json!({"TableName": "Things"}))["Places"].as_array().unwrap().len(), 1);
    let later = json!({"Keys": {"id": {"S": "a"}}, "Clock": "12", "Replica": 2});
    assert_eq!(super::apply(&mut db, &[later]), [1, 0, 0]);
    assert_eq!(db.call("ListOpen", json!({"TableName": "Things"}))["Places"], json!([]));
    // A deletion is what was accepted last, and nothing of a smaller ballot is any more.
    let seen = ask(&mut db, "PrepareItem", 11, 1, None);
    assert_eq!(
        (&seen["Promised"], &seen["AcceptedBallot"], seen.get("Item")),
        (&json!(false), &json!("12"), None)
    );
    assert_eq!(seen["Keys"], json!({"id": {"S": "a"}}));
    assert_eq!(ask(&mut db, "AcceptItem", 11, 9, None)["Accepted"], false);
}

#[test]
fn a_request_is_evaluated_and_changes_nothing() {
    let mut db = strong();
    let item = json!({"id": {"S": "a"}, "kind": {"S": "one"}});
    let put = json!({"TableName": "Things", "Item": item, "ReturnConsumedCapacity": "TOTAL"});
    let met = evaluated(&mut db, "PutItem", &put);
    assert_eq!((&met["Met"][0]["Item"], &met["Met"][0]["Writes"]), (&item, &json!(true)));
    assert!(met.get("Answer").is_some());
    let refused = json!({"TableName": "Things", "Key": {"id": {"S": "a"}}, "ConditionExpression": "attribute_exists(id)"});
    let met = evaluated(&mut db, "DeleteItem", &refused);
    assert_eq!(
        (&met["Name"], met["Met"][0].get("Writes")),
        (&json!("ConditionalCheckFailedException"), None)
    );
    let wrong = json!({"TableName": "Things", "Item": {"kind": {"S": "one"}}});
    let met = evaluated(&mut db, "PutItem", &wrong);
    assert_eq!((&met["Name"], &met["Met"]), (&json!("ValidationException"), &json!([])));
    assert_eq!(super::items(&mut db)[0], json!([]));
    let refused = db.fails("EvaluateItem", json!({"Operation": "DeleteTable", "Request": ""}));
    assert!(refused.contains("not supported"), "{refused}");
    // A read that is not to be stale is refused too.
    let read = json!({"TableName": "Things", "Key": {"id": {"S": "a"}}, "ConsistentRead": true});
    assert!(db.fails("GetItem", read).starts_with("InternalServerError"));
    db.call("GetItem", json!({"TableName": "Things", "Key": {"id": {"S": "a"}}}));
}

#[test]
fn a_witness_answers_no_requests() {
    let mut one = strong();
    let described = one.call("DescribeReplica", json!({"TableName": "Things"}));
    let mut witness = Database::new();
    witness.settings.region = "us-west-2".into();
    assert_eq!(witness.call("JoinReplica", described)["Status"], "CREATED");
    witness.work();
    let read = json!({"TableName": "Things", "Key": {"id": {"S": "a"}}});
    assert!(witness.fails("GetItem", read).starts_with("ResourceNotFoundException"));
    let put = json!({"TableName": "Things", "Item": {"id": {"S": "a"}}});
    assert!(witness.fails("PutItem", put).starts_with("ResourceNotFoundException"));
    assert_eq!(ask(&mut witness, "AcceptItem", 10, 1, Some(json!({"id": {"S": "a"}})))["Accepted"], true);
}
