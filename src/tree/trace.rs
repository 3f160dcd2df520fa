//! What a reader learns besides its data: which pages it lacks, which one is bad, how new its data is.

use crate::storage::PageId;

/// Collects over one request. After a fault it may go on to other reads, to name more pages at once.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Largest LSN among the buffer entries read, tombstones and drops included: what a strict response waits for.
    pub lsn: u64,
    /// Pages to load before the request runs again; may hold duplicates.
    pub faults: Vec<PageId>,
    /// A page that is missing from the store, or is not the page its parent refers to. It takes precedence over
    /// `faults`: loading can not help.
    pub corrupt: Option<PageId>,
}

impl Trace {
    pub(super) fn saw(&mut self, lsn: u64) {
        self.lsn = self.lsn.max(lsn);
    }
}

/// The read stopped; the trace says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Answer to a lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'f> {
    /// The key's value.
    Found(&'f [u8]),
    /// There is no such key.
    Absent,
    /// A page is missing from memory or corrupt: see [`Trace`].
    Fault,
}

/// Live sums of a tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Items.
    pub count: u64,
    /// Sum of their values' weights.
    pub bytes: u64,
}
