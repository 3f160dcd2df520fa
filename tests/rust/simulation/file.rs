//! A file whose calls take their time, fail, stall, and find the disk full.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use hashrange::storage::fault::{Fault, FaultDisk};
use hashrange::storage::{File, LocalFuture, StoreError, StoreErrorKind};

use crate::random::Random;
use crate::turns::{Trouble, turns};

const BLOCK: u64 = 4096;

type Outcome<T> = Result<T, StoreError>;

pub struct SlowFile {
    pub inner: Rc<dyn File>,
    pub disk: FaultDisk,
    pub random: Rc<Random>,
    pub trouble: Rc<Trouble>,
    /// Blocks that the disk backs; what was never written is a hole.
    pub blocks: Rc<RefCell<BTreeSet<u64>>>,
    /// The file takes no more bytes of the disk than this.
    pub quota: Rc<Cell<usize>>,
}

impl SlowFile {
    /// Takes the blocks of a write that are not backed yet, if there are as many.
    fn back(&self, offset: u64, length: usize) -> Outcome<()> {
        let mut blocks = self.blocks.borrow_mut();
        let missing: Vec<u64> = (offset / BLOCK..(offset + length as u64).div_ceil(BLOCK))
            .filter(|block| !blocks.contains(block))
            .collect();
        let used = (blocks.len() + missing.len()) * BLOCK as usize;
        if !missing.is_empty() && used > self.quota.get() {
            return Err(StoreError::new(StoreErrorKind::Quota, "no space on the device"));
        }
        blocks.extend(missing);
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
            self.back(offset, bytes.len())?;
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
            self.trouble.before().await?;
            self.inner.truncate(size).await?;
            self.blocks.borrow_mut().split_off(&size.div_ceil(BLOCK));
            Ok(())
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
