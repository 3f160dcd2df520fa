//! Kinesis data streams as destinations of a table's changes: readers of its history.

pub mod describe_kinesis_streaming_destination;
pub mod destination;
pub mod disable_kinesis_streaming_destination;
pub mod enable_kinesis_streaming_destination;
pub mod update_kinesis_streaming_destination;
