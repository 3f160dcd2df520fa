//! Streams, by the rules of AWS's documentation and of what clients were seen to be answered.

use hashrange::table::catalog;
use serde_json::{Value, json};

use super::database;
use crate::database::Database;

const HOUR: u64 = 3_600_000;

fn specification(view: &str) -> Value {
    json!({"StreamEnabled": true, "StreamViewType": view})
}

/// A table `NAME` with a stream; its ARN.
fn streamed(db: &mut Database, name: &str, view: &str) -> String {
    let answer = db.call(
        "CreateTable",
        json!({
            "TableName": name,
            "AttributeDefinitions": [
                {"AttributeName": "p", "AttributeType": "S"},
                {"AttributeName": "s", "AttributeType": "N"},
            ],
            "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "s", "KeyType": "RANGE"}],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": specification(view),
        }),
    );
    answer["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned()
}

fn describe(db: &mut Database, arn: &str) -> Value {
    db.call("DescribeStream", json!({"StreamArn": arn}))["StreamDescription"].clone()
}

fn shards(db: &mut Database, arn: &str) -> Vec<Value> {
    describe(db, arn)["Shards"].as_array().unwrap().clone()
}

fn iterator(db: &mut Database, arn: &str, shard: &Value, kind: &str, more: Value) -> String {
    let mut request = json!({"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": kind});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    db.call("GetShardIterator", request)["ShardIterator"].as_str().unwrap().to_owned()
}

/// The records of a page, and the next iterator.
fn page(db: &mut Database, iterator: &str) -> (Vec<Value>, Option<String>) {
    let answer = db.call("GetRecords", json!({"ShardIterator": iterator}));
    let next = answer.get("NextShardIterator").map(|next| next.as_str().unwrap().to_owned());
    (answer["Records"].as_array().unwrap().clone(), next)
}

/// All records of a stream that are kept, shard by shard.
fn records(db: &mut Database, arn: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for shard in shards(db, arn) {
        let start = iterator(db, arn, &shard, "TRIM_HORIZON", json!({}));
        all.extend(page(db, &start).0);
    }
    all
}

fn put(db: &mut Database, table: &str, p: &str, s: i64, rest: Value) {
    let mut item = json!({"p": {"S": p}, "s": {"N": s.to_string()}});
    item.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    db.call("PutItem", json!({"TableName": table, "Item": item}));
}

fn key(p: &str, s: i64) -> Value {
    json!({"p": {"S": p}, "s": {"N": s.to_string()}})
}

fn update(db: &mut Database, p: &str, expression: &str, values: Value) {
    let mut request = json!({"TableName": "Things", "Key": key(p, 1), "UpdateExpression": expression});
    if !values.as_object().unwrap().is_empty() {
        request["ExpressionAttributeValues"] = values;
    }
    db.call("UpdateItem", request);
}

fn events(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["eventName"].as_str().unwrap()).collect()
}

#[test]
fn a_record_is_as_the_service_writes_it() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "NEW_AND_OLD_IMAGES");
    assert_eq!(arn, "arn:aws:dynamodb:eu-west-1:123456789012:table/Things/stream/2023-11-14T22:13:20.123");
    db.now_ms += 5_000;
    put(&mut db, "Things", "a", 1, json!({"v": {"S": "one"}}));
    put(&mut db, "Things", "a", 1, json!({"v": {"S": "three"}}));
    db.call("DeleteItem", json!({"TableName": "Things", "Key": key("a", 1)}));
    let records = records(&mut db, &arn);
    let image = |v: &str| json!({"p": {"S": "a"}, "s": {"N": "1"}, "v": {"S": v}});
    let expected = [
        ("INSERT", json!({"NewImage": image("one"), "SizeBytes": 5 + 9})),
        ("MODIFY", json!({"NewImage": image("three"), "OldImage": image("one"), "SizeBytes": 5 + 11 + 9})),
        ("REMOVE", json!({"OldImage": image("three"), "SizeBytes": 5 + 11})),
    ];
    assert_eq!(records.len(), 3);
    for (record, (event, images)) in records.iter().zip(expected) {
        let mut details = json!({
            "ApproximateCreationDateTime": 1_700_000_005,
            "Keys": key("a", 1),
            "SequenceNumber": record["dynamodb"]["SequenceNumber"],
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        });
        details.as_object_mut().unwrap().extend(images.as_object().unwrap().clone());
        assert_eq!(
            *record,
            json!({
                "eventID": record["eventID"], "eventName": event, "eventVersion": "1.1",
                "eventSource": "aws:dynamodb", "awsRegion": "eu-west-1", "dynamodb": details,
            })
        );
        let id = record["eventID"].as_str().unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        let number = record["dynamodb"]["SequenceNumber"].as_str().unwrap();
        assert!((21..=40).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let numbers: Vec<u128> = records
        .iter()
        .map(|record| record["dynamodb"]["SequenceNumber"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(numbers.is_sorted_by(|one, two| one < two), "{numbers:?}");
}

#[test]
fn views_decide_on_the_images() {
    for (view, images) in [
        ("KEYS_ONLY", [[false, false]; 3]),
        ("NEW_IMAGE", [[true, false], [true, false], [false, false]]),
        ("OLD_IMAGE", [[false, false], [false, true], [false, true]]),
        ("NEW_AND_OLD_IMAGES", [[true, false], [true, true], [false, true]]),
    ] {
        let mut db = database();
        let arn = streamed(&mut db, "Things", view);
        put(&mut db, "Things", "a", 1, json!({}));
        put(&mut db, "Things", "a", 1, json!({"v": {"S": "x"}}));
        db.call("DeleteItem", json!({"TableName": "Things", "Key": key("a", 1)}));
        let records = records(&mut db, &arn);
        let has = |record: &Value, image: &str| record["dynamodb"].get(image).is_some();
        let shown: Vec<_> =
            records.iter().map(|record| [has(record, "NewImage"), has(record, "OldImage")]).collect();
        assert_eq!(shown, images, "{view}");
        assert!(records.iter().all(|record| record["dynamodb"]["StreamViewType"] == view));
    }
}

#[test]
fn what_changes_nothing_leaves_no_record() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    let item = json!({"v": {"S": "x"}, "n": {"N": "1"}, "m": {"M": {"a": {"N": "1"}, "b": {"N": "2"}}}, "set": {"NS": ["1", "2"]}});
    put(&mut db, "Things", "a", 1, item.clone());
    put(&mut db, "Things", "a", 1, item);
    put(
        &mut db,
        "Things",
        "a",
        1,
        json!({
            "set": {"NS": ["2.0", "1"]}, "m": {"M": {"b": {"N": "2.00"}, "a": {"N": "1"}}}, "n": {"N": "1.0"}, "v": {"S": "x"},
        }),
    );
    update(&mut db, "a", "SET v = :v", json!({":v": {"S": "x"}}));
    update(&mut db, "a", "ADD n :n", json!({":n": {"N": "0"}}));
    update(&mut db, "a", "REMOVE gone", json!({}));
    update(&mut db, "none", "REMOVE gone", json!({}));
    db.call("DeleteItem", json!({"TableName": "Things", "Key": key("none", 1)}));
    assert_eq!(events(&records(&mut db, &arn)), ["INSERT"]);
    // An update that makes an item, an update without any, and one that leaves the key alone.
    update(&mut db, "b", "SET v = :v", json!({":v": {"S": "x"}}));
    db.call("UpdateItem", json!({"TableName": "Things", "Key": key("c", 1)}));
    update(&mut db, "b", "REMOVE v", json!({}));
    assert_eq!(events(&records(&mut db, &arn)), ["INSERT", "INSERT", "INSERT", "MODIFY"]);
}

#[test]
fn batches_transactions_and_statements_have_a_record_for_each_item() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "NEW_IMAGE");
    put(&mut db, "Things", "a", 1, json!({}));
    let item = |p: &str| json!({"p": {"S": p}, "s": {"N": "1"}});
    db.call(
        "BatchWriteItem",
        json!({"RequestItems": {"Things": [
            {"PutRequest": {"Item": item("a")}},
            {"PutRequest": {"Item": item("b")}},
            {"DeleteRequest": {"Key": key("a", 2)}},
            {"PutRequest": {"Item": item("c")}},
        ]}}),
    );
    db.call("TransactWriteItems", json!({"TransactItems": [
        {"Put": {"TableName": "Things", "Item": item("d")}},
        {"Delete": {"TableName": "Things", "Key": key("b", 1)}},
        {"ConditionCheck": {"TableName": "Things", "Key": key("c", 1), "ConditionExpression": "attribute_exists(p)"}},
        {"Put": {"TableName": "Hash", "Item": {"pk": {"S": "elsewhere"}}}},
    ]}));
    db.call("ExecuteStatement", json!({"Statement": "INSERT INTO \"Things\" VALUE {'p': 'e', 's': 1}"}));
    db.call("ExecuteStatement", json!({"Statement": "UPDATE \"Things\" SET v = 1 WHERE p = 'e' AND s = 1"}));
    let failed =
        json!({"TableName": "Things", "Item": item("a"), "ConditionExpression": "attribute_not_exists(p)"});
    db.fails("PutItem", failed);
    let records = records(&mut db, &arn);
    let mut changes: Vec<_> = records
        .iter()
        .map(|record| {
            let p = record["dynamodb"]["Keys"]["p"]["S"].as_str().unwrap();
            (p, record["eventName"].as_str().unwrap())
        })
        .collect();
    // Those of one request are in no particular order.
    changes[1..3].sort();
    changes[3..5].sort();
    assert_eq!(
        changes,
        [
            ("a", "INSERT"),
            ("b", "INSERT"),
            ("c", "INSERT"),
            ("b", "REMOVE"),
            ("d", "INSERT"),
            ("e", "INSERT"),
            ("e", "MODIFY")
        ]
    );
}

#[test]
fn iterators_begin_where_their_type_says_and_can_be_used_again() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    for s in 0..4 {
        db.now_ms += 1_000;
        // The test's clock only counts; it is never behind the wall clock elsewhere.
        db.clock = (db.now_ms * 1000) << 12;
        put(&mut db, "Things", "a", s, json!({}));
    }
    let shard = shards(&mut db, &arn).remove(0);
    let read = |db: &mut Database, kind: &str, more: Value| {
        let iterator = iterator(db, &arn, &shard, kind, more);
        let (records, _) = page(db, &iterator);
        records
            .iter()
            .map(|record| record["dynamodb"]["Keys"]["s"]["N"].as_str().unwrap().parse::<i64>().unwrap())
            .collect::<Vec<_>>()
    };
    let all = records(&mut db, &arn);
    let second = all[1]["dynamodb"]["SequenceNumber"].clone();
    assert_eq!(read(&mut db, "TRIM_HORIZON", json!({})), [0, 1, 2, 3]);
    assert_eq!(read(&mut db, "LATEST", json!({})), [0; 0]);
    assert_eq!(read(&mut db, "AT_SEQUENCE_NUMBER", json!({"SequenceNumber": second})), [1, 2, 3]);
    assert_eq!(read(&mut db, "AFTER_SEQUENCE_NUMBER", json!({"SequenceNumber": second})), [2, 3]);
    let start = shard["SequenceNumberRange"]["StartingSequenceNumber"].clone();
    assert_eq!(read(&mut db, "AT_SEQUENCE_NUMBER", json!({"SequenceNumber": start})), [0, 1, 2, 3]);
    let seconds = |ms: u64| json!({"Timestamp": ms as f64 / 1000.0});
    let now = db.now_ms;
    assert_eq!(read(&mut db, "AT_TIMESTAMP", seconds(now - 2_000)), [1, 2, 3]);
    assert_eq!(read(&mut db, "AT_TIMESTAMP", seconds(now - 1_999)), [2, 3]);
    assert_eq!(read(&mut db, "AT_TIMESTAMP", seconds(1_000)), [0, 1, 2, 3]);

    let latest = iterator(&mut db, &arn, &shard, "LATEST", json!({}));
    assert!(page(&mut db, &latest).0.is_empty());
    put(&mut db, "Things", "b", 9, json!({}));
    let (first, next) = page(&mut db, &latest);
    assert_eq!(first.len(), 1);
    assert_eq!(page(&mut db, &latest).0, first, "a place, not a cursor");
    let next = next.unwrap();
    assert!(page(&mut db, &next).0.is_empty());
    put(&mut db, "Things", "b", 10, json!({}));
    assert_eq!(page(&mut db, &next).0.len(), 1);
    assert!(latest.starts_with(&format!("{arn}|1|")), "{latest}");
    db.now_ms += 15 * 60_000 + 1;
    assert!(db.fails("GetRecords", json!({"ShardIterator": next})).starts_with("ExpiredIteratorException: "));
}

#[test]
fn pages_end_at_a_limit_and_at_a_megabyte() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "NEW_IMAGE");
    for s in 0..5 {
        put(&mut db, "Things", "a", s, json!({"v": {"S": "x".repeat(300_000)}}));
    }
    let shard = shards(&mut db, &arn).remove(0);
    let mut next = Some(iterator(&mut db, &arn, &shard, "TRIM_HORIZON", json!({})));
    let mut lengths = Vec::new();
    for _ in 0..3 {
        let (records, behind) = page(&mut db, &next.unwrap());
        lengths.push(records.len());
        next = behind;
    }
    assert_eq!(lengths, [3, 2, 0]);
    let start = iterator(&mut db, &arn, &shard, "TRIM_HORIZON", json!({}));
    let answer = db.call("GetRecords", json!({"ShardIterator": start, "Limit": 2}));
    assert_eq!(answer["Records"].as_array().unwrap().len(), 2);
    for (limit, bound) in [
        (1001, "less than or equal to 1000"),
        (0, "greater than or equal to 1"),
        (-1, "greater than or equal to 1"),
    ] {
        let expected = format!(
            "ValidationException: 1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value {bound}"
        );
        assert_eq!(db.fails("GetRecords", json!({"ShardIterator": start, "Limit": limit})), expected);
    }
}

#[test]
fn a_stream_that_has_ended_is_read_for_a_day() {
    let mut db = database();
    let first = streamed(&mut db, "Things", "KEYS_ONLY");
    put(&mut db, "Things", "a", 1, json!({}));
    let open = describe(&mut db, &first);
    assert_eq!(open["StreamStatus"], "ENABLED");
    assert_eq!(open["KeySchema"][1], json!({"AttributeName": "s", "KeyType": "RANGE"}));
    assert!(open["Shards"][0]["SequenceNumberRange"].get("EndingSequenceNumber").is_none());
    let start = iterator(&mut db, &first, &open["Shards"][0], "TRIM_HORIZON", json!({}));

    let disable = json!({"TableName": "Things", "StreamSpecification": {"StreamEnabled": false}});
    let answer = db.call("UpdateTable", disable.clone());
    assert!(answer["TableDescription"].get("StreamSpecification").is_none());
    assert_eq!(
        db.fails("UpdateTable", disable),
        "ValidationException: Table has no stream to disable: TableName: Things"
    );
    put(&mut db, "Things", "a", 2, json!({}));
    let ended = describe(&mut db, &first);
    assert_eq!(ended["StreamStatus"], "DISABLED");
    assert!(ended["Shards"][0]["SequenceNumberRange"]["EndingSequenceNumber"].is_string());
    let (kept, next) = page(&mut db, &start);
    assert_eq!((kept.len(), next), (1, None), "the end of a shard has no next iterator");

    let enable = json!({"TableName": "Things", "StreamSpecification": specification("NEW_IMAGE")});
    let answer = db.call("UpdateTable", enable.clone());
    let second = answer["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned();
    assert_ne!(first, second, "labels differ although no time has passed");
    assert_eq!(
        db.fails("UpdateTable", enable),
        "ValidationException: Table already has an enabled stream: TableName: Things"
    );
    put(&mut db, "Things", "a", 3, json!({}));
    assert_eq!(records(&mut db, &second).len(), 1);
    assert_eq!(records(&mut db, &first).len(), 1);

    db.call("DeleteTable", json!({"TableName": "Things"}));
    assert_eq!(describe(&mut db, &second)["StreamStatus"], "DISABLED");
    assert_eq!(records(&mut db, &second).len(), 1);
    let listed = |db: &mut Database| {
        let answer = db.call("ListStreams", json!({"TableName": "Things"}));
        answer["Streams"]
            .as_array()
            .unwrap()
            .iter()
            .map(|stream| stream["StreamArn"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&mut db), [first.clone(), second.clone()]);
    db.entropy = [8; 16];
    let third = streamed(&mut db, "Things", "KEYS_ONLY");
    assert_eq!(listed(&mut db), [first.clone(), second.clone(), third.clone()]);

    db.now_ms += 24 * HOUR + 1;
    db.work();
    assert_eq!(listed(&mut db), std::slice::from_ref(&third));
    assert_eq!(
        db.fails("DescribeStream", json!({"StreamArn": second})),
        format!("ResourceNotFoundException: Requested resource not found: Stream: {second} not found")
    );
    assert!(records(&mut db, &third).is_empty());
}

#[test]
fn segments_follow_each_other_and_are_forgotten() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    db.now_ms += 5 * HOUR;
    db.work();
    assert_eq!(shards(&mut db, &arn).len(), 1, "a shard without records stays");
    let mut oldest = String::new();
    for s in 0..8 {
        put(&mut db, "Things", "a", s, json!({}));
        if s == 0 {
            let shard = shards(&mut db, &arn).remove(0);
            oldest = iterator(&mut db, &arn, &shard, "TRIM_HORIZON", json!({}));
        }
        db.now_ms += 5 * HOUR;
        db.work();
    }
    let shards = shards(&mut db, &arn);
    // The last closed 24 hours ago and later, and the open one: 0, 5, 10, 15, 20 hours.
    assert_eq!(shards.len(), 6);
    for (one, two) in shards.iter().zip(&shards[1..]) {
        assert_eq!(two["ParentShardId"], one["ShardId"]);
        assert!(one["ShardId"].as_str().unwrap() < two["ShardId"].as_str().unwrap());
        assert_eq!(
            one["SequenceNumberRange"]["EndingSequenceNumber"],
            two["SequenceNumberRange"]["StartingSequenceNumber"]
        );
    }
    assert!(shards[0].get("ParentShardId").is_none());
    let id = shards[0]["ShardId"].as_str().unwrap();
    assert!((28..=65).contains(&id.len()), "{id}");
    assert_eq!(records(&mut db, &arn).len(), 5);

    let children = json!({"StreamArn": arn, "ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": id}});
    let answer = db.call("DescribeStream", children);
    assert_eq!(answer["StreamDescription"]["Shards"], json!([shards[1]]));
    let first = db.call("DescribeStream", json!({"StreamArn": arn, "Limit": 2}));
    assert_eq!(first["StreamDescription"]["Shards"], json!(shards[..2]));
    assert_eq!(first["StreamDescription"]["LastEvaluatedShardId"], shards[1]["ShardId"]);
    let rest =
        db.call("DescribeStream", json!({"StreamArn": arn, "ExclusiveStartShardId": shards[1]["ShardId"]}));
    assert_eq!(rest["StreamDescription"]["Shards"], json!(shards[2..]));
    assert!(rest["StreamDescription"].get("LastEvaluatedShardId").is_none());
    let past = json!({"StreamArn": arn, "ExclusiveStartShardId": format!("shardId-{}", "9".repeat(40))});
    assert_eq!(db.call("DescribeStream", past)["StreamDescription"]["Shards"], json!([]));

    let trimmed = json!({"StreamArn": arn, "ShardId": id, "ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": "0".repeat(21)});
    assert!(db.fails("GetShardIterator", trimmed).starts_with("TrimmedDataAccessException: "));
    db.now_ms -= 40 * HOUR;
    assert!(
        db.fails("GetRecords", json!({"ShardIterator": oldest})).starts_with("TrimmedDataAccessException: ")
    );
}

/// Reads the shards of a stream from its first ones to their children; checks that each begins where its parent ends.
fn followed(db: &mut Database, arn: &str) -> Vec<Value> {
    let shards = shards(db, arn);
    for shard in &shards {
        let Some(parent) = shard.get("ParentShardId") else { continue };
        let Some(parent) = shards.iter().find(|shard| shard["ShardId"] == *parent) else { continue };
        assert_eq!(
            parent["SequenceNumberRange"]["EndingSequenceNumber"],
            shard["SequenceNumberRange"]["StartingSequenceNumber"]
        );
        let children = shards.iter().filter(|other| other["ParentShardId"] == parent["ShardId"]);
        assert_eq!(children.count(), 1);
    }
    shards
}

#[test]
fn a_large_segment_is_followed_by_another_at_once() {
    for count in [1, 3] {
        let mut db = database();
        db.settings.stream_shards = count;
        let arn = streamed(&mut db, "Things", "NEW_AND_OLD_IMAGES");
        for s in 0..50 {
            put(&mut db, "Things", &format!("p{}", s % 7), s, json!({}));
            db.work();
        }
        assert_eq!(shards(&mut db, &arn).len(), count as usize, "none of them is large");
        db.settings.segment_bytes = 6_400;
        for s in 50..1_000 {
            put(&mut db, "Things", &format!("p{}", s % 7), s, json!({}));
            db.work();
        }
        let shards = followed(&mut db, &arn);
        assert!((12..40).contains(&shards.len()), "{} shards", shards.len());
        let open =
            shards.iter().filter(|shard| shard["SequenceNumberRange"].get("EndingSequenceNumber").is_none());
        assert_eq!(open.count(), count as usize);
        let mut found = Vec::new();
        for shard in &shards {
            let mut next = Some(iterator(&mut db, &arn, shard, "TRIM_HORIZON", json!({})));
            let mut bytes = 0;
            while let Some(at) = next.take() {
                let (records, following) = page(&mut db, &at);
                next = following.filter(|_| !records.is_empty());
                bytes += records.len();
                found.extend(records);
            }
            assert!(bytes <= 120, "{bytes} records in a shard");
        }
        assert_eq!(found.len(), 1_000);
        for p in 0..7 {
            let of = found.iter().filter(|record| record["dynamodb"]["Keys"]["p"]["S"] == format!("p{p}"));
            let numbers = of
                .map(|record| record["dynamodb"]["Keys"]["s"]["N"].as_str().unwrap().parse::<u32>().unwrap());
            assert!(numbers.is_sorted(), "of each item collection in order");
        }
        // They are kept for a day. The last ones are followed once more for their age, those that have records.
        db.now_ms += 25 * HOUR;
        db.work();
        assert!(followed(&mut db, &arn).len() <= 2 * count as usize);
    }
}

#[test]
fn several_shards_share_the_partitions() {
    let mut db = database();
    db.settings.stream_shards = 4;
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    for number in 0..200 {
        put(&mut db, "Things", &format!("p{}", number % 50), number / 50, json!({}));
    }
    let shards = shards(&mut db, &arn);
    assert_eq!(shards.len(), 4);
    let mut seen = std::collections::HashMap::new();
    for shard in &shards {
        let start = iterator(&mut db, &arn, shard, "TRIM_HORIZON", json!({}));
        let (records, _) = page(&mut db, &start);
        assert!(!records.is_empty());
        for record in records {
            let keys = &record["dynamodb"]["Keys"];
            let before =
                seen.entry(keys["p"]["S"].to_string()).or_insert((shard["ShardId"].clone(), Vec::new()));
            assert_eq!(before.0, shard["ShardId"], "a partition is in one shard");
            before.1.push(keys["s"]["N"].as_str().unwrap().parse::<i64>().unwrap());
        }
    }
    assert_eq!(seen.len(), 50);
    assert!(seen.values().all(|(_, order)| *order == [0, 1, 2, 3]));
    put(&mut db, "Things", "p0", 9, json!({}));
    db.now_ms += 5 * HOUR;
    db.work();
    assert_eq!(
        describe(&mut db, &arn)["Shards"].as_array().unwrap().len(),
        8,
        "each is followed by one of its own"
    );
    put(&mut db, "Things", "p0", 10, json!({}));
    assert_eq!(records(&mut db, &arn).len(), 202);
}

#[test]
fn streams_are_listed_in_one_order() {
    let mut db = database();
    assert_eq!(db.call("ListStreams", json!({})), json!({"Streams": []}));
    assert_eq!(db.call("ListStreams", json!({"TableName": "Hash"})), json!({"Streams": []}));
    assert_eq!(db.call("ListStreams", json!({"TableName": "nowhere"})), json!({"Streams": []}));
    let mut arns: Vec<_> =
        ["Abc", "Abc-d", "Abc.e", "Bcd"].iter().map(|name| streamed(&mut db, name, "KEYS_ONLY")).collect();
    db.call("DeleteTable", json!({"TableName": "Abc-d"}));
    let mut found = Vec::new();
    let mut request = json!({"Limit": 1});
    loop {
        let answer = db.call("ListStreams", request.clone());
        for stream in answer["Streams"].as_array().unwrap() {
            assert_eq!(stream["StreamLabel"], "2023-11-14T22:13:20.123");
            found.push(stream["StreamArn"].as_str().unwrap().to_owned());
        }
        let Some(last) = answer.get("LastEvaluatedStreamArn") else { break };
        assert_eq!(last, found.last().unwrap());
        request["ExclusiveStartStreamArn"] = last.clone();
    }
    arns.sort();
    found.sort();
    assert_eq!(found, arns);
    assert_eq!(
        db.fails("ListStreams", json!({"ExclusiveStartStreamArn": "x".repeat(48)})),
        "ValidationException: Invalid StreamArn"
    );
    assert!(db.fails("ListStreams", json!({"Limit": 101})).contains("less than or equal to 100"));
    assert_eq!(
        db.call("ListTables", json!({}))["TableNames"],
        json!(["Abc", "Abc.e", "Bcd", "Hash", "Wide"])
    );
}

#[test]
fn what_is_not_there_or_malformed_is_refused() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    let shard = shards(&mut db, &arn).remove(0)["ShardId"].clone();
    let number = "123456789012345678901";
    let get = |kind: &str| json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": kind});
    let with = |kind: &str, number: &str| {
        let mut request = get(kind);
        request["SequenceNumber"] = json!(number);
        request
    };
    let mut other = get("LATEST");
    other["ShardId"] = json!(format!("shardId-{}-{}", "0".repeat(20), "0".repeat(8)));
    let mut late = get("AT_TIMESTAMP");
    late["Timestamp"] = json!(db.now_ms / 1000 + 60);
    for (request, kind) in [
        (get("SOMEWHERE"), "ValidationException"),
        (get("AT_SEQUENCE_NUMBER"), "ValidationException"),
        (get("AFTER_SEQUENCE_NUMBER"), "ValidationException"),
        (get("AT_TIMESTAMP"), "ValidationException"),
        (late, "ValidationException"),
        (with("LATEST", number), "ValidationException"),
        (with("TRIM_HORIZON", number), "ValidationException"),
        (with("AT_SEQUENCE_NUMBER", &"x".repeat(25)), "ValidationException"),
        (with("AT_SEQUENCE_NUMBER", &"1".repeat(44)), "ValidationException"),
        (other, "ResourceNotFoundException"),
    ] {
        let failure = db.fails("GetShardIterator", request.clone());
        assert!(failure.starts_with(kind), "{request}: {failure}");
    }
    for (arn, kind) in [
        ("x".repeat(52), "ValidationException: Invalid StreamArn"),
        (arn.replace("/Things/", "/Thongs/"), "ResourceNotFoundException"),
        (arn.replace("2023", "2024"), "ResourceNotFoundException"),
        (arn.replace("eu-west-1", "eu-west-2"), "ResourceNotFoundException"),
    ] {
        let failure = db.fails("DescribeStream", json!({"StreamArn": arn}));
        assert!(failure.starts_with(kind), "{arn}: {failure}");
    }
    for filter in [
        json!({"Type": "CHILD_SHARDS"}),
        json!({"ShardId": shard}),
        json!({"Type": "PARENTS", "ShardId": shard}),
        json!({"Type": "CHILD_SHARDS", "ShardId": "qwerty"}),
    ] {
        let failure = db.fails("DescribeStream", json!({"StreamArn": arn, "ShardFilter": filter}));
        assert!(failure.starts_with("ValidationException"), "{filter}: {failure}");
    }
    for text in [
        "x".repeat(60),
        format!("{arn}|1|"),
        format!("{arn}|1|{}", "g".repeat(44)),
        format!("{arn}|1|{}", "0".repeat(45)),
    ] {
        let failure = db.fails("GetRecords", json!({"ShardIterator": text}));
        assert_eq!(failure, "ValidationException: Invalid ShardIterator");
    }
}

#[test]
fn what_is_written_with_an_older_clock_is_behind_latest() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    put(&mut db, "Things", "a", 1, json!({}));
    let shard = shards(&mut db, &arn).remove(0);
    // Reads look at a clock that has gone on, and the next write has one that has not.
    let written = db.clock;
    db.clock += 1_000_000;
    let latest = iterator(&mut db, &arn, &shard, "LATEST", json!({}));
    let since = json!({"Timestamp": db.now_ms / 1000 + 1});
    db.now_ms += 5_000;
    let later = iterator(&mut db, &arn, &shard, "AT_TIMESTAMP", since);
    db.clock = written;
    put(&mut db, "Things", "b", 1, json!({}));
    for iterator in [latest, later] {
        let (records, _) = page(&mut db, &iterator);
        assert_eq!(records.len(), 1);
        assert_eq!(records[0]["dynamodb"]["Keys"], key("b", 1));
    }
}

#[test]
fn a_clock_that_was_ahead_keeps_nothing_longer() {
    let mut db = database();
    let now = db.now_ms;
    db.now_ms += 365 * 24 * HOUR;
    db.clock = (db.now_ms * 1000) << 12;
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    put(&mut db, "Things", "a", 1, json!({}));
    db.now_ms = now;
    db.work();
    // Times are those of the wall, although the clock that orders goes on from the year ahead.
    put(&mut db, "Things", "b", 1, json!({}));
    db.now_ms += HOUR;
    let since = json!({"Timestamp": db.now_ms / 1000});
    put(&mut db, "Things", "c", 1, json!({}));
    let shard = shards(&mut db, &arn).remove(0);
    let since = iterator(&mut db, &arn, &shard, "AT_TIMESTAMP", since);
    let (found, _) = page(&mut db, &since);
    assert_eq!(found.last().unwrap()["dynamodb"]["Keys"], key("c", 1));
    let created = found.last().unwrap()["dynamodb"]["ApproximateCreationDateTime"].as_f64().unwrap();
    assert!((created - db.now_ms as f64 / 1000.0).abs() < 2.0, "{created}");
    db.now_ms += 4 * HOUR;
    db.work();
    let found = shards(&mut db, &arn);
    assert_eq!(found.len(), 2, "the shard is followed by another");
    assert!(found[0]["ShardId"].as_str() < found[1]["ShardId"].as_str());
    db.now_ms += 25 * HOUR;
    db.work();
    assert_eq!(shards(&mut db, &arn).len(), 1, "and forgotten");
}

#[test]
fn a_shard_without_records_keeps_no_other_stream() {
    let mut db = database();
    let first = streamed(&mut db, "Things", "KEYS_ONLY");
    put(&mut db, "Things", "a", 1, json!({}));
    let set = |db: &mut Database, specification: Value| {
        db.call("UpdateTable", json!({"TableName": "Things", "StreamSpecification": specification}));
    };
    set(&mut db, json!({"StreamEnabled": false}));
    db.now_ms += 3 * HOUR;
    set(&mut db, specification("KEYS_ONLY"));
    // The second stream's shard is empty and due at hours 7, 11, 15, 19, 23; the first stream ends at hour 24.
    for _ in 0..21 {
        db.now_ms += HOUR;
        db.work();
    }
    db.now_ms += 1;
    db.work();
    assert!(db.fails("DescribeStream", json!({"StreamArn": first})).starts_with("ResourceNotFoundException"));
}

#[test]
fn the_stream_of_a_table_whose_definition_was_damaged_ends() {
    let mut db = database();
    let arn = streamed(&mut db, "Things", "KEYS_ONLY");
    put(&mut db, "Things", "a", 1, json!({}));
    db.evaluate(|cx| catalog::remove(cx, "Things")).unwrap();
    db.now_ms += 5 * HOUR;
    db.work();
    assert_eq!(describe(&mut db, &arn)["StreamStatus"], "DISABLED");
    db.now_ms += 25 * HOUR;
    db.work();
    assert_eq!(db.call("ListStreams", json!({})), json!({"Streams": []}));
}
