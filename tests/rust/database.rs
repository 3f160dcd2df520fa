//! A database for tests: operations over a forest in memory, requests and responses as JSON. No engine, no storage:
//! effects are applied at once, and pages live in a map.

use hashrange::model::{Failure, MapRef};
use hashrange::operation::{self, Context, Settings, Stop, shape};
use hashrange::protocol::json_reader;
use hashrange::table::{Catalog, Progress, envelope, jobs};
use hashrange::tree::Forest;
use serde_json::Value;

pub struct Database {
    pub forest: Forest,
    pub catalog: Catalog,
    pub settings: Settings,
    pub now_ms: u64,
    pub lsn: u64,
    pub clock: u64,
}

impl Database {
    pub fn new() -> Self {
        Self {
            forest: Forest::default(),
            catalog: Catalog::new(),
            settings: Settings { region: "eu-west-1".into(), account: "123456789012".into(), creating_ms: 0 },
            now_ms: 1_700_000_000_123,
            lsn: 0,
            clock: 0,
        }
    }

    /// Runs an operation on a JSON request; the failure as it would be answered.
    pub fn try_call(&mut self, name: &str, request: &Value) -> Result<Value, Failure> {
        let operation = operation::find(name).unwrap_or_else(|| panic!("no operation {name}"));
        let document = json_reader::read(request.to_string().as_bytes())?;
        let mut input = Vec::new();
        shape::lower(operation.input(), shape::Mode::Json, MapRef::new(&document), &mut input)?;
        let input = MapRef::new(&input);
        let response = self.evaluate(|cx| operation::run(operation, cx, input))?;
        let mut json = String::new();
        shape::raise_json(operation.output(), MapRef::new(&response), &mut json);
        Ok(serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}")))
    }

    /// Evaluates until nothing faults, then applies the effects.
    pub fn evaluate<T>(&mut self, run: impl Fn(&mut Context<'_>) -> Result<T, Stop>) -> Result<T, Failure> {
        self.clock += 1;
        let mut cx = Context::new(&self.forest, &self.catalog, &self.settings, self.now_ms, self.clock);
        cx.entropy = [7; 16];
        match run(&mut cx) {
            Ok(answer) => {
                let effects = std::mem::take(&mut cx.effects);
                self.lsn += 1;
                self.forest.apply(self.lsn, &effects);
                self.catalog.applied(&effects);
                Ok(answer)
            }
            Err(Stop::Fault) => panic!("fault"),
            Err(Stop::Failure(failure)) => Err(failure),
        }
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
        while self.evaluate(|cx| jobs::step(cx, &mut || true)).unwrap() == Progress::Worked {}
    }
}

/// The weight by which trees measure values, as the engine gives it to the forest.
pub const WEIGHT: fn(&[u8]) -> u64 = envelope::weight;
