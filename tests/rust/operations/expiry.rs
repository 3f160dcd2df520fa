//! Time to live: items go when their second has passed, with their index entries and a record of their own.

use hashrange::table::{self, jobs};
use hashrange::tree::{Direction, KeyRange};
use serde_json::{Value, json};

use super::database;
use crate::database::Database;

/// The second of the test's clock.
const NOW: u64 = 1_700_000_000;
const YEAR: u64 = 365 * 86_400;

fn table(db: &mut Database) -> String {
    let answer = db.call(
        "CreateTable",
        json!({
            "TableName": "Sessions",
            "AttributeDefinitions": [
                {"AttributeName": "id", "AttributeType": "S"},
                {"AttributeName": "user", "AttributeType": "S"},
            ],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "GlobalSecondaryIndexes": [{
                "IndexName": "byUser",
                "KeySchema": [{"AttributeName": "user", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "OLD_IMAGE"},
        }),
    );
    answer["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned()
}

fn set(db: &mut Database, enabled: bool) {
    let specification = json!({"Enabled": enabled, "AttributeName": "ends"});
    db.call("UpdateTimeToLive", json!({"TableName": "Sessions", "TimeToLiveSpecification": specification}));
}

fn put(db: &mut Database, id: &str, ends: Value) {
    let mut item = json!({"id": {"S": id}, "user": {"S": "u"}});
    if !ends.is_null() {
        item["ends"] = ends;
    }
    db.call("PutItem", json!({"TableName": "Sessions", "Item": item}));
}

fn at(second: u64) -> Value {
    json!({"N": second.to_string()})
}

/// The ids that are there, also by the index.
fn ids(db: &mut Database) -> Vec<String> {
    let listed = |db: &mut Database, request: Value| {
        let answer = db.call("Scan", request);
        let items = answer["Items"].as_array().unwrap();
        let mut ids: Vec<_> = items.iter().map(|item| item["id"]["S"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    let ids = listed(db, json!({"TableName": "Sessions"}));
    assert_eq!(listed(db, json!({"TableName": "Sessions", "IndexName": "byUser"})), ids);
    ids
}

fn wait(db: &mut Database, seconds: u64) {
    db.now_ms += seconds * 1000;
    db.work();
}

#[test]
fn items_go_when_their_second_has_passed() {
    let mut db = database();
    let stream = table(&mut db);
    put(&mut db, "before", at(NOW + 100));
    set(&mut db, true);
    put(&mut db, "soon", at(NOW + 50));
    put(&mut db, "later", at(NOW + 5_000));
    put(&mut db, "never", Value::Null);
    put(&mut db, "text", json!({"S": (NOW + 1).to_string()}));
    put(&mut db, "fraction", json!({"N": "1.5"}));
    put(&mut db, "negative", json!({"N": "-5"}));
    put(&mut db, "nested", json!({"M": {"ends": at(NOW + 1)}}));
    put(&mut db, "ancient", at(NOW - 6 * YEAR));
    put(&mut db, "old", at(NOW - 4 * YEAR));
    put(&mut db, "moved", at(NOW + 10));
    put(&mut db, "moved", at(NOW + 9_000));
    put(&mut db, "saved", at(NOW + 10));
    put(&mut db, "saved", Value::Null);
    put(&mut db, "deleted", at(NOW + 10));
    db.call("DeleteItem", json!({"TableName": "Sessions", "Key": {"id": {"S": "deleted"}}}));
    db.work();
    let stay = ["ancient", "fraction", "later", "moved", "negative", "nested", "never", "saved", "text"];
    let with = |more: &[&str]| {
        let mut ids: Vec<String> = stay.iter().chain(more).map(|id| (*id).to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&mut db), with(&["before", "soon"]), "what is old goes at once");
    wait(&mut db, 50);
    assert_eq!(ids(&mut db), with(&["before", "soon"]), "the second itself has to pass");
    wait(&mut db, 31);
    assert_eq!(ids(&mut db), with(&["before"]));
    wait(&mut db, 60);
    assert_eq!(ids(&mut db), with(&[]));

    let answer = db.call("DescribeStream", json!({"StreamArn": stream}));
    let shard = &answer["StreamDescription"]["Shards"][0]["ShardId"];
    let start = json!({"StreamArn": stream, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"});
    let start = db.call("GetShardIterator", start)["ShardIterator"].clone();
    let answer = db.call("GetRecords", json!({"ShardIterator": start}));
    let by_service = json!({"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"});
    let (expired, own): (Vec<_>, Vec<_>) =
        answer["Records"].as_array().unwrap().iter().partition(|record| record.get("userIdentity").is_some());
    let gone: Vec<_> = expired
        .iter()
        .map(|record| {
            assert_eq!((&record["eventName"], &record["userIdentity"]), (&json!("REMOVE"), &by_service));
            assert!(record["dynamodb"]["OldImage"]["ends"]["N"].is_string());
            record["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap()
        })
        .collect();
    assert_eq!(gone, ["old", "soon", "before"]);
    assert_eq!(own.iter().filter(|record| record["eventName"] == "REMOVE").count(), 1);
}

#[test]
fn nothing_goes_after_it_was_disabled() {
    let mut db = database();
    table(&mut db);
    set(&mut db, true);
    put(&mut db, "one", at(NOW + 10));
    set(&mut db, false);
    put(&mut db, "two", at(NOW + 10));
    wait(&mut db, 100);
    assert_eq!(ids(&mut db), ["one", "two"]);
    let specification = json!({"Enabled": true, "AttributeName": "other"});
    db.call("UpdateTimeToLive", json!({"TableName": "Sessions", "TimeToLiveSpecification": specification}));
    db.work();
    assert_eq!(ids(&mut db), ["one", "two"]);
    db.call("UpdateTimeToLive", json!({"TableName": "Sessions", "TimeToLiveSpecification": {"Enabled": false, "AttributeName": "other"}}));
    set(&mut db, true);
    db.work();
    assert!(ids(&mut db).is_empty(), "what is there is found");
    put(&mut db, "three", at(NOW + 1_000));
    db.call("DeleteTable", json!({"TableName": "Sessions"}));
    wait(&mut db, 10_000);
    table(&mut db);
    assert!(ids(&mut db).is_empty());
}

#[test]
fn writes_during_the_backfill_are_kept_true() {
    let mut db = database();
    table(&mut db);
    for number in 0..20 {
        put(&mut db, &format!("item{number:02}"), at(NOW + 10 + number));
    }
    set(&mut db, true);
    for number in 0..20 {
        // A slice of one item, and a write before or behind it.
        db.evaluate(|cx| jobs::step(cx, &mut jobs::Turn::default(), 0, true, &mut || false)).unwrap();
        let id = format!("item{:02}", 7 * number % 20);
        match number % 3 {
            0 => put(&mut db, &id, at(NOW + 10 + 7 * number % 20)),
            1 => put(&mut db, &id, at(NOW + 1_000)),
            _ => put(&mut db, &id, Value::Null),
        }
    }
    db.work();
    wait(&mut db, 100);
    let kept: Vec<String> = {
        let mut kept: Vec<_> = (0..20_u64)
            .filter(|number| number % 3 > 0)
            .map(|number| format!("item{:02}", 7 * number % 20))
            .collect();
        kept.sort();
        kept
    };
    assert_eq!(ids(&mut db), kept);
    wait(&mut db, 2_000);
    assert_eq!(ids(&mut db).len(), (0..20).filter(|number| number % 3 == 2).count());
}

/// A slice of so many items of the job whose turn it is; false if there was nothing to do.
fn slice(db: &mut Database, turn: &mut jobs::Turn, items: usize) -> bool {
    let before = turn.clone();
    let after = std::cell::RefCell::new(None);
    let progress = db
        .evaluate(|cx| {
            let mut left = items;
            // A run that faults is run again from where it began.
            let mut turn = before.clone();
            let progress = jobs::step(cx, &mut turn, 0, true, &mut || {
                left -= 1;
                left > 0
            })?;
            *after.borrow_mut() = Some(turn);
            Ok(progress)
        })
        .unwrap();
    *turn = after.into_inner().unwrap();
    progress == table::Progress::Worked
}

#[test]
fn an_item_goes_with_all_of_its_index_entries_or_stays() {
    let mut db = database();
    table(&mut db);
    set(&mut db, true);
    for number in 0..120 {
        put(&mut db, &format!("item{number:03}"), at(NOW + number % 50));
    }
    db.work();
    // Pages are cold from now on: a removal may find that one is missing in its middle.
    db.checkpoint();
    db.call(
        "UpdateTable",
        json!({
            "TableName": "Sessions",
            "AttributeDefinitions": [{"AttributeName": "user", "AttributeType": "S"}, {"AttributeName": "id", "AttributeType": "S"}],
            "GlobalSecondaryIndexUpdates": [{"Create": {
                "IndexName": "byUserAndId",
                "KeySchema": [{"AttributeName": "user", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "ALL"},
            }}],
        }),
    );
    let mut turn = jobs::Turn::default();
    (0..15).for_each(|_| assert!(slice(&mut db, &mut turn, 4)));
    // Half of the new index is in cold pages, too, and is looked at for every item that goes.
    db.checkpoint();
    db.now_ms += 35_000;
    while slice(&mut db, &mut turn, 4) {
        // The index that is complete says the same as the table after each slice.
        ids(&mut db);
        db.checkpoint();
    }
    let left = ids(&mut db).len() as i64;
    assert!(left > 0 && left < 120, "{left}");
    let description = db.call("DescribeTable", json!({"TableName": "Sessions"}));
    let description = &description["Table"];
    assert_eq!(description["ItemCount"], left);
    for index in description["GlobalSecondaryIndexes"].as_array().unwrap() {
        assert_eq!((&index["IndexStatus"], &index["ItemCount"]), (&json!("ACTIVE"), &json!(left)));
        assert_eq!(index["IndexSizeBytes"], description["TableSizeBytes"]);
    }
}

#[test]
fn a_table_that_is_deleted_leaves_no_job() {
    let mut db = database();
    table(&mut db);
    set(&mut db, true);
    put(&mut db, "one", at(NOW + 100));
    db.call("DeleteTable", json!({"TableName": "Sessions"}));
    // The stream can be read for a day.
    db.now_ms += 25 * 3_600_000;
    db.work();
    let jobs = db
        .evaluate(|cx| {
            let mut cursor = cx.cursor(table::CATALOG_TREE, KeyRange::prefix(b"job/"), Direction::Forward, 0);
            Ok(cx.next(&mut cursor)?.map(|(key, _)| key.to_vec()))
        })
        .unwrap();
    assert_eq!(jobs, None);
}
