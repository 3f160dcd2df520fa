//! The engine under a simulated host: every interleaving of its tasks is drawn from a seed, storage takes its time,
//! fails and is cut off at any step. Whatever was acknowledged has to be there afterwards, and every answer has to be
//! one that some order of the requests explains.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use hashrange::engine::{Answer, Config, Durability, Engine, Host, Submitted};
use hashrange::model::{Kind, MapRef, Writer};
use hashrange::native::Executor;
use hashrange::operation::{self, Settings, shape};
use hashrange::protocol::json_reader;
use hashrange::storage::{
    Admit, Limits, LocalFuture, LogPosition, MemoryStore, Opened, PageId, Store, StoreError, StoreErrorKind,
};

use crate::turns::turns;

/// A small generator: the seed decides everything.
struct Random(Cell<u64>);

impl Random {
    fn next(&self) -> u64 {
        let mut word = self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.0.set(word);
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    fn below(&self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_in(&self, bound: u64) -> bool {
        self.below(bound) == 0
    }
}

/// A store that takes turns to answer and fails when the dice say so, before or after the step was done.
struct SlowStore {
    inner: Rc<MemoryStore>,
    random: Rc<Random>,
    faults: Rc<Cell<bool>>,
}

impl SlowStore {
    async fn step<T>(
        &self,
        writes: bool,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        turns(self.random.below(4)).await;
        let faulty = writes && self.faults.get() && self.random.one_in(60);
        if faulty && self.random.one_in(2) {
            let kind = if self.random.one_in(2) { StoreErrorKind::Quota } else { StoreErrorKind::Io };
            return Err(StoreError::new(kind, "injected before the step"));
        }
        let result = work.await;
        turns(self.random.below(4)).await;
        if faulty {
            return Err(StoreError::new(StoreErrorKind::Io, "injected after the step"));
        }
        result
    }
}

impl Store for SlowStore {
    fn limits(&self) -> Limits {
        Limits { preferred_array: 512, maximum_array: 1 << 20 }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        Box::pin(self.step(false, self.inner.open(admit)))
    }

    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        Box::pin(self.step(false, self.inner.read_pages(ids)))
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        durability: hashrange::storage::Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(
            self.step(true, async move { self.inner.append_log(first_sequence, chunks, durability).await }),
        )
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.step(true, async move { self.inner.write_pages(pages).await }))
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.step(true, async move { self.inner.switch_root(superblock, before).await }))
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.step(true, async move { self.inner.delete_pages(ids).await }))
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.step(false, self.inner.delete_page_range(from, to)))
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.release_reserve()
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.restore_reserve()
    }

    fn on_lost(&self, listener: Rc<dyn Fn(StoreError)>) {
        self.inner.on_lost(listener);
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.close()
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.destroy()
    }
}

struct SimulatedHost {
    executor: Rc<Executor>,
    random: Rc<Random>,
    micros: Cell<u64>,
}

impl Host for SimulatedHost {
    fn now_micros(&self) -> u64 {
        self.monotonic_micros() + 1_700_000_000_000_000
    }

    fn monotonic_micros(&self) -> u64 {
        self.micros.set(self.micros.get() + self.random.below(3000));
        self.micros.get()
    }

    fn entropy(&self) -> [u8; 16] {
        (u128::from(self.random.next()) << 64 | u128::from(self.random.next())).to_le_bytes()
    }

    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.executor.spawn(task);
    }

    fn pause(&self) -> LocalFuture<'static, ()> {
        Box::pin(turns(1))
    }

    fn rest(&self, _: u32) -> LocalFuture<'static, ()> {
        Box::pin(turns(self.random.below(200)))
    }
}

/// One life of an engine, from opening to a crash.
struct Life {
    engine: Engine,
    executor: Rc<Executor>,
    answers: Rc<RefCell<HashMap<u64, Answer>>>,
}

struct World {
    random: Rc<Random>,
    store: Rc<MemoryStore>,
    faults: Rc<Cell<bool>>,
    ticket: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            random: Rc::new(Random(Cell::new(seed))),
            store: Rc::new(MemoryStore::new()),
            faults: Rc::default(),
            ticket: 0,
        }
    }

    fn open(&self) -> Life {
        let executor = Rc::new(Executor::default());
        let store: Rc<dyn Store> = Rc::new(SlowStore {
            inner: Rc::clone(&self.store),
            random: Rc::clone(&self.random),
            faults: Rc::clone(&self.faults),
        });
        let host = Rc::new(SimulatedHost {
            executor: Rc::clone(&executor),
            random: Rc::clone(&self.random),
            micros: Cell::new(0),
        });
        let config = Config {
            durability: Durability::Strict,
            cache_bytes: 8 << 10,
            checkpoint_bytes: 12 << 10,
            volatile: false,
            settings: Settings::default(),
        };
        let answers: Rc<RefCell<HashMap<u64, Answer>>> = Rc::default();
        let receiver = Rc::clone(&answers);
        let deliver = move |ticket, answer| {
            assert!(receiver.borrow_mut().insert(ticket, answer).is_none(), "answered twice");
        };
        let engine = executor.block_on(Engine::open(store, host, config, deliver)).expect("opens");
        Life { engine, executor, answers }
    }

    fn submit(&mut self, life: &Life, name: &str, request: &[u8]) -> u64 {
        let found = operation::find(name).expect("a known operation");
        let mut lowered = Vec::new();
        shape::lower(found.shapes.input, shape::Mode::Plain, MapRef::new(request), &mut lowered)
            .expect("valid");
        self.ticket += 1;
        if let Submitted::Done(answer) = life.engine.submit(found, &lowered, self.ticket) {
            life.answers.borrow_mut().insert(self.ticket, answer);
        }
        self.ticket
    }

    /// Lets a random task have a turn.
    fn step(&self, life: &Life) {
        let tasks = life.executor.tasks() as u64;
        if tasks > 0 {
            life.executor.poll_one(self.random.below(tasks) as usize);
        }
    }

    fn wait(&self, life: &Life, ticket: u64) -> Answer {
        for _ in 0..1_000_000 {
            if let Some(answer) = life.answers.borrow_mut().remove(&ticket) {
                return answer;
            }
            self.step(life);
        }
        panic!("no answer: the engine hangs; {:?}", life.engine.status());
    }

    fn create_table(&mut self, life: &Life) {
        let text = br#"{"TableName":"Things","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"},
                {"AttributeName":"g","AttributeType":"S"}],
            "GlobalSecondaryIndexes":[{"IndexName":"ByG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},
                {"AttributeName":"s","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}]}"#;
        let request = json_reader::read(text).expect("JSON");
        let ticket = self.submit(life, "CreateTable", &request);
        self.wait(life, ticket).expect("created");
    }
}

type Key = (u64, i64);

fn put(key: Key, version: i64) -> Vec<u8> {
    let mut w = Writer::new();
    let item = w.begin_entry("Item", hashrange::model::Type::M);
    w.entry_str("g", ["red", "green"][(version % 2) as usize]);
    w.entry_str("p", &key.0.to_string());
    w.entry_int("s", key.1);
    w.entry_int("v", version);
    w.entry_str("x", &"x".repeat((version * 37 % 400) as usize));
    w.end(item);
    w.entry_str("TableName", "Things");
    w.into_inner()
}

fn keyed(key: Key) -> Vec<u8> {
    let mut w = Writer::new();
    let map = w.begin_entry("Key", hashrange::model::Type::M);
    w.entry_str("p", &key.0.to_string());
    w.entry_int("s", key.1);
    w.end(map);
    w.entry_str("TableName", "Things");
    w.into_inner()
}

/// What may be stored under a key: the last acknowledged version and every write in flight or of unknown fate since.
type Possible = BTreeMap<Key, Vec<Option<i64>>>;

enum Sent {
    Write(Key, Option<i64>),
    Read(Key, Vec<Option<i64>>),
}

fn version(answer: &[u8]) -> Option<i64> {
    MapRef::new(answer).get_map("Item").and_then(|item| item.get_int("v"))
}

/// Checks a settled database against what may be there, through the table and through the index.
fn verify(world: &mut World, life: &Life, possible: &mut Possible) {
    let mut by_index = BTreeMap::new();
    for colour in ["red", "green"] {
        let mut w = Writer::new();
        let values = w.begin_entry("ExpressionAttributeValues", hashrange::model::Type::M);
        w.entry_str(":g", colour);
        w.end(values);
        w.entry_str("IndexName", "ByG");
        w.entry_str("KeyConditionExpression", "g = :g");
        w.entry_str("TableName", "Things");
        let ticket = world.submit(life, "Query", &w.into_inner());
        let body = world.wait(life, ticket).expect("the index answers");
        for item in MapRef::new(&body).get_list("Items").expect("items").iter() {
            let item = item.as_map().expect("an item");
            let key = (item.get_str("p").unwrap().parse().unwrap(), item.get_int("s").unwrap());
            assert!(by_index.insert(key, item.get_int("v").unwrap()).is_none(), "twice in the index");
        }
    }
    for (key, versions) in possible.iter_mut() {
        let ticket = world.submit(life, "GetItem", &keyed(*key));
        let found = version(&world.wait(life, ticket).expect("reads work"));
        assert!(versions.contains(&found), "{key:?} holds {found:?}, possible are {versions:?}");
        assert_eq!(by_index.remove(key), found, "index and table differ at {key:?}");
        *versions = vec![found];
    }
    assert!(by_index.is_empty(), "the index holds more than the table: {by_index:?}");
}

fn run(seed: u64) {
    let mut world = World::new(seed);
    let mut possible: Possible = BTreeMap::new();
    let mut next_version = 0;
    let mut created = false;
    for _ in 0..6 {
        world.faults.set(false);
        let life = world.open();
        if !created {
            world.create_table(&life);
            created = true;
        }
        verify(&mut world, &life, &mut possible);
        world.faults.set(world.random.one_in(2));
        let mut sent: BTreeMap<u64, Sent> = BTreeMap::new();
        for _ in 0..world.random.below(400) {
            let key = (world.random.below(12), world.random.below(20) as i64);
            let versions = possible.entry(key).or_insert_with(|| vec![None]);
            match world.random.below(4) {
                0 => {
                    let state = versions.clone();
                    let ticket = world.submit(&life, "GetItem", &keyed(key));
                    sent.insert(ticket, Sent::Read(key, state));
                }
                1 => {
                    versions.push(None);
                    let ticket = world.submit(&life, "DeleteItem", &keyed(key));
                    sent.insert(ticket, Sent::Write(key, None));
                }
                _ => {
                    next_version += 1;
                    versions.push(Some(next_version));
                    let ticket = world.submit(&life, "PutItem", &put(key, next_version));
                    sent.insert(ticket, Sent::Write(key, Some(next_version)));
                }
            }
            for _ in 0..world.random.below(6) {
                world.step(&life);
            }
            take_answers(&life, &mut sent, &mut possible);
        }
        if world.random.one_in(2) {
            while let Some(ticket) = sent.keys().next().copied() {
                let answer = world.wait(&life, ticket);
                life.answers.borrow_mut().insert(ticket, answer);
                take_answers(&life, &mut sent, &mut possible);
            }
        }
        // The crash: tasks end wherever they are, answers that were not given never are.
        life.executor.abandon();
    }
    world.faults.set(false);
    let life = world.open();
    verify(&mut world, &life, &mut possible);
    life.executor.block_on(life.engine.close()).expect("closes");
}

fn take_answers(life: &Life, sent: &mut BTreeMap<u64, Sent>, possible: &mut Possible) {
    let mut answered: Vec<_> = life.answers.borrow_mut().drain().collect();
    answered.sort_by_key(|(ticket, _)| *ticket);
    for (ticket, answer) in answered {
        match (sent.remove(&ticket), answer) {
            (Some(Sent::Write(key, written)), Ok(_)) => {
                // Acknowledged: what was there before it is gone, what was sent after it may come.
                let versions = possible.get_mut(&key).expect("known");
                if let Some(at) = versions.iter().rposition(|version| *version == written) {
                    let first = versions[..=at].iter().rposition(|version| *version == written).unwrap_or(at);
                    versions.drain(..first);
                }
            }
            (Some(Sent::Write(key, written)), Err(failure)) => {
                let unknown = failure.message.contains("not known");
                assert!(
                    matches!(failure.kind, Kind::StorageQuotaExceeded | Kind::StorageUnavailable),
                    "unexpected {failure}"
                );
                let versions = possible.get_mut(&key).expect("known");
                // A deletion's place among several cannot be told apart; only versions can be struck out.
                if !unknown && written.is_some() {
                    versions.retain(|version| *version != written);
                }
            }
            (Some(Sent::Read(key, state)), Ok(body)) => {
                let found = version(&body);
                let now = &possible[&key];
                assert!(state.contains(&found) || now.contains(&found), "{key:?}: read {found:?}");
            }
            (Some(Sent::Read(..)), Err(failure)) => {
                assert!(
                    matches!(failure.kind, Kind::StorageQuotaExceeded | Kind::StorageUnavailable),
                    "{failure}"
                );
            }
            (None, _) => panic!("an answer nobody asked for"),
        }
    }
}

#[test]
fn acknowledged_writes_survive_every_interleaving_fault_and_crash() {
    let runs = std::env::var("SIMULATION_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(60);
    let first = std::env::var("SIMULATION_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    for seed in first..first + runs {
        let result = std::panic::catch_unwind(|| run(seed));
        assert!(result.is_ok(), "seed {seed} fails; run again with SIMULATION_SEED={seed} SIMULATION_RUNS=1");
    }
}
