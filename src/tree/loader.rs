//! Pages for the background machines (checkpoint, reclaim): kept for them from the fault until they are used.
//!
//! The machines hold pages by reference count, so they make progress however small the cache is, without pins.

use super::cache::{Cache, fits};
use super::link::Link;
use super::page::Page;
use super::trace::{Stopped, Trace};
use crate::model::SmallMap;
use crate::storage::PageId;
use std::sync::Arc;

#[derive(Debug)]
enum Held {
    Waiting,
    /// What the store had under the id.
    Delivered(Option<Arc<Page>>),
}

/// Why a page is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    /// It must be loaded.
    Fault,
    /// The store does not have it, or it is not the page its parent means.
    Corrupt(PageId),
}

#[derive(Debug, Default)]
pub(super) struct Loader {
    held: SmallMap<PageId, Held>,
}

impl Loader {
    /// The page a link names; a held page is handed over.
    pub(super) fn load(&mut self, cache: &Cache, link: &Link, level: u8) -> Result<Arc<Page>, Miss> {
        if let Some(Held::Delivered(page)) = self.held.get(&link.page) {
            let page = page.clone();
            self.held.remove(&link.page);
            return page.filter(|page| fits(page, link, level)).ok_or(Miss::Corrupt(link.page));
        }
        let mut trace = Trace::default();
        match cache.shared(link, level, &mut trace) {
            Ok(page) => {
                self.held.remove(&link.page);
                Ok(page.clone())
            }
            Err(Stopped) => Err(trace.corrupt.map_or(Miss::Fault, Miss::Corrupt)),
        }
    }

    /// Whether a page would have to be loaded.
    pub(super) fn lacks(&self, cache: &Cache, id: PageId) -> bool {
        !matches!(self.held.get(&id), Some(Held::Delivered(_))) && !cache.contains(id)
    }

    /// Remembers what a fault names.
    pub(super) fn expect(&mut self, ids: &[PageId]) {
        for &id in ids {
            self.held.entry(id).or_insert(Held::Waiting);
        }
    }

    /// A page has come in.
    pub(super) fn deliver(&mut self, id: PageId, page: Option<&Arc<Page>>) {
        if let Some(held) = self.held.get_mut(&id) {
            *held = Held::Delivered(page.cloned());
        }
    }

    pub(super) fn clear(&mut self) {
        self.held.clear();
    }
}
