//! What a database does at its limits: a full disk, a cache of nothing, a page that cannot be read, a restore that nobody
//! goes on with.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Life, pause};
use crate::engine::{Answer, Config, Durability};
use crate::model::{Kind, MapRef};
use crate::operation::Settings;
use crate::storage::ports::{self, Admit, Limits, LogPosition, Opened};
use crate::storage::{LocalFuture, MemoryStore, PageId, Store, StoreError, StoreErrorKind};

type Outcome<T> = Result<T, StoreError>;

/// A store with a quota that counts what is asked of it.
pub(super) struct Limited {
    inner: MemoryStore,
    pub(super) quota: Cell<usize>,
    pub(super) reserve: Cell<usize>,
    /// So many switches of the root find no room.
    pub(super) refuse_switches: Cell<u64>,
    /// What a reserve given up has room for counts.
    counts: bool,
    appends: Cell<u64>,
    opens: Cell<u64>,
    written: RefCell<BTreeSet<PageId>>,
    damaged: RefCell<BTreeSet<PageId>>,
    /// Switches of the root wait.
    hold: Cell<bool>,
    held: Cell<bool>,
    /// The next append finds no room.
    refuse: Cell<bool>,
}

pub(super) const RESERVE: usize = 256 << 10;

impl Limited {
    pub(super) fn new() -> Rc<Self> {
        Self::made(false)
    }

    /// With the reserve alone for a full disk.
    pub(super) fn with_a_reserve() -> Rc<Self> {
        Self::made(true)
    }

    fn made(counts: bool) -> Rc<Self> {
        Rc::new(Self {
            counts,
            refuse_switches: Cell::new(0),
            inner: MemoryStore::new(),
            quota: Cell::new(usize::MAX),
            reserve: Cell::new(0),
            appends: Cell::new(0),
            opens: Cell::new(0),
            written: RefCell::default(),
            damaged: RefCell::default(),
            hold: Cell::new(false),
            held: Cell::new(false),
            refuse: Cell::new(false),
        })
    }

    pub(super) fn used(&self) -> usize {
        self.inner.bytes() + self.reserve.get()
    }

    fn room(&self, more: usize) -> Outcome<()> {
        if self.used() + more > self.quota.get() {
            return Err(StoreError::new(StoreErrorKind::Quota, "full"));
        }
        Ok(())
    }
}

struct Handle(Rc<Limited>);

impl Store for Handle {
    fn limits(&self) -> Limits {
        let limits = self.0.inner.limits();
        let counts = Limits { spare_log: RESERVE / 2, spare_pages: RESERVE / 4, ..limits };
        if self.0.counts { counts } else { limits }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Outcome<Opened>> {
        self.0.opens.set(self.0.opens.get() + 1);
        self.0.inner.open(admit)
    }

    fn read_pages<'a>(&'a self, ids: &'a [PageId]) -> LocalFuture<'a, Outcome<Vec<Option<Vec<u8>>>>> {
        Box::pin(async move {
            let mut pages = self.0.inner.read_pages(ids).await?;
            let damaged = self.0.damaged.borrow();
            for (_, page) in ids.iter().zip(&mut pages).filter(|(id, _)| damaged.contains(id)) {
                page.iter_mut().flatten().for_each(|byte| *byte ^= 1);
            }
            Ok(pages)
        })
    }

    fn append_log(
        &self,
        first: u64,
        chunks: Vec<Vec<u8>>,
        durability: ports::Durability,
    ) -> LocalFuture<'_, Outcome<()>> {
        self.0.appends.set(self.0.appends.get() + 1);
        Box::pin(async move {
            let room = self.0.room(chunks.iter().map(Vec::len).sum());
            if self.0.refuse.replace(false) {
                return Err(StoreError::new(StoreErrorKind::Quota, "full"));
            }
            room?;
            self.0.inner.append_log(first, chunks, durability).await
        })
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Outcome<()>> {
        Box::pin(async move {
            self.0.room(pages.iter().map(|(_, bytes)| bytes.len()).sum())?;
            self.0.written.borrow_mut().extend(pages.iter().map(|(id, _)| *id));
            self.0.inner.write_pages(pages).await
        })
    }

    fn switch_root(&self, superblock: Vec<u8>, before: LogPosition) -> LocalFuture<'_, Outcome<()>> {
        Box::pin(async move {
            while self.0.hold.get() {
                self.0.held.set(true);
                pause().await;
            }
            if let Some(left) = self.0.refuse_switches.get().checked_sub(1) {
                self.0.refuse_switches.set(left);
                return Err(StoreError::new(StoreErrorKind::Quota, "full"));
            }
            self.0.inner.switch_root(superblock, before).await
        })
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Outcome<()>> {
        self.0.inner.delete_pages(ids)
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Outcome<()>> {
        self.0.inner.delete_page_range(from, to)
    }

    fn release_reserve(&self) -> LocalFuture<'_, Outcome<()>> {
        self.0.reserve.set(0);
        self.0.inner.release_reserve()
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Outcome<()>> {
        let missing = RESERVE - self.0.reserve.get();
        let room = self.0.room(missing).map(|()| self.0.reserve.set(RESERVE));
        Box::pin(std::future::ready(room))
    }

    fn on_lost(&self, _: Rc<dyn Fn(StoreError)>) {}

    fn close(&self) -> LocalFuture<'_, Outcome<()>> {
        self.0.inner.close()
    }

    fn destroy(&self) -> LocalFuture<'_, Outcome<()>> {
        self.0.inner.destroy()
    }
}

pub(super) fn config(cache_bytes: usize, checkpoint_bytes: usize) -> Config {
    let (durability, settings) = (Durability::Strict, Settings::default());
    Config { durability, cache_bytes, checkpoint_bytes, volatile: false, settings }
}

impl Life {
    pub(super) fn limited(store: &Rc<Limited>, config: Config) -> Self {
        Self::on(Rc::new(Handle(Rc::clone(store))), config).unwrap()
    }

    pub(super) fn create(&self, table: &str) {
        let key = r#""KeySchema":[{"AttributeName":"p","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"}]"#;
        let request = format!(r#"{{"TableName":"{table}","BillingMode":"PAY_PER_REQUEST",{key}}}"#);
        self.call("CreateTable", &request).unwrap();
    }

    pub(super) fn put(&self, table: &str, key: usize, filler: usize) -> Answer {
        let item =
            format!(r#"{{"p":{{"S":"k{key}"}},"g":{{"S":"g"}},"x":{{"S":"{}"}}}}"#, "x".repeat(filler));
        self.call("PutItem", &format!(r#"{{"TableName":"{table}","Item":{item}}}"#))
    }

    pub(super) fn keyed(&self, operation: &str, table: &str, key: usize) -> Answer {
        self.call(operation, &format!(r#"{{"TableName":"{table}","Key":{{"p":{{"S":"k{key}"}}}}}}"#))
    }

    pub(super) fn has(&self, table: &str, key: usize) -> bool {
        let answer = self.keyed("GetItem", table, key).unwrap();
        MapRef::new(&answer).get_map("Item").is_some()
    }

    pub(super) fn index(&self, table: &str) {
        let index = r#"{"Create":{"IndexName":"ByG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
            "Projection":{"ProjectionType":"ALL"}}}"#;
        let attributes = r#"[{"AttributeName":"g","AttributeType":"S"}]"#;
        let request = format!(
            r#"{{"TableName":"{table}","AttributeDefinitions":{attributes},"GlobalSecondaryIndexUpdates":[{index}]}}"#
        );
        self.call("UpdateTable", &request).unwrap();
    }

    pub(super) fn is_indexed(&self, table: &str) -> bool {
        let answer = self.call("DescribeTable", &format!(r#"{{"TableName":"{table}"}}"#)).unwrap();
        let description = MapRef::new(&answer).get_map("Table").unwrap();
        let index = description.get_list("GlobalSecondaryIndexes").unwrap().iter().next().unwrap();
        index.as_map().unwrap().get_str("IndexStatus") == Some("ACTIVE")
    }

    pub(super) fn settle(&self) {
        for _ in 0..20_000 {
            self.executor.turn();
        }
    }
}

#[test]
fn a_commit_that_finds_no_room_during_a_switch_of_the_root_deletes_nothing() {
    let store = Limited::new();
    let life = Life::limited(&store, config(1 << 20, 64 << 10));
    life.create("Things");
    let mut kept: Vec<usize> = (0..200).collect();
    kept.iter().for_each(|&n| drop(life.put("Things", n, 500).unwrap()));
    life.settle();
    store.hold.set(true);
    for n in 200.. {
        if store.held.get() {
            break;
        }
        life.put("Things", n, 500).unwrap();
        kept.push(n);
    }
    store.refuse.set(true);
    let hold = Rc::clone(&store);
    life.executor.spawn(Box::pin(async move {
        for _ in 0..20 {
            pause().await;
        }
        hold.hold.set(false);
    }));
    assert_eq!(life.put("Things", 100_000, 500).unwrap_err().kind, Kind::StorageQuotaExceeded);
    life.settle();
    assert!(kept.iter().all(|&n| life.has("Things", n)));
    let again = Life::limited(&store, config(1 << 20, 64 << 10));
    assert!(kept.iter().all(|&n| again.has("Things", n)));
}

#[test]
fn a_full_disk_is_not_asked_again_and_again_and_takes_deletes() {
    let store = Limited::new();
    let life = Life::limited(&store, config(1 << 20, 64 << 10));
    life.create("Things");
    (0..300).for_each(|n| drop(life.put("Things", n, 1000).unwrap()));
    life.settle();
    store.quota.set(store.used() + 2_000);
    let first = (300..).find(|&n| life.put("Things", n, 1000).is_err()).unwrap();
    let (appends, opens) = (store.appends.get(), store.opens.get());
    for n in 0..100 {
        assert_eq!(life.put("Things", 1000 + n, 1000).unwrap_err().kind, Kind::StorageQuotaExceeded);
        assert!(life.has("Things", n));
    }
    assert!(store.appends.get() <= appends + 1 && store.opens.get() <= opens + 1);
    (0..first).for_each(|n| drop(life.keyed("DeleteItem", "Things", n).unwrap()));
    life.settle();
    life.put("Things", 0, 1000).unwrap();
    assert_eq!(store.reserve.get(), RESERVE, "the reserve is back");
    life.executor.block_on(life.engine.close()).unwrap();
}

#[test]
fn a_dropped_table_makes_room_where_the_pending_changes_do_not_fit() {
    let store = Limited::new();
    let life = Life::limited(&store, config(4 << 20, 512 << 10));
    for table in ["Things", "Big"] {
        life.create(table);
        (0..4_000).for_each(|n| drop(life.put(table, n, 1000).unwrap()));
    }
    life.settle();
    // Small changes that touch nearly all pages: a checkpoint of them needs far more than the reserve.
    (0..600).for_each(|n| drop(life.put("Things", n * 6, 10).unwrap()));
    store.quota.set(store.used() + 1_000);
    (0..).find(|&n| life.put("Things", 10_000 + n, 500).is_err()).unwrap();
    life.call("DeleteTable", r#"{"TableName":"Big"}"#).unwrap();
    life.settle();
    life.put("Things", 20_000, 100_000).unwrap();
    let answer = life.call("DescribeTable", r#"{"TableName":"Things"}"#).unwrap();
    let count = MapRef::new(&answer).get_map("Table").unwrap().get_int("ItemCount").unwrap();
    drop(life);
    let again = Life::limited(&store, config(4 << 20, 512 << 10));
    let answer = again.call("DescribeTable", r#"{"TableName":"Things"}"#).unwrap();
    assert_eq!(MapRef::new(&answer).get_map("Table").unwrap().get_int("ItemCount"), Some(count));
}

#[test]
fn exports_and_backfills_end_however_small_the_cache_is() {
    for cache in [0, 20 << 10, 100 << 10] {
        let life = Life::limited(&Limited::new(), config(cache, 64 << 10));
        life.create("Things");
        (0..1_500).for_each(|n| drop(life.put("Things", n, 300).unwrap()));
        life.settle();
        let mut export = life.engine.export();
        let mut blocks = 0;
        for _ in 0..500 {
            blocks += usize::from(export.step().unwrap().is_some());
            for _ in 0..5 {
                life.executor.turn();
            }
        }
        assert!(blocks > 3, "{blocks} blocks with a cache of {cache}");
        drop(export);
        life.index("Things");
        life.settle();
        assert!(life.is_indexed("Things"), "a backfill with a cache of {cache}");
    }
}

/// The bytes of the items of a table as a scan finds them.
fn scanned(life: &Life, table: &str) -> Vec<u8> {
    life.call("Scan", &format!(r#"{{"TableName":"{table}"}}"#)).unwrap()
}

#[test]
fn an_export_goes_on_with_its_moment_when_the_storage_was_opened_again() {
    for handed_out in [0, 1, 3] {
        let store = Limited::new();
        let life = Life::limited(&store, config(20 << 10, 64 << 10));
        life.create("Things");
        (0..1_500).for_each(|n| drop(life.put("Things", n, 300).unwrap()));
        life.settle();
        (1_500..1_600).for_each(|n| drop(life.put("Things", n, 300).unwrap()));
        let mut then = scanned(&life, "Things");
        let mut export = life.engine.export();
        let mut blocks = Vec::new();
        while blocks.len() < handed_out {
            blocks.extend(export.step().unwrap());
            life.executor.turn();
        }
        for round in 0..3 {
            let opened = store.opens.get();
            store.refuse.set(true);
            assert_eq!(life.put("Things", 9_000 + round, 300).unwrap_err().kind, Kind::StorageQuotaExceeded);
            assert!(store.opens.get() > opened, "the storage was not opened again");
            if handed_out == 0 {
                break;
            }
            // Nothing of the moment is left but the export: its items are overwritten or gone, and so would its pages be.
            life.settle();
            (0..1_500).for_each(|n| drop(life.put("Things", n, 200 + round).unwrap()));
            (0..1_500).step_by(3).for_each(|n| drop(life.keyed("DeleteItem", "Things", n).unwrap()));
            life.settle();
        }
        if handed_out == 0 {
            then = scanned(&life, "Things");
        }
        while blocks.last().is_none_or(|block| block[crate::storage::array::HEADER] != 2) {
            blocks.extend(export.step().unwrap());
            life.executor.turn();
        }
        let copy = Life::limited(&Limited::new(), config(1 << 20, 64 << 10));
        let mut restore = copy.engine.restore().unwrap();
        for block in blocks {
            while !restore.take(&block).unwrap() {
                copy.executor.turn();
            }
        }
        drop(restore);
        assert!(scanned(&copy, "Things") == then, "the export is of another moment");
        // What was kept for the export goes with it.
        drop(export);
        life.call("DeleteTable", r#"{"TableName":"Things"}"#).unwrap();
        life.settle();
        assert!(store.inner.page_count() < 20, "{} pages are left", store.inner.page_count());
    }
}

#[test]
fn an_export_ends_when_somebody_else_had_the_storage_meanwhile() {
    let store = Limited::new();
    let life = Life::limited(&store, config(20 << 10, 64 << 10));
    life.create("Things");
    (0..500).for_each(|n| drop(life.put("Things", n, 300).unwrap()));
    life.settle();
    let mut export = life.engine.export();
    while export.step().unwrap().is_none() {
        life.executor.turn();
    }
    let other = Life::limited(&store, config(20 << 10, 64 << 10));
    other.put("Things", 0, 1).unwrap();
    assert!(life.put("Things", 1, 1).is_err());
    assert_eq!(export.step().unwrap_err().kind, Kind::DatabaseInUse);
}

#[test]
fn a_job_that_is_blocked_by_a_damaged_page_stops_no_other() {
    let store = Limited::new();
    let life = Life::limited(&store, config(0, 16 << 10));
    life.create("Broken");
    // So many that the last of them, which come into pages later, leave some pages as they were.
    (0..2_000).for_each(|n| drop(life.put("Broken", n, 300).unwrap()));
    life.settle();
    let damaged = store.written.borrow().clone();
    life.create("Whole");
    (0..300).for_each(|n| drop(life.put("Whole", n, 300).unwrap()));
    life.settle();
    store.damaged.replace(damaged);
    life.index("Broken");
    life.index("Whole");
    life.settle();
    assert!(life.is_indexed("Whole"));
    assert!(!life.is_indexed("Broken"));
}

#[test]
fn a_close_gives_a_restore_up_that_nobody_goes_on_with() {
    let life = Life::limited(&Limited::new(), config(1 << 20, 64 << 10));
    let mut restore = life.engine.restore().unwrap();
    life.executor.block_on(life.engine.close()).unwrap();
    assert_eq!(restore.take(b"more").unwrap_err().kind, Kind::DatabaseClosed);
}
