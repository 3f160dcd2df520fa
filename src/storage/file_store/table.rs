//! The page table: page id -> extent, and what changed since the last root.
//!
//! Stored in leaves, each with the pages of a range of ids, and in tables of what has changed since the leaves were
//! written. When there are many changes, the next root gets new leaves in place of those that they fall into. So a
//! switch of the root costs what has changed, and opening reads the changes alone: a leaf is read when one of its pages
//! is asked for.

use std::rc::Rc;

use super::layout::{Checked, Extent, Leaf, Reader, corrupt, put_u32, put_u64};
use crate::model::{SmallMap, order};
use crate::storage::page_id::PageId;
use crate::storage::ports::StoreError;

/// Offset of an entry that says "removed".
const REMOVED: u64 = u64::MAX;
/// Bytes of an entry of a leaf or table.
const ENTRY: u64 = 20;
/// Pages in a leaf, at most. Tests have many leaves of few pages.
const LEAF: usize = if cfg!(test) { 8 } else { 1024 };
/// Changes that opening reads at most.
const FEW: usize = if cfg!(test) { 16 } else { 4096 };
/// Tables of changes that opening reads at most.
const MOST_TABLES: usize = if cfg!(test) { 4 } else { 32 };
/// The leaves of so many pages take 1 MB.
const SMALL: usize = 1 << 16;

#[derive(Clone, Copy, Debug)]
struct Entry {
    extent: Extent,
    /// A stored root may name the extent: it cannot be reused before the next root holds.
    rooted: bool,
}

/// A leaf, and the ids in it once it is loaded.
#[derive(Clone, Debug)]
struct Part {
    leaf: Leaf,
    ids: Option<Rc<Vec<PageId>>>,
}

/// The pages of the file.
#[derive(Debug, Default)]
pub struct Table {
    /// The pages of the changes and of the leaves that are loaded.
    entries: SmallMap<PageId, Entry>,
    /// Ids that differ from what the last root names.
    changed: SmallMap<PageId, ()>,
    /// Ids in the stored tables of changes: for them no leaf counts.
    stale: SmallMap<PageId, ()>,
    parts: Vec<Part>,
    tables: Vec<Checked>,
    /// Entries in `tables`.
    changes: usize,
}

/// What becomes of the extent of a page that was removed or replaced.
#[derive(Debug, PartialEq, Eq)]
pub enum Freed {
    /// Free at once: no root names it.
    Now(Extent),
    /// Free when the next root holds.
    Later(Extent),
}

/// The next root's leaves and tables.
#[derive(Debug)]
pub struct Stored {
    /// Extents that the root before names and this one does not.
    pub replaced: Vec<Extent>,
    /// The tables of changes.
    pub tables: Vec<Checked>,
    parts: Option<Vec<Part>>,
    ids: Vec<PageId>,
    changes: usize,
}

/// Writes bytes somewhere, and says where.
type Put<'a> = &'a mut dyn FnMut(Vec<u8>) -> Checked;

impl Table {
    /// With leaves of which none is loaded.
    pub fn new(leaves: Vec<Leaf>) -> Self {
        let parts = leaves.into_iter().map(|leaf| Part { leaf, ids: None }).collect();
        Table { parts, ..Table::default() }
    }

    /// Where a page is; its leaf must be loaded.
    pub fn get(&self, id: PageId) -> Option<Extent> {
        self.entries.get(&id).map(|entry| entry.extent)
    }

    /// Whether all leaves are soon written.
    pub fn is_small(&self) -> bool {
        self.entries.len() < SMALL
    }

    /// All pages whose leaves are loaded.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, Extent)> + '_ {
        self.entries.iter().map(|(id, entry)| (*id, entry.extent))
    }

    /// Where leaves and tables are.
    pub fn places(&self) -> impl Iterator<Item = Extent> + '_ {
        let leaves = self.parts.iter().map(|part| part.leaf.place);
        leaves.chain(self.tables.iter().copied()).map(|place| place.extent)
    }

    /// Ids from `from` to before `to`; all leaves must be loaded.
    pub fn range(&self, from: PageId, to: PageId) -> Vec<PageId> {
        self.entries.keys().copied().filter(|id| (from..to).contains(id)).collect()
    }

    /// Whether there may be pages from `from` to before `to`.
    pub fn reaches(&self, from: PageId, to: PageId) -> bool {
        let within = |part: &Part| part.leaf.first < to && part.leaf.last >= from;
        self.parts.iter().any(within) || self.entries.keys().any(|id| (from..to).contains(id))
    }

    /// Some of the leaves that are not loaded, at most `most`.
    pub fn unloaded(&self, most: usize) -> Vec<Leaf> {
        self.parts.iter().filter(|part| part.ids.is_none()).take(most).map(|part| part.leaf).collect()
    }

    /// The leaves to be loaded before these pages can be found.
    pub fn missing(&self, ids: &[PageId]) -> Vec<Leaf> {
        let mut missing: Vec<Leaf> = Vec::new();
        for id in ids.iter().filter(|id| !self.entries.contains_key(id) && !self.stale.contains_key(id)) {
            let part = self.parts.get(self.place_of(*id)).filter(|part| part.ids.is_none());
            if let Some(Part { leaf, .. }) = part
                && (leaf.first..=leaf.last).contains(id)
                && !missing.contains(leaf)
            {
                missing.push(*leaf);
            }
        }
        missing
    }

    /// Which leaf is for an id.
    fn place_of(&self, id: PageId) -> usize {
        self.parts.partition_point(|part| part.leaf.first <= id).saturating_sub(1)
    }

    /// Adds a page; what it replaces is freed.
    pub fn insert(&mut self, id: PageId, extent: Extent) -> Option<Freed> {
        let freed = self.remove(id);
        self.entries.insert(id, Entry { extent, rooted: false });
        self.changed.insert(id, ());
        freed
    }

    /// Removes a page. The next root says so even of one that no root names here: one may name an earlier place of it.
    pub fn remove(&mut self, id: PageId) -> Option<Freed> {
        let Entry { extent, rooted } = self.entries.remove(&id)?;
        self.changed.insert(id, ());
        Some(if rooted { Freed::Later(extent) } else { Freed::Now(extent) })
    }

    /// What the next root adds. From now on its pages count as named by a root. All leaves must be loaded.
    ///
    /// `high`: the changes go into the leaves, and a leaf behind that place gets a new one.
    pub fn store(&mut self, high: Option<u64>, put: Put<'_>) -> Stored {
        let changed = std::mem::take(&mut self.changed);
        let ids: Vec<PageId> = changed.into_keys().collect();
        let changes = self.changes + ids.len();
        let mut tables = self.tables.clone();
        let mut stored = Stored { replaced: Vec::new(), tables: Vec::new(), parts: None, ids, changes };
        if high.is_some() || tables.len() >= MOST_TABLES || changes > FEW {
            stored.replaced.extend(tables.drain(..).map(|table| table.extent));
            stored.parts = Some(self.merge(high.unwrap_or(u64::MAX), &mut stored, put));
            stored.changes = 0;
        } else if !stored.ids.is_empty() {
            tables.push(put(self.encode(&stored.ids)));
        }
        stored.tables = tables;
        for id in &stored.ids {
            if let Some(entry) = self.entries.get_mut(id) {
                entry.rooted = true;
            }
        }
        stored
    }

    fn encode(&self, ids: &[PageId]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(ids.len() * ENTRY as usize);
        for id in ids {
            let extent = self.get(*id);
            put_u64(&mut bytes, id.0);
            put_u64(&mut bytes, extent.map_or(REMOVED, |extent| extent.offset));
            put_u32(&mut bytes, extent.map_or(0, |extent| extent.length as u32));
        }
        bytes
    }

    /// The leaves with all changes in them.
    fn merge(&self, high: u64, stored: &mut Stored, put: Put<'_>) -> Vec<Part> {
        let mut changed = vec![Vec::new(); self.parts.len().max(1)];
        for id in self.stale.keys().chain(&stored.ids) {
            if let Some(ids) = changed.get_mut(self.place_of(*id)) {
                ids.push(*id);
            }
        }
        let mut merged = Vec::new();
        let mut run = Vec::new();
        for (place, ids) in changed.into_iter().enumerate() {
            match self.parts.get(place) {
                Some(part) if ids.is_empty() && part.leaf.place.extent.offset <= high => {
                    self.split(std::mem::take(&mut run), &mut merged, stored, put);
                    merged.push(part.clone());
                }
                part => {
                    stored.replaced.extend(part.map(|part| part.leaf.place.extent));
                    let before = part.and_then(|part| part.ids.as_deref()).map_or(&[][..], Vec::as_slice);
                    self.unite(before, ids, &mut run);
                }
            }
        }
        self.split(run, &mut merged, stored, put);
        merged
    }

    /// Appends the ids of a leaf and the changed ones, both if they still are of pages, in order.
    fn unite(&self, before: &[PageId], mut changed: Vec<PageId>, run: &mut Vec<PageId>) {
        order::sort(&mut changed, &|one, two| one < two);
        let mut changed = changed.into_iter().peekable();
        for id in before {
            while let Some(new) = changed.next_if(|new| new < id) {
                run.push(new);
            }
            run.push(*id);
        }
        run.extend(changed);
        run.dedup();
        run.retain(|id| self.entries.contains_key(id));
    }

    /// Appends leaves for a run of pages. Few go together with the leaf before, so that leaves stay half full.
    fn split(&self, mut run: Vec<PageId>, merged: &mut Vec<Part>, stored: &mut Stored, put: Put<'_>) {
        if run.is_empty() {
            return;
        }
        if run.len() < LEAF / 2
            && let Some(Part { leaf, ids }) = merged.pop()
        {
            stored.replaced.push(leaf.place.extent);
            let mut ids = ids.map_or_else(Vec::new, |ids| ids.to_vec());
            ids.append(&mut run);
            run = ids;
        }
        let leaves = run.len().div_ceil(LEAF);
        for leaf in 0..leaves {
            let (from, to) = (run.len() * leaf / leaves, run.len() * (leaf + 1) / leaves);
            let ids = run.get(from..to).unwrap_or_default();
            if let (Some(&first), Some(&last)) = (ids.first(), ids.last()) {
                let leaf = Leaf { first, last, place: put(self.encode(ids)) };
                merged.push(Part { leaf, ids: Some(Rc::new(ids.to_vec())) });
            }
        }
    }

    /// The leaves of that root.
    pub fn leaves(&self, stored: &Stored) -> Vec<Leaf> {
        stored.parts.as_ref().unwrap_or(&self.parts).iter().map(|part| part.leaf).collect()
    }

    /// The root with that table holds.
    pub fn stored(&mut self, stored: Stored) {
        match stored.parts {
            Some(parts) => {
                self.parts = parts;
                self.stale = SmallMap::default();
            }
            None => self.stale.extend(stored.ids.into_iter().map(|id| (id, ()))),
        }
        (self.tables, self.changes) = (stored.tables, stored.changes);
    }

    /// The root with that table does not hold: its changes are still to be stored.
    pub fn restore(&mut self, stored: Stored) {
        self.changed.extend(stored.ids.into_iter().map(|id| (id, ())));
    }

    /// Takes in a table of changes at opening.
    ///
    /// # Errors
    /// `Corrupt` if it is malformed.
    pub fn load(&mut self, place: Checked, bytes: &[u8]) -> Result<(), StoreError> {
        for (id, extent) in decode(bytes)? {
            self.stale.insert(id, ());
            match extent {
                Some(extent) => self.entries.insert(id, Entry { extent, rooted: true }),
                None => self.entries.remove(&id),
            };
            self.changes += 1;
        }
        self.tables.push(place);
        Ok(())
    }

    /// Makes room for the pages of all leaves, so that none of the next loads has to move those that are there.
    pub fn reserve(&mut self) {
        let missing = self.parts.iter().filter(|part| part.ids.is_none());
        let bytes: u64 = missing.map(|part| part.leaf.place.extent.length).sum();
        self.entries.reserve((bytes / ENTRY) as usize);
    }

    /// Takes in a leaf, unless it has been meanwhile: then what was read late says nothing. Returns the places of the
    /// pages that it adds.
    ///
    /// # Errors
    /// `Corrupt` if it is malformed; that of reading it.
    pub fn load_leaf(
        &mut self,
        leaf: Leaf,
        bytes: Result<Vec<u8>, StoreError>,
    ) -> Result<Vec<Extent>, StoreError> {
        let place = self.place_of(leaf.first);
        let part = self.parts.get_mut(place).filter(|part| part.leaf == leaf && part.ids.is_none());
        let Some(part) = part else { return Ok(Vec::new()) };
        let entries = decode(&bytes?)?;
        let within = |id: &PageId| (leaf.first..=leaf.last).contains(id);
        let sound = |(id, extent): &(PageId, Option<Extent>)| within(id) && extent.is_some();
        if !entries.iter().all(sound) || !entries.is_sorted_by(|one, two| one.0 < two.0) {
            return Err(malformed());
        }
        part.ids = Some(Rc::new(entries.iter().map(|(id, _)| *id).collect()));
        let mut added = Vec::with_capacity(entries.len());
        for (id, extent) in entries {
            let counts = !self.stale.contains_key(&id) && !self.changed.contains_key(&id);
            if let Some(extent) = extent.filter(|_| counts) {
                self.entries.insert(id, Entry { extent, rooted: true });
                added.push(extent);
            }
        }
        Ok(added)
    }
}

fn malformed() -> StoreError {
    corrupt("malformed page table")
}

fn decode(bytes: &[u8]) -> Result<Vec<(PageId, Option<Extent>)>, StoreError> {
    let mut entries = Vec::with_capacity(bytes.len() / ENTRY as usize);
    let mut reader = Reader(bytes);
    while !reader.0.is_empty() {
        let entry = (|| Some((PageId(reader.u64()?), reader.u64()?, u64::from(reader.u32()?))))();
        let (id, offset, length) = entry.ok_or_else(malformed)?;
        entries.push((id, (offset != REMOVED).then_some(Extent { offset, length })));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Checked, Extent, FEW, Freed, LEAF, Leaf, Table};
    use crate::storage::checksum::crc32;
    use crate::storage::page_id::PageId;

    fn extent(n: u64) -> Extent {
        Extent { offset: n * 512, length: 100 + n }
    }

    /// What is in the file, by offset.
    #[derive(Default)]
    struct Kept {
        bytes: BTreeMap<u64, Vec<u8>>,
        next: u64,
    }

    impl Kept {
        fn put(&mut self, bytes: Vec<u8>) -> Checked {
            self.next += 1 << 20;
            let place = Extent { offset: self.next, length: bytes.len() as u64 };
            let crc = crc32(&bytes);
            self.bytes.insert(self.next, bytes);
            Checked { extent: place, crc }
        }

        fn open(&self, leaves: Vec<Leaf>, tables: &[Checked]) -> Table {
            let mut table = Table::new(leaves);
            for place in tables {
                table.load(*place, &self.bytes[&place.extent.offset]).unwrap();
            }
            table
        }

        fn load(&self, table: &mut Table, leaves: Vec<Leaf>) {
            for leaf in leaves {
                let bytes = self.bytes[&leaf.place.extent.offset].clone();
                table.load_leaf(leaf, Ok(bytes)).unwrap();
            }
        }
    }

    fn sorted(table: &Table) -> Vec<(PageId, Extent)> {
        let mut pages: Vec<(PageId, Extent)> = table.pages().collect();
        pages.sort_unstable();
        pages
    }

    #[test]
    fn an_extent_that_a_root_names_is_freed_later() {
        let mut kept = Kept::default();
        let mut table = Table::default();
        let id = PageId(5);
        assert_eq!(table.insert(id, extent(1)), None);
        assert_eq!(table.insert(id, extent(2)), Some(Freed::Now(extent(1))));
        let stored = table.store(None, &mut |bytes| kept.put(bytes));
        assert_eq!(table.remove(id), Some(Freed::Later(extent(2))));
        table.stored(stored);
        let again = table.store(None, &mut |bytes| kept.put(bytes));
        assert_eq!(again.tables.len(), 2, "the removal has to be stored");
    }

    #[test]
    fn leaves_and_changes_give_the_same_pages() {
        let mut kept = Kept::default();
        let mut table = Table::default();
        let (mut next, mut merges, mut untouched) = (0u64, 0, 0);
        for round in 0..300u64 {
            for _ in 0..FEW / 2 {
                let _ = table.insert(PageId(next), extent(next));
                next += 1;
            }
            // Some rounds thin all pages out, others a stretch of them.
            let (from, to) = if round % 30 == 0 { (0, next) } else { (next / 2, next / 2 + 40) };
            for id in from..to {
                if id % 7 != round % 7 {
                    let _ = table.remove(PageId(id));
                } else if id % 5 == 0 && table.get(PageId(id)).is_some() {
                    let _ = table.insert(PageId(id), extent(id + 1_000_000));
                }
            }
            let high = (round % 50 == 49).then_some(kept.next / 2);
            let before = table.leaves(&table_only(&table));
            let stored = table.store(high, &mut |bytes| kept.put(bytes));
            if round % 10 == 3 {
                table.restore(stored);
                continue;
            }
            let leaves = table.leaves(&stored);
            let gone: Vec<Extent> =
                before.iter().filter(|leaf| !leaves.contains(leaf)).map(|leaf| leaf.place.extent).collect();
            if stored.parts.is_some() {
                merges += 1;
                untouched += before.len() - gone.len();
                assert!(gone.iter().all(|extent| stored.replaced.contains(extent)));
                assert_eq!(stored.replaced.len(), gone.len() + table.tables.len());
            } else {
                assert!(stored.replaced.is_empty() && gone.is_empty());
            }
            let tables = stored.tables.clone();
            table.stored(stored);
            assert!(table.changes <= FEW);
            assert!(leaves.iter().skip(1).all(|leaf| leaf.place.extent.length as usize >= LEAF / 2 * 20));
            assert!(leaves.is_sorted_by(|one, two| one.last < two.first));

            let mut opened = kept.open(leaves.clone(), &tables);
            assert_eq!(opened.changes, table.changes);
            let some: Vec<PageId> = (0..next).step_by(97).map(PageId).collect();
            let missing = opened.missing(&some);
            kept.load(&mut opened, missing);
            for id in some {
                assert_eq!(opened.get(id), table.get(id), "{id:?}");
            }
            let rest = opened.unloaded(usize::MAX);
            kept.load(&mut opened, rest);
            assert_eq!(sorted(&opened), sorted(&table));
            assert!(opened.places().eq(table.places()));
        }
        assert!(merges > 20 && untouched > 100, "{merges} merges left {untouched} leaves");
    }

    fn table_only(table: &Table) -> super::Stored {
        let tables = table.tables.clone();
        super::Stored { replaced: Vec::new(), tables, parts: None, ids: Vec::new(), changes: 0 }
    }

    #[test]
    fn a_leaf_that_is_read_late_changes_nothing() {
        let mut kept = Kept::default();
        let mut table = Table::default();
        for n in 0..5 {
            let _ = table.insert(PageId(n), extent(n));
        }
        let stored = table.store(Some(0), &mut |bytes| kept.put(bytes));
        let leaves = table.leaves(&stored);
        table.stored(stored);
        let _ = table.remove(PageId(3));
        let damaged = super::corrupt("not what was written");
        assert_eq!(table.load_leaf(leaves[0], Err(damaged)), Ok(Vec::new()));
        assert_eq!(table.get(PageId(3)), None);
    }
}
