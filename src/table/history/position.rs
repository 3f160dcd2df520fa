//! Where a change record stands: its key in the tree of its segment, and its sequence number in a stream.

/// Digits that a sequence number has at the least.
const DIGITS: usize = 21;

/// The place of a change record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// The clock of the write, which grows with every commit of this database.
    pub clock: u64,
    /// Tells the records of one commit apart.
    pub count: u32,
}

impl Position {
    /// The key of the record, in the order of positions.
    #[must_use]
    pub fn key(self) -> Vec<u8> {
        let mut key = self.clock.to_be_bytes().to_vec();
        key.extend_from_slice(&self.count.to_be_bytes());
        key
    }

    /// The position of a record's key.
    #[must_use]
    pub fn of_key(key: &[u8]) -> Option<Self> {
        let (clock, rest) = key.split_first_chunk::<8>()?;
        let count: [u8; 4] = rest.try_into().ok()?;
        Some(Self { clock: u64::from_be_bytes(*clock), count: u32::from_be_bytes(count) })
    }

    /// The first place that a write of this wall time, in epoch milliseconds, can have.
    #[must_use]
    pub const fn of_ms(ms: u64) -> Self {
        // The clock counts microseconds above twelve bits, and is never behind the wall clock.
        Self { clock: ms.saturating_mul(1000).saturating_mul(1 << 12), count: 0 }
    }

    /// The time by the clock, in epoch milliseconds.
    #[must_use]
    pub const fn ms(self) -> u64 {
        (self.clock >> 12) / 1000
    }

    /// The next position.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.count.checked_add(1) {
            Some(count) => Self { clock: self.clock, count },
            None => Self { clock: self.clock.saturating_add(1), count: 0 },
        }
    }

    /// The sequence number: 21 to 29 decimal digits, which grow with the position.
    #[must_use]
    pub fn number(self) -> String {
        let digits = (u128::from(self.clock) << 32 | u128::from(self.count)).to_string();
        ["0".repeat(DIGITS.saturating_sub(digits.len())), digits].concat()
    }

    /// The position of a sequence number; one that is larger than any is the last one.
    #[must_use]
    pub fn of_number(number: &str) -> Option<Self> {
        if number.len() < DIGITS || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let whole = number.parse::<u128>().unwrap_or(u128::MAX).min((1 << 96) - 1);
        Some(Self { clock: (whole >> 32) as u64, count: whole as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn keys_and_numbers_are_in_order_and_come_back() {
        let positions = [
            Position::default(),
            Position { clock: 0, count: u32::MAX },
            Position { clock: 1, count: 0 },
            Position { clock: 7_356_530_237_440_000_000, count: 3 },
            Position { clock: u64::MAX, count: u32::MAX },
        ];
        for position in positions {
            assert_eq!(Position::of_key(&position.key()), Some(position));
            assert_eq!(Position::of_number(&position.number()), Some(position));
            assert!((21..=40).contains(&position.number().len()));
        }
        assert!(positions.is_sorted_by_key(|position| position.key()));
        assert_eq!(positions[1].next(), positions[2]);
        assert_eq!(positions[3].number(), "31596056781839914762240000003");
        for wrong in ["1", "12345678901234567890a", "", "-12345678901234567890"] {
            assert_eq!(Position::of_number(wrong), None);
        }
        assert_eq!(Position::of_number(&"9".repeat(40)), Some(positions[4]));
    }
}
