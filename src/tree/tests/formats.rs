//! Formats that must not change, and parsers that must not trust.

use crate::storage::PageId;
use crate::tree::key::Key;
use crate::tree::layer::Delta;
use crate::tree::link::{ForestRoot, Link, RootEntry};
use crate::tree::ordered::{Entry, Ordered, Position};
use crate::tree::page::{Page, encode};
use crate::tree::records::BranchRecord;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn link() -> Link {
    Link { page: PageId::new(3, 5), birth: 7, checksum: 0x0102_0304, size: 9, count: 11, bytes: 13 }
}

#[test]
fn a_leaf_byte_by_byte() {
    let entries = [(&b"user#1"[..], &b"one"[..]), (b"user#22", b""), (b"user#23456", b"three")];
    let payload = encode(0, 3, entries.into_iter());
    let mut expected = vec![1, 1, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0];
    expected.extend_from_slice(b"user#");
    let heads = [0x3100_0000u32, 0x3232_0000, 0x3233_3435];
    heads.iter().for_each(|head| expected.extend_from_slice(&head.to_le_bytes()));
    [5u32, 8, 19].iter().for_each(|end| expected.extend_from_slice(&end.to_le_bytes()));
    expected.extend_from_slice(b"\x011one\x0222\x0523456three");
    assert_eq!(payload, expected);
}

#[test]
fn a_branch_byte_by_byte() {
    let entry = link().encode();
    let payload = encode(2, 2, [(&b"dropped"[..], &entry[..]), (b"mm", &entry)].into_iter());
    let mut expected = vec![1, 2, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0];
    expected.extend_from_slice(&[0, 0, 0, 0, 0, 0, b'm', b'm', 41, 0, 0, 0, 84, 0, 0, 0, 0]);
    let bytes = [
        5, 0, 0, 0x60, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 4, 3, 2, 1, 9, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0,
        13, 0, 0, 0, 0, 0, 0, 0,
    ];
    assert_eq!(entry, bytes);
    expected.extend_from_slice(&bytes);
    expected.extend_from_slice(b"\x02mm");
    expected.extend_from_slice(&bytes);
    assert_eq!(payload, expected);
}

#[test]
fn roots_survive_encoding_and_nothing_else_does() {
    let entry = RootEntry { link: link(), level: 4 };
    assert_eq!(RootEntry::decode(&entry.encode()), Some(entry));
    for roots in [None, Some(entry)] {
        for replaced in [None, Some(entry)] {
            let root = ForestRoot { checkpoint: 99, roots, replaced };
            let bytes = root.encode();
            assert_eq!(ForestRoot::decode(&bytes), Some(root));
            assert_eq!(ForestRoot::decode(&bytes[..bytes.len() - 1]), None);
            assert_eq!(ForestRoot::decode(&[&bytes[..], &[0]].concat()), None);
            assert_eq!(ForestRoot::decode(&[&[2], &bytes[1..]].concat()), None);
        }
    }
}

#[test]
fn golden_bytes_of_a_branch() {
    let root = RootEntry { link: link(), level: 4 };
    let delta = Delta { count: -2, bytes: 300 };
    let record = BranchRecord { pinned: false, origin: 0x0102_0304, checkpoint: 9, delta, root };
    let mut expected = b"\x02\x01\x04\x03\x02\x01\x09\0\0\0\0\0\0\0".to_vec();
    expected.extend_from_slice(b"\xfe\xff\xff\xff\xff\xff\xff\xff\x2c\x01\0\0\0\0\0\0");
    expected.extend_from_slice(&root.encode());
    assert_eq!(record.encode(), expected);
    assert_eq!(BranchRecord::decode(&expected), Some(record));
    assert_eq!(BranchRecord::decode(&expected[..expected.len() - 1]), None);
    assert_eq!(BranchRecord::decode(&[&[1], &expected[1..]].concat()), None);
}

proptest! {
    #[test]
    fn split_keys_order_like_whole_ones(a in vec(0..3u8, 0..6), b in vec(0..3u8, 0..6), i in 0..6usize, j in 0..6usize) {
        let (x, y) = (a.split_at(i.min(a.len())), b.split_at(j.min(b.len())));
        let (x, y) = (Key::split(x.0, x.1), Key::split(y.0, y.1));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x.cmp_bytes(&b), a.cmp(&b));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!(x.starts_with(&b), a.starts_with(&b));
        prop_assert_eq!(x.to_vec(), a);
    }

    #[test]
    fn a_page_finds_what_it_holds(
        items in btree_map(vec(0..3u8, 0..9), vec(any::<u8>(), 0..4), 1..40),
        probe in vec(0..3u8, 0..9),
    ) {
        let entries = items.iter().map(|(key, value)| (&key[..], &value[..]));
        let page = Page::parse(encode(0, items.len(), entries)).unwrap();
        prop_assert_eq!(page.find(&probe), items.get(&probe).map(|value| &value[..]));
        prop_assert_eq!(page.position(&probe, false), items.range(..probe.clone()).count());
        prop_assert_eq!(page.position(&probe, true), items.range(..=probe).count());
        for (index, (key, value)) in items.iter().enumerate() {
            prop_assert_eq!(page.entry(index).0.to_vec(), key.clone());
            prop_assert_eq!(page.entry(index).1, &value[..]);
        }
    }

    #[test]
    fn a_branch_leads_to_the_child_that_covers_a_key(
        items in btree_map(vec(0..3u8, 0..9), Just(()), 1..40),
        probe in vec(0..3u8, 0..9),
    ) {
        let value = link().encode();
        let page = Page::parse(encode(1, items.len(), items.keys().map(|key| (&key[..], &value[..])))).unwrap();
        let expected = items.keys().skip(1).filter(|key| **key <= probe).count();
        prop_assert_eq!(page.child(&probe), expected);
    }

    #[test]
    fn damaged_pages_do_no_harm(
        items in btree_map(vec(0..3u8, 0..9), vec(any::<u8>(), 0..4), 1..20),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        length in any::<prop::sample::Index>(),
        level in 0..2u8,
    ) {
        let value = link().encode();
        let entries = items.iter().map(|(key, own)| (&key[..], if level > 0 { &value[..] } else { &own[..] }));
        let mut payload = encode(level, items.len(), entries);
        for (at, byte) in damage {
            let at = at.index(payload.len());
            payload[at] = byte;
        }
        let cut = length.index(2 * payload.len()).min(payload.len());
        for payload in [payload[..cut].to_vec(), payload] {
            if let Some(page) = Page::parse(payload) {
                for key in items.keys() {
                    let _ = (page.find(key), page.position(key, true), page.child(key));
                }
                for index in 0..=page.count() {
                    let _ = (page.entry(index), page.link(index));
                }
            }
        }
    }

    #[test]
    fn a_buffer_is_an_ordered_map(writes in vec((vec(0..4u8, 0..12), any::<u8>()), 0..600), probe in vec(0..4u8, 0..12)) {
        let mut map = BTreeMap::new();
        let mut ordered = Ordered::default();
        for (key, value) in writes {
            let entry = Entry { key: key.clone().into(), value: Some(vec![value].into()), lsn: 0 };
            ordered.insert(entry);
            map.insert(key, value);
        }
        prop_assert_eq!(ordered.get(&probe).and_then(|entry| entry.value.clone()), map.get(&probe).map(|&v| vec![v].into()));
        for (after, start) in [(false, map.range(probe.clone()..)), (true, map.range(next(&probe)..))] {
            let mut position = ordered.position(&probe, after);
            for (key, _) in start {
                prop_assert_eq!(&*ordered.at(position).unwrap().key, &key[..]);
                position = ordered.next(position);
            }
            prop_assert!(ordered.at(position).is_none());
            prop_assert_eq!(position, ordered.end());
        }
        let mut position = Position::default();
        prop_assert_eq!(ordered.at(position).is_none(), map.is_empty());
        for _ in 0..map.len() {
            position = ordered.next(position);
        }
        prop_assert_eq!(position, ordered.end());
        while ordered.shed() {}
        prop_assert_eq!(ordered.size(), 0);
    }
}

fn next(key: &[u8]) -> Vec<u8> {
    [key, &[0]].concat()
}
