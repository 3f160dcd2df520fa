//! What the operations of destinations share: how a destination is kept, and what it is refused for.

use crate::model::{Failure, MapRef, Writer};
use crate::table::history::Reader;

/// The kind of these readers.
pub const KIND: &str = "kinesis";
/// The precision of a destination that was never given one.
pub const PRECISION: &str = "MILLISECOND";
/// The member that says how precise times are.
pub const MEMBER: &str = "ApproximateCreationDateTimePrecision";

/// The stream's ARN in a request.
pub fn stream_arn(input: MapRef<'_>) -> &str {
    input.get_str("StreamArn").unwrap_or_default()
}

/// The precision that a configuration in the request asks for, if any.
pub fn precision<'a>(input: MapRef<'a>, configuration: &str) -> Option<&'a str> {
    input.get_map(configuration)?.get_str(MEMBER)
}

/// The precision that a destination has.
pub fn precision_of(reader: &Reader) -> &str {
    if reader.note.is_empty() { PRECISION } else { &reader.note }
}

/// An answer to a change of a destination.
pub fn answer(table: &str, stream_arn: &str, status: &str, more: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_str("DestinationStatus", status);
    w.entry_str("StreamArn", stream_arn);
    w.entry_str("TableName", table);
    more(&mut w);
    w.into_inner()
}

/// A change that the destination's state does not allow. The service says `enable` whatever was asked for.
#[cold]
pub fn refused(why: &[&str]) -> Failure {
    let start = "Table is not in a valid state to enable Kinesis Streaming Destination: ";
    Failure::validation([start, &why.concat()].concat())
}

/// A destination that the table does not have.
#[cold]
pub fn missing(table: &str, stream_arn: &str) -> Failure {
    refused(&[
        "No streaming destination with streamArn: ",
        stream_arn,
        " found for table with tableName: ",
        table,
    ])
}
