//! The operating system as the engine's host.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::executor::Executor;
use crate::engine::Host;
use crate::storage::LocalFuture;

/// System clocks, and an [`Executor`] for tasks.
pub struct SystemHost {
    executor: Rc<Executor>,
    start: Instant,
}

impl SystemHost {
    /// A host whose tasks run on `executor`.
    #[must_use]
    pub fn new(executor: Rc<Executor>) -> Self {
        Self { executor, start: Instant::now() }
    }
}

/// Waits for one turn.
struct Turn(bool);

impl Future for Turn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// A future that is ready at its second poll.
#[must_use]
pub fn turn() -> LocalFuture<'static, ()> {
    Box::pin(Turn(false))
}

/// Waits until a moment; polled in turn like everything here.
struct Until(Instant);

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.0 { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Host for SystemHost {
    fn now_micros(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64)
    }

    fn monotonic_micros(&self) -> u64 {
        self.start.elapsed().as_micros() as u64
    }

    fn entropy(&self) -> [u8; 16] {
        // The standard library's hash keys are random per process and differ per instance; identifiers need no more.
        let word = || RandomState::new().build_hasher().finish();
        (u128::from(word()) << 64 | u128::from(word())).to_le_bytes()
    }

    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self.executor.spawn(task);
    }

    fn pause(&self) -> LocalFuture<'static, ()> {
        turn()
    }

    /// Tasks run only while somebody waits for an answer, so there is nobody to wake.
    fn sleep(&self, _: u32, _: u64) -> Option<LocalFuture<'static, ()>> {
        None
    }

    fn rest(&self, millis: u32) -> LocalFuture<'static, ()> {
        Box::pin(Until(Instant::now() + Duration::from_millis(u64::from(millis))))
    }
}
