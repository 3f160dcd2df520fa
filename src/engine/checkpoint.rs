//! Checkpoints: a sealed write buffer becomes pages, in slices that commits and loads go between.

use std::rc::Rc;

use super::shared::{Inner, SLICE_MICROS};
use super::state::{Room, State, damaged};
use super::{load, recovery};
use crate::model::{Failure, Kind as FailureKind};
use crate::storage::array::{self, Kind};
use crate::storage::{LocalFuture, LogPosition, PageId, StoreError, StoreErrorKind};
use crate::tree::{CheckpointResult, CheckpointStep, ReclaimStep};

/// Pages that an opening loads at once, at most.
const LANDMARKS: usize = 16;

/// How long a step that writes pages waits for reads that are under way, in microseconds.
const YIELD_MICROS: u64 = 15_000;

/// Why a checkpoint did not come to its end.
enum Broken {
    /// The state it worked on is gone.
    Stale,
    /// A page it needs cannot be read.
    Damaged(PageId),
    Store(StoreError),
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Checkpoints until none is due, and deletes what they replaced: one task, for a store takes one such step at a
/// time.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        loop {
            let due = {
                let mut state = inner.state.borrow_mut();
                if state.generation != generation {
                    return;
                }
                let due = Due {
                    reserve: inner.tidies() && std::mem::take(&mut state.reserve_due),
                    checkpoint: inner.checkpoint_due(&state) || inner.closes_with_a_checkpoint(&state),
                    reclaim: state.reclaim_due && inner.tidies(),
                };
                state.checkpointing = due.reserve || due.checkpoint || due.reclaim;
                if !state.checkpointing {
                    return;
                }
                due
            };
            let result = round(&inner, generation, &due).await;
            match result {
                Ok(()) => inner.turn(),
                Err(Broken::Stale) => return,
                Err(Broken::Damaged(page)) => halt(&inner, page),
                Err(Broken::Store(error)) => {
                    if inner.current(generation) {
                        recovery::begin(&inner, error);
                    }
                    return;
                }
            }
        }
    })
}

/// What a round has to do.
struct Due {
    reserve: bool,
    checkpoint: bool,
    reclaim: bool,
}

/// Does what is due. What an earlier holder left unfinished is removed before pages are written.
async fn round(inner: &Rc<Inner>, generation: u64, due: &Due) -> Result<(), Broken> {
    if due.reserve {
        restore_reserve(inner).await?;
        check(inner, generation)?;
    }
    if !due.checkpoint && !due.reclaim {
        return Ok(());
    }
    let garbage = inner.state.borrow_mut().garbage.take();
    if let Some((from, to)) = garbage {
        inner.store.delete_page_range(from, to).await?;
        check(inner, generation)?;
    }
    if due.reclaim {
        reclaim_all(inner, generation).await?;
    }
    if due.checkpoint { run(inner, generation).await } else { Ok(()) }
}

/// Gives checkpoints up: what the log holds stays readable and safe there, only there is no more room for writes.
fn halt(inner: &Rc<Inner>, page: PageId) {
    *inner.halted.borrow_mut() = Some(Failure::new(FailureKind::Corruption, damaged(page)));
    {
        let mut state = inner.state.borrow_mut();
        // What was written of it lies behind the superblock's next page: the next opening removes it.
        let _ = state.forest.abort_checkpoint();
        state.reclaim_due = false;
    }
    inner.turn();
}

/// Deletes pages that nothing refers to any more, in slices, until there are none or writes wait for a checkpoint.
async fn reclaim_all(inner: &Rc<Inner>, generation: u64) -> Result<(), Broken> {
    loop {
        let step = {
            let mut state = inner.state.borrow_mut();
            let start = inner.host.monotonic_micros();
            let mut budget = || inner.host.monotonic_micros() - start < SLICE_MICROS;
            state.forest.step_reclaim(&mut budget)
        };
        match step {
            ReclaimStep::Fault(ids) => fetch(inner, generation, &ids).await?,
            ReclaimStep::Delete(ids) => {
                let_reads_pass(inner).await;
                inner.store.delete_pages(ids).await?;
            }
            ReclaimStep::Yield => inner.host.pause().await,
            ReclaimStep::Idle | ReclaimStep::Corrupt(_) => {
                inner.state.borrow_mut().reclaim_due = false;
                return restore_reserve(inner).await;
            }
        }
        check(inner, generation)?;
        // It also frees the buffers of past checkpoints, so it has its turn between any two of them.
        if !matches!(inner.room(&inner.state.borrow()), Room::Free) {
            return Ok(());
        }
    }
}

/// The reserve is for a full disk; a disk that is too full for it already is no failure.
async fn restore_reserve(inner: &Rc<Inner>) -> Result<(), Broken> {
    match inner.store.restore_reserve().await {
        Err(error) if error.kind == StoreErrorKind::Quota => Ok(()),
        other => other.map_err(Broken::from),
    }
}

async fn fetch(inner: &Rc<Inner>, generation: u64, ids: &[PageId]) -> Result<(), Broken> {
    if load::fetch(inner, generation, ids).await { Ok(()) } else { Err(Broken::Stale) }
}

/// One checkpoint of whatever the active buffer holds.
async fn run(inner: &Rc<Inner>, generation: u64) -> Result<(), Broken> {
    let (lsn, log_start) = sealed(inner, generation).await?;
    {
        let state = &mut *inner.state.borrow_mut();
        if state.resumed || !state.forest.begin_checkpoint(state.superblock.checkpoint + 1, state.tail.epoch)
        {
            // The epoch has no page names left, or is not this state's own; reopening takes the next one.
            return Err(StoreError::new(StoreErrorKind::Unavailable, "a new epoch is needed").into());
        }
    }
    let result = build(inner, generation).await?;
    while inner.state.borrow().durable_lsn < lsn {
        inner.host.pause().await;
        check(inner, generation)?;
    }
    let superblock = {
        let state = inner.state.borrow();
        let mut superblock = state.superblock.clone();
        superblock.checkpoint += 1;
        superblock.next_page = result.next_page;
        superblock.landmarks = state.forest.landmarks(LANDMARKS);
        superblock.root = result.root.encode();
        superblock.lsn = lsn;
        superblock.clock = state.clock.last();
        superblock.log_start = log_start;
        superblock
    };
    inner.store.switch_root(array::seal(Kind::Superblock, &superblock.encode()), log_start).await?;
    check(inner, generation)?;
    {
        let mut state = inner.state.borrow_mut();
        state.superblock = superblock;
        state.forest.finish_checkpoint();
        state.sealed_at = None;
        state.full = false;
        state.reclaim_due = true;
    }
    Ok(())
}

/// A read that needs several pages, one after another, would wait for a step before each of them.
async fn let_reads_pass(inner: &Inner) {
    let start = inner.host.monotonic_micros();
    while inner.state.borrow().loading && inner.host.monotonic_micros() - start < YIELD_MICROS {
        inner.host.pause().await;
    }
}

fn check(inner: &Inner, generation: u64) -> Result<(), Broken> {
    if inner.current(generation) { Ok(()) } else { Err(Broken::Stale) }
}

/// Seals the active buffer if a checkpoint is due. Only at a moment when all it holds has a place in the log, so that
/// the log can be cut there: with an empty run.
pub(super) fn seal_if_due(inner: &Inner, state: &mut State) {
    let due = inner.checkpoint_due(state) || inner.closes_with_a_checkpoint(state);
    if state.sealed_at.is_none() && state.run.is_empty() && due {
        state.forest.seal();
        state.sealed_at = Some((state.lsn, state.tail));
    }
}

/// Waits for the sealed buffer; under load it is the commit task that finds the moment.
async fn sealed(inner: &Rc<Inner>, generation: u64) -> Result<(u64, LogPosition), Broken> {
    loop {
        check(inner, generation)?;
        {
            let mut state = inner.state.borrow_mut();
            seal_if_due(inner, &mut state);
            if let Some(place) = state.sealed_at {
                drop(state);
                inner.kick();
                return Ok(place);
            }
        }
        inner.host.pause().await;
    }
}

/// Merges the sealed buffer into new pages and writes them.
async fn build(inner: &Rc<Inner>, generation: u64) -> Result<CheckpointResult, Broken> {
    loop {
        let step = {
            let mut state = inner.state.borrow_mut();
            let start = inner.host.monotonic_micros();
            let mut budget = || inner.host.monotonic_micros() - start < SLICE_MICROS;
            state.forest.step_checkpoint(&mut budget)
        };
        match step {
            CheckpointStep::Fault(ids) => fetch(inner, generation, &ids).await?,
            CheckpointStep::Pages(pages) => {
                let_reads_pass(inner).await;
                let sealed = pages.into_iter().map(|(id, payload)| (id, array::seal(Kind::Page, &payload)));
                inner.store.write_pages(sealed.collect()).await?;
            }
            CheckpointStep::Yield => inner.host.pause().await,
            CheckpointStep::Done(result) => return Ok(result),
            CheckpointStep::Corrupt(page) => return Err(Broken::Damaged(page)),
            CheckpointStep::Idle => return Err(Broken::Stale),
        }
        check(inner, generation)?;
    }
}
