//! Counters: sums, extremes and histograms of the present minute, by metric and dimensions.

use std::collections::BTreeSet;

pub use super::names::NameId;
use super::names::Names;
pub use super::series::{Series, Slot, Word};
use super::slots::Slots;

/// Milliseconds of the shortest period.
pub const MINUTE: u64 = 60_000;

/// One, in thousandths.
pub const ONE: i64 = 1000;

/// The latency of a write that was answered by the engine and is not durable yet.
#[derive(Debug)]
pub struct Waiting {
    /// Its sequence number.
    pub lsn: u64,
    /// When it arrived, in microseconds.
    pub started_micros: u64,
    /// What it is counted as.
    pub series: Series,
}

/// So many series are stored before their minute is over.
const MOST_SERIES: usize = 10_000;

/// Counters of the present minute, and of past ones that are not stored yet.
#[derive(Debug, Default)]
pub struct Counters {
    names: Names,
    /// The present minute, in milliseconds.
    minute: u64,
    present: Slots,
    past: Vec<(u64, Slots)>,
}

impl Counters {
    /// The number of a name, until nothing has it any more.
    pub fn name(&mut self, name: &str) -> NameId {
        self.names.number(name)
    }

    /// The name of a number; empty for none.
    #[must_use]
    pub fn text(&self, id: NameId) -> &str {
        self.names.text(id)
    }

    /// Whether there are so many series that they are to be stored although their minute is not over.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.present.len() >= MOST_SERIES
    }

    /// The present minute becomes a past one if its time is over.
    pub fn look(&mut self, now_ms: u64) {
        // Most often it is the same minute: that costs no division.
        if now_ms.wrapping_sub(self.minute) < MINUTE {
            return;
        }
        self.finish();
        self.minute = now_ms - now_ms % MINUTE;
    }

    /// The slot of a series in the present minute.
    pub fn slot(&mut self, series: Series) -> &mut Slot {
        self.present.of(series)
    }

    /// The minutes that are over and not stored, each once: there is one record of each.
    #[must_use]
    pub fn past(&self) -> &[(u64, Slots)] {
        &self.past
    }

    /// All that is in memory, the present minute too.
    pub fn all(&self) -> impl Iterator<Item = (u64, &Slots)> {
        let past = self.past.iter().map(|(minute, slots)| (*minute, slots));
        past.chain(core::iter::once((self.minute, &self.present)))
    }

    /// What there is of the present minute is to be stored. Where an earlier part of it still waits, the two become one.
    pub fn finish(&mut self) {
        let slots = core::mem::take(&mut self.present);
        if slots.is_empty() {
            return;
        }
        match self.past.iter_mut().find(|(minute, _)| *minute == self.minute) {
            Some((_, earlier)) => slots.iter().for_each(|(series, slot)| earlier.of(*series).merge(slot)),
            None => self.past.push((self.minute, slots)),
        }
    }

    /// Forgets the past minutes, which are stored, and the names that neither the present one nor `others` have.
    pub fn stored(&mut self, others: impl Iterator<Item = NameId>) {
        self.past.clear();
        let used: BTreeSet<_> =
            self.present.iter().flat_map(|(series, _)| series.names()).chain(others).collect();
        self.names.keep(&used);
    }

    /// How many names are known.
    #[cfg(test)]
    pub fn known(&self) -> usize {
        self.names.len()
    }
}
