//! Which bytes of the file are free.
//!
//! Best fit, lowest place first, so that a file that has found its size keeps it; neighbours merge when freed. Where
//! much is free, the lowest place that fits, so that the end of the file becomes free.

use super::layout::Extent;
use crate::model::order;

/// The free space below `end`; all from `end` on is free.
#[derive(Debug)]
pub struct Space {
    /// (offset, bytes), in the order of the file. A search through all of them costs less than writing a page.
    holes: Vec<(u64, u64)>,
    end: u64,
    /// Bytes in holes.
    free: u64,
    /// The highest end since the file was cut.
    peak: u64,
}

/// So little free space is never worth moving anything: a log takes as much. Tests move with less.
const FEW: u64 = if cfg!(test) { 64 << 10 } else { 4 << 20 };

impl Space {
    /// All space from `end` on. What is free below is not known yet.
    pub fn from(end: u64) -> Self {
        Space { holes: Vec::new(), end, free: 0, peak: end }
    }

    /// Now it is known what is free below the place from where on space was given out until now.
    pub fn know(&mut self, mut below: Vec<(u64, u64)>) {
        // The last is given, so that it becomes one with what is free behind it.
        let last = below.pop();
        self.free += below.iter().map(|hole| hole.1).sum::<u64>();
        below.append(&mut self.holes);
        self.holes = below;
        if let Some((offset, length)) = last {
            self.give(Extent { offset, length });
        }
    }

    /// Where the last extent in use would end without those of `freed`.
    pub fn end_without(&self, mut freed: Vec<Extent>) -> u64 {
        order::sort(&mut freed, &|one, two| one < two);
        let mut holes = self.holes.iter().rev().peekable();
        let mut end = self.end;
        loop {
            if let Some(extent) = freed.pop_if(|extent| extent.end() == end) {
                end = extent.offset;
            } else if let Some(hole) = holes.next_if(|hole| hole.0 + hole.1 == end) {
                end = hole.0;
            } else {
                return end;
            }
        }
    }

    /// Where the last extent in use ends.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Where all that is used would end, had it no holes.
    pub fn used(&self) -> u64 {
        self.end - self.free
    }

    /// Whether so much of the file is free that moving pages is worth it: more than a checkpoint leaves behind that has
    /// written all anew.
    pub fn is_sparse(&self) -> bool {
        self.free > FEW.max(self.end / 8 * 5)
    }

    /// The size to cut the file to, if more than `slack` and half of it is free behind the end: what is free after one
    /// checkpoint the next one takes again.
    pub fn cut(&mut self, slack: u64) -> Option<u64> {
        if self.peak - self.end <= slack.max(self.end / 2) {
            return None;
        }
        self.peak = self.end;
        Some(self.end)
    }

    /// Takes room for `length` bytes.
    pub fn take(&mut self, length: u64) -> Extent {
        let mut extent = Extent { offset: self.end, length };
        let span = extent.span();
        let sparse = self.is_sparse();
        let mut fitting = self.holes.iter_mut().enumerate().filter(|(_, hole)| hole.1 >= span);
        let found = if sparse { fitting.next() } else { fitting.min_by_key(|(_, hole)| hole.1) };
        if let Some((place, hole)) = found {
            self.free -= span;
            extent.offset = hole.0;
            *hole = (hole.0 + span, hole.1 - span);
            if hole.1 == 0 {
                self.holes.remove(place);
            }
        } else {
            self.end += span;
            self.peak = self.peak.max(self.end);
        }
        extent
    }

    /// Gives an extent back.
    pub fn give(&mut self, extent: Extent) {
        let (mut offset, mut size) = (extent.offset, extent.span());
        let mut place = self.holes.partition_point(|hole| hole.0 < offset);
        if let Some(&(at, length)) = self.holes.get(place)
            && at == offset + size
        {
            self.holes.remove(place);
            self.free -= length;
            size += length;
        }
        if let Some(before) = place.checked_sub(1)
            && let Some(&(at, length)) = self.holes.get(before)
            && at + length == offset
        {
            self.holes.remove(before);
            self.free -= length;
            (place, offset, size) = (before, at, size + length);
        }
        if offset + size == self.end {
            self.end = offset;
        } else {
            self.holes.insert(place, (offset, size));
            self.free += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, Space};
    use crate::storage::file_store::layout::START;
    use crate::storage::file_store::taken::Taken;
    use proptest::prelude::*;

    /// All space that none of `used` takes.
    fn around(mut used: Vec<Extent>) -> Space {
        used.sort_unstable();
        let mut space = Space::from(START);
        for extent in used {
            assert!(extent.offset >= space.end, "two extents overlap");
            if extent.offset > space.end {
                space.holes.push((space.end, extent.offset - space.end));
                space.free += extent.offset - space.end;
            }
            space.end = extent.end();
        }
        space.peak = space.end;
        space
    }

    #[test]
    fn freed_neighbours_become_one_and_the_end_falls_back() {
        let mut space = around(Vec::new());
        let taken: Vec<Extent> = (0..4).map(|_| space.take(1000)).collect();
        assert_eq!(space.end(), START + 4 * 1024);
        space.give(taken[0]);
        space.give(taken[2]);
        space.give(taken[1]);
        assert_eq!(space.take(3 * 1024).offset, START);
        space.give(taken[3]);
        assert_eq!(space.end(), START + 3 * 1024);
    }

    proptest! {
        #[test]
        fn what_is_free_below_can_be_told_late(
            before in proptest::collection::vec((any::<bool>(), 1u64..5000), 1..60),
            after in proptest::collection::vec((any::<bool>(), 1u64..5000), 0..60),
            more in 0u64..4,
        ) {
            let mut space = around(Vec::new());
            let below: Vec<Extent> =
                before.iter().map(|(kept, length)| (*kept, space.take(*length))).filter(|one| one.0).map(|one| one.1).collect();
            let base = below.last().map_or(START, |extent| extent.end()) + more * 512;
            let mut space = Space::from(base);
            let mut taken: Vec<Extent> = Vec::new();
            for (take, amount) in after {
                if take || taken.is_empty() {
                    taken.push(space.take(amount));
                } else {
                    space.give(taken.swap_remove(amount as usize % taken.len()));
                }
            }
            prop_assert!(taken.iter().all(|extent| extent.offset >= base));
            let mut known = Taken::new(base, base).unwrap();
            below.iter().for_each(|extent| known.add(*extent).unwrap());
            space.know(known.holes());
            let all: Vec<Extent> = below.iter().chain(&taken).copied().collect();
            let exact = around(all.clone());
            prop_assert_eq!((&exact.holes, exact.end, exact.free), (&space.holes, space.end, space.free));
            for few in 0..all.len() {
                let (kept, freed) = all.split_at(few);
                let left = around(kept.to_vec());
                prop_assert_eq!(space.end_without(freed.to_vec()), left.end);
            }
        }

        #[test]
        fn never_gives_out_what_is_taken_and_forgets_nothing(
            steps in proptest::collection::vec((any::<bool>(), 1u64..5000), 1..200),
        ) {
            let mut space = around(Vec::new());
            let mut taken: Vec<Extent> = Vec::new();
            for (take, amount) in steps {
                if take || taken.is_empty() {
                    let extent = space.take(amount);
                    prop_assert!(taken.iter().all(|t| t.end() <= extent.offset || extent.end() <= t.offset));
                    taken.push(extent);
                } else {
                    space.give(taken.swap_remove(amount as usize % taken.len()));
                }
                let rebuilt = around(taken.clone());
                prop_assert_eq!(&rebuilt.holes, &space.holes);
                prop_assert_eq!((rebuilt.end, rebuilt.free), (space.end, space.free));
            }
        }
    }
}
