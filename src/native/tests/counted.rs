//! Counters that are stored: none is lost on the way, and storing them is little work.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::rc::Rc;

use super::limits::{Limited, RESERVE, config};
use super::work::{ADD_INDEX, Counting, DURABLE, LARGE, Life, drop_table, put, steps_of};
use crate::engine::{Answer, Config};
use crate::model::{Kind, MapRef};
use crate::operation::Settings;
use crate::storage::array::HEADER;
use crate::table::gauge::{Enforced, Gauge};
use crate::table::points;

const MINUTE: i64 = 60_000_000;

fn gauge() -> Rc<Gauge> {
    Rc::new(Gauge::new(("local", "000000000000"), Enforced::Nowhere, true))
}

fn settings(gauge: &Rc<Gauge>) -> Settings {
    Settings { gauge: Some(Rc::clone(gauge)), ..Settings::default() }
}

fn counted(store: &Rc<Counting>, gauge: &Rc<Gauge>) -> Life {
    Life::open_with(store, &DURABLE, settings(gauge)).unwrap()
}

/// The sum of the first point's values.
fn sum(answer: Answer) -> Option<i64> {
    let answer = answer.unwrap();
    let points = MapRef::new(&answer).get_list("Points").unwrap();
    points.iter().next()?.as_map()?.get_int("Sum")
}

/// The count of values of a metric's points.
fn values(answer: Answer) -> i64 {
    let answer = answer.unwrap();
    let points = MapRef::new(&answer).get_list("Points").unwrap();
    points.iter().map(|point| point.as_map().unwrap().get_int("Count").unwrap()).sum()
}

fn of(metric: &str) -> String {
    format!(r#"{{"From":0,"To":4000000000000,"Metric":"{metric}"}}"#)
}

#[test]
fn two_parts_of_a_minute_that_are_stored_together_are_one_point() {
    let (store, gauge) = (Rc::new(Counting::default()), gauge());
    let life = counted(&store, &gauge);
    life.create("Things");
    for _ in 0..3 {
        life.call("DescribeTable", &drop_table("Things")).unwrap();
        // As when a minute has too many series.
        points::finish(&gauge);
    }
    life.executor.block_on(life.engine.close()).unwrap();
    let life = Life::open(&store, &DURABLE);
    assert_eq!(values(life.call("ReadMetrics", &of("SuccessfulRequestLatency"))), 4);
    assert_eq!(values(life.call("ReadMetrics", &of("AccountMaxReads"))), 1);
}

#[test]
fn the_definitions_of_tables_are_read_once_for_all_minutes_that_are_stored() {
    let store_of = |minutes: usize| {
        let (store, gauge) = (Rc::new(Counting::default()), gauge());
        let life = Life::open_with(&store, &LARGE, settings(&gauge)).unwrap();
        (0..300).for_each(|number| drop(life.create(&["Table", &number.to_string()].concat())));
        life.ahead.set(MINUTE);
        life.turns(10_000);
        for _ in 0..minutes {
            life.ahead.set(life.ahead.get() + MINUTE);
            life.call("DescribeTable", &drop_table("Table7")).unwrap();
        }
        let steps = steps_of(|| life.executor.block_on(life.engine.close()).unwrap());
        let life = Life::open(&store, &DURABLE);
        (steps, values(life.call("ReadMetrics", &of("AccountMaxReads"))))
    };
    let ((one, few), (ten, many)) = (store_of(1), store_of(10));
    assert_eq!(many - few, 9);
    assert!(one >= 300 && ten < 2 * one, "{one} steps for a minute and {ten} for ten");
}

/// A store with so many tables that their definitions are in several pages.
fn of_many_tables() -> Rc<Counting> {
    let store = Rc::new(Counting::default());
    let life = Life::open(&store, &DURABLE);
    (0..300).for_each(|number| drop(life.create(&["Table", &number.to_string()].concat())));
    life.executor.block_on(life.engine.close()).unwrap();
    store
}

#[test]
fn a_close_stores_what_was_counted_although_definitions_are_not_in_memory() {
    let (store, gauge) = (of_many_tables(), gauge());
    let life = counted(&store, &gauge);
    life.call("DescribeLimits", "{}").unwrap();
    life.executor.block_on(life.engine.close()).unwrap();
    let life = Life::open(&store, &DURABLE);
    assert_eq!(values(life.call("ReadMetrics", &of("SuccessfulRequestLatency"))), 1);
    assert_eq!(values(life.call("ReadMetrics", &of("AccountMaxReads"))), 0, "what would have to be read");
}

#[test]
fn damaged_definitions_cost_only_the_metrics_that_follow_from_them() {
    let (store, gauge) = (of_many_tables(), gauge());
    let life = counted(&store, &gauge);
    life.call("DescribeLimits", "{}").unwrap();
    store.forges.set(Some(|page| page[HEADER] += 1));
    life.ahead.set(MINUTE);
    life.call("DescribeLimits", "{}").unwrap();
    life.turns(10_000);
    store.forges.set(None);
    drop(life);
    let life = Life::open(&store, &DURABLE);
    assert_eq!(values(life.call("ReadMetrics", &of("SuccessfulRequestLatency"))), 1);
    assert_eq!(values(life.call("ReadMetrics", &of("AccountMaxReads"))), 0);
}

#[test]
fn counters_are_stored_again_when_a_disk_that_was_full_takes_writes() {
    let (store, gauge) = (Limited::new(), gauge());
    let life = |settings| super::Life::limited(&store, Config { settings, ..config(1 << 20, 64 << 10) });
    let first = life(settings(&gauge));
    first.create("Things");
    store.quota.set(store.used() + RESERVE + 100_000);
    let failure = (0..1_000).find_map(|key| first.put("Things", key, 1_000).err()).unwrap();
    assert_eq!(failure.kind, Kind::StorageQuotaExceeded);
    store.quota.set(usize::MAX);
    first.until_taken("a put", || first.put("Things", 0, 1));
    first.executor.block_on(first.engine.close()).unwrap();
    let again = life(Settings::default());
    assert!(values(again.call("ReadMetrics", &of("ConsumedWriteCapacityUnits"))) > 0);
}

#[test]
fn what_a_new_index_consumes_counts_when_it_is_written_and_not_before() {
    let life = Life::open_with(&Rc::default(), &DURABLE, settings(&gauge())).unwrap();
    life.create("Things");
    (0..50).for_each(|key| drop(life.call("PutItem", &put("Things", key, 1)).unwrap()));
    life.is_short.set(true);
    life.call("UpdateTable", ADD_INDEX).unwrap();
    life.turns(1_000);
    let consumed = of("OnlineIndexConsumedWriteCapacity");
    assert_eq!(values(life.call("ReadMetrics", &consumed)), 0, "there was no memory for it");
    life.is_short.set(false);
    life.create("Others");
    life.turns(1_000);
    assert_eq!(sum(life.call("ReadMetrics", &consumed)), Some(50));
}
