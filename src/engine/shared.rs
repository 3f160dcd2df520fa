//! What the tasks of one engine share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::host::Host;
use super::room::Room;
use super::state::{Answer, Deliveries, State, Ticket};
use crate::model::{Failure, Kind};
use crate::operation::Settings;
use crate::storage::{LocalFuture, Store};

/// When a write is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// When a loss of power cannot take it back, as far as the host can promise it.
    Strict,
    /// When the host has it: it survives the process, not always a loss of power.
    Relaxed,
    /// At once; the commit follows.
    None,
}

/// How an engine is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// When a write is answered.
    pub durability: Durability,
    /// Bytes of pages kept in memory.
    pub cache_bytes: usize,
    /// Bytes of changes after which the write buffer is sealed and moved into pages.
    pub checkpoint_bytes: usize,
    /// Nothing is stored: all data lives in the write buffer until the engine goes.
    pub volatile: bool,
    /// Region, account and the like.
    pub settings: Settings,
}

/// CPU time of one slice of background work, in microseconds.
pub(super) const SLICE_MICROS: u64 = 5_000;

/// The log of a write buffer gets so many times as long as the buffer, at most: keys that are written over and over take no
/// more room in the buffer, but in the log.
const LOG_BUFFERS: usize = 4;

/// So much of the log a new database writes before it looks for its reserve.
const UNGUARDED: usize = 256 << 10;

/// Buffered bytes that a close leaves in the log rather than making a checkpoint of them.
const CLOSE_LEAVES: usize = 256 << 10;

/// Why nothing more is taken in.
pub(super) fn no_memory() -> Failure {
    let text = "the memory of this program's databases is used up. The write was not applied; reads and deletes go on, \
                and what is deleted makes room";
    Failure::new(Kind::StorageQuotaExceeded, text)
}

/// Longest wait for tasks of an old generation, in microseconds: a host that never settles a step of a lost store
/// must not hang the database, and the store's fence stops such a step if it comes after all.
const SETTLE_MICROS: u64 = 3_000_000;

/// Whether the database can be used.
pub(super) enum Phase {
    Open,
    /// A task is reopening it; requests are parked.
    Recovering,
    /// It could not be reopened; the next request tries again.
    Down,
    /// It was closed or taken over; final.
    Closed(Failure),
}

/// A background task of one generation of the state.
type Task = fn(Rc<Inner>, u64) -> LocalFuture<'static, ()>;

/// The background tasks: they know what is shared here, so they come in as values.
pub(super) struct Tasks {
    pub commit: Task,
    pub load: Task,
    pub checkpoint: Task,
    pub jobs: Task,
    pub turns: Task,
    /// Sets the timer for what was written.
    pub timer: fn(&Rc<Inner>),
}

pub(super) struct Inner {
    pub store: Rc<dyn Store>,
    pub host: Rc<dyn Host>,
    pub config: Config,
    pub tasks: Tasks,
    pub deliver: Box<dyn Fn(Ticket, Answer)>,
    pub phase: RefCell<Phase>,
    pub state: RefCell<State>,
    /// Set when a close has begun: jobs stop, and the last checkpoint is made whatever the buffer holds.
    pub closing: Cell<bool>,
    /// The database is being restored from a file: requests wait, and jobs.
    pub restoring: Cell<bool>,
    /// Why the state was rebuilt last: what spans several turns and ends with the state fails with it.
    pub trouble: RefCell<Option<Failure>>,
    /// Background work waits: after opening it would stand in the way of the first reads, on a full disk it would fail
    /// again and again.
    pub quiet: Cell<bool>,
    /// How often work on a full disk has met its limit since it last got on.
    pub setbacks: Cell<u32>,
    /// Background tasks that have not ended.
    pub running: Cell<usize>,
    /// Why no checkpoint can be made any more: a page it needs is damaged. Writes go on until the buffer is full.
    pub halted: RefCell<Option<Failure>>,
}

/// A handle on an open database. Clones share it.
#[derive(Clone)]
pub struct Engine {
    pub(super) inner: Rc<Inner>,
}

impl Inner {
    /// Gives answers; no borrow may be held, for the receiver may submit again.
    pub(super) fn deliver_all(&self, deliveries: Deliveries) {
        for (ticket, answer) in deliveries {
            (self.deliver)(ticket, answer);
        }
    }

    /// Starts `task` unless `flag` says it runs already.
    fn start(self: &Rc<Self>, flag: fn(&mut State) -> &mut bool, task: Task) {
        let generation = {
            let mut state = self.state.borrow_mut();
            let running = flag(&mut state);
            if *running {
                return;
            }
            *running = true;
            state.generation
        };
        self.running.set(self.running.get() + 1);
        let inner = Rc::clone(self);
        self.host.spawn(Box::pin(async move {
            task(Rc::clone(&inner), generation).await;
            inner.running.set(inner.running.get().saturating_sub(1));
        }));
    }

    /// Waits until no background task is in the middle of a step: one that came late would act on a store that was
    /// reopened, or hold one that is to be removed.
    pub(super) async fn tasks_ended(&self) {
        let start = self.host.monotonic_micros();
        while self.running.get() > 0 && self.host.monotonic_micros() - start < SETTLE_MICROS {
            self.host.pause().await;
        }
    }

    /// Whether the state is still the one a task was started for.
    pub(super) fn current(&self, generation: u64) -> bool {
        self.state.borrow().generation == generation && matches!(*self.phase.borrow(), Phase::Open)
    }

    /// Starts a checkpoint unless one runs.
    pub(super) fn start_checkpoint(self: &Rc<Self>) {
        self.start(|state| &mut state.checkpointing, self.tasks.checkpoint);
    }

    /// Whether the active buffer is large enough to be sealed, or a sealed one waits.
    pub(super) fn checkpoint_due(&self, state: &State) -> bool {
        let quiet = self.quiet.get();
        if self.config.volatile || self.halted.borrow().is_some() {
            return false;
        }
        // What was deleted is to become room, and then the reserve is to come back. Nobody waits for it meanwhile.
        if state.full {
            let due = state.resumed || state.lsn > state.superblock.lsn;
            return due && (!quiet || self.pressed(state));
        }
        state.forest.has_sealed()
            || state.freed && !quiet
            || self.tidies(state) && state.forest.drops_pages()
            || state.forest.buffered_bytes() >= self.buffer_bytes(state)
            || state.logged >= LOG_BUFFERS * self.buffer_bytes(state)
    }

    /// Bytes that the buffer that takes writes may hold.
    fn buffer_bytes(&self, state: &State) -> usize {
        // A log as long as it gets fills both buffers: that much is no reason to break the quiet.
        let buffers = if self.quiet.get() && !state.forest.has_sealed() { 3 } else { 1 };
        buffers * self.config.checkpoint_bytes
    }

    /// Whether a close that has begun should leave a checkpoint rather than a log.
    pub(super) fn closes_with_a_checkpoint(&self, state: &State) -> bool {
        self.closing.get()
            && !self.config.volatile
            && !state.full
            && self.halted.borrow().is_none()
            && (state.forest.has_sealed()
                || state.forest.drops_pages()
                || state.forest.buffered_bytes() > CLOSE_LEAVES
                || state.logged > self.config.checkpoint_bytes)
    }

    /// Whether this is a time for work that nobody waits for.
    pub(super) fn tidies(&self, state: &State) -> bool {
        let quiet = self.quiet.get() && (state.full || !self.closing.get()) && !self.pressed(state);
        !self.config.volatile && !quiet && !state.resumed
    }

    /// Whether the reserve is to be written: at rest, and in a new database before much is in it.
    pub(super) fn reserve_due(&self, state: &State) -> bool {
        let grows = !state.full && !state.unguarded && state.logged > UNGUARDED;
        state.reserve_due && (grows || self.tidies(state))
    }

    /// Whether deletions have used up what a full disk has for them, so that they wait for a checkpoint.
    pub(super) fn pressed(&self, state: &State) -> bool {
        state.full
            && !state.resumed
            && !state.exhausted
            && state.spent + state.run.len() >= self.store.limits().spare_log
    }

    /// Whether the write buffer and the disk take more. A buffer that is full waits to be sealed, which is not possible
    /// before all of it has a place in the log. A burst that finds nothing sealed has the room of two buffers, for it
    /// would otherwise wait for the log in its middle; so all of them hold three buffers' bytes at most.
    pub(super) fn room(&self, state: &State) -> Room {
        let lent = state.lent && state.forest.buffered_bytes() < self.config.checkpoint_bytes;
        if state.full && !lent {
            return Room::on_a_full_disk(state.exhausted, self.pressed(state));
        }
        let buffers = if state.forest.has_sealed() { 1 } else { 2 };
        let most = self.buffer_bytes(state).max(buffers * self.config.checkpoint_bytes);
        if self.config.volatile || state.forest.buffered_bytes() < most {
            return Room::Free;
        }
        self.halted.borrow().clone().map_or(Room::Full, Room::Never)
    }

    /// The same of a request, which memory has to have room for, too.
    pub(super) fn room_for_request(&self, state: &State) -> Room {
        if state.full || self.host.has_memory() { self.room(state) } else { Room::Deletions(no_memory()) }
    }

    /// Starts whatever background work is due.
    pub(super) fn kick(self: &Rc<Self>) {
        if !matches!(*self.phase.borrow(), Phase::Open) {
            return;
        }
        let (commit, load, checkpoint, jobs, turns, due) = {
            let state = self.state.borrow();
            (
                !state.run.is_empty(),
                !state.missing.is_empty(),
                self.checkpoint_due(&state)
                    || self.reserve_due(&state)
                    || (self.tidies(&state) && state.reclaim_due),
                state.jobs_due && !self.closing.get() && !self.restoring.get(),
                self.can_run(&state),
                state.due_ms.is_some(),
            )
        };
        if due {
            (self.tasks.timer)(self);
        }
        if commit {
            self.start(|state| &mut state.committing, self.tasks.commit);
        }
        if load {
            self.start(|state| &mut state.loading, self.tasks.load);
        }
        if checkpoint {
            self.start_checkpoint();
        }
        if jobs {
            self.start(|state| &mut state.jobs_running, self.tasks.jobs);
        }
        if turns {
            self.start(|state| &mut state.turning, self.tasks.turns);
        }
    }
}
