//! What tables know of the writes of their replicas: which of two is later, what was deleted, what got lost, and how far each
//! peer's changes are here.

mod conflict;
mod expiry;
mod global;
mod marks;
mod tombstone;

pub use conflict::{Side, conflicts, note_conflicts, record};
pub use expiry::{begin_tombstones, end_tombstones, work};
pub use global::{Global, Member, Mode};
pub use marks::{Marks, marks, put_marks, remove_marks};
pub use tombstone::{Met, agree, alone, follow, keep_tombstone, tombstone};

use super::context::Settings;
use super::envelope::Stamp;
use crate::storage::checksum::crc32;

/// The latest clock that another replica's write may have: behind it there is room for all that this database will write.
pub const LATEST: u64 = ((1 << 52) - (1 << 40)) << 12;

/// The id of the replica in a region.
#[must_use]
pub fn id_of(region: &str) -> u32 {
    crc32(region.as_bytes())
}

/// The id of this replica.
#[must_use]
pub fn own_id(settings: &Settings) -> u32 {
    id_of(&settings.region)
}

/// A write's place in the order of all writes of all replicas.
#[must_use]
pub fn order(stamp: Stamp, own: u32) -> (u64, u32) {
    (stamp.clock, stamp.replica.unwrap_or(own))
}
