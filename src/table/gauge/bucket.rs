//! Token buckets, in halves of a capacity unit.

/// How a bucket is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Halves of a unit each second.
    pub rate: f64,
    /// Seconds of unused capacity that are kept.
    pub seconds: f64,
}

/// Capacity that is left. Whoever finds any may take more than there is: the next ones wait until that is made good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    level: f64,
    at_ms: u64,
}

impl Bucket {
    /// A bucket with one second's capacity: what is unused from then on is kept.
    #[must_use]
    pub fn new(fill: Fill, now_ms: u64) -> Self {
        Self { level: fill.rate, at_ms: now_ms }
    }

    /// Fills the bucket up to now, and says whether anything is in it. A clock that was set back fills nothing.
    pub fn has_any(&mut self, fill: Fill, now_ms: u64) -> bool {
        let passed = now_ms.saturating_sub(self.at_ms) as f64;
        self.at_ms = now_ms;
        let most = (fill.rate * fill.seconds).max(fill.rate);
        self.level = (self.level + fill.rate * passed / 1000.0).min(most);
        self.level > 0.0
    }

    /// Takes halves of a unit out, or puts them back.
    pub fn take(&mut self, halves: f64) {
        self.level -= halves;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_capacity_is_kept_for_so_many_seconds_and_debts_are_made_good() {
        let fill = Fill { rate: 10.0, seconds: 300.0 };
        let mut bucket = Bucket::new(fill, 0);
        assert!(bucket.has_any(fill, 0));
        bucket.take(30.0);
        assert!(!bucket.has_any(fill, 1_000));
        assert!(!bucket.has_any(fill, 2_000));
        assert!(bucket.has_any(fill, 2_100));
        assert!(bucket.has_any(fill, 1_000_000));
        bucket.take(2_999.0);
        assert!(bucket.has_any(fill, 1_000_000));
        bucket.take(1.0);
        assert!(!bucket.has_any(fill, 1_000_000));
        assert!(!bucket.has_any(fill, 500_000), "a clock that is set back gives nothing");
    }
}
