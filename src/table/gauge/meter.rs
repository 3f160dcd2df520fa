//! The capacity of one table and its global indexes, as far as it is enforced.

use std::collections::BTreeMap;

use super::bucket::{Bucket, Fill};
use super::flow::{Flow, Units};
use super::partitions::Partitions;
use super::throttle::Limit;
use crate::table::schema::{Billing, Ceiling, IndexKind, Table, Throughput, Warm};
use crate::tree::TreeId;

/// Seconds of unused provisioned capacity that are kept.
const BURST: f64 = 300.0;
/// Units a second that one partition gives.
const PARTITION: Units = Units { read: 3_000, write: 1_000 };
/// Units a second that a table or index on demand starts with.
const ON_DEMAND: Units = Units { read: 12_000, write: 4_000 };
/// Units a second that the account allows a table on demand.
pub const TABLE_QUOTA: Units = Units { read: 40_000, write: 40_000 };
/// How long the peak of a table on demand counts, in milliseconds.
const PEAK_MS: u64 = 1_800_000;

/// What a table or index may consume, as its definition says.
#[derive(Debug, Clone, Copy)]
struct Terms {
    billing: Billing,
    throughput: Throughput,
    ceiling: Ceiling,
    warm: Warm,
}

impl Terms {
    /// Of a table, or of its global index at a position.
    fn of(table: &Table, index: Option<usize>) -> Self {
        let billing = table.billing;
        match index.and_then(|position| table.indexes.get(position)) {
            Some(index) => {
                Self { billing, throughput: index.throughput, ceiling: index.ceiling, warm: index.warm }
            }
            None => Self { billing, throughput: table.throughput, ceiling: table.ceiling, warm: table.warm },
        }
    }

    fn provisioned(&self, flow: Flow) -> u32 {
        let units = if flow == Flow::Read { self.throughput.read } else { self.throughput.write };
        u32::try_from(units).unwrap_or(0)
    }

    fn warm(&self, flow: Flow) -> Option<u32> {
        let units = if flow == Flow::Read { self.warm.read } else { self.warm.write };
        units.and_then(|units| u32::try_from(units).ok())
    }

    fn ceiling(&self, flow: Flow) -> Option<u32> {
        let units = if flow == Flow::Read { self.ceiling.read } else { self.ceiling.write };
        units.and_then(|units| u32::try_from(units).ok())
    }

    /// How many partitions it has from the start.
    fn partitions(&self) -> u32 {
        let of = |flow: Flow, most: u32| match self.billing {
            Billing::Provisioned => self.provisioned(flow).max(self.warm(flow).unwrap_or(0)),
            Billing::OnDemand => self.warm(flow).unwrap_or(most).max(most),
        };
        let (reads, writes) = (of(Flow::Read, ON_DEMAND.read), of(Flow::Write, ON_DEMAND.write));
        match self.billing {
            Billing::Provisioned => (f64::from(reads) / f64::from(PARTITION.read)
                + f64::from(writes) / f64::from(PARTITION.write))
            .ceil() as u32,
            Billing::OnDemand => reads.div_ceil(PARTITION.read).max(writes.div_ceil(PARTITION.write)),
        }
    }
}

/// The highest consumption of a second that counts yet.
#[derive(Debug, Default)]
struct Peak {
    units: f64,
    at_ms: u64,
    second_ms: u64,
    sum: f64,
}

impl Peak {
    fn note(&mut self, now_ms: u64, halves: f64) {
        if now_ms.wrapping_sub(self.second_ms) >= 1000 {
            (self.second_ms, self.sum) = (now_ms - now_ms % 1000, 0.0);
        }
        self.sum += halves / 2.0;
        if self.sum > self.units || now_ms.saturating_sub(self.at_ms) > PEAK_MS {
            (self.units, self.at_ms) = (self.sum, now_ms);
        }
    }
}

/// One direction of a table or index.
#[derive(Debug)]
struct Lane {
    /// Provisioned throughput, or the capacity that a table on demand has grown to.
    main: Bucket,
    /// There while there is a ceiling.
    ceiling: Option<Bucket>,
    quota: Bucket,
    partitions: Partitions,
    peak: Peak,
}

fn fill(units: f64, seconds: f64) -> Fill {
    Fill { rate: units * 2.0, seconds }
}

impl Lane {
    fn new(terms: Terms, flow: Flow, made_ms: u64) -> Self {
        let at = |units: u32| Bucket::new(fill(f64::from(units), 1.0), made_ms);
        let first = match terms.billing {
            Billing::Provisioned => terms.provisioned(flow),
            Billing::OnDemand => ON_DEMAND.of(flow).max(terms.warm(flow).unwrap_or(0)),
        };
        Self {
            main: at(first),
            ceiling: None,
            quota: at(TABLE_QUOTA.of(flow)),
            partitions: Partitions::new(terms.partitions(), PARTITION.of(flow), made_ms),
            peak: Peak::default(),
        }
    }

    /// The limit that stands in the way of a request now.
    fn refuses(&mut self, terms: Terms, flow: Flow, hash: Option<u32>, now_ms: u64) -> Option<Limit> {
        match terms.billing {
            Billing::Provisioned => {
                let units = f64::from(terms.provisioned(flow));
                if !self.main.has_any(fill(units, BURST), now_ms) {
                    return Some(Limit::Provisioned);
                }
            }
            Billing::OnDemand => {
                if let Some(most) = terms.ceiling(flow) {
                    let fill = fill(f64::from(most), 1.0);
                    if !self.ceiling.get_or_insert_with(|| Bucket::new(fill, now_ms)).has_any(fill, now_ms) {
                        return Some(Limit::MaxOnDemand);
                    }
                } else {
                    self.ceiling = None;
                }
                if !self.quota.has_any(fill(f64::from(TABLE_QUOTA.of(flow)), 1.0), now_ms) {
                    return Some(Limit::Account);
                }
                let least = ON_DEMAND.of(flow).max(terms.warm(flow).unwrap_or(0));
                // Twice the peak is there at once.
                let units = f64::from(least).max(self.peak.units * 2.0);
                if !self.main.has_any(fill(units, 1.0), now_ms) {
                    return Some(Limit::KeyRange);
                }
            }
        }
        let hash = hash?;
        if self.partitions.has_any(hash, now_ms) {
            return None;
        }
        // A table that was given more units has more partitions.
        let grown = self.partitions.grow(terms.partitions(), now_ms);
        (!grown || !self.partitions.has_any(hash, now_ms)).then_some(Limit::KeyRange)
    }

    fn take(&mut self, halves: f64, hash: Option<u32>, now_ms: u64) {
        self.main.take(halves);
        if let Some(ceiling) = &mut self.ceiling {
            ceiling.take(halves);
        }
        self.quota.take(halves);
        if let Some(hash) = hash {
            self.partitions.take(hash, halves);
        }
        if halves > 0.0 {
            self.peak.note(now_ms, halves);
        }
    }
}

/// The throughput that an arm of a tally counts for: that of the global index at the position, else the table's.
#[must_use]
pub fn payer(table: &Table, index: Option<usize>) -> Option<usize> {
    index.filter(|position| table.indexes.get(*position).is_some_and(|index| index.kind == IndexKind::Global))
}

/// The tree of a table, or of its index at a position.
#[must_use]
pub fn lane_of(table: &Table, index: Option<usize>) -> TreeId {
    index.and_then(|position| table.indexes.get(position)).map_or(table.tree, |index| index.tree)
}

/// The lanes of all tables and global indexes whose capacity was asked for.
#[derive(Debug, Default)]
pub struct Meter {
    lanes: BTreeMap<(TreeId, Flow), Lane>,
}

impl Meter {
    /// What a table or its global index may consume in a direction, and its lane. What nobody has used since the table was made
    /// is there.
    fn lane(&mut self, table: &Table, index: Option<usize>, flow: Flow) -> (Terms, &mut Lane) {
        let terms = Terms::of(table, index);
        let lane = self.lanes.entry((lane_of(table, index), flow));
        (terms, lane.or_insert_with(|| Lane::new(terms, flow, table.created_ms)))
    }

    /// The limit that refuses a request on a table, or on its global index.
    pub fn refuses(
        &mut self,
        table: &Table,
        index: Option<usize>,
        (flow, hash): (Flow, Option<u32>),
        now_ms: u64,
    ) -> Option<Limit> {
        let (terms, lane) = self.lane(table, index, flow);
        lane.refuses(terms, flow, hash, now_ms)
    }

    /// Forgets a table, or a global index.
    pub fn forget(&mut self, tree: TreeId) {
        self.lanes.remove(&(tree, Flow::Read));
        self.lanes.remove(&(tree, Flow::Write));
    }

    /// How many lanes there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.lanes.len()
    }

    /// What a request consumes is taken at once, if it counts for one throughput and no limit refuses it.
    pub fn admit(
        &mut self,
        table: &Table,
        index: Option<usize>,
        (flow, hash, halves): (Flow, Option<u32>, u64),
        now_ms: u64,
    ) -> Option<Limit> {
        let (terms, lane) = self.lane(table, index, flow);
        let limit = lane.refuses(terms, flow, hash, now_ms);
        if limit.is_none() {
            lane.take(halves as f64, hash, now_ms);
        }
        limit
    }

    /// Takes what a request consumes, or gives it back, where capacity is enforced.
    pub fn take(&mut self, lane: (TreeId, Flow), hash: Option<u32>, halves: f64, now_ms: u64) {
        if let Some(lane) = self.lanes.get_mut(&lane) {
            lane.take(halves, hash, now_ms);
        }
    }
}
