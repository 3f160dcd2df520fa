//! Group commit: one append at a time; whatever is applied meanwhile shares the next.

use std::rc::Rc;

use super::log::{self, seal_group};
use super::room::frees;
use super::shared::{Durability, Inner};
use super::{checkpoint, quiet, recovery};
use crate::storage::{self, LocalFuture, LogPosition, StoreError, StoreErrorKind};

/// So much more than its bytes a piece takes in the log, at most.
const FRAME: usize = 64;

fn seal(inner: &Inner, run: &[u8], first: LogPosition) -> Vec<Vec<u8>> {
    seal_group(run, first.epoch, first.sequence, inner.store.limits().preferred_array)
}

fn meets_limit(result: &Result<(), StoreError>) -> bool {
    matches!(result, Err(error) if error.kind == StoreErrorKind::Quota)
}

/// Deletions have found no room: for these there is the reserve, if it was not given up before.
async fn lend(inner: &Rc<Inner>, result: Result<(), StoreError>) -> Result<(), StoreError> {
    {
        let mut state = inner.state.borrow_mut();
        if state.met_limit() {
            state.exhausted = true;
            return result;
        }
    }
    quiet::back_off(inner);
    inner.store.release_reserve().await
}

/// Commits until nothing is left to commit.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        let durability = match inner.config.durability {
            Durability::Strict => storage::Durability::Strict,
            Durability::Relaxed | Durability::None => storage::Durability::Relaxed,
        };
        loop {
            let (first, run, pieces, lsn) = {
                let mut state = inner.state.borrow_mut();
                if state.generation != generation {
                    return;
                }
                state.committing = !state.run.is_empty();
                if !state.committing {
                    return;
                }
                let run = std::mem::take(&mut state.run);
                let first = state.tail;
                let pieces = seal(&inner, &run, first);
                state.tail.sequence += pieces.len() as u64;
                let bytes = pieces.iter().map(|piece| piece.len() + FRAME).sum::<usize>();
                state.logged += bytes;
                state.spent += if state.full { bytes } else { 0 };
                checkpoint::seal_if_due(&inner, &mut state);
                (first, run, pieces, state.lsn)
            };
            if !inner.state.borrow().parked.is_empty() {
                // A sealed buffer made room for them.
                inner.kick();
            }
            let mut result = inner.store.append_log(first.sequence, pieces, durability).await;
            if !inner.current(generation) {
                return;
            }
            if meets_limit(&result) && log::all(&run, frees) {
                result = lend(&inner, result).await;
                if result.is_ok() && inner.current(generation) {
                    let pieces = seal(&inner, &run, first);
                    result = inner.store.append_log(first.sequence, pieces, durability).await;
                }
                if !inner.current(generation) {
                    return;
                }
            }
            if let Err(error) = result {
                recovery::begin(&inner, error);
                return;
            }
            inner.state.borrow_mut().durable_lsn = lsn;
            inner.turn();
        }
    })
}
