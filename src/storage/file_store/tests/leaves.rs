//! Leaves of the page table: damaged ones are told, and no turn reads many.

use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::super::{FileStore, LEAVES, layout::Leaf};
use super::content;
use crate::storage::fault::FaultDisk;
use crate::storage::ports::{LogPosition, Store, StoreError, StoreErrorKind};
use crate::storage::{PageId, tests::block_on};

const PAGES: u64 = 400;

/// A closed file with many leaves.
fn filled() -> FaultDisk {
    let disk = FaultDisk::new();
    let store = FileStore::new(disk.file());
    let opened = block_on(store.open(&|_| Ok(()))).unwrap();
    for n in (0..PAGES).step_by(20) {
        let pages = (n..n + 20).map(|n| (PageId::new(opened.epoch, n), content(n, 900)));
        block_on(store.write_pages(pages.collect())).unwrap();
        block_on(store.switch_root(vec![1], LogPosition { epoch: opened.epoch, sequence: 0 })).unwrap();
    }
    block_on(store.close()).unwrap();
    disk
}

fn opened(disk: &FaultDisk) -> FileStore {
    let store = FileStore::new(disk.file());
    block_on(store.open(&|_| Ok(()))).unwrap();
    store
}

fn unloaded(store: &FileStore) -> Vec<Leaf> {
    store.with(|state| state.table.unloaded(usize::MAX)).unwrap()
}

/// The most leaves that were read in a turn.
fn most_in_a_turn<T>(store: &FileStore, step: impl Future<Output = Result<T, StoreError>>) -> usize {
    let mut step = pin!(step);
    let mut most = 0;
    loop {
        let before = unloaded(store).len();
        let ended = step.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        most = most.max(before - unloaded(store).len());
        if let Poll::Ready(result) = ended {
            assert!(result.is_ok());
            return most;
        }
    }
}

#[test]
fn no_turn_reads_many_leaves() {
    let disk = filled();
    let all: Vec<PageId> = (0..PAGES).map(|n| PageId::new(1, n)).collect();
    let root = LogPosition { epoch: 2, sequence: 0 };
    let count = unloaded(&opened(&disk.fork())).len();
    assert!(count > 10 * LEAVES, "{count}");
    let steps: [&dyn Fn(&FileStore) -> usize; 5] = [
        &|store| most_in_a_turn(store, store.write_pages(vec![(PageId::new(2, 0), vec![1])])),
        &|store| most_in_a_turn(store, store.delete_pages(vec![PageId::new(1, 0)])),
        &|store| most_in_a_turn(store, store.delete_page_range(PageId::new(1, 9), PageId::new(1, 99))),
        &|store| most_in_a_turn(store, store.switch_root(vec![2], root)),
        &|store| most_in_a_turn(store, store.read_pages(&all)),
    ];
    for step in steps {
        let store = opened(&disk.fork());
        assert_eq!(step(&store), LEAVES);
        assert!(unloaded(&store).is_empty());
    }
}

#[test]
fn a_damaged_leaf_is_told_by_all_that_need_it_and_by_nothing_else() {
    let disk = filled();
    let leaves = unloaded(&opened(&disk.fork()));
    for (n, leaf) in leaves.iter().enumerate().step_by(7) {
        let copy = disk.fork();
        copy.damage(leaf.place.extent.offset as usize + n % 20, 0x10);
        let store = opened(&copy);
        for page in 0..PAGES {
            let id = PageId::new(1, page);
            match block_on(store.read_pages(&[id])) {
                Ok(found) => assert_eq!(found, [Some(content(page, 900))]),
                Err(error) => {
                    assert!((leaf.first..=leaf.last).contains(&id));
                    assert_eq!(error.kind, StoreErrorKind::Corrupt);
                    assert!(error.message.contains("page table"), "{error}");
                }
            }
        }
        assert!(block_on(store.read_pages(&[leaf.first])).is_err());
        let written = block_on(store.write_pages(vec![(PageId::new(2, 0), vec![1])]));
        assert_eq!(written.unwrap_err().kind, StoreErrorKind::Corrupt);
    }
}

/// What has the right checksum and is wrong all the same was written by a wrong writer.
#[test]
fn a_leaf_that_names_what_cannot_be_is_corruption() {
    let disk = filled();
    let leaf = unloaded(&opened(&disk.fork()))[1];
    let extent = leaf.place.extent;
    let file = disk.file();
    block_on(file.open()).unwrap();
    let good = block_on(file.read_at(extent.offset, extent.length as usize)).unwrap();
    block_on(file.close()).unwrap();
    let wrong: [(usize, u64); 5] = [
        (0, leaf.last.0 + 1),    // another leaf's page
        (20, leaf.first.0),      // a page twice
        (8, u64::MAX),           // a page that was removed
        (8, 0),                  // a page in the head
        (8, disk.size() as u64), // a page behind the end
    ];
    for (at, value) in wrong {
        let store = Rc::new(opened(&disk.fork()));
        let mut bytes = good.clone();
        bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
        let loaded = store.with(|state| state.load_leaf(leaf, Ok(bytes))).unwrap();
        assert_eq!(loaded.unwrap_err().kind, StoreErrorKind::Corrupt, "{value} at {at}");
    }
}
