//! Pages in memory: a byte budget, pins, and CLOCK eviction.

use super::link::Link;
use super::page::Page;
use super::trace::{Stopped, Trace};
use crate::model::SmallMap;
use crate::storage::PageId;
use std::cell::Cell;
use std::sync::Arc;

#[derive(Debug)]
struct Frame {
    id: PageId,
    /// `None`: the store had no such page, or it could not be read.
    page: Option<Arc<Page>>,
    referenced: Cell<bool>,
}

impl Frame {
    fn size(&self) -> usize {
        self.page.as_ref().map_or(0, |page| page.size()) + size_of::<Self>()
    }
}

#[derive(Debug)]
pub(super) struct Cache {
    index: SmallMap<PageId, usize>,
    frames: Vec<Frame>,
    hand: usize,
    bytes: usize,
    budget: usize,
    pins: SmallMap<PageId, u32>,
}

impl Cache {
    pub(super) fn new(budget: usize) -> Self {
        Self {
            index: SmallMap::default(),
            frames: Vec::new(),
            hand: 0,
            bytes: 0,
            budget,
            pins: SmallMap::default(),
        }
    }

    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn set_budget(&mut self, budget: usize) {
        self.budget = budget;
        self.evict(None);
    }

    pub(super) fn contains(&self, id: PageId) -> bool {
        self.index.contains_key(&id)
    }

    fn frame(&self, id: PageId) -> Option<&Frame> {
        let frame = self.frames.get(*self.index.get(&id)?)?;
        // Only a change is stored: a page that is read all the time is not written to.
        if !frame.referenced.get() {
            frame.referenced.set(true);
        }
        Some(frame)
    }

    /// The page a link names, at the height where it belongs.
    pub(super) fn page(&self, link: &Link, level: u8, trace: &mut Trace) -> Result<&Page, Stopped> {
        self.shared(link, level, trace).map(|page| &**page)
    }

    /// As [`Cache::page`], for readers that outlive the page's stay in the cache.
    pub(super) fn shared(&self, link: &Link, level: u8, trace: &mut Trace) -> Result<&Arc<Page>, Stopped> {
        let Some(frame) = self.frame(link.page) else {
            trace.faults.push(link.page);
            return Err(Stopped);
        };
        match &frame.page {
            Some(page) if fits(page, link, level) => Ok(page),
            _ => {
                trace.corrupt = Some(link.page);
                Err(Stopped)
            }
        }
    }

    /// Adds a page, then evicts others down to the budget. `hot` pages survive the next sweep.
    pub(super) fn insert(&mut self, id: PageId, page: Option<Arc<Page>>, hot: bool) {
        self.remove(id);
        let frame = Frame { id, page, referenced: Cell::new(hot) };
        self.bytes += frame.size();
        self.index.insert(id, self.frames.len());
        self.frames.push(frame);
        self.evict(Some(id));
    }

    pub(super) fn remove(&mut self, id: PageId) {
        let Some(place) = self.index.remove(&id) else { return };
        if place >= self.frames.len() {
            return;
        }
        self.bytes -= self.frames.swap_remove(place).size();
        if let Some(moved) = self.frames.get(place) {
            self.index.insert(moved.id, place);
        }
    }

    pub(super) fn pin(&mut self, ids: &[PageId]) {
        for &id in ids {
            *self.pins.entry(id).or_default() += 1;
        }
    }

    pub(super) fn unpin(&mut self, ids: &[PageId]) {
        for id in ids {
            if let Some(count) = self.pins.get_mut(id) {
                *count -= 1;
                if *count == 0 {
                    self.pins.remove(id);
                }
            }
        }
        self.evict(None);
    }

    /// Sweeps until the budget is met or two rounds found nothing more to evict.
    fn evict(&mut self, keep: Option<PageId>) {
        let mut looks = 2 * self.frames.len();
        while self.bytes > self.budget && looks > 0 {
            looks -= 1;
            if self.hand >= self.frames.len() {
                self.hand = 0;
            }
            let Some(frame) = self.frames.get(self.hand) else { return };
            let id = frame.id;
            if frame.referenced.replace(false) || Some(id) == keep || self.pins.contains_key(&id) {
                self.hand += 1;
            } else {
                self.remove(id);
            }
        }
    }
}

/// Whether a page is the one its parent means.
pub(super) fn fits(page: &Page, link: &Link, level: u8) -> bool {
    page.checksum() == link.checksum && page.level() == level
}
