//! A database for tests: operations over a forest in memory, requests and responses as JSON. No engine, no storage:
//! effects are applied at once, and pages live in a map.

use hashrange::model::{Failure, MapRef};
use hashrange::operation::{self, Context, Settings, Stop, shape};
use hashrange::protocol::json_reader;
use hashrange::storage::PageId;
use hashrange::table::{Catalog, Progress, envelope, history, jobs};
use hashrange::tree::{CheckpointStep, Config, Damage, Forest, ForestRoot, ReclaimStep, Scope};
use serde_json::Value;
use std::collections::HashMap;

pub struct Database {
    pub forest: Forest,
    pub catalog: Catalog,
    pub settings: Settings,
    pub now_ms: u64,
    pub lsn: u64,
    pub clock: u64,
    /// Of the next request.
    pub entropy: [u8; 16],
    /// Runs that ended in a fault.
    pub faults: u64,
    pages: HashMap<PageId, Vec<u8>>,
    checkpoints: u64,
}

/// Bytes of pages that stay in memory: few, so that reads fault.
const SMALL_CACHE: usize = 8 << 10;
/// Small pages, so that few items make deep trees.
const SMALL_PAGE: usize = 1 << 10;

const CONFIG: Config =
    Config { cache_bytes: SMALL_CACHE, page_bytes: SMALL_PAGE, measure: envelope::weight, volatile: false };

impl Database {
    pub fn new() -> Self {
        Self {
            forest: Forest::open(CONFIG, ForestRoot::default()),
            catalog: Catalog::new(),
            settings: Settings {
                region: "eu-west-1".into(),
                account: "123456789012".into(),
                ..Settings::default()
            },
            now_ms: 1_700_000_000_123,
            lsn: 0,
            clock: 0,
            entropy: [7; 16],
            faults: 0,
            pages: HashMap::new(),
            checkpoints: 0,
        }
    }

    /// A JSON request as operations are given it.
    pub fn lowered(name: &str, request: &Value) -> Result<Vec<u8>, Failure> {
        let operation = operation::find(name).unwrap_or_else(|| panic!("no operation {name}"));
        let document = json_reader::read(request.to_string().as_bytes())?;
        let mut input = Vec::new();
        shape::lower(operation.input(), shape::Mode::Json, MapRef::new(&document), &mut input)?;
        Ok(input)
    }

    /// Runs an operation on a JSON request; the failure as it would be answered.
    pub fn try_call(&mut self, name: &str, request: &Value) -> Result<Value, Failure> {
        let operation = operation::find(name).unwrap_or_else(|| panic!("no operation {name}"));
        let input = Self::lowered(name, request)?;
        let input = MapRef::new(&input);
        let response = self.evaluate(|cx| operation::run(operation, cx, input))?;
        let mut json = String::new();
        shape::raise_json(operation.output(), MapRef::new(&response), &mut json);
        Ok(serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}")))
    }

    /// Evaluates until nothing faults, then applies the effects.
    pub fn evaluate<T>(&mut self, run: impl Fn(&mut Context<'_>) -> Result<T, Stop>) -> Result<T, Failure> {
        // As the engine's clock: never behind the wall clock.
        self.clock = (self.clock + 1).max(history::Position::of_ms(self.now_ms).clock);
        let mut pinned = Vec::new();
        for _ in 0..100 {
            let mut cx = Context::new(&self.forest, &self.catalog, &self.settings, self.now_ms, self.clock);
            cx.entropy = self.entropy;
            let result = run(&mut cx);
            let (effects, trace, clock) = (cx.effects, cx.trace, cx.clock);
            match result {
                Err(Stop::Fault) => {
                    assert_eq!(trace.corrupt, None);
                    assert!(!trace.faults.is_empty(), "a fault names pages");
                    self.faults += 1;
                    self.forest.pin(&trace.faults);
                    self.load(&trace.faults);
                    pinned.extend(trace.faults);
                }
                Err(Stop::Failure(failure)) => {
                    self.forest.unpin(&pinned);
                    return Err(failure);
                }
                Ok(answer) => {
                    self.forest.unpin(&pinned);
                    self.lsn += 1;
                    self.clock = clock;
                    self.forest.apply(self.lsn, &effects);
                    self.catalog.applied(&effects);
                    return Ok(answer);
                }
            }
        }
        panic!("faults without end");
    }

    fn load(&mut self, ids: &[PageId]) {
        for id in ids {
            self.forest.install(*id, self.pages.get(id).cloned().ok_or(Damage::Missing));
        }
    }

    /// Merges the write buffer into pages.
    pub fn checkpoint(&mut self) {
        assert!(self.forest.seal());
        self.checkpoints += 1;
        assert!(self.forest.begin_checkpoint(self.checkpoints, 1, Scope::Whole));
        loop {
            match self.forest.step_checkpoint(&mut || true) {
                CheckpointStep::Fault(ids) => self.load(&ids),
                CheckpointStep::Pages(pages) => self.pages.extend(pages),
                CheckpointStep::Yield => {}
                CheckpointStep::Done(_) => break,
                step => panic!("{step:?}"),
            }
        }
        assert!(self.forest.finish_checkpoint());
        loop {
            match self.forest.step_reclaim(&mut || true) {
                ReclaimStep::Fault(ids) => self.load(&ids),
                ReclaimStep::Delete(ids) => {
                    for id in ids {
                        self.pages.remove(&id);
                    }
                }
                ReclaimStep::Yield => {}
                ReclaimStep::Idle => break,
                step => panic!("{step:?}"),
            }
        }
    }

    /// How many pages are stored.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The response to a request that succeeds.
    pub fn call(&mut self, name: &str, request: Value) -> Value {
        self.try_call(name, &request).unwrap_or_else(|failure| panic!("{name} {request}: {failure}"))
    }

    /// `Name: message` of a request that fails.
    pub fn fails(&mut self, name: &str, request: Value) -> String {
        match self.try_call(name, &request) {
            Ok(response) => panic!("{name} {request} succeeded: {response}"),
            Err(failure) => failure.to_string(),
        }
    }

    /// Runs jobs until none is left.
    pub fn work(&mut self) {
        while self.evaluate(|cx| jobs::step(cx, &mut jobs::Turn::default(), 0, true, &mut || true)).unwrap()
            == Progress::Worked
        {}
    }
}
