//! A transactional store (IndexedDB, a Durable Object, a store in JavaScript) that gets full.

use super::Life;
use super::limits::{Limited, RESERVE, config};
use crate::model::Kind;

#[test]
fn openings_on_a_full_disk_use_up_nothing_of_the_reserve() {
    let store = Limited::with_a_reserve();
    let open = || Life::limited(&store, config(1 << 20, 64 << 10));
    let life = open();
    life.create("Things");
    life.settle();
    store.quota.set(store.used() + 500_000);
    let count = (0..).take_while(|&key| life.put("Things", key, 1_000).is_ok()).count();
    // Deletions have the reserve, and what it had is free.
    life.keyed("DeleteItem", "Things", 0).unwrap();
    assert_eq!(store.reserve.get(), 0);
    drop(life);
    let mut kept: Vec<usize> = (1..count).collect();
    for session in 0..400 {
        let life = open();
        if life.put("Things", 10_000 + session, 1_000).is_ok() {
            kept.push(10_000 + session);
        }
    }
    let life = open();
    for key in kept {
        life.keyed("DeleteItem", "Things", key).unwrap();
        assert!(!life.has("Things", key));
    }
    life.settle();
    life.until_taken("a put", || life.put("Things", 0, 1_000));
    assert_eq!(store.reserve.get(), RESERVE, "the reserve is there before a put is taken");
}

#[test]
fn a_new_database_that_is_filled_without_a_rest_has_its_reserve() {
    for room in [400_000, 700_000, 1_500_000] {
        let store = Limited::with_a_reserve();
        store.quota.set(room);
        let life = Life::limited(&store, config(1 << 20, 64 << 10));
        life.create("Things");
        let put = |key: usize| {
            format!(r#"{{"TableName":"Things","Item":{{"p":{{"S":"k{key}"}},"x":{{"S":"{key:0>1000}"}}}}}}"#)
        };
        let mut taken = Vec::new();
        for first in (0..3_000).step_by(50) {
            let answers = life.burst("PutItem", (first..first + 50).map(put));
            let failed = answers.iter().filter_map(|answer| answer.as_ref().err());
            failed.for_each(|failure| assert_eq!(failure.kind, Kind::StorageQuotaExceeded));
            taken.extend(
                (first..first + 50).zip(answers).filter(|(_, answer)| answer.is_ok()).map(|(key, _)| key),
            );
        }
        assert!(taken.len() > 50, "{}", taken.len());
        for key in taken {
            life.keyed("DeleteItem", "Things", key).unwrap();
        }
        life.until_taken("a put", || life.put("Things", 0, 1_000));
    }
}

#[test]
fn bursts_of_deletions_are_taken() {
    let store = Limited::with_a_reserve();
    let life = Life::limited(&store, config(1 << 20, 256 << 10));
    life.create("Things");
    life.settle();
    store.quota.set(store.used() + 2_000_000);
    let count = (0..).take_while(|&key| life.put("Things", key, 300).is_ok()).count();
    let delete = |key: usize| format!(r#"{{"TableName":"Things","Key":{{"p":{{"S":"k{key}"}}}}}}"#);
    let answers = life.burst("DeleteItem", (0..count).map(delete));
    assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 0, "of {count}");
    life.until_taken("a put", || life.put("Things", 0, 1_000));
}

#[test]
fn a_switch_of_the_root_that_finds_no_room_leaves_the_one_before() {
    let store = Limited::with_a_reserve();
    let life = Life::limited(&store, config(1 << 20, 64 << 10));
    life.create("Things");
    (0..200).for_each(|key| drop(life.put("Things", key, 500).unwrap()));
    life.settle();
    store.refuse_switches.set(3);
    let more = (200..2_000)
        .take_while(|&key| store.refuse_switches.get() > 0 && life.put("Things", key, 500).is_ok())
        .count();
    life.settle();
    assert_eq!(store.refuse_switches.get(), 0, "no root was switched");
    assert!((0..200 + more).all(|key| life.has("Things", key)));
    let again = Life::limited(&store, config(1 << 20, 64 << 10));
    assert!((0..200 + more).all(|key| again.has("Things", key)));
}
