//! Change records: what consumers of a table's history read (streams, point-in-time recovery, replicas, watchers).
//!
//! A table whose definition names a change tree gets one record for every write that changed an item, in the same
//! commit as the write: log truncation then never waits for a consumer, and retention is the table's own affair.
//!
//! The key is the write's clock, big-endian, and a big-endian `u32` that counts the records of one request. The
//! value wears the common envelope around `{ key, old?, new?, origin }`: the primary key's attributes, the images
//! before and after, and where the write came from.

use super::context::{Context, Origin};
use super::envelope;
use super::schema::Table;
use crate::model::{MapRef, Type, Writer};

/// Appends the record of one changed item, if the table keeps records.
pub fn record(cx: &mut Context<'_>, table: &Table, old: Option<MapRef<'_>>, new: Option<MapRef<'_>>) {
    let Some(tree) = table.change_tree else { return };
    let Some(image) = new.or(old) else { return };
    if old == new {
        return;
    }
    let mut w = Writer::new();
    let key = w.begin_entry("key", Type::M);
    for attribute in table.key.attributes() {
        if let Some(value) = image.get(attribute.name.as_bytes()) {
            w.name(attribute.name.as_bytes());
            w.raw(value);
        }
    }
    w.end(key);
    if let Some(old) = old {
        w.entry_map("old", old);
    }
    if let Some(new) = new {
        w.entry_map("new", new);
    }
    w.entry_int(
        "origin",
        match cx.origin {
            Origin::Local => 0,
            Origin::TimeToLive => 1,
            Origin::Replica => 2,
            Origin::Import => 3,
        },
    );
    let body = w.as_bytes();
    let value = envelope::seal(cx.clock, body.len() as u32, body);
    // Effects so far number the records of one request in order, without a counter of their own.
    let mut key = cx.clock.to_be_bytes().to_vec();
    key.extend_from_slice(&(cx.effects.len() as u32).to_be_bytes());
    cx.set(tree, key, Some(value), None);
}
