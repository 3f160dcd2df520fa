//! `ReadReplica`.

use core::ops::Bound;

use super::replicated::{self, Hashes, LOOKS, PAGE, PAGE_BYTES, put_stamp};
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::notation::{hex_bytes, of_hex_bytes};
use crate::operation::target;
use crate::table::schema::Table;
use crate::table::{Context, Stop, envelope, history, unreadable};
use crate::tree::{Direction, KeyRange, TreeId};

/// How far ahead the pages of a read are named.
const AHEAD: u64 = 1 << 20;
/// What is read first, and what next.
const ITEMS: u8 = 0;
const TOMBSTONES: u8 = 1;

/// A page of what a table has: its items, and behind them what deleted items have left, each with the write that it is from.
/// `Next` is `After` of the next page. What is written from `Position` of the first page on has to be read afterwards.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let hashes = Hashes::of(input);
    let wrong = || Failure::validation("Invalid After");
    let given = input.get_str("After").map(|after| of_hex_bytes(after).ok_or_else(wrong)).transpose()?;
    let (what, after) = match given.as_deref().map(<[u8]>::split_first) {
        None => (ITEMS, None),
        Some(Some((&what @ (ITEMS | TOMBSTONES), after))) => {
            (what, Some(after).filter(|key| !key.is_empty()))
        }
        Some(_) => return Err(wrong().into()),
    };
    let mut w = Writer::new();
    let list = w.begin_entry("Changes", Type::L);
    let tree = tree_of(&table, what);
    let next = match tree {
        Some(tree) => page(cx, &mut w, input, (tree, what), range(&hashes, after))?,
        None => None,
    };
    w.end(list);
    let next = match next {
        Some(key) => Some([&[what], key.as_slice()].concat()),
        None if what == ITEMS && table.group.is_some() => Some(vec![TOMBSTONES]),
        None => None,
    };
    if let Some(next) = next {
        w.entry_str("Next", &hex_bytes(&next));
    }
    if let Some(history) = history::of(cx, &table)? {
        w.entry_str("Position", &history::end_position(cx, &history)?.number());
    }
    Ok(w.into_inner())
}

fn tree_of(table: &Table, what: u8) -> Option<TreeId> {
    if what == ITEMS { Some(table.tree) } else { table.group.as_ref().map(|group| group.tombstones) }
}

/// Keys begin with their hashes.
fn range(hashes: &Hashes, after: Option<&[u8]>) -> KeyRange {
    let bound = |hash: u64| u32::try_from(hash).ok().map(|hash| hash.to_be_bytes().to_vec());
    KeyRange {
        lower: match (after, bound(hashes.from)) {
            (Some(after), _) => Bound::Excluded(after.to_vec()),
            (None, Some(from)) => Bound::Included(from),
            // There is no such hash.
            (None, None) => Bound::Included(vec![u8::MAX; 5]),
        },
        upper: bound(hashes.to).map_or(Bound::Unbounded, Bound::Excluded),
    }
}

/// Writes a page; gives the key of its last entry if there are more.
fn page(
    cx: &mut Context<'_>,
    w: &mut Writer,
    input: MapRef<'_>,
    (tree, what): (TreeId, u8),
    range: KeyRange,
) -> Result<Option<Vec<u8>>, Stop> {
    let own = replicated::own(cx);
    let mut left = input.get_int("Limit").unwrap_or(PAGE).clamp(1, LOOKS as i64);
    let table = target::control(cx, target::given(input))?;
    let mut entries = cx.cursor(tree, range, Direction::Forward, AHEAD);
    let mut last = None;
    while let Some((key, value)) = cx.next(&mut entries)? {
        let stored = envelope::open(value).map_err(|why| unreadable("item", why))?;
        let (before, body) = (w.len(), MapRef::new(stored.body));
        let entry = w.begin(Type::M);
        let keys = w.begin_entry("Keys", Type::M);
        for attribute in table.key.attributes() {
            if let Some(value) = body.get(attribute.name.as_bytes()) {
                w.name(attribute.name.as_bytes());
                w.raw(value);
            }
        }
        w.end(keys);
        if what == ITEMS {
            w.entry_map("New", body);
        }
        put_stamp(w, own, stored.stamp, ["Clock", "Replica"]);
        w.end(entry);
        if last.is_some() && w.len() > PAGE_BYTES {
            w.truncate(before);
            return Ok(last);
        }
        last = Some(key.to_vec());
        left -= 1;
        if left == 0 {
            return Ok(if cx.next(&mut entries)?.is_some() { last } else { None });
        }
    }
    Ok(None)
}
