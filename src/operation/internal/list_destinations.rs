//! `ListDestinations`, which only the package's own code asks for.

use crate::model::{MapRef, Type, Writer};
use crate::operation::destinations::destination::{KIND, precision_of};
use crate::operation::notation;
use crate::table::{Context, Stop, history};

/// The destinations of all tables, also of those that were disabled or whose tables are gone, as long as there may be records
/// for them.
pub(in crate::operation) fn run(cx: &mut Context<'_>, _: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let mut w = Writer::new();
    let list = w.begin_entry("Destinations", Type::L);
    for history in history::of_all(cx)? {
        for reader in history.readers.iter().filter(|reader| reader.kind == KIND) {
            let entry = w.begin(Type::M);
            w.entry_str("TableName", &history.name);
            w.entry_str("TableId", &notation::uuid(history.id));
            w.entry_str("StreamArn", &reader.name);
            w.entry_str("Precision", precision_of(reader));
            w.end(entry);
        }
    }
    w.end(list);
    Ok(w.into_inner())
}
