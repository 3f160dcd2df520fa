//! What one run of an operation sees: the forest to read, a trace of what it read, fixed time and entropy, and the
//! effects it produces.
//!
//! A run reads only. Its effects are applied by the engine afterwards; a run that faults or fails leaves nothing
//! changed, and after a fault it is run again from the start with the missing pages resident.

use super::definitions::{CATALOG_TREE, Catalog};
use super::envelope::{self, Envelope, Stamp, Unread};
use super::gauge::Gauge;
use super::schema::IMPORTING;
use std::rc::Rc;

use crate::model::{Failure, Kind, MapRef};
use crate::tree::{Cursor, Direction, Effect, Forest, Key, KeyRange, Lookup, Step, Trace, TreeId};

/// Why a run ended without an answer.
#[derive(Debug)]
pub enum Stop {
    /// Pages named in the trace are not resident: load them and run again. Or a checkpoint is being made, see
    /// [`Context::busy`].
    Fault,
    /// The request fails.
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// What a step of internal work found to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nothing.
    Idle,
    /// A slice was evaluated; its effects are in the context, and there may be more.
    Worked,
    /// Nothing: there is a job, but not the code for it.
    Lacking,
}

/// Where a write comes from; change records carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// A request of this database's own users.
    #[default]
    Local,
    /// The time-to-live sweeper.
    TimeToLive,
    /// Another replica, of this id, at this reading of its clock.
    Replica(u32, u64),
    /// An import or a restore.
    Import,
}

/// What the host decides about a database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Region in ARNs.
    pub region: String,
    /// Twelve-digit account in ARNs.
    pub account: String,
    /// The KMS key of tables that ask for KMS and name none: that which the database is encrypted with, or the service's.
    pub kms_key: String,
    /// How many open shards a new stream has.
    pub stream_shards: u32,
    /// Bytes of records after which a segment of a history is followed by another; or so many records, 64 bytes each.
    pub segment_bytes: u64,
    /// Bytes of records that all histories keep together, as far as only point-in-time recovery needs them.
    pub history_bytes: u64,
    /// How long a new table stays `CREATING`, and a changed one `UPDATING`.
    pub creating_ms: u64,
    /// Whether items are removed as soon as they expire, before a request can see them.
    pub expires_at_once: bool,
    /// How many entries each batch leaves unprocessed, as the service does when it is short of capacity: the last
    /// ones, and never all of them. A fault for tests of retry loops.
    pub unprocessed: usize,
    /// For how long replicas keep that an item was deleted, in milliseconds.
    pub tombstones_ms: u64,
    /// Capacity and counters, if the host asked for them.
    pub gauge: Option<Rc<Gauge>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            region: "local".to_owned(),
            account: "000000000000".to_owned(),
            kms_key: "alias/aws/dynamodb".to_owned(),
            stream_shards: 1,
            segment_bytes: 64 << 20,
            history_bytes: 1 << 30,
            creating_ms: 0,
            expires_at_once: false,
            unprocessed: 0,
            tombstones_ms: 90 * 24 * 3_600_000,
            gauge: None,
        }
    }
}

/// Partitions of a table by their hashes, which one of several databases answers for, and a page that was begun in others.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The first hash.
    pub from: u64,
    /// The first hash behind it.
    pub to: u64,
    /// Bytes of the page so far.
    pub bytes: u64,
}

/// A range of keys that a run has read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The tree they are in.
    pub tree: TreeId,
    /// From where to where.
    pub range: KeyRange,
}

/// One run.
#[derive(Debug)]
pub struct Context<'f> {
    /// All resident state.
    pub forest: &'f Forest,
    /// Newest write read, pages missed.
    pub trace: Trace,
    /// Decoded table definitions.
    pub catalog: &'f Catalog,
    /// The host's settings.
    pub settings: &'f Settings,
    /// Wall clock in epoch milliseconds, fixed when the request arrived.
    pub now_ms: u64,
    /// Hybrid logical clock for what this run writes.
    pub clock: u64,
    /// Entropy fixed when the request arrived.
    pub entropy: [u8; 16],
    /// Origin of what this run writes.
    pub origin: Origin,
    /// The write that another replica's write replaced there.
    pub base: Option<Stamp>,
    /// What policies call the operation that runs.
    pub action: &'static str,
    /// The time whose state the run reads, in epoch milliseconds, if it is not the present one.
    pub as_of_ms: Option<u64>,
    /// The run stopped because a checkpoint is being made: it is to be run again when that is finished.
    pub busy: bool,
    /// What the run changes.
    pub effects: Vec<Effect>,
    /// When the first item that this run writes is to be looked at again, in epoch milliseconds.
    pub due_ms: Option<u64>,
    /// Hashes of the keys looked up by name: requests that share one keep their order of arrival across faults.
    pub touched: Vec<u64>,
    /// The part of the partitions that is read, if it is not all of them.
    pub part: Option<Part>,
    /// What was read, if somebody wants to hear of changes of it.
    pub reads: Option<Vec<Read>>,
    /// What access control has for the operation to look at; or what the operation meets that replicas have to agree on.
    pub asked: Option<Box<dyn core::any::Any>>,
}

impl<'f> Context<'f> {
    /// A context for one run.
    #[must_use]
    pub fn new(
        forest: &'f Forest,
        catalog: &'f Catalog,
        settings: &'f Settings,
        now_ms: u64,
        clock: u64,
    ) -> Self {
        Self {
            forest,
            trace: Trace::default(),
            catalog,
            settings,
            now_ms,
            clock,
            entropy: [0; 16],
            origin: Origin::Local,
            base: None,
            action: "",
            as_of_ms: None,
            busy: false,
            effects: Vec::new(),
            due_ms: None,
            touched: Vec::new(),
            part: None,
            reads: None,
            asked: None,
        }
    }

    /// Whether the end of a table's creation or change, as it was foreseen, is still to come. A time further off than
    /// any such end is from a clock that was ahead. The end of an import is not foreseen.
    #[must_use]
    pub const fn is_ahead(&self, end_ms: u64) -> bool {
        end_ms == IMPORTING || end_ms > self.now_ms && end_ms - self.now_ms <= self.settings.creating_ms
    }

    /// The stored value of a key.
    ///
    /// # Errors
    /// [`Stop::Fault`] when a page is missing.
    pub fn get(&mut self, tree: TreeId, key: &[u8]) -> Result<Option<&'f [u8]>, Stop> {
        if tree != CATALOG_TREE {
            self.touched.push(mixed(tree, key));
            self.note(tree, || KeyRange::only(key));
        }
        match self.forest.get(&mut self.trace, tree, key) {
            Lookup::Found(value) => Ok(Some(value)),
            Lookup::Absent => Ok(None),
            Lookup::Fault => Err(Stop::Fault),
        }
    }

    /// Notes a range that the run's answer depends on.
    pub fn note(&mut self, tree: TreeId, range: impl FnOnce() -> KeyRange) {
        if let Some(reads) = &mut self.reads {
            reads.push(Read { tree, range: range() });
        }
    }

    /// A cursor over a range; `hint_bytes` bounds what it prefetches.
    #[must_use]
    pub fn cursor(&self, tree: TreeId, range: KeyRange, direction: Direction, hint_bytes: u64) -> Cursor<'f> {
        self.forest.cursor(tree, range, direction, hint_bytes)
    }

    /// The next entry of a cursor; `None` at its end.
    ///
    /// # Errors
    /// [`Stop::Fault`] when a page is missing.
    pub fn next(&mut self, cursor: &mut Cursor<'f>) -> Result<Option<(Key<'f>, &'f [u8])>, Stop> {
        match cursor.next(&mut self.trace) {
            Step::Entry { key, value } => Ok(Some((key, value))),
            Step::End => Ok(None),
            Step::Fault => Err(Stop::Fault),
        }
    }

    /// Live count and byte sum of a tree.
    ///
    /// # Errors
    /// [`Stop::Fault`] when a page is missing.
    pub fn stats(&mut self, tree: TreeId) -> Result<(u64, u64), Stop> {
        let stats = self.forest.stats(&mut self.trace, tree).map_err(|_| Stop::Fault)?;
        Ok((stats.count, stats.bytes))
    }

    /// Puts or deletes a key; `old_weight` is the weight of the value it replaces, if there is one.
    pub fn set(&mut self, tree: TreeId, key: Vec<u8>, value: Option<Vec<u8>>, old_weight: Option<u32>) {
        self.effects.push(Effect::Write { tree, key, value, old_weight });
    }

    /// The write that an item is from that this run puts: another replica's keeps its clock, whatever the clock is here.
    #[must_use]
    pub const fn stamp(&self) -> Stamp {
        match self.origin {
            Origin::Replica(replica, clock) => Stamp { clock, replica: Some(replica) },
            _ => Stamp::local(self.clock),
        }
    }

    /// Something that this run writes is to be looked at at a time.
    pub fn is_due(&mut self, ms: u64) {
        self.due_ms = earlier(self.due_ms, ms);
    }

    /// Drops a whole tree.
    pub fn drop_tree(&mut self, tree: TreeId) {
        self.effects.push(Effect::DropTree { tree });
    }
}

/// The earlier of two due times, of which the first need not be there.
#[must_use]
pub fn earlier(one: Option<u64>, other: u64) -> Option<u64> {
    Some(one.map_or(other, |one| one.min(other)))
}

/// A quick hash of a key. Two keys with one hash only wait for each other without need.
fn mixed(tree: TreeId, key: &[u8]) -> u64 {
    let mut hash = u64::from(tree);
    let (words, rest) = key.as_chunks::<8>();
    for word in words {
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
    rest.iter()
        .fold(hash, |hash, byte| (hash.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x517C_C1B7_2722_0A95))
}

/// Opens a stored value.
///
/// # Errors
/// A failure that tells a value of a later version from one that is damaged.
pub fn readable<'a>(value: &'a [u8], what: &str) -> Result<Envelope<'a>, Stop> {
    envelope::read(value).map_err(|why| unreadable(what, why))
}

/// Reads a record whose body says which version wrote it.
///
/// # Errors
/// As [`readable`].
pub fn decoded<T>(value: &[u8], what: &str, newest: i64, decode: fn(&[u8]) -> Option<T>) -> Result<T, Stop> {
    let body = readable(value, what)?.body;
    let is_later = MapRef::new(body).get_int("version").is_some_and(|version| version > newest);
    let why = if is_later { Unread::Later } else { Unread::Damaged };
    decode(body).filter(|_| !is_later).ok_or_else(|| unreadable(what, why))
}

/// A stored value that cannot be read, although the checksum of its page says that it is as it was written.
#[must_use]
pub fn unreadable(what: &str, why: Unread) -> Stop {
    let (kind, rest) = match why {
        Unread::Later => (
            Kind::FormatTooNew,
            " was written by a later version of Hashrange; open this database with that version",
        ),
        Unread::Damaged => (Kind::Corruption, " is damaged"),
    };
    Failure::new(kind, ["The stored ", what, rest].concat()).into()
}
