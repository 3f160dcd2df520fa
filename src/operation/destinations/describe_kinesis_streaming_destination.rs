//! `DescribeKinesisStreamingDestination`.

use super::destination::{KIND, MEMBER};
use crate::model::{MapRef, Type, Writer};
use crate::operation::target;
use crate::table::{Context, Stop, history};

/// The Kinesis streams that get the table's changes, or did, the newest first.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let known = history::of(cx, &table)?;
    let readers = known.iter().flat_map(|history| &history.readers).rev();
    let mut w = Writer::new();
    let list = w.begin_entry("KinesisDataStreamDestinations", Type::L);
    for reader in readers.filter(|reader| reader.kind == KIND) {
        let entry = w.begin(Type::M);
        if !reader.note.is_empty() {
            w.entry_str(MEMBER, &reader.note);
        }
        w.entry_str("DestinationStatus", if reader.reads() { "ACTIVE" } else { "DISABLED" });
        w.entry_str("StreamArn", &reader.name);
        w.end(entry);
    }
    w.end(list);
    w.entry_str("TableName", &table.name);
    Ok(w.into_inner())
}
