//! The merging cursor: newest value of every key, over active buffer, sealed buffer and pages.

use super::cache::Cache;
use super::effect::TreeId;
use super::key::Key;
use super::layer::Layer;
use super::ordered::{Entry, Ordered, Position};
use super::page_cursor::PageCursor;
use super::range::{Direction, KeyRange};
use super::roots::RootSource;
use super::trace::{Stopped, Trace};
use std::cmp::Ordering;
use std::ops::Bound;
use std::slice::Iter;

/// Answer to [`Cursor::next`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'f> {
    /// The next item.
    Entry {
        /// Its key.
        key: Key<'f>,
        /// Its value.
        value: &'f [u8],
    },
    /// There are no more items in the range.
    End,
    /// A page is missing from memory or corrupt: see [`Trace`]. The cursor is of no use any more.
    Fault,
}

/// A walk over one buffer's entries within a range.
#[derive(Debug)]
struct LayerCursor<'f> {
    map: &'f Ordered,
    /// The entry the walk stands at.
    peek: &'f Entry,
    /// The rest of its chunk, and the range's other chunks.
    entries: Iter<'f, Entry>,
    from: Position,
    to: Position,
}

impl<'f> LayerCursor<'f> {
    fn new(map: &'f Ordered, range: &KeyRange, direction: Direction) -> Option<Self> {
        if map.is_empty() {
            return None;
        }
        let mut from = match &range.lower {
            Bound::Included(key) => map.position(key, false),
            Bound::Excluded(key) => map.position(key, true),
            Bound::Unbounded => Position::default(),
        };
        let mut to = match &range.upper {
            Bound::Included(key) => map.position(key, true),
            Bound::Excluded(key) => map.position(key, false),
            Bound::Unbounded => map.end(),
        };
        let mut entries = [].iter();
        let peek = next_entry(map, &mut entries, &mut from, &mut to, direction)?;
        Some(Self { map, peek, entries, from, to })
    }

    /// Moves on; false at the end.
    fn advance(&mut self, direction: Direction) -> bool {
        let next = next_entry(self.map, &mut self.entries, &mut self.from, &mut self.to, direction);
        if let Some(entry) = next {
            self.peek = entry;
        }
        next.is_some()
    }

    fn key(&self) -> &'f [u8] {
        &self.peek.key
    }
}

fn next_entry<'f>(
    map: &'f Ordered,
    entries: &mut Iter<'f, Entry>,
    from: &mut Position,
    to: &mut Position,
    direction: Direction,
) -> Option<&'f Entry> {
    if direction == Direction::Forward {
        return entries.next().or_else(|| {
            *entries = map.first_chunk(*from, *to).iter();
            *from = Ordered::next_chunk(*from);
            entries.next()
        });
    }
    entries.next_back().or_else(|| {
        if to.is_chunk_start() {
            *to = map.previous_chunk(*to)?;
        }
        *entries = map.last_chunk(*from, *to).iter();
        *to = to.chunk_start();
        entries.next_back()
    })
}

/// Walks the items of a range in one direction. Borrows the forest: nothing changes under it.
#[derive(Debug)]
pub struct Cursor<'f> {
    active: Option<LayerCursor<'f>>,
    sealed: Option<LayerCursor<'f>>,
    cache: &'f Cache,
    source: RootSource<'f>,
    tree: TreeId,
    range: KeyRange,
    direction: Direction,
    hint: u64,
    /// LSN of the drop that hides the layers below, if one does.
    dropped: u64,
    pages: Option<PageCursor<'f>>,
    page_peek: Option<(Key<'f>, &'f [u8])>,
    /// Order of the two buffers' entries, once compared.
    buffers: Option<Ordering>,
    /// Entries of the current leaf, none of them peeked at, that are known to come before any of the buffers'.
    clear: usize,
}

impl<'f> Cursor<'f> {
    /// A walk over what `layers` (newest first) and the pages hold.
    pub(super) fn new(
        cache: &'f Cache,
        source: RootSource<'f>,
        tree: TreeId,
        layers: [Option<&'f Layer>; 2],
        range: KeyRange,
        direction: Direction,
        hint: u64,
    ) -> Self {
        let mut cursor = Self {
            active: None,
            sealed: None,
            cache,
            source,
            tree,
            range,
            direction,
            hint,
            dropped: 0,
            pages: None,
            page_peek: None,
            buffers: None,
            clear: 0,
        };
        if cursor.range.is_empty() {
            cursor.source = RootSource::Hidden;
            return cursor;
        }
        let [active, sealed] = layers;
        cursor.active = cursor.open(active);
        if active.is_none_or(|layer| layer.dropped.is_none()) {
            cursor.sealed = cursor.open(sealed);
        }
        cursor
    }

    fn open(&mut self, layer: Option<&'f Layer>) -> Option<LayerCursor<'f>> {
        let layer = layer?;
        if let Some(lsn) = layer.dropped {
            self.dropped = lsn;
            self.source = RootSource::Hidden;
        }
        LayerCursor::new(&layer.map, &self.range, self.direction)
    }

    /// The next item of the range, or its end, or a fault.
    pub fn next(&mut self, trace: &mut Trace) -> Step<'f> {
        if self.clear > 0 {
            self.clear -= 1;
            if let Some((key, value)) = self.pages.as_mut().and_then(PageCursor::next_in_leaf) {
                return Step::Entry { key, value };
            }
        }
        if self.pages.is_none() && !self.open_pages(trace) {
            return Step::Fault;
        }
        loop {
            if self.page_peek.is_none()
                && let Some(pages) = &mut self.pages
                && !pages.is_through()
            {
                match pages.next(&self.range, trace) {
                    Ok(peek) => self.page_peek = peek,
                    Err(Stopped) => return Step::Fault,
                }
            }
            if self.active.is_none() && self.sealed.is_none() {
                let Some((key, value)) = self.page_peek.take() else { return Step::End };
                self.clear = self.pages.as_ref().map_or(0, PageCursor::left_in_leaf);
                return Step::Entry { key, value };
            }
            if let Some(step) = self.merge(trace) {
                return step;
            }
        }
    }

    fn open_pages(&mut self, trace: &mut Trace) -> bool {
        trace.saw(self.dropped);
        let Ok(root) = self.source.of(self.cache, self.tree, trace) else { return false };
        self.pages = Some(PageCursor::new(self.cache, root, self.direction, self.hint));
        true
    }

    /// Takes the nearest key from all layers, its newest value winning; `None` if that is a tombstone.
    fn merge(&mut self, trace: &mut Trace) -> Option<Step<'f>> {
        // The nearest buffer entry, then whether the page's is nearer still.
        let (take_active, take_sealed, key) = match (&self.active, &self.sealed) {
            (Some(active), Some(sealed)) => {
                let order =
                    self.buffers.unwrap_or_else(|| ahead(active.key().cmp(sealed.key()), self.direction));
                self.buffers = Some(order);
                let nearest = if order == Ordering::Greater { sealed } else { active };
                (order != Ordering::Greater, order != Ordering::Less, nearest.key())
            }
            (Some(active), None) => (true, false, active.key()),
            (None, Some(sealed)) => (false, true, sealed.key()),
            (None, None) => return None,
        };
        if let Some((page_key, value)) = self.page_peek {
            let order = ahead(page_key.cmp_bytes(key), self.direction);
            if order != Ordering::Greater {
                self.page_peek = None;
            }
            if order == Ordering::Less {
                self.clear = self.pages.as_ref().map_or(0, |pages| pages.left_before(key));
                return Some(Step::Entry { key: page_key, value });
            }
        }
        self.buffers = None;
        let mut found = None;
        if take_sealed {
            found = take(&mut self.sealed, self.direction, trace);
        }
        if take_active {
            found = take(&mut self.active, self.direction, trace);
        }
        found.map(|value| Step::Entry { key: Key::whole(key), value })
    }
}

#[cfg(test)]
std::thread_local! {
    /// Buffer entries, tombstones among them, that cursors of this thread have stepped over.
    pub(crate) static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Steps over a layer's entry and yields its value.
fn take<'f>(
    layer: &mut Option<LayerCursor<'f>>,
    direction: Direction,
    trace: &mut Trace,
) -> Option<&'f [u8]> {
    let cursor = layer.as_mut()?;
    let entry = cursor.peek;
    #[cfg(test)]
    STEPS.set(STEPS.get() + 1);
    trace.saw(entry.lsn);
    if !cursor.advance(direction) {
        *layer = None;
    }
    entry.value.as_deref()
}

fn ahead(order: Ordering, direction: Direction) -> Ordering {
    match direction {
        Direction::Forward => order,
        Direction::Backward => order.reverse(),
    }
}
