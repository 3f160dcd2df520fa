//! Random histories: whatever is interleaved, reads agree with the oracle and the store holds what is reachable.

use super::sim::{Sim, of_tree, weight};
use crate::tree::{Config, Direction, KeyRange, Scope, TreeId};
use proptest::collection::vec;
use proptest::prelude::*;
use std::ops::Bound;

#[derive(Clone, Debug)]
enum Op {
    Put(TreeId, Vec<u8>, usize),
    Delete(TreeId, Vec<u8>),
    DeleteRange(TreeId, Vec<u8>, Vec<u8>),
    Fill(TreeId, u8, usize),
    Drop(TreeId),
    Get(TreeId, Vec<u8>),
    Scan(TreeId, Bound<Vec<u8>>, Bound<Vec<u8>>, bool, u64),
    Begin,
    BeginPiece(usize),
    BeginDrops,
    Steps(usize, usize),
    Finish,
    Abort,
    Reclaim(usize, usize),
    Branch(TreeId),
    Unbranch(usize),
    PutInBranch(usize, Vec<u8>, usize),
    DeleteInBranch(usize, Vec<u8>),
    Crash,
    Check,
}

fn key() -> impl Strategy<Value = Vec<u8>> {
    let text = |symbols: &'static [u8], most| vec(proptest::sample::select(symbols), 0..most);
    prop_oneof![
        4 => text(b"ab", 7),
        2 => text(b"\x00\xffz", 5),
        2 => text(b"xy", 12).prop_map(|tail| [b"a long shared prefix/".as_slice(), &tail].concat()),
        1 => text(b"q", 120),
    ]
}

fn length() -> impl Strategy<Value = usize> {
    prop_oneof![20 => 0..40usize, 3 => 40..200usize, 1 => 1000..3000usize]
}

fn bound() -> impl Strategy<Value = Bound<Vec<u8>>> {
    prop_oneof![Just(Bound::Unbounded), key().prop_map(Bound::Included), key().prop_map(Bound::Excluded),]
}

fn tree() -> impl Strategy<Value = TreeId> {
    prop_oneof![5 => Just(1u32), 2 => Just(2u32), 1 => 3..12u32]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        30 => (tree(), key(), length()).prop_map(|(tree, key, length)| Op::Put(tree, key, length)),
        8 => (tree(), key()).prop_map(|(tree, key)| Op::Delete(tree, key)),
        2 => (tree(), key(), key()).prop_map(|(tree, a, b)| Op::DeleteRange(tree, a, b)),
        3 => (tree(), any::<u8>(), 1..120usize).prop_map(|(tree, start, count)| Op::Fill(tree, start, count)),
        2 => tree().prop_map(Op::Drop),
        6 => (tree(), key()).prop_map(|(tree, key)| Op::Get(tree, key)),
        6 => (tree(), bound(), bound(), any::<bool>(), 0..2000u64)
            .prop_map(|(tree, lower, upper, forward, hint)| Op::Scan(tree, lower, upper, forward, hint)),
        6 => Just(Op::Begin),
        3 => (1..3000usize).prop_map(Op::BeginPiece),
        3 => Just(Op::BeginDrops),
        12 => (1..20usize, 1..3usize).prop_map(|(steps, units)| Op::Steps(steps, units)),
        5 => Just(Op::Finish),
        1 => Just(Op::Abort),
        8 => (1..12usize, 1..3usize).prop_map(|(steps, units)| Op::Reclaim(steps, units)),
        4 => tree().prop_map(Op::Branch),
        3 => (0..6usize).prop_map(Op::Unbranch),
        4 => (0..6usize, key(), length()).prop_map(|(place, key, length)| Op::PutInBranch(place, key, length)),
        2 => (0..6usize, key()).prop_map(|(place, key)| Op::DeleteInBranch(place, key)),
        1 => Just(Op::Crash),
        2 => Just(Op::Check),
    ]
}

fn value(length: usize, salt: usize) -> Vec<u8> {
    (0..length).map(|i| (i + salt) as u8).collect()
}

fn run(ops: Vec<Op>, cache_bytes: usize, page_bytes: usize) {
    let mut sim = Sim::new(Config { page_bytes, ..Config::new(cache_bytes, weight) });
    for (salt, op) in ops.into_iter().enumerate() {
        match op {
            Op::Put(tree, key, length) => sim.write(tree, &key, Some(&value(length, salt))),
            Op::Delete(tree, key) => sim.write(tree, &key, None),
            Op::DeleteRange(tree, a, b) => {
                let (low, high) = (a.clone().min(b.clone()), a.max(b));
                for (key, _) in of_tree(&sim.items, tree) {
                    if key >= low && key <= high {
                        sim.write(tree, &key, None);
                    }
                }
            }
            Op::Fill(tree, start, count) => {
                for i in 0..count {
                    let key =
                        [b"fill".as_slice(), &(usize::from(start) * 16 + i).to_be_bytes()[5..]].concat();
                    sim.write(tree, &key, Some(&value(i % 30, salt)));
                }
            }
            Op::Drop(tree) => sim.drop_tree(tree),
            Op::Get(tree, key) => {
                let expected = sim.items.get(&(tree, key.clone())).cloned();
                assert_eq!(sim.get(tree, &key), expected);
            }
            Op::Scan(tree, lower, upper, forward, hint) => {
                let range = KeyRange { lower, upper };
                let mut expected = of_tree(&sim.items, tree);
                expected.retain(|(key, _)| contains(&range, key));
                let direction = if forward { Direction::Forward } else { Direction::Backward };
                if !forward {
                    expected.reverse();
                }
                assert_eq!(sim.scan(tree, &range, direction, hint), expected);
            }
            Op::Begin => {
                sim.seal();
                sim.begin();
            }
            Op::BeginPiece(bytes) => {
                sim.seal();
                sim.begin_scope(Scope::Piece(bytes));
            }
            Op::BeginDrops => {
                if !sim.forest.dropped().is_empty() {
                    sim.begin_scope(Scope::Drops);
                }
            }
            Op::Steps(steps, units) => {
                for _ in 0..steps {
                    if !sim.in_checkpoint || sim.checkpoint_step(units) {
                        break;
                    }
                }
            }
            Op::Finish => while sim.in_checkpoint && !sim.checkpoint_step(7) {},
            Op::Abort => sim.abort(),
            Op::Reclaim(steps, units) => {
                for _ in 0..steps {
                    if sim.reclaim_step(units) {
                        break;
                    }
                }
            }
            Op::Branch(origin) => {
                if sim.branches.len() < 8 {
                    sim.branch(origin, 100 + salt as TreeId);
                }
            }
            Op::Unbranch(place) => nth(&sim, place).into_iter().for_each(|branch| sim.unbranch(branch)),
            Op::PutInBranch(place, key, length) => {
                if let Some(branch) = nth(&sim, place) {
                    sim.write(branch, &key, Some(&value(length, salt)));
                }
            }
            Op::DeleteInBranch(place, key) => {
                if let Some(branch) = nth(&sim, place) {
                    sim.write(branch, &key, None);
                }
            }
            Op::Crash => sim.crash(),
            Op::Check => sim.check_reads(),
        }
    }
    sim.check_reads();
    sim.checkpoint();
    sim.check_store();
    sim.check_reads();
    for branch in sim.branches.clone() {
        sim.unbranch(branch);
    }
    sim.check_store();
    sim.check_reads();
    sim.crash();
    sim.check_reads();
    sim.check_store();
}

fn nth(sim: &Sim, place: usize) -> Option<TreeId> {
    sim.branches.iter().nth(place).copied()
}

fn contains(range: &KeyRange, key: &Vec<u8>) -> bool {
    let above = match &range.lower {
        Bound::Included(low) => key >= low,
        Bound::Excluded(low) => key > low,
        Bound::Unbounded => true,
    };
    let below = match &range.upper {
        Bound::Included(high) => key <= high,
        Bound::Excluded(high) => key < high,
        Bound::Unbounded => true,
    };
    above && below
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn any_history_with_no_cache_at_all(ops in vec(op(), 1..160)) {
        run(ops, 0, 256);
    }

    #[test]
    fn any_history_with_a_small_cache(ops in vec(op(), 1..160)) {
        run(ops, 6000, 400);
    }

    #[test]
    fn any_history_in_memory(ops in vec(op(), 1..160)) {
        run(ops, 1 << 30, 512);
    }
}
