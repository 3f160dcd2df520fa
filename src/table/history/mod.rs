//! The history of a table: its change records, cut into segments.
//!
//! A table has a history as long as something reads it: a stream, or another [`Reader`]. A segment is a tree of its own, so that forgetting old
//! records drops a tree and costs the same however many they are. What there is of a history stands in one record of the
//! catalog, `history/NAME/ID`, which outlives the table: a stream can be read for a day after its table was deleted.
//!
//! A segment of a stream is what the service calls a shard: [`Segment::parent`] is its lineage, and the place of a record in
//! it ([`Position`]) is its sequence number.

mod budget;
mod codec;
mod following;
mod merged;
mod plan;
mod position;
mod reader;
mod reading;
mod record;
mod segment;
mod shelf;
mod stream;
mod upkeep;

pub use following::{acknowledge, begin_replica, end_position, end_replica};
pub use merged::Merged;
pub use plan::DAY;
pub use position::Position;
pub use reader::{RECOVERY, REPLICA, Reader, Span};
pub use reading::{begin_reader, end_reader, hold, keep_for, note_reader, of, of_id, release};
pub use record::{Change, put_key, read, read_any, record, record_absent};
pub use segment::{History, Segment, Stream};
pub use shelf::{of_all, of_table, put};
pub use stream::{begin_stream, end, end_stream, resettle};
pub use upkeep::keep_up;
