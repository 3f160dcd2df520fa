//! Which bytes of the file are free.
//!
//! Best fit, lowest place first, so that a file that has found its size keeps it; neighbours merge when freed.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Extent, START, corrupt};
use crate::model::order;
use crate::storage::ports::StoreError;

/// The free space below `end`; all from `end` on is free.
#[derive(Debug)]
pub struct Space {
    by_offset: BTreeMap<u64, u64>,
    /// (bytes, offset) of the same.
    by_size: BTreeSet<(u64, u64)>,
    end: u64,
}

impl Space {
    /// All space that none of `used` takes.
    ///
    /// # Errors
    /// `Corrupt` if two extents overlap.
    pub fn around(mut used: Vec<Extent>) -> Result<Self, StoreError> {
        order::sort(&mut used, &|one, two| one < two);
        let mut space = Space { by_offset: BTreeMap::new(), by_size: BTreeSet::new(), end: START };
        for extent in used {
            if extent.offset < space.end {
                return Err(corrupt("two extents of the file overlap"));
            }
            if extent.offset > space.end {
                space.insert(space.end, extent.offset - space.end);
            }
            space.end = extent.end();
        }
        Ok(space)
    }

    /// Where the last extent in use ends.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Takes room for `length` bytes.
    pub fn take(&mut self, length: u64) -> Extent {
        let mut extent = Extent { offset: self.end, length };
        let span = extent.span();
        if let Some(&(size, offset)) = self.by_size.range((span, 0)..).next() {
            self.remove(offset, size);
            if size > span {
                self.insert(offset + span, size - span);
            }
            extent.offset = offset;
        } else {
            self.end += span;
        }
        extent
    }

    /// Gives an extent back.
    pub fn give(&mut self, extent: Extent) {
        let (mut offset, mut size) = (extent.offset, extent.span());
        let before = self.by_offset.range(..offset).next_back().map(|(at, size)| (*at, *size));
        if let Some((at, length)) = before
            && at + length == offset
        {
            self.remove(at, length);
            (offset, size) = (at, size + length);
        }
        if let Some(&length) = self.by_offset.get(&(offset + size)) {
            self.remove(offset + size, length);
            size += length;
        }
        if offset + size == self.end {
            self.end = offset;
        } else {
            self.insert(offset, size);
        }
    }

    fn insert(&mut self, offset: u64, size: u64) {
        self.by_offset.insert(offset, size);
        self.by_size.insert((size, offset));
    }

    fn remove(&mut self, offset: u64, size: u64) {
        self.by_offset.remove(&offset);
        self.by_size.remove(&(size, offset));
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, START, Space};
    use proptest::prelude::*;

    #[test]
    fn freed_neighbours_become_one_and_the_end_falls_back() {
        let mut space = Space::around(Vec::new()).unwrap();
        let taken: Vec<Extent> = (0..4).map(|_| space.take(1000)).collect();
        assert_eq!(space.end(), START + 4 * 1024);
        space.give(taken[0]);
        space.give(taken[2]);
        space.give(taken[1]);
        assert_eq!(space.take(3 * 1024).offset, START);
        space.give(taken[3]);
        assert_eq!(space.end(), START + 3 * 1024);
    }

    #[test]
    fn overlapping_extents_are_corruption() {
        let a = Extent { offset: START, length: 513 };
        let b = Extent { offset: START + 512, length: 1 };
        assert!(Space::around(vec![b, a]).is_err());
        assert!(Space::around(vec![Extent { offset: 0, length: 1 }]).is_err());
    }

    proptest! {
        #[test]
        fn never_gives_out_what_is_taken_and_forgets_nothing(
            steps in proptest::collection::vec((any::<bool>(), 1u64..5000), 1..200),
        ) {
            let mut space = Space::around(Vec::new()).unwrap();
            let mut taken: Vec<Extent> = Vec::new();
            for (take, amount) in steps {
                if take || taken.is_empty() {
                    let extent = space.take(amount);
                    prop_assert!(taken.iter().all(|t| t.end() <= extent.offset || extent.end() <= t.offset));
                    taken.push(extent);
                } else {
                    space.give(taken.swap_remove(amount as usize % taken.len()));
                }
                let rebuilt = Space::around(taken.clone()).unwrap();
                prop_assert_eq!(&rebuilt.by_offset, &space.by_offset);
                prop_assert_eq!(&rebuilt.by_size, &space.by_size);
                prop_assert_eq!(rebuilt.end, space.end);
            }
        }
    }
}
