//! What replicas know of each other is in the file: databases whose programs are killed go on where they were.

use std::fs;
use std::path::{Path, PathBuf};

use hashrange::native::Database;
use hashrange::operation::Settings;
use serde_json::{Value, json};

/// A file that is gone at the end of the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hashrange-{}-{name}.hashrange", std::process::id()));
        let _ = fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
        let _ = fs::remove_file(self.0.with_extension("hashrange.lock"));
    }
}

fn open(file: &Path, region: &str) -> Database {
    let settings = Settings { region: region.to_owned(), ..Settings::default() };
    Database::open_with(Some(file), settings).unwrap()
}

/// The database as it is when its program is killed now: opened from a copy of what is on the disk.
fn killed(file: &mut Scratch, region: &str, count: usize) -> Database {
    let copy = Scratch::new(&format!("{region}-{count}"));
    fs::copy(&file.0, &copy.0).unwrap();
    *file = copy;
    open(&file.0, region)
}

fn call(db: &Database, operation: &str, request: &Value) -> Value {
    serde_json::from_str(&db.json(operation, &request.to_string()).unwrap()).unwrap()
}

fn put(db: &Database, id: &str, kind: &str) {
    let item = json!({"id": {"S": id}, "kind": {"S": kind}});
    call(db, "PutItem", &json!({"TableName": "Things", "Item": item}));
}

fn definition(name: &str) -> Value {
    let mut definition = super::definition();
    definition["TableName"] = name.into();
    definition
}

fn connect(db: &Database) {
    for region in ["us-east-1", "us-west-2"] {
        call(db, "PutState", &json!({"Kind": "region", "Name": region, "Value": ""}));
    }
}

/// Tells one what is new in another.
fn tell(from: (&Database, &str), to: (&Database, &str)) -> usize {
    let known = call(to.0, "GetReplicaPosition", &json!({"TableName": "Things", "Peer": from.1}));
    let mut request = json!({"TableName": "Things", "Reader": to.1, "Limit": 3});
    if let Some(position) = known.get("Position") {
        request["From"] = position.clone();
    }
    let page = call(from.0, "ReadChanges", &request);
    assert_eq!(page.get("Trimmed"), None);
    let changes = &page["Changes"];
    let all = json!({"TableName": "Things", "Changes": changes, "Peer": from.1, "Position": page["Next"]});
    call(to.0, "ApplyReplicated", &all);
    changes.as_array().unwrap().len()
}

#[test]
fn two_files_agree_although_their_programs_are_killed_all_the_time() {
    let (mut one_file, mut two_file) = (Scratch::new("replica-one"), Scratch::new("replica-two"));
    let (one_name, two_name) = ("eu-west-1", "us-east-1");
    let mut one = open(&one_file.0, one_name);
    connect(&one);
    call(&one, "CreateTable", &definition("Things"));
    let create = json!([{"Create": {"RegionName": two_name}}]);
    call(&one, "UpdateTable", &json!({"TableName": "Things", "ReplicaUpdates": create}));
    let mut two = open(&two_file.0, two_name);
    let described = call(&one, "DescribeReplica", &json!({"TableName": "Things"}));
    call(&two, "JoinReplica", &described);
    call(&one, "FollowReplica", &json!({"TableName": "Things", "Reader": two_name}));
    call(&two, "FollowReplica", &json!({"TableName": "Things", "Reader": one_name}));
    for round in 0..12 {
        for number in 0..5 {
            put(&one, &number.to_string(), &format!("one {round}"));
            put(&two, &(number + 2).to_string(), &format!("two {round}"));
        }
        let key = json!({"id": {"S": (round % 5).to_string()}});
        call(&one, "DeleteItem", &json!({"TableName": "Things", "Key": key}));
        tell((&one, one_name), (&two, two_name));
        tell((&two, two_name), (&one, one_name));
        if round % 2 == 0 {
            one = killed(&mut one_file, one_name, round);
        } else {
            two = killed(&mut two_file, two_name, round);
        }
    }
    while tell((&one, one_name), (&two, two_name)) + tell((&two, two_name), (&one, one_name)) > 0 {}
    let stored = |db: &Database| call(db, "ReadReplica", &json!({"TableName": "Things"}))["Changes"].take();
    assert_eq!(stored(&one), stored(&two));
    assert!(!stored(&one).as_array().unwrap().is_empty());
}

#[test]
fn a_clock_that_was_met_and_a_promise_that_was_given_hold_after_a_crash() {
    let mut file = Scratch::new("replica-clock");
    let db = open(&file.0, "eu-west-1");
    connect(&db);
    call(&db, "CreateTable", &definition("Things"));
    call(&db, "CreateTable", &definition("Strong"));
    let from =
        call(&db, "FollowReplica", &json!({"TableName": "Things", "Reader": "peer"}))["Position"].take();
    let ahead = (4_000_000_000_000_u64 * 1000) << 12;
    let foreign = json!({"Keys": {"id": {"S": "a"}}, "New": {"id": {"S": "a"}}, "Clock": ahead.to_string(), "Replica": 7});
    call(&db, "ApplyReplicated", &json!({"TableName": "Things", "Changes": [foreign]}));
    call(
        &db,
        "UpdateTable",
        &json!({
            "TableName": "Strong",
            "MultiRegionConsistency": "STRONG",
            "ReplicaUpdates": [{"Create": {"RegionName": "us-east-1"}}, {"Create": {"RegionName": "us-west-2"}}],
        }),
    );
    let ballot = |clock: u64| json!({"TableName": "Strong", "Key": {"id": {"S": "a"}}, "Ballot": clock.to_string(), "Replica": 1});
    assert_eq!(call(&db, "PrepareItem", &ballot(100))["Promised"], true);
    let db = killed(&mut file, "eu-west-1", 100);
    assert_eq!(call(&db, "PrepareItem", &ballot(99))["Promised"], false);
    assert_eq!(call(&db, "AcceptItem", &ballot(99))["Accepted"], false);
    put(&db, "a", "ours");
    let read = json!({"TableName": "Things", "Reader": "peer", "From": from});
    let found = call(&db, "ReadChanges", &read)["Changes"].take();
    assert_eq!(found[0]["BaseClock"], ahead.to_string());
    assert!(found[0]["Clock"].as_str().unwrap().parse::<u64>().unwrap() > ahead);
}
