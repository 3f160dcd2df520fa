//! A store in memory that fails on purpose: for crash tests of the engine.
//!
//! It counts the steps that write (openings included). At a chosen step the step is refused, or applied and reported
//! as failed, or the power goes before or after it. [`FaultStore::restart`] then takes the store back to what was
//! durable, or to any state since.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::fault::Loss;
use super::memory::MemoryStore;
use super::page_id::PageId;
use super::ports::{
    Admit, Durability, Limits, LocalFuture, LogPosition, Opened, Store, StoreError, StoreErrorKind,
};

/// How a chosen step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// Not applied; fails with that kind.
    Refuse(StoreErrorKind),
    /// Applied; fails with that kind all the same.
    Lie(StoreErrorKind),
    /// The power goes before it.
    PowerBefore,
    /// The power goes after it, before the answer.
    PowerAfter,
}

struct Core {
    current: RefCell<MemoryStore>,
    /// The states since the last durable one, which is the first.
    states: RefCell<Vec<MemoryStore>>,
    steps: Cell<u64>,
    fault: Cell<Option<(u64, StoreFault)>>,
    dead: Cell<bool>,
    /// Handles of an earlier life are dead.
    life: Cell<u64>,
    limits: Cell<Limits>,
}

/// The data and its faults; handles are made from it.
#[derive(Clone)]
pub struct FaultStore {
    core: Rc<Core>,
}

impl Default for FaultStore {
    fn default() -> Self {
        Self::new()
    }
}

impl FaultStore {
    /// An empty database.
    #[must_use]
    pub fn new() -> Self {
        let current = MemoryStore::new();
        let limits = Cell::new(current.limits());
        let states = RefCell::new(vec![current.fork()]);
        let core = Core {
            current: RefCell::new(current),
            states,
            steps: Cell::new(0),
            fault: Cell::new(None),
            dead: Cell::new(false),
            life: Cell::new(0),
            limits,
        };
        FaultStore { core: Rc::new(core) }
    }

    /// A closed handle. It is dead after the next restart.
    #[must_use]
    pub fn handle(&self) -> Rc<dyn Store> {
        let store = self.core.current.borrow().sibling();
        Rc::new(Handle { core: Rc::clone(&self.core), store, life: self.core.life.get() })
    }

    /// Steps so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.core.steps.get()
    }

    /// Fails the step that comes `after` more steps (1: the next).
    pub fn fail(&self, after: u64, fault: StoreFault) {
        self.core.fault.set(Some((self.core.steps.get() + after, fault)));
    }

    /// Takes a fault back that has not happened.
    pub fn heal(&self) {
        self.core.fault.set(None);
    }

    /// Whether the power is gone.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.core.dead.get()
    }

    /// Sets what the handles say of sizes: small limits show what splits arrays.
    pub fn limit(&self, limits: Limits) {
        self.core.limits.set(limits);
    }

    /// Bytes of all arrays held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.core.current.borrow().bytes()
    }

    /// Pages held.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.core.current.borrow().page_count()
    }

    /// The machine stops, if it has not, and starts again: what was not durable is lost as `loss` says.
    pub fn restart(&self, loss: Loss) {
        let states = self.core.states.take();
        let chosen = match loss {
            Loss::All => 0,
            Loss::Nothing => states.len().saturating_sub(1),
            Loss::Some(seed) => (seed % states.len().max(1) as u64) as usize,
        };
        let state = states.get(chosen).map_or_else(MemoryStore::new, MemoryStore::fork);
        self.core.states.replace(vec![state.fork()]);
        self.core.current.replace(state);
        self.core.dead.set(false);
        self.core.fault.set(None);
        self.core.life.set(self.core.life.get() + 1);
    }
}

struct Handle {
    core: Rc<Core>,
    store: MemoryStore,
    life: u64,
}

impl Handle {
    fn alive(&self) -> Result<(), StoreError> {
        if self.core.dead.get() || self.core.life.get() != self.life {
            return Err(StoreError::new(StoreErrorKind::Io, "the power is gone"));
        }
        Ok(())
    }

    /// Runs a step under the fault that is due.
    async fn step<T>(
        &self,
        durable: bool,
        step: LocalFuture<'_, Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.alive()?;
        self.core.steps.set(self.core.steps.get() + 1);
        let fault = match self.core.fault.get() {
            Some((at, fault)) if at == self.core.steps.get() => {
                self.core.fault.set(None);
                Some(fault)
            }
            _ => None,
        };
        let went = StoreError::new(StoreErrorKind::Io, "the power went");
        match fault {
            Some(StoreFault::Refuse(kind)) => return Err(StoreError::new(kind, "a fault on purpose")),
            Some(StoreFault::PowerBefore) => {
                self.core.dead.set(true);
                return Err(went);
            }
            _ => {}
        }
        let result = step.await;
        if result.is_ok() {
            let mut states = self.core.states.borrow_mut();
            // Under a fault the step has happened, but nobody was told that it is durable.
            if durable && fault.is_none() {
                states.clear();
            }
            states.push(self.store.fork());
        }
        match fault {
            Some(StoreFault::Lie(kind)) => Err(StoreError::new(kind, "a fault on purpose")),
            Some(StoreFault::PowerAfter) => {
                self.core.dead.set(true);
                Err(went)
            }
            _ => result,
        }
    }
}

/// A step as it would run: made when it is polled, so that a refused one never happens.
macro_rules! step {
    ($self:ident, $durable:expr, $call:expr) => {
        Box::pin(async move { $self.step($durable, Box::pin(async move { $call.await })).await })
    };
}

impl Store for Handle {
    fn limits(&self) -> Limits {
        self.core.limits.get()
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        step!(self, true, self.store.open(admit))
    }

    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        Box::pin(async move {
            self.alive()?;
            self.store.read_pages(ids).await
        })
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        let durable = durability == Durability::Strict;
        step!(self, durable, self.store.append_log(first_sequence, chunks, durability))
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, false, self.store.write_pages(pages))
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        truncate_before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, true, self.store.switch_root(superblock, truncate_before))
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, false, self.store.delete_pages(ids))
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, false, self.store.delete_page_range(from, to))
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, false, self.store.release_reserve())
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, false, self.store.restore_reserve())
    }

    fn on_lost(&self, _listener: Rc<dyn Fn(StoreError)>) {}

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, true, self.store.close())
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        step!(self, true, self.store.destroy())
    }
}

#[cfg(test)]
mod tests {
    use super::{FaultStore, StoreFault};
    use crate::storage::contract::Subject;
    use crate::storage::fault::Loss;
    use crate::storage::ports::{Durability, LogPosition, Store, StoreErrorKind};
    use crate::storage::tests::{assert_contract, block_on};
    use std::cell::RefCell;
    use std::collections::HashMap;
    use std::rc::Rc;

    #[derive(Default)]
    struct Faulty(RefCell<HashMap<u32, FaultStore>>);

    impl Subject for Faulty {
        fn handle(&self, database: u32) -> Rc<dyn Store> {
            self.0.borrow_mut().entry(database).or_default().handle()
        }

        fn exclusive(&self) -> bool {
            false
        }
    }

    #[test]
    fn without_faults_it_keeps_the_contract() {
        assert_contract(Rc::new(Faulty::default()));
    }

    fn chunks(faulty: &FaultStore) -> usize {
        block_on(faulty.handle().open(&|_| Ok(()))).unwrap().log.len()
    }

    #[test]
    fn what_was_not_durable_is_lost_in_order() {
        for (loss, expected) in [(Loss::All, 1), (Loss::Some(1), 2), (Loss::Nothing, 3)] {
            let faulty = FaultStore::new();
            let store = faulty.handle();
            block_on(store.open(&|_| Ok(()))).unwrap();
            block_on(store.append_log(0, vec![vec![1]], Durability::Strict)).unwrap();
            block_on(store.append_log(1, vec![vec![2]], Durability::Relaxed)).unwrap();
            block_on(store.append_log(2, vec![vec![3]], Durability::Relaxed)).unwrap();
            faulty.restart(loss);
            assert!(block_on(store.append_log(3, vec![vec![4]], Durability::Strict)).is_err());
            assert_eq!(chunks(&faulty), expected);
        }
    }

    #[test]
    fn faults_happen_at_their_step() {
        let kind = StoreErrorKind::Io;
        for (fault, expected) in [
            (StoreFault::Refuse(kind), 1),
            (StoreFault::Lie(kind), 2),
            (StoreFault::PowerBefore, 1),
            (StoreFault::PowerAfter, 2),
        ] {
            let faulty = FaultStore::new();
            let store = faulty.handle();
            block_on(store.open(&|_| Ok(()))).unwrap();
            block_on(store.append_log(0, vec![vec![1]], Durability::Strict)).unwrap();
            faulty.fail(1, fault);
            let failed = block_on(store.append_log(1, vec![vec![2]], Durability::Strict));
            assert_eq!(failed.map_err(|error| error.kind), Err(kind));
            if faulty.is_dead() {
                faulty.restart(Loss::Nothing);
            }
            assert_eq!(chunks(&faulty), expected);
            block_on(faulty.handle().switch_root(vec![1], LogPosition::default())).unwrap_err();
        }
    }
}
