//! Streams: the changes of a table's items as shards of records.

pub mod describe_stream;
pub mod get_records;
pub mod get_shard_iterator;
pub mod iterator;
pub mod list_streams;
pub mod record;
pub mod stream;
