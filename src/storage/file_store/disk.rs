//! The file as the store uses it: which calls are under way, and what is flushed.
//!
//! - **One failed flush ends all.** A host drops what it failed to write, reports that once, and goes on to show it. So
//!   a flush that fails, fails every step that has not had its own flush yet, and nothing is written until the next
//!   opening, which writes again what no flush has proved.
//! - **A flush covers what was written before it began**, and nothing that came while it ran.
//! - **A call that stalls keeps its place.** Until it has come to its end, the store is not opened again: it would hit
//!   whatever was written there since.

use std::cell::Cell;
use std::rc::Rc;

use crate::storage::join::join_all;
use crate::storage::ports::{File, LocalFuture, Outcome, StoreError, StoreErrorKind};

/// A write: offset and bytes.
pub type Write = (u64, Vec<u8>);

/// The file, with what has to be known about the calls made so far.
pub struct Disk {
    file: Rc<dyn File>,
    open: Cell<bool>,
    /// Writes, truncations and flushes that have not come to their end. One whose future is dropped never has.
    pending: Cell<u32>,
    /// A flush has failed since the last opening.
    failed: Cell<bool>,
    /// Another holder has the file.
    lost: Cell<bool>,
    /// Writes of the log that were begun, that have ended, and that a flush has covered.
    logged: Cell<u64>,
    landed: Cell<u64>,
    flushed: Cell<u64>,
}

fn unavailable(message: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, message)
}

impl Disk {
    /// Over a closed file.
    pub fn new(file: Rc<dyn File>) -> Self {
        Disk {
            file,
            open: Cell::new(false),
            pending: Cell::new(0),
            failed: Cell::new(false),
            lost: Cell::new(false),
            logged: Cell::new(0),
            landed: Cell::new(0),
            flushed: Cell::new(0),
        }
    }

    /// Opens the file if it is not open, and anew if another holder has taken it.
    ///
    /// # Errors
    /// `Unavailable` while a call of before is under way; those of the file.
    pub async fn open(&self) -> Result<(), StoreError> {
        if self.pending.get() > 0 {
            return Err(unavailable("the host has not finished a write of before"));
        }
        if self.lost.replace(false) {
            let _ = self.close().await;
        }
        if !self.open.get() {
            self.file.open().await?;
            self.open.set(true);
        }
        self.failed.set(false);
        self.flushed.set(self.logged.get());
        Ok(())
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open.get()
    }

    /// Whether all calls that write have come to their end.
    pub fn is_quiet(&self) -> bool {
        self.pending.get() == 0
    }

    /// Closes the file; it stays closed if that fails.
    ///
    /// # Errors
    /// Those of the file.
    pub async fn close(&self) -> Result<(), StoreError> {
        if self.open.replace(false) { self.file.close().await } else { Ok(()) }
    }

    /// Removes the file, open or not.
    ///
    /// # Errors
    /// Those of the file.
    pub async fn remove(&self) -> Result<(), StoreError> {
        if !self.open.replace(false) {
            self.file.open().await?;
        }
        self.file.remove().await
    }

    /// The file, for reading.
    pub fn file(&self) -> &dyn File {
        self.file.as_ref()
    }

    /// Whether writes can still become safe.
    ///
    /// # Errors
    /// `Unavailable` if a flush has failed since the last opening.
    pub fn sound(&self) -> Result<(), StoreError> {
        if self.failed.get() { Err(unavailable("a flush has failed: open again")) } else { Ok(()) }
    }

    async fn tracked(&self, call: LocalFuture<'_, Result<(), StoreError>>) -> Result<(), StoreError> {
        self.pending.set(self.pending.get() + 1);
        let result = call.await;
        self.pending.set(self.pending.get() - 1);
        if result.as_ref().is_err_and(|error| error.kind == StoreErrorKind::Fenced) {
            self.lost.set(true);
        }
        result
    }

    /// Writes at one place.
    ///
    /// # Errors
    /// `Unavailable` after a failed flush; those of the file.
    pub async fn write(&self, (offset, bytes): Write) -> Result<(), StoreError> {
        self.sound()?;
        self.tracked(self.file.write_at(offset, bytes)).await
    }

    /// As `write`, at several places.
    ///
    /// # Errors
    /// As `write`.
    pub async fn write_all(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let writes = writes.into_iter().map(|write| Box::pin(self.write(write)) as LocalFuture<'_, _>);
        join_all(writes.collect()).await.into_iter().collect()
    }

    /// A write of the log.
    ///
    /// # Errors
    /// As `write`.
    pub async fn log(&self, write: Write) -> Result<(), StoreError> {
        self.logged.set(self.logged.get() + 1);
        let written = self.write(write).await;
        match &written {
            Ok(()) => self.landed.set(self.landed.get() + 1),
            Err(_) => self.logged.set(self.logged.get() - 1),
        }
        written
    }

    /// Whether all that was written to the log is flushed.
    pub fn log_is_flushed(&self) -> bool {
        self.flushed.get() == self.logged.get()
    }

    /// Makes safe what has been written; any failure is uncertain, whatever its reason, and is every step's.
    ///
    /// # Errors
    /// Those of the file; `Unavailable` if another flush has failed meanwhile.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.sound()?;
        let covered = self.landed.get();
        if let Err(mut error) = self.tracked(self.file.flush()).await {
            self.failed.set(true);
            if error.kind.outcome() == Outcome::NotApplied {
                error.kind = StoreErrorKind::Io;
            }
            return Err(error);
        }
        self.sound()?;
        self.flushed.set(self.flushed.get().max(covered));
        Ok(())
    }

    /// Cuts the file.
    ///
    /// # Errors
    /// As `write`.
    pub async fn truncate(&self, size: u64) -> Result<(), StoreError> {
        self.sound()?;
        self.tracked(self.file.truncate(size)).await
    }
}
