//! A database under a seed: where it is stored, its lives from an opening to a crash, and how it is asked.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hashrange::engine::{Answer, Config, Durability, Engine, Submitted};
use hashrange::model::MapRef;
use hashrange::native::Executor;
use hashrange::operation::{self, Settings, shape};
use hashrange::protocol::json_reader;
use hashrange::storage::fault::{FaultDisk, Loss};
use hashrange::storage::{FileStore, MemoryStore, Store};
use hashrange::table::gauge::{Enforced, Gauge};

use crate::disk::{Disk, Handle};
use crate::file::SlowFile;
use crate::host::SimulatedHost;
use crate::random::Random;
use crate::turns::Trouble;

/// Blocks of a file that its disk backs.
pub type Blocks = Rc<RefCell<BTreeSet<u64>>>;

/// Where the data is.
pub enum Place {
    Disk(Rc<Disk>),
    File(FaultDisk, Rc<Cell<usize>>, Blocks),
    Memory,
}

/// One life of an engine.
pub struct Life {
    pub engine: Engine,
    pub executor: Rc<Executor>,
    pub answers: Rc<RefCell<BTreeMap<u64, Answer>>>,
}

pub struct World {
    pub random: Rc<Random>,
    pub trouble: Rc<Trouble>,
    pub place: Place,
    config: Config,
    ticket: u64,
    /// Whether the wall clock goes on, and how far it has come.
    steady: Option<Rc<Cell<u64>>>,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let random = Rc::new(Random::new(seed));
        let trouble = Rc::new(Trouble::new(Rc::clone(&random)));
        let place = match seed % 8 {
            0..4 => Place::Disk(Rc::new(Disk::new(Rc::clone(&random), Rc::clone(&trouble), true))),
            4 | 5 => Place::Disk(Rc::new(Disk::new(Rc::clone(&random), Rc::clone(&trouble), false))),
            6 => Place::File(FaultDisk::new(), Rc::new(Cell::new(usize::MAX)), Rc::default()),
            _ => Place::Memory,
        };
        // Counters are stored behind the requests; nothing is refused.
        let gauge = || Rc::new(Gauge::new(("local", "000000000000"), Enforced::Nowhere, true));
        let gauge = (seed % 3 == 1).then(gauge);
        let config = Config {
            durability: Durability::Strict,
            cache_bytes: random.choose(&[0, 8 << 10, 64 << 10]),
            checkpoint_bytes: random.choose(&[4 << 10, 12 << 10, 40 << 10]),
            volatile: matches!(place, Place::Memory),
            settings: Settings { gauge, ..Settings::default() },
        };
        let steady = random.one_in(3).then(Rc::default);
        Self { random, trouble, place, config, ticket: 0, steady }
    }

    fn store(&self) -> Rc<dyn Store> {
        match &self.place {
            Place::Disk(disk) => Rc::new(Handle::new(Rc::clone(disk))),
            Place::File(disk, quota, blocks) => Rc::new(FileStore::new(Rc::new(SlowFile {
                inner: disk.file(),
                disk: disk.clone(),
                random: Rc::clone(&self.random),
                trouble: Rc::clone(&self.trouble),
                blocks: Rc::clone(blocks),
                quota: Rc::clone(quota),
            }))),
            Place::Memory => Rc::new(MemoryStore::new()),
        }
    }

    pub fn open(&self) -> Life {
        self.open_with(self.store(), self.config.clone())
    }

    /// An empty database in memory.
    pub fn elsewhere(&self) -> Life {
        let config = Config { volatile: true, ..self.config.clone() };
        self.open_with(Rc::new(MemoryStore::new()), config)
    }

    fn open_with(&self, store: Rc<dyn Store>, config: Config) -> Life {
        let executor = Rc::new(Executor::default());
        let host = Rc::new(SimulatedHost {
            executor: Rc::clone(&executor),
            random: Rc::clone(&self.random),
            micros: Cell::new(self.steady.as_ref().map_or(0, |passed| passed.get())),
            off: Cell::new(0),
            steady: self.steady.clone(),
        });
        let answers: Rc<RefCell<BTreeMap<u64, Answer>>> = Rc::default();
        let receiver = Rc::clone(&answers);
        let deliver = move |ticket, answer| {
            assert!(receiver.borrow_mut().insert(ticket, answer).is_none(), "answered twice");
        };
        let engine = executor.block_on(Engine::open(store, host, config, deliver)).expect("opens");
        Life { engine, executor, answers }
    }

    pub fn submit(&mut self, life: &Life, name: &str, request: &str) -> u64 {
        let found = operation::find(name).expect("a known operation");
        let document = json_reader::read(request.as_bytes()).expect("JSON");
        let mut lowered = Vec::new();
        shape::lower(found.shapes.input, shape::Mode::Json, MapRef::new(&document), &mut lowered)
            .expect("a valid request");
        self.ticket += 1;
        if let Submitted::Done(answer) = life.engine.submit(found, &lowered, self.ticket) {
            life.answers.borrow_mut().insert(self.ticket, answer);
        }
        self.ticket
    }

    /// Lets a random task have a turn.
    pub fn step(&self, life: &Life) {
        let tasks = life.executor.tasks() as u64;
        if tasks > 0 {
            life.executor.poll_one(self.random.below(tasks) as usize);
        }
    }

    pub fn wait(&self, life: &Life, ticket: u64) -> Answer {
        for _ in 0..2_000_000 {
            if let Some(answer) = life.answers.borrow_mut().remove(&ticket) {
                return answer;
            }
            self.step(life);
        }
        panic!("no answer: the engine hangs; {:?}", life.engine.status());
    }

    pub fn call(&mut self, life: &Life, name: &str, request: &str) -> Answer {
        let ticket = self.submit(life, name, request);
        self.wait(life, ticket)
    }

    /// Moves the limit of the disk; `None` takes it away.
    pub fn limit(&self, more: Option<usize>) {
        let limit = |used: usize| more.map_or(usize::MAX, |more| used + more);
        match &self.place {
            Place::Disk(disk) => disk.quota.set(limit(disk.used())),
            Place::File(_, quota, blocks) => quota.set(limit(blocks.borrow().len() * 4096)),
            Place::Memory => {}
        }
    }

    /// Whether all of the trouble is over.
    pub fn is_calm(&self) -> bool {
        let limited = match &self.place {
            Place::Disk(disk) => disk.quota.get() < usize::MAX,
            Place::File(_, quota, _) => quota.get() < usize::MAX,
            Place::Memory => false,
        };
        !limited && self.trouble.fails.get() == 0 && self.trouble.stalls.get() == 0
    }

    /// The process dies, or the power goes: tasks end wherever they are.
    pub fn crash(&self, life: Life) {
        life.executor.abandon();
        match &self.place {
            Place::Disk(disk) => disk.crash(),
            Place::File(disk, ..) => {
                let seed = self.random.next();
                disk.restart(if self.random.one_in(2) { Loss::Nothing } else { Loss::Some(seed) });
            }
            Place::Memory => {}
        }
    }
}
