//! How much is done for a request, counted and not timed: it does not grow with what waits, what was deleted or what
//! others watch, and what is dropped is given back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::pause;
use crate::engine::{Answer, Config, Durability, Engine, Host, Submitted};
use crate::model::{Failure, Kind, MapRef};
use crate::native::Executor;
use crate::operation::{self, Settings, shape};
use crate::protocol::json_reader;
use crate::storage::{
    self, Admit, Limits, LocalFuture, LogPosition, MemoryStore, Opened, PageId, Store, StoreError,
};
use crate::table::ledger::Client;
use crate::tree::STEPS;

pub(super) const YEAR: i64 = 365 * 24 * 3_600_000_000;
const MINUTE: i64 = 60_000_000;
/// Gives the table `Things` an index of the attribute `g`.
pub const ADD_INDEX: &str = r#"{"TableName":"Things","AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},
    {"AttributeName":"s","AttributeType":"N"},{"AttributeName":"g","AttributeType":"S"}],
    "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"ByG",
    "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]}"#;

/// A host whose clocks go by a microsecond with every look at them.
struct Clockwork {
    executor: Rc<Executor>,
    micros: Cell<u64>,
    ahead: Rc<Cell<i64>>,
    is_short: Rc<Cell<bool>>,
}

impl Host for Clockwork {
    fn has_memory(&self) -> bool {
        !self.is_short.get()
    }

    fn now_micros(&self) -> u64 {
        (1_700_000_000_000_000 + self.monotonic_micros()).saturating_add_signed(self.ahead.get())
    }

    fn monotonic_micros(&self) -> u64 {
        self.micros.set(self.micros.get() + 1);
        self.micros.get()
    }

    fn entropy(&self) -> [u8; 16] {
        [7; 16]
    }

    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.executor.spawn(task);
    }

    fn pause(&self) -> LocalFuture<'static, ()> {
        Box::pin(pause())
    }

    fn rest(&self, _: u32) -> LocalFuture<'static, ()> {
        Box::pin(pause())
    }
}

/// What changes an array.
type Forge = fn(&mut Vec<u8>);

/// A store that counts what is asked of it, and holds writes of pages up as long as it is told to.
#[derive(Default)]
pub(super) struct Counting {
    pub(super) inner: MemoryStore,
    reads: Cell<usize>,
    appends: Cell<usize>,
    switches: Cell<usize>,
    holds: Cell<bool>,
    /// Pages are read as if a later version had written them.
    pub(super) forges: Cell<Option<Forge>>,
}

struct Handle(Rc<Counting>);

impl Store for Handle {
    fn limits(&self) -> Limits {
        Limits { preferred_array: 60_000, maximum_array: 32 << 20, ..self.0.inner.limits() }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        self.0.inner.open(admit)
    }

    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        self.0.reads.set(self.0.reads.get() + 1);
        Box::pin(async move {
            let mut pages = self.0.inner.read_pages(ids).await?;
            if let Some(forge) = self.0.forges.get() {
                pages.iter_mut().flatten().for_each(forge);
            }
            Ok(pages)
        })
    }

    fn append_log(
        &self,
        first: u64,
        chunks: Vec<Vec<u8>>,
        durability: storage::Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.appends.set(self.0.appends.get() + 1);
        self.0.inner.append_log(first, chunks, durability)
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            while self.0.holds.get() {
                pause().await;
            }
            self.0.inner.write_pages(pages).await
        })
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.switches.set(self.0.switches.get() + 1);
        self.0.inner.switch_root(superblock, before)
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.inner.delete_pages(ids)
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.inner.delete_page_range(from, to)
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.inner.release_reserve()
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.inner.restore_reserve()
    }

    fn on_lost(&self, listener: Rc<dyn Fn(StoreError)>) {
        self.0.inner.on_lost(listener);
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.inner.close()
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.0.inner.destroy()
    }
}

pub(super) struct Life {
    pub(super) engine: Engine,
    pub(super) executor: Rc<Executor>,
    answers: Rc<RefCell<HashMap<u64, Answer>>>,
    tickets: Cell<u64>,
    pub(super) ahead: Rc<Cell<i64>>,
    /// Whether memory ends.
    pub(super) is_short: Rc<Cell<bool>>,
}

pub(super) struct Setting {
    cache: usize,
    buffer: usize,
    volatile: bool,
    pub(super) ahead: i64,
}

pub(super) const DURABLE: Setting = Setting { cache: 4 << 20, buffer: 64 << 10, volatile: false, ahead: 0 };
/// No buffer goes into pages, where steps are not counted.
pub(super) const LARGE: Setting = Setting { buffer: 64 << 20, ..DURABLE };
pub(super) const VOLATILE: Setting = Setting { volatile: true, ..DURABLE };

impl Life {
    pub(super) fn open(store: &Rc<Counting>, setting: &Setting) -> Self {
        Self::try_open(store, setting).unwrap()
    }

    pub(super) fn try_open(store: &Rc<Counting>, setting: &Setting) -> Result<Self, Failure> {
        Self::open_with(store, setting, Settings::default())
    }

    pub(super) fn open_with(
        store: &Rc<Counting>,
        setting: &Setting,
        settings: Settings,
    ) -> Result<Self, Failure> {
        let executor = Rc::new(Executor::default());
        let answers: Rc<RefCell<HashMap<u64, Answer>>> = Rc::default();
        let receiver = Rc::clone(&answers);
        let ahead = Rc::new(Cell::new(setting.ahead));
        let is_short: Rc<Cell<bool>> = Rc::default();
        let host = Clockwork {
            executor: Rc::clone(&executor),
            micros: Cell::new(0),
            ahead: Rc::clone(&ahead),
            is_short: Rc::clone(&is_short),
        };
        let config = Config {
            durability: Durability::Strict,
            cache_bytes: setting.cache,
            checkpoint_bytes: setting.buffer,
            volatile: setting.volatile,
            settings,
        };
        let deliver = move |ticket, answer| drop(receiver.borrow_mut().insert(ticket, answer));
        let opening = Engine::open(Rc::new(Handle(Rc::clone(store))), Rc::new(host), config, deliver);
        let engine = executor.block_on(opening)?;
        let life = Self { engine, executor, answers, tickets: Cell::new(0), ahead, is_short };
        life.turns(1_000);
        Ok(life)
    }

    fn send_for(&self, client: Option<Client>, name: &str, request: &str) -> u64 {
        let operation = operation::find(name).unwrap();
        let document = json_reader::read(request.as_bytes()).unwrap();
        let mut lowered = Vec::new();
        shape::lower(operation.shapes.input, shape::Mode::Json, MapRef::new(&document), &mut lowered)
            .unwrap();
        let ticket = self.tickets.replace(self.tickets.get() + 1);
        if let Submitted::Done(answer) = self.engine.submit_for(client, operation, &lowered, ticket) {
            self.answers.borrow_mut().insert(ticket, answer);
        }
        ticket
    }

    fn wait(&self, ticket: u64) -> Answer {
        for _ in 0..1_000_000 {
            if let Some(answer) = self.answers.borrow_mut().remove(&ticket) {
                return answer;
            }
            self.executor.turn();
        }
        panic!("never answered: {:?}", self.engine.status());
    }

    fn send(&self, name: &str, request: &str) -> u64 {
        self.send_for(None, name, request)
    }

    pub(super) fn call(&self, name: &str, request: &str) -> Answer {
        self.wait(self.send(name, request))
    }

    /// Lets tasks run until there are none, or so often.
    pub(super) fn turns(&self, most: usize) {
        (0..most).all(|_| self.executor.turn());
    }

    pub(super) fn create(&self, name: &str) -> Vec<u8> {
        self.call("CreateTable", &["{\"TableName\":\"", name, r#"","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"}]}"#]
            .concat()).unwrap()
    }
}

pub(super) fn put(table: &str, key: usize, filler: usize) -> String {
    let x = "x".repeat(filler);
    format!(
        r#"{{"TableName":"{table}","Item":{{"p":{{"S":"p"}},"s":{{"N":"{key}"}},"g":{{"S":"{}"}},"x":{{"S":"{x}"}}}}}}"#,
        key * 7919 % 10_007
    )
}

pub(super) fn delete(table: &str, key: usize) -> String {
    format!(r#"{{"TableName":"{table}","Key":{{"p":{{"S":"p"}},"s":{{"N":"{key}"}}}}}}"#)
}

pub(super) fn drop_table(name: &str) -> String {
    format!(r#"{{"TableName":"{name}"}}"#)
}

fn transaction(token: &str, key: usize) -> String {
    let put = put("Things", key, 1);
    format!(r#"{{"ClientRequestToken":"{token}","TransactItems":[{{"Put":{put}}}]}}"#)
}

pub(super) fn steps_of(work: impl FnOnce()) -> usize {
    let before = STEPS.get();
    work();
    STEPS.get() - before
}

#[test]
fn what_waits_for_room_runs_twice_and_a_turn_is_no_longer_for_it() {
    let store = Rc::new(Counting::default());
    let life = Life::open(&store, &DURABLE);
    life.create("Things");
    store.holds.set(true);
    let mut sent = 0;
    // Until the buffers are full.
    while life.engine.status().parked == 0 || life.engine.status().buffered_bytes < 128 << 10 {
        sent += 1;
        life.send("PutItem", &put("Things", sent, 100));
        life.turns(20);
        assert!(sent < 10_000);
    }
    let before = life.engine.status();
    let tickets: Vec<u64> = (0..8_000).map(|key| life.send("PutItem", &put("Things", key, 100))).collect();
    life.turns(2_000);
    let parked = life.engine.status();
    assert_eq!(parked.runs - before.runs, 8_000, "what waits was run again");
    assert_eq!(parked.buffered_bytes, before.buffered_bytes);
    store.holds.set(false);
    let mut longest = 0;
    while life.engine.status().parked > 0 {
        let runs = life.engine.status().runs;
        assert!(life.executor.turn());
        longest = longest.max(life.engine.status().runs - runs);
        assert!(life.engine.status().buffered_bytes <= 3 * (65 << 10));
    }
    tickets.into_iter().for_each(|ticket| drop(life.wait(ticket).unwrap()));
    // Some are first when the buffer has just become full.
    let runs = life.engine.status().runs - parked.runs;
    assert!(runs <= 8_000 + before.parked + 200, "{runs} runs");
    assert!(longest <= 5_001, "{longest} runs in one turn");
}

#[test]
fn a_burst_in_one_turn_gets_no_further_than_two_buffers() {
    let store = Rc::new(Counting::default());
    let life = Life::open(&store, &DURABLE);
    life.create("Things");
    let tickets: Vec<u64> = (0..3_000).map(|key| life.send("PutItem", &put("Things", key, 1_000))).collect();
    let status = life.engine.status();
    assert!(status.buffered_bytes < 130 << 10, "{} bytes", status.buffered_bytes);
    tickets.into_iter().for_each(|ticket| drop(life.wait(ticket).unwrap()));
    let runs = life.engine.status().runs;
    assert!(runs < 6_200, "{runs} runs for 3,000 puts");
}

#[test]
fn numbered_writes_step_over_nothing_that_was_pruned() {
    let store = Rc::new(Counting::default());
    let life = Life::open(&store, &Setting { buffer: 64 << 20, ..DURABLE });
    life.create("Things");
    let steps = steps_of(|| {
        for sequence in 0..5_000 {
            let client = Client { id: 7, sequence, floor: sequence };
            life.wait(life.send_for(Some(client), "PutItem", &put("Things", 1, 10))).unwrap();
            life.ahead.set(life.ahead.get() + MINUTE / 10);
        }
    });
    assert!(steps < 40_000, "{steps} steps for 5,000 writes");
    // All but the newest answers are gone.
    let tokens = life.engine.status().memory_bytes;
    assert!(tokens < 5_000_000, "{tokens}");
}

#[test]
fn expired_tokens_are_stepped_over_once() {
    for setting in [&VOLATILE, &Setting { buffer: 64 << 20, ..DURABLE }] {
        let life = Life::open(&Rc::default(), setting);
        life.create("Things");
        let mut number = 0;
        let steps = steps_of(|| {
            for _ in 0..5 {
                for _ in 0..1_000 {
                    number += 1;
                    life.call("TransactWriteItems", &transaction(&format!("token{number}"), 1)).unwrap();
                    life.turns(3);
                }
                life.ahead.set(life.ahead.get() + 11 * MINUTE);
            }
        });
        assert!(steps < 15_000, "{steps} steps for 5,000 tokens");
    }
}

#[test]
fn an_index_larger_than_the_cache_is_filled_in_few_reads_and_commits() {
    let store = Rc::new(Counting::default());
    let life = Life::open(&store, &Setting { cache: 512 << 10, ..DURABLE });
    life.create("Things");
    for key in 0..10_000 {
        life.send("PutItem", &put("Things", key, 150));
        life.turns(20);
    }
    life.turns(100_000);
    assert!(store.inner.bytes() > 3 * (512 << 10));
    let before = (store.reads.get(), store.appends.get());
    life.call("UpdateTable", ADD_INDEX).unwrap();
    // A write while it is being filled makes the entry itself, and it is there once.
    life.call("PutItem", &put("Things", 9_999, 10)).unwrap();
    life.call("DeleteItem", &delete("Things", 9_998)).unwrap();
    life.turns(200_000);
    let commits = store.appends.get() - before.1;
    assert!(commits < 500, "{commits} commits for 10,000 items");
    let reads = store.reads.get() - before.0;
    assert!(reads < 2_000, "{reads} reads for 10,000 items");
    let body = life.call("DescribeTable", &drop_table("Things")).unwrap();
    let index = MapRef::new(&body).get_map("Table").unwrap().get_list("GlobalSecondaryIndexes").unwrap();
    let index = index.iter().next().unwrap().as_map().unwrap();
    assert_eq!((index.get_str("IndexStatus"), index.get_int("ItemCount")), (Some("ACTIVE"), Some(9_999)));
}

pub(super) fn load(life: &Life, table: &str) {
    life.create(table);
    for key in 0..1_000 {
        life.send("PutItem", &put(table, key, 1_000));
        life.turns(20);
    }
    life.turns(100_000);
}

#[test]
fn a_dropped_table_gives_its_pages_back_without_other_writes() {
    let store = Rc::new(Counting::default());
    let life = Life::open(&store, &DURABLE);
    load(&life, "Big");
    assert!(store.inner.bytes() > 900 << 10);
    life.call("DeleteTable", &drop_table("Big")).unwrap();
    life.turns(100_000);
    assert!(store.inner.bytes() < 50 << 10, "{} bytes are left", store.inner.bytes());

    // One that never had pages asks for no checkpoint.
    let switches = store.switches.get();
    life.create("Small");
    life.call("DeleteTable", &drop_table("Small")).unwrap();
    life.turns(100_000);
    assert_eq!(store.switches.get(), switches);
}

#[test]
fn a_log_of_one_key_that_is_written_over_and_over_stays_short() {
    const WRITES: usize = 3_000;
    let store = Rc::new(Counting::default());
    let open = || Life::open(&store, &DURABLE);
    let write = |life: &Life| {
        life.call("PutItem", &put("Counter", 1, 1_000)).unwrap();
        life.turns(20);
    };
    let mut longest = 0;
    let life = open();
    life.create("Counter");
    for _ in 0..WRITES {
        write(&life);
        longest = longest.max(store.inner.bytes());
    }
    // Four times the buffer, and as much again of what comes until a checkpoint has been made.
    assert!(longest < 8 * DURABLE.buffer, "{longest} bytes");

    // Sessions that end by a crash, before any of them has reason for a checkpoint.
    life.executor.abandon();
    for _ in 0..100 {
        let life = open();
        (0..WRITES / 100).for_each(|_| write(&life));
        longest = longest.max(store.inner.bytes());
        life.executor.abandon();
    }
    assert!(longest < 24 * DURABLE.buffer, "{longest} bytes");

    // Those that are closed leave no more than what one buffer holds.
    for _ in 0..10 {
        let life = open();
        (0..WRITES / 100).for_each(|_| write(&life));
        life.executor.block_on(life.engine.close()).unwrap();
    }
    assert!(store.inner.bytes() < 2 * DURABLE.buffer, "{} bytes", store.inner.bytes());
}

#[test]
fn a_dropped_table_gives_its_pages_back_after_a_crash_and_after_a_close() {
    for crash in [true, false] {
        let store = Rc::new(Counting::default());
        let life = Life::open(&store, &DURABLE);
        load(&life, "Big");
        life.call("DeleteTable", &drop_table("Big")).unwrap();
        if crash {
            life.executor.abandon();
            assert!(store.inner.bytes() > 900 << 10);
            let life = Life::open(&store, &DURABLE);
            life.turns(100_000);
        } else {
            life.executor.block_on(life.engine.close()).unwrap();
        }
        assert!(store.inner.bytes() < 50 << 10, "{} bytes are left", store.inner.bytes());
    }
}

#[test]
fn in_memory_mode_what_is_deleted_leaves_nothing() {
    let life = Life::open(&Rc::default(), &VOLATILE);
    life.create("Queue");
    let before = life.engine.status().memory_bytes;
    for key in 0..5_000 {
        life.call("PutItem", &put("Queue", key, 10)).unwrap();
        life.call("DeleteItem", &delete("Queue", key)).unwrap();
        life.create("Other");
        life.call("DeleteTable", &drop_table("Other")).unwrap();
    }
    let more = life.engine.status().memory_bytes - before;
    assert!(more < 1_000, "{more} bytes more");
    life.call("PutItem", &put("Queue", 5_000, 10)).unwrap();
    let steps = steps_of(|| {
        let query = r#"{"TableName":"Queue","KeyConditionExpression":"p = :p","Limit":1,
            "ExpressionAttributeValues":{":p":{"S":"p"}}}"#;
        let body = life.call("Query", query).unwrap();
        assert_eq!(MapRef::new(&body).get_int("Count"), Some(1));
    });
    assert!(steps < 5, "{steps} steps to the head of the queue");
}

#[test]
fn in_memory_mode_a_dropped_table_is_freed_without_other_writes() {
    let life = Life::open(&Rc::default(), &VOLATILE);
    life.create("Big");
    let before = life.engine.status().memory_bytes;
    (0..5_000).for_each(|key| drop(life.call("PutItem", &put("Big", key, 10)).unwrap()));
    let full = life.engine.status().memory_bytes;
    life.call("DeleteTable", &drop_table("Big")).unwrap();
    life.turns(1_000);
    let left = life.engine.status().memory_bytes;
    assert!(left < before + 1_000, "{left} bytes are left of {full}");
}

#[test]
fn in_memory_mode_an_export_reads_its_moment_while_deletions_go_on() {
    let life = Life::open(&Rc::default(), &VOLATILE);
    life.create("Things");
    (0..2_000).for_each(|key| drop(life.call("PutItem", &put("Things", key, 300)).unwrap()));
    let mut export = life.engine.export();
    let mut restored: Option<(Life, crate::engine::Restore)> = None;
    for key in 0.. {
        let Some(block) = export.step().unwrap() else { continue };
        let (_, restore) = restored.get_or_insert_with(|| {
            let copy = Life::open(&Rc::default(), &VOLATILE);
            let restore = copy.engine.restore().unwrap();
            (copy, restore)
        });
        assert!(restore.take(&block).unwrap());
        if block[crate::storage::array::HEADER] == 2 {
            break;
        }
        if key == 0 {
            life.call("DeleteTable", &drop_table("Things")).unwrap();
        }
    }
    let (copy, restore) = restored.unwrap();
    drop(restore);
    let body = copy.call("DescribeTable", &drop_table("Things")).unwrap();
    assert_eq!(MapRef::new(&body).get_map("Table").unwrap().get_int("ItemCount"), Some(2_000));
}

/// When the table of a `CreateTable` was made, in seconds.
fn created(body: &[u8]) -> i64 {
    let mut text = String::new();
    shape::raise_json(operation::find("CreateTable").unwrap().shapes.output, MapRef::new(body), &mut text);
    let (_, rest) = text.split_once("\"CreationDateTime\":").unwrap();
    rest.split(['.', ',']).next().unwrap().parse().unwrap()
}

#[test]
fn a_clock_that_was_ahead_does_not_move_time_for_ever() {
    let store: Rc<Counting> = Rc::default();
    // Beyond 2041 a reading of the clock is a negative number in the file.
    let life = Life::open(&store, &Setting { ahead: 60 * YEAR, ..DURABLE });
    load(&life, "Things");
    life.call("TransactWriteItems", &transaction("early", 1)).unwrap();
    life.executor.block_on(life.engine.close()).unwrap();

    assert_eq!(life.engine.status().clock_ahead_ms, 0);

    let life = Life::open(&store, &DURABLE);
    life.call("PutItem", &put("Things", 1, 1)).unwrap();
    // It is told, and gets no larger by what is written.
    let ahead = |life: &Life| life.engine.status().clock_ahead_ms as i64 * 1000;
    assert!((ahead(&life) - 60 * YEAR).abs() < MINUTE, "{}", ahead(&life));
    life.ahead.set(59 * YEAR);
    assert!((ahead(&life) - YEAR).abs() < MINUTE, "{}", ahead(&life));
    life.ahead.set(61 * YEAR);
    assert_eq!(ahead(&life), 0, "it has caught up");
    life.ahead.set(0);
    life.call("TransactWriteItems", &transaction("late", 1)).unwrap();
    let refused = life.call("TransactWriteItems", &transaction("late", 2)).unwrap_err();
    assert_eq!(refused.kind, Kind::IdempotentParameterMismatch);
    // A token of that time is still known, but from now on for no longer than any other.
    let lsn = |life: &Life| life.engine.status().lsn;
    life.turns(1_000);
    let before = lsn(&life);
    life.call("TransactWriteItems", &transaction("early", 1)).unwrap();
    assert_eq!(lsn(&life), before, "the transaction was done again");
    life.ahead.set(11 * MINUTE);
    for token in ["early", "late"] {
        life.call("TransactWriteItems", &transaction(token, 3)).unwrap();
    }
    let body = life.create("New");
    let age = 1_700_000_000 + 11 * 60 - created(&body);
    assert!(age.abs() < 60, "created {age} seconds off");
    let body = life.call("DescribeTable", &drop_table("Things")).unwrap();
    assert_eq!(MapRef::new(&body).get_map("Table").unwrap().get_str("TableStatus"), Some("ACTIVE"));
}

#[test]
fn a_restore_that_is_refused_leaves_the_clock_alone() {
    let far = Life::open(&Rc::default(), &Setting { ahead: 60 * YEAR, ..VOLATILE });
    far.create("Things");
    let mut export = far.engine.export();
    let head = export.step().unwrap().unwrap();
    let life = Life::open(&Rc::default(), &VOLATILE);
    life.create("Mine");
    let refused = life.engine.restore().unwrap().take(&head).unwrap_err();
    assert_eq!(refused.kind, Kind::DatabaseNotEmpty);
    assert_eq!(life.engine.status().clock_ahead_ms, 0);
    life.call("PutItem", &put("Mine", 1, 1)).unwrap();
    let clock = |life: &Life| -> u64 {
        let head = life.engine.export().step().unwrap().unwrap();
        MapRef::new(&head[crate::storage::array::HEADER + 13..]).get_int("clock").unwrap() as u64 >> 12
    };
    assert!(clock(&life) < 1_700_000_000_000_000 + YEAR as u64, "{}", clock(&life));

    // One that is taken goes on after the newest change it brings.
    let empty = Life::open(&Rc::default(), &VOLATILE);
    let mut restore = empty.engine.restore().unwrap();
    assert!(restore.take(&head).unwrap());
    while let Some(block) = export.step().unwrap() {
        assert!(restore.take(&block).unwrap());
        if block[crate::storage::array::HEADER] == 2 {
            break;
        }
    }
    drop(restore);
    assert!(clock(&empty) > 1_700_000_000_000_000 + 59 * YEAR as u64);
}
