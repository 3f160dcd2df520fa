//! The hybrid logical clock: the time written beside every change.

/// Low bits that order changes made within one microsecond.
const COUNTER_BITS: u32 = 12;

/// Strictly increasing over all changes of a database, across restarts and backward steps of the wall clock.
///
/// A reading is microseconds since 1970 shifted left by 12, with a counter below: good until the year 2255.
#[derive(Clone, Copy, Debug, Default)]
pub struct HybridClock {
    last: u64,
}

impl HybridClock {
    /// Goes on after the last reading a database has seen.
    #[must_use]
    pub const fn after(last: u64) -> Self {
        Self { last }
    }

    /// The reading a change made now would get; nothing is taken yet.
    #[must_use]
    pub fn peek(&self, now_micros: u64) -> u64 {
        (now_micros << COUNTER_BITS).max(self.last.saturating_add(1))
    }

    /// Wall-clock microseconds that never fall behind what was written before, so that a clock set back does not make
    /// finished things look unfinished.
    #[must_use]
    pub fn not_before(&self, now_micros: u64) -> u64 {
        now_micros.max(Self::micros(self.last))
    }

    /// Takes a reading that [`HybridClock::peek`] gave.
    pub fn advance(&mut self, reading: u64) {
        self.last = self.last.max(reading);
    }

    /// The last reading taken.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The wall-clock microseconds of a reading.
    #[must_use]
    pub const fn micros(reading: u64) -> u64 {
        reading >> COUNTER_BITS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_increase_when_the_wall_clock_steps_back() {
        let mut clock = HybridClock::default();
        let mut previous = 0;
        for now in [5, 5, 9, 2, 2, 10] {
            let reading = clock.peek(now);
            clock.advance(reading);
            assert!(reading > previous);
            previous = reading;
        }
        assert_eq!(HybridClock::micros(previous), 10);
    }
}
