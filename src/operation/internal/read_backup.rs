//! `ReadBackup`.

use core::ops::Bound;

use super::replicated::PAGE_BYTES;
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::backups::shown;
use crate::operation::notation::{hex_bytes, of_hex_bytes, uuid};
use crate::operation::replicas::definition;
use crate::table::moment::backup::Backup;
use crate::table::{Context, Stop, store};
use crate::tree::{Direction, KeyRange};

/// How far ahead the pages of a read are named.
const AHEAD: u64 = 1 << 20;

/// A page of the items of a backup, in the order of their keys. `Next` is `After` of the next page. With `Describe`, the
/// members of a `KeepBackup` that begins a copy of it.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let backup = shown::whole(cx, input.get_str("BackupArn").unwrap_or_default())?;
    if input.get_bool("Describe") == Some(true) {
        return Ok(described(&backup));
    }
    let after = match input.get_str("After").filter(|after| !after.is_empty()) {
        Some(after) => {
            Bound::Excluded(of_hex_bytes(after).ok_or_else(|| Failure::validation("Invalid After"))?)
        }
        None => Bound::Unbounded,
    };
    let range = KeyRange { lower: after, upper: Bound::Unbounded };
    let mut items = cx.cursor(backup.copy.tree, range, Direction::Forward, AHEAD);
    let mut w = Writer::new();
    let list = w.begin_entry("Items", Type::L);
    let (mut last, mut next) = (None, None);
    while let Some((key, value)) = cx.next(&mut items)? {
        let before = w.len();
        w.map(MapRef::new(store::open(value)?.body));
        if last.is_some() && w.len() > PAGE_BYTES {
            w.truncate(before);
            next = last;
            break;
        }
        last = Some(key.to_vec());
    }
    w.end(list);
    if let Some(next) = next {
        w.entry_str("Next", &hex_bytes(&next));
    }
    Ok(w.into_inner())
}

fn described(backup: &Backup) -> Vec<u8> {
    let mut w = Writer::new();
    definition::put(&mut w, "Definition", &backup.copy);
    if let Some(attribute) = &backup.copy.time_to_live {
        w.entry_str("TimeToLiveAttribute", attribute);
    }
    w.entry_str("TableId", &uuid(backup.copy.id));
    w.entry_str("Name", &backup.name);
    for (name, number) in [
        ("TableCreatedMs", backup.copy.created_ms),
        ("CreatedMs", backup.created_ms),
        ("Count", backup.count),
        ("Bytes", backup.bytes),
    ] {
        w.entry_int(name, number as i64);
    }
    w.into_inner()
}
