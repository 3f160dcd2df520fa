//! What the engine needs of its host: clocks, entropy, tasks. The only way out of the deterministic core besides
//! storage.

use crate::storage::LocalFuture;

/// The host's services. A simulation implements it with a seed.
pub trait Host {
    /// Wall clock, microseconds since 1970.
    fn now_micros(&self) -> u64;

    /// A clock that never steps back, in microseconds; only differences count.
    fn monotonic_micros(&self) -> u64;

    /// Sixteen random bytes.
    fn entropy(&self) -> [u8; 16];

    /// Starts a task on this thread; it runs whenever the host's event loop gets to it, never inside this call.
    fn spawn(&self, task: LocalFuture<'static, ()>);

    /// Resolves after the host's event loop had a turn, so that a page can paint and take input.
    fn pause(&self) -> LocalFuture<'static, ()>;

    /// Resolves after about that many milliseconds.
    fn rest(&self, millis: u32) -> LocalFuture<'static, ()>;

    /// As [`Host::rest`], for up to an hour in which nothing is done until `due_ms`, in epoch milliseconds. `None` where a host
    /// has no timers that last so long, or would be kept awake by one: what is due is then looked at with the next request.
    /// A host that is woken from outside of the program may take all of the time at once.
    fn sleep(&self, millis: u32, _due_ms: u64) -> Option<LocalFuture<'static, ()>> {
        Some(self.rest(millis))
    }

    /// Loads what is not there yet of an engine that comes in parts. False if it cannot be had now.
    fn complete(&self) -> LocalFuture<'static, bool> {
        Box::pin(std::future::ready(true))
    }

    /// Calls for code outside of the engine that does work of this kind: once after opening, if there is such work, and
    /// whenever some is added. It must not call the engine before it returns. Nothing happens where there is no such code.
    fn summon(&self, _kind: &str) {}

    /// Whether there is memory for more data, with enough to spare for every request that adds none. Where memory ends,
    /// the engine ends.
    fn has_memory(&self) -> bool {
        true
    }
}
