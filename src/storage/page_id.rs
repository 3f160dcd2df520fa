//! Page ids: the epoch that created a page and a number within it, in one integer that a double holds exactly.
//!
//! An id is never used twice, so a page under an id never changes: caches need no invalidation, and a holder that
//! was replaced cannot overwrite what its successor wrote.

/// The name of one immutable page: `epoch << 29 | n`. Ordered by epoch, then number.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u64);

impl PageId {
    /// Bits of the number within an epoch.
    pub const NUMBER_BITS: u32 = 29;
    /// Largest epoch: with it an id is still below 2^53, exact in a JavaScript number.
    pub const MAX_EPOCH: u64 = (1 << 24) - 1;
    /// Largest number within an epoch.
    pub const MAX_NUMBER: u64 = (1 << Self::NUMBER_BITS) - 1;

    /// The id of page `n` of `epoch`. Both must be within their maximum; excess bits are cut off.
    #[must_use]
    pub const fn new(epoch: u64, n: u64) -> Self {
        PageId((epoch & Self::MAX_EPOCH) << Self::NUMBER_BITS | (n & Self::MAX_NUMBER))
    }

    /// The epoch whose holder created the page.
    #[must_use]
    pub const fn epoch(self) -> u64 {
        self.0 >> Self::NUMBER_BITS
    }

    /// The number within the epoch.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0 & Self::MAX_NUMBER
    }
}

#[cfg(test)]
mod tests {
    use super::PageId;

    #[test]
    fn splits_into_epoch_and_number_and_orders_by_both() {
        let id = PageId::new(7, 42);
        assert_eq!((id.epoch(), id.number()), (7, 42));
        assert!(PageId::new(1, PageId::MAX_NUMBER) < PageId::new(2, 0));
        let largest = PageId::new(PageId::MAX_EPOCH, PageId::MAX_NUMBER);
        assert_eq!(largest.0, (1 << 53) - 1);
    }
}
