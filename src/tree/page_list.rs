//! Reads a tree whose keys are page ids: the forest root's tree of replaced pages.

use super::cache::Cache;
use super::link::{Link, RootEntry};
use super::loader::{Loader, Miss};
use crate::storage::PageId;

#[derive(Debug)]
pub(super) struct PageList {
    stack: Vec<(Link, u8)>,
    /// The ids listed.
    pub(super) ids: Vec<PageId>,
    /// The pages of the tree itself.
    pub(super) pages: Vec<PageId>,
}

impl PageList {
    pub(super) fn new(root: RootEntry) -> Self {
        Self { stack: vec![(root.link, root.level)], ids: Vec::new(), pages: Vec::new() }
    }

    /// Reads one page; true when there are no more.
    pub(super) fn step(&mut self, loader: &mut Loader, cache: &Cache) -> Result<bool, (Miss, Vec<PageId>)> {
        let Some(&(link, level)) = self.stack.last() else { return Ok(true) };
        let page = loader.load(cache, &link, level).map_err(|miss| (miss, self.wanted(loader, cache)))?;
        self.stack.pop();
        self.pages.push(link.page);
        for index in 0..page.count() {
            if level > 0 {
                self.stack.extend(page.link(index).map(|child| (child, level - 1)));
            } else if let Ok(id) = page.key(index).to_vec().try_into() {
                self.ids.push(PageId(u64::from_be_bytes(id)));
            }
        }
        Ok(false)
    }

    /// The pages of the stack that are to be loaded, all at once: the tree is small.
    fn wanted(&self, loader: &mut Loader, cache: &Cache) -> Vec<PageId> {
        let pages = self.stack.iter().map(|(link, _)| link.page);
        let ids: Vec<PageId> = pages.filter(|&id| loader.lacks(cache, id)).collect();
        loader.expect(&ids);
        ids
    }
}
