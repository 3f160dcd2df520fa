//! `DropPart`.

use core::ops::Bound;

use crate::model::{MapRef, Writer};
use crate::operation::target;
use crate::table::{Context, Stop, store};
use crate::tree::{Direction, KeyRange};

/// How many items one call removes, unless it says otherwise.
const PAGE: i64 = 500;
/// How far ahead the pages of a call are named.
const AHEAD: u64 = 256 << 10;

/// Removes the items of the partitions whose hashes are in a range, which another database has now: nobody is told that they were
/// deleted. `More` says that there are others.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let mut table = (*target::control(cx, target::given(input))?).clone();
    table.changes = None;
    let table = table.prepare();
    let bound = |name: &str| {
        let hash = input.get_int(name).and_then(|hash| u32::try_from(hash).ok());
        hash.map(|hash| hash.to_be_bytes().to_vec())
    };
    let range = KeyRange {
        lower: Bound::Included(bound("HashFrom").unwrap_or_default()),
        upper: bound("HashTo").map_or(Bound::Unbounded, Bound::Excluded),
    };
    let mut left = input.get_int("Limit").unwrap_or(PAGE);
    let mut more = false;
    let mut entries = cx.cursor(table.tree, range, Direction::Forward, AHEAD);
    while let Some((key, value)) = cx.next(&mut entries)? {
        if left == 0 {
            more = true;
            break;
        }
        left -= 1;
        let stored = store::open(value)?;
        store::write(cx, &table, key.to_vec(), Some(&stored), None)?;
    }
    let mut w = Writer::new();
    w.entry_bool("More", more);
    Ok(w.into_inner())
}
