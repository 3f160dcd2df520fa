//! Kinesis data streams as readers of a table's history.

use hashrange::table::catalog;
use serde_json::{Value, json};

use super::database;
use crate::database::Database;

const HOUR: u64 = 3_600_000;
const ARN: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/one";

fn stream(stream: &str) -> String {
    ["arn:aws:kinesis:eu-west-1:123456789012:stream/", stream].concat()
}

fn change(db: &mut Database, operation: &str, arn: &str) {
    db.call(
        &[operation, "KinesisStreamingDestination"].concat(),
        json!({"TableName": "Hash", "StreamArn": arn}),
    );
}

fn put(db: &mut Database, pk: &str, v: i64) {
    let item = json!({"pk": {"S": pk}, "v": {"N": v.to_string()}});
    db.call("PutItem", json!({"TableName": "Hash", "Item": item}));
}

fn set_stream(db: &mut Database, enabled: bool) {
    let mut specification = json!({"StreamEnabled": enabled});
    if enabled {
        specification["StreamViewType"] = json!("KEYS_ONLY");
    }
    db.call("UpdateTable", json!({"TableName": "Hash", "StreamSpecification": specification}));
}

fn destinations(db: &mut Database) -> Vec<Value> {
    db.call("ListDestinations", json!({}))["Destinations"].as_array().unwrap().clone()
}

/// What a destination gets from a place on, as `pk v`; the place behind it, and whether that was all.
fn changes(db: &mut Database, arn: &str, from: Option<&str>) -> (Vec<String>, String, bool) {
    let destination =
        destinations(db).into_iter().find(|one| one["StreamArn"] == arn).expect("a destination");
    let mut request =
        json!({"TableName": destination["TableName"], "TableId": destination["TableId"], "StreamArn": arn});
    if let Some(from) = from {
        request["From"] = json!(from);
    }
    let answer = db.call("GetChanges", request);
    let texts = answer["Records"].as_array().unwrap().iter().map(|record| {
        let details = &record["dynamodb"];
        let text = |value: &Value| value.as_str().unwrap_or("gone").to_owned();
        [text(&details["Keys"]["pk"]["S"]), text(&details["NewImage"]["v"]["N"])].join(" ")
    });
    (texts.collect(), answer["Next"].as_str().unwrap().to_owned(), answer["Ended"] == json!(true))
}

fn is_recorded(db: &mut Database) -> bool {
    db.evaluate(|cx| Ok(catalog::table(cx, "Hash")?.unwrap().changes.is_some())).unwrap()
}

#[test]
fn changes_are_recorded_while_a_destination_is_active() {
    let mut db = database();
    put(&mut db, "a", 1);
    assert!(!is_recorded(&mut db));
    change(&mut db, "Enable", ARN);
    assert!(is_recorded(&mut db));
    put(&mut db, "a", 2);
    db.call("DeleteItem", json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}}));
    change(&mut db, "Disable", ARN);
    assert!(!is_recorded(&mut db));
    put(&mut db, "a", 3);
    let (first, next, ended) = changes(&mut db, ARN, None);
    assert_eq!((first, ended), (vec!["a 2".to_owned(), "a gone".to_owned()], true));
    assert_eq!(changes(&mut db, ARN, Some(&next)).0, Vec::<String>::new());
    // Nothing of it is a stream.
    assert_eq!(db.call("ListStreams", json!({}))["Streams"], json!([]));
}

#[test]
fn what_was_written_between_two_times_is_not_read() {
    let mut db = database();
    set_stream(&mut db, true);
    change(&mut db, "Enable", ARN);
    put(&mut db, "a", 1);
    change(&mut db, "Disable", ARN);
    put(&mut db, "a", 2);
    change(&mut db, "Enable", &stream("two"));
    put(&mut db, "a", 3);
    change(&mut db, "Disable", &stream("two"));
    change(&mut db, "Enable", ARN);
    put(&mut db, "a", 4);
    let (all, _, ended) = changes(&mut db, ARN, None);
    assert_eq!((all, ended), (vec!["a 1".to_owned(), "a 4".to_owned()], false));
    assert_eq!(changes(&mut db, &stream("two"), None).0, ["a 3"]);
    set_stream(&mut db, false);
    put(&mut db, "a", 5);
    assert_eq!(changes(&mut db, ARN, None).0, ["a 1", "a 4", "a 5"]);
}

#[test]
fn changes_come_in_the_order_of_the_writes_over_all_segments() {
    let mut db = database();
    db.settings.stream_shards = 3;
    change(&mut db, "Enable", ARN);
    let mut written = Vec::new();
    for v in 0..40 {
        let pk = format!("p{}", v % 7);
        put(&mut db, &pk, v);
        written.push(format!("{pk} {v}"));
        if v % 10 == 9 {
            db.now_ms += 5 * HOUR;
            db.work();
        }
        if v == 15 || v == 25 {
            set_stream(&mut db, v == 15);
        }
    }
    let (all, _, ended) = changes(&mut db, ARN, None);
    assert_eq!((all, ended), (written, false));
}

#[test]
fn records_are_kept_for_a_day_and_their_destinations_as_long_as_the_table() {
    let mut db = database();
    change(&mut db, "Enable", ARN);
    put(&mut db, "a", 1);
    db.now_ms += 5 * HOUR;
    db.work();
    put(&mut db, "a", 2);
    db.now_ms += 20 * HOUR;
    db.work();
    assert_eq!(changes(&mut db, ARN, None).0, ["a 1", "a 2"]);
    db.now_ms += 10 * HOUR;
    db.work();
    assert_eq!(changes(&mut db, ARN, None).0, ["a 2"], "the first segment ended more than a day ago");
    db.call("DeleteTable", json!({"TableName": "Hash"}));
    let (left, _, ended) = changes(&mut db, ARN, None);
    assert_eq!((left, ended), (vec!["a 2".to_owned()], true));
    db.now_ms += 25 * HOUR;
    db.work();
    assert_eq!(destinations(&mut db), Vec::<Value>::new());
}

#[test]
fn a_disabled_destination_stays_known_when_its_records_are_gone() {
    let mut db = database();
    change(&mut db, "Enable", ARN);
    put(&mut db, "a", 1);
    change(&mut db, "Disable", ARN);
    db.now_ms += 25 * HOUR;
    db.work();
    assert_eq!(changes(&mut db, ARN, None), (Vec::new(), "0".repeat(21), true));
    let known = db.call("DescribeKinesisStreamingDestination", json!({"TableName": "Hash"}));
    assert_eq!(known["KinesisDataStreamDestinations"][0]["DestinationStatus"], "DISABLED");
    change(&mut db, "Enable", ARN);
    put(&mut db, "a", 2);
    assert_eq!(changes(&mut db, ARN, None).0, ["a 2"]);
}
