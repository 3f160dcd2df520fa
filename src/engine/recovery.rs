//! Loading a database from its store, and loading it again after a failure.
//!
//! After a failed or uncertain commit the memory holds changes that storage may not have. It is dropped, the store is
//! opened again, and its log says what is true: answers whose record is there are given, the others fail with an
//! error that says whether the write may have been applied.

use std::rc::Rc;

use super::host::Host;
use super::log::replay;
use super::quiet;
use super::shared::{Config, Durability, Inner, Phase};
use super::state::State;
use super::superblock::Superblock;
use crate::model::{Failure, Kind};
use crate::storage::array::{self, Kind as ArrayKind};
use crate::storage::{LogPosition, Opened, PageId, Store, StoreError, StoreErrorKind};
use crate::table::envelope;
use crate::tree::{self, Forest, ForestRoot};

/// What is known when a storage error is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The request left no trace. The store was opened again, and all that was acknowledged is there.
    Kept,
    /// The request left no trace.
    NotApplied,
    /// The request may have been applied.
    Unknown,
    /// There was no request, or it changes nothing.
    Nothing,
    /// The database was to be opened.
    Unopened,
    /// The database was to be closed or removed.
    Unclosed,
}

/// The failure a storage error is to a request.
pub(super) fn failure(error: &StoreError, fate: Fate) -> Failure {
    let kind = match error.kind {
        StoreErrorKind::Quota => Kind::StorageQuotaExceeded,
        StoreErrorKind::Evicted => Kind::StorageEvicted,
        StoreErrorKind::Corrupt => Kind::Corruption,
        StoreErrorKind::InUse | StoreErrorKind::Fenced => Kind::DatabaseInUse,
        StoreErrorKind::TooNew => Kind::FormatTooNew,
        StoreErrorKind::Locked => Kind::EncryptionKey,
        StoreErrorKind::Unavailable | StoreErrorKind::Unsupported | StoreErrorKind::Io => {
            Kind::StorageUnavailable
        }
    };
    let mut message = error.message.clone();
    if kind == Kind::StorageEvicted {
        message.push_str(". Nothing of it is left. Open the database again for an empty one.");
        return Failure::new(kind, message);
    }
    message.push_str(match fate {
        Fate::Kept => ". The request was not applied; what was acknowledged before is kept.",
        Fate::NotApplied => ". The request was not applied.",
        Fate::Unknown => ". Whether the request was applied is not known.",
        Fate::Unopened => ". The database was not opened.",
        Fate::Nothing | Fate::Unclosed => ".",
    });
    message.push_str(match (kind, fate) {
        (Kind::StorageQuotaExceeded, _) => " Free space or delete items, then try again.",
        (Kind::DatabaseInUse, _) if error.kind == StoreErrorKind::InUse => {
            " Close it there, then open it again."
        }
        (Kind::DatabaseInUse, _) => {
            " Another tab or process has opened this database; open it again to take it over."
        }
        (Kind::StorageUnavailable, Fate::Unopened) => " Try again later.",
        (Kind::StorageUnavailable, Fate::Kept | Fate::NotApplied | Fate::Unknown | Fate::Nothing) => {
            " The next request tries to reopen the database."
        }
        _ => "",
    });
    Failure::new(kind, message)
}

fn store_error(failure: Failure) -> StoreError {
    let kind =
        if failure.kind == Kind::FormatTooNew { StoreErrorKind::TooNew } else { StoreErrorKind::Corrupt };
    StoreError::new(kind, &failure.message)
}

fn read_superblock(bytes: Option<&[u8]>) -> Result<Option<Superblock>, StoreError> {
    let Some(bytes) = bytes else { return Ok(None) };
    let payload = array::open(ArrayKind::Superblock, bytes)?;
    Superblock::decode(payload).map(Some).map_err(store_error)
}

/// Opens the store and rebuilds the state from checkpoint and log. `known` is the identity of the database that was
/// open before: another one, or none, in its place means that the host took it away.
pub(super) async fn load_state(
    store: &Rc<dyn Store>,
    host: &Rc<dyn Host>,
    config: &Config,
    generation: u64,
    known: Option<[u8; 16]>,
) -> Result<State, StoreError> {
    let admit = |superblock: Option<&[u8]>| {
        let found = read_superblock(superblock)?.map(|superblock| superblock.uuid);
        if known.is_some() && known != found {
            let message = "the host has removed the data of this database (cleared site data, or eviction)";
            return Err(StoreError::new(StoreErrorKind::Evicted, message));
        }
        Ok(())
    };
    let opened = store.open(&admit).await?;
    let Opened { epoch, resumed, superblock, log } = opened;
    let tail = LogPosition { epoch, sequence: resumed.unwrap_or(0) };
    let superblock = match read_superblock(superblock.as_deref())? {
        Some(superblock) => superblock,
        None => create(store, host, tail).await?,
    };
    let root = ForestRoot::decode(&superblock.root)
        .ok_or_else(|| StoreError::new(StoreErrorKind::Corrupt, "the root of this database is damaged"))?;
    let trees =
        tree::Config { volatile: config.volatile, ..tree::Config::new(config.cache_bytes, envelope::weight) };
    let forest = Forest::open(trees, root);
    let log_start = superblock.log_start;
    let mut state = State::new(forest, superblock, tail, generation, host.entropy(), config.volatile);
    if resumed.is_some() {
        state.resumed = true;
        state.met_limit();
        // Whose epoch it is may still be at work.
        state.garbage = None;
    }
    replay(&log, log_start, |head, mut effects| {
        // A chunk that a torn truncation left behind is in the checkpoint already.
        if head.lsn > state.lsn {
            let merged = &state.superblock.merged;
            effects.retain(|effect| !merged.iter().any(|mark| mark.has(head.lsn, effect)));
            state.lsn = head.lsn;
            state.clock.advance(head.clock);
            state.forest.apply_owned(head.lsn, effects);
        }
    })?;
    state.logged = log.iter().map(|chunk| chunk.bytes.len()).sum();
    state.durable_lsn = state.lsn;
    state.found_lsn = state.lsn;
    Ok(state)
}

/// Writes the superblock of a new database, so that its identity is fixed from the start.
async fn create(
    store: &Rc<dyn Store>,
    host: &Rc<dyn Host>,
    tail: LogPosition,
) -> Result<Superblock, StoreError> {
    let superblock = Superblock {
        uuid: host.entropy(),
        next_page: PageId::new(tail.epoch, 0),
        root: ForestRoot::default().encode(),
        log_start: tail,
        ..Superblock::default()
    };
    store.switch_root(array::seal(ArrayKind::Superblock, &superblock.encode()), tail).await?;
    Ok(superblock)
}

/// Ends the state's life: all that waits fails with `reason`, and so does all that comes.
pub(super) fn shut(inner: &Rc<Inner>, reason: Failure) {
    *inner.phase.borrow_mut() = Phase::Closed(reason.clone());
    fail_all(inner, &reason, &reason);
}

/// Fails everything that waits; tasks of the present generation stop.
fn fail_all(inner: &Rc<Inner>, waiting: &Failure, parked: &Failure) {
    let deliveries = {
        let state = &mut *inner.state.borrow_mut();
        state.generation += 1;
        state.disarm(None);
        let mut out = state.ripe();
        out.extend(state.acks.drain(..).map(|ack| (ack.ticket, Err(waiting.clone()))));
        let mut requests = std::mem::take(&mut state.parked);
        out.extend(requests.requests().map(|request| (request.ticket, Err(parked.clone()))));
        out
    };
    inner.deliver_all(deliveries);
}

/// The host took the store away.
pub(super) fn lost(inner: &Rc<Inner>, error: StoreError) {
    if matches!(*inner.phase.borrow(), Phase::Closed(_)) {
        return;
    }
    if error.kind == StoreErrorKind::Fenced {
        shut(inner, failure(&error, Fate::NotApplied));
    } else {
        let idle = {
            let state = inner.state.borrow();
            state.acks.is_empty() && state.parked.is_empty() && state.run.is_empty()
        };
        if idle {
            go_down(inner, &error);
        } else {
            begin(inner, error);
        }
    }
}

/// Stops using the memory until a request asks for the database again.
fn go_down(inner: &Rc<Inner>, error: &StoreError) {
    *inner.phase.borrow_mut() = Phase::Down;
    *inner.trouble.borrow_mut() = Some(failure(error, Fate::Nothing));
    fail_all(inner, &failure(error, Fate::Unknown), &failure(error, Fate::NotApplied));
}

/// Starts recovery after a storage error; requests are parked meanwhile.
pub(super) fn begin(inner: &Rc<Inner>, error: StoreError) {
    if !matches!(*inner.phase.borrow(), Phase::Open) {
        return;
    }
    if error.kind == StoreErrorKind::Fenced {
        shut(inner, failure(&error, Fate::NotApplied));
        return;
    }
    *inner.phase.borrow_mut() = Phase::Recovering;
    *inner.trouble.borrow_mut() = Some(failure(&error, Fate::Nothing));
    inner.state.borrow_mut().generation += 1;
    let task = Rc::clone(inner);
    let epoch = inner.state.borrow().tail.epoch;
    inner.host.spawn(Box::pin(async move { recover(task, error, Some(epoch)).await }));
}

impl Inner {
    /// Whether nothing can be asked of the storage. What was removed is not out of reach.
    pub(super) fn unreachable(&self) -> bool {
        let trouble = self.trouble.borrow();
        matches!(*self.phase.borrow(), Phase::Down)
            && trouble.as_ref().is_some_and(|trouble| trouble.kind == Kind::StorageUnavailable)
    }
}

/// A request came while the database is down: try to reopen it for that request.
pub(super) fn retry(inner: &Rc<Inner>) {
    if matches!(*inner.phase.borrow(), Phase::Down) {
        *inner.phase.borrow_mut() = Phase::Recovering;
        let task = Rc::clone(inner);
        let error = StoreError::new(StoreErrorKind::Unavailable, "the database could not be reopened");
        inner.host.spawn(Box::pin(async move { recover(task, error, None).await }));
    }
}

/// Whoever opened the database since has counted its records on from the same number, and may have removed others from
/// the log: whether ours are there cannot be told from it. What has not run yet leaves no trace.
fn yield_to_other(inner: &Rc<Inner>, error: &StoreError) {
    let uncertain = StoreError::new(StoreErrorKind::Unavailable, &error.message);
    let replaced = StoreError::new(StoreErrorKind::Fenced, "another holder has opened the database");
    let reason = failure(&replaced, Fate::NotApplied);
    *inner.phase.borrow_mut() = Phase::Closed(reason.clone());
    fail_all(inner, &failure(&uncertain, Fate::Unknown), &reason);
}

/// Opens the store again. `epoch` is that of the writes that wait to hear whether they are in the log, if there are any.
async fn recover(inner: Rc<Inner>, error: StoreError, epoch: Option<u64>) {
    inner.tasks_ended().await;
    let quota = error.kind == StoreErrorKind::Quota;
    let (was_full, ever_full, wary) = {
        let state = inner.state.borrow();
        (state.full && !state.lent, state.was_full, state.wary)
    };
    if quota || was_full {
        // Only this much: which pages are garbage says the superblock that the opening finds, for what became of a
        // switch that was under way is not known before. If it fails as well, the opening finds out why.
        let _ = inner.store.release_reserve().await;
    }
    let generation = inner.state.borrow().generation + 1;
    let known = inner.state.borrow().superblock.uuid;
    let fresh = load_state(&inner.store, &inner.host, &inner.config, generation, Some(known)).await;
    if matches!(*inner.phase.borrow(), Phase::Closed(_)) {
        return;
    }
    match fresh {
        Ok(fresh) if epoch.is_some_and(|epoch| fresh.tail.epoch > epoch + 1) => {
            yield_to_other(&inner, &error)
        }
        Ok(mut fresh) => {
            let deliveries = {
                let state = &mut *inner.state.borrow_mut();
                state.disarm(None);
                let mut out = Vec::new();
                let promised =
                    if inner.config.durability == Durability::None { state.lsn } else { state.durable_lsn };
                let fate = if fresh.lsn < promised { Fate::NotApplied } else { Fate::Kept };
                for ack in state.acks.drain(..) {
                    // Sequence numbers follow the log's order: what is at or below the last one found is there.
                    let durable = ack.lsn <= fresh.lsn;
                    out.push((ack.ticket, if durable { ack.answer } else { Err(failure(&error, fate)) }));
                }
                fresh.forest.keep_as(&state.forest);
                if fresh.tail.epoch <= state.tail.epoch + 1 {
                    fresh.unbroken_since = state.unbroken_since;
                }
                fresh.parked = std::mem::take(&mut state.parked);
                fresh.parked.start_again();
                fresh.full |= quota || was_full;
                fresh.was_full = fresh.full || ever_full;
                fresh.wary = fresh.full || wary;
                fresh.spent = state.spent;
                fresh.exhausted = state.exhausted;
                *state = fresh;
                out
            };
            if inner.state.borrow().full {
                quiet::back_off(&inner);
            }
            *inner.phase.borrow_mut() = Phase::Open;
            *inner.halted.borrow_mut() = None;
            inner.deliver_all(deliveries);
            inner.turn();
        }
        Err(again) => go_down(&inner, &again),
    }
}
