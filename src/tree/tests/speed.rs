//! Figures for the hot paths; run with `cargo test --release tree::tests::speed -- --ignored --nocapture`.

use super::sim::{Sim, weight};
use crate::tree::{Config, Direction, Effect, Forest, ForestRoot, KeyRange, Lookup, Step, Trace};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::ops::Bound;
use std::time::Instant;

const ITEMS: u64 = 100_000;

fn key(i: u64) -> Vec<u8> {
    let hash = (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32;
    [hash.to_be_bytes().as_slice(), format!("user#{i:010}").as_bytes()].concat()
}

fn report(name: &str, operations: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{name:48} {:9.0} k/s", operations as f64 / seconds / 1000.0);
}

/// The best of some rounds: other work on the machine only ever slows down.
fn best(name: &str, operations: u64, mut round: impl FnMut() -> usize) {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        black_box(round());
        start.elapsed()
    });
    let seconds = times.min().unwrap_or_default().as_secs_f64();
    println!("{name:48} {:9.0} k/s", operations as f64 / seconds / 1000.0);
}

fn gets(name: &str, keys: &[Vec<u8>], mut get: impl FnMut(&[u8]) -> usize) {
    best(name, ITEMS, || {
        let mut sum = 0;
        for i in 0..ITEMS {
            sum += get(&keys[(i.wrapping_mul(7_919) % ITEMS) as usize]);
        }
        sum
    });
}

fn forest_gets(name: &str, forest: &Forest, keys: &[Vec<u8>]) {
    let mut trace = Trace::default();
    gets(name, keys, |key| match forest.get(&mut trace, 1, key) {
        Lookup::Found(value) => value.len(),
        _ => panic!("not found"),
    });
    for direction in [Direction::Forward, Direction::Backward] {
        best(&format!("{name}, scan of 50 {direction:?}"), ITEMS / 4, || {
            let mut sum = 0;
            for i in 0..ITEMS / 4 {
                let bound = Bound::Included(keys[(i.wrapping_mul(7_919) % ITEMS) as usize].clone());
                let mut range = KeyRange::all();
                *(if direction == Direction::Forward { &mut range.lower } else { &mut range.upper }) = bound;
                let mut cursor = forest.cursor(1, range, direction, 0);
                for _ in 0..50 {
                    let Step::Entry { key, value } = cursor.next(&mut trace) else { break };
                    sum += key.len() + value.len();
                }
            }
            sum
        });
    }
}

#[test]
#[ignore = "measures"]
fn figures() {
    let keys: Vec<Vec<u8>> = (0..ITEMS).map(key).collect();
    let values: Vec<Vec<u8>> = keys.iter().map(|_| vec![1; 250]).collect();

    let owned: Vec<_> = keys.iter().cloned().zip(values.clone()).collect();
    let start = Instant::now();
    let mut map = BTreeMap::new();
    for (key, value) in owned {
        map.insert(key, value);
    }
    report("BTreeMap insert", ITEMS, start);
    gets("BTreeMap get", &keys, |key| map.get(key).unwrap().len());
    let start = Instant::now();
    let mut sum = 0;
    for i in 0..ITEMS {
        let from = &keys[(i.wrapping_mul(7_919) % ITEMS) as usize];
        sum += map
            .range::<Vec<u8>, _>(from..)
            .take(50)
            .map(|(key, value)| key.len() + value.len())
            .sum::<usize>();
    }
    black_box(sum);
    report("BTreeMap, scan of 50", ITEMS, start);

    let mut sim = Sim::new(Config::new(64 << 20, weight));
    let write = |(key, value): (&Vec<u8>, &Vec<u8>)| {
        vec![Effect::Write { tree: 1, key: key.clone(), value: Some(value.clone()), old_weight: None }]
    };
    let effects: Vec<_> = keys.iter().zip(&values).map(write).collect();
    let start = Instant::now();
    for (lsn, effects) in effects.into_iter().enumerate() {
        sim.forest.apply_owned(lsn as u64, effects);
    }
    report("buffer insert", ITEMS, start);
    forest_gets("buffer", &sim.forest, &keys);
    let start = Instant::now();
    sim.checkpoint();
    report("first checkpoint, items", ITEMS, start);
    forest_gets("pages", &sim.forest, &keys);
    for i in (0..ITEMS).step_by(10) {
        sim.forest.apply_owned(i, write((&keys[i as usize], &values[i as usize])));
    }
    forest_gets("pages + 10 % buffered", &sim.forest, &keys);
    sim.seal();
    for i in (5..ITEMS).step_by(10) {
        sim.forest.apply_owned(i, write((&keys[i as usize], &values[i as usize])));
    }
    forest_gets("pages + sealed + active", &sim.forest, &keys);
    sim.begin();
    let start = Instant::now();
    while !sim.checkpoint_step(1_000_000) {}
    println!("checkpoint of 10,000 changes      {:?}", start.elapsed());
    println!("memory                            {} MB", sim.forest.memory_bytes() >> 20);
}

#[test]
#[ignore = "measures"]
fn a_million_items() {
    let mut forest = Forest::open(Config::new(16 << 20, weight), ForestRoot::default());
    let start = Instant::now();
    let mut store = std::collections::HashMap::new();
    let mut longest = std::time::Duration::ZERO;
    let mut unit = longest;
    let mut finish = longest;
    for round in 0..10u64 {
        for i in 0..100_000 {
            let effect = Effect::Write {
                tree: 1,
                key: key(round * 100_000 + i),
                value: Some(vec![2; 250]),
                old_weight: None,
            };
            forest.apply_owned(i, vec![effect]);
        }
        forest.seal();
        forest.begin_checkpoint(round + 1, 1, crate::tree::Scope::Whole);
        loop {
            let slice = Instant::now();
            let mut last = Instant::now();
            let step = forest.step_checkpoint(&mut || {
                unit = unit.max(last.elapsed());
                last = Instant::now();
                slice.elapsed().as_millis() < 4
            });
            longest = longest.max(slice.elapsed());
            match step {
                crate::tree::CheckpointStep::Fault(ids) => {
                    for id in ids {
                        let page: &Vec<u8> = &store[&id];
                        forest.install(id, Ok(page.clone()));
                    }
                }
                crate::tree::CheckpointStep::Pages(pages) => store.extend(pages),
                crate::tree::CheckpointStep::Done(_) => break,
                _ => {}
            }
        }
        let start = Instant::now();
        assert!(forest.finish_checkpoint());
        finish = finish.max(start.elapsed());
        while let crate::tree::ReclaimStep::Delete(ids) = forest.step_reclaim(&mut || true) {
            ids.iter().for_each(|id| {
                store.remove(id);
            });
        }
    }
    let bytes: usize = store.values().map(Vec::len).sum();
    println!(
        "a million items in ten checkpoints: {:?}, longest slice {longest:?}, unit {unit:?}, finish {finish:?}",
        start.elapsed()
    );
    println!("{} pages, {} MB, in memory {} MB", store.len(), bytes >> 20, forest.memory_bytes() >> 20);
}
