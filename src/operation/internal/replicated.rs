//! A change of an item as replicas tell each other of it, and which changes a request is for.

use crate::model::{Failure, Kind, MapRef, Writer};
use crate::table::envelope::Stamp;
use crate::table::hash::partition_hash;
use crate::table::history::{Change, History, Position, REPLICA, Reader};
use crate::table::replica;
use crate::table::schema::Table;
use crate::table::{Context, Origin};

/// A page ends before the change that would make it longer than so many bytes.
pub const PAGE_BYTES: usize = 512 << 10;
/// Most changes of a page.
pub const PAGE: i64 = 1000;
/// A page looks at so many records, also where it has none of them.
pub const LOOKS: usize = 5000;

/// The partitions that a request is for: hashes from the first number up to the second one.
pub struct Hashes {
    pub from: u64,
    pub to: u64,
}

impl Hashes {
    /// Reads `HashFrom` and `HashTo`.
    pub fn of(input: MapRef<'_>) -> Self {
        let number = |name: &str| input.get_int(name).map(i64::unsigned_abs);
        Self { from: number("HashFrom").unwrap_or(0), to: number("HashTo").unwrap_or(1 << 32) }
    }

    /// Whether the item of a key is among them.
    pub fn have(&self, table: &Table, keys: MapRef<'_>) -> bool {
        let attribute = table.key.partition.first();
        let payload =
            attribute.and_then(|attribute| attribute.ty.payload(keys.get(attribute.name.as_bytes())?));
        let hash = payload.map_or(0, |payload| u64::from(partition_hash(payload)));
        self.from <= hash && hash < self.to
    }
}

/// Writes the stamp of a write.
pub fn put_stamp(w: &mut Writer, own: u32, stamp: Stamp, [clock, replica]: [&str; 2]) {
    let (of_clock, of_replica) = replica::order(stamp, own);
    w.entry_str(clock, &of_clock.to_string());
    w.entry_int(replica, i64::from(of_replica));
}

/// Writes the members of a change that is recorded.
pub fn put_change(w: &mut Writer, own: u32, change: &Change<'_>) {
    w.entry_map("Keys", change.key);
    if let Some(new) = change.new {
        w.entry_map("New", new);
    }
    put_stamp(w, own, change.stamp, ["Clock", "Replica"]);
    if let Some(base) = change.base {
        put_stamp(w, own, base, ["BaseClock", "BaseReplica"]);
    }
    w.entry_str("Event", change.event);
    if change.origin == Origin::TimeToLive {
        w.entry_bool("Ttl", true);
    }
    w.entry_int("Ms", change.ms as i64);
}

/// A change that a request brings.
pub struct Given<'a> {
    /// The key's attributes.
    pub keys: MapRef<'a>,
    /// The item; nothing if it was deleted.
    pub new: Option<MapRef<'a>>,
    /// The write.
    pub clock: u64,
    pub replica: u32,
    /// The write that it replaced.
    pub base: Option<Stamp>,
}

impl<'a> Given<'a> {
    /// Reads a change.
    ///
    /// # Errors
    /// A clock that is none, or later than any.
    pub fn of(change: MapRef<'a>) -> Result<Self, Failure> {
        let replica = |name: &str| change.get_int(name).and_then(|id| u32::try_from(id).ok());
        let base = match change.get_str("BaseClock") {
            Some(clock) => Some(Stamp { clock: of_clock(clock)?, replica: replica("BaseReplica") }),
            None => None,
        };
        Ok(Self {
            keys: change.get_map("Keys").unwrap_or_default(),
            new: change.get_map("New"),
            clock: of_clock(change.get_str("Clock").unwrap_or_default())?,
            replica: replica("Replica").unwrap_or_default(),
            base,
        })
    }

    /// The place in the order of all writes.
    pub const fn order(&self) -> (u64, u32) {
        (self.clock, self.replica)
    }
}

/// Reads a clock.
///
/// # Errors
/// Text that is none, or one that is later than any.
pub fn of_clock(text: &str) -> Result<u64, Failure> {
    let clock = text.parse::<u64>().ok().filter(|clock| *clock <= replica::LATEST);
    clock.ok_or_else(|| Failure::validation(["There is no clock ", text].concat()))
}

/// Reads a place of a history.
///
/// # Errors
/// Text that is none.
pub fn place(text: &str) -> Result<Position, Failure> {
    Position::of_number(text).ok_or_else(|| Failure::validation(["There is no position ", text].concat()))
}

/// Reads the ballot of a proposal: `Ballot`, and the `Replica` that makes it.
///
/// # Errors
/// A ballot that is no clock.
pub fn of_ballot(input: MapRef<'_>) -> Result<Stamp, Failure> {
    let clock = of_clock(input.get_str("Ballot").unwrap_or_default())?;
    let replica = input.get_int("Replica").and_then(|id| u32::try_from(id).ok());
    Ok(Stamp { clock, replica: Some(replica.unwrap_or_default()) })
}

/// The reader of a history that a request names.
///
/// # Errors
/// There is none.
pub fn reader<'a>(history: Option<&'a History>, table: &Table, name: &str) -> Result<&'a Reader, Failure> {
    history.and_then(|history| history.reader(REPLICA, name)).ok_or_else(|| {
        let message = ["Nobody of the name ", name, " follows table ", &table.name].concat();
        Failure::new(Kind::ResourceNotFound, message)
    })
}

/// The `Reader` of a request.
pub fn named(input: MapRef<'_>) -> &str {
    input.get_str("Reader").unwrap_or_default()
}

/// The id of this replica.
pub fn own(cx: &Context<'_>) -> u32 {
    replica::own_id(cx.settings)
}
