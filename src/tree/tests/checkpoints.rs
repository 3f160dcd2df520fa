//! Particular situations of checkpoints, sizes and damage.

use super::sim::{Sim, weight};
use crate::tree::{Config, Direction, KeyRange, Lookup, Trace};

fn config(cache_bytes: usize) -> Config {
    Config::new(cache_bytes, weight)
}

#[test]
fn twenty_thousand_items_in_random_order() {
    let mut sim = Sim::new(config(1 << 20));
    let mut state = 1u64;
    for round in 0..4 {
        for _ in 0..5_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sim.write(1, &(state >> 24).to_be_bytes(), Some(&[round; 100]));
        }
        sim.checkpoint();
    }
    sim.check_store();
    sim.check_reads();
    let count = sim.stats(1).count;
    let first = sim.scan(1, &KeyRange::all(), Direction::Forward, u64::MAX);
    assert_eq!(first.len() as u64, count);
    for (key, _) in first {
        sim.write(1, &key, None);
    }
    sim.check_store();
    assert_eq!(sim.get(1, b"x"), None);
}

#[test]
fn the_largest_keys_and_values() {
    let mut sim = Sim::new(config(1 << 20));
    for i in 0..64u8 {
        let mut key = vec![b'k'; 8 << 10];
        key[8190 - usize::from(i % 2) * 8000] = i;
        sim.write(1, &key, Some(&[i; 10]));
        let mut key = vec![i; 8 << 10];
        key[0] = i / 8;
        sim.write(2, &key, Some(&vec![i; if i % 5 == 0 { 400 << 10 } else { 3000 }]));
    }
    sim.check_store();
    sim.check_reads();
    for i in 0..64u8 {
        let mut key = vec![b'k'; 8 << 10];
        key[8190 - usize::from(i % 2) * 8000] = i;
        if i % 3 > 0 {
            sim.write(1, &key, None);
        }
    }
    sim.check_store();
    sim.check_reads();
}

#[test]
fn a_damaged_page_is_named_and_never_read() {
    let mut sim = Sim::new(config(1 << 20));
    for i in 0..2000u32 {
        sim.write(1, &i.to_be_bytes(), Some(&[7; 50]));
    }
    sim.checkpoint();
    sim.reclaim();
    let intact = sim.store.clone();
    for id in intact.keys() {
        sim.crash();
        sim.store = intact.clone();
        let page = sim.store.get_mut(id).unwrap();
        let last = page.len() - 1;
        page[last] ^= 1;
        let mut damaged = None;
        'keys: for i in 0..2000u32 {
            loop {
                let mut trace = Trace::default();
                match sim.forest.get(&mut trace, 1, &i.to_be_bytes()) {
                    Lookup::Found(value) => assert_eq!(value, [7; 50]),
                    Lookup::Absent => panic!("{i} is absent"),
                    Lookup::Fault if trace.corrupt.is_some() => {
                        damaged = trace.corrupt;
                        break 'keys;
                    }
                    Lookup::Fault => {
                        trace.faults.into_iter().for_each(|id| sim.install(id));
                        continue;
                    }
                }
                break;
            }
        }
        assert_eq!(damaged, Some(*id));
    }
}

/// Seventy items: several leaves.
fn fill(sim: &mut Sim, tree: u32, from: u32, salt: u8) {
    for i in from..from + 70 {
        sim.write(tree, &i.to_be_bytes(), Some(&[salt; 60]));
    }
}

#[test]
fn branches_dropped_together_or_in_any_order_leave_nothing_behind() {
    let orders: [&[&[u32]]; 6] = [
        &[&[1, 2, 3]],
        &[&[1], &[2], &[3]],
        &[&[3], &[2], &[1]],
        &[&[2], &[1, 3]],
        &[&[1, 3], &[2]],
        &[&[3, 1], &[2]],
    ];
    for order in orders {
        for (crash, drop, change) in
            [(false, false, true), (true, false, true), (false, true, false), (true, true, true)]
        {
            let mut sim = Sim::new(Config { page_bytes: 512, ..config(4096) });
            for id in 1..=3 {
                fill(&mut sim, 1, 20 * id, id as u8);
                sim.checkpoint();
                sim.write(1, b"buffered", Some(&[id as u8]));
                assert!(sim.branch(1, 100 + id));
                if change {
                    fill(&mut sim, 100 + id, 10 * id, 7);
                }
            }
            fill(&mut sim, 1, 0, 9);
            if drop {
                sim.drop_tree(1);
            }
            sim.check_store();
            sim.check_reads();
            for ids in order {
                ids.iter().for_each(|&id| sim.unbranch(100 + id));
                sim.checkpoint();
                if crash {
                    for steps in 0..12 {
                        (0..steps).for_each(|_| {
                            sim.reclaim_step(2);
                        });
                        sim.crash();
                    }
                }
                sim.check_store();
                sim.check_reads();
            }
        }
    }
}

#[test]
fn a_branch_waits_for_a_checkpoint_and_shares_its_pages() {
    let mut sim = Sim::new(config(1 << 20));
    for i in 0..20_000u32 {
        sim.write(1, &i.to_be_bytes(), Some(&[1; 100]));
    }
    assert!(sim.seal());
    assert!(!sim.branch(1, 100));
    sim.check_store();
    let before = sim.store.len();
    assert!(sim.branch(1, 100));
    sim.write(100, &7u32.to_be_bytes(), None);
    sim.check_store();
    assert!(sim.store.len() < before + 8, "{} pages, {before} before", sim.store.len());
    sim.check_reads();
}

#[test]
fn a_branch_of_a_forest_in_memory_has_a_buffer_of_its_own() {
    let mut sim = Sim::new(Config { volatile: true, ..config(1 << 20) });
    fill(&mut sim, 1, 0, 1);
    assert!(sim.branch(1, 100));
    sim.write(1, b"later", Some(b"x"));
    sim.write(100, b"own", Some(b"y"));
    sim.check_reads();
    sim.unbranch(100);
    sim.check_reads();
}

#[test]
fn a_tree_that_is_dropped_in_memory_is_freed_piece_by_piece() {
    let mut sim = Sim::new(Config { volatile: true, ..config(1 << 20) });
    let before = sim.forest.memory_bytes();
    for i in 0..10_000u32 {
        sim.write(1, &i.to_be_bytes(), Some(&[1; 100]));
    }
    let mut left = sim.forest.memory_bytes() - before;
    let most = left / 50;
    sim.drop_tree(1);
    assert_eq!(sim.forest.memory_bytes() - before, left, "nothing is freed by the drop itself");
    while !sim.forest.shed(&mut || false) {
        let now = sim.forest.memory_bytes() - before;
        assert!((1..most).contains(&(left - now)), "{} of {left} bytes", left - now);
        left = now;
    }
    assert_eq!(sim.forest.memory_bytes(), before);
    sim.check_reads();
}

#[test]
fn untouched_subtrees_are_carried_over_and_small_pages_merge() {
    let mut sim = Sim::new(config(1 << 20));
    for i in 0..50_000u32 {
        sim.write(1, &i.to_be_bytes(), Some(&[1; 100]));
    }
    sim.check_store();
    let before: Vec<_> = sim.store.keys().copied().collect();
    sim.write(1, &25_000u32.to_be_bytes(), Some(&[2; 100]));
    sim.checkpoint();
    let new = sim.store.keys().filter(|id| !before.contains(id)).count();
    // A leaf, two branches at most, tree 0 and the list of replaced pages.
    assert!(new <= 5, "{new} pages for one item");
    sim.check_store();
    for i in 0..50_000u32 {
        if i % 50 > 0 {
            sim.write(1, &i.to_be_bytes(), None);
        }
    }
    sim.check_store();
    let bytes: usize = sim.store.values().map(Vec::len).sum();
    assert!(sim.store.len() < 40, "{} pages of {bytes} bytes for 1,000 items", sim.store.len());
    sim.check_reads();
}
