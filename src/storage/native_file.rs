//! A file of the operating system, for native programs and tests.
//!
//! Calls run at once and block: their futures are ready when they are made. `flush` is `fdatasync` or its like. The
//! lock is `NAME.lock` beside the file, see [`super::lock_file`].

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::future::ready;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::lock_file::{LockFile, private};
use super::ports::{File, LocalFuture, StoreError, StoreErrorKind};

struct Held {
    file: fs::File,
    lock: LockFile,
}

/// A handle on the file of a path.
pub struct NativeFile {
    path: PathBuf,
    held: RefCell<Option<Held>>,
}

fn failed(error: std::io::Error) -> StoreError {
    let kind = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => StoreErrorKind::Quota,
        ErrorKind::NotFound => StoreErrorKind::Evicted,
        ErrorKind::Unsupported | ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            StoreErrorKind::Unsupported
        }
        _ => StoreErrorKind::Io,
    };
    StoreError::new(kind, &error.to_string())
}

fn read_fully(file: &mut fs::File, offset: u64, length: usize) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A created or removed name is safe only when its folder is flushed. Where folders cannot be opened this does nothing.
fn flush_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match fs::File::open(folder) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        _ => Ok(()),
    }
}

impl NativeFile {
    /// A closed handle on the file at `path`. Its folder must exist.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        NativeFile { path: path.to_owned(), held: RefCell::new(None) }
    }

    fn lock_path(&self) -> PathBuf {
        let mut path = self.path.as_os_str().to_owned();
        path.push(".lock");
        PathBuf::from(path)
    }

    fn acquire(&self) -> Result<(), StoreError> {
        let mut held = self.held.borrow_mut();
        if held.is_some() {
            return Ok(());
        }
        let lock = LockFile::take(&self.lock_path())?;
        let is_new = !self.path.exists();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private(&mut options);
        let name = self.path.display().to_string();
        let file = options.open(&self.path).map_err(|error| failed(error).within(&name))?;
        if is_new {
            flush_folder(&self.path).map_err(failed)?;
        }
        *held = Some(Held { file, lock });
        Ok(())
    }

    fn run<'a, T: 'a>(
        &self,
        run: impl FnOnce(&mut Held) -> Result<T, StoreError>,
    ) -> LocalFuture<'a, Result<T, StoreError>> {
        let result = match self.held.borrow_mut().as_mut() {
            Some(held) => run(held),
            None => Err(StoreError::new(StoreErrorKind::Unavailable, "the file is closed")),
        };
        Box::pin(ready(result))
    }

    fn change(
        &self,
        run: impl FnOnce(&mut fs::File) -> std::io::Result<()>,
    ) -> LocalFuture<'static, Result<(), StoreError>> {
        self.run(|held| {
            held.lock.check_after_pause()?;
            run(&mut held.file).map_err(failed)
        })
    }
}

impl File for NativeFile {
    fn open(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(ready(self.acquire()))
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StoreError>> {
        self.run(|held| read_fully(&mut held.file, offset, length).map_err(failed))
    }

    fn write_at(&self, offset: u64, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StoreError>> {
        self.change(|file| {
            file.seek(SeekFrom::Start(offset))?;
            file.write_all(&bytes)
        })
    }

    fn flush(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.run(|held| {
            held.file.sync_data().map_err(failed)?;
            // Whoever has taken the lock since may not have seen what is flushed now, and may have written over it.
            held.lock.check()
        })
    }

    fn truncate(&self, size: u64) -> LocalFuture<'_, Result<(), StoreError>> {
        self.change(|file| file.set_len(size))
    }

    fn size(&self) -> LocalFuture<'_, Result<u64, StoreError>> {
        self.run(|held| held.file.metadata().map(|metadata| metadata.len()).map_err(failed))
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.held.replace(None);
        Box::pin(ready(Ok(())))
    }

    fn remove(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        // Windows removes no open file; the lock is let go last.
        let held = self.held.replace(None);
        let lock = held.map(|Held { file, lock }| {
            drop(file);
            lock
        });
        let removed = match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            _ => flush_folder(&self.path).map_err(failed),
        };
        drop(lock);
        Box::pin(ready(removed))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::NativeFile;
    use crate::storage::contract::Subject;
    use crate::storage::ports::{Durability, Store, StoreErrorKind};
    use crate::storage::tests::{assert_contract, block_on};
    use crate::storage::{FileStore, ports::File};
    use std::path::PathBuf;
    use std::rc::Rc;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// A folder of its own, removed when dropped.
    pub(crate) struct Folder(PathBuf);

    impl Folder {
        pub(crate) fn new() -> Self {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("hashrange-{}-{count}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Folder(path)
        }

        pub(crate) fn path(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    struct InFolder(Folder);

    impl Subject for InFolder {
        fn handle(&self, database: u32) -> Rc<dyn Store> {
            let path = self.0.path(&format!("{database}.hashrange"));
            Rc::new(FileStore::new(Rc::new(NativeFile::new(&path))))
        }

        fn exclusive(&self) -> bool {
            true
        }
    }

    #[test]
    fn the_file_store_keeps_the_contract_on_real_files() {
        assert_contract(Rc::new(InFolder(Folder::new())));
    }

    #[test]
    fn a_file_reads_what_was_written_where_it_was_written() {
        let folder = Folder::new();
        let file = NativeFile::new(&folder.path("f"));
        assert_eq!(block_on(file.read_at(0, 1)).unwrap_err().kind, StoreErrorKind::Unavailable);
        block_on(file.open()).unwrap();
        block_on(file.write_at(10, vec![1, 2, 3])).unwrap();
        block_on(file.write_at(0, vec![9])).unwrap();
        assert_eq!(block_on(file.size()), Ok(13));
        assert_eq!(block_on(file.read_at(8, 100)), Ok(vec![0, 0, 1, 2, 3]));
        assert_eq!(block_on(file.read_at(50, 5)), Ok(vec![]));
        block_on(file.truncate(11)).unwrap();
        block_on(file.flush()).unwrap();
        block_on(file.close()).unwrap();
        block_on(file.open()).unwrap();
        assert_eq!(block_on(file.read_at(0, 100)), Ok(vec![9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        block_on(file.remove()).unwrap();
        assert!(!folder.path("f").exists() && !folder.path("f.lock").exists());
    }

    #[test]
    fn a_strict_append_of_a_replaced_owner_is_refused() {
        let folder = Folder::new();
        let path = folder.path("db");
        let store = FileStore::new(Rc::new(NativeFile::new(&path)));
        block_on(store.open(&|_| Ok(()))).unwrap();
        block_on(store.append_log(0, vec![vec![1]], Durability::Strict)).unwrap();
        std::fs::remove_file(folder.path("db.lock")).unwrap();
        let other = FileStore::new(Rc::new(NativeFile::new(&path)));
        let opened = block_on(other.open(&|_| Ok(()))).unwrap();
        assert_eq!(opened.log.len(), 1);
        // What it wrote may be in the other's log, so nothing is said of that.
        let refused = block_on(store.append_log(1, vec![vec![2]], Durability::Strict)).unwrap_err();
        assert_eq!(refused.kind, StoreErrorKind::Io, "{refused}");
        let refused = block_on(store.append_log(1, vec![vec![2]], Durability::Relaxed)).unwrap_err();
        assert_eq!(refused.kind, StoreErrorKind::Unavailable);
        assert_eq!(block_on(store.open(&|_| Ok(()))).unwrap_err().kind, StoreErrorKind::InUse);
        block_on(store.close()).unwrap();
        assert!(folder.path("db.lock").exists(), "the other's lock stays");
        block_on(other.close()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn files_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new();
        let file = NativeFile::new(&folder.path("f"));
        block_on(file.open()).unwrap();
        for name in ["f", "f.lock"] {
            let mode = std::fs::metadata(folder.path(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_database_cut_short_is_corruption() {
        let folder = Folder::new();
        let path = folder.path("db");
        let store = FileStore::new(Rc::new(NativeFile::new(&path)));
        let opened = block_on(store.open(&|_| Ok(()))).unwrap();
        let id = crate::storage::PageId::new(opened.epoch, 0);
        block_on(store.append_log(0, vec![vec![1]], Durability::Strict)).unwrap();
        block_on(store.write_pages(vec![(id, vec![7; 9000])])).unwrap();
        block_on(store.switch_root(vec![1], Default::default())).unwrap();
        block_on(store.close()).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for keep in [0, 4096 + 20, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..keep]).unwrap();
            match block_on(store.open(&|_| Ok(()))) {
                // Nothing at all is left: a new database.
                Ok(opened) => assert_eq!((keep, opened.superblock), (0, None)),
                Err(error) => assert_eq!(error.kind, StoreErrorKind::Corrupt, "{keep}: {error}"),
            }
            block_on(store.close()).unwrap();
        }
    }
}
