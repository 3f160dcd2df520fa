//! The exclusive lock of a file: a second file beside it, made exclusively, that names its owner and is written again
//! every second.
//!
//! The same rules as the TypeScript adapter's, so that a Node program and a native one keep out of each other's way.
//! The text is `hashrange-lock 1`, then `pid`, `boot` (the machine's boot id), `start` (the process's start time),
//! `host`, `space` (the namespace of its pid), `token` and `beat`, one `name=value` a line.
//!
//! - An owner of the same boot and namespace is gone when no process has its pid, or one that was started at another
//!   time. Where the host does not tell, it counts as alive.
//! - Of any other owner (another container, another machine) nothing but its beat can be seen. It is gone when the beat
//!   has stood still for ten seconds by the clock of the file system.
//! - Such an owner may have been frozen only. So every owner looks whether the lock is still its own before it relies on
//!   a flush, and before it writes after a pause.
//!
//! Two takers of one stale lock do not both win: taking over happens under a lock of its own.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::thread::{self, sleep};
use std::time::{Duration, SystemTime};

use super::holder_mark::{Mark, Owner, PAUSE, TAKEN, field};
use super::ports::{StoreError, StoreErrorKind};

const HEADING: &str = "hashrange-lock 1";
/// How long a lock may be without its text: its owner is just writing it.
const PATIENCE: Duration = Duration::from_millis(25);
const TRIES: u32 = 10;
/// Depth of takeovers of takeovers that died.
const DEPTH: u32 = 3;
/// Between two beats, and after how long without one an owner elsewhere is gone.
const BEAT: Duration = Duration::from_secs(1);
const STALE: Duration = Duration::from_secs(10);
/// How long a taker leaves an owner that thaws just now to find out.
const GRACE: Duration = Duration::from_millis(1500);
/// The beat and its line break, which stand at the end of the text.
const BEAT_LENGTH: usize = 11;

/// A lock that is held. Dropping it gives it back.
#[derive(Debug)]
pub struct LockFile {
    /// The token of the owner that it was taken over from.
    replaced: String,
    held: Arc<Held>,
    /// Ends the beat when it is dropped.
    _beat: Option<mpsc::Sender<()>>,
}

#[derive(Debug)]
struct Held {
    path: PathBuf,
    /// The text without the beat.
    head: String,
    file: Mutex<File>,
    /// What else shows whether the lock still counts.
    mark: OnceLock<Mark>,
    /// The file is another's.
    taken: AtomicBool,
    lost: AtomicBool,
    /// Milliseconds since 1970 of the last look.
    seen: AtomicU64,
}

impl Drop for LockFile {
    fn drop(&mut self) {
        if let Some(mark) = self.held.mark.get() {
            mark.clear();
        }
        if self.held.is_own() {
            let _ = fs::remove_file(&self.held.path);
        }
        // A beat that is under way must not look at the path any more.
        self.held.taken.store(true, Ordering::Relaxed);
    }
}

fn millis() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_millis() as u64)
}

#[cfg(unix)]
fn is_removed(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().map(|metadata| metadata.nlink() == 0)
}

#[cfg(not(unix))]
fn is_removed(_: &File) -> std::io::Result<bool> {
    Ok(false)
}

impl Held {
    /// Whether the file of the lock is the owner's.
    fn is_own(&self) -> bool {
        !self.taken.load(Ordering::Relaxed) && self.found().unwrap_or(false)
    }

    /// Whether the owner still has the database.
    fn look(&self) -> bool {
        let marked = || self.mark.get().is_none_or(|mark| mark.is_own().unwrap_or(false));
        let held = !self.lost.load(Ordering::Relaxed) && self.is_own() && marked();
        if !held {
            self.lost.store(true, Ordering::Relaxed);
        }
        self.seen.store(millis(), Ordering::Relaxed);
        held
    }

    fn found(&self) -> std::io::Result<bool> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = vec![0; self.head.len()];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut found)?;
        Ok(found == self.head.as_bytes() && !is_removed(&file)?)
    }

    /// Another file may have come under the path, which an open one does not show everywhere.
    fn look_at_path(&self) {
        let lost = match fs::read(&self.path) {
            Ok(found) => !found.starts_with(self.head.as_bytes()),
            Err(error) => error.kind() == ErrorKind::NotFound,
        };
        if lost {
            self.taken.store(true, Ordering::Relaxed);
        }
    }

    /// Shows that the owner lives.
    fn beat(&self, count: u64) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let text = format!("{count:010}\n");
        let _ = file.seek(SeekFrom::Start(self.head.len() as u64));
        let _ = file.write_all(text.as_bytes());
    }
}

impl LockFile {
    /// Takes the lock at `path`. Waits up to ten seconds for a sign of life of an owner on another machine or container.
    ///
    /// # Errors
    /// `InUse` if its owner is alive; `Io`.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        let mut lock = take(path, &own_text(), DEPTH)?;
        let (sender, ended) = mpsc::channel();
        let held = Arc::clone(&lock.held);
        let beating = thread::Builder::new().name(String::from("hashrange-lock")).spawn(move || {
            let mut count = 1;
            while ended.recv_timeout(BEAT) == Err(mpsc::RecvTimeoutError::Timeout) {
                held.look_at_path();
                if !held.look() {
                    return;
                }
                held.beat(count);
                count += 1;
            }
        });
        beating.map_err(|error| failed(path, &error))?;
        lock._beat = Some(sender);
        Ok(lock)
    }

    /// Marks the file at `path`, which is open as `opened`. The lock counts as long as the mark does.
    ///
    /// # Errors
    /// Those of [`Mark::take`].
    pub fn mark(&self, path: &Path, opened: &File) -> Result<(), StoreError> {
        let owner = Owner {
            lock: &self.held.path,
            token: field(&self.held.head, "token").unwrap_or_default(),
            replaced: &self.replaced,
            is_gone: &|path, token, patience| self.is_gone(path, token, patience),
        };
        let mark = Mark::take(path, opened, &owner)?;
        self.held.mark.get_or_init(|| mark);
        Ok(())
    }

    /// Writes the mark of a file that becomes a database.
    ///
    /// # Errors
    /// Those of [`Mark::make`].
    pub fn make_mark(&self) -> Result<(), StoreError> {
        self.held.mark.get().map_or(Ok(()), Mark::make)
    }

    /// Whether the owner of another lock of the same file is known to be gone. One that beats is waited for.
    ///
    /// # Errors
    /// `InUse` if it lives.
    fn is_gone(&self, path: &Path, token: &str, patience: Duration) -> Result<bool, StoreError> {
        let read = || read_lock(path).ok().flatten().unwrap_or_default();
        let (found, own) = (read(), &self.held.head);
        if field(&found, "token") != Some(token) {
            return Ok(false);
        }
        if is_neighbour(&found, own) {
            return if is_alive(&found) { Err(in_use(path, &found, own)) } else { Ok(true) };
        }
        sleep(patience);
        let later = read();
        if field(&later, "token") == Some(token) && later != found {
            return Err(in_use(path, &found, own));
        }
        Ok(false)
    }

    /// Whether the lock is still this owner's.
    ///
    /// # Errors
    /// `Fenced` if somebody else has taken it.
    pub fn check(&self) -> Result<(), StoreError> {
        if self.held.look() {
            return Ok(());
        }
        Err(StoreError::new(StoreErrorKind::Fenced, TAKEN))
    }

    /// As `check`, before a write: nobody takes the lock of an owner that was awake a moment ago.
    ///
    /// # Errors
    /// As `check`.
    pub fn check_after_pause(&self) -> Result<(), StoreError> {
        let quiet = millis().abs_diff(self.held.seen.load(Ordering::Relaxed));
        let lost = self.held.lost.load(Ordering::Relaxed) || self.held.taken.load(Ordering::Relaxed);
        if lost || quiet > PAUSE.as_millis() as u64 {
            return self.check();
        }
        Ok(())
    }
}

/// Files are made for their owner's eyes only.
pub(super) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

fn create(path: &Path, text: &str) -> std::io::Result<LockFile> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    private(&mut options);
    let mut file = options.open(path)?;
    let written = file.write_all(text.as_bytes());
    let head = text.get(..text.len() - BEAT_LENGTH).unwrap_or_default().to_owned();
    let (taken, lost) = (AtomicBool::new(false), AtomicBool::new(false));
    let (mark, seen) = (OnceLock::new(), AtomicU64::new(millis()));
    let held = Held { path: path.to_owned(), head, file: Mutex::new(file), mark, taken, lost, seen };
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written.map(|()| LockFile { replaced: String::new(), held: Arc::new(held), _beat: None })
}

/// The text of a lock; `None` if there is none.
///
/// # Errors
/// `InUse` if it cannot be read: nobody knows whether its owner lives.
fn read_lock(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read(path) {
        Ok(found) => Ok(Some(String::from_utf8_lossy(&found).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let path = path.display();
            let message = format!(
                "the lock of the database cannot be read ({error}), so another process may have it open; if none has, remove {path}"
            );
            Err(StoreError::new(StoreErrorKind::InUse, &message))
        }
    }
}

fn take(path: &Path, text: &str, depth: u32) -> Result<LockFile, StoreError> {
    for _ in 0..TRIES {
        match create(path, text) {
            Ok(lock) => return Ok(lock),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(path, &error)),
        }
        match read_lock(path)? {
            // Its owner has just let go.
            None => {}
            Some(found) if found.lines().count() < 4 => sleep(PATIENCE),
            Some(found) if is_neighbour(&found, text) && is_alive(&found) => {
                return Err(in_use(path, &found, text));
            }
            Some(found) => return take_over(path, text, &found, depth),
        }
    }
    let found = read_lock(path)?.unwrap_or_default();
    take_over(path, text, &found, depth)
}

/// Replaces a lock whose owner is gone, if it is still that one.
fn take_over(path: &Path, text: &str, stale: &str, depth: u32) -> Result<LockFile, StoreError> {
    if depth == 0 {
        return Err(in_use(path, stale, text));
    }
    let mut guard_path = path.as_os_str().to_owned();
    guard_path.push(".take");
    let guard = take(Path::new(&guard_path), text, depth - 1)?;
    let elsewhere = field(stale, "pid").is_some() && !is_neighbour(stale, text);
    if elsewhere {
        stands_still(path, stale, text, &guard)?;
    }
    if let Some(found) = read_lock(path)? {
        if found != stale {
            return Err(in_use(path, &found, text));
        }
        fs::remove_file(path).map_err(|error| failed(path, &error))?;
    }
    let mut lock = take(path, text, 0);
    if let Ok(lock) = &mut lock {
        field(stale, "token").unwrap_or_default().clone_into(&mut lock.replaced);
    }
    if elsewhere && lock.is_ok() {
        sleep(GRACE);
    }
    drop(guard);
    lock
}

/// Waits until the lock has had no beat for so long that its owner is gone.
fn stands_still(path: &Path, stale: &str, text: &str, guard: &LockFile) -> Result<(), StoreError> {
    let time = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    for count in 1.. {
        // The guard is written now: its time is that of the file system, whatever the clocks of machines say.
        guard.held.beat(count);
        let now = time(&guard.held.path).map_err(|error| failed(path, &error))?;
        let last = time(path).map_err(|error| failed(path, &error))?;
        let age = now.duration_since(last).unwrap_or_else(|error| error.duration());
        if age >= STALE {
            break;
        }
        sleep(BEAT / 2);
        let found = read_lock(path)?.unwrap_or_default();
        if found != stale {
            return Err(in_use(path, &found, text));
        }
    }
    Ok(())
}

fn in_use(path: &Path, owner: &str, own: &str) -> StoreError {
    let mut message = String::from("process ");
    message.push_str(field(owner, "pid").unwrap_or("?"));
    if !is_neighbour(owner, own) {
        message.push_str(" of host ");
        message.push_str(field(owner, "host").unwrap_or("?"));
    }
    message.push_str(" has the database open; if it has not, remove ");
    message.push_str(&path.display().to_string());
    StoreError::new(StoreErrorKind::InUse, &message)
}

fn failed(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::new(StoreErrorKind::Io, &error.to_string()).within(&path.display().to_string())
}

fn own_text() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let pid = std::process::id().to_string();
    let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    // Unlike that of any other lock: together with the process and the machine no two are made at one moment.
    let token = format!("{nanos:x}.{:x}", COUNT.fetch_add(1, Ordering::Relaxed));
    let space = fs::read_link("/proc/self/ns/pid").map(|link| link.display().to_string());
    let fields = [
        ("pid", pid.clone()),
        ("boot", boot_id()),
        ("start", start_time(&pid)),
        ("host", host_name()),
        ("space", space.unwrap_or_default()),
        ("token", token),
        ("beat", String::from("0000000000")),
    ];
    let mut text = String::from(HEADING);
    for (name, value) in fields {
        text.push('\n');
        text.push_str(name);
        text.push('=');
        text.push_str(&value);
    }
    text.push('\n');
    text
}

/// The machine's name; empty where nobody tells.
fn host_name() -> String {
    let told = fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| {
        let asked = std::process::Command::new("hostname").output().ok()?;
        String::from_utf8(asked.stdout).ok()
    });
    told.unwrap_or_default().trim().chars().map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

/// Whether the owner's pid says something here. Locks of earlier versions name no namespace.
fn is_neighbour(owner: &str, own: &str) -> bool {
    let same = |name| field(owner, name) == field(own, name);
    same("boot")
        && (!owner.contains("\nspace=") || (same("space") && (field(own, "boot").is_some() || same("host"))))
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

/// Whether the process of a neighbour lives.
fn is_alive(text: &str) -> bool {
    let Some(pid) = field(text, "pid") else { return false };
    if !Path::new("/proc/self/stat").exists() {
        return signalled(pid);
    }
    let start = start_time(pid);
    if start.is_empty() {
        // It may be there, and hidden from us.
        let shows_all = Path::new("/proc/1/stat").exists();
        let is_gone = || matches!(Path::new("/proc").join(pid).try_exists(), Ok(false));
        return if shows_all { !is_gone() } else { signalled(pid) };
    }
    field(text, "start").is_none_or(|known| known == start)
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
    use std::time::SystemTime;

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
            text("4294967294", boot, "1"),
            text(pid, boot, "12345678901"),
            own.replace(&format!("start={start}"), "start=1"),
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
            assert_eq!(field(&fs::read_to_string(&path).unwrap(), "space"), field(&own, "space"));
            assert!(!folder.path("a.lock.take").exists());
            drop(lock);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_cannot_be_read_is_left_alone() {
        let folder = Folder::new();
        let path = folder.path("a.lock");
        // Whoever runs this may read all files, but nobody follows a link to itself.
        std::os::unix::fs::symlink(&path, &path).unwrap();
        let refused = LockFile::take(&path).unwrap_err();
        assert_eq!(refused.kind, StoreErrorKind::InUse);
        assert!(refused.message.contains("cannot be read"), "{refused}");
        assert!(path.is_symlink());
    }

    /// Texts of owners whose pids say nothing here: another boot, another namespace of pids.
    fn elsewhere() -> [String; 3] {
        let own = own_text();
        let (pid, boot) = (field(&own, "pid").unwrap(), field(&own, "boot").unwrap());
        let start = field(&own, "start").unwrap();
        let space = field(&own, "space").unwrap();
        [text(pid, "another boot", start), own.replace(boot, "another boot"), own.replace(space, "pid:[1]")]
    }

    #[test]
    fn an_owner_elsewhere_lives_as_long_as_it_beats() {
        for found in elsewhere() {
            let folder = Folder::new();
            let path = folder.path("a.lock");
            fs::write(&path, &found).unwrap();
            std::thread::scope(|scope| {
                let taker = scope.spawn(|| LockFile::take(&path).map(drop));
                // It has a beat as soon as the taker is looking.
                while !folder.path("a.lock.take").exists() {
                    std::thread::yield_now();
                }
                fs::write(&path, format!("{found}beat=1\n")).unwrap();
                assert_eq!(taker.join().unwrap().unwrap_err().kind, StoreErrorKind::InUse, "{found}");
            });
        }
    }

    #[test]
    fn an_owner_elsewhere_without_a_beat_is_gone() {
        let folder = Folder::new();
        let path = folder.path("a.lock");
        fs::write(&path, &elsewhere()[1]).unwrap();
        let long_ago = SystemTime::now() - super::STALE;
        fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        drop(LockFile::take(&path).unwrap());
        assert!(!path.exists());
    }

    #[test]
    fn an_owner_that_was_replaced_is_told_and_leaves_the_other_lock_alone() {
        for in_place in [true, false] {
            let folder = Folder::new();
            let path = folder.path("a.lock");
            let lock = LockFile::take(&path).unwrap();
            lock.check().unwrap();
            if !in_place {
                fs::remove_file(&path).unwrap();
            }
            let other = own_text();
            fs::write(&path, &other).unwrap();
            assert_eq!(lock.check().unwrap_err().kind, StoreErrorKind::Fenced);
            assert_eq!(lock.check_after_pause().unwrap_err().kind, StoreErrorKind::Fenced);
            drop(lock);
            assert_eq!(fs::read_to_string(&path).unwrap(), other);
        }
    }

    #[test]
    fn of_many_takers_one_wins() {
        for _ in 0..20 {
            let folder = Folder::new();
            let path = folder.path("a.lock");
            fs::write(&path, text("4294967294", &super::boot_id(), "1")).unwrap();
            let held: Vec<_> = std::thread::scope(|scope| {
                let takers: Vec<_> = (0..8).map(|_| scope.spawn(|| LockFile::take(&path))).collect();
                takers.into_iter().filter_map(|taker| taker.join().unwrap().ok()).collect()
            });
            assert_eq!(held.len(), 1);
        }
    }
}
