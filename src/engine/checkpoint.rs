//! Checkpoints: a sealed write buffer becomes pages, in slices that commits and loads go between.

use std::rc::Rc;

use super::shared::{Inner, SLICE_MICROS};
use super::state::State;
use super::superblock::{Merged, Superblock, must};
use super::{load, quiet, recovery};
use crate::storage::array::{self, Kind};
use crate::storage::{LocalFuture, LogPosition, PageId, StoreError, StoreErrorKind};
use crate::tree::{CheckpointResult, CheckpointStep, ReclaimStep, Scope};

/// Pages that an opening loads at once, at most.
const LANDMARKS: usize = 16;

/// A checkpoint on a full disk makes so much of a whole one's bytes, about, before the root is switched and what they
/// replace is deleted: 128 KB. What two of them replace may lie beside what they made.
const PIECES: usize = 24;
/// By so many bytes a piece may add to the pages.
const SPARED: i64 = 16 << 10;

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
                let tidies = inner.tidies(&state);
                let due = Due {
                    reserve: inner.reserve_due(&state),
                    checkpoint: inner.checkpoint_due(&state) || inner.closes_with_a_checkpoint(&state),
                    reclaim: tidies && state.reclaim_due,
                };
                state.checkpointing = due.reserve || due.checkpoint || due.reclaim;
                if !state.checkpointing {
                    return;
                }
                due
            };
            let mut result = round(&inner, generation, &due).await;
            if matches!(&result, Err(Broken::Store(error)) if error.kind == StoreErrorKind::Quota) {
                result = relieve(&inner, generation).await;
            }
            inner.state.borrow_mut().parked.checkpoint_is_over();
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

/// Does what is due. What an earlier holder left unfinished is removed before pages are written. The reserve comes first,
/// but on a full disk it comes back when nothing is left that may need it.
async fn round(inner: &Rc<Inner>, generation: u64, due: &Due) -> Result<(), Broken> {
    if (!due.checkpoint && !due.reclaim) || (due.reserve && !inner.state.borrow().full) {
        return restore_reserve(inner, generation).await;
    }
    let garbage = inner.state.borrow().garbage;
    if let Some((from, to)) = garbage {
        inner.store.delete_page_range(from, to).await?;
        check(inner, generation)?;
        inner.state.borrow_mut().garbage = None;
    }
    if due.reclaim {
        reclaim_all(inner, generation).await?;
    }
    if due.checkpoint { run(inner, generation).await } else { Ok(()) }
}

/// There was no room: nothing has changed in the store, so what was to be written is given up and tried again in smaller
/// pieces, with the room of the reserve.
async fn relieve(inner: &Rc<Inner>, generation: u64) -> Result<(), Broken> {
    check(inner, generation)?;
    let written = inner.state.borrow_mut().forest.abort_checkpoint();
    if let Some((from, to)) = written {
        allow_quota(inner.store.delete_page_range(from, to).await)?;
        check(inner, generation)?;
    }
    allow_quota(inner.store.release_reserve().await)?;
    check(inner, generation)?;
    let (in_vain, pressed) = {
        let mut state = inner.state.borrow_mut();
        let pressed = inner.pressed(&state);
        let (again, piecemeal) = (state.met_limit(), state.piecemeal);
        let gave_way = std::mem::take(&mut state.gives_way);
        // As a whole, then piece by piece, and so on.
        state.piecemeal = again && (gave_way || !piecemeal);
        (again && piecemeal && !gave_way, pressed)
    };
    inner.state.borrow_mut().exhausted |= in_vain && pressed;
    {
        // What was deleted since the buffer was sealed need not come into pages: replayed, all of it is one buffer.
        let state = inner.state.borrow();
        if in_vain && state.freed && state.sealed_at.is_some_and(|(lsn, _)| lsn < state.lsn) {
            return ask_for_epoch(inner, &state);
        }
    }
    let lent = in_vain && allow_quota(inner.store.restore_reserve().await)?;
    check(inner, generation)?;
    let mut state = inner.state.borrow_mut();
    if lent {
        (state.lent, state.jobs_due, state.spent) = (true, true, 0);
    } else {
        state.lent = false;
    }
    quiet::back_off(inner);
    Ok(())
}

/// The room that is left is for others.
pub(super) fn no_room() -> StoreError {
    StoreError::new(StoreErrorKind::Quota, "there is no more room for this database")
}

/// Whether there was room; every other failure is one.
fn allow_quota(result: Result<(), StoreError>) -> Result<bool, Broken> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind == StoreErrorKind::Quota => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Gives checkpoints up: what the log holds stays readable and safe there, only there is no more room for writes.
fn halt(inner: &Rc<Inner>, page: PageId) {
    let failure = inner.state.borrow().damaged(page);
    *inner.halted.borrow_mut() = Some(failure.clone());
    {
        let mut state = inner.state.borrow_mut();
        // What was written of it lies behind the superblock's next page: the next opening removes it.
        let _ = state.forest.abort_checkpoint();
        state.stuck = Some(failure);
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
                let_reads_pass(inner, generation).await?;
                inner.store.delete_pages(ids).await?;
            }
            ReclaimStep::Yield => inner.host.pause().await,
            ReclaimStep::Idle | ReclaimStep::Corrupt(_) => {
                let mut state = inner.state.borrow_mut();
                state.reclaim_due = false;
                state.reserve_due = true;
                return Ok(());
            }
        }
        check(inner, generation)?;
        // It also frees the buffers of past checkpoints, so it has its turn between any two of them.
        if inner.room(&inner.state.borrow()).waits() {
            return Ok(());
        }
    }
}

/// The reserve is for a full disk, and a disk that is too full for it is full.
async fn restore_reserve(inner: &Rc<Inner>, generation: u64) -> Result<(), Broken> {
    let there = allow_quota(inner.store.restore_reserve().await)?;
    check(inner, generation)?;
    let mut state = inner.state.borrow_mut();
    state.reserve_due = false;
    if there {
        inner.setbacks.set(0);
        state.unguarded = false;
        state.has_room();
    } else {
        state.met_limit();
        quiet::back_off(inner);
    }
    Ok(())
}

async fn fetch(inner: &Rc<Inner>, generation: u64, ids: &[PageId]) -> Result<(), Broken> {
    if load::fetch(inner, generation, ids).await { Ok(()) } else { Err(Broken::Stale) }
}

/// One checkpoint of whatever the active buffer holds; of a part of it on a full disk, dropped trees first.
async fn run(inner: &Rc<Inner>, generation: u64) -> Result<(), Broken> {
    let scope = {
        let state = inner.state.borrow();
        if state.resumed {
            return ask_for_epoch(inner, &state);
        }
        match (state.full, state.full && !state.forest.dropped().is_empty()) {
            (false, _) => Scope::Whole,
            (true, false) if !state.piecemeal => Scope::Whole,
            (true, false) => Scope::Piece(inner.config.checkpoint_bytes / PIECES),
            (true, true) => Scope::Drops,
        }
    };
    let sealed = if scope == Scope::Drops { None } else { Some(sealed(inner, generation).await?) };
    let lsn = {
        let state = &mut *inner.state.borrow_mut();
        if !state.forest.begin_checkpoint(state.superblock.checkpoint + 1, state.tail.epoch, scope) {
            // The epoch has no page names left; reopening takes the next one.
            return Err(StoreError::new(StoreErrorKind::Unavailable, "a new epoch is needed").into());
        }
        sealed.map_or(state.lsn, |(lsn, _)| lsn)
    };
    let result = build(inner, generation).await?;
    // What adds to the data needs the room of the reserve until all of it is in pages, for until then the log stays.
    let buffered = inner.state.borrow().forest.sealed_bytes();
    if result.mark.is_some() && result.growth > SPARED && buffered > inner.store.limits().spare_pages {
        return Err(no_room().into());
    }
    while inner.state.borrow().durable_lsn < lsn {
        inner.host.pause().await;
        check_room(inner, generation)?;
    }
    let superblock = {
        let state = inner.state.borrow();
        // It may have moved until it was durable.
        let sealed = sealed.and(state.sealed_at);
        let mut superblock = state.superblock.clone();
        superblock.checkpoint += 1;
        superblock.next_page = result.next_page;
        superblock.landmarks = state.forest.landmarks(LANDMARKS);
        superblock.root = result.root.encode();
        // Whoever knows nothing of branches would delete their pages.
        superblock.must &= !must::BRANCHES;
        if state.forest.has_branches() {
            superblock.must |= must::BRANCHES;
        }
        match (result.mark, sealed) {
            (Some((tree, key)), _) => superblock.merge(Merged { lsn, tree, key }),
            (None, Some((lsn, log_start))) => {
                let clock = state.clock.last();
                superblock = Superblock { lsn, clock, log_start, merged: Vec::new(), ..superblock };
            }
            (None, None) => {}
        }
        superblock
    };
    let bytes = array::seal(Kind::Superblock, &superblock.encode());
    inner.store.switch_root(bytes, superblock.log_start).await?;
    check(inner, generation)?;
    let mut state = inner.state.borrow_mut();
    state.superblock = superblock;
    state.forest.finish_checkpoint();
    if !state.forest.has_sealed() {
        (state.sealed_at, state.freed, state.piecemeal) = (None, false, false);
        state.spent = 0;
    }
    (state.reclaim_due, state.exhausted) = (true, false);
    inner.setbacks.set(0);
    Ok(())
}

/// The disk had no room, for an epoch of this state's own or for its buffers one after the other: the store is opened again,
/// unless that would interrupt somebody.
fn ask_for_epoch(inner: &Rc<Inner>, state: &State) -> Result<(), Broken> {
    if state.committing || !state.run.is_empty() || state.forest.is_kept() {
        quiet::back_off(inner);
        return Ok(());
    }
    Err(StoreError::new(StoreErrorKind::Unavailable, "a new epoch is needed").into())
}

/// A read that needs several pages, one after another, would wait for a step before each of them.
async fn let_reads_pass(inner: &Inner, generation: u64) -> Result<(), Broken> {
    let start = inner.host.monotonic_micros();
    while inner.state.borrow().loading && inner.host.monotonic_micros() - start < YIELD_MICROS {
        inner.host.pause().await;
    }
    // A store that was opened again meanwhile is another holder's.
    check(inner, generation)
}

fn check(inner: &Inner, generation: u64) -> Result<(), Broken> {
    if inner.current(generation) { Ok(()) } else { Err(Broken::Stale) }
}

/// As `check`, where pages may stand in the way of a deletion.
fn check_room(inner: &Inner, generation: u64) -> Result<(), Broken> {
    check(inner, generation)?;
    if inner.state.borrow().gives_way { Err(no_room().into()) } else { Ok(()) }
}

/// Seals the active buffer if a checkpoint is due. Only at a moment when all it holds has a place in the log, so that
/// the log can be cut there: with an empty run.
pub(super) fn seal_if_due(inner: &Inner, state: &mut State) {
    let due = inner.checkpoint_due(state) || inner.closes_with_a_checkpoint(state);
    if state.sealed_at.is_none() && state.run.is_empty() && due {
        state.forest.seal();
        state.logged = 0;
        state.sealed_at = Some((state.lsn, state.tail));
    }
}

/// Waits for the sealed buffer; under load it is the commit task that finds the moment.
async fn sealed(inner: &Rc<Inner>, generation: u64) -> Result<(u64, LogPosition), Broken> {
    loop {
        check_room(inner, generation)?;
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
                let_reads_pass(inner, generation).await?;
                let sealed = pages.into_iter().map(|(id, payload)| (id, array::seal(Kind::Page, &payload)));
                inner.store.write_pages(sealed.collect()).await?;
            }
            CheckpointStep::Yield => inner.host.pause().await,
            CheckpointStep::Done(result) => return Ok(result),
            CheckpointStep::Corrupt(page) => return Err(Broken::Damaged(page)),
            CheckpointStep::Idle => return Err(Broken::Stale),
        }
        check_room(inner, generation)?;
    }
}
