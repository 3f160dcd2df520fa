//! Group commit: one append at a time; whatever is applied meanwhile shares the next.

use std::rc::Rc;

use super::log;
use super::room::frees;
use super::shared::{Durability, Inner};
use super::{checkpoint, measure, quiet, recovery};
use crate::storage::{self, LocalFuture, LogPosition, StoreError, StoreErrorKind};

/// So much more than its bytes a piece takes in the log, at most.
const FRAME: usize = 128;

/// On a full disk the log takes records by such a part of what the reserve has for it, so that little is left over at the
/// end of each of its pieces.
const PARTS: usize = 6;

fn meets_limit(result: &Result<(), StoreError>) -> bool {
    matches!(result, Err(error) if error.kind == StoreErrorKind::Quota)
}

/// Deletions have found no room: for these there is the reserve, if it was not given up before they were sent, and what a
/// checkpoint has made that is not finished, now or in an earlier life.
async fn lend(
    inner: &Rc<Inner>,
    generation: u64,
    tries: u8,
    result: Result<(), StoreError>,
) -> Result<(), StoreError> {
    let garbage = {
        let state = &mut *inner.state.borrow_mut();
        state.met_limit();
        (state.lent, state.gives_way) = (false, state.checkpointing);
        let garbage = if state.checkpointing { None } else { state.garbage.take() };
        if tries > 1 || (tries > 0 && garbage.is_none() && !state.checkpointing) {
            (state.exhausted, state.gives_way) = (true, false);
            return result;
        }
        garbage
    };
    quiet::back_off(inner);
    loop {
        {
            let state = &mut *inner.state.borrow_mut();
            if state.generation != generation || !state.gives_way || !state.checkpointing {
                state.gives_way = false;
                break;
            }
        }
        inner.host.pause().await;
    }
    if inner.current(generation) {
        inner.store.release_reserve().await?;
    }
    match garbage {
        Some((from, to)) if inner.current(generation) => inner.store.delete_page_range(from, to).await,
        _ => Ok(()),
    }
}

/// A run on its way into the log.
struct Group {
    run: Vec<u8>,
    durability: storage::Durability,
    /// The place after those that were kept for it.
    end: LogPosition,
    /// The next place, and so much of the run is there.
    next: LogPosition,
    done: usize,
}

impl Group {
    /// Appends what is not there yet, on a full disk in parts, in as many places as these take.
    async fn append(&mut self, inner: &Inner, generation: u64, full: bool) -> Result<(), StoreError> {
        let limits = inner.store.limits();
        while self.done < self.run.len() && inner.current(generation) {
            let rest = self.run.get(self.done..).unwrap_or_default();
            let part = if full { log::head(rest, limits.spare_log / PARTS) } else { rest };
            let LogPosition { epoch, sequence } = self.next;
            let pieces = log::seal_group(part, epoch, sequence, limits.preferred_array);
            let (places, bytes) = (pieces.len() as u64, part.len());
            inner.store.append_log(self.next.sequence, pieces, self.durability).await?;
            self.next.sequence += places;
            self.done += bytes;
        }
        if self.next != self.end && inner.current(generation) {
            let state = &mut *inner.state.borrow_mut();
            if let Some((_, end)) = &mut state.sealed_at
                && *end == self.end
            {
                *end = self.next;
            }
            state.tail = self.next;
        }
        Ok(())
    }
}

/// Commits until nothing is left to commit.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        let durability = match inner.config.durability {
            Durability::Strict => storage::Durability::Strict,
            Durability::Relaxed | Durability::None => storage::Durability::Relaxed,
        };
        loop {
            let (mut group, lsn, full, unguarded) = {
                let mut state = inner.state.borrow_mut();
                if state.generation != generation {
                    return;
                }
                state.committing = !state.run.is_empty();
                if !state.committing {
                    return;
                }
                let run = std::mem::take(&mut state.run);
                let next = state.tail;
                let places = log::pieces(run.len(), inner.store.limits().preferred_array);
                state.tail.sequence += places as u64;
                let end = state.tail;
                let bytes = run.len() + places * FRAME;
                state.logged += bytes;
                let full = state.full && !state.lent;
                state.spent += if full { bytes } else { 0 };
                checkpoint::seal_if_due(&inner, &mut state);
                let unguarded = state.unguarded && !state.full;
                (Group { run, durability, end, next, done: 0 }, state.lsn, full, unguarded)
            };
            if !inner.state.borrow().parked.is_empty() {
                // A sealed buffer made room for them.
                inner.kick();
            }
            let mut result = Ok(());
            // The reserve is not for writes that were taken before the disk was known to be full, nor is what an earlier
            // holder has used up of it.
            if (full || unguarded) && !log::all(&group.run, frees) {
                result = if full { Err(checkpoint::no_room()) } else { inner.store.restore_reserve().await };
                if unguarded && inner.current(generation) {
                    inner.state.borrow_mut().unguarded = result.is_err();
                }
            }
            // The reserve may be there to be lent, and then there may be a checkpoint in the way.
            for tries in 0..3 {
                if result.is_ok() {
                    result = group.append(&inner, generation, full || tries > 0).await;
                }
                if !meets_limit(&result) || !inner.current(generation) || !log::all(&group.run, frees) {
                    break;
                }
                result = lend(&inner, generation, tries + u8::from(full), result).await;
                if result.is_err() {
                    break;
                }
            }
            if !inner.current(generation) {
                return;
            }
            if let Err(error) = result {
                recovery::begin(&inner, error);
                return;
            }
            inner.state.borrow_mut().durable_lsn = lsn;
            if let Some(gauge) = &inner.config.settings.gauge {
                measure::durable(&inner, gauge, lsn, &group.run);
            }
            inner.turn();
        }
    })
}
