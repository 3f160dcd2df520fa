//! Group commit: one append at a time; whatever is applied meanwhile shares the next.

use std::rc::Rc;

use super::log::seal_group;
use super::shared::{Durability, Inner};
use super::{checkpoint, recovery};
use crate::storage::{self, LocalFuture};

/// Commits until nothing is left to commit.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        let durability = match inner.config.durability {
            Durability::Strict => storage::Durability::Strict,
            Durability::Relaxed | Durability::None => storage::Durability::Relaxed,
        };
        loop {
            let (first, pieces, lsn) = {
                let mut state = inner.state.borrow_mut();
                if state.generation != generation {
                    return;
                }
                state.committing = !state.run.is_empty();
                if !state.committing {
                    return;
                }
                let run = std::mem::take(&mut state.run);
                let first = state.tail.sequence;
                let pieces = seal_group(&run, state.tail.epoch, first, inner.store.limits().preferred_array);
                state.tail.sequence += pieces.len() as u64;
                state.logged += pieces.iter().map(Vec::len).sum::<usize>();
                checkpoint::seal_if_due(&inner, &mut state);
                (first, pieces, state.lsn)
            };
            if !inner.state.borrow().parked.is_empty() {
                // A sealed buffer made room for them.
                inner.kick();
            }
            let result = inner.store.append_log(first, pieces, durability).await;
            if !inner.current(generation) {
                return;
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
