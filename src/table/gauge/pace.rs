//! The time that gets take that are answered at once.

/// Of such gets, the time of one in so many is measured; it stands for those that follow.
const MEASURED: u32 = 8;

/// The time that gets take that are answered at once. Reading a clock would be a good part of it.
#[derive(Debug, Default)]
pub(super) struct Pace {
    unmeasured: u32,
    micros: u64,
}

impl Pace {
    /// The time when such a get ended, in microseconds.
    pub fn end(&mut self, started_micros: u64, clock: &dyn Fn() -> u64) -> u64 {
        if self.unmeasured == 0 {
            let end = clock();
            *self = Self { unmeasured: MEASURED, micros: end.saturating_sub(started_micros) };
        }
        self.unmeasured -= 1;
        started_micros + self.micros
    }
}
