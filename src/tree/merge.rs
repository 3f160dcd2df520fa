//! Merges sorted changes into one tree's pages, left to right, and yields the tree's new root.
//!
//! The old tree is walked along the changes: a subtree without changes is carried over by its link, everything else is
//! opened. What comes out collects in one [`Run`] per level and is cut into pages. Two rules keep pages from staying
//! small: a run too small for a page when a subtree is to be carried over opens that subtree and absorbs it; and at
//! the right edge, where nothing follows, such a run takes back the page to its left.

use super::cache::Cache;
use super::link::{Link, RootEntry};
use super::loader::{Loader, Miss};
use super::ordered::{Entry, Ordered, Position};
use super::output::Output;
use super::page::Page;
use super::run::Run;
use crate::storage::PageId;
use std::cmp::Ordering;
use std::sync::Arc;

/// Leaf entries merged in one unit of work.
const UNIT: usize = 128;

/// Bytes of pages one fault of a checkpoint names at most.
const LOOK_AHEAD: usize = 1 << 20;

/// What a merge works on besides itself.
pub(super) struct Workshop<'a> {
    pub(super) cache: &'a mut Cache,
    pub(super) loader: &'a mut Loader,
    pub(super) output: &'a mut Output,
    pub(super) changes: &'a Ordered,
    /// Old pages that the new tree does without.
    pub(super) replaced: &'a mut Vec<Link>,
}

/// Outcome of one unit of work.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MergeStep {
    Continue,
    Fault(Vec<PageId>),
    Corrupt(PageId),
    Done(Option<RootEntry>),
}

/// A branch of the old tree on the way down.
#[derive(Debug)]
struct Frame {
    page: Arc<Page>,
    index: usize,
    lower: Vec<u8>,
    /// First key that is no more in the subtree; `None`: there is no end.
    upper: Option<Vec<u8>>,
}

/// A leaf being merged; without a page where the old tree had nothing.
#[derive(Debug)]
struct Leaf {
    page: Option<Arc<Page>>,
    index: usize,
    lower: Vec<u8>,
    upper: Option<Vec<u8>>,
}

/// A subtree of the old tree with its bounds.
struct Subtree {
    link: Link,
    level: u8,
    lower: Vec<u8>,
    upper: Option<Vec<u8>>,
}

#[derive(Debug)]
pub(super) struct Merge {
    /// The old root until it has been opened.
    root: Option<RootEntry>,
    frames: Vec<Frame>,
    leaf: Option<Leaf>,
    /// The next change.
    position: Position,
    /// No more changes are taken: the rest of the old tree stays as it is.
    cut: bool,
    runs: Vec<Run>,
    /// Level being finished.
    closing: usize,
}

impl Merge {
    pub(super) fn new(root: Option<RootEntry>) -> Self {
        let leaf = Leaf { page: None, index: 0, lower: Vec::new(), upper: None };
        Self {
            root,
            frames: Vec::new(),
            leaf: root.is_none().then_some(leaf),
            position: Position::default(),
            cut: false,
            runs: Vec::new(),
            closing: 0,
        }
    }

    /// Takes no more of the changes; gives the key of the first that is left out, if there is one.
    pub(super) fn cut(&mut self, changes: &Ordered) -> Option<Vec<u8>> {
        let left = changes.at(self.position)?;
        self.cut = true;
        Some(left.key.to_vec())
    }

    /// The next change to take.
    fn change<'a>(&self, changes: &'a Ordered) -> Option<&'a Entry> {
        if self.cut { None } else { changes.at(self.position) }
    }

    /// Does one unit of work. After a fault the unit is begun again.
    pub(super) fn step(&mut self, shop: &mut Workshop<'_>) -> MergeStep {
        let missed = if self.leaf.is_some() {
            self.merge_leaf(shop);
            Ok(())
        } else if let Some(RootEntry { link, level }) = self.root {
            let whole = Subtree { link, level, lower: Vec::new(), upper: None };
            self.open(whole, shop).map(|()| self.root = None)
        } else if self.frames.is_empty() {
            match self.finish(shop) {
                Ok(Some(root)) => return MergeStep::Done(root),
                Ok(None) => Ok(()),
                Err(miss) => Err(miss),
            }
        } else {
            self.advance(shop)
        };
        match missed {
            Ok(()) => MergeStep::Continue,
            Err((Miss::Corrupt(id), _)) => MergeStep::Corrupt(id),
            Err((Miss::Fault, link)) => MergeStep::Fault(self.look_ahead(&link, shop)),
        }
    }

    #[allow(clippy::indexing_slicing, reason = "the loop has just made the run")]
    fn run(&mut self, level: usize, shop: &Workshop<'_>) -> &mut Run {
        while self.runs.len() <= level {
            self.runs.push(Run::new(self.runs.len() as u8, shop.output.measure));
        }
        &mut self.runs[level]
    }

    fn merge_leaf(&mut self, shop: &mut Workshop<'_>) {
        let Some(mut leaf) = self.leaf.take() else { return };
        for _ in 0..UNIT {
            let old = leaf
                .page
                .as_ref()
                .filter(|page| leaf.index < page.count())
                .map(|page| page.entry(leaf.index));
            let change = self.change(shop.changes);
            let change =
                change.filter(|change| leaf.upper.as_ref().is_none_or(|upper| *change.key < **upper));
            let order = match (&old, &change) {
                (Some((key, _)), Some(change)) => key.cmp_bytes(&change.key),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return,
            };
            if order == Ordering::Less {
                if let Some((key, value)) = old {
                    self.push(0, key.pieces(), value, &leaf.lower, shop);
                }
            } else if let Some(change) = change {
                if let Some(value) = &change.value {
                    self.push(0, (&change.key, &[]), value, &leaf.lower, shop);
                }
                self.position = shop.changes.next(self.position);
            }
            leaf.index += usize::from(order != Ordering::Greater);
        }
        self.leaf = Some(leaf);
    }

    /// Adds an entry to a level's run; pages that fill up are written.
    fn push(
        &mut self,
        level: usize,
        key: (&[u8], &[u8]),
        value: &[u8],
        lower: &[u8],
        shop: &mut Workshop<'_>,
    ) {
        let run = self.run(level, shop);
        run.push(key, value, lower);
        while let Some(cut) = self.run(level, shop).cut_surplus(shop.output.sizes) {
            self.push_page(level, cut, shop);
        }
    }

    fn push_page(&mut self, level: usize, cut: super::run::Cut, shop: &mut Workshop<'_>) {
        let (separator, link) = shop.output.write_page(cut, shop.cache);
        self.push(level + 1, (&separator, &[]), &link.encode(), &separator, shop);
    }

    /// Writes out a level's run.
    fn flush(&mut self, level: usize, shop: &mut Workshop<'_>) {
        while let Some(cut) = self.run(level, shop).cut_even(shop.output.sizes) {
            self.push_page(level, cut, shop);
        }
    }

    /// Deals with the next child of the innermost branch.
    fn advance(&mut self, shop: &mut Workshop<'_>) -> Result<(), (Miss, Link)> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let Some(link) = frame.page.link(frame.index) else {
            self.frames.pop();
            return Ok(());
        };
        let level = frame.page.level() - 1;
        let lower = if frame.index == 0 { frame.lower.clone() } else { frame.page.key(frame.index).to_vec() };
        let next = frame.index + 1;
        let upper =
            if next < frame.page.count() { Some(frame.page.key(next).to_vec()) } else { frame.upper.clone() };
        let change = self.change(shop.changes);
        let touched = change.is_some_and(|change| upper.as_ref().is_none_or(|upper| *change.key < **upper));
        let subtree = Subtree { link, level, lower, upper };
        if touched || !self.carry(&subtree, shop) {
            self.open(subtree, shop)?;
        }
        // Opening has put a new frame on top of the one that moves on.
        let depth = self.frames.iter().rposition(|frame| frame.page.level() == level + 1);
        if let Some(frame) = depth.and_then(|depth| self.frames.get_mut(depth)) {
            frame.index = next;
        }
        Ok(())
    }

    /// Takes a subtree over as it is, unless a run below it is too small for a page of its own and should absorb it.
    fn carry(&mut self, subtree: &Subtree, shop: &mut Workshop<'_>) -> bool {
        let sizes = shop.output.sizes;
        let level = usize::from(subtree.level);
        for below in 0..=level {
            let run = self.run(below, shop);
            if run.is_empty() {
                continue;
            }
            let absorbs = below < level || !is_oversize(&subtree.link, subtree.level, sizes.maximum);
            if run.is_underfull(sizes) && absorbs {
                return false;
            }
            self.flush(below, shop);
        }
        let value = subtree.link.encode();
        self.push(level + 1, (&subtree.lower, &[]), &value, &subtree.lower, shop);
        true
    }

    /// Goes into a subtree whose root page will be replaced.
    fn open(&mut self, subtree: Subtree, shop: &mut Workshop<'_>) -> Result<(), (Miss, Link)> {
        let Subtree { link, level, lower, upper } = subtree;
        let page = shop.loader.load(shop.cache, &link, level).map_err(|miss| (miss, link))?;
        shop.replaced.push(link);
        if level == 0 {
            self.leaf = Some(Leaf { page: Some(page), index: 0, lower, upper });
        } else {
            self.frames.push(Frame { page, index: 0, lower, upper });
        }
        Ok(())
    }

    /// The missing page and the later children of the same branch that have changes.
    fn look_ahead(&self, missing: &Link, shop: &mut Workshop<'_>) -> Vec<PageId> {
        let mut ids = vec![missing.page];
        let mut bytes = missing.size as usize;
        if let Some(frame) = self.frames.last()
            && self.root.is_none()
            && !self.cut
        {
            let page = &frame.page;
            let mut index = frame.index + 1;
            while index < page.count() && bytes < LOOK_AHEAD {
                let change = shop.changes.position(&page.key(index).to_vec(), false);
                let Some(change) = shop.changes.at(change) else { break };
                index = page.child(&change.key).max(index);
                let Some(link) = page.link(index) else { break };
                if frame.upper.as_ref().is_some_and(|upper| *change.key >= **upper) {
                    break;
                }
                if shop.loader.lacks(shop.cache, link.page) {
                    bytes += link.size as usize;
                    ids.push(link.page);
                }
                index += 1;
            }
        }
        shop.loader.expect(&ids);
        ids
    }

    /// Finishes one level, the lowest first; yields the root when nothing is left above.
    fn finish(&mut self, shop: &mut Workshop<'_>) -> Result<Option<Option<RootEntry>>, (Miss, Link)> {
        let level = self.closing;
        let sizes = shop.output.sizes;
        let above = (level + 1..self.runs.len()).find(|&above| !self.run(above, shop).is_empty());
        let run = self.run(level, shop);
        let Some(above) = above else {
            if run.is_empty() {
                return Ok(Some(None));
            }
            // A branch of one child is no root: the child is.
            if level > 0
                && run.len() == 1
                && let Some(link) = run.last_link()
            {
                return Ok(Some(Some(RootEntry { link, level: level as u8 - 1 })));
            }
            if run.is_one_page(sizes)
                && let Some(cut) = run.cut_even(sizes)
            {
                let (_, link) = shop.output.write_page(cut, shop.cache);
                return Ok(Some(Some(RootEntry { link, level: level as u8 })));
            }
            self.flush(level, shop);
            self.closing += 1;
            return Ok(None);
        };
        let take_back = !run.is_empty() && run.is_underfull(sizes);
        if !(take_back && self.take_back(above, shop)?) {
            self.flush(level, shop);
            self.closing += 1;
        }
        Ok(None)
    }

    /// Opens the last page that the run at `above` refers to and puts its entries before those one level lower.
    ///
    /// False if that page is new or must stand alone: then the small run becomes a small page.
    fn take_back(&mut self, above: usize, shop: &mut Workshop<'_>) -> Result<bool, (Miss, Link)> {
        let below = above - 1;
        let level = below as u8;
        let Some(link) = self.run(above, shop).last_link() else { return Ok(false) };
        if link.birth == shop.output.number || is_oversize(&link, level, shop.output.sizes.maximum) {
            return Ok(false);
        }
        let page = shop.loader.load(shop.cache, &link, level).map_err(|miss| (miss, link))?;
        let Some(lower) = self.run(above, shop).pop() else { return Ok(false) };
        shop.replaced.push(link);
        let mut run = Run::new(level, shop.output.measure);
        for index in 0..page.count() {
            let (key, value) = page.entry(index);
            let key = if level > 0 && index == 0 { (&lower[..], &[][..]) } else { key.pieces() };
            run.push(key, value, &lower);
        }
        self.run(below, shop).prepend(run);
        Ok(true)
    }
}

/// Whether a leaf holds an item so large that nothing should join it.
fn is_oversize(link: &Link, level: u8, maximum: usize) -> bool {
    level == 0 && link.size as usize > 2 * maximum
}
