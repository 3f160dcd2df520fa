//! Checkpoints: a sealed write buffer becomes pages, in slices that commits and loads go between.

use std::rc::Rc;

use super::shared::{Inner, SLICE_MICROS};
use super::state::State;
use super::{load, recovery};
use crate::storage::array::{self, Kind};
use crate::storage::{LocalFuture, LogPosition, PageId, StoreError, StoreErrorKind};
use crate::tree::{CheckpointResult, CheckpointStep};

/// Bytes of pages written in one storage transaction.
const SLICE_BYTES: usize = 256 << 10;
/// Pages deleted in one storage transaction.
const SLICE_DELETIONS: usize = 512;

/// Why a checkpoint did not come to its end.
enum Broken {
    /// The state it worked on is gone.
    Stale,
    Store(StoreError),
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Checkpoints until none is due.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        loop {
            match run(&inner, generation).await {
                Ok(()) => inner.turn(),
                Err(Broken::Stale) => return,
                Err(Broken::Store(error)) if error.kind == StoreErrorKind::Corrupt => {
                    // What the log holds stays readable and safe there; only there is no more room for writes.
                    *inner.halted.borrow_mut() = Some(recovery::failure(&error, recovery::Fate::NotApplied));
                    inner.turn();
                    return;
                }
                Err(Broken::Store(error)) => {
                    if inner.current(generation) {
                        recovery::begin(&inner, error);
                    }
                    return;
                }
            }
            let mut state = inner.state.borrow_mut();
            if state.generation != generation {
                return;
            }
            state.checkpointing = inner.checkpoint_due(&state);
            if !state.checkpointing {
                return;
            }
        }
    })
}

/// One checkpoint of whatever the active buffer holds.
async fn run(inner: &Rc<Inner>, generation: u64) -> Result<(), Broken> {
    let (lsn, log_start) = sealed(inner, generation).await?;
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
    }
    for slice in result.replaced.chunks(SLICE_DELETIONS) {
        inner.store.delete_pages(slice.to_vec()).await?;
        check(inner, generation)?;
    }
    Ok(())
}

fn check(inner: &Inner, generation: u64) -> Result<(), Broken> {
    if inner.current(generation) { Ok(()) } else { Err(Broken::Stale) }
}

/// Seals the active buffer if a checkpoint is due. Only at a moment when all it holds has a place in the log, so that
/// the log can be cut there: with an empty run.
pub(super) fn seal_if_due(inner: &Inner, state: &mut State) {
    if state.sealed_at.is_none()
        && state.run.is_empty()
        && (inner.checkpoint_due(state) || inner.closing.get())
    {
        state.forest.seal();
        state.forest.begin_checkpoint(state.superblock.checkpoint + 1, state.tail.epoch);
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
                return Ok(place);
            }
        }
        inner.host.pause().await;
    }
}

/// Merges the sealed buffer into new pages and writes them.
async fn build(inner: &Rc<Inner>, generation: u64) -> Result<CheckpointResult, Broken> {
    let mut slice: Vec<(PageId, Vec<u8>)> = Vec::new();
    let mut bytes = 0;
    loop {
        let step = {
            let mut state = inner.state.borrow_mut();
            let start = inner.host.monotonic_micros();
            let mut budget = || inner.host.monotonic_micros() - start < SLICE_MICROS;
            state.forest.step_checkpoint(&mut budget)
        };
        match step {
            CheckpointStep::Fault(ids) => {
                inner.state.borrow_mut().forest.pin(&ids);
                let here = load::fetch(inner, generation, &ids).await;
                check(inner, generation)?;
                inner.state.borrow_mut().forest.unpin(&ids);
                if !here {
                    return Err(Broken::Stale);
                }
                refuse_bad(inner, &ids)?;
                inner.turn();
            }
            CheckpointStep::Pages(pages) => {
                for (id, payload) in pages {
                    bytes += payload.len();
                    slice.push((id, array::seal(Kind::Page, &payload)));
                }
            }
            CheckpointStep::Yield => inner.host.pause().await,
            CheckpointStep::Done(result) => {
                if !slice.is_empty() {
                    inner.store.write_pages(slice).await?;
                    check(inner, generation)?;
                }
                return Ok(result);
            }
        }
        if bytes >= SLICE_BYTES {
            inner.store.write_pages(std::mem::take(&mut slice)).await?;
            bytes = 0;
        }
        check(inner, generation)?;
    }
}

/// A page that cannot be read stops the checkpoint: the data in the log stays where it is.
fn refuse_bad(inner: &Inner, ids: &[PageId]) -> Result<(), Broken> {
    let state = inner.state.borrow();
    match ids.iter().find_map(|id| state.bad.get(id)) {
        Some(reason) => Err(Broken::Store(StoreError::new(StoreErrorKind::Corrupt, reason))),
        None => Ok(()),
    }
}
