//! A file whose calls take their time, fail, stall, and find the disk full.

use std::cell::Cell;
use std::rc::Rc;

use hashrange::storage::fault::{Fault, FaultDisk};
use hashrange::storage::{File, LocalFuture, StoreError, StoreErrorKind};

use crate::random::Random;
use crate::turns::{Trouble, turns};

type Outcome<T> = Result<T, StoreError>;

pub struct SlowFile {
    pub inner: Rc<dyn File>,
    pub disk: FaultDisk,
    pub random: Rc<Random>,
    pub trouble: Rc<Trouble>,
    /// The file grows no larger than this.
    pub quota: Rc<Cell<usize>>,
}

impl SlowFile {
    async fn full(&self, end: u64) -> Outcome<()> {
        if end as usize > self.quota.get().max(self.disk.size()) {
            return Err(StoreError::new(StoreErrorKind::Quota, "no space on the device"));
        }
        Ok(())
    }
}

impl File for SlowFile {
    fn open(&self) -> LocalFuture<'_, Outcome<()>> {
        self.inner.open()
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Outcome<Vec<u8>>> {
        Box::pin(async move {
            turns(self.random.below(3)).await;
            self.inner.read_at(offset, length).await
        })
    }

    fn write_at(&self, offset: u64, bytes: Vec<u8>) -> LocalFuture<'_, Outcome<()>> {
        Box::pin(async move {
            self.full(offset + bytes.len() as u64).await?;
            self.trouble.before().await?;
            self.inner.write_at(offset, bytes).await?;
            self.trouble.after().await
        })
    }

    /// A flush that fails has lost what was written before it, and shows it all the same.
    fn flush(&self) -> LocalFuture<'_, Outcome<()>> {
        Box::pin(async move {
            let fails = self.trouble.before().await.is_err();
            if fails {
                self.disk.fail(1, Fault::Error(StoreErrorKind::Io));
            }
            let flushed = self.inner.flush().await;
            if fails {
                self.disk.heal();
            }
            flushed?;
            turns(self.random.below(3)).await;
            Ok(())
        })
    }

    fn truncate(&self, size: u64) -> LocalFuture<'_, Outcome<()>> {
        Box::pin(async move {
            self.full(size).await?;
            self.trouble.before().await?;
            self.inner.truncate(size).await
        })
    }

    fn size(&self) -> LocalFuture<'_, Outcome<u64>> {
        self.inner.size()
    }

    fn close(&self) -> LocalFuture<'_, Outcome<()>> {
        self.inner.close()
    }

    fn remove(&self) -> LocalFuture<'_, Outcome<()>> {
        self.inner.remove()
    }
}
