//! A file of the operating system, for native programs and tests.
//!
//! Calls run at once and block: their futures are ready when they are made. `flush` is `fdatasync` or its like. The
//! lock is `NAME.lock` beside the file, see [`super::lock_file`].

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::future::ready;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::holder_mark::is_slot;
use super::lock_file::{LockFile, private};
use super::ports::{File, LocalFuture, StoreError, StoreErrorKind};

/// The slots of a database lie before it.
const FIRST: u64 = 8192;

struct Held {
    file: fs::File,
    lock: LockFile,
    /// Without symbolic links.
    path: PathBuf,
    /// What the path leads to.
    inode: Option<u64>,
    /// The system's own path of the open file, where it has one.
    name: Option<PathBuf>,
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

/// The one path of a file that symbolic links lead to, be it there or not.
fn real_path(path: &Path) -> std::io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        found => return found,
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match fs::read_link(path) {
        Ok(target) => real_path(&folder.join(target)),
        Err(_) => Ok(fs::canonicalize(folder)?.join(path.file_name().unwrap_or_default())),
    }
}

/// The inode and the number of names; `None` where the host does not tell.
#[cfg(unix)]
fn place(metadata: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.ino(), metadata.nlink()))
}

#[cfg(not(unix))]
fn place(_: &fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// The system's own path of an open file, which changes when the file is removed, replaced or moved. Asking for it costs
/// less than a microsecond. Asking for the file's inode before each write costs 45 on Linux, whose file systems give the
/// next write a time of its own then.
#[cfg(target_os = "linux")]
fn name_of(file: &fs::File) -> Option<PathBuf> {
    use std::os::fd::AsRawFd;
    fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()
}

#[cfg(not(target_os = "linux"))]
fn name_of(_: &fs::File) -> Option<PathBuf> {
    None
}

impl Held {
    /// Fails unless the path still leads to the file: what is written to another one is lost to whoever opens it.
    fn check_place(&mut self) -> Result<(), StoreError> {
        let name = name_of(&self.file);
        if name.is_some() && name == self.name {
            return Ok(());
        }
        let found = fs::metadata(&self.path).ok().and_then(|metadata| place(&metadata));
        if self.inode.is_none() || found.map(|(inode, _)| inode) == self.inode {
            self.name = name;
            return Ok(());
        }
        let name = self.path.display();
        let names = self.file.metadata().ok().and_then(|metadata| place(&metadata));
        if names.is_some_and(|(_, names)| names == 0) {
            return Err(StoreError::new(StoreErrorKind::Evicted, &format!("the file {name} was removed")));
        }
        let message = format!("the file was moved away from {name}");
        Err(StoreError::new(StoreErrorKind::Unavailable, &message))
    }
}

impl NativeFile {
    /// A closed handle on the file at `path`. Its folder must exist.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        NativeFile { path: path.to_owned(), held: RefCell::new(None) }
    }

    fn acquire(&self) -> Result<(), StoreError> {
        let mut held = self.held.borrow_mut();
        if held.is_some() {
            return Ok(());
        }
        let name = self.path.display().to_string();
        let failed = |error| failed(error).within(&name);
        let path = real_path(&self.path).map_err(failed)?;
        let mut lock = path.clone().into_os_string();
        lock.push(".lock");
        let lock = LockFile::take(Path::new(&lock))?;
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private(&mut options);
        let file = options.open(&path).map_err(failed)?;
        if is_new {
            flush_folder(&path).map_err(failed)?;
        }
        lock.mark(&path, &file)?;
        let inode = place(&fs::metadata(&path).map_err(failed)?).map(|(inode, _)| inode);
        let name = name_of(&file);
        *held = Some(Held { file, lock, path, inode, name });
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

    /// A file that becomes a database is marked before its first slot is written.
    fn mark(&self, offset: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let held = self.held.borrow();
        let Some(held) = held.as_ref().filter(|_| offset < FIRST && is_slot(bytes)) else { return Ok(()) };
        held.lock.make_mark()
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
        if let Err(error) = self.mark(offset, &bytes) {
            return Box::pin(ready(Err(error)));
        }
        self.change(|file| {
            file.seek(SeekFrom::Start(offset))?;
            file.write_all(&bytes)
        })
    }

    fn flush(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.run(|held| {
            held.file.sync_data().map_err(failed)?;
            // Whoever has the file since may not have seen what is flushed now, and may have written over it.
            held.lock.check()?;
            held.check_place()
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
        let held = self.held.replace(None).map(|Held { file, lock, path, .. }| {
            drop(file);
            (lock, path)
        });
        let (lock, path) = held.map_or((None, self.path.clone()), |(lock, path)| (Some(lock), path));
        let removed = match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            _ => flush_folder(&path).map_err(failed),
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
    use std::path::{Path, PathBuf};
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
        let refused = block_on(store.append_log(1, vec![vec![2]], Durability::Strict)).unwrap_err();
        assert_eq!(refused.kind, StoreErrorKind::Fenced, "{refused}");
        let refused = block_on(store.append_log(1, vec![vec![2]], Durability::Relaxed)).unwrap_err();
        assert_eq!(refused.kind, StoreErrorKind::Unavailable);
        assert_eq!(block_on(store.open(&|_| Ok(()))).unwrap_err().kind, StoreErrorKind::InUse);
        block_on(store.close()).unwrap();
        assert!(folder.path("db.lock").exists(), "the other's lock stays");
        block_on(other.close()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_flush_of_a_file_that_is_elsewhere_is_refused() {
        use StoreErrorKind::{Evicted, Unavailable};
        type Take = fn(&Path, &Path);
        let removed: Take = |path, _| std::fs::remove_file(path).unwrap();
        let replaced: Take = |path, new| {
            std::fs::write(new, b"").unwrap();
            std::fs::rename(new, path).unwrap();
        };
        let moved: Take = |path, new| std::fs::rename(path, new).unwrap();
        for (take, expected) in [(removed, Evicted), (replaced, Evicted), (moved, Unavailable)] {
            let folder = Folder::new();
            let file = NativeFile::new(&folder.path("f"));
            block_on(file.open()).unwrap();
            block_on(file.write_at(0, vec![1])).unwrap();
            block_on(file.flush()).unwrap();
            take(&folder.path("f"), &folder.path("new"));
            block_on(file.write_at(1, vec![2])).unwrap();
            assert_eq!(block_on(file.flush()).unwrap_err().kind, expected);
        }
        // Elsewhere and back again is no harm.
        let folder = Folder::new();
        let file = NativeFile::new(&folder.path("f"));
        block_on(file.open()).unwrap();
        moved(&folder.path("f"), &folder.path("new"));
        assert_eq!(block_on(file.flush()).unwrap_err().kind, Unavailable);
        moved(&folder.path("new"), &folder.path("f"));
        block_on(file.flush()).unwrap();
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

    fn strict(store: &FileStore, sequence: u64) -> Result<(), StoreErrorKind> {
        block_on(store.append_log(sequence, vec![vec![1]], Durability::Strict)).map_err(|error| error.kind)
    }

    fn opened(path: &Path) -> Result<(FileStore, usize), StoreErrorKind> {
        let store = FileStore::new(Rc::new(NativeFile::new(path)));
        let found = block_on(store.open(&|_| Ok(()))).map_err(|error| error.kind)?;
        Ok((store, found.log.len()))
    }

    #[cfg(unix)]
    #[test]
    fn a_file_with_another_name_is_in_use_too() {
        use std::os::unix::fs::symlink;
        for kind in ["file", "folder", "hard", "new"] {
            let folder = Folder::new();
            std::fs::create_dir(folder.path("one")).unwrap();
            let path = folder.path("one/db");
            let other = folder.path("two/db");
            if kind == "folder" {
                symlink(folder.path("one"), folder.path("two")).unwrap();
            } else {
                std::fs::create_dir(folder.path("two")).unwrap();
            }
            match kind {
                "hard" => {
                    std::fs::write(&path, "").unwrap();
                    std::fs::hard_link(&path, &other).unwrap();
                }
                "file" => symlink(&path, &other).unwrap(),
                // It leads to a file that is not there yet.
                "new" => symlink("../one/db", &other).unwrap(),
                _ => {}
            }
            let (first, last) = if kind == "new" { (&other, &path) } else { (&path, &other) };
            let (store, _) = opened(first).unwrap();
            strict(&store, 0).unwrap();
            assert_eq!(opened(last).map(drop), Err(StoreErrorKind::InUse), "{kind}");
            strict(&store, 1).unwrap();
            block_on(store.close()).unwrap();
            let (store, found) = opened(last).unwrap();
            assert_eq!(found, 2, "{kind}");
            block_on(store.close()).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_holder_whose_lock_nobody_sees_is_fenced_by_the_file() {
        let folder = Folder::new();
        let (path, other) = (folder.path("db"), folder.path("other"));
        let (store, _) = opened(&path).unwrap();
        strict(&store, 0).unwrap();
        // As in another container: the lock is its owner's, but at its path nobody else finds it.
        std::fs::rename(folder.path("db.lock"), folder.path("hidden")).unwrap();
        std::os::unix::fs::symlink("db.lock", folder.path("db.lock")).unwrap();
        std::fs::hard_link(&path, &other).unwrap();
        let (newer, found) = opened(&other).unwrap();
        assert_eq!(found, 1);
        assert_eq!(strict(&store, 1), Err(StoreErrorKind::Fenced));
        strict(&newer, 0).unwrap();
        block_on(store.close()).unwrap();
        strict(&newer, 1).unwrap();
        block_on(newer.close()).unwrap();
        let (newer, found) = opened(&other).unwrap();
        assert_eq!(found, 3);
        block_on(newer.close()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_strict_append_to_a_file_that_is_not_at_its_path_is_refused() {
        for kind in ["removed", "replaced", "moved"] {
            let folder = Folder::new();
            let path = folder.path("db");
            let (store, _) = opened(&path).unwrap();
            strict(&store, 0).unwrap();
            match kind {
                "removed" => std::fs::remove_file(&path).unwrap(),
                "moved" => std::fs::rename(&path, folder.path("moved")).unwrap(),
                _ => {
                    std::fs::write(folder.path("new"), "").unwrap();
                    std::fs::rename(folder.path("new"), &path).unwrap();
                }
            }
            let expected =
                if kind == "moved" { StoreErrorKind::Unavailable } else { StoreErrorKind::Evicted };
            assert_eq!(strict(&store, 1), Err(expected), "{kind}");
            if kind == "moved" {
                assert_eq!(opened(&folder.path("moved")).map(drop), Err(StoreErrorKind::InUse));
            }
            block_on(store.close()).unwrap();
        }
    }

    #[test]
    fn a_copy_of_an_open_database_is_nobodys_and_closing_leaves_no_mark() {
        let folder = Folder::new();
        let path = folder.path("db");
        let (store, _) = opened(&path).unwrap();
        strict(&store, 0).unwrap();
        std::fs::copy(&path, folder.path("copy")).unwrap();
        let (copy, found) = opened(&folder.path("copy")).unwrap();
        assert_eq!(found, 1);
        block_on(copy.close()).unwrap();
        strict(&store, 1).unwrap();
        block_on(store.close()).unwrap();
        assert!(std::fs::read(&path).unwrap()[4608..8192].iter().all(|byte| *byte == 0));
    }
}
