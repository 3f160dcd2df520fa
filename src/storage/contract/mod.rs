//! The contract suite: what [`Store`] promises, checked against any adapter.
//!
//! Compiled for tests and with the feature `contract`, of which `hashrange/storage/contract` is made. Each case gets a database of its
//! own. The suite is async and panics nowhere, so that it runs in a page as it runs natively.

mod fence;
mod model;
mod steps;

use std::rc::Rc;

use super::page_id::PageId;
use super::ports::{
    Durability, LocalFuture, LogChunk, LogPosition, Opened, Store, StoreError, StoreErrorKind,
};

/// An adapter under test.
pub trait Subject {
    /// A new closed handle on the database of that number, which is empty at first. Several handles of one number
    /// stand for several processes or pages.
    fn handle(&self, database: u32) -> Rc<dyn Store>;

    /// Whether a second handle is refused with `InUse` while the first is open (files), rather than fencing it.
    fn exclusive(&self) -> bool;
}

/// What a case found: a text that says what is wrong.
pub type Check = Result<(), String>;

type Case = (&'static str, fn(Bench) -> LocalFuture<'static, Check>);

/// One case's database.
struct Bench {
    subject: Rc<dyn Subject>,
    database: u32,
}

impl Bench {
    fn handle(&self) -> Rc<dyn Store> {
        self.subject.handle(self.database)
    }

    /// A new handle, opened.
    async fn open(&self) -> Result<(Rc<dyn Store>, Opened), String> {
        let store = self.handle();
        let opened = reopen(&store).await?;
        Ok((store, opened))
    }
}

/// Opens whatever is there.
async fn reopen(store: &Rc<dyn Store>) -> Result<Opened, String> {
    good("open", store.open(&|_| Ok(())).await)
}

fn good<T>(what: &str, result: Result<T, StoreError>) -> Result<T, String> {
    result.map_err(|error| format!("{what} failed: {error}"))
}

fn fails<T>(what: &str, result: Result<T, StoreError>, kind: StoreErrorKind) -> Check {
    match result {
        Err(error) if error.kind == kind => Ok(()),
        Err(error) => Err(format!("{what} failed with {error} instead of {}", kind.name())),
        Ok(_) => Err(format!("{what} succeeded instead of failing with {}", kind.name())),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Check {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}

/// Bytes that differ by `seed`.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut random = Random::new(seed);
    (0..length).map(|_| random.next() as u8).collect()
}

/// A small deterministic generator (splitmix64).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }
}

/// The chunks as (epoch, sequence, length, first byte): short enough to print.
fn outline(log: &[LogChunk]) -> Vec<(u64, u64, usize, u8)> {
    log.iter()
        .map(|chunk| {
            (chunk.epoch, chunk.sequence, chunk.bytes.len(), chunk.bytes.first().copied().unwrap_or(0))
        })
        .collect()
}

fn cases() -> impl Iterator<Item = &'static Case> {
    steps::CASES.iter().chain(fence::CASES).chain(model::CASES)
}

/// The names of the cases, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    cases().map(|(name, _)| *name)
}

/// Runs the case of that name, on the database of its number.
///
/// # Errors
/// What is wrong with the adapter; or that there is no such case.
pub async fn run_case(subject: Rc<dyn Subject>, name: &str) -> Check {
    let found = (0u32..).zip(cases()).find(|(_, (each, _))| *each == name);
    let Some((database, (_, case))) = found else {
        return Err("there is no such case".to_owned());
    };
    case(Bench { subject, database }).await
}

/// Runs every case and returns one line for each that failed. `progress` hears the name of each case that begins.
pub async fn run(subject: Rc<dyn Subject>, progress: &dyn Fn(&str)) -> Vec<String> {
    let mut failures = Vec::new();
    for name in names() {
        progress(name);
        if let Err(text) = run_case(Rc::clone(&subject), name).await {
            failures.push(format!("{name}: {text}"));
        }
    }
    failures
}
