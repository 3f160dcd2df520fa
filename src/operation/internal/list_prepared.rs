//! `ListPrepared`.

use crate::model::{MapRef, Type, Writer};
use crate::table::{Context, Stop, key, prepared};

/// The transactions that are prepared here and not decided: those that lock items of a range of hashes, and began before a time.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let number = |name: &str| input.get_int(name).map(i64::unsigned_abs);
    let (from, to) = (number("HashFrom").unwrap_or(0), number("HashTo").unwrap_or(1 << 32));
    let before = number("Before").unwrap_or(u64::MAX);
    let mut w = Writer::new();
    let list = w.begin_entry("Transactions", Type::L);
    prepared::each(cx, |id, known| {
        let is_open = known.committed().is_none() && known.ms() < before;
        if is_open && known.held().any(|held| (from..to).contains(&u64::from(key::hash_prefix(held.key)))) {
            let entry = w.begin(Type::M);
            w.entry_str("TransactionId", id);
            w.entry_str("Coordinator", known.coordinator());
            w.entry_int("Timestamp", known.ms() as i64);
            w.end(entry);
        }
        true
    })?;
    w.end(list);
    Ok(w.into_inner())
}
