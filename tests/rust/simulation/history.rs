//! Streams: their records, from the first to the last, make the table.

use hashrange::engine::Answer;
use hashrange::model::{Kind, MapRef};

use crate::requests;
use crate::verify::Items;
use crate::world::{Life, World};

/// What the records of a stream make of an empty table. Each has to fit to those before it.
pub fn replay(world: &mut World, life: &Life, arn: &str) -> Items {
    let mut items = Items::new();
    each(world, life, arn, &mut |_, record| apply(&mut items, record));
    items
}

/// The numbers of a stream's records.
pub fn numbers(world: &mut World, life: &Life, arn: &str) -> Vec<u128> {
    let mut numbers = Vec::new();
    each(world, life, arn, &mut |number, _| numbers.push(number));
    numbers
}

/// Asks again where the disk was found full by what the engine stores for itself beside a read.
fn called(world: &mut World, life: &Life, operation: &str, request: &str) -> Answer {
    match world.call(life, operation, request) {
        Err(failure) if failure.kind == Kind::StorageQuotaExceeded => world.call(life, operation, request),
        answer => answer,
    }
}

/// All records of a stream, in order.
fn each(world: &mut World, life: &Life, arn: &str, take: &mut dyn FnMut(u128, MapRef<'_>)) {
    let body = called(world, life, "DescribeStream", &requests::of_stream(arn)).expect("a stream");
    let description = MapRef::new(&body).get_map("StreamDescription").expect("a stream");
    let shards: Vec<(String, bool)> = description
        .get_list("Shards")
        .expect("shards")
        .iter()
        .map(|shard| {
            let shard = shard.as_map().expect("a shard");
            let range = shard.get_map("SequenceNumberRange").expect("its numbers");
            (
                shard.get_str("ShardId").expect("its id").to_owned(),
                range.get_str("EndingSequenceNumber").is_some(),
            )
        })
        .collect();
    assert_eq!(shards.iter().filter(|(_, ended)| !ended).count(), 1, "one shard is open");
    let mut last = 0;
    for (shard, ended) in shards {
        read(world, life, &requests::from_start(arn, &shard), ended, &mut |number, record| {
            assert!(number > last, "{number} comes after {last}");
            last = number;
            take(number, record);
        });
    }
}

fn apply(items: &mut Items, record: MapRef<'_>) {
    let details = record.get_map("dynamodb").expect("details");
    let keys = details.get_map("Keys").expect("keys");
    let key = (keys.get_str("p").unwrap().parse().unwrap(), keys.get_int("s").unwrap());
    let image = |name| details.get_map(name).map(|image| image.get_int("v").unwrap());
    let before = match image("NewImage") {
        Some(version) => items.insert(key, version),
        None => items.remove(&key),
    };
    assert_eq!(image("OldImage"), before, "the image before");
    let event = match (before, image("NewImage")) {
        (None, Some(_)) => "INSERT",
        (Some(_), Some(_)) => "MODIFY",
        _ => "REMOVE",
    };
    assert_eq!(record.get_str("eventName"), Some(event));
    if record.get_map("userIdentity").is_some() {
        let ends = details.get_map("OldImage").and_then(|image| image.get_int("ends")).expect("a time");
        let at = details.get_int("ApproximateCreationDateTime").expect("a time");
        assert!(event == "REMOVE" && ends < at, "an item that ends at {ends} went at {at}");
    }
}

/// Reads a shard page by page to its end. The clocks jump, so an iterator may be too old as soon as it is there.
fn read(world: &mut World, life: &Life, start: &str, ended: bool, take: &mut dyn FnMut(u128, MapRef<'_>)) {
    let mut place = start.to_owned();
    loop {
        let body = called(world, life, "GetShardIterator", &place).expect("an iterator");
        let iterator = MapRef::new(&body).get_str("ShardIterator").expect("an iterator").to_owned();
        let body = match called(world, life, "GetRecords", &requests::records(&iterator)) {
            Err(failure) if failure.kind == Kind::ExpiredIterator => continue,
            answer => answer.expect("records"),
        };
        let answer = MapRef::new(&body);
        let records = answer.get_list("Records").expect("records");
        let mut number = String::new();
        for record in records.iter() {
            let record = record.as_map().expect("a record");
            let details = record.get_map("dynamodb").expect("details");
            details.get_str("SequenceNumber").expect("a number").clone_into(&mut number);
            take(number.parse().expect("a number"), record);
        }
        let goes_on = answer.get_str("NextShardIterator").is_some();
        assert!(goes_on || ended, "an open shard goes on");
        if !goes_on || records.is_empty() {
            return;
        }
        place = start.replace("TRIM_HORIZON", "AFTER_SEQUENCE_NUMBER");
        place.insert_str(place.len() - 1, &format!(r#","SequenceNumber":"{number}""#));
    }
}
