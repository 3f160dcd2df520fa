//! The two ports, with the contracts that every adapter keeps and the contract suite checks.
//!
//! # What holds for every method of [`Store`]
//!
//! - Nothing is interactive: a call is one step, and no lock or transaction outlives it.
//! - A step is **all or nothing** under any failure, unless its text says otherwise.
//! - **Order.** At most one `append_log` and at most one of `switch_root`, `write_pages`, `delete_pages`,
//!   `delete_page_range` is under way at a time; reads and the calls for the reserve may overlap anything.
//! - **Errors** say what became of the step, see [`StoreErrorKind::outcome`]. After an uncertain one the handle
//!   refuses further writes with `Unavailable` until [`Store::open`] was called again, which shows what is there.
//! - **Fence.** A handle whose database was opened by another handle since is refused with `Fenced` and changes
//!   nothing. Exclusive adapters (files) never let it come so far: their `open` says `InUse`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::page_id::PageId;
use super::turn::turn;

/// A future of one thread: the engine and its hosts are single-threaded.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Looks at the stored superblock (`None`: a new database) and may refuse it before anything is written.
pub type Admit<'a> = &'a dyn Fn(Option<&[u8]>) -> Result<(), StoreError>;

/// What went wrong in storage, as a class that the layers above act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// No space, or the host's quota is used up. Nothing was applied. Retry after space was freed.
    Quota,
    /// The store cannot be reached: closed, lost, or poisoned by an uncertain step. Reopen, then look.
    Unavailable,
    /// Another holder has opened the database since. Nothing was applied. Never retry: step down.
    Fenced,
    /// Stored bytes are not what was written. Nothing was applied.
    Corrupt,
    /// The host took the data away (cleared site data, deleted file).
    Evicted,
    /// Another holder has the database open. Nothing was applied. Retry when it may have left.
    InUse,
    /// The data is in a format newer than this engine. Nothing was applied.
    TooNew,
    /// The host lacks what the adapter needs. Nothing was applied.
    Unsupported,
    /// The database is encrypted and there is no key for it, or not the right one; or it is not, and was to be. Nothing
    /// was applied.
    Locked,
    /// The host failed in another way. Uncertain.
    Io,
}

/// What became of a step that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The step left no trace.
    NotApplied,
    /// It may have been applied, as a whole or not at all: reopen and look.
    Uncertain,
}

impl StoreErrorKind {
    /// Every kind.
    pub const ALL: [StoreErrorKind; 10] = [
        Self::Quota,
        Self::Unavailable,
        Self::Fenced,
        Self::Corrupt,
        Self::Evicted,
        Self::InUse,
        Self::TooNew,
        Self::Unsupported,
        Self::Locked,
        Self::Io,
    ];

    /// The kind's name: the `code` of an adapter's error object in JavaScript.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quota => "Quota",
            Self::Unavailable => "Unavailable",
            Self::Fenced => "Fenced",
            Self::Corrupt => "Corrupt",
            Self::Evicted => "Evicted",
            Self::InUse => "InUse",
            Self::TooNew => "TooNew",
            Self::Unsupported => "Unsupported",
            Self::Locked => "Locked",
            Self::Io => "Io",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What a step that failed with this kind has left behind.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Unavailable | Self::Evicted | Self::Io => Outcome::Uncertain,
            _ => Outcome::NotApplied,
        }
    }

    /// Whether the same step may succeed later on this handle (after space was freed, or the other holder left).
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::Quota | Self::InUse)
    }
}

/// A failure of storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// Its class.
    pub kind: StoreErrorKind,
    /// For people; names the array, file or call concerned.
    pub message: String,
}

impl StoreError {
    /// An error of that kind.
    #[must_use]
    pub fn new(kind: StoreErrorKind, message: &str) -> Self {
        StoreError { kind, message: message.to_owned() }
    }

    /// The same error with `context` put before its message, as in `page 12: ...`.
    #[must_use]
    pub fn within(mut self, context: &str) -> Self {
        self.message.insert_str(0, ": ");
        self.message.insert_str(0, context);
        self
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.kind.name())?;
        out.write_str(": ")?;
        out.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {}

/// When an appended group has to be safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Before the call resolves, against loss of power too, as far as the host can promise it.
    Strict,
    /// Handed to the host when the call resolves: survives the process, not always the loss of power. A strict
    /// append or a `switch_root` that resolves later makes it safe as well. What is lost is a suffix of the log.
    Relaxed,
}

/// Sizes of arrays a store is good at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one array (log chunk or page) that store fastest.
    pub preferred_array: usize,
    /// Largest array the store takes, in bytes.
    pub maximum_array: usize,
    /// Bytes of the log that a reserve given up has room for.
    pub spare_log: usize,
    /// Bytes of changes, as they are buffered, that it has room for as pages besides.
    pub spare_pages: usize,
}

/// A place in the log. Ordered by epoch, then sequence; sequences of an epoch count from 0 without gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogPosition {
    /// Epoch of the holder that wrote it.
    pub epoch: u64,
    /// Number within the epoch.
    pub sequence: u64,
}

/// One stored log chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogChunk {
    /// Epoch of the holder that wrote it.
    pub epoch: u64,
    /// Number within the epoch.
    pub sequence: u64,
    /// What was appended. Never empty.
    pub bytes: Vec<u8>,
}

/// What [`Store::open`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The epoch of this handle: one more than any before. At least 1.
    pub epoch: u64,
    /// The place of the next append, if the disk was too full for a new epoch, and the handle goes on with the newest
    /// there is, its own or another's: it can read and append what fits, but neither writes pages nor deletes any nor
    /// switches the root.
    pub resumed: Option<u64>,
    /// The superblock of the last `switch_root`, if there was one.
    pub superblock: Option<Vec<u8>>,
    /// The chunks from the last truncation on, of all epochs, in order.
    pub log: Vec<LogChunk>,
}

/// Byte arrays under page ids, a superblock and a run of log chunks. The contract's common part is in the
/// [module](self).
pub trait Store {
    /// The sizes this store is good at. The same before and after opening.
    fn limits(&self) -> Limits;

    /// Opens, or opens again, in one atomic step: reads the superblock and the log, asks `admit`, shuts the old
    /// epoch's log with a tombstone and takes the next epoch.
    ///
    /// When it resolves: all that it returns is durable, and every earlier handle is fenced off. May be called at any
    /// time, also after a failure or a close; the first append of the new epoch has sequence 0. If it fails, or is
    /// cut, the database is unchanged, except that the epoch may have been taken.
    ///
    /// On a full disk it gives up the reserve, and if that is not enough it may resume, see [`Opened::resumed`].
    ///
    /// # Errors
    /// What `admit` returns; `InUse` if the adapter is exclusive and somebody has it; `Unsupported`, `Unavailable`,
    /// `TooNew`, `Corrupt`, `Quota`, `Io`.
    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>>;

    /// The pages of `ids` in that order, `None` for one that is not there. One storage read for all.
    ///
    /// Sees every page whose `write_pages` has resolved on this handle.
    ///
    /// # Errors
    /// `Unavailable`, `Evicted`, `Corrupt`, `Io`. May be tried again.
    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>>;

    /// Appends a group of chunks at `first_sequence` and the places after it, all or none.
    ///
    /// `first_sequence` is the next place of this handle's epoch: 0 after opening, then counted on. No chunk is empty.
    /// When it resolves, the group is as safe as `durability` says. A cut leaves the whole group or nothing of it.
    ///
    /// # Errors
    /// `Fenced`, `Quota`: nothing is there. `Unavailable`, `Evicted`, `Io`: uncertain, and the handle needs
    /// reopening; the chunk is then found in [`Opened::log`], or the group was not applied.
    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Writes a slice of new pages.
    ///
    /// Durable at the latest when a later `switch_root` resolves; a cut before that leaves any of them there or not.
    /// The ids are new, of this handle's epoch; or those of pages that are there, which are replaced: a cut leaves the old
    /// bytes or the new ones.
    ///
    /// # Errors
    /// `Fenced`, `Quota`: none is there. `Unavailable`, `Evicted`, `Io`: uncertain.
    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Puts `superblock` in place of the old one and removes the log before `truncate_before`, in one step.
    ///
    /// When it resolves, the superblock, every page written before and every deletion before are durable. A cut
    /// leaves the old superblock with its log or the new one with its own. Tombstones of old epochs stay.
    ///
    /// # Errors
    /// `Fenced`, `Quota`: the old state holds. `Unavailable`, `Evicted`, `Io`: uncertain.
    fn switch_root(
        &self,
        superblock: Vec<u8>,
        truncate_before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Removes a slice of pages; ids that are not there are passed over.
    ///
    /// Durable at the latest when a later `switch_root` resolves; a cut before that leaves any of them there or not.
    /// Only pages that the current superblock does not need may be removed.
    ///
    /// # Errors
    /// `Fenced`, `Quota`: nothing was removed. `Unavailable`, `Evicted`, `Io`: uncertain; may be done again.
    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Removes the pages from `from` to before `to`: the garbage of an unfinished checkpoint. Else as `delete_pages`.
    ///
    /// # Errors
    /// As `delete_pages`.
    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Gives the reserve of 1 MB back to the host, so that deletions and a checkpoint work on a full disk.
    ///
    /// Resolves as well if there is none.
    ///
    /// # Errors
    /// `Fenced`, `Unavailable`, `Evicted`, `Io`.
    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Makes sure that the reserve of 1 MB is there. Cheap if it is. To be called when idle after opening, and again
    /// when space was freed.
    ///
    /// # Errors
    /// `Quota`: there is no room for it. `Fenced`, `Unavailable`, `Evicted`, `Io`.
    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Calls `listener` once if the host takes the open store away (`Evicted`, `Unavailable`, `Fenced`). Not after
    /// `close` or `destroy`. Replaces an earlier listener and holds over `open`.
    fn on_lost(&self, listener: Rc<dyn Fn(StoreError)>);

    /// Lets go of everything held: connection, lock. Relaxed appends are flushed first. Afterwards only `open`
    /// and `destroy` do anything; `close` of a closed store resolves.
    ///
    /// # Errors
    /// `Io`: it is closed, but relaxed appends may be lost.
    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Closes, and removes the database with all data. A later `open` finds a new one.
    ///
    /// # Errors
    /// `InUse` if somebody else has it open, `Unavailable`, `Io`.
    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>>;
}

/// Bytes at offsets, held by one holder at a time.
///
/// Calls may overlap if their ranges do not. Errors are `Quota` (no space), `InUse`, `Evicted`, `Unavailable` (not
/// open), `Unsupported`, `Io`; after a failed write the bytes of its range are unknown, after a failed flush those of
/// all ranges written since the last good one, whoever wrote them, though reads may go on to show them: the host tells
/// of that once, to one of the flushes that overlap.
///
/// - A flush covers the writes that have resolved before it began, and promises nothing of those that resolve while it
///   runs.
/// - A call that was made takes its course: dropping its future does not undo it, and however long it takes it may
///   still come into effect. `close` waits for such calls before it gives the lock back.
/// - **Fence.** A holder that stood still may have lost its lock to another. Then `flush` fails with `Fenced`, and so
///   does all that is called later: whatever such a holder has written, it is never told that it is safe.
pub trait File {
    /// Opens and takes the exclusive lock; creates an empty file if there is none.
    ///
    /// # Errors
    /// `InUse`: somebody has the lock. Else as for all.
    fn open(&self) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Up to `length` bytes from `offset`: fewer only at the end of the file.
    ///
    /// # Errors
    /// As for all.
    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StoreError>>;

    /// Writes all of `bytes` at `offset`, growing the file (a gap reads as zeros). Readable when it resolves; safe
    /// when a later `flush` resolves. A cut leaves any part of it, but never changes bytes outside its range.
    ///
    /// # Errors
    /// As for all.
    fn write_at(&self, offset: u64, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Makes all writes and truncations that have resolved before safe against loss of power.
    ///
    /// # Errors
    /// As for all.
    fn flush(&self) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Cuts the file to `size`, or grows it with zeros.
    ///
    /// # Errors
    /// As for all.
    fn truncate(&self, size: u64) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Size in bytes.
    ///
    /// # Errors
    /// As for all.
    fn size(&self) -> LocalFuture<'_, Result<u64, StoreError>>;

    /// Lets the host do what else it has to do, between the parts of long work. Calls may all be answered within one
    /// turn of the host, so to wait for them is not enough.
    fn pause(&self) -> LocalFuture<'_, ()> {
        Box::pin(turn())
    }

    /// Closes and gives the lock back. Does not flush. Resolves if it is closed.
    ///
    /// # Errors
    /// As for all; it is closed all the same.
    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>>;

    /// Closes and removes the file. Called by the holder of the lock.
    ///
    /// # Errors
    /// As for all.
    fn remove(&self) -> LocalFuture<'_, Result<(), StoreError>>;
}
