//! The reserve: room that lies ready in the file for a full disk.
//!
//! A write is taken only with room for what becomes of it: the reserve is as large as the log, so that all of the log
//! fits into pages before any of it is given up, and [`RESERVE`] larger. It grows before the log takes its next segment.
//!
//! On a full disk it is lent. [`SPARE`] of it is for deletions alone: the log takes its segments from there. The rest is
//! for pages, and for what a root needs.
//!
//! Room is room only if the disk has given it: segments are written to their end, and a hole that the disk turns out not
//! to have is given out no more before the disk has room again.

use super::layout::{Extent, SEGMENT};

/// So much more than the log holds.
pub const RESERVE: u64 = 1 << 20;
/// Parts of it are at least so large; those for the log have the size of a segment.
pub const LEAST: u64 = 16 << 10;
/// Of that, what only the log takes.
pub const SPARE: u64 = RESERVE / 2;

/// The parts of the reserve.
#[derive(Clone, Debug, Default)]
pub struct Reserve {
    /// The epoch of the handle that wrote it.
    pub epoch: u64,
    /// For pages.
    pub held: Vec<Extent>,
    /// For the log, once it is lent.
    pub spare: Vec<Extent>,
    /// Whether it is lent.
    pub lent: bool,
    /// What the disk has refused to back.
    pub refused: Vec<Extent>,
}

impl Reserve {
    /// All extents that are neither free nor in use.
    pub fn extents(&self) -> impl Iterator<Item = Extent> + '_ {
        self.held.iter().chain(&self.spare).chain(&self.refused).copied()
    }

    /// Lends it.
    pub fn lend(&mut self) {
        self.lent = true;
        while span(&self.spare) < SPARE
            && let Some(at) = self.held.iter().position(|extent| extent.span() >= SEGMENT)
        {
            let whole = self.held.swap_remove(at);
            // In one piece as far as it goes, for a record may need more than an ordinary segment.
            let lacks = (SPARE - span(&self.spare)).next_multiple_of(SEGMENT);
            let part = Extent { length: lacks.min(whole.span() / SEGMENT * SEGMENT), ..whole };
            let rest = Extent { offset: part.end(), length: whole.end() - part.end() };
            self.spare.push(part);
            self.held.extend(Some(rest).filter(|rest| rest.length > 0));
        }
    }
}

/// Bytes of them all.
pub fn span(extents: &[Extent]) -> u64 {
    extents.iter().map(|extent| extent.span()).sum()
}
