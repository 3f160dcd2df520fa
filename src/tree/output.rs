//! New pages of one checkpoint: their names, and their payloads until they are handed out to be written.

use super::cache::Cache;
use super::link::Link;
use super::page::Page;
use super::run::{Cut, Measure, PageSizes};
use crate::storage::PageId;
use crate::storage::checksum::crc32;
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct Output {
    pub(super) number: u64,
    pub(super) epoch: u64,
    /// Number of the next page in the epoch.
    pub(super) next: u64,
    pub(super) sizes: PageSizes,
    pub(super) measure: Measure,
    pages: Vec<(PageId, Vec<u8>)>,
    waiting: usize,
    written: usize,
}

impl Output {
    pub(super) const fn new(number: u64, epoch: u64, next: u64, sizes: PageSizes, measure: Measure) -> Self {
        Self { number, epoch, next, sizes, measure, pages: Vec::new(), waiting: 0, written: 0 }
    }

    /// Names a payload and queues it for writing.
    pub(super) fn write(&mut self, payload: Vec<u8>) -> PageId {
        let id = PageId::new(self.epoch, self.next);
        self.next += 1;
        self.waiting += payload.len();
        self.written += payload.len();
        self.pages.push((id, payload));
        id
    }

    /// Writes a tree's page. It enters the cache, cold: only the checkpoint knows it until the root is switched.
    pub(super) fn write_page(&mut self, cut: Cut, cache: &mut Cache) -> (Vec<u8>, Link) {
        let size = cut.payload.len() as u32;
        let copy = cut.payload.clone();
        let page = Page::parse(copy).map(Arc::new);
        let checksum = page.as_ref().map_or_else(|| crc32(&cut.payload), |page| page.checksum());
        let id = self.write(cut.payload);
        if page.is_some() {
            cache.insert(id, page, false);
        }
        let link = Link { page: id, birth: self.number, checksum, size, count: cut.count, bytes: cut.bytes };
        (cut.separator, link)
    }

    /// Payload bytes that wait to be written.
    pub(super) const fn waiting(&self) -> usize {
        self.waiting
    }

    /// Payload bytes of all pages so far.
    pub(super) const fn written(&self) -> usize {
        self.written
    }

    pub(super) fn take(&mut self) -> Vec<(PageId, Vec<u8>)> {
        self.waiting = 0;
        std::mem::take(&mut self.pages)
    }
}
