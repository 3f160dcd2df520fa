//! Opening and closing.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::host::Host;
use super::recovery::{Fate, failure, load_state, lost, shut};
use super::shared::{Config, Durability, Engine, Inner, Phase, Tasks};
use super::state::{Answer, Ticket};
use super::{checkpoint, commit, jobs, load, measure, quiet, turn, wake};
use crate::model::{Failure, Kind};
use crate::storage::Store;

/// How long background work waits after opening, in milliseconds.
const QUIET_MILLIS: u32 = 250;

impl Engine {
    /// Opens a database, creating it if the store is empty. Answers that take time go to `deliver`.
    ///
    /// # Errors
    /// `FormatTooNewError`, `CorruptionError`, `DatabaseInUseError`, `StorageQuotaExceededError`,
    /// `StorageUnavailableError`.
    pub async fn open(
        store: Rc<dyn Store>,
        host: Rc<dyn Host>,
        config: Config,
        deliver: impl Fn(Ticket, Answer) + 'static,
    ) -> Result<Self, Failure> {
        let mut state = load_state(&store, &host, &config, 0, None)
            .await
            .map_err(|error| failure(&error, Fate::Unopened))?;
        let landmarks = std::mem::take(&mut state.superblock.landmarks);
        state.await_pages(&landmarks, None);
        // Those of earlier lives come when the quiet is over.
        state.jobs_due = false;
        let inner = Rc::new(Inner {
            tasks: Tasks {
                commit: commit::task,
                load: load::task,
                checkpoint: checkpoint::task,
                jobs: jobs::task,
                turns: turn::task,
                timer: wake::set,
            },
            deliver: Box::new(deliver),
            phase: RefCell::new(Phase::Open),
            state: RefCell::new(state),
            closing: Cell::new(false),
            restoring: Cell::new(false),
            trouble: RefCell::new(None),
            quiet: Cell::new(false),
            setbacks: Cell::new(0),
            running: Cell::new(0),
            halted: RefCell::new(None),
            store,
            host,
            config,
        });
        let weak: Weak<Inner> = Rc::downgrade(&inner);
        inner.store.on_lost(Rc::new(move |error| {
            if let Some(inner) = weak.upgrade() {
                lost(&inner, error);
            }
        }));
        inner.kick();
        quiet::begin(&inner, QUIET_MILLIS);
        Ok(Self { inner })
    }

    /// Resolves when everything applied so far is durable.
    ///
    /// # Errors
    /// The failure that keeps it from becoming so.
    pub async fn flush(&self) -> Result<(), Failure> {
        let (target, generation) = {
            let state = self.inner.state.borrow();
            (state.lsn, state.generation)
        };
        loop {
            match &*self.inner.phase.borrow() {
                Phase::Closed(failure) => return Err(failure.clone()),
                Phase::Down => {
                    let unknown =
                        || Failure::new(Kind::StorageUnavailable, "the database could not be reopened");
                    return Err(self.inner.trouble.borrow().clone().unwrap_or_else(unknown));
                }
                Phase::Open | Phase::Recovering => {}
            }
            {
                let state = self.inner.state.borrow();
                let rebuilt = state.generation != generation;
                let durable = if rebuilt { state.found_lsn } else { state.durable_lsn };
                if self.inner.config.volatile || durable >= target {
                    return Ok(());
                }
                // Recovery counts the generation up when it begins and when it ends.
                if rebuilt && matches!(*self.inner.phase.borrow(), Phase::Open) {
                    // What was lost otherwise is a slice of a job, or a write whose answer says so.
                    if self.inner.config.durability != Durability::None {
                        return Ok(());
                    }
                    let message =
                        "the storage failed, and writes that were answered before they were durable are lost";
                    return Err(Failure::new(Kind::StorageUnavailable, message));
                }
            }
            self.inner.host.pause().await;
        }
    }

    /// Waits for commits, makes a last checkpoint if much is buffered, and lets go of the store. Requests that come
    /// later fail with `DatabaseClosedError`; closing twice is no error.
    ///
    /// # Errors
    /// The storage failure that kept a commit from becoming durable.
    pub async fn close(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        if inner.closing.replace(true) {
            return Ok(());
        }
        // A restore is given up: the next opening removes what came so far.
        if inner.restoring.replace(false) {
            inner.turn();
        }
        if let Some(gauge) = &inner.config.settings.gauge {
            // Without what needs a page that is not there.
            measure::store(inner, &mut inner.state.borrow_mut(), gauge, true);
            inner.kick();
        }
        let mut result = self.drain().await;
        let checkpoint = inner.closes_with_a_checkpoint(&inner.state.borrow());
        if result.is_ok() && checkpoint {
            inner.start_checkpoint();
            while inner.state.borrow().checkpointing && matches!(*inner.phase.borrow(), Phase::Open) {
                inner.host.pause().await;
            }
            result = self.drain().await;
        }
        let closed = Failure::new(Kind::DatabaseClosed, "this database was closed; open it again");
        shut(inner, closed);
        inner.tasks_ended().await;
        let released = inner.store.close().await.map_err(|error| failure(&error, Fate::Unclosed));
        // What the host has removed cannot be kept by closing, and whoever asked for it was told.
        result.and(released).or_else(|reason| match reason.kind {
            Kind::StorageEvicted => Ok(()),
            _ => Err(reason),
        })
    }

    /// A request was refused before it was submitted; metrics count it.
    pub fn refused(&self, failure: &Failure) {
        if let Some(gauge) = &self.inner.config.settings.gauge {
            measure::refused(&self.inner, gauge, failure);
        }
    }

    /// Waits until no request is parked and all that was applied is durable.
    async fn drain(&self) -> Result<(), Failure> {
        while !self.inner.state.borrow().parked.is_empty()
            && !matches!(*self.inner.phase.borrow(), Phase::Closed(_))
        {
            self.inner.host.pause().await;
        }
        self.flush().await
    }

    /// Closes without waiting and removes the database with all its data.
    ///
    /// # Errors
    /// `DatabaseInUseError` if somebody else has it open, `StorageUnavailableError`.
    pub async fn destroy(&self) -> Result<(), Failure> {
        self.inner.closing.set(true);
        shut(&self.inner, Failure::new(Kind::DatabaseClosed, "this database was destroyed"));
        self.inner.tasks_ended().await;
        self.inner.store.destroy().await.map_err(|error| failure(&error, Fate::Unclosed))
    }
}
