//! The ordered map under a write buffer: two levels of sorted arrays, with key heads beside the entries.
//!
//! A search compares eight-byte heads in contiguous memory and touches a key only among equal heads, which makes it
//! faster than `BTreeMap<Vec<u8>, _>`. A clone shares all chunks; a chunk is copied when it is written to while a clone
//! still has it.

use super::key::{compare, head64};
use std::cell::Cell;
use std::cmp::Ordering;
use std::rc::Rc;

/// Entries a chunk may hold.
const CAPACITY: usize = 128;

/// A chunk that holds fewer after a removal joins a neighbour that has room for it.
const SPARSE: usize = CAPACITY / 4;

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Box<[u8]>,
    /// `None` is a tombstone.
    pub(super) value: Option<Box<[u8]>>,
    pub(super) lsn: u64,
}

impl Entry {
    /// Bytes of memory, the slot in its chunk included.
    fn size(&self) -> usize {
        self.key.len() + self.value.as_ref().map_or(0, |value| value.len()) + size_of::<Self>() + 24
    }
}

#[derive(Clone, Debug, Default)]
struct Chunk {
    heads: Vec<u64>,
    entries: Vec<Entry>,
}

/// Where an entry stands; valid until the next insertion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    chunk: usize,
    index: usize,
}

impl Position {
    pub(super) const fn is_chunk_start(self) -> bool {
        self.index == 0
    }

    pub(super) const fn chunk_start(self) -> Self {
        Self { index: 0, ..self }
    }
}

/// Entries by ascending key. No chunk is empty; `firsts` holds the head of every chunk's first key.
#[derive(Clone, Debug, Default)]
pub(super) struct Ordered {
    firsts: Vec<u64>,
    chunks: Vec<Rc<Chunk>>,
    size: usize,
    /// Where the last key was looked for: a guess for the next one, which a write's or a sequence's often is.
    last: Cell<Position>,
}

impl Chunk {
    /// How the entry at an index compares to a key.
    fn order(&self, index: usize, head: u64, key: &[u8]) -> Option<Ordering> {
        let order = self.heads.get(index)?.cmp(&head);
        Some(if order.is_eq() { compare(&self.entries.get(index)?.key, key) } else { order })
    }
}

/// First index in `0..heads.len()` whose key is not below `key`, and whether it is equal.
fn search<'a>(
    heads: &[u64],
    head: u64,
    key: &[u8],
    at: impl Fn(usize) -> Option<&'a Entry>,
) -> (usize, bool) {
    let (mut low, mut high) = (0, heads.len());
    while low < high {
        let middle = low.midpoint(high);
        let order = match heads.get(middle).map_or(Ordering::Greater, |other| other.cmp(&head)) {
            Ordering::Equal => at(middle).map_or(Ordering::Greater, |entry| compare(&entry.key, key)),
            order => order,
        };
        match order {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return (middle, true),
        }
    }
    (low, false)
}

impl Ordered {
    pub(super) const fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Bytes of memory.
    pub(super) const fn size(&self) -> usize {
        self.size
    }

    fn locate(&self, key: &[u8]) -> (Position, bool) {
        let head = head64(key);
        let found = self.recall(head, key).unwrap_or_else(|| self.look_up(head, key));
        self.last.set(found.0);
        found
    }

    /// The place looked at last or the next one, if the key belongs there.
    fn recall(&self, head: u64, key: &[u8]) -> Option<(Position, bool)> {
        let mut at = self.last.get();
        let chunk = self.chunks.get(at.chunk)?;
        let mut order = chunk.order(at.index, head, key);
        if order == Some(Ordering::Less) {
            at.index += 1;
            order = chunk.order(at.index, head, key);
        } else if order != Some(Ordering::Equal)
            && chunk.order(at.index.checked_sub(1)?, head, key) != Some(Ordering::Less)
        {
            return None;
        }
        match order {
            Some(Ordering::Equal) => Some((at, true)),
            Some(Ordering::Greater) => Some((at, false)),
            Some(Ordering::Less) => None,
            // Past the chunk's last entry: the key may belong to a later chunk.
            None => match self.chunks.get(at.chunk + 1) {
                Some(next) if next.order(0, head, key) != Some(Ordering::Greater) => None,
                _ => Some((at, false)),
            },
        }
    }

    fn look_up(&self, head: u64, key: &[u8]) -> (Position, bool) {
        let first_of = |chunk: usize| self.chunks.get(chunk).and_then(|chunk| chunk.entries.first());
        let (chunk, exact) = search(&self.firsts, head, key, first_of);
        if exact {
            return (Position { chunk, index: 0 }, true);
        }
        let chunk = chunk.saturating_sub(1);
        let Some(found) = self.chunks.get(chunk) else { return (Position::default(), false) };
        let (index, exact) = search(&found.heads, head, key, |index| found.entries.get(index));
        (Position { chunk, index }, exact)
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<&Entry> {
        if self.chunks.is_empty() {
            return None;
        }
        let (position, exact) = self.locate(key);
        if exact { self.at(position) } else { None }
    }

    pub(super) fn at(&self, position: Position) -> Option<&Entry> {
        self.chunks.get(position.chunk)?.entries.get(position.index)
    }

    /// The first entry at or above `key` (above it if `after`), or the end.
    pub(super) fn position(&self, key: &[u8], after: bool) -> Position {
        let (mut position, exact) = self.locate(key);
        position.index += usize::from(exact && after);
        self.normal(position)
    }

    /// The place past the last entry.
    pub(super) fn end(&self) -> Position {
        Position { chunk: self.chunks.len(), index: 0 }
    }

    /// A place past a chunk's last entry is the next chunk's first.
    fn normal(&self, position: Position) -> Position {
        match self.chunks.get(position.chunk) {
            Some(chunk) if position.index >= chunk.entries.len() => {
                Position { chunk: position.chunk + 1, index: 0 }
            }
            _ => position,
        }
    }

    /// The entries of `from..to` that stand in the chunk of `from`.
    pub(super) fn first_chunk(&self, from: Position, to: Position) -> &[Entry] {
        let entries = self.chunks.get(from.chunk).map_or(&[][..], |chunk| &chunk.entries);
        let end = if to.chunk == from.chunk { to.index } else { entries.len() };
        if from < to { entries.get(from.index..end).unwrap_or_default() } else { &[] }
    }

    /// As [`Ordered::first_chunk`], at the other end; `to` must not be a chunk's begin.
    pub(super) fn last_chunk(&self, from: Position, to: Position) -> &[Entry] {
        let entries = self.chunks.get(to.chunk).map_or(&[][..], |chunk| &chunk.entries);
        let start = if to.chunk == from.chunk { from.index } else { 0 };
        if from < to { entries.get(start..to.index).unwrap_or_default() } else { &[] }
    }

    pub(super) fn next(&self, position: Position) -> Position {
        self.normal(Position { index: position.index + 1, ..position })
    }

    /// The begin of the chunk after a position's.
    pub(super) fn next_chunk(position: Position) -> Position {
        Position { chunk: position.chunk + 1, index: 0 }
    }

    /// The end of the chunk before a position's.
    pub(super) fn previous_chunk(&self, position: Position) -> Option<Position> {
        let chunk = position.chunk.checked_sub(1)?;
        Some(Position { chunk, index: self.chunks.get(chunk)?.entries.len() })
    }

    /// The entries from a key on.
    pub(super) fn rest(&self, key: &[u8]) -> Self {
        let mut rest = Self::default();
        let mut position = self.position(key, false);
        while let Some(entry) = self.at(position) {
            rest.insert(entry.clone());
            position = self.next(position);
        }
        rest
    }

    /// Drops the last chunk; false if there is none.
    pub(super) fn shed(&mut self) -> bool {
        let Some(chunk) = self.chunks.pop() else { return false };
        self.firsts.pop();
        self.size -= chunk.entries.iter().map(Entry::size).sum::<usize>();
        true
    }

    /// Sets a key's entry, in place of an older one if there is one.
    pub(super) fn insert(&mut self, entry: Entry) {
        self.size += entry.size();
        let (Position { chunk: number, index }, exact) = self.locate(&entry.key);
        let head = head64(&entry.key);
        let Some(chunk) = self.chunks.get_mut(number).map(Rc::make_mut) else {
            self.firsts.push(head);
            self.chunks.push(Rc::new(Chunk { heads: vec![head], entries: vec![entry] }));
            return;
        };
        if exact {
            if let Some(old) = chunk.entries.get_mut(index) {
                self.size -= old.size();
                *old = entry;
            }
            return;
        }
        if index == 0
            && let Some(first) = self.firsts.get_mut(number)
        {
            *first = head;
        }
        chunk.heads.insert(index, head);
        chunk.entries.insert(index, entry);
        if chunk.entries.len() > CAPACITY {
            self.split(number, index);
        }
    }

    /// Halves a full chunk; one that grew at its end is left full, for keys often arrive in order.
    fn split(&mut self, number: usize, grown: usize) {
        let Some(chunk) = self.chunks.get_mut(number).map(Rc::make_mut) else { return };
        let length = chunk.entries.len();
        let at = if grown + 1 == length { grown } else { length / 2 };
        let upper = Chunk { heads: chunk.heads.split_off(at), entries: chunk.entries.split_off(at) };
        let Some(&first) = upper.heads.first() else { return };
        self.firsts.insert(number + 1, first);
        self.chunks.insert(number + 1, Rc::new(upper));
    }

    /// Removes a key's entry, if there is one.
    pub(super) fn remove(&mut self, key: &[u8]) {
        let (Position { chunk: number, index }, exact) = self.locate(key);
        let Some(chunk) = self.chunks.get_mut(number).filter(|_| exact).map(Rc::make_mut) else { return };
        chunk.heads.remove(index);
        self.size -= chunk.entries.remove(index).size();
        let (length, first) = (chunk.entries.len(), chunk.heads.first().copied());
        if let (0, Some(first), Some(head)) = (index, first, self.firsts.get_mut(number)) {
            *head = first;
        }
        if length == 0 {
            self.firsts.remove(number);
            self.chunks.remove(number);
        } else if length < SPARSE {
            self.join(number);
            self.join(number.wrapping_sub(1));
        }
    }

    /// Puts a chunk's entries and those of the next one together, if there are few.
    fn join(&mut self, number: usize) {
        let length = |at: usize| self.chunks.get(at).map(|chunk| chunk.entries.len());
        let next = number.wrapping_add(1);
        let (Some(one), Some(two)) = (length(number), length(next)) else { return };
        if one + two > CAPACITY / 2 {
            return;
        }
        self.firsts.remove(next);
        let mut upper = self.chunks.remove(next);
        let upper = Rc::make_mut(&mut upper);
        if let Some(chunk) = self.chunks.get_mut(number).map(Rc::make_mut) {
            chunk.heads.append(&mut upper.heads);
            chunk.entries.append(&mut upper.entries);
        }
    }
}

#[cfg(test)]
mod tests;
