//! A cursor over the pages of one tree, with its leaves' look-ahead.

use super::cache::Cache;
use super::key::Key;
use super::link::{Link, RootEntry};
use super::page::Page;
use super::range::{Direction, KeyRange};
use super::trace::{Stopped, Trace};
use std::cmp::Ordering;
use std::ops::Bound;

/// Pages one fault names at most for a look-ahead.
const LOOK_AHEAD_PAGES: usize = 256;

#[derive(Debug)]
pub(super) struct PageCursor<'f> {
    cache: &'f Cache,
    direction: Direction,
    /// Set until the first descent.
    root: Option<RootEntry>,
    path: Vec<(&'f Page, usize)>,
    leaf: Option<&'f Page>,
    /// The leaf's entries that are left: `low..high`.
    low: usize,
    high: usize,
    /// No leaf after this one can hold a key of the range.
    last: bool,
    /// Value bytes the caller is still expected to read.
    hint: u64,
}

impl<'f> PageCursor<'f> {
    pub(super) fn new(cache: &'f Cache, root: Option<RootEntry>, direction: Direction, hint: u64) -> Self {
        let last = root.is_none();
        Self { cache, direction, root, path: Vec::new(), leaf: None, low: 0, high: 0, last, hint }
    }

    /// Whether [`PageCursor::next`] has found the end.
    pub(super) const fn is_through(&self) -> bool {
        self.last && self.low >= self.high
    }

    /// The next entry of the current leaf.
    #[inline]
    pub(super) fn next_in_leaf(&mut self) -> Option<(Key<'f>, &'f [u8])> {
        if self.low >= self.high {
            return None;
        }
        let index = if self.direction == Direction::Forward {
            self.low += 1;
            self.low - 1
        } else {
            self.high -= 1;
            self.high
        };
        self.leaf.map(|leaf| leaf.entry(index))
    }

    /// Entries of the current leaf that are still to come.
    pub(super) const fn left_in_leaf(&self) -> usize {
        self.high.saturating_sub(self.low)
    }

    /// As [`PageCursor::left_in_leaf`], those that come before `key`.
    pub(super) fn left_before(&self, key: &[u8]) -> usize {
        let Some(leaf) = self.leaf else { return 0 };
        match self.direction {
            Direction::Forward => leaf.position(key, false).min(self.high).saturating_sub(self.low),
            Direction::Backward => self.high.saturating_sub(leaf.position(key, true).max(self.low)),
        }
    }

    /// The next entry, if any. Nothing may be asked after a fault.
    pub(super) fn next(
        &mut self,
        range: &KeyRange,
        trace: &mut Trace,
    ) -> Result<Option<(Key<'f>, &'f [u8])>, Stopped> {
        loop {
            if let Some(entry) = self.next_in_leaf() {
                return Ok(Some(entry));
            }
            if self.last || !self.next_leaf(range, trace)? {
                self.last = true;
                return Ok(None);
            }
        }
    }

    fn next_leaf(&mut self, range: &KeyRange, trace: &mut Trace) -> Result<bool, Stopped> {
        if let Some(root) = self.root.take() {
            self.descend(root.link, root.level, true, range, trace)?;
            return Ok(true);
        }
        while let Some((page, index)) = self.path.pop() {
            if let Some(index) = self.sibling(page, index, range) {
                self.path.push((page, index));
                let Some(link) = page.link(index) else { break };
                self.descend(link, page.level() - 1, false, range, trace)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next child in this direction, unless the range ends before it.
    fn sibling(&self, page: &Page, index: usize, range: &KeyRange) -> Option<usize> {
        match self.direction {
            Direction::Forward => {
                let next = index + 1;
                let within = next < page.count() && !above(page.key(next), &range.upper);
                within.then_some(next)
            }
            Direction::Backward => {
                let low = page.key(index);
                let within = match &range.lower {
                    Bound::Included(key) | Bound::Excluded(key) => low.cmp_bytes(key) == Ordering::Greater,
                    Bound::Unbounded => true,
                };
                if within { index.checked_sub(1) } else { None }
            }
        }
    }

    /// Goes down to a leaf: to the range's begin (`first`), or else to the nearest end of the subtree.
    fn descend(
        &mut self,
        mut link: Link,
        mut level: u8,
        first: bool,
        range: &KeyRange,
        trace: &mut Trace,
    ) -> Result<(), Stopped> {
        loop {
            let page = match self.cache.page(&link, level, trace) {
                Ok(page) => page,
                Err(stopped) => {
                    self.look_ahead(range, trace);
                    return Err(stopped);
                }
            };
            if level == 0 {
                self.hint = self.hint.saturating_sub(link.bytes);
                self.enter(page, range);
                return Ok(());
            }
            let index = self.choose(page, first, range);
            self.path.push((page, index));
            let Some(child) = page.link(index) else { return Err(Stopped) };
            link = child;
            level -= 1;
        }
    }

    fn choose(&self, page: &Page, first: bool, range: &KeyRange) -> usize {
        match (self.direction, &range.lower, &range.upper) {
            (Direction::Forward, Bound::Included(key) | Bound::Excluded(key), _) if first => page.child(key),
            (Direction::Backward, _, Bound::Included(key)) if first => page.child(key),
            (Direction::Backward, _, Bound::Excluded(key)) if first => {
                let index = page.child(key);
                let misses = index > 0 && page.key(index).cmp_bytes(key) == Ordering::Equal;
                index - usize::from(misses)
            }
            (Direction::Forward, ..) => 0,
            (Direction::Backward, ..) => page.count() - 1,
        }
    }

    fn enter(&mut self, page: &'f Page, range: &KeyRange) {
        let count = page.count();
        self.leaf = Some(page);
        self.low = match &range.lower {
            Bound::Included(key) if page.key(0).cmp_bytes(key) == Ordering::Less => page.position(key, false),
            Bound::Excluded(key) if page.key(0).cmp_bytes(key) != Ordering::Greater => {
                page.position(key, true)
            }
            _ => 0,
        };
        self.high = if above(page.key(count - 1), &range.upper) {
            match &range.upper {
                Bound::Included(key) => page.position(key, true),
                Bound::Excluded(key) => page.position(key, false),
                Bound::Unbounded => count,
            }
        } else {
            count
        };
        self.last = match self.direction {
            Direction::Forward => self.high < count,
            Direction::Backward => self.low > 0,
        };
    }

    /// Names the missing siblings that the caller will need next, as far as this branch and its parent know them.
    fn look_ahead(&self, range: &KeyRange, trace: &mut Trace) {
        let Some((&(page, start), above)) = self.path.split_last() else { return };
        let mut index = start;
        let mut left = self.hint;
        for _ in 0..LOOK_AHEAD_PAGES {
            left = left.saturating_sub(page.link(index).map_or(0, |link| link.bytes.max(1)));
            if left == 0 {
                return;
            }
            let Some(next) = self.sibling(page, index, range) else { break };
            index = next;
            self.name(page, index, trace);
        }
        if let Some(&(page, index)) = above.last()
            && let Some(next) = self.sibling(page, index, range)
        {
            self.name(page, next, trace);
        }
    }

    fn name(&self, page: &Page, index: usize, trace: &mut Trace) {
        if let Some(link) = page.link(index)
            && !self.cache.contains(link.page)
        {
            trace.faults.push(link.page);
        }
    }
}

/// Whether `key` lies beyond an upper bound.
fn above(key: Key<'_>, bound: &Bound<Vec<u8>>) -> bool {
    match bound {
        Bound::Included(end) => key.cmp_bytes(end) == Ordering::Greater,
        Bound::Excluded(end) => key.cmp_bytes(end) != Ordering::Less,
        Bound::Unbounded => false,
    }
}
