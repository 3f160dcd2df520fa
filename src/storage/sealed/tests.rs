//! The contract suite over sealed stores, and what others can do to the stored bytes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::frame::{framed, unframed};
use super::vault::{KeyProvider, Vault};
use super::{OVERHEAD, Sealed, ring, split};
use crate::storage::array::{self, HEADER, Kind};
use crate::storage::contract::{self, Subject};
use crate::storage::fault::FaultDisk;
use crate::storage::ports::{Durability, LogPosition, Store, StoreErrorKind};
use crate::storage::tests::block_on;
use crate::storage::{FileStore, MemoryStore, PageId};

const OWN: KeyProvider = KeyProvider::Key([7; 32]);

fn sealed(inner: Rc<dyn Store>, provider: KeyProvider) -> Rc<Sealed> {
    Rc::new(Sealed::new(inner, Rc::new(Vault::new(provider))))
}

#[derive(Default)]
struct InMemory(RefCell<HashMap<u32, MemoryStore>>);

impl Subject for InMemory {
    fn handle(&self, database: u32) -> Rc<dyn Store> {
        sealed(Rc::new(self.0.borrow_mut().entry(database).or_default().sibling()), OWN)
    }

    fn exclusive(&self) -> bool {
        false
    }
}

#[derive(Default)]
struct OnDisk(RefCell<HashMap<u32, FaultDisk>>);

impl Subject for OnDisk {
    fn handle(&self, database: u32) -> Rc<dyn Store> {
        sealed(Rc::new(FileStore::new(self.0.borrow_mut().entry(database).or_default().file())), OWN)
    }

    fn exclusive(&self) -> bool {
        true
    }
}

#[test]
fn sealed_stores_keep_the_contract() {
    let subjects: [Rc<dyn Subject>; 2] = [Rc::new(InMemory::default()), Rc::new(OnDisk::default())];
    for subject in subjects {
        let failures = block_on(contract::run(subject, &|_| ()));
        assert!(failures.is_empty(), "{failures:#?}");
    }
}

const PAGE: PageId = PageId::new(1, 3);

/// A database with a page, a log chunk and a superblock, closed.
fn written(memory: &MemoryStore) {
    let store = sealed(Rc::new(memory.sibling()), OWN);
    block_on(async {
        store.open(&|_| Ok(())).await.unwrap();
        store.write_pages(vec![(PAGE, b"a page of secrets".to_vec())]).await.unwrap();
        store.switch_root(b"the superblock".to_vec(), LogPosition::default()).await.unwrap();
        store.append_log(0, vec![b"a chunk of secrets".to_vec()], Durability::Strict).await.unwrap();
        store.close().await.unwrap();
    });
}

/// What the store under it holds: superblock, log chunk and page.
fn stored(memory: &MemoryStore) -> [Vec<u8>; 3] {
    let store = memory.fork();
    block_on(async {
        let opened = store.open(&|_| Ok(())).await.unwrap();
        let page = store.read_pages(&[PAGE]).await.unwrap().remove(0).unwrap();
        [opened.superblock.unwrap(), opened.log[0].bytes.clone(), page]
    })
}

/// A database that holds these bytes in their places.
fn with([superblock, chunk, page]: [Vec<u8>; 3]) -> MemoryStore {
    let memory = MemoryStore::new();
    block_on(async {
        memory.open(&|_| Ok(())).await.unwrap();
        memory.write_pages(vec![(PAGE, page)]).await.unwrap();
        memory.switch_root(superblock, LogPosition::default()).await.unwrap();
        memory.append_log(0, vec![chunk], Durability::Strict).await.unwrap();
        memory.close().await.unwrap();
    });
    memory
}

/// Reads all three; the kind of the first error.
fn read(memory: &MemoryStore, provider: KeyProvider) -> Result<[Vec<u8>; 3], StoreErrorKind> {
    let store = sealed(Rc::new(memory.sibling()), provider);
    block_on(async {
        let opened = store.open(&|_| Ok(())).await.map_err(|error| error.kind)?;
        let page = store.read_pages(&[PAGE]).await.map_err(|error| error.kind)?.remove(0).unwrap();
        if page.is_empty() {
            return Err(StoreErrorKind::Corrupt);
        }
        Ok([opened.superblock.unwrap(), opened.log[0].bytes.clone(), page])
    })
}

#[test]
fn what_is_stored_shows_nothing_and_comes_back() {
    let memory = MemoryStore::new();
    written(&memory);
    let stored = stored(&memory);
    for bytes in &stored {
        for word in [&b"secrets"[..], b"superblock", b"page", b"chunk"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word));
        }
    }
    assert_eq!(stored[2].len(), b"a page of secrets".len() + OVERHEAD);
    let plain = read(&memory, OWN).unwrap();
    assert_eq!(plain, [&b"the superblock"[..], b"a chunk of secrets", b"a page of secrets"].map(Vec::from));
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let memory = MemoryStore::new();
    written(&memory);
    let good = stored(&memory);
    for n in 0..3 {
        for bit in 0..good[n].len() * 8 {
            let mut bad = good.clone();
            bad[n][bit / 8] ^= 1 << (bit % 8);
            assert!(read(&with(bad.clone()), OWN).is_err(), "bit {bit} of {n}");
            // Whoever does it on purpose makes the checksum right.
            if bit >= HEADER * 8 {
                let (kind, key) = ([Kind::Superblock, Kind::Log, Kind::Page][n], 1);
                bad[n] = framed(kind, key, &[], &bad[n][HEADER..]);
                assert!(read(&with(bad), OWN).is_err(), "bit {bit} of {n}, on purpose");
            }
        }
        for length in 0..good[n].len() {
            let mut bad = good.clone();
            bad[n].truncate(length);
            assert!(read(&with(bad), OWN).is_err(), "length {length} of {n}");
        }
    }
}

#[test]
fn a_flipped_bit_is_damage_and_no_wrong_key() {
    let memory = MemoryStore::new();
    written(&memory);
    for n in 0..3 {
        let mut bad = stored(&memory);
        let last = bad[n].len() - 1;
        bad[n][last] ^= 1;
        assert_eq!(read(&with(bad), OWN), Err(StoreErrorKind::Corrupt));
    }
}

#[test]
fn arrays_cannot_stand_in_for_each_other() {
    let memory = MemoryStore::new();
    let store = sealed(Rc::new(memory.sibling()), OWN);
    let other = PageId::new(1, 4);
    block_on(async {
        store.open(&|_| Ok(())).await.unwrap();
        store.write_pages(vec![(PAGE, vec![1; 9]), (other, vec![2; 9])]).await.unwrap();
        store.close().await.unwrap();
        // Swapped, and one of them as a plain page that anybody could have made.
        let below = memory.sibling();
        below.open(&|_| Ok(())).await.unwrap();
        let pages = below.read_pages(&[PAGE, other]).await.unwrap();
        let [Some(one), Some(two)] = &pages[..] else { panic!("two pages") };
        let plain = PageId::new(1, 5);
        let forged = array::seal(Kind::Page, b"forged");
        below.write_pages(vec![(PAGE, two.clone()), (other, one.clone()), (plain, forged)]).await.unwrap();
        below.close().await.unwrap();
        store.open(&|_| Ok(())).await.unwrap();
        let found = store.read_pages(&[PAGE, other, plain]).await.unwrap();
        assert_eq!(found, vec![Some(Vec::new()); 3]);
    });
}

#[test]
fn a_wrong_key_is_told_and_changes_nothing() {
    let memory = MemoryStore::new();
    written(&memory);
    let before = stored(&memory);
    for wrong in [KeyProvider::Key([8; 32]), KeyProvider::Passphrase("guess".to_owned())] {
        assert_eq!(read(&memory, wrong), Err(StoreErrorKind::Locked));
    }
    // Without a key, as the engine looks at it.
    let plain = memory.sibling();
    let admit = |superblock: Option<&[u8]>| array::open(Kind::Superblock, superblock.unwrap()).map(drop);
    let refused = block_on(plain.open(&admit)).unwrap_err();
    assert_eq!(refused.kind, StoreErrorKind::Locked);
    assert_eq!(stored(&memory), before);
    let epoch = |memory: &MemoryStore| block_on(memory.fork().open(&|_| Ok(()))).unwrap().epoch;
    let untouched = epoch(&memory);
    assert_eq!(read(&memory, KeyProvider::Key([8; 32])), Err(StoreErrorKind::Locked));
    assert_eq!(epoch(&memory), untouched);
}

#[test]
fn a_plain_database_is_not_opened_with_a_key() {
    let memory = with([
        array::seal(Kind::Superblock, b"plain"),
        array::seal(Kind::Log, b"plain"),
        array::seal(Kind::Page, b"plain"),
    ]);
    assert_eq!(read(&memory, OWN), Err(StoreErrorKind::Locked));
}

#[test]
fn keys_are_rotated_and_the_old_one_is_forgotten_last() {
    let memory = MemoryStore::new();
    written(&memory);
    let vault = Rc::new(Vault::new(OWN));
    let store = Sealed::new(Rc::new(memory.sibling()), vault.clone());
    block_on(async {
        let opened = store.open(&|_| Ok(())).await.unwrap();
        let old = LogPosition { epoch: opened.log[0].epoch, sequence: opened.log[0].sequence };
        let key_of = |kind, bytes: &[u8]| unframed(kind, bytes).unwrap().0;
        vault.rotate().unwrap();
        // Nothing is sealed with a key that is not stored.
        store.append_log(0, vec![vec![1]], Durability::Strict).await.unwrap();
        assert!(vault.is_ready());
        store.switch_root(b"two".to_vec(), old).await.unwrap();
        assert!(vault.is_rotating() && !vault.is_ready());
        assert!(vault.rotate().is_err());
        store.append_log(1, vec![vec![2]], Durability::Strict).await.unwrap();
        assert_eq!(store.reseal(vec![PAGE]).await, Ok(1));
        assert_eq!(store.reseal(vec![PAGE, PageId::new(1, 99)]).await, Ok(0));
        vault.forget();
        // The log has chunks of the old key.
        store.switch_root(b"three".to_vec(), old).await.unwrap();
        assert!(vault.is_rotating() && vault.is_ready());
        let epoch = opened.epoch;
        store.switch_root(b"four".to_vec(), LogPosition { epoch, sequence: 1 }).await.unwrap();
        assert!(!vault.is_rotating() && !vault.is_ready());
        store.close().await.unwrap();
        let [superblock, chunk, page] = stored(&memory);
        let (key, payload) = unframed(Kind::Superblock, &superblock).unwrap();
        assert_eq!((key, key_of(Kind::Log, &chunk), key_of(Kind::Page, &page)), (2, 2, 2));
        let (ring, _) = split(payload).unwrap();
        assert_eq!(ring::decode(ring).unwrap().iter().map(|entry| entry.key).collect::<Vec<_>>(), [2]);
    });
    assert_eq!(read(&memory, OWN).unwrap()[2], b"a page of secrets");
}

#[test]
fn a_change_of_the_passphrase_rewrites_no_page() {
    let memory = MemoryStore::new();
    written(&memory);
    let vault = Rc::new(Vault::new(OWN));
    let store = Sealed::new(Rc::new(memory.sibling()), vault.clone());
    let [_, _, page] = stored(&memory);
    let new = KeyProvider::Passphrase("correct horse".to_owned());
    block_on(async {
        store.open(&|_| Ok(())).await.unwrap();
        vault.rewrap(new.clone()).unwrap();
        store.switch_root(b"the superblock".to_vec(), LogPosition::default()).await.unwrap();
        store.close().await.unwrap();
    });
    assert_eq!(stored(&memory)[2], page);
    assert_eq!(read(&memory, OWN), Err(StoreErrorKind::Locked));
    assert_eq!(read(&memory, new).unwrap()[2], b"a page of secrets");
}
