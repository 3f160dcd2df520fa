//! `ListTransfers`, an internal operation.

use crate::model::{MapRef, Type, Writer};
use crate::table::transfer::{self, Kind};
use crate::table::{Context, Stop};

/// The exports, imports and bulk puts whose work has not ended, the oldest of each first: what was asked for, what is told of
/// them, and how far the work is.
pub(in crate::operation) fn run(cx: &mut Context<'_>, _: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let mut w = Writer::new();
    let list = w.begin_entry("Transfers", Type::L);
    for kind in Kind::ALL {
        for (id, record) in transfer::running(cx, kind)?.into_iter().rev() {
            let entry = w.begin(Type::M);
            w.entry_str("Kind", kind.name());
            w.entry_str("Id", &id);
            w.entry_map("Description", record.description());
            w.entry_str("Progress", record.progress());
            w.end(entry);
        }
    }
    w.end(list);
    Ok(w.into_inner())
}
