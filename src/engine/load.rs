//! Fetches the pages that parked requests wait for.

use std::rc::Rc;

use super::recovery;
use super::shared::Inner;
use super::state::State;
use crate::storage::array::{self, Kind};
use crate::storage::{LocalFuture, PageId, StoreErrorKind};
use crate::tree::Damage;

/// Loads until nothing is missing; all pages missing at one time come in one storage read.
pub(super) fn task(inner: Rc<Inner>, generation: u64) -> LocalFuture<'static, ()> {
    Box::pin(async move {
        loop {
            let ids: Vec<PageId> = {
                let mut state = inner.state.borrow_mut();
                if state.generation != generation {
                    return;
                }
                state.loading = !state.missing.is_empty();
                if !state.loading {
                    return;
                }
                state.missing.iter().copied().collect()
            };
            if !fetch(&inner, generation, &ids).await {
                return;
            }
            inner.turn();
        }
    })
}

/// Reads and installs `ids`. False if the state is gone, or storage failed and recovery has taken over.
pub(super) async fn fetch(inner: &Rc<Inner>, generation: u64, ids: &[PageId]) -> bool {
    let result = inner.store.read_pages(ids).await;
    if !inner.current(generation) {
        return false;
    }
    match result {
        Ok(pages) => {
            let mut state = inner.state.borrow_mut();
            for (id, bytes) in ids.iter().zip(pages) {
                install(&mut state, *id, bytes.as_deref());
            }
            true
        }
        // The store cannot tell which of them it was; those that were good are read again when they are needed.
        Err(error) if error.kind == StoreErrorKind::Corrupt => {
            let mut state = inner.state.borrow_mut();
            for id in ids {
                state.missing.remove(id);
                state.forest.install(*id, Err(Damage::Corrupt));
            }
            true
        }
        Err(error) => {
            recovery::begin(inner, error);
            false
        }
    }
}

fn install(state: &mut State, id: PageId, bytes: Option<&[u8]>) {
    state.missing.remove(&id);
    let payload = match bytes {
        Some(bytes) => array::open(Kind::Page, bytes).map(<[u8]>::to_vec).map_err(|_| Damage::Corrupt),
        None => Err(Damage::Missing),
    };
    state.forest.install(id, payload);
}
