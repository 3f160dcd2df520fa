//! A file on a disk that gets full: what it is filled with stays readable, deletions are taken, and their room comes back.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::limits::config;
use super::{Life, Submitted};
use crate::engine::Answer;
use crate::model::{Kind, MapRef};
use crate::operation::{self, shape};
use crate::protocol::json_reader;
use crate::storage::fault::{FaultDisk, Loss};
use crate::storage::{File, FileStore, LocalFuture, StoreError, StoreErrorKind};

const BLOCK: u64 = 4096;

type Outcome<T> = Result<T, StoreError>;

/// A disk that backs blocks when they are first written, as long as it has any.
struct Disk {
    disk: FaultDisk,
    blocks: RefCell<BTreeSet<u64>>,
    quota: Cell<usize>,
    /// Calls that were refused.
    refused: Cell<u64>,
}

impl Disk {
    fn new() -> Rc<Self> {
        let (blocks, quota) = (RefCell::default(), Cell::new(usize::MAX));
        Rc::new(Self { disk: FaultDisk::new(), blocks, quota, refused: Cell::new(0) })
    }

    fn used(&self) -> usize {
        self.blocks.borrow().len() * BLOCK as usize
    }

    /// Leaves so many bytes.
    fn leave(&self, bytes: usize) {
        self.quota.set(self.used() + bytes);
    }

    fn open(self: &Rc<Self>) -> Life {
        self.open_with(1 << 20)
    }

    fn open_with(self: &Rc<Self>, checkpoint_bytes: usize) -> Life {
        let file = Full { inner: self.disk.file(), disk: Rc::clone(self) };
        Life::on(Rc::new(FileStore::new(Rc::new(file))), config(1 << 20, checkpoint_bytes)).unwrap()
    }

    /// As after a crash of the process.
    fn reopen(self: &Rc<Self>, life: Life) -> Life {
        life.executor.abandon();
        drop(life);
        self.disk.restart(Loss::Nothing);
        self.open()
    }
}

struct Full {
    inner: Rc<dyn File>,
    disk: Rc<Disk>,
}

impl Full {
    fn back(&self, offset: u64, length: usize) -> Outcome<()> {
        let mut blocks = self.disk.blocks.borrow_mut();
        let range = offset / BLOCK..(offset + length as u64).div_ceil(BLOCK);
        let missing: Vec<u64> = range.filter(|block| !blocks.contains(block)).collect();
        if !missing.is_empty() && (blocks.len() + missing.len()) * BLOCK as usize > self.disk.quota.get() {
            self.disk.refused.set(self.disk.refused.get() + 1);
            return Err(StoreError::new(StoreErrorKind::Quota, "no space on the device"));
        }
        blocks.extend(missing);
        Ok(())
    }
}

impl File for Full {
    fn open(&self) -> LocalFuture<'_, Outcome<()>> {
        self.inner.open()
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Outcome<Vec<u8>>> {
        self.inner.read_at(offset, length)
    }

    fn write_at(&self, offset: u64, bytes: Vec<u8>) -> LocalFuture<'_, Outcome<()>> {
        match self.back(offset, bytes.len()) {
            Ok(()) => self.inner.write_at(offset, bytes),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn flush(&self) -> LocalFuture<'_, Outcome<()>> {
        self.inner.flush()
    }

    fn truncate(&self, size: u64) -> LocalFuture<'_, Outcome<()>> {
        self.disk.blocks.borrow_mut().split_off(&size.div_ceil(BLOCK));
        self.inner.truncate(size)
    }

    fn size(&self) -> LocalFuture<'_, Outcome<u64>> {
        self.inner.size()
    }

    fn close(&self) -> LocalFuture<'_, Outcome<()>> {
        self.inner.close()
    }

    fn remove(&self) -> LocalFuture<'_, Outcome<()>> {
        self.inner.remove()
    }
}

impl Life {
    /// Puts items until one is refused; how many were taken.
    fn fill(&self, table: &str, filler: usize) -> usize {
        for n in 0..20_000 {
            if let Err(failure) = self.put(table, n, filler) {
                assert_eq!(failure.kind, Kind::StorageQuotaExceeded, "{failure}");
                return n;
            }
        }
        panic!("it never gets full");
    }

    /// Sends requests in one turn and waits for all answers.
    pub(super) fn burst(&self, name: &str, requests: impl Iterator<Item = String>) -> Vec<Answer> {
        let operation = operation::find(name).unwrap();
        let mut tickets = Vec::new();
        for request in requests {
            let document = json_reader::read(request.as_bytes()).unwrap();
            let mut lowered = Vec::new();
            shape::lower(operation.shapes.input, shape::Mode::Json, MapRef::new(&document), &mut lowered)
                .unwrap();
            let ticket = self.ticket.replace(self.ticket.get() + 1);
            if let Submitted::Done(answer) = self.engine.submit(operation, &lowered, ticket) {
                self.answers.borrow_mut().insert(ticket, answer);
            }
            tickets.push(ticket);
        }
        let wait = |ticket: &u64| {
            for _ in 0..200_000 {
                if let Some(answer) = self.answers.borrow_mut().remove(ticket) {
                    return answer;
                }
                self.executor.turn();
            }
            panic!("no answer; {:?}", self.engine.status());
        };
        tickets.iter().map(wait).collect()
    }

    /// Lets the engine rest, and asks until it answers other than that there is no room.
    pub(super) fn until_taken(&self, what: &str, ask: impl Fn() -> Answer) {
        for _ in 0..100 {
            match ask() {
                Ok(_) => return,
                Err(failure) => assert_eq!(failure.kind, Kind::StorageQuotaExceeded, "{what}: {failure}"),
            }
            for _ in 0..200 {
                self.executor.turn();
            }
        }
        panic!("{what} is never taken; {:?}", self.engine.status());
    }

    pub(super) fn count(&self, table: &str) -> Option<i64> {
        let answer = self.call("DescribeTable", &format!(r#"{{"TableName":"{table}"}}"#)).unwrap();
        MapRef::new(&answer).get_map("Table").unwrap().get_int("ItemCount")
    }

    fn exported(&self) -> usize {
        let mut export = self.engine.export();
        let mut bytes = 0;
        for _ in 0..20_000 {
            match export.step() {
                Ok(Some(block)) if block.is_empty() => return bytes,
                Ok(Some(block)) => bytes += block.len(),
                Ok(None) => drop(self.executor.turn()),
                Err(failure) => panic!("{failure}"),
            }
        }
        bytes
    }
}

fn long(key: usize) -> String {
    format!(r#""p":{{"S":"{key:0>1000}"}}"#)
}

fn delete_long(key: usize) -> String {
    format!(r#"{{"TableName":"Things","Key":{{{}}}}}"#, long(key))
}

/// A table of that many items with long keys, and no room besides the reserve.
fn full_of_long_keys(disk: &Rc<Disk>, count: usize) -> Life {
    let life = disk.open();
    life.create("Things");
    let put = |key| format!(r#"{{"TableName":"Things","Item":{{{},"x":{{"S":"{key:0>300}"}}}}}}"#, long(key));
    assert!(life.burst("PutItem", (0..count).map(put)).iter().all(Result::is_ok));
    life.settle();
    disk.leave(500_000);
    life.fill("Things", 10_000);
    disk.leave(0);
    life
}

#[test]
fn a_full_disk_reads_deletes_exports_closes_and_opens_and_refuses_writes_at_once() {
    let disk = Disk::new();
    let life = disk.open();
    life.create("Things");
    disk.leave(4_000_000);
    let count = life.fill("Things", 3_000);
    assert!(count > 300, "{count}");
    disk.leave(0);
    let (used, refused) = (disk.used(), disk.refused.get());
    for key in 0..count {
        assert!(life.has("Things", key));
        assert_eq!(life.put("Things", 100_000 + key, 3_000).unwrap_err().kind, Kind::StorageQuotaExceeded);
    }
    assert_eq!(disk.used(), used, "puts have taken room");
    assert!(disk.refused.get() <= refused + 8, "{} calls in vain", disk.refused.get() - refused);
    assert!(life.exported() > count * 3_000);
    life.keyed("DeleteItem", "Things", 0).unwrap();
    life.executor.block_on(life.engine.close()).unwrap();
    disk.leave(0);
    let life = disk.reopen(life);
    assert!(!life.has("Things", 0) && (1..count).all(|key| life.has("Things", key)));
    (1..count).for_each(|key| drop(life.keyed("DeleteItem", "Things", key).unwrap()));
    life.until_taken("a put", || life.put("Things", 0, 3_000));
    assert_eq!(life.count("Things"), Some(1));
}

#[test]
fn a_burst_of_deletions_is_taken_whatever_its_length() {
    for count in [300, 450, 2_000] {
        let disk = Disk::new();
        let life = full_of_long_keys(&disk, count);
        let answers = life.burst("DeleteItem", (0..count).map(delete_long));
        assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 0, "of {count}");
        // All of it again, in the order of the log.
        let life = disk.reopen(life);
        let left = (0..count).filter(|&key| {
            let answer = life.call("GetItem", &delete_long(key)).unwrap();
            MapRef::new(&answer).get_map("Item").is_some()
        });
        assert_eq!(left.count(), 0, "of {count}");
        life.settle();
        life.until_taken("a put", || life.put("Things", 0, 3_000));
    }
}

#[test]
fn a_transaction_of_a_hundred_deletions_is_taken_on_a_full_disk() {
    let disk = Disk::new();
    let life = full_of_long_keys(&disk, 300);
    for first in [0, 100, 200] {
        let deletions = (first..first + 100).map(|key| format!(r#"{{"Delete":{}}}"#, delete_long(key)));
        let request = format!(r#"{{"TransactItems":[{}]}}"#, deletions.collect::<Vec<_>>().join(","));
        life.call("TransactWriteItems", &request).unwrap();
    }
}

#[test]
fn the_room_of_a_dropped_table_comes_back_and_the_reserve_before_it_is_given_out() {
    let disk = Disk::new();
    let life = disk.open();
    life.create("Things");
    life.create("Big");
    (0..600).for_each(|key| drop(life.put("Big", key, 3_000).unwrap()));
    disk.leave(2_000_000);
    let count = life.fill("Things", 3_000);
    disk.leave(0);
    life.call("DeleteTable", r#"{"TableName":"Big"}"#).unwrap();
    life.until_taken("a put", || life.put("Things", 100_000, 3_000));
    // The reserve is there: all of it can be deleted, whatever comes in before.
    let more = (count..).take_while(|&key| life.put("Things", key, 3_000).is_ok()).count();
    assert!(more > 300, "{more} items in the room of 600");
    disk.leave(0);
    (0..count + more).for_each(|key| drop(life.keyed("DeleteItem", "Things", key).unwrap()));
    life.until_taken("a put", || life.put("Things", 0, 3_000));
}

#[test]
fn a_disk_that_others_have_filled_meanwhile_takes_deletions() {
    for filler in [300, 3_000, 20_000] {
        let disk = Disk::new();
        let mut life = disk.open();
        life.create("Things");
        disk.leave(5_000_000);
        let count = life.fill("Things", filler);
        for round in 0..5 {
            if round % 2 == 0 {
                life.executor.block_on(life.engine.close()).unwrap();
                disk.leave(0);
            }
            life = disk.reopen(life);
            disk.leave(0);
            for key in round * count / 5..(round + 1) * count / 5 {
                life.until_taken("a deletion", || life.keyed("DeleteItem", "Things", key));
            }
        }
        assert_eq!(life.count("Things"), Some(0));
    }
}

#[test]
fn a_root_that_finds_no_room_leaves_the_one_before() {
    for room in [0, 4_096, 8_192, 20_000, 100_000] {
        let disk = Disk::new();
        let life = disk.open_with(128 << 10);
        life.create("Things");
        (0..400).for_each(|key| drop(life.put("Things", key, 1_000).unwrap()));
        life.settle();
        disk.leave(room);
        let more = (400..).take_while(|&key| life.put("Things", key, 1_000).is_ok()).count();
        (0..100).for_each(|key| drop(life.keyed("DeleteItem", "Things", key).unwrap()));
        life.settle();
        let life = disk.reopen(life);
        assert!((0..100).all(|key| !life.has("Things", key)));
        assert!((100..400 + more).all(|key| life.has("Things", key)), "with {room} bytes");
    }
}

#[test]
fn sessions_that_write_the_same_again_and_again_do_not_make_the_file_larger() {
    for close in [true, false] {
        let disk = Disk::new();
        let mut sizes = Vec::new();
        for session in 0..120 {
            let life = disk.open_with(256 << 10);
            if session == 0 {
                life.create("Things");
            }
            (0..12).for_each(|key| drop(life.put("Things", key % 4, 30_000).unwrap()));
            if close {
                life.executor.block_on(life.engine.close()).unwrap();
            }
            life.executor.abandon();
            drop(life);
            disk.disk.restart(Loss::Nothing);
            sizes.push(disk.disk.size());
        }
        let (before, after) = sizes.split_at(60);
        let (before, after) = (before.iter().max().unwrap(), after.iter().max().unwrap());
        assert!(after <= before, "{before} bytes grew to {after}");
    }
}
