//! The contract suite over the adapters that run natively.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::contract::{self, Subject};
use super::fault::FaultDisk;
use super::{FileStore, MemoryStore, Store};

/// Runs a future of adapters that never wait for anything but themselves.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Runs the suite and shows what failed.
pub(super) fn assert_contract(subject: Rc<dyn Subject>) {
    let failures = block_on(contract::run(subject, &|_| ()));
    assert!(failures.is_empty(), "{failures:#?}");
}

#[derive(Default)]
struct InMemory {
    databases: RefCell<HashMap<u32, MemoryStore>>,
}

impl Subject for InMemory {
    fn handle(&self, database: u32) -> Rc<dyn Store> {
        Rc::new(self.databases.borrow_mut().entry(database).or_default().sibling())
    }

    fn exclusive(&self) -> bool {
        false
    }
}

#[test]
fn memory_keeps_the_contract() {
    assert_contract(Rc::new(InMemory::default()));
}

#[derive(Default)]
struct OnDisk {
    disks: RefCell<HashMap<u32, FaultDisk>>,
}

impl Subject for OnDisk {
    fn handle(&self, database: u32) -> Rc<dyn Store> {
        Rc::new(FileStore::new(self.disks.borrow_mut().entry(database).or_default().file()))
    }

    fn exclusive(&self) -> bool {
        true
    }
}

#[test]
fn the_file_store_keeps_the_contract() {
    assert_contract(Rc::new(OnDisk::default()));
}
