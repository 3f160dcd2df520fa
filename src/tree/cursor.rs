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
    from: Position,
    to: Position,
    peek: Option<&'f Entry>,
}

impl<'f> LayerCursor<'f> {
    fn new(map: &'f Ordered, range: &KeyRange, direction: Direction) -> Option<Self> {
        if map.is_empty() {
            return None;
        }
        let from = match &range.lower {
            Bound::Included(key) => map.position(key, false),
            Bound::Excluded(key) => map.position(key, true),
            Bound::Unbounded => Position::default(),
        };
        let to = match &range.upper {
            Bound::Included(key) => map.position(key, true),
            Bound::Excluded(key) => map.position(key, false),
            Bound::Unbounded => map.end(),
        };
        let mut cursor = Self { map, from, to, peek: None };
        cursor.advance(direction);
        cursor.peek.is_some().then_some(cursor)
    }

    fn advance(&mut self, direction: Direction) {
        self.peek = None;
        if self.from >= self.to {
            return;
        }
        match direction {
            Direction::Forward => {
                self.peek = self.map.at(self.from);
                self.from = self.map.next(self.from);
            }
            Direction::Backward => {
                let Some(position) = self.map.previous(self.to) else { return };
                self.peek = self.map.at(position);
                self.to = position;
            }
        }
    }
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
        if self.pages.is_none() {
            trace.saw(self.dropped);
            let Ok(root) = self.source.of(self.cache, self.tree, trace) else { return Step::Fault };
            self.pages = Some(PageCursor::new(self.cache, root, self.direction, self.hint));
        }
        loop {
            if self.page_peek.is_none()
                && let Some(pages) = &mut self.pages
            {
                match pages.next(&self.range, trace) {
                    Ok(peek) => self.page_peek = peek,
                    Err(Stopped) => return Step::Fault,
                }
            }
            if self.active.is_none() && self.sealed.is_none() {
                return match self.page_peek.take() {
                    Some((key, value)) => Step::Entry { key, value },
                    None => Step::End,
                };
            }
            if let Some(step) = self.merge(trace) {
                return step;
            }
        }
    }

    /// Takes the nearest key from all layers, its newest value winning; `None` if that is a tombstone.
    fn merge(&mut self, trace: &mut Trace) -> Option<Step<'f>> {
        let active = peek(&self.active);
        let sealed = peek(&self.sealed);
        let page = self.page_peek.map(|(key, _)| key);
        let nearest = self.nearer(self.nearer(active, sealed), page)?;
        let mut found = None;
        if page == Some(nearest) {
            found = self.page_peek.take();
        }
        for layer in [&mut self.sealed, &mut self.active] {
            if peek(layer) == Some(nearest)
                && let Some(cursor) = layer
            {
                if let Some(entry) = cursor.peek {
                    trace.saw(entry.lsn);
                    found = entry.value.as_deref().map(|value| (nearest, value));
                }
                cursor.advance(self.direction);
                if cursor.peek.is_none() {
                    *layer = None;
                }
            }
        }
        found.map(|(key, value)| Step::Entry { key, value })
    }

    fn nearer(&self, a: Option<Key<'f>>, b: Option<Key<'f>>) -> Option<Key<'f>> {
        let (Some(left), Some(right)) = (a, b) else { return a.or(b) };
        let first = match self.direction {
            Direction::Forward => Ordering::Less,
            Direction::Backward => Ordering::Greater,
        };
        if right.cmp(&left) == first { b } else { a }
    }
}

fn peek<'f>(layer: &Option<LayerCursor<'f>>) -> Option<Key<'f>> {
    layer.as_ref()?.peek.map(|entry| Key::whole(&entry.key))
}
