//! A database with blocking calls.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::executor::Executor;
use super::host::SystemHost;
use crate::engine::{Answer, Asked, Config, Durability, Engine, Host, Submitted};
use crate::model::{Failure, Kind, MapRef};
use crate::operation::{self, Guard, Operation, Settings, shape};
use crate::protocol::{self, HttpRequest, HttpResponse, json_reader};
use crate::storage::native_file::NativeFile;
use crate::storage::{FileStore, MemoryStore, Store};

const CACHE_BYTES: usize = 64 << 20;
const CHECKPOINT_BYTES: usize = 3 << 20;

/// A database of this thread. Calls block until they are answered.
pub struct Database {
    pub(super) engine: Engine,
    /// The keys of an encrypted one.
    #[cfg(feature = "encryption")]
    pub(super) sealed: Option<super::sealed::Keys>,
    executor: Rc<Executor>,
    answers: Rc<RefCell<HashMap<u64, Answer>>>,
    next: Cell<u64>,
    region: String,
    host: Rc<SystemHost>,
}

impl Database {
    /// A database in memory, gone when it is dropped.
    ///
    /// # Errors
    /// None in practice; the signature is that of every way to open.
    pub fn in_memory() -> Result<Self, Failure> {
        Self::over(Rc::new(MemoryStore::new()), true)
    }

    /// The database in a file, which is made if it is not there. Strict durability. Node writes the same format.
    ///
    /// # Errors
    /// `DatabaseInUseError`, `CorruptionError`, `FormatTooNewError`, `StorageUnavailableError`.
    pub fn open(file: &Path) -> Result<Self, Failure> {
        Self::over(Rc::new(FileStore::new(Rc::new(NativeFile::new(file)))), false)
    }

    /// A database with settings of its own, in a file or in memory.
    ///
    /// # Errors
    /// As [`Database::open`].
    ///
    /// # Examples
    /// ```
    /// use std::rc::Rc;
    ///
    /// use hashrange::native::Database;
    /// use hashrange::operation::Settings;
    /// use hashrange::table::gauge::{Enforced, Gauge};
    ///
    /// // Throttles as the service does, and counts.
    /// let gauge = Gauge::new(("local", "000000000000"), Enforced::Everywhere, true);
    /// let settings = Settings { gauge: Some(Rc::new(gauge)), ..Settings::default() };
    /// let db = Database::open_with(None, settings).unwrap();
    /// db.json("CreateTable", r#"{"TableName": "Orders",
    ///     "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    ///     "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    ///     "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}"#).unwrap();
    /// let put = r#"{"TableName": "Orders", "Item": {"id": {"S": "one"}}}"#;
    /// // One unit is there, and whatever comes back while this runs.
    /// let refused = (0..10).find_map(|_| db.json("PutItem", put).err()).unwrap();
    /// assert!(refused.message.starts_with("The level of configured provisioned throughput for the table was exceeded."));
    /// ```
    pub fn open_with(file: Option<&Path>, settings: Settings) -> Result<Self, Failure> {
        match file {
            Some(file) => {
                Self::set_up(Rc::new(FileStore::new(Rc::new(NativeFile::new(file)))), false, settings)
            }
            None => Self::set_up(Rc::new(MemoryStore::new()), true, settings),
        }
    }

    pub(super) fn over(store: Rc<dyn Store>, volatile: bool) -> Result<Self, Failure> {
        Self::set_up(store, volatile, Settings::default())
    }

    fn set_up(store: Rc<dyn Store>, volatile: bool, settings: Settings) -> Result<Self, Failure> {
        let executor = Rc::new(Executor::default());
        let answers = Rc::new(RefCell::new(HashMap::new()));
        let receiver = Rc::clone(&answers);
        let region = settings.region.clone();
        let config = Config {
            durability: Durability::Strict,
            cache_bytes: CACHE_BYTES,
            checkpoint_bytes: CHECKPOINT_BYTES,
            volatile,
            settings,
        };
        let host = Rc::new(SystemHost::new(Rc::clone(&executor)));
        let engine = executor.block_on(Engine::open(
            store,
            Rc::clone(&host) as Rc<dyn Host>,
            config,
            move |ticket, answer| {
                receiver.borrow_mut().insert(ticket, answer);
            },
        ))?;
        Ok(Self {
            engine,
            #[cfg(feature = "encryption")]
            sealed: None,
            executor,
            answers,
            next: Cell::new(0),
            region,
            host,
        })
    }

    /// Waits for work of the engine.
    #[cfg(feature = "encryption")]
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.executor.block_on(work)
    }

    /// Runs a lowered request and waits for its answer.
    ///
    /// # Errors
    /// The operation's exceptions.
    pub fn run(&self, operation: &'static Operation, lowered: &[u8]) -> Answer {
        self.answer(|ticket| self.engine.submit(operation, lowered, ticket))
    }

    fn answer(&self, submit: impl FnOnce(u64) -> Submitted) -> Answer {
        let ticket = self.next.get();
        self.next.set(ticket + 1);
        if let Submitted::Done(answer) = submit(ticket) {
            return answer;
        }
        loop {
            if let Some(answer) = self.answers.borrow_mut().remove(&ticket) {
                return answer;
            }
            if !self.executor.turn() {
                return Err(Failure::new(Kind::InternalServer, "the request was lost"));
            }
        }
    }

    /// [`Self::run`] for a caller that is not the owner: what its policies do not allow is refused.
    ///
    /// # Errors
    /// The operation's exceptions, and `AccessDeniedException`.
    pub fn run_as(&self, caller: &Rc<dyn Guard>, operation: &'static Operation, lowered: &[u8]) -> Answer {
        self.answer(|ticket| {
            let how = Asked { guard: Some(Rc::clone(caller)), ..Asked::default() };
            self.engine.ask(operation, lowered, ticket, how)
        })
    }

    /// Runs an operation on a request document with plain attribute values (see [`crate::model`]).
    ///
    /// # Errors
    /// The operation's exceptions.
    pub fn call(&self, operation: &str, request: MapRef<'_>) -> Answer {
        let operation = found(operation)?;
        self.run(operation, &lowered(operation, shape::Mode::Plain, request)?)
    }

    /// Runs an operation on a request in DynamoDB's JSON and gives the response in the same form.
    ///
    /// # Errors
    /// The operation's exceptions.
    pub fn json(&self, operation: &str, request: &str) -> Result<String, Failure> {
        self.answered(operation, request, |operation, lowered| self.run(operation, lowered))
    }

    /// [`Self::json`] for a caller, which [`operation::access::guard`] makes of a document.
    ///
    /// # Errors
    /// The operation's exceptions, and `AccessDeniedException`.
    pub fn json_as(&self, caller: &Rc<dyn Guard>, operation: &str, request: &str) -> Result<String, Failure> {
        self.answered(operation, request, |operation, lowered| self.run_as(caller, operation, lowered))
    }

    fn answered(
        &self,
        operation: &str,
        request: &str,
        run: impl FnOnce(&'static Operation, &[u8]) -> Answer,
    ) -> Result<String, Failure> {
        let operation = found(operation)?;
        let document = json_reader::read(request.as_bytes())?;
        let body = run(operation, &lowered(operation, shape::Mode::Json, MapRef::new(&document))?)?;
        let mut text = String::new();
        shape::raise_json(operation.shapes.output, MapRef::new(&body), &mut text);
        Ok(text)
    }

    /// Answers an HTTP request of the service's protocol. Signatures are not looked at.
    #[must_use]
    pub fn http(&self, request: &HttpRequest<'_>) -> HttpResponse {
        let mut entropy = [0; 32];
        for half in entropy.chunks_exact_mut(16) {
            half.copy_from_slice(&self.host.entropy());
        }
        match protocol::begin(request, None, &self.region, &entropy) {
            Err(response) => response,
            Ok(call) => {
                let operation = call.operation;
                let answer = lowered(operation, shape::Mode::Json, MapRef::new(&call.document))
                    .and_then(|document| self.run(operation, &document));
                let answer = answer.as_ref().map(|body| MapRef::new(body));
                protocol::finish(&call.exchange, operation.shapes.output, answer)
            }
        }
    }

    /// Lets background work (checkpoints, backfills, what has expired) run until there is none. A program that waits for
    /// items to expire without sending requests calls it from time to time.
    pub fn settle(&self) {
        self.engine.look();
        while self.executor.turn() {}
    }

    /// Waits for commits and lets go of the storage.
    ///
    /// # Errors
    /// The storage failure that kept a commit from becoming durable.
    pub fn close(self) -> Result<(), Failure> {
        self.executor.block_on(self.engine.close())
    }
}

fn found(name: &str) -> Result<&'static Operation, Failure> {
    operation::find(name).ok_or_else(|| Failure::new(Kind::UnknownOperation, ""))
}

fn lowered(operation: &Operation, mode: shape::Mode, request: MapRef<'_>) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    shape::lower(operation.shapes.input, mode, request, &mut out)?;
    Ok(out)
}
