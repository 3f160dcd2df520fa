//! The holder's mark, in the file itself, for a file that has more names than one: hard links and bind mounts give each
//! of its holders a lock of its own.
//!
//! It lies behind the second slot of the file ([`super::file_store`]), from byte 4608 to 8192, and is the same as the
//! TypeScript adapter's: `hashrange-holder 1`, then `token` (of the holder's lock), `file` (device and inode, so that a
//! copy is nobody's) and `lock` (the path of the lock), one `name=value` a line, then zeros. Closing clears it.
//!
//! - Who opens a file with the mark of another looks at that one's lock, and is refused while its owner lives.
//! - Where that lock cannot be seen (another container), the newer holder writes its mark and waits until the older one
//!   has met it. The older one is refused before anything more of it is acknowledged.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use super::ports::{StoreError, StoreErrorKind};

/// Why a holder is refused that is one no longer.
pub const TAKEN: &str = "another process has taken over the database";
/// After so long without a look an owner looks at lock and mark before it writes.
pub const PAUSE: Duration = Duration::from_secs(2);
const HEADING: &str = "hashrange-holder 1";
const SLOT: usize = 4096;
const START: usize = SLOT + 512;
const ROOM: usize = SLOT - 512;
const MAGIC: &[u8] = b"hashrnge";
/// After so long every holder has looked at the mark, or looks before it writes.
const GRACE: Duration = PAUSE.saturating_add(Duration::from_millis(500));

/// The lock of whoever marks a file.
pub struct Owner<'a> {
    /// Where the lock is.
    pub lock: &'a Path,
    /// Unlike that of any other lock.
    pub token: &'a str,
    /// The token of the owner that the lock was taken over from; empty if there was none.
    pub replaced: &'a str,
    /// Whether the owner of the lock with that path and token is known to be gone; `InUse` if it lives.
    pub is_gone: &'a dyn Fn(&Path, &str, Duration) -> Result<bool, StoreError>,
}

/// The value of a `name=value` line, unless it is empty.
pub fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    (!value.is_empty()).then_some(value)
}

/// Whether the bytes are the beginning of a slot.
pub fn is_slot(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// A holder's mark in an open file.
#[derive(Debug)]
pub struct Mark {
    /// A handle of its own: the holder's has its place in the file.
    file: Mutex<File>,
    text: Vec<u8>,
    /// The bytes that were in its place at opening.
    before: Vec<u8>,
    /// A file that is no database, or not yet one, has none.
    made: AtomicBool,
}

/// Device and inode; empty where the host does not tell.
#[cfg(unix)]
fn identity(file: &File) -> std::io::Result<String> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().map(|found| format!("{}:{}", found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(_: &File) -> std::io::Result<String> {
    Ok(String::new())
}

fn read(mut file: &File, offset: usize, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(offset as u64))?;
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn write(mut file: &File, text: &[u8]) -> std::io::Result<()> {
    let mut bytes = text.to_vec();
    bytes.resize(ROOM, 0);
    file.seek(SeekFrom::Start(START as u64))?;
    file.write_all(&bytes)
}

impl Mark {
    /// Marks the file at `path`, which is open as `opened`, before anything of it is read.
    ///
    /// # Errors
    /// `InUse` if another holder is there and lives, `Fenced` if it was faster; `Io`.
    pub fn take(path: &Path, opened: &File, owner: &Owner<'_>) -> Result<Mark, StoreError> {
        let failed = |error: std::io::Error| StoreError::new(StoreErrorKind::Io, &error.to_string());
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(failed)?;
        let identity = identity(&file).map_err(failed)?;
        if self::identity(opened).map_err(failed)? != identity {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "another file has come in its place"));
        }
        let head = read(&file, 0, 2 * SLOT).map_err(failed)?;
        let before = head.get(START..).unwrap_or_default().to_vec();
        let mut text = format!("{HEADING}\ntoken={}\nfile={identity}\nlock=", owner.token);
        let place = owner.lock.display().to_string();
        if text.len() + place.len() < ROOM {
            text.push_str(&place);
        }
        let made = AtomicBool::new(false);
        let mark = Mark { file: Mutex::new(file), text: text.into_bytes(), before, made };
        // Any other file is somebody's data, or has nothing to lose yet.
        if !is_slot(&head) && !head.get(SLOT..).is_some_and(is_slot) {
            return Ok(mark);
        }
        let is_gone = mark.is_free_of_others(&identity, owner)?;
        mark.make()?;
        if !is_gone {
            sleep(GRACE);
        }
        Ok(mark)
    }

    /// Whether nobody had marked the file, or whoever had is known to be gone.
    fn is_free_of_others(&self, identity: &str, owner: &Owner<'_>) -> Result<bool, StoreError> {
        let found = String::from_utf8_lossy(&self.before);
        let found = found.split('\0').next().unwrap_or_default();
        let token = field(found, "token");
        let Some(token) = token.filter(|token| *token != owner.replaced) else { return Ok(true) };
        if !found.starts_with(HEADING) || field(found, "file").unwrap_or_default() != identity {
            return Ok(true);
        }
        let place = found.split_once("\nlock=").map_or("", |(_, place)| place);
        (owner.is_gone)(Path::new(place), token, GRACE)
    }

    /// Writes it, if it is not there.
    ///
    /// # Errors
    /// `Fenced` if another holder was faster; `Io`.
    pub fn make(&self) -> Result<(), StoreError> {
        let failed = |error: std::io::Error| StoreError::new(StoreErrorKind::Io, &error.to_string());
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if self.made.load(Ordering::Relaxed) {
            return Ok(());
        }
        if read(&file, START, ROOM).map_err(failed)? != self.before {
            return Err(StoreError::new(StoreErrorKind::Fenced, TAKEN));
        }
        write(&file, &self.text).map_err(failed)?;
        self.made.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Whether no other holder has written its own.
    ///
    /// # Errors
    /// That of reading it.
    pub fn is_own(&self) -> std::io::Result<bool> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(!self.made.load(Ordering::Relaxed) || read(&file, START, self.text.len())? == self.text)
    }

    /// Clears it, if it is there.
    pub fn clear(&self) {
        let own = self.made.load(Ordering::Relaxed) && self.is_own().unwrap_or(false);
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if own {
            // Whoever finds it looks for its lock, which is gone by then.
            let _ = write(&file, b"");
        }
        self.made.store(false, Ordering::Relaxed);
    }
}
