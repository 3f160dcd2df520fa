//! The exclusive lock of a file: a second file beside it, made exclusively, that names its owner.
//!
//! The same rules as the TypeScript adapter's, so that a Node program and a native one keep out of each other's way.
//! The text is `hashrange-lock 1`, then `pid`, `boot` (the machine's boot id) and `start` (the process's start time),
//! one `name=value` a line. An owner is gone if the machine was booted since, if no process has its pid, or if the
//! process that has it was started at another time. Where the host does not tell, the owner counts as alive.
//!
//! Two takers of one stale lock do not both win: taking over happens under a lock of its own.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::ports::{StoreError, StoreErrorKind};

const HEADING: &str = "hashrange-lock 1";
/// How long a lock may be without its text: its owner is just writing it.
const PATIENCE: Duration = Duration::from_millis(25);
const TRIES: u32 = 10;
/// Depth of takeovers of takeovers that died.
const DEPTH: u32 = 3;

/// A lock that is held. Dropping it gives it back.
#[derive(Debug)]
pub struct LockFile {
    path: PathBuf,
}

impl Drop for LockFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl LockFile {
    /// Takes the lock at `path`.
    ///
    /// # Errors
    /// `InUse` if its owner is alive; `Io`.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        take(path, &own_text(), DEPTH)
    }
}

fn take(path: &Path, text: &str, depth: u32) -> Result<LockFile, StoreError> {
    for _ in 0..TRIES {
        match OpenOptions::new().write(true).create_new(true).open(path) {
            Ok(mut file) => {
                let lock = LockFile { path: path.to_owned() };
                file.write_all(text.as_bytes()).map_err(|error| failed(path, &error))?;
                return Ok(lock);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(path, &error)),
        }
        match fs::read_to_string(path) {
            // Its owner has just let go.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(path, &error)),
            Ok(found) if found.lines().count() < 4 => sleep(PATIENCE),
            Ok(found) if is_alive(&found) => return Err(in_use(path, &found)),
            Ok(found) => return take_over(path, text, &found, depth),
        }
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    take_over(path, text, &found, depth)
}

/// Replaces a lock whose owner is gone, if it is still that one.
fn take_over(path: &Path, text: &str, stale: &str, depth: u32) -> Result<LockFile, StoreError> {
    if depth == 0 {
        return Err(in_use(path, stale));
    }
    let mut guard = path.as_os_str().to_owned();
    guard.push(".take");
    let guard = take(Path::new(&guard), text, depth - 1)?;
    let found = fs::read_to_string(path).unwrap_or_default();
    if found != stale {
        return Err(in_use(path, &found));
    }
    fs::remove_file(path).map_err(|error| failed(path, &error))?;
    let lock = take(path, text, 0);
    drop(guard);
    lock
}

fn in_use(path: &Path, owner: &str) -> StoreError {
    let pid = field(owner, "pid").unwrap_or("?");
    let mut message = String::from("process ");
    message.push_str(pid);
    message.push_str(" has the database open; if it has not, remove ");
    message.push_str(&path.display().to_string());
    StoreError::new(StoreErrorKind::InUse, &message)
}

fn failed(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::new(StoreErrorKind::Io, &error.to_string()).within(&path.display().to_string())
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    (!value.is_empty()).then_some(value)
}

fn own_text() -> String {
    let pid = std::process::id().to_string();
    let mut text = String::from(HEADING);
    for (name, value) in [("pid", pid.clone()), ("boot", boot_id()), ("start", start_time(&pid))] {
        text.push('\n');
        text.push_str(name);
        text.push('=');
        text.push_str(&value);
    }
    text.push('\n');
    text
}

/// The machine's boot id; empty where it has none.
fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// When the process was started, in ticks since boot; empty where nobody tells.
fn start_time(pid: &str) -> String {
    let stat = fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
    // The second field is the command in brackets and may hold anything; the start time is the 20th after it.
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    after.split_whitespace().nth(19).unwrap_or_default().to_owned()
}

fn is_alive(text: &str) -> bool {
    let Some(pid) = field(text, "pid") else { return false };
    if let Some(boot) = field(text, "boot") {
        let here = boot_id();
        if !here.is_empty() && here != boot {
            return false;
        }
    }
    if !Path::new("/proc/self/stat").exists() {
        return signalled(pid);
    }
    let start = start_time(pid);
    !start.is_empty() && field(text, "start").is_none_or(|known| known == start)
}

/// Asks `kill -0` where there is no `/proc`. Any doubt means alive.
fn signalled(pid: &str) -> bool {
    let asked = std::process::Command::new("kill").args(["-0", pid]).output();
    asked.map_or(true, |answer| {
        answer.status.success() || !String::from_utf8_lossy(&answer.stderr).contains("No such process")
    })
}

#[cfg(test)]
mod tests {
    use super::{LockFile, field, own_text};
    use crate::storage::native_file::tests::Folder;
    use crate::storage::ports::StoreErrorKind;
    use std::fs;

    fn text(pid: &str, boot: &str, start: &str) -> String {
        format!("hashrange-lock 1\npid={pid}\nboot={boot}\nstart={start}\n")
    }

    #[test]
    fn a_lock_is_held_until_dropped() {
        let folder = Folder::new();
        let path = folder.path("a.lock");
        let lock = LockFile::take(&path).unwrap();
        assert_eq!(LockFile::take(&path).unwrap_err().kind, StoreErrorKind::InUse);
        drop(lock);
        assert!(!path.exists());
        drop(LockFile::take(&path).unwrap());
    }

    #[test]
    fn a_lock_whose_owner_is_gone_is_taken_over() {
        let own = own_text();
        let (pid, boot) = (field(&own, "pid").unwrap(), field(&own, "boot").unwrap());
        let start = field(&own, "start").unwrap();
        let stale = [
            text(pid, "another boot", start),
            text("4294967294", boot, "1"),
            text(pid, boot, "12345678901"),
            String::new(),
            String::from("hashrange-lock 1\npid="),
        ];
        for found in stale {
            let folder = Folder::new();
            let path = folder.path("a.lock");
            fs::write(&path, &found).unwrap();
            // A taker that died in the middle is in nobody's way either.
            fs::write(folder.path("a.lock.take"), text("4294967294", boot, "1")).unwrap();
            let lock = LockFile::take(&path).unwrap_or_else(|error| panic!("{found}: {error}"));
            assert_eq!(fs::read_to_string(&path).unwrap(), own);
            assert!(!folder.path("a.lock.take").exists());
            drop(lock);
        }
    }

    #[test]
    fn of_many_takers_one_wins() {
        for _ in 0..20 {
            let folder = Folder::new();
            let path = folder.path("a.lock");
            fs::write(&path, text("4294967294", "another boot", "1")).unwrap();
            let held: Vec<_> = std::thread::scope(|scope| {
                let takers: Vec<_> = (0..8).map(|_| scope.spawn(|| LockFile::take(&path))).collect();
                takers.into_iter().filter_map(|taker| taker.join().unwrap().ok()).collect()
            });
            assert_eq!(held.len(), 1);
        }
    }
}
