//! Hot partitions: shares of the hashes with limits of their own, split when they stay hot.

use super::bucket::{Bucket, Fill};

/// Most partitions that are told apart.
const MOST: u32 = 10_000;
/// Seconds with refused requests after which a partition is split.
const SPLIT_AFTER: u32 = 30;
/// Refusals that lie so far apart do not belong together, in milliseconds.
const FORGET_MS: u64 = 120_000;

#[derive(Debug)]
struct Partition {
    /// The first hash in it.
    first: u32,
    bucket: Bucket,
    heat: Heat,
}

/// Refusals of a partition.
#[derive(Debug, Default)]
struct Heat {
    seconds: u32,
    last_ms: u64,
    /// The lowest and the highest hash that was refused.
    hashes: Option<(u32, u32)>,
}

/// The partitions of a table or index, for reads or for writes.
#[derive(Debug)]
pub struct Partitions {
    fill: Fill,
    /// How many there were at first.
    count: u32,
    parts: Vec<Partition>,
}

impl Partitions {
    /// So many of equal share, each with `units` a second.
    #[must_use]
    pub fn new(count: u32, units: u32, now_ms: u64) -> Self {
        let fill = Fill { rate: f64::from(units) * 2.0, seconds: 1.0 };
        let count = count.clamp(1, MOST);
        let share = u32::MAX / count;
        let part = |number| Partition {
            first: number * share,
            bucket: Bucket::new(fill, now_ms),
            heat: Heat::default(),
        };
        Self { fill, count, parts: (0..count).map(part).collect() }
    }

    /// Makes more partitions if there are fewer; says whether it did.
    pub fn grow(&mut self, count: u32, now_ms: u64) -> bool {
        let grows = count.clamp(1, MOST) > self.count;
        if grows {
            *self = Self::new(count, (self.fill.rate / 2.0) as u32, now_ms);
        }
        grows
    }

    fn position(&self, hash: u32) -> usize {
        self.parts.partition_point(|part| part.first <= hash).saturating_sub(1)
    }

    /// Whether the partition of a hash has anything left. One that stays hot is split between its hot keys; one key alone
    /// cannot be split.
    pub fn has_any(&mut self, hash: u32, now_ms: u64) -> bool {
        let (fill, position) = (self.fill, self.position(hash));
        let Some(part) = self.parts.get_mut(position) else { return true };
        if part.bucket.has_any(fill, now_ms) {
            return true;
        }
        let heat = &mut part.heat;
        if now_ms.saturating_sub(heat.last_ms) > FORGET_MS {
            *heat = Heat::default();
        }
        if heat.seconds == 0 || now_ms / 1000 != heat.last_ms / 1000 {
            heat.seconds += 1;
        }
        heat.last_ms = now_ms;
        let (low, high) = heat.hashes.map_or((hash, hash), |(low, high)| (low.min(hash), high.max(hash)));
        heat.hashes = Some((low, high));
        if heat.seconds < SPLIT_AFTER || low == high {
            return false;
        }
        *heat = Heat::default();
        let first = low + (high - low).div_ceil(2);
        let half = Partition { first, bucket: Bucket::new(fill, now_ms), heat: Heat::default() };
        self.parts.insert(position + 1, half);
        self.position(hash) != position
    }

    /// Takes halves of a unit out of the partition of a hash, or puts them back.
    pub fn take(&mut self, hash: u32, halves: f64) {
        let position = self.position(hash);
        if let Some(part) = self.parts.get_mut(position) {
            part.bucket.take(halves);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_with_two_hot_keys_is_split_and_one_with_a_single_hot_key_is_not() {
        for (hashes, expected) in [([5, 9], 2), ([5, 5], 1)] {
            let mut partitions = Partitions::new(1, 1_000, 0);
            for second in 0..60 {
                for hash in hashes {
                    let now = second * 1000;
                    if partitions.has_any(hash, now) {
                        partitions.take(hash, 4_000.0);
                    }
                    let _ = partitions.has_any(hash, now);
                }
            }
            assert_eq!(partitions.parts.len(), expected, "{hashes:?}");
        }
    }
}
