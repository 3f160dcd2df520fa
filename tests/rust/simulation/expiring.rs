//! A table whose items expire. The clocks jump by hours, so nobody knows what is there; but its stream does.

use hashrange::model::{Kind, MapRef};

use crate::host::NEW_YEAR;
use crate::verify::scan;
use crate::world::{Life, World};
use crate::{history, requests};

/// No table of the oracle's.
const TABLE: u64 = 9;
const HOUR: u64 = 3_600;
const START: u64 = (NEW_YEAR / 1_000_000) as u64;

/// Makes the table; nothing goes wrong yet.
pub fn create(world: &mut World, life: &Life) {
    world.call(life, "CreateTable", &requests::create(TABLE)).expect("a table");
    world.call(life, "UpdateTimeToLive", &requests::time_to_live(TABLE, true)).expect("a time to live");
}

/// A write, or a change of the setting.
pub fn send(world: &mut World, life: &Life) -> u64 {
    let place = (TABLE, world.random.below(4), world.random.below(10) as i64);
    match world.random.below(12) {
        0 => {
            let enabled = world.random.one_in(2);
            world.submit(life, "UpdateTimeToLive", &requests::time_to_live(TABLE, enabled))
        }
        1..3 => world.submit(life, "DeleteItem", &requests::keyed(place)),
        _ => {
            let version = world.random.below(1_000) as i64;
            let ends = START - 2 * HOUR + world.random.below(5 * HOUR);
            world.submit(life, "PutItem", &requests::put_until(place, version, ends))
        }
    }
}

/// What is there is what the stream tells. A sweep may come between, so it is looked at until nothing does.
pub fn verify(world: &mut World, life: &Life) {
    for _ in 0..50 {
        let before = scan(world, life, &requests::of_table(TABLE));
        let body = world.call(life, "DescribeTable", &requests::of_table(TABLE)).expect("a table");
        let description = MapRef::new(&body).get_map("Table").expect("a table");
        let arn = description.get_str("LatestStreamArn").expect("a stream");
        let told = history::replay(world, life, arn);
        if scan(world, life, &requests::of_table(TABLE)) == before {
            assert_eq!(told, before, "the stream of the table whose items expire");
            return;
        }
    }
    panic!("items expire for ever");
}

/// What has expired goes, in time.
pub fn sweeps(world: &mut World, life: &Life) {
    insist(world, life, "UpdateTimeToLive", &requests::time_to_live(TABLE, true));
    for s in 0..10 {
        insist(world, life, "PutItem", &requests::put_until((TABLE, 1, s), 1, START - 3 * HOUR));
    }
    for _ in 0..20_000 {
        if !scan(world, life, &requests::of_table(TABLE)).keys().any(|(p, _)| *p == 1) {
            return;
        }
        (0..100).for_each(|_| world.step(life));
    }
    panic!("what has expired stays; {:?}", life.engine.status());
}

/// Sends a request until it is taken, or is found to be done: where a disk was full, the reserve may still be on its way
/// back.
fn insist(world: &mut World, life: &Life, name: &str, request: &str) {
    for _ in 0..2_000 {
        match world.call(life, name, request) {
            Err(failure) if failure.kind != Kind::Validation => {
                assert_eq!(failure.kind, Kind::StorageQuotaExceeded, "{failure}");
            }
            _ => return,
        }
        (0..100).for_each(|_| world.step(life));
    }
    panic!("no write is taken any more; {:?}", life.engine.status());
}
