//! `ListOpen`.

use core::ops::Bound;

use super::register::{self, OPEN};
use crate::model::{MapRef, Type, Writer};
use crate::operation::notation::{hex_bytes, of_hex_bytes};
use crate::operation::target;
use crate::table::{Context, Stop, history};
use crate::tree::{Direction, KeyRange};

/// Most places of a page.
const PAGE: usize = 500;
/// How far ahead a page is named.
const AHEAD: u64 = 1 << 16;

/// The items of a table with strong consistency that were accepted here and are not learnt, by their places, and the place
/// behind the history: what was accepted before is among the items, or before that place.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let tree = register::group(&table)?.conflicts;
    let after = input.get_str("After").and_then(of_hex_bytes);
    let range = KeyRange {
        lower: Bound::Excluded([&[OPEN], after.as_deref().unwrap_or_default()].concat()),
        upper: Bound::Excluded(vec![OPEN + 1]),
    };
    let mut w = Writer::new();
    let list = w.begin_entry("Places", Type::L);
    let mut marks = cx.cursor(tree, range, Direction::Forward, AHEAD);
    let (mut count, mut next) = (0, None);
    while let Some((key, _)) = cx.next(&mut marks)? {
        let place = hex_bytes(key.to_vec().get(1..).unwrap_or_default());
        w.str(&place);
        count += 1;
        if count == PAGE {
            next = Some(place);
            break;
        }
    }
    w.end(list);
    if let Some(next) = next {
        w.entry_str("Next", &next);
    }
    if let Some(history) = history::of(cx, &table)? {
        w.entry_str("Position", &history::end_position(cx, &history)?.number());
    }
    Ok(w.into_inner())
}
