//! The engine's timer: it is set for what is due, and for nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::pause;
use crate::engine::{Answer, Config, Durability, Engine, Host, Submitted};
use crate::model::MapRef;
use crate::native::Executor;
use crate::operation::{self, Settings, shape};
use crate::protocol::json_reader;
use crate::storage::{LocalFuture, MemoryStore};

/// Epoch milliseconds at which every test begins.
const START: u64 = 1_700_000_000_000;
const HOUR: u64 = 3_600_000;

/// A host whose time stands still, and whose rests last until it has been moved.
struct Alarms {
    executor: Rc<Executor>,
    now_ms: Cell<u64>,
    /// How much further the wall clock is than what timers have counted.
    asleep_ms: Cell<u64>,
    rests: RefCell<Vec<u32>>,
    summons: RefCell<Vec<String>>,
}

struct Until(Rc<Alarms>, u64);

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0.now_ms.get() >= self.1 { Poll::Ready(()) } else { Poll::Pending }
    }
}

struct Handle(Rc<Alarms>);

impl Host for Handle {
    fn now_micros(&self) -> u64 {
        (self.0.now_ms.get() + self.0.asleep_ms.get()) * 1000
    }

    fn monotonic_micros(&self) -> u64 {
        (self.0.now_ms.get() - START) * 1000
    }

    fn entropy(&self) -> [u8; 16] {
        [7; 16]
    }

    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.0.executor.spawn(task);
    }

    fn pause(&self) -> LocalFuture<'static, ()> {
        Box::pin(pause())
    }

    fn summon(&self, kind: &str) {
        self.0.summons.borrow_mut().push(kind.to_owned());
    }

    fn rest(&self, millis: u32) -> LocalFuture<'static, ()> {
        self.0.rests.borrow_mut().push(millis);
        Box::pin(Until(Rc::clone(&self.0), self.0.now_ms.get() + u64::from(millis)))
    }
}

struct Life {
    engine: Engine,
    alarms: Rc<Alarms>,
    answer: Rc<RefCell<Option<Answer>>>,
}

impl Life {
    fn open(store: &Rc<MemoryStore>, at_once: bool, now_ms: u64) -> Self {
        let executor = Rc::new(Executor::default());
        let alarms = Rc::new(Alarms {
            executor: Rc::clone(&executor),
            now_ms: now_ms.into(),
            asleep_ms: 0.into(),
            rests: RefCell::default(),
            summons: RefCell::default(),
        });
        let answer: Rc<RefCell<Option<Answer>>> = Rc::default();
        let receiver = Rc::clone(&answer);
        let config = Config {
            durability: Durability::Strict,
            cache_bytes: 1 << 20,
            checkpoint_bytes: 64 << 10,
            volatile: false,
            settings: Settings { expires_at_once: at_once, ..Settings::default() },
        };
        let deliver = move |_, answer| drop(receiver.borrow_mut().replace(answer));
        let host = Rc::new(Handle(Rc::clone(&alarms)));
        let engine =
            executor.block_on(Engine::open(Rc::new(store.sibling()), host, config, deliver)).unwrap();
        let life = Self { engine, alarms, answer };
        // The quiet after opening begins, and ends.
        life.pass(0);
        life.pass(60_000);
        life
    }

    fn call(&self, name: &str, request: &str) -> Vec<u8> {
        let operation = operation::find(name).unwrap();
        let document = json_reader::read(request.as_bytes()).unwrap();
        let mut lowered = Vec::new();
        shape::lower(operation.shapes.input, shape::Mode::Json, MapRef::new(&document), &mut lowered)
            .unwrap();
        if let Submitted::Done(answer) = self.engine.submit(operation, &lowered, 1) {
            return answer.unwrap();
        }
        while self.answer.borrow().is_none() {
            self.alarms.executor.turn();
        }
        self.answer.borrow_mut().take().unwrap().unwrap()
    }

    /// Time passes, and then tasks run.
    fn pass(&self, millis: u64) {
        self.alarms.now_ms.set(self.alarms.now_ms.get() + millis);
        (0..2_000).all(|_| self.alarms.executor.turn());
    }

    /// The rests that began since this was asked last.
    fn rests(&self) -> Vec<u32> {
        std::mem::take(&mut self.alarms.rests.borrow_mut())
    }

    /// What the host was called for since this was asked last.
    fn summons(&self) -> Vec<String> {
        std::mem::take(&mut self.alarms.summons.borrow_mut())
    }

    fn create(&self, stream: bool) {
        let stream = if stream {
            r#","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}"#
        } else {
            ""
        };
        self.call(
            "CreateTable",
            &format!(
                r#"{{"TableName":"Things","BillingMode":"PAY_PER_REQUEST","KeySchema":[{{"AttributeName":"p","KeyType":"HASH"}}],
                "AttributeDefinitions":[{{"AttributeName":"p","AttributeType":"S"}}]{stream}}}"#
            ),
        );
        let ttl =
            r#"{"TableName":"Things","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ends"}}"#;
        self.call("UpdateTimeToLive", ttl);
        self.pass(0);
    }

    fn put(&self, p: &str, ends_ms: u64) {
        let ends = ends_ms / 1000;
        self.call(
            "PutItem",
            &format!(r#"{{"TableName":"Things","Item":{{"p":{{"S":"{p}"}},"ends":{{"N":"{ends}"}}}}}}"#),
        );
        self.pass(0);
    }

    fn count(&self) -> Option<i64> {
        let body = self.call("Scan", r#"{"TableName":"Things","Select":"COUNT"}"#);
        MapRef::new(&body).get_int("Count")
    }
}

#[test]
fn nothing_wakes_where_nothing_is_due() {
    let life = Life::open(&Rc::default(), false, START);
    life.create(false);
    life.rests();
    life.call("PutItem", r#"{"TableName":"Things","Item":{"p":{"S":"a"}}}"#);
    life.pass(100 * HOUR);
    assert_eq!(life.rests(), [0; 0]);
}

#[test]
fn items_go_without_a_request_when_they_are_due() {
    let life = Life::open(&Rc::default(), false, START);
    life.create(false);
    life.rests();
    let now = life.alarms.now_ms.get();
    life.put("later", now + 500_000);
    let [long] = life.rests()[..] else { panic!("one timer") };
    assert!((501_000..=531_000).contains(&long), "{long}");
    life.put("soon", now + 100_000);
    let [short] = life.rests()[..] else { panic!("one timer") };
    assert!((101_000..=131_000).contains(&short), "{short}");
    life.put("between", now + 300_000);
    assert_eq!(life.rests(), [0; 0], "the timer that is set comes first");
    life.pass(u64::from(short) - 1);
    assert_eq!(life.count(), Some(3));
    life.pass(1);
    assert_eq!((life.count(), life.rests().len()), (Some(2), 1), "and the timer is set for the next");
    life.pass(1_000_000);
    assert_eq!(life.count(), Some(0));
    life.rests();
    life.pass(100 * HOUR);
    assert_eq!(life.rests(), [0; 0]);
}

#[test]
fn a_time_far_off_is_slept_through_in_parts_that_hosts_can_do() {
    let life = Life::open(&Rc::default(), false, START);
    life.create(false);
    life.rests();
    life.put("far", life.alarms.now_ms.get() + 50 * 24 * HOUR);
    for _ in 0..50 * 24 + 2 {
        life.pass(HOUR);
    }
    assert!(life.rests().iter().all(|rest| u64::from(*rest) <= HOUR));
    assert_eq!(life.count(), Some(0));
}

#[test]
fn what_was_due_while_it_was_closed_is_done_after_opening() {
    let store = Rc::default();
    let life = Life::open(&store, false, START);
    life.create(true);
    life.put("a", life.alarms.now_ms.get() + 10_000);
    life.alarms.executor.block_on(life.engine.close()).unwrap();
    let life = Life::open(&store, false, START + 30 * HOUR);
    assert_eq!(life.count(), Some(0));
    let body = life.call("ListStreams", "{}");
    assert_eq!(MapRef::new(&body).get_list("Streams").unwrap().len(), 1);
}

#[test]
fn eager_expiry_lets_no_request_see_what_has_expired() {
    let life = Life::open(&Rc::default(), true, START);
    life.create(false);
    let now = life.alarms.now_ms.get();
    for number in 0..100 {
        life.put(&format!("p{number}"), now + 10_000);
    }
    life.put("later", now + 20_000);
    life.alarms.now_ms.set(now + 10_999);
    assert_eq!(life.count(), Some(101));
    // No task has run since.
    life.alarms.now_ms.set(now + 11_000);
    assert_eq!(life.count(), Some(1));
    life.alarms.now_ms.set(now + 21_000);
    assert_eq!(life.count(), Some(0));
}

#[test]
fn the_timer_is_on_time_after_more_than_one_rest_and_after_a_sleep() {
    let life = Life::open(&Rc::default(), false, START);
    life.create(false);
    life.rests();
    let now = life.alarms.now_ms.get();
    life.put("soon", now + 61 * 60_000);
    // Items go together at the end of each half minute.
    let due = (now + 61 * 60_000 + 1_000).next_multiple_of(30_000);
    let left = due - now - HOUR;
    life.pass(HOUR);
    assert_eq!(life.rests(), [HOUR as u32, left as u32]);
    // A request would find a timer late, so what was written is looked at.
    let written = || life.engine.status().lsn;
    let before = written();
    life.pass(left - 1);
    assert_eq!(written(), before);
    life.pass(1);
    assert_eq!(written(), before + 1);
    // Timers do not count the time that a device sleeps.
    life.put("later", now + 50 * HOUR);
    let before = written();
    life.alarms.asleep_ms.set(60 * HOUR);
    life.pass(HOUR);
    assert_eq!(written(), before + 1);
    assert_eq!(life.count(), Some(0));
}

#[test]
fn the_host_is_called_for_work_outside_when_it_comes_and_at_every_opening() {
    let store = Rc::default();
    let life = Life::open(&store, false, START);
    life.create(true);
    life.pass(0);
    assert_eq!(life.summons(), [""; 0]);
    let put = |life: &Life, name: &str, members: &str| {
        life.call("PutState", &format!(r#"{{"Kind":"transfer","Name":"{name}","Value":"{{}}"{members}}}"#));
        life.pass(0);
    };
    put(&life, "a", "");
    assert_eq!(life.summons(), [""; 0], "nobody is called for what is only kept");
    put(&life, "a", r#","Summon":true"#);
    assert_eq!(life.summons(), ["transfer"]);
    put(&life, "a", "");
    life.put("other", life.alarms.now_ms.get() + 10_000);
    life.pass(100 * HOUR);
    assert_eq!(life.summons(), [""; 0], "once for each time");
    put(&life, "b", r#","Summon":true"#);
    assert_eq!(life.summons(), ["transfer"]);
    life.call("PutState", r#"{"Kind":"kinesis","Name":"a","Value":"{}","Summon":true}"#);
    life.pass(0);
    assert_eq!(life.summons(), ["kinesis"]);
    life.alarms.executor.block_on(life.engine.close()).unwrap();

    let life = Life::open(&store, false, START + 200 * HOUR);
    assert_eq!(life.summons(), ["kinesis", "transfer"]);
    life.call("DeleteState", r#"{"Kind":"kinesis","Name":"a"}"#);
    put(&life, "a", r#","Summon":false"#);
    put(&life, "b", r#","Summon":false"#);
    life.alarms.executor.block_on(life.engine.close()).unwrap();

    let life = Life::open(&store, false, START + 201 * HOUR);
    assert_eq!(life.summons(), [""; 0]);
    let body = life.call("ListStates", r#"{"Kind":"transfer"}"#);
    let names: Vec<_> = MapRef::new(&body).get_list("States").unwrap().iter().collect();
    assert_eq!(names.len(), 2, "what was kept is there");
}
