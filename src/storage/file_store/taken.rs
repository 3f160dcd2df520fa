//! Which sectors of the file are taken, while the page table is still being read.
//!
//! One bit a sector: what a leaf names is added when the leaf is loaded, so no step looks at all pages at once.

use super::layout::{Extent, SECTOR, START, corrupt};
use crate::storage::ports::StoreError;

/// No extent of the log reaches farther behind the end of the file's bytes.
const AHEAD: u64 = u32::MAX as u64;

/// The sectors below a place.
#[derive(Debug)]
pub struct Taken {
    words: Vec<u64>,
    base: u64,
    /// Size of the file at opening.
    size: u64,
}

impl Taken {
    /// Of a file of that size only the heads are taken below `base`.
    ///
    /// # Errors
    /// `Corrupt` if the file ends long before `base`.
    pub fn new(base: u64, size: u64) -> Result<Self, StoreError> {
        if base > size.saturating_add(AHEAD) {
            return Err(corrupt("the file was cut short"));
        }
        let mut taken = Taken { words: vec![0; (base / SECTOR / 64 + 1) as usize], base, size };
        taken.add(Extent { offset: 0, length: START })?;
        Ok(taken)
    }

    /// Adds an extent.
    ///
    /// # Errors
    /// `Corrupt` if it overlaps another or ends behind the base.
    pub fn add(&mut self, extent: Extent) -> Result<(), StoreError> {
        let (mut from, to) = (extent.offset / SECTOR, extent.end().div_ceil(SECTOR));
        if extent.end() > self.base {
            return Err(corrupt("an extent behind the end"));
        }
        while from < to {
            let (word, bit) = (from / 64, from % 64);
            let bits = (to - from).min(64 - bit);
            let mask = (u64::MAX >> (64 - bits)) << bit;
            match self.words.get_mut(word as usize) {
                Some(word) if *word & mask == 0 => *word |= mask,
                _ => return Err(corrupt("two extents of the file overlap")),
            }
            from += bits;
        }
        Ok(())
    }

    /// Adds a page, all of which has to be there.
    ///
    /// # Errors
    /// As `add`; `Corrupt` if the file ends before it does.
    pub fn add_page(&mut self, extent: Extent) -> Result<(), StoreError> {
        if extent.offset.saturating_add(extent.length) > self.size {
            return Err(corrupt("the file was cut short"));
        }
        self.add(extent)
    }

    /// What is free below the base: (offset, bytes), in the order of the file.
    pub fn holes(&self) -> Vec<(u64, u64)> {
        let end = self.base / SECTOR;
        let mut holes = Vec::new();
        let mut at = 0;
        while at < end {
            let free = self.next(at, end, u64::MAX);
            at = self.next(free, end, 0);
            if at > free {
                holes.push((free * SECTOR, (at - free) * SECTOR));
            }
        }
        holes
    }

    /// The first sector from `at` on that is taken or, with all bits in `flip`, free; `end` if none is.
    fn next(&self, mut at: u64, end: u64, flip: u64) -> u64 {
        while at < end {
            let word = self.words.get((at / 64) as usize).map_or(0, |word| (word ^ flip) >> (at % 64));
            if word != 0 {
                return end.min(at + u64::from(word.trailing_zeros()));
            }
            at = (at / 64 + 1) * 64;
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, START, Taken};

    #[test]
    fn overlapping_extents_are_corruption() {
        let mut taken = Taken::new(1 << 20, 1 << 20).unwrap();
        taken.add(Extent { offset: START + 512, length: 1 }).unwrap();
        taken.add(Extent { offset: START + 1024, length: 70_000 }).unwrap();
        for offset in [0, START + 512, START + 1024, START + 70_144] {
            assert!(taken.add(Extent { offset, length: 513 }).is_err(), "{offset}");
        }
        taken.add(Extent { offset: START, length: 512 }).unwrap();
        assert_eq!(taken.holes(), [(START + 71_168, (1 << 20) - START - 71_168)]);
    }

    #[test]
    fn an_extent_that_the_file_has_no_bytes_for_is_corruption() {
        let mut taken = Taken::new(START + 4096, START + 3000).unwrap();
        assert!(taken.add_page(Extent { offset: START, length: 3001 }).is_err());
        assert!(taken.add(Extent { offset: START, length: 4097 }).is_err());
        taken.add_page(Extent { offset: START, length: 3000 }).unwrap();
        assert!(Taken::new(u64::MAX, 0).is_err());
    }
}
