//! Checks of a database that is at rest: through its tables, their indexes, their sums, and a copy made of an export.

use std::collections::BTreeMap;

use hashrange::engine::Export;
use hashrange::model::{Failure, Kind, MapRef};

use crate::oracle::{Held, Oracle, Place, version};
use crate::requests;
use crate::world::{Life, World};
use crate::{expiring, history};

/// Versions by key.
pub type Items = BTreeMap<(u64, i64), i64>;

/// Everything there is agrees with the oracle; what was uncertain is known from now on.
pub fn verify(world: &mut World, life: &Life, oracle: &mut Oracle) {
    for place in oracle.places() {
        let found = match world.call(life, "GetItem", &requests::keyed(place)) {
            Ok(body) => version(&body),
            Err(failure) => {
                assert_eq!(failure.kind, Kind::ResourceNotFound, "{failure}");
                None
            }
        };
        oracle.settle(place, found);
    }
    expiring::verify(world, life);
    for table in oracle.tables.keys().copied().collect::<Vec<_>>() {
        let described = match world.call(life, "DescribeTable", &requests::of_table(table)) {
            Ok(body) => body,
            Err(failure) => {
                assert_eq!(failure.kind, Kind::ResourceNotFound, "{failure}");
                oracle.settle_table(table, false);
                continue;
            }
        };
        oracle.settle_table(table, true);
        let items = expected(oracle, table);
        let description = MapRef::new(&described).get_map("Table").expect("a table");
        assert_eq!(description.get_int("ItemCount"), Some(items.len() as i64), "the sums of table {table}");
        assert_eq!(scan(world, life, &requests::of_table(table)), items, "a scan of table {table}");
        if let Some(arn) = description.get_str("LatestStreamArn") {
            assert_eq!(history::replay(world, life, arn), items, "the stream of table {table}");
        }
        let index = description.get_list("GlobalSecondaryIndexes").and_then(|list| list.iter().next());
        let status = index.and_then(|index| index.as_map()?.get_str("IndexStatus"));
        if status == Some("ACTIVE") || status.is_some() && world.is_calm() && filled(world, life, table) {
            assert_eq!(scan(world, life, &requests::by_index(table)), items, "the index of table {table}");
        }
    }
}

fn expected(oracle: &Oracle, table: u64) -> Items {
    let places = oracle.places().into_iter().filter(|place| place.0 == table);
    let held = |place: Place| -> Held { oracle.possible(&place)[0] };
    places.filter_map(|place| Some(((place.1, place.2), held(place)?))).collect()
}

pub fn scan(world: &mut World, life: &Life, request: &str) -> Items {
    let body = world.call(life, "Scan", request).expect("a scan works");
    let answer = MapRef::new(&body);
    assert!(answer.get_map("LastEvaluatedKey").is_none(), "all fits into one page");
    let mut found = Items::new();
    for item in answer.get_list("Items").expect("items").iter() {
        let item = item.as_map().expect("an item");
        let key = (item.get_str("p").unwrap().parse().unwrap(), item.get_int("s").unwrap());
        assert!(found.insert(key, item.get_int("v").unwrap()).is_none(), "an item comes twice");
    }
    found
}

/// Waits until the index of a table is filled: true, for it gets on.
fn filled(world: &mut World, life: &Life, table: u64) -> bool {
    for _ in 0..5_000 {
        let body = world.call(life, "DescribeTable", &requests::of_table(table)).expect("a table");
        let description = MapRef::new(&body).get_map("Table").expect("a table");
        let index = description.get_list("GlobalSecondaryIndexes").and_then(|list| list.iter().next());
        if index.and_then(|index| index.as_map()?.get_str("IndexStatus")) == Some("ACTIVE") {
            return true;
        }
        (0..200).for_each(|_| world.step(life));
    }
    panic!("a backfill never ends; {:?}", life.engine.status());
}

/// An export ends, and a database that takes it in holds the same.
pub fn copy(world: &mut World, life: &Life, oracle: &mut Oracle) {
    let mut running = Exporting::begin(life);
    let mut steps = 0;
    while !running.step().expect("an export works") {
        steps += 1;
        assert!(steps < 100_000, "an export never ends; {:?}", life.engine.status());
        (0..20).for_each(|_| world.step(life));
    }
    let other = running.taken_in(world);
    verify(world, &other, oracle);
}

/// An export under way.
pub struct Exporting {
    export: Export,
    blocks: Vec<Vec<u8>>,
}

impl Exporting {
    pub fn begin(life: &Life) -> Self {
        Self { export: life.engine.export(), blocks: Vec::new() }
    }

    /// Whether that was the last block.
    pub fn step(&mut self) -> Result<bool, Failure> {
        let block = self.export.step()?;
        // The tag of a block stands behind its header.
        let is_last = block.as_ref().is_some_and(|block| block[hashrange::storage::array::HEADER] == 2);
        self.blocks.extend(block);
        Ok(is_last)
    }

    /// A database that has taken all of it in.
    fn taken_in(self, world: &mut World) -> Life {
        let other = world.elsewhere();
        let mut restore = other.engine.restore().expect("a restore begins");
        for block in &self.blocks {
            while !restore.take(block).expect("a restore works") {
                (0..20).for_each(|_| world.step(&other));
            }
        }
        drop(restore);
        other
    }

    /// Whatever became of the storage while it ran, the export is of one moment: its sums, items and indexes agree.
    pub fn verify(self, world: &mut World, tables: u64) {
        let other = self.taken_in(world);
        for table in 0..tables {
            let described = match world.call(&other, "DescribeTable", &requests::of_table(table)) {
                Ok(body) => body,
                Err(failure) if failure.kind == Kind::ResourceNotFound => continue,
                Err(failure) => panic!("{failure}"),
            };
            let description = MapRef::new(&described).get_map("Table").expect("a table");
            let items = scan(world, &other, &requests::of_table(table));
            assert_eq!(description.get_int("ItemCount"), Some(items.len() as i64), "the sums of an export");
            let index = description.get_list("GlobalSecondaryIndexes").and_then(|list| list.iter().next());
            if index.and_then(|index| index.as_map()?.get_str("IndexStatus")) == Some("ACTIVE") {
                let indexed = scan(world, &other, &requests::by_index(table));
                assert_eq!(indexed, items, "the index of an export");
            }
        }
    }
}
