//! A host whose clocks jump.

use std::cell::Cell;
use std::rc::Rc;

use hashrange::engine::Host;
use hashrange::native::Executor;
use hashrange::storage::LocalFuture;

use crate::random::Random;
use crate::turns::turns;

pub const NEW_YEAR: i64 = 1_700_000_000_000_000;
const HOUR: i64 = 3_600_000_000;

pub struct SimulatedHost {
    pub executor: Rc<Executor>,
    pub random: Rc<Random>,
    pub micros: Cell<u64>,
    /// How far the wall clock is off.
    pub off: Cell<i64>,
    /// Of a wall clock that goes on from life to life, how far it has come.
    pub steady: Option<Rc<Cell<u64>>>,
}

impl Host for SimulatedHost {
    fn now_micros(&self) -> u64 {
        if let Some(passed) = &self.steady {
            passed.set(self.micros.get());
        } else if self.random.one_in(100) {
            self.off.set(self.random.below(4 * HOUR as u64) as i64 - 2 * HOUR);
        }
        (NEW_YEAR + self.off.get() + self.micros.get() as i64).cast_unsigned()
    }

    /// It never steps back, but sleeps at times.
    fn monotonic_micros(&self) -> u64 {
        let passed = if self.random.one_in(400) { 4_000_000 } else { self.random.below(3000) };
        self.micros.set(self.micros.get() + passed);
        self.micros.get()
    }

    fn entropy(&self) -> [u8; 16] {
        (u128::from(self.random.next()) << 64 | u128::from(self.random.next())).to_le_bytes()
    }

    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.executor.spawn(task);
    }

    fn pause(&self) -> LocalFuture<'static, ()> {
        Box::pin(turns(1))
    }

    fn rest(&self, millis: u32) -> LocalFuture<'static, ()> {
        Box::pin(turns(self.random.below(20 + u64::from(millis) / 8)))
    }
}
