//! Crash tests of the whole engine: a fixed run of requests is cut at every single step its storage takes, what was
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
//! not flushed is lost, and everything that was acknowledged has to be there when the database is opened again.

mod counted;
mod failures;
mod full_file;
mod full_store;
mod later;
mod limits;
#[cfg(feature = "encryption")]
mod rotation;
mod wake;
mod work;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::{Executor, SystemHost};
use crate::engine::{Answer, Config, Durability, Engine, Host, Submitted};
use crate::model::{Failure, Kind, MapRef};
use crate::operation::{self, Settings, shape};
use crate::protocol::json_reader;
use crate::storage::fault::{Fault, FaultDisk, Loss};
use crate::storage::fault_store::{FaultStore, StoreFault};
use crate::storage::{FileStore, LocalFuture, Store, StoreErrorKind};
use crate::table::ledger::Client;

/// A host whose timers are through at once, and whose clock is as many microseconds ahead as one says.
struct Restless(SystemHost, Rc<Cell<u64>>);

impl Host for Restless {
    fn now_micros(&self) -> u64 {
        self.0.now_micros() + self.1.get()
    }

    fn monotonic_micros(&self) -> u64 {
        self.0.monotonic_micros()
    }

    fn entropy(&self) -> [u8; 16] {
        self.0.entropy()
    }

    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.0.spawn(task);
    }

    fn pause(&self) -> LocalFuture<'static, ()> {
        self.0.pause()
    }

    fn rest(&self, _: u32) -> LocalFuture<'static, ()> {
        self.0.pause()
    }
}

/// One life of an engine on small buffers, so that a short run makes several checkpoints.
struct Life {
    engine: Engine,
    executor: Rc<Executor>,
    answers: Rc<RefCell<HashMap<u64, Answer>>>,
    ticket: Cell<u64>,
    ahead: Rc<Cell<u64>>,
}

/// Turns after which a request that is not answered is taken for lost with its machine.
const PATIENCE: usize = 20_000;

impl Life {
    fn open(store: Rc<dyn Store>) -> Result<Self, Failure> {
        Self::with(store, Durability::Strict)
    }

    fn with(store: Rc<dyn Store>, durability: Durability) -> Result<Self, Failure> {
        let settings = Settings::default();
        let config =
            Config { durability, cache_bytes: 8 << 10, checkpoint_bytes: 2 << 10, volatile: false, settings };
        Self::on(store, config)
    }

    fn on(store: Rc<dyn Store>, config: Config) -> Result<Self, Failure> {
        let executor = Rc::new(Executor::default());
        let answers: Rc<RefCell<HashMap<u64, Answer>>> = Rc::default();
        let receiver = Rc::clone(&answers);
        let ahead: Rc<Cell<u64>> = Rc::default();
        let host = Rc::new(Restless(SystemHost::new(Rc::clone(&executor)), Rc::clone(&ahead)));
        let deliver = move |ticket, answer| drop(receiver.borrow_mut().insert(ticket, answer));
        let engine = executor.block_on(Engine::open(store, host, config, deliver))?;
        Ok(Self { engine, executor, answers, ticket: Cell::new(0), ahead })
    }

    fn call(&self, name: &str, request: &str) -> Answer {
        self.call_for(None, name, request)
    }

    fn call_for(&self, client: Option<Client>, name: &str, request: &str) -> Answer {
        let operation = operation::find(name).unwrap();
        let document = json_reader::read(request.as_bytes())?;
        let mut lowered = Vec::new();
        shape::lower(operation.shapes.input, shape::Mode::Json, MapRef::new(&document), &mut lowered)?;
        let ticket = self.ticket.replace(self.ticket.get() + 1);
        if let Submitted::Done(answer) = self.engine.submit_for(client, operation, &lowered, ticket) {
            return answer;
        }
        for _ in 0..PATIENCE {
            if let Some(answer) = self.answers.borrow_mut().remove(&ticket) {
                return answer;
            }
            self.executor.turn();
        }
        panic!("{name} is never answered");
    }
}

/// A place to crash: makes stores over the same data, and takes it through a crash.
trait Machine {
    fn store(&self) -> Rc<dyn Store>;
    fn is_dead(&self) -> bool;
}

impl Machine for FaultDisk {
    fn store(&self) -> Rc<dyn Store> {
        Rc::new(FileStore::new(self.file()))
    }

    fn is_dead(&self) -> bool {
        FaultDisk::is_dead(self)
    }
}

impl Machine for FaultStore {
    fn store(&self) -> Rc<dyn Store> {
        self.handle()
    }

    fn is_dead(&self) -> bool {
        FaultStore::is_dead(self)
    }
}

const TABLE: &str = r#"{"TableName":"Things","BillingMode":"PAY_PER_REQUEST",
    "KeySchema":[{"AttributeName":"p","KeyType":"HASH"}],
    "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],
    "GlobalSecondaryIndexes":[{"IndexName":"ByG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"ALL"}}]}"#;

const KEYS: usize = 23;
const WRITES: usize = 72;

/// What a key may hold: version 0 is no item.
type Possible = BTreeMap<usize, Vec<usize>>;

fn item(key: usize, version: usize) -> String {
    let filler = "x".repeat(version * 53 % 500);
    format!(r#"{{"p":{{"S":"k{key}"}},"g":{{"S":"g"}},"v":{{"N":"{version}"}},"x":{{"S":"{filler}"}}}}"#)
}

/// The `n`-th write of the run: its request and what it leaves. Puts, deletes, and pairs that go together.
fn write(n: usize) -> (&'static str, String, Vec<(usize, usize)>) {
    let (key, other, version) = (n * 5 % KEYS, (n * 5 + 1) % KEYS, n + 1);
    match n % 4 {
        3 => {
            let request = format!(r#"{{"TableName":"Things","Key":{{"p":{{"S":"k{key}"}}}}}}"#);
            ("DeleteItem", request, vec![(key, 0)])
        }
        2 => {
            let put = |key| format!(r#"{{"Put":{{"TableName":"Things","Item":{}}}}}"#, item(key, version));
            let request = format!(r#"{{"TransactItems":[{},{}]}}"#, put(key), put(other));
            ("TransactWriteItems", request, vec![(key, version), (other, version)])
        }
        _ => {
            let request = format!(r#"{{"TableName":"Things","Item":{}}}"#, item(key, version));
            ("PutItem", request, vec![(key, version)])
        }
    }
}

/// Whether the table could be made and is ready.
fn created(life: &Life) -> bool {
    let mut answer = life.call("CreateTable", TABLE);
    while let Ok(body) = &answer {
        let table = MapRef::new(body);
        let table = table.get_map("TableDescription").or_else(|| table.get_map("Table")).unwrap();
        if table.get_str("TableStatus") == Some("ACTIVE") {
            return true;
        }
        answer = life.call("DescribeTable", r#"{"TableName":"Things"}"#);
    }
    false
}

/// Runs until something fails. Gives what the keys may hold afterwards, and the pair that must not be torn.
fn run(machine: &dyn Machine, faulty: bool) -> (bool, Possible, Vec<(usize, usize)>) {
    let mut possible: Possible = (0..KEYS).map(|key| (key, vec![0])).collect();
    let Ok(life) = Life::open(machine.store()) else { return (false, possible, Vec::new()) };
    if !created(&life) {
        return (false, possible, Vec::new());
    }
    for n in 0..WRITES {
        let (name, request, leaves) = write(n);
        let result = life.call(name, &request);
        for (key, version) in &leaves {
            if result.is_ok() {
                possible.insert(*key, vec![*version]);
            } else {
                possible.entry(*key).or_default().push(*version);
            }
        }
        assert!(result.is_ok() || faulty, "{name} failed: {result:?}");
        // After an error that is no crash the engine goes on; so does the run.
        if result.is_err() && machine.is_dead() {
            return (true, possible, leaves);
        }
    }
    let closed = life.executor.block_on(life.engine.close());
    assert!(closed.is_ok() || faulty, "{closed:?}");
    (true, possible, Vec::new())
}

fn versions(body: &[u8]) -> BTreeMap<usize, usize> {
    let items = MapRef::new(body).get_list("Items").unwrap();
    let version = |item: MapRef<'_>| {
        let key = item.get_str("p").unwrap().trim_start_matches('k').parse().unwrap();
        (key, item.get_int("v").unwrap() as usize)
    };
    items.iter().map(|item| version(item.as_map().unwrap())).collect()
}

fn verify(machine: &dyn Machine, created: bool, possible: &Possible, pair: &[(usize, usize)], what: &str) {
    let life = Life::open(machine.store()).unwrap_or_else(|failure| panic!("{what}: {failure:?}"));
    let scan = life.call("Scan", r#"{"TableName":"Things"}"#);
    let Ok(body) = scan else {
        assert!(!created, "{what}: the table is gone: {scan:?}");
        return;
    };
    let found = versions(&body);
    for (key, allowed) in possible {
        let version = found.get(key).copied().unwrap_or(0);
        assert!(allowed.contains(&version), "{what}: k{key} holds {version}, may hold {allowed:?}");
    }
    let applied: Vec<bool> = pair.iter().map(|(key, v)| found.get(key).copied().unwrap_or(0) == *v).collect();
    if pair.len() == 2 {
        assert_eq!(applied[0], applied[1], "{what}: a transaction is torn");
    }
    let query = r#"{"TableName":"Things","IndexName":"ByG","KeyConditionExpression":"g = :g",
        "ExpressionAttributeValues":{":g":{"S":"g"}}}"#;
    assert_eq!(versions(&life.call("Query", query).unwrap()), found, "{what}: index and table differ");
    let put = format!(r#"{{"TableName":"Things","Item":{}}}"#, item(0, 1));
    life.call("PutItem", &put).unwrap_or_else(|failure| panic!("{what}: no writes any more: {failure:?}"));
    life.executor.block_on(life.engine.close()).unwrap();
}

#[test]
fn the_run_succeeds_without_faults() {
    for machine in [&FaultStore::new() as &dyn Machine, &FaultDisk::new()] {
        let (created, possible, pair) = run(machine, false);
        assert!(created, "the table is made");
        verify(machine, created, &possible, &pair, "no fault");
    }
}

const LOSSES: [Loss; 4] = [Loss::All, Loss::Nothing, Loss::Some(3), Loss::Some(11)];

#[test]
fn a_store_cut_at_every_step_keeps_what_was_acknowledged() {
    let faults = [
        StoreFault::PowerBefore,
        StoreFault::PowerAfter,
        StoreFault::Refuse(StoreErrorKind::Io),
        StoreFault::Refuse(StoreErrorKind::Quota),
        StoreFault::Lie(StoreErrorKind::Io),
    ];
    for fault in faults {
        let mut cuts = 0;
        for after in 1.. {
            let store = FaultStore::new();
            store.fail(after, fault);
            let (created, possible, pair) = run(&store, true);
            let loss = LOSSES[after as usize % LOSSES.len()];
            store.heal();
            let happened = store.steps() >= after;
            store.restart(loss);
            verify(&store, created, &possible, &pair, &format!("{fault:?} at step {after}, lost {loss:?}"));
            if !happened {
                break;
            }
            cuts += 1;
        }
        assert!(cuts > 60, "the run takes {cuts} steps only");
    }
}

#[test]
fn a_flush_says_that_answered_writes_were_lost() {
    let store = FaultStore::new();
    let life = Life::with(store.handle(), Durability::None).unwrap();
    assert!(created(&life));
    let flush = || life.executor.block_on(life.engine.flush());
    let put = |key| {
        let request = format!(r#"{{"TableName":"Things","Item":{}}}"#, item(key, 1));
        life.call("PutItem", &request).unwrap();
    };
    put(1);
    flush().unwrap();
    put(2);
    store.fail(1, StoreFault::Refuse(StoreErrorKind::Io));
    assert_eq!(flush().unwrap_err().kind, Kind::StorageUnavailable);
    store.heal();
    // Its sequence number is that of the lost write.
    put(3);
    flush().unwrap();
    let answer = life.call("Scan", r#"{"TableName":"Things","Select":"COUNT"}"#).unwrap();
    assert_eq!(MapRef::new(&answer).get_int("Count"), Some(2));
}

#[test]
fn a_delete_on_a_full_disk_makes_room_soon() {
    let store = FaultStore::new();
    let life = Life::open(store.handle()).unwrap();
    assert!(created(&life));
    let put = |key| {
        let request = format!(r#"{{"TableName":"Things","Item":{}}}"#, item(key, 1));
        life.call("PutItem", &request)
    };
    put(1).unwrap();
    let settle = || {
        (0..100).for_each(|_| {
            let _ = life.executor.turn();
        })
    };
    settle();
    let before = life.engine.status().checkpoint;
    store.fail(1, StoreFault::Refuse(StoreErrorKind::Quota));
    assert_eq!(put(2).unwrap_err().kind, Kind::StorageQuotaExceeded);
    settle();
    let relieved = life.engine.status().checkpoint;
    assert!(relieved > before, "the log is in pages, and the reserve is back");
    life.call("DeleteItem", r#"{"TableName":"Things","Key":{"p":{"S":"k1"}}}"#).unwrap();
    settle();
    assert_eq!(life.engine.status().checkpoint, relieved + 1, "what was deleted is off the disk");
    put(2).unwrap();
    settle();
    assert_eq!(life.engine.status().checkpoint, relieved + 1, "and the next one is due when it always is");
}

#[test]
fn a_file_cut_at_every_step_keeps_what_was_acknowledged() {
    let mut cuts = 0;
    for after in 1.. {
        let disk = FaultDisk::new();
        disk.fail(after, Fault::Power);
        let (created, possible, pair) = run(&disk, true);
        let happened = disk.is_dead();
        for loss in LOSSES {
            let copy = disk.fork();
            copy.restart(loss);
            verify(&copy, created, &possible, &pair, &format!("cut at step {after}, lost {loss:?}"));
        }
        if !happened {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 100, "the run takes {cuts} steps only");
}

const ADDS: u64 = 40;
const PLUS_ONE: &str = r#"{"TableName":"Things","Key":{"p":{"S":"counter"}},"UpdateExpression":"ADD v :one",
    "ConditionExpression":"attribute_not_exists(closed)","ReturnValues":"ALL_OLD",
    "ExpressionAttributeValues":{":one":{"N":"1"}}}"#;

/// What the counter held before an addition, by its answer.
fn before(answer: &[u8]) -> u64 {
    let old = MapRef::new(answer).get_map("Attributes").and_then(|old| old.get_int("v"));
    old.unwrap_or(0).unsigned_abs()
}

/// Adds one at a time under numbers, from the first that has no answer on; gives the next number to use.
fn count_up(life: &Life, mut next: u64) -> u64 {
    while next < ADDS {
        let client = Client { id: 7, sequence: next, floor: next };
        let Ok(answer) = life.call_for(Some(client), "UpdateItem", PLUS_ONE) else { return next };
        assert_eq!(before(&answer), next, "addition {next} is answered as if it were another");
        next += 1;
    }
    next
}

#[test]
fn a_numbered_write_is_done_once_whatever_step_is_cut() {
    let mut cuts = 0;
    for after in 1.. {
        let store = FaultStore::new();
        let fault = [StoreFault::PowerBefore, StoreFault::PowerAfter, StoreFault::Lie(StoreErrorKind::Io)];
        store.fail(after, fault[after as usize % fault.len()]);
        let mut next = 0;
        if let Ok(life) = Life::open(store.store())
            && created(&life)
        {
            next = count_up(&life, 0);
        }
        store.heal();
        let happened = store.steps() >= after;
        store.restart(LOSSES[after as usize % LOSSES.len()]);
        let life = Life::open(store.store()).unwrap();
        if created(&life) || life.call("DescribeTable", r#"{"TableName":"Things"}"#).is_ok() {
            assert_eq!(count_up(&life, next), ADDS, "after step {after}");
            let get = r#"{"TableName":"Things","Key":{"p":{"S":"counter"}}}"#;
            let body = life.call("GetItem", get).unwrap();
            let item = MapRef::new(&body).get_map("Item").unwrap();
            assert_eq!(
                item.get_int("v"),
                Some(ADDS as i64),
                "step {after}: an addition was done twice or not at all"
            );
        }
        life.executor.block_on(life.engine.close()).unwrap();
        if !happened {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 40, "the run takes {cuts} steps only");
}

#[test]
fn a_write_of_uncertain_fate_is_not_taken_for_one_of_who_opened_the_database_since() {
    let store = FaultStore::new();
    let put = |life: &Life, key: &str| {
        life.call("PutItem", &format!(r#"{{"TableName":"Things","Item":{{"p":{{"S":"{key}"}}}}}}"#))
    };
    let first = Life::open(store.store()).unwrap();
    assert!(created(&first));
    put(&first, "before").unwrap();
    let second = Life::open(store.store()).unwrap();
    for key in ["a", "b", "c"] {
        put(&second, key).unwrap();
    }
    store.fail(1, StoreFault::Refuse(StoreErrorKind::Unavailable));
    let failed = put(&first, "lost").unwrap_err();
    assert_eq!(failed.kind, Kind::StorageUnavailable);
    assert!(failed.message.contains("not known"), "{}", failed.message);
    assert_eq!(put(&first, "late").unwrap_err().kind, Kind::DatabaseInUse, "it does not take it back");
    let third = Life::open(store.store()).unwrap();
    let all = third.call("Scan", r#"{"TableName":"Things"}"#).unwrap();
    assert_eq!(MapRef::new(&all).get_int("Count"), Some(4));
    third.executor.block_on(third.engine.close()).unwrap();
}

#[test]
fn answers_of_numbered_writes_are_kept_until_they_are_received() {
    let store = FaultStore::new();
    let life = Life::open(store.store()).unwrap();
    assert!(created(&life));
    let add = |sequence, floor| {
        let client = Client { id: 9, sequence, floor };
        before(&life.call_for(Some(client), "UpdateItem", PLUS_ONE).unwrap())
    };
    assert_eq!([add(0, 0), add(1, 0), add(2, 0)], [0, 1, 2]);
    assert_eq!([add(1, 0), add(0, 0), add(2, 0)], [1, 0, 2], "repeated, they are answered as they were");
    assert_eq!(add(3, 2), 3);
    assert_eq!(add(2, 2), 2, "what is not received is kept");
    assert_eq!(add(0, 0), 4, "what was received is forgotten");

    let close = r#"{"TableName":"Things","Key":{"p":{"S":"counter"}},"UpdateExpression":"SET closed = :one",
        "ExpressionAttributeValues":{":one":{"N":"1"}}}"#;
    life.call("UpdateItem", close).unwrap();
    let client = Client { id: 9, sequence: 5, floor: 5 };
    assert!(life.call_for(Some(client), "UpdateItem", PLUS_ONE).is_err(), "the condition fails");
    assert_eq!(add(3, 2), 3, "a repetition does not look at its condition again");
    life.call(
        "UpdateItem",
        &close
            .replace("SET closed = :one", "REMOVE closed")
            .replace(",\n        \"ExpressionAttributeValues\":{\":one\":{\"N\":\"1\"}}", ""),
    )
    .unwrap();
    assert_eq!(add(5, 5), 5, "what failed left no answer and runs again");
    life.executor.block_on(life.engine.close()).unwrap();
}

#[test]
fn answers_that_nobody_comes_back_for_are_forgotten_after_ten_minutes() {
    let minutes = |count: u64| count * 60_000_000;
    let store = FaultStore::new();
    let life = Life::open(store.store()).unwrap();
    assert!(created(&life));
    let add = |life: &Life, sequence| {
        let client = Client { id: 9, sequence, floor: 0 };
        before(&life.call_for(Some(client), "UpdateItem", PLUS_ONE).unwrap())
    };
    let rest = |life: &Life| {
        for _ in 0..PATIENCE {
            life.executor.turn();
        }
    };
    assert_eq!([add(&life, 0), add(&life, 1)], [0, 1]);
    life.ahead.set(minutes(9));
    assert_eq!(add(&life, 2), 2);
    rest(&life);
    assert_eq!([add(&life, 1), add(&life, 0)], [1, 0], "they are remembered for longer than a page repeats");
    life.executor.block_on(life.engine.close()).unwrap();

    let life = Life::open(store.store()).unwrap();
    life.ahead.set(minutes(10));
    rest(&life);
    // A write is a sign of life that makes the engine look.
    life.call("PutItem", r#"{"TableName":"Things","Item":{"p":{"S":"other"}}}"#).unwrap();
    rest(&life);
    assert_eq!([add(&life, 0), add(&life, 1)], [3, 4], "they are forgotten");
    assert_eq!(add(&life, 2), 2, "the one of a minute ago is not");
    life.executor.block_on(life.engine.close()).unwrap();
}

/// Lets others have a turn.
fn pause() -> impl Future<Output = ()> {
    let mut polled = false;
    std::future::poll_fn(move |_| {
        if std::mem::replace(&mut polled, true) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
}
