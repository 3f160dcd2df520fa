//! `ReadChanges`.

use super::replicated::{self, Hashes, LOOKS, PAGE, PAGE_BYTES, named, place};
use crate::model::{MapRef, Type, Writer};
use crate::operation::target;
use crate::table::history::{self, Merged};
use crate::table::{Context, Origin, Stop};

/// The changes of a table from a place on, in their order. `Next` is the place behind them, `More` says that there are records
/// behind it. `Trimmed` if what was recorded there is gone: whoever asks has to begin with the items. Without `Foreign`, what
/// other replicas have written is left out.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let (hashes, own) = (Hashes::of(input), replicated::own(cx));
    let foreign = input.get_bool("Foreign") == Some(true);
    let known = history::of(cx, &table)?;
    let reader = replicated::reader(known.as_ref(), &table, named(input))?;
    let from = input.get_str("From").map_or_else(|| Ok(reader.start()), place)?;
    let is_trimmed = from < reader.start();
    let mut left = input.get_int("Limit").unwrap_or(PAGE).clamp(1, PAGE);
    let (mut next, mut looks, mut more) = (from, 0, false);
    let mut w = Writer::new();
    let list = w.begin_entry("Changes", Type::L);
    if let Some(history) = known.as_ref().filter(|_| !is_trimmed) {
        // Whoever waits for more hears of new segments, too.
        history.note(cx);
        let mut merged = Merged::new(cx, history, from)?;
        while let Some((position, value)) = merged.next(cx)? {
            looks += 1;
            let change = history::read_any(value)?;
            let is_own = !matches!(change.origin, Origin::Replica(id, _) if id != own);
            if (is_own || foreign) && hashes.have(&table, change.key) {
                let before = w.len();
                let entry = w.begin(Type::M);
                replicated::put_change(&mut w, own, &change);
                w.end(entry);
                if before > PAGE_BYTES / 2 && w.len() > PAGE_BYTES {
                    w.truncate(before);
                    more = true;
                    break;
                }
                left -= 1;
            }
            next = position.next();
            if left == 0 || looks == LOOKS {
                more = merged.next(cx)?.is_some();
                break;
            }
        }
    }
    w.end(list);
    w.entry_str("Next", &next.number());
    w.entry_bool("More", more);
    if is_trimmed {
        w.entry_bool("Trimmed", true);
    }
    Ok(w.into_inner())
}
