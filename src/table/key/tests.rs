use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn key(parts: &[&[u8]], partition: usize) -> Vec<u8> {
    let (own, rest) = parts.split_at(partition);
    let mut out = Vec::new();
    encode(&mut out, own.iter().copied(), rest.iter().copied());
    out
}

/// Golden vectors: a change here is a change of the storage format.
#[test]
fn golden_keys() {
    assert_eq!(key(&[b"test"], 1), b"\xba\x6b\xd2\x13test");
    assert_eq!(key(&[b"test", b"sort\x00"], 1), b"\xba\x6b\xd2\x13test\x00\x01sort\x00");
    assert_eq!(key(&[b"t\x00", b"s"], 1)[4..], *b"t\x00\xff\x00\x01s");
    let several = key(&[b"a", b"b", b"c"], 2);
    assert_eq!(several[4..], *b"a\x00\x01b\x00\x01c");
    assert_eq!(several[..4], partition_hash(b"a\x00\x01b").to_be_bytes());
}

#[test]
fn segments_cover_all_hashes_once() {
    for total in [1_u32, 2, 3, 7, 1_000_000] {
        assert_eq!(segment(0, total).lower, [0, 0, 0, 0]);
        assert_eq!(segment(total - 1, total).upper, None);
        for index in (0..total - 1).step_by((total as usize / 97).max(1)) {
            assert_eq!(segment(index, total).upper.unwrap(), segment(index + 1, total).lower);
        }
    }
}

/// Bytes among which zeros, ends and escapes are frequent.
fn component() -> impl Strategy<Value = Vec<u8>> {
    vec(prop_oneof![Just(0_u8), Just(1), Just(2), Just(0xFF), any::<u8>()], 0..6)
}

proptest! {
    #[test]
    fn order_is_component_by_component(a in vec(component(), 3), b in vec(component(), 3)) {
        let slices = |parts: &[Vec<u8>]| -> Vec<u8> {
            let mut out = Vec::new();
            tuple(&mut out, parts.iter().map(Vec::as_slice));
            out
        };
        prop_assert_eq!(slices(&a).cmp(&slices(&b)), a.cmp(&b));
    }

    #[test]
    fn spans_hold_exactly_what_satisfies_the_bound(
        pk in component(),
        other in component(),
        sk in component(),
        tail in component(),
        low in component(),
        high in component(),
        width in 2_usize..4,
    ) {
        let parts = |pk: &[u8]| -> Vec<u8> {
            let all: Vec<&[u8]> = vec![pk, &sk, &tail];
            key(&all[..width], 1)
        };
        let bounds = [
            (Bound::Any, true),
            (Bound::Less(&low), sk < low),
            (Bound::AtMost(&low), sk <= low),
            (Bound::Greater(&low), sk > low),
            (Bound::AtLeast(&low), sk >= low),
            (Bound::Between(&low, &high), sk >= low && sk <= high),
            (Bound::Prefix(&low), sk.starts_with(&low)),
        ];
        for (bound, expected) in bounds {
            let span = span(&[&pk], &[], bound, width);
            prop_assert_eq!(span.contains(&parts(&pk)), expected, "{:?}", bound);
            prop_assert_eq!(span.contains(&parts(&other)), expected && pk == other);
        }
        let pinned = span(&[&pk], &[&low], Bound::Any, width);
        prop_assert_eq!(pinned.contains(&parts(&pk)), sk == low);
    }
}
