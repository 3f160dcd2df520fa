//! Fetches the pages that parked requests wait for.

use std::rc::Rc;

use super::recovery;
use super::shared::Inner;
use crate::storage::array::{self, Kind};
use crate::storage::{LocalFuture, PageId, StoreErrorKind};
use crate::tree::{self, Damage};

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
                state.missing.keys().map(|&id| PageId(id)).collect()
            };
            if !fetch(&inner, generation, &ids).await {
                return;
            }
        }
    })
}

/// Reads and installs `ids`, and runs whatever waited for one of them. False if the state is gone, or storage failed and recovery has taken over.
pub(super) async fn fetch(inner: &Rc<Inner>, generation: u64, ids: &[PageId]) -> bool {
    let result = inner.store.read_pages(ids).await;
    if !inner.current(generation) {
        return false;
    }
    let mut later = Vec::new();
    let pages = match result {
        Ok(pages) => {
            let pages = ids.iter().zip(pages);
            pages.map(|(id, bytes)| payload(bytes.as_deref(), || later.push(*id))).collect()
        }
        // The store cannot tell which of them it was; those that are good are read again when they are needed.
        Err(error) if error.kind == StoreErrorKind::Corrupt => vec![Err(Damage::Corrupt); ids.len()],
        Err(error) => {
            recovery::begin(inner, error);
            return false;
        }
    };
    {
        let mut state = inner.state.borrow_mut();
        state.later_pages.append(&mut later);
        for (id, page) in ids.iter().zip(pages) {
            state.page_came(*id);
            state.forest.install(*id, page);
        }
    }
    inner.turn();
    inner.current(generation)
}

fn payload(bytes: Option<&[u8]>, is_later: impl FnOnce()) -> Result<Vec<u8>, Damage> {
    let bytes = bytes.ok_or(Damage::Missing)?;
    let payload = array::open(Kind::Page, bytes);
    match &payload {
        Err(error) if error.kind == StoreErrorKind::TooNew => is_later(),
        Ok(page) if tree::is_later(page) => is_later(),
        _ => {}
    }
    payload.map(<[u8]>::to_vec).map_err(|_| Damage::Corrupt)
}
