//! Series of a metric with its dimensions, and the values of one in one period.

use super::names::NameId;

/// A word of the program, known by its place in memory: comparing it costs nothing. Two places may hold one word, so whoever
/// reads words has to merge equal ones.
#[derive(Debug, Clone, Copy)]
pub struct Word(pub &'static str);

impl Word {
    fn place(self) -> usize {
        self.0.as_ptr() as usize
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Word {}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

/// A metric with its dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// CloudWatch's name of the metric.
    pub metric: Word,
    /// `TableName`.
    pub table: NameId,
    /// `GlobalSecondaryIndexName`.
    pub index: NameId,
    /// `Operation`.
    pub operation: Word,
    /// `StreamLabel`, or the region that receives changes.
    pub stream: NameId,
}

impl Series {
    /// The names that it has.
    #[must_use]
    pub const fn names(&self) -> [NameId; 3] {
        [self.table, self.index, self.stream]
    }
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
    /// How many values there are in each bucket of the histogram, as far as there is one.
    pub buckets: Vec<u64>,
}

impl Slot {
    /// Adds a value in thousandths.
    pub fn add(&mut self, value: i64) {
        (self.min, self.max) = match self.count {
            0 => (value, value),
            _ => (self.min.min(value), self.max.max(value)),
        };
        self.count += 1;
        self.sum += value;
    }

    /// Adds to a bucket of the histogram.
    pub fn bucket(&mut self, bucket: usize, count: u64) {
        if self.buckets.len() <= bucket {
            self.buckets.resize(bucket + 1, 0);
        }
        if let Some(sum) = self.buckets.get_mut(bucket) {
            *sum += count;
        }
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
        if self.buckets.len() < other.buckets.len() {
            self.buckets.resize(other.buckets.len(), 0);
        }
        self.buckets.iter_mut().zip(&other.buckets).for_each(|(sum, count)| *sum += count);
    }

    /// Adds a duration in microseconds as milliseconds, and to the histogram.
    pub fn time(&mut self, micros: u64) {
        self.add(micros as i64);
        self.bucket(bucket_of(micros), 1);
    }
}

/// 2 to the power of each eighth, in units of 2 to the power of -32.
const EIGHTHS: [u64; 7] =
    [4_683_729_014, 5_107_605_667, 5_569_842_957, 6_074_001_000, 6_623_791_194, 7_223_344_895, 7_877_167_085];

/// The bucket of a duration, of which there are eight for each doubling: `floor(8 * log2(micros))`.
#[must_use]
pub fn bucket_of(micros: u64) -> usize {
    let micros = micros.clamp(1, u64::from(u32::MAX));
    let doublings = micros.ilog2();
    let part = (micros << 32) >> doublings;
    8 * doublings as usize + EIGHTHS.iter().filter(|eighth| part >= **eighth).count()
}

#[cfg(test)]
mod tests {
    use super::bucket_of;

    #[test]
    fn buckets_are_eighths_of_doublings() {
        for micros in (1..5_000_u64).chain([12_345_678, 999_999_999]) {
            assert_eq!(bucket_of(micros), (8.0 * (micros as f64).log2()).floor() as usize, "{micros}");
        }
        assert_eq!(bucket_of(0), 0);
    }
}
