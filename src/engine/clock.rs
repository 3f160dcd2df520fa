//! The hybrid logical clock: the order of all changes, written beside every one.
//!
//! It only orders. What has to do with time itself (expiry, dates, states that pass) goes by the host's wall clock, so
//! that one wrong clock does not move a database's time for ever. By how much this one is ahead since then, the engine's
//! status says.

/// Low bits that order changes made within one microsecond.
const COUNTER_BITS: u32 = 12;

/// The latest wall clock that is taken over, in microseconds since 1970: in the year 2112, a month before the last
/// reading there is. A clock that claims more leaves room for 2^53 changes.
const LATEST_MICROS: u64 = (1 << 52) - (1 << 41);

/// Strictly increasing over all changes of a database, across restarts and backward steps of the wall clock.
///
/// A reading is microseconds since 1970 shifted left by 12, with a counter below. After a wall clock that was ahead it
/// counts on by one for each change until time has caught up.
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
        (now_micros.min(LATEST_MICROS) << COUNTER_BITS).max(self.last.saturating_add(1))
    }

    /// Takes a reading that [`HybridClock::peek`] gave, or one of the log.
    pub fn advance(&mut self, reading: u64) {
        self.last = self.last.max(reading);
    }

    /// Takes a reading of another database over: a false one cannot use the readings up.
    pub fn meet(&mut self, reading: u64) {
        self.advance(reading.min(LATEST_MICROS << COUNTER_BITS));
    }

    /// By how much it is ahead of a wall clock, in milliseconds. It counts on until that has caught up.
    #[must_use]
    pub const fn ahead_ms(&self, now_micros: u64) -> u64 {
        (self.last >> COUNTER_BITS).saturating_sub(now_micros) / 1000
    }

    /// The last reading taken.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.last
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
        assert_eq!(previous, 10 << COUNTER_BITS);
    }

    #[test]
    fn readings_increase_after_any_wall_clock_and_any_foreign_reading() {
        let mut clock = HybridClock::default();
        clock.meet(u64::MAX);
        for now in [u64::MAX, 0, 1 << 53, 7] {
            let reading = clock.peek(now);
            assert!(reading > clock.last());
            clock.advance(reading);
        }
    }
}
