//! Counters: sums, extremes and histograms of the present minute, by metric and dimensions.

use std::collections::BTreeMap;

/// Milliseconds of the shortest period.
pub const MINUTE: u64 = 60_000;

/// One, in thousandths.
pub const ONE: i64 = 1000;

/// Names of dimensions; 0 is none.
pub type NameId = u16;

/// A metric with its dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// CloudWatch's name of the metric.
    pub metric: &'static str,
    /// `TableName`.
    pub table: NameId,
    /// `GlobalSecondaryIndexName`.
    pub index: NameId,
    /// `Operation`.
    pub operation: &'static str,
    /// `StreamLabel`.
    pub stream: NameId,
}

/// The values of one metric in one period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slot {
    /// How many values.
    pub count: u64,
    /// Their sum, in thousandths.
    pub sum: i64,
    /// The least, in thousandths.
    pub min: i64,
    /// The greatest, in thousandths.
    pub max: i64,
    /// How many values there are in each bucket of the histogram, if there is one.
    pub buckets: BTreeMap<i64, u64>,
}

impl Slot {
    /// Adds a value in thousandths.
    pub fn add(&mut self, value: i64) {
        self.merge(&Self { count: 1, sum: value, min: value, max: value, buckets: BTreeMap::new() });
    }

    /// Adds all values of another slot.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        (self.min, self.max) = match self.count {
            0 => (other.min, other.max),
            _ => (self.min.min(other.min), self.max.max(other.max)),
        };
        self.count += other.count;
        self.sum += other.sum;
        for (&bucket, &count) in &other.buckets {
            *self.buckets.entry(bucket).or_default() += count;
        }
    }

    /// Adds a duration in microseconds as milliseconds, and to the histogram.
    pub fn time(&mut self, micros: u64) {
        self.add(micros as i64);
        *self.buckets.entry(bucket_of(micros)).or_default() += 1;
    }
}

/// The bucket of a duration: eight for each doubling.
#[must_use]
pub fn bucket_of(micros: u64) -> i64 {
    (8.0 * (micros.max(1) as f64).log2()).floor() as i64
}

/// The slots of one minute.
pub type Slots = BTreeMap<Series, Slot>;

/// Counters of the present minute, and of past ones that are not stored yet.
#[derive(Debug, Default)]
pub struct Counters {
    names: Vec<String>,
    /// The present minute, in milliseconds.
    minute: u64,
    present: Slots,
    past: Vec<(u64, Slots)>,
}

impl Counters {
    /// The number of a name.
    pub fn name(&mut self, name: &str) -> NameId {
        if name.is_empty() {
            return 0;
        }
        let position = self.names.iter().position(|known| known == name);
        let position = position.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        NameId::try_from(position + 1).unwrap_or(0)
    }

    /// The name of a number; empty for none.
    #[must_use]
    pub fn text(&self, id: NameId) -> &str {
        let position = usize::from(id).checked_sub(1);
        position.and_then(|position| self.names.get(position)).map_or("", String::as_str)
    }

    /// The present minute becomes a past one if its time is over.
    pub fn look(&mut self, now_ms: u64) {
        let minute = now_ms - now_ms % MINUTE;
        if self.minute != minute {
            let slots = core::mem::take(&mut self.present);
            if !slots.is_empty() {
                self.past.push((self.minute, slots));
            }
            self.minute = minute;
        }
    }

    /// The slot of a series in the present minute.
    pub fn slot(&mut self, series: Series) -> &mut Slot {
        self.present.entry(series).or_default()
    }

    /// Whether anything was counted in the present minute.
    #[must_use]
    pub fn is_counting(&self) -> bool {
        !self.present.is_empty()
    }

    /// The minutes that are over and not stored.
    #[must_use]
    pub fn past(&self) -> &[(u64, Slots)] {
        &self.past
    }

    /// All that is in memory, the present minute too.
    pub fn all(&self) -> impl Iterator<Item = (u64, &Slots)> {
        let past = self.past.iter().map(|(minute, slots)| (*minute, slots));
        past.chain(core::iter::once((self.minute, &self.present)))
    }

    /// The present minute is over, for the database is closed.
    pub fn finish(&mut self) {
        let slots = core::mem::take(&mut self.present);
        if !slots.is_empty() {
            self.past.push((self.minute, slots));
        }
    }

    /// Forgets so many past minutes, which are stored.
    pub fn stored(&mut self, minutes: usize) {
        self.past.drain(..minutes.min(self.past.len()));
    }
}
