//! Replicas of global tables: who they are, what deleted items leave, and conflicts.

use super::{apply, changes, delete, engine, follow, group, items, put};
use crate::database::Database;
use hashrange::table::history::DAY;
use serde_json::{Value, json};

const THINGS: &str = "Things";

fn update(db: &mut Database, mut request: Value) -> Value {
    request["TableName"] = THINGS.into();
    db.call("UpdateTable", request)["TableDescription"].take()
}

fn refuses(db: &mut Database, mut request: Value, text: &str) {
    request["TableName"] = THINGS.into();
    let refused = db.fails("UpdateTable", request);
    assert!(refused.contains(text), "{refused}");
}

fn describe(db: &mut Database) -> Value {
    db.call("DescribeTable", json!({"TableName": THINGS}))["Table"].take()
}

fn connect(db: &mut Database, regions: &[&str]) {
    for region in regions {
        db.call("PutState", json!({"Kind": "region", "Name": region, "Value": ""}));
    }
}

#[test]
fn a_table_gets_replicas_and_loses_them() {
    let mut db = engine("eu-west-1");
    let create = |region: &str| json!({"ReplicaUpdates": [{"Create": {"RegionName": region}}]});
    refuses(&mut db, create("us-east-1"), "Region us-east-1 is not connected");
    connect(&mut db, &["us-east-1", "us-west-2", "eu-west-1"]);
    refuses(
        &mut db,
        json!({"ReplicaUpdates": [{"Delete": {"RegionName": "us-east-1"}}]}),
        "not part of the global table",
    );
    let answered = update(&mut db, create("us-east-1"));
    assert_eq!(answered["TableStatus"], "UPDATING");
    let described = describe(&mut db);
    assert_eq!(described["GlobalTableVersion"], "2019.11.21");
    assert_eq!(described["MultiRegionConsistency"], "EVENTUAL");
    assert_eq!(described["DisassociationProtectionEnabled"], true);
    let replica = &described["Replicas"][0];
    assert_eq!(
        (&replica["RegionName"], &replica["ReplicaStatus"]),
        (&json!("us-east-1"), &json!("CREATING"))
    );
    assert_eq!(replica["ReplicaArn"], "arn:aws:dynamodb:us-east-1:123456789012:table/Things");
    refuses(&mut db, create("us-east-1"), "already existed as tables");
    refuses(&mut db, create("eu-west-1"), "already existed as tables");
    refuses(
        &mut db,
        json!({"StreamSpecification": {"StreamEnabled": false}}),
        "The stream of a table with replicas cannot be disabled",
    );
    update(&mut db, json!({"ReplicaUpdates": [{"Delete": {"RegionName": "us-east-1"}}]}));
    assert_eq!(describe(&mut db)["Replicas"][0]["ReplicaStatus"], "DELETING");
    db.call("SetReplicaStatus", json!({"TableName": THINGS, "Region": "us-east-1", "Status": "DELETED"}));
    let alone = describe(&mut db);
    assert_eq!((alone.get("Replicas"), alone.get("GlobalTableVersion")), (None, None));
    // It can be one again.
    update(&mut db, create("us-west-2"));
    assert_eq!(describe(&mut db)["Replicas"][0]["RegionName"], "us-west-2");
}

#[test]
fn the_definition_comes_along_and_follows_changes() {
    let mut all = group(&["eu-west-1", "us-east-1"]);
    let (one, two) = all.split_at_mut(1);
    let (one, two) = (&mut one[0], &mut two[0]);
    let mut described = describe(two);
    assert_eq!(described["Replicas"][0]["RegionName"], "eu-west-1");
    assert_eq!(described["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    let of_time = two.call("DescribeTimeToLive", json!({"TableName": THINGS}));
    assert_eq!(of_time["TimeToLiveDescription"]["AttributeName"], "until");
    let now = one.call("DescribeReplica", json!({"TableName": THINGS}));
    assert_eq!(two.call("JoinReplica", now)["Status"], "UNCHANGED");
    // An index made in the one is made in the other, and filled there.
    put(two, "a", "kind");
    update(
        two,
        json!({
            "AttributeDefinitions": [{"AttributeName": "colour", "AttributeType": "S"}],
            "GlobalSecondaryIndexUpdates": [{"Create": {
                "IndexName": "byColour",
                "KeySchema": [{"AttributeName": "colour", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }}],
        }),
    );
    let now = two.call("DescribeReplica", json!({"TableName": THINGS}));
    assert_eq!(one.call("JoinReplica", now)["Status"], "UPDATED");
    one.work();
    described = describe(one);
    assert_eq!(described["GlobalSecondaryIndexes"].as_array().unwrap().len(), 2);
    update(one, json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "byKind"}}]}));
    let now = one.call("DescribeReplica", json!({"TableName": THINGS}));
    assert_eq!(two.call("JoinReplica", now.clone())["Status"], "UPDATED");
    assert_eq!(describe(two)["GlobalSecondaryIndexes"][0]["IndexName"], "byColour");
    // A table of that name that is none of this group stays what it is.
    let mut other = engine("us-west-2");
    let refused = other.fails("JoinReplica", now);
    assert!(refused.contains("Table already exists: Things"), "{refused}");
}

#[test]
fn what_was_deleted_does_not_come_back() {
    let mut all = group(&["eu-west-1", "us-east-1", "us-west-2"]);
    let from = follow(&mut all[0], "peer");
    put(&mut all[0], "a", "one");
    delete(&mut all[0], "a");
    let found = changes(&mut all[0], "peer", &from);
    // In any order, and again.
    for order in [[0, 1], [1, 0]] {
        let db = &mut all[1 + order[0]];
        let stream = follow(db, "relay");
        for at in [order[0], order[1], order[0], order[1]] {
            apply(db, &found[at..=at]);
        }
        assert_eq!(items(db)[0], json!([]));
        let page = db.call("ReadReplica", json!({"TableName": THINGS}));
        let rest = db.call("ReadReplica", json!({"TableName": THINGS, "After": page["Next"]}));
        assert_eq!(rest["Changes"][0]["Clock"], found[1]["Clock"]);
        assert_eq!(rest["Changes"][0]["Keys"], json!({"id": {"S": "a"}}));
        // Who follows hears of the deletion, also where the item has never been.
        let relayed = changes(db, "relay", &stream);
        assert_eq!(relayed.last().unwrap()["Event"], "REMOVE");
        assert_eq!(relayed.last().unwrap()["Clock"], found[1]["Clock"]);
    }
    // After ninety days nothing is left of it.
    let db = &mut all[0];
    db.now_ms += 89 * DAY;
    db.work();
    let page = json!({"TableName": THINGS, "After": "01"});
    assert_eq!(db.call("ReadReplica", page.clone())["Changes"].as_array().unwrap().len(), 1);
    db.now_ms += 2 * DAY;
    db.work();
    assert_eq!(db.call("ReadReplica", page)["Changes"], json!([]));
}

#[test]
fn writes_that_did_not_know_of_each_other_are_a_conflict() {
    let mut all = group(&["eu-west-1", "us-east-1"]);
    let starts: Vec<Value> = all.iter_mut().map(|db| follow(db, "peer")).collect();
    put(&mut all[0], "a", "first");
    let seen = changes(&mut all[0], "peer", &starts[0]);
    assert_eq!(apply(&mut all[1], &seen), [1, 0, 0]);
    // One after the other: none.
    all[1].now_ms += 1;
    put(&mut all[1], "a", "second");
    let back = changes(&mut all[1], "peer", &starts[1]);
    assert_eq!(apply(&mut all[0], &back[1..]), [1, 0, 0]);
    // At once: one.
    put(&mut all[0], "a", "ours");
    all[1].now_ms += 60_000;
    put(&mut all[1], "a", "theirs");
    let ours = changes(&mut all[0], "peer", &starts[0]);
    let theirs = changes(&mut all[1], "peer", &starts[1]);
    let ours = &ours[ours.len() - 1..];
    let theirs = &theirs[theirs.len() - 1..];
    assert_eq!(apply(&mut all[0], theirs), [1, 0, 1]);
    assert_eq!(apply(&mut all[1], ours), [0, 1, 1]);
    // Again: no other one.
    assert_eq!(apply(&mut all[0], theirs), [0, 1, 0]);
    assert_eq!(apply(&mut all[1], ours), [0, 1, 0]);
    assert_eq!(items(&mut all[0]), items(&mut all[1]));
    for db in &mut all {
        let found = db.call("ListConflicts", json!({"TableName": THINGS}));
        let conflicts = found["Conflicts"].as_array().unwrap();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0]["Won"]["Item"]["kind"]["S"], "theirs");
        assert_eq!(conflicts[0]["Lost"]["Item"]["kind"]["S"], "ours");
        assert_eq!(conflicts[0]["Keys"], json!({"id": {"S": "a"}}));
    }
}

#[test]
fn a_write_that_changes_nothing_is_a_write_all_the_same() {
    let mut all = group(&["eu-west-1", "us-east-1"]);
    let from = follow(&mut all[0], "peer");
    put(&mut all[0], "a", "one");
    put(&mut all[0], "a", "one");
    let found = changes(&mut all[0], "peer", &from);
    assert_eq!(found.len(), 2);
    assert_eq!((&found[1]["Event"], &found[1]["New"]["kind"]["S"]), (&json!("MODIFY"), &json!("one")));
    // Its stream has one record.
    let arn = describe(&mut all[0])["LatestStreamArn"].take();
    let shards = all[0].call("DescribeStream", json!({"StreamArn": arn}));
    let shard = &shards["StreamDescription"]["Shards"][0]["ShardId"];
    let iterator = json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"});
    let iterator = all[0].call("GetShardIterator", iterator)["ShardIterator"].take();
    let records = all[0].call("GetRecords", json!({"ShardIterator": iterator}))["Records"].take();
    assert_eq!(records.as_array().unwrap().len(), 1);
    apply(&mut all[1], &found);
    let stored = |db: &mut Database| db.call("ReadReplica", json!({"TableName": THINGS}))["Changes"].take();
    assert_eq!(stored(&mut all[0]), stored(&mut all[1]));
}

#[test]
fn the_newest_thousand_conflicts_are_kept() {
    let mut all = group(&["eu-west-1", "us-east-1"]);
    let mut batch = Vec::new();
    for number in 0..1_010 {
        let id = format!("{number:04}");
        put(&mut all[0], &id, "ours");
        batch.push(json!({"Keys": {"id": {"S": id}}, "Clock": (number + 1).to_string(), "Replica": 7}));
    }
    for part in batch.chunks(300) {
        assert_eq!(apply(&mut all[0], part), [0, part.len() as i64, part.len() as i64]);
    }
    let mut count = 0;
    let mut request = json!({"TableName": THINGS, "Limit": 400});
    loop {
        let page = all[0].call("ListConflicts", request.clone());
        count += page["Conflicts"].as_array().unwrap().len();
        let Some(next) = page.get("Next") else { break };
        request["After"] = next.clone();
    }
    assert_eq!(count, 1_000);
}

#[test]
fn a_replica_becomes_a_table_of_its_own() {
    let mut all = group(&["eu-west-1", "us-east-1"]);
    let db = &mut all[0];
    let ask = json!({"ReplicaUpdates": [{"Disassociate": {
        "RegionName": "eu-west-1", "DisassociationMode": "WAIT_FOR_REPLICATION"}}]});
    refuses(db, ask.clone(), "currently protected against disassociation");
    update(db, json!({"DisassociationProtectionEnabled": false}));
    assert_eq!(describe(db)["DisassociationProtectionEnabled"], false);
    update(db, ask);
    let described = db.call("DescribeReplica", json!({"TableName": THINGS}));
    assert_eq!(described["Members"][0]["Note"], "DISASSOCIATING");
    put(db, "a", "kind");
    db.call(
        "SetReplicaStatus",
        json!({"TableName": THINGS, "Region": "eu-west-1", "Status": "DISASSOCIATED"}),
    );
    assert_eq!(describe(db).get("Replicas"), None);
    assert_eq!(items(db)[0].as_array().unwrap().len(), 1);
    db.fails("DescribeReplica", json!({"TableName": THINGS}));
}

#[test]
fn strong_consistency_is_for_three_and_for_empty_tables() {
    let strong = |creates: &[&str], witness: Option<&str>| {
        let creates: Vec<Value> =
            creates.iter().map(|region| json!({"Create": {"RegionName": region}})).collect();
        let mut request = json!({"MultiRegionConsistency": "STRONG", "ReplicaUpdates": creates});
        if let Some(region) = witness {
            request["GlobalTableWitnessUpdates"] = json!([{"Create": {"RegionName": region}}]);
        }
        request
    };
    let mut db = engine("eu-west-1");
    connect(&mut db, &["us-east-1", "us-west-2", "ap-south-1"]);
    refuses(&mut db, strong(&["us-east-1"], None), "three replicas, or two replicas and a witness");
    refuses(&mut db, strong(&["us-east-1"], Some("us-west-2")), "Time to Live");
    let off = json!({"AttributeName": "until", "Enabled": false});
    db.call("UpdateTimeToLive", json!({"TableName": THINGS, "TimeToLiveSpecification": off}));
    put(&mut db, "a", "kind");
    refuses(&mut db, strong(&["us-east-1"], Some("us-west-2")), "empty table");
    delete(&mut db, "a");
    refuses(&mut db, json!({"MultiRegionConsistency": "STRONG"}), "with a Create action");
    update(&mut db, strong(&["us-east-1"], Some("us-west-2")));
    let described = describe(&mut db);
    assert_eq!(described["MultiRegionConsistency"], "STRONG");
    assert_eq!(
        described["GlobalTableWitnesses"],
        json!([{"RegionName": "us-west-2", "WitnessStatus": "CREATING"}])
    );
    assert_eq!(described["Replicas"].as_array().unwrap().len(), 1);
    let more = json!({"ReplicaUpdates": [{"Create": {"RegionName": "ap-south-1"}}]});
    refuses(&mut db, more, "No replica can be added");
    let one = json!({"ReplicaUpdates": [{"Delete": {"RegionName": "us-east-1"}}]});
    refuses(&mut db, one, "deleted together");
    let on = json!({"AttributeName": "until", "Enabled": true});
    let refused = db.fails("UpdateTimeToLive", json!({"TableName": THINGS, "TimeToLiveSpecification": on}));
    assert!(refused.contains("strong consistency"), "{refused}");
    let refused = db.fails("DeleteTable", json!({"TableName": THINGS}));
    assert!(refused.contains("cannot be deleted alone"), "{refused}");
    update(
        &mut db,
        json!({
            "ReplicaUpdates": [{"Delete": {"RegionName": "us-east-1"}}],
            "GlobalTableWitnessUpdates": [{"Delete": {"RegionName": "us-west-2"}}],
        }),
    );
}

#[test]
fn a_deleted_replica_leaves_word_for_the_others() {
    let mut all = group(&["eu-west-1", "us-east-1"]);
    all[0].call("DeleteTable", json!({"TableName": THINGS}));
    let left = all[0].call("ListStates", json!({"Kind": "replica-left"}));
    assert_eq!(left["States"][0]["Name"], THINGS);
    assert!(left["States"][0]["Value"].as_str().unwrap().ends_with(" us-east-1"));
    all[1].call("SetReplicaStatus", json!({"TableName": THINGS, "Region": "eu-west-1", "Status": "DELETED"}));
    assert_eq!(describe(&mut all[1]).get("Replicas"), None);
}
