//! Waiting in a simulation, and what goes wrong meanwhile.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use hashrange::storage::{StoreError, StoreErrorKind};

use crate::random::Random;

struct Turns(u64);

impl Future for Turns {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.0.checked_sub(1) {
            None => Poll::Ready(()),
            Some(rest) => {
                self.0 = rest;
                Poll::Pending
            }
        }
    }
}

/// Ready after `count` polls.
pub async fn turns(count: u64) {
    Turns(count).await;
}

/// Longer than the engine waits for a step to settle.
const STALL: u64 = 3_000;

/// How often the steps of a store fail or stall: one in so many, 0 for never.
pub struct Trouble {
    random: Rc<Random>,
    pub fails: Cell<u64>,
    pub stalls: Cell<u64>,
}

impl Trouble {
    pub fn new(random: Rc<Random>) -> Self {
        Trouble { random, fails: Cell::new(0), stalls: Cell::new(0) }
    }

    fn happens(&self, rate: &Cell<u64>) -> bool {
        rate.get() > 0 && self.random.one_in(rate.get())
    }

    async fn pass(&self) {
        let stalls = self.happens(&self.stalls);
        turns(if stalls { self.random.below(STALL) } else { self.random.below(4) }).await;
    }

    /// Before a step takes effect: it may come to nothing.
    pub async fn before(&self) -> Result<(), StoreError> {
        self.pass().await;
        if !self.happens(&self.fails) {
            return Ok(());
        }
        let kind = self.random.choose(&[StoreErrorKind::Quota, StoreErrorKind::Io]);
        Err(StoreError::new(kind, "a fault before the step"))
    }

    /// After a step took effect: nobody may hear of it.
    pub async fn after(&self) -> Result<(), StoreError> {
        self.pass().await;
        if self.happens(&self.fails) {
            return Err(StoreError::new(StoreErrorKind::Io, "a fault after the step"));
        }
        Ok(())
    }
}
