//! Entries of one level on their way into new pages: kept until enough follow to cut pages of a good size.

use super::key::{common_prefix, separator};
use super::link::Link;
use super::page::{self, ENTRY_OVERHEAD};

/// Sizes of pages, in payload bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageSizes {
    /// A page above this is split if it can be.
    pub(super) maximum: usize,
    /// Where a long run is cut.
    pub(super) target: usize,
    /// A page below this is merged with a neighbour.
    pub(super) minimum: usize,
}

impl PageSizes {
    pub(super) const fn new(maximum: usize) -> Self {
        Self { maximum, target: maximum / 8 * 7, minimum: maximum / 4 }
    }
}

/// Entries that a branch holds at least, and that each half of a split branch gets.
const BRANCH_ENTRIES: usize = 4;

#[derive(Clone, Copy, Debug)]
struct Slot {
    start: usize,
    key: usize,
    value: usize,
}

/// A page cut off a run.
pub(super) struct Cut {
    /// Lower bound of its keys, above every key to its left.
    pub(super) separator: Vec<u8>,
    pub(super) payload: Vec<u8>,
    pub(super) count: u64,
    pub(super) bytes: u64,
}

/// Weighs a value for the byte sums.
pub type Measure = fn(&[u8]) -> u64;

#[derive(Debug)]
pub(super) struct Run {
    level: u8,
    measure: Measure,
    /// Lower bound of the first entry's key, above every key to the left of the run.
    lower: Vec<u8>,
    data: Vec<u8>,
    slots: Vec<Slot>,
    /// Sum of entries, each with its whole key.
    raw: usize,
}

impl Run {
    pub(super) const fn new(level: u8, measure: Measure) -> Self {
        Self { level, measure, lower: Vec::new(), data: Vec::new(), slots: Vec::new(), raw: 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub(super) const fn len(&self) -> usize {
        self.slots.len()
    }

    /// Adds an entry; `lower` matters if it is the first.
    pub(super) fn push(&mut self, key: (&[u8], &[u8]), value: &[u8], lower: &[u8]) {
        if self.slots.is_empty() {
            self.lower.clear();
            self.lower.extend_from_slice(lower);
        }
        let start = self.data.len();
        self.data.extend_from_slice(key.0);
        self.data.extend_from_slice(key.1);
        self.data.extend_from_slice(value);
        let slot = Slot { start, key: key.0.len() + key.1.len(), value: value.len() };
        self.raw += slot.key + slot.value + ENTRY_OVERHEAD;
        self.slots.push(slot);
    }

    fn key(&self, index: usize) -> &[u8] {
        self.slots
            .get(index)
            .and_then(|slot| self.data.get(slot.start..slot.start + slot.key))
            .unwrap_or_default()
    }

    fn value(&self, slot: &Slot) -> &[u8] {
        let start = slot.start + slot.key;
        self.data.get(start..start + slot.value).unwrap_or_default()
    }

    /// The last entry of a branch run.
    pub(super) fn last_link(&self) -> Option<Link> {
        Link::decode(self.value(self.slots.last()?))
    }

    /// Takes the last entry of a branch run away; its key is returned.
    pub(super) fn pop(&mut self) -> Option<Vec<u8>> {
        let slot = self.slots.pop()?;
        let key = self.data.get(slot.start..slot.start + slot.key).unwrap_or_default().to_vec();
        self.data.truncate(slot.start);
        self.raw -= slot.key + slot.value + ENTRY_OVERHEAD;
        Some(key)
    }

    /// Puts all entries of another run of this level before this one's.
    pub(super) fn prepend(&mut self, mut before: Self) {
        for (index, slot) in self.slots.iter().enumerate() {
            before.push((self.key(index), &[]), self.value(slot), &[]);
        }
        *self = before;
    }

    /// Payload size, about, if all became one page.
    fn size(&self) -> usize {
        let count = self.slots.len();
        self.raw - count.saturating_sub(1) * common_prefix(self.key(0), self.key(count.saturating_sub(1)))
    }

    const fn is_branch(&self) -> bool {
        self.level > 0
    }

    /// Whether a page of what is here should rather join a neighbour.
    pub(super) fn is_underfull(&self, sizes: PageSizes) -> bool {
        (self.is_branch() && self.len() < BRANCH_ENTRIES) || self.size() < sizes.minimum
    }

    /// Whether all fits one page, as a root must.
    pub(super) fn is_one_page(&self, sizes: PageSizes) -> bool {
        self.len() < self.least_split() || self.size() <= sizes.maximum
    }

    const fn least_split(&self) -> usize {
        if self.is_branch() { 2 * BRANCH_ENTRIES } else { 2 }
    }

    /// Cuts a page off the front if so much is here that the rest is still a good page.
    pub(super) fn cut_surplus(&mut self, sizes: PageSizes) -> Option<Cut> {
        let surplus = sizes.maximum + sizes.target;
        if self.raw <= surplus || self.len() < self.least_split() || self.size() <= surplus {
            return None;
        }
        let count = self.prefix_within(sizes.target);
        Some(self.cut(count))
    }

    /// Cuts the next page off the front, so that the pages of the whole run are about even.
    pub(super) fn cut_even(&mut self, sizes: PageSizes) -> Option<Cut> {
        if self.is_empty() {
            return None;
        }
        let mut count = self.len();
        if !self.is_one_page(sizes) {
            let size = self.size();
            count = self.prefix_within(size.div_ceil(size.div_ceil(sizes.maximum.max(1))));
        }
        Some(self.cut(count))
    }

    /// How many of the first entries make a page of at most `limit` bytes; at least as many as a page needs, and so
    /// few that as many are left.
    fn prefix_within(&self, limit: usize) -> usize {
        let least = self.least_split() / 2;
        let most = self.len().saturating_sub(least);
        let mut raw = 0;
        let mut count = 0;
        for (index, slot) in self.slots.iter().enumerate().take(most) {
            raw += slot.key + slot.value + ENTRY_OVERHEAD;
            if raw > limit && raw - index * common_prefix(self.key(0), self.key(index)) > limit {
                break;
            }
            count += 1;
        }
        count.max(least).min(self.len())
    }

    fn cut(&mut self, count: usize) -> Cut {
        let taken = self.slots.get(..count).unwrap_or_default();
        let entries = taken.iter().enumerate().map(|(index, slot)| (self.key(index), self.value(slot)));
        let payload = page::encode(self.level, count, entries);
        let mut cut = Cut { separator: Vec::new(), payload, count: 0, bytes: 0 };
        if self.is_branch() {
            for link in taken.iter().filter_map(|slot| Link::decode(self.value(slot))) {
                cut.count += link.count;
                cut.bytes = cut.bytes.saturating_add(link.bytes);
            }
        } else {
            cut.count = count as u64;
            cut.bytes =
                taken.iter().map(|slot| (self.measure)(self.value(slot))).fold(0, u64::saturating_add);
        }
        let next = if count >= self.len() {
            Vec::new()
        } else if self.is_branch() {
            self.key(count).to_vec()
        } else {
            separator(self.key(count.saturating_sub(1)), self.key(count)).to_vec()
        };
        cut.separator = std::mem::replace(&mut self.lower, next);
        self.forget(count);
        cut
    }

    fn forget(&mut self, count: usize) {
        let bytes = self.slots.get(count).map_or(self.data.len(), |slot| slot.start);
        for slot in self.slots.drain(..count.min(self.slots.len())) {
            self.raw -= slot.key + slot.value + ENTRY_OVERHEAD;
        }
        self.data.drain(..bytes);
        for slot in &mut self.slots {
            slot.start -= bytes;
        }
    }
}
