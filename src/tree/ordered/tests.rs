//! The ordered map against the standard library's.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

type Plain = BTreeMap<Vec<u8>, u64>;

fn entry(key: &[u8], lsn: u64) -> Entry {
    Entry { key: key.into(), value: Some([7; 3].into()), lsn }
}

fn contents(map: &Ordered) -> Vec<(Vec<u8>, u64)> {
    let mut found = Vec::new();
    let mut at = Position::default();
    while let Some(entry) = map.at(at) {
        found.push((entry.key.to_vec(), entry.lsn));
        at = map.next(at);
    }
    found
}

fn check(map: &Ordered, plain: &Plain) {
    assert_eq!(contents(map), plain.iter().map(|(key, lsn)| (key.clone(), *lsn)).collect::<Vec<_>>());
    assert_eq!(map.size(), plain.keys().map(|key| entry(key, 0).size()).sum::<usize>());
    assert!(plain.keys().all(|key| map.get(key).is_some()));
    assert_eq!(map.firsts.len(), map.chunks.len());
    for (first, chunk) in map.firsts.iter().zip(&map.chunks) {
        assert_eq!(Some(first), chunk.heads.first());
        assert!(chunk.heads.len() == chunk.entries.len() && chunk.entries.len() <= CAPACITY);
    }
}

fn key(number: u16) -> Vec<u8> {
    // Long common beginnings, so that heads are equal, too.
    [&b"the same"[..(number % 3) as usize * 4], &number.to_be_bytes()].concat()
}

proptest! {
    #[test]
    fn keeps_what_is_inserted_and_forgets_what_is_removed(
        steps in prop::collection::vec((any::<bool>(), 0_u16..600), 0..2_000),
        sweep in 0_u16..600,
    ) {
        let (mut map, mut plain) = (Ordered::default(), Plain::new());
        for (lsn, (insert, number)) in steps.into_iter().enumerate() {
            let key = key(number);
            if insert {
                map.insert(entry(&key, lsn as u64));
                plain.insert(key, lsn as u64);
            } else {
                map.remove(&key);
                plain.remove(&key);
            }
        }
        check(&map, &plain);
        let clone = map.clone();
        let before = plain.clone();
        for number in 0..sweep {
            map.remove(&key(number));
            plain.remove(&key(number));
        }
        check(&map, &plain);
        check(&clone, &before);
    }
}

#[test]
fn few_entries_take_few_chunks_whatever_was_removed() {
    let mut map = Ordered::default();
    for number in 0..20_000_u32 {
        map.insert(entry(&number.to_be_bytes(), 0));
    }
    for number in (0..20_000_u32).filter(|number| number % 100 > 0) {
        map.remove(&number.to_be_bytes());
    }
    assert!(map.chunks.len() <= 200 / (SPARSE / 2), "{} chunks hold 200 entries", map.chunks.len());
    (0..20_000_u32).for_each(|number| map.remove(&number.to_be_bytes()));
    assert!(map.chunks.is_empty() && map.firsts.is_empty() && map.size() == 0);
}

#[test]
fn a_clone_shares_every_chunk_that_is_not_written_to() {
    let mut map = Ordered::default();
    for number in 0..10_000_u32 {
        map.insert(entry(&number.to_be_bytes(), 0));
    }
    let clone = map.clone();
    let shared = |map: &Ordered| {
        map.chunks.iter().filter(|one| clone.chunks.iter().any(|two| Rc::ptr_eq(one, two))).count()
    };
    assert_eq!(shared(&map), map.chunks.len());
    map.insert(entry(&5_000_u32.to_be_bytes(), 1));
    assert_eq!(shared(&map), map.chunks.len() - 1);
    assert_eq!(clone.get(&5_000_u32.to_be_bytes()).unwrap().lsn, 0);
}
