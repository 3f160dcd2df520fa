//! Databases that a later version has written to: what it added stays, and what cannot be understood is told from damage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::rc::Rc;

use super::work::{ADD_INDEX, Counting, DURABLE, Life, VOLATILE, delete, drop_table, load, put};
use crate::engine::{Superblock, must};
use crate::model::split::{blob, put_varint, varint};
use crate::model::{Kind, MapRef, Writer};
use crate::storage::array::{self, HEADER, Kind as ArrayKind};
use crate::storage::checksum::Crc32;
use crate::storage::{Opened, Store};
use crate::table::envelope::{self, COMPRESSED, PENDING, Stamp, TOMBSTONE};

/// What a closed store holds.
fn opened(life: &Life, store: &Counting) -> (impl Store + use<>, Opened) {
    let handle = store.inner.sibling();
    let opened = life.executor.block_on(handle.open(&|_| Ok(()))).unwrap();
    (handle, opened)
}

fn superblock(life: &Life, store: &Counting) -> Superblock {
    let bytes = opened(life, store).1.superblock.unwrap();
    Superblock::decode(array::open(ArrayKind::Superblock, &bytes).unwrap()).unwrap()
}

/// Puts another superblock in the place of a store's.
fn switch(life: &Life, store: &Counting, superblock: &Superblock) {
    let (handle, _) = opened(life, store);
    let bytes = array::seal(ArrayKind::Superblock, &superblock.encode());
    life.executor.block_on(handle.switch_root(bytes, superblock.log_start)).unwrap();
}

fn loaded() -> (Rc<Counting>, Life) {
    let store = Rc::new(Counting::default());
    let life = Life::open(&store, &DURABLE);
    load(&life, "Things");
    life.executor.block_on(life.engine.close()).unwrap();
    (store, life)
}

#[test]
fn what_a_later_version_put_into_the_superblock_survives_checkpoints() {
    let (store, life) = loaded();
    let mut later = superblock(&life, &store);
    let (mut keys, mut others) = (Writer::new(), Writer::new());
    keys.name(b"1");
    keys.binary(b"wrapped");
    others.entry_str("hint", "kept");
    (later.may, later.keys, later.others) = (1 << 33 | 1, keys.into_inner(), others.into_inner());
    switch(&life, &store, &later);
    for round in 0..2 {
        let life = Life::open(&store, &DURABLE);
        for key in 0..200 {
            life.call("PutItem", &put("Things", key, 1_000 + round)).unwrap();
            life.turns(20);
        }
        life.executor.block_on(life.engine.close()).unwrap();
        let now = superblock(&life, &store);
        assert!(now.checkpoint > later.checkpoint);
        assert_eq!((now.may, &now.keys, &now.others), (later.may, &later.keys, &later.others));
        later.checkpoint = now.checkpoint;
    }
}

#[test]
fn a_feature_that_must_be_understood_refuses_the_database_and_leaves_it_alone() {
    let (store, life) = loaded();
    let before = superblock(&life, &store);
    for must in [1 << 50, must::BRANCHES | 1 << 20] {
        switch(&life, &store, &Superblock { must, ..before.clone() });
        let refused = Life::try_open(&store, &DURABLE).map(drop).unwrap_err();
        assert_eq!(refused.kind, Kind::FormatTooNew);
        assert!(refused.message.contains("newer version"), "{}", refused.message);
    }
    switch(&life, &store, &before);
    let life = Life::open(&store, &DURABLE);
    assert!(life.call("GetItem", &delete("Things", 1)).is_ok_and(|answer| !answer.is_empty()));
}

/// Seals the payload of an array anew, with a key in its header.
#[expect(clippy::ptr_arg, reason = "one of several")]
fn encrypt(array: &mut Vec<u8>) {
    array[6] = 7;
    let mut crc = Crc32::new();
    crc.update(&array[..12]);
    crc.update(&array[HEADER..]);
    array[12..HEADER].copy_from_slice(&crc.finish().to_le_bytes());
}

#[test]
fn pages_of_a_later_version_are_no_damage() {
    let of_a_later_form: fn(&mut Vec<u8>) = |page| {
        page[HEADER] += 1;
        array::seal_in_place(ArrayKind::Page, page);
    };
    for (forge, kind) in [
        (encrypt as fn(&mut Vec<u8>), Kind::FormatTooNew),
        (of_a_later_form, Kind::FormatTooNew),
        (|page| page[HEADER] += 1, Kind::Corruption),
    ] {
        let (store, _) = loaded();
        let life = Life::open(&store, &DURABLE);
        store.forges.set(Some(forge));
        let failure = (0..1_000).find_map(|key| life.call("GetItem", &delete("Things", key)).err());
        assert_eq!(failure.unwrap().kind, kind);
    }
}

#[test]
fn a_log_of_a_later_version_is_no_damage() {
    for (forge, kind) in [
        (encrypt as fn(&mut Vec<u8>), Kind::FormatTooNew),
        (
            |chunk| {
                chunk[HEADER] += 1;
                array::seal_in_place(ArrayKind::Log, chunk);
            },
            Kind::FormatTooNew,
        ),
        (|chunk| chunk[HEADER] += 1, Kind::Corruption),
    ] {
        let (store, life) = loaded();
        let (handle, found) = opened(&life, &store);
        let mut chunk =
            array::seal(ArrayKind::Log, &[&[1][..], &found.epoch.to_le_bytes(), &[0; 9]].concat());
        forge(&mut chunk);
        let appended = handle.append_log(0, vec![chunk], crate::storage::Durability::Strict);
        life.executor.block_on(appended).unwrap();
        assert_eq!(Life::try_open(&store, &DURABLE).map(drop).unwrap_err().kind, kind);
    }
}

type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// A copy of a database in memory, of which something is changed tree by tree.
fn copy(life: &Life, mut change: impl FnMut(u32, &mut Entries)) -> Life {
    let copy = Life::open(&Rc::default(), &VOLATILE);
    let mut restore = copy.engine.restore().unwrap();
    let mut export = life.engine.export();
    let (mut previous, mut count) = ([0; 4], 0);
    loop {
        let mut block = export.step().unwrap().unwrap();
        let tag = block[HEADER];
        block[HEADER + 1..HEADER + 5].copy_from_slice(&previous);
        if tag == 1 {
            let (tree, mut rest) = varint(&block[HEADER + 13..]).unwrap();
            let mut entries = Entries::new();
            while !rest.is_empty() {
                let (key, after) = blob(rest).unwrap();
                let (value, after) = blob(after).unwrap();
                entries.push((key.to_vec(), value.to_vec()));
                rest = after;
            }
            change(tree, &mut entries);
            block.truncate(HEADER + 13);
            put_varint(&mut block, tree);
            for bytes in entries.iter().flat_map(|(key, value)| [key, value]) {
                put_varint(&mut block, bytes.len() as u32);
                block.extend_from_slice(bytes);
            }
            count += entries.len() as u64;
            block[HEADER + 5..HEADER + 13].copy_from_slice(&(entries.len() as u64).to_le_bytes());
        } else if tag == 2 {
            block[HEADER + 5..HEADER + 13].copy_from_slice(&count.to_le_bytes());
        }
        array::seal_in_place(ArrayKind::Export, &mut block);
        previous = array::checksum(&block);
        assert!(restore.take(&block).unwrap());
        if tag == 2 {
            break;
        }
    }
    drop(restore);
    copy.turns(1_000);
    copy
}

fn original() -> Life {
    let life = Life::open(&Rc::default(), &VOLATILE);
    life.create("Things");
    (0..3).for_each(|key| drop(life.call("PutItem", &put("Things", key, 1)).unwrap()));
    life
}

#[test]
fn items_in_a_form_of_a_later_version_are_no_damage_and_are_not_written_over() {
    for flags in [PENDING, TOMBSTONE, COMPRESSED, 1 ^ 2] {
        let mut number = 0;
        let copy = copy(&original(), |tree, entries| {
            for (_, value) in entries.iter_mut().filter(|_| tree >= 16) {
                number += 1;
                if number == 2 {
                    value[0] ^= flags;
                }
            }
        });
        for (name, request) in [
            ("GetItem", delete("Things", 1)),
            ("PutItem", put("Things", 1, 1)),
            ("DeleteItem", delete("Things", 1)),
            ("Scan", drop_table("Things")),
        ] {
            let failure = copy.call(name, &request).unwrap_err();
            assert_eq!(failure.kind, Kind::FormatTooNew, "{name} of {flags:#x}");
            assert!(failure.message.contains("later version"), "{}", failure.message);
        }
        copy.call("PutItem", &put("Things", 0, 2)).unwrap();
        assert!(!copy.call("GetItem", &delete("Things", 2)).unwrap().is_empty());
    }
}

/// A record of the catalog with another version in it.
fn raised(value: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    for (name, value) in MapRef::new(envelope::read(value).unwrap().body).iter() {
        if name == b"version" {
            w.entry_int("version", 99);
        } else {
            w.name(name);
            w.raw(value);
        }
    }
    envelope::seal(Stamp::local(1), w.len() as u32, w.as_bytes())
}

#[test]
fn a_table_of_a_later_version_is_neither_damaged_nor_deleted() {
    let copy = copy(&original(), |tree, entries| {
        for (key, value) in entries.iter_mut().filter(|_| tree == 1) {
            if key.starts_with(b"table/") {
                *value = raised(value);
            }
        }
    });
    for name in ["DescribeTable", "DeleteTable", "Scan"] {
        let failure = copy.call(name, &drop_table("Things")).unwrap_err();
        assert_eq!(failure.kind, Kind::FormatTooNew, "{name}");
    }
    copy.create("Others");
}

#[test]
fn a_job_of_a_later_version_is_left_to_it_and_holds_nobody_up() {
    let mut job = Writer::new();
    job.entry_str("doing", "something new");
    let job = envelope::seal(Stamp::local(1), job.len() as u32, job.as_bytes());
    let mut compressed = job.clone();
    compressed[0] |= COMPRESSED;
    let added = [(b"job/a new one".to_vec(), job), (b"job/another".to_vec(), compressed)];
    let copy = copy(&original(), |tree, entries| {
        if tree == 1 {
            entries.extend(added.clone());
            entries.sort();
        }
    });
    // A round that works on another one comes to its end.
    copy.call("UpdateTable", ADD_INDEX).unwrap();
    assert!((0..100_000).any(|_| !copy.executor.turn()), "the jobs go on for ever");
    let body = copy.call("DescribeTable", &drop_table("Things")).unwrap();
    let index = MapRef::new(&body).get_map("Table").unwrap().get_list("GlobalSecondaryIndexes").unwrap();
    assert_eq!(index.iter().next().unwrap().as_map().unwrap().get_str("IndexStatus"), Some("ACTIVE"));
    let mut left = Vec::new();
    self::copy(&copy, |tree, entries| {
        left.extend(entries.iter().filter(|(key, _)| tree == 1 && key.starts_with(b"job/")).cloned());
    });
    assert_eq!(left, added);
}
