//! Counters of a running engine.

use super::shared::Engine;

/// Counters for tools and tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Status {
    /// This holder's epoch.
    pub epoch: u64,
    /// Last log sequence number given out.
    pub lsn: u64,
    /// Last log sequence number known to be durable.
    pub durable_lsn: u64,
    /// Number of the newest checkpoint.
    pub checkpoint: u64,
    /// Bytes of changes in the write buffers.
    pub buffered_bytes: u64,
    /// Bytes of pages, write buffers and requests that wait, in memory.
    pub memory_bytes: u64,
    /// Requests that wait for pages or room.
    pub parked: u64,
    /// How often requests were run since the state was built: more often than there were requests, for one that waits
    /// runs again.
    pub runs: u64,
    /// Whether a checkpoint is under way.
    pub checkpointing: bool,
    /// Whether jobs are under way, or about to begin.
    pub working: bool,
    /// Whether requests wait for a restore.
    pub restoring: bool,
    /// Whether the storage could not be reached when the database was opened again.
    pub unreachable: bool,
    /// How far the clock that orders changes is ahead of the host's, in milliseconds: the host's clock was wrong when
    /// something was written, or is now.
    pub clock_ahead_ms: u64,
}

impl Engine {
    /// Counters of this moment.
    #[must_use]
    pub fn status(&self) -> Status {
        let state = self.inner.state.borrow();
        Status {
            epoch: state.tail.epoch,
            lsn: state.lsn,
            durable_lsn: state.durable_lsn,
            checkpoint: state.superblock.checkpoint,
            buffered_bytes: (state.forest.buffered_bytes() + state.forest.sealed_bytes()) as u64,
            memory_bytes: (state.forest.memory_bytes() + state.parked.bytes()) as u64,
            parked: state.parked.len() as u64,
            runs: state.runs,
            checkpointing: state.checkpointing,
            working: state.jobs_running || state.jobs_due,
            restoring: self.inner.restoring.get(),
            unreachable: self.inner.unreachable(),
            clock_ahead_ms: state.clock.ahead_ms(self.inner.host.now_micros()),
        }
    }
}
