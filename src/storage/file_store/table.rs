//! The page table: page id -> extent, and what changed since the last root.
//!
//! Stored as one whole table followed by tables of changes; when the changes have grown to half of the whole, the
//! next root gets a whole one. So a switch of the root costs what has changed, not what is there.

use super::layout::{Extent, Reader, put_u32, put_u64};
use crate::model::SmallMap;
use crate::storage::page_id::PageId;

/// Offset of an entry that says "removed".
const REMOVED: u64 = u64::MAX;
/// So many changes are always worth a table of their own.
const FEW: usize = 2048;
/// A whole table of so many pages takes 1 MB.
const SMALL: usize = 1 << 16;
/// Tables that opening reads at most.
const MOST_TABLES: usize = 32;

#[derive(Clone, Copy, Debug)]
struct Entry {
    extent: Extent,
    /// A stored root may name the extent: it cannot be reused before the next root holds.
    rooted: bool,
}

/// The pages of the file.
#[derive(Debug, Default)]
pub struct Table {
    entries: SmallMap<PageId, Entry>,
    /// Ids that differ from the last root's tables.
    changed: SmallMap<PageId, ()>,
    /// Entries in the stored whole table, and in the tables of changes after it.
    whole: usize,
    changes: usize,
    tables: usize,
}

/// What becomes of the extent of a page that was removed or replaced.
#[derive(Debug, PartialEq, Eq)]
pub enum Freed {
    /// Free at once: no root names it.
    Now(Extent),
    /// Free when the next root holds.
    Later(Extent),
}

/// The next root's addition to the page tables.
#[derive(Debug)]
pub struct Stored {
    /// Whether it replaces all tables before.
    pub whole: bool,
    added: usize,
    ids: Vec<PageId>,
}

impl Table {
    /// Where a page is.
    pub fn get(&self, id: PageId) -> Option<Extent> {
        self.entries.get(&id).map(|entry| entry.extent)
    }

    /// Whether a whole table is soon written.
    pub fn is_small(&self) -> bool {
        self.entries.len() < SMALL
    }

    /// All pages.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, Extent)> + '_ {
        self.entries.iter().map(|(id, entry)| (*id, entry.extent))
    }

    /// All extents.
    pub fn extents(&self) -> impl Iterator<Item = Extent> + '_ {
        self.entries.values().map(|entry| entry.extent)
    }

    /// Ids from `from` to before `to`.
    pub fn range(&self, from: PageId, to: PageId) -> Vec<PageId> {
        self.entries.keys().copied().filter(|id| (from..to).contains(id)).collect()
    }

    /// Adds a page; what it replaces is freed.
    pub fn insert(&mut self, id: PageId, extent: Extent) -> Option<Freed> {
        let freed = self.remove(id);
        self.entries.insert(id, Entry { extent, rooted: false });
        self.changed.insert(id, ());
        freed
    }

    /// Removes a page.
    pub fn remove(&mut self, id: PageId) -> Option<Freed> {
        let entry = self.entries.remove(&id)?;
        if entry.rooted {
            self.changed.insert(id, ());
            return Some(Freed::Later(entry.extent));
        }
        self.changed.remove(&id);
        Some(Freed::Now(entry.extent))
    }

    /// The table that the next root adds, if there is anything to say. From now on its pages count as named by a root.
    ///
    /// `whole`: the tables before are to be replaced.
    pub fn store(&mut self, whole: bool) -> (Option<Vec<u8>>, Stored) {
        let changed = std::mem::take(&mut self.changed);
        let ids: Vec<PageId> = changed.into_keys().collect();
        let changes = self.changes + ids.len();
        let whole = whole || self.tables >= MOST_TABLES || changes > FEW.max(self.whole / 2);
        let mut bytes = Vec::new();
        let listed: &mut dyn Iterator<Item = PageId> =
            if whole { &mut self.entries.keys().copied() } else { &mut ids.iter().copied() };
        for id in listed {
            let extent = self.entries.get(&id).map(|entry| entry.extent);
            put_u64(&mut bytes, id.0);
            put_u64(&mut bytes, extent.map_or(REMOVED, |extent| extent.offset));
            put_u32(&mut bytes, extent.map_or(0, |extent| extent.length as u32));
        }
        for id in &ids {
            if let Some(entry) = self.entries.get_mut(id) {
                entry.rooted = true;
            }
        }
        let added = usize::from(!bytes.is_empty());
        ((added > 0).then_some(bytes), Stored { whole, added, ids })
    }

    /// The root with that table holds.
    pub fn stored(&mut self, stored: &Stored) {
        if stored.whole {
            (self.whole, self.changes, self.tables) = (self.entries.len(), 0, 0);
        } else {
            self.changes += stored.ids.len();
        }
        self.tables += stored.added;
    }

    /// The root with that table does not hold: its changes are still to be stored.
    pub fn restore(&mut self, stored: Stored) {
        self.changed.extend(stored.ids.into_iter().map(|id| (id, ())));
    }

    /// Takes in a stored table at opening; `None` if it is malformed.
    pub fn load(&mut self, bytes: &[u8]) -> Option<()> {
        let mut reader = Reader(bytes);
        let mut count = 0;
        while !reader.0.is_empty() {
            let (id, offset, length) = (PageId(reader.u64()?), reader.u64()?, u64::from(reader.u32()?));
            if offset == REMOVED {
                self.entries.remove(&id);
            } else {
                self.entries.insert(id, Entry { extent: Extent { offset, length }, rooted: true });
            }
            count += 1;
        }
        if self.tables == 0 {
            self.whole = count
        } else {
            self.changes += count
        }
        self.tables += 1;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, FEW, Freed, Table};
    use crate::storage::page_id::PageId;

    fn extent(n: u64) -> Extent {
        Extent { offset: n * 512, length: 100 + n }
    }

    #[test]
    fn an_extent_that_a_root_names_is_freed_later() {
        let mut table = Table::default();
        let id = PageId(5);
        assert_eq!(table.insert(id, extent(1)), None);
        assert_eq!(table.insert(id, extent(2)), Some(Freed::Now(extent(1))));
        let (_, stored) = table.store(false);
        assert_eq!(table.remove(id), Some(Freed::Later(extent(2))));
        table.stored(&stored);
        assert!(table.store(false).0.is_some(), "the removal has to be stored");
    }

    #[test]
    fn whole_tables_and_changes_give_the_same_pages() {
        let mut table = Table::default();
        let mut kept: Vec<Vec<u8>> = Vec::new();
        let (mut next, mut wholes) = (0u64, 0);
        for round in 0..100u64 {
            for _ in 0..FEW / 8 {
                let _ = table.insert(PageId(next), extent(next));
                next += 1;
            }
            for id in 0..next {
                if id % 17 == round % 17 {
                    let _ = table.remove(PageId(id));
                }
            }
            let (bytes, stored) = table.store(false);
            if round % 10 == 3 {
                table.restore(stored);
                continue;
            }
            if stored.whole {
                kept.clear();
                wholes += 1;
            }
            kept.extend(bytes);
            table.stored(&stored);
            let mut loaded = Table::default();
            for bytes in &kept {
                assert_eq!(loaded.load(bytes), Some(()));
            }
            let sorted = |table: &Table| {
                let mut extents: Vec<Extent> = table.extents().collect();
                extents.sort_unstable();
                extents
            };
            assert_eq!(sorted(&loaded), sorted(&table));
            assert_eq!(loaded.tables, table.tables);
        }
        assert!((3..90).contains(&wholes), "{wholes}");
    }
}
