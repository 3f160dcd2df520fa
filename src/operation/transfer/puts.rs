//! Items of an import or a bulk put: all of a request are put, or none and it is said why.

use crate::expression::Kind as Expression;
use crate::model::{Failure, Kind, MapRef, Type, Writer, order};
use crate::operation::flaw::{self, Precision};
use crate::operation::items::expressions::{self, Expressions};
use crate::operation::items::write_path::{self, Action, Write};
use crate::table::schema::Table;
use crate::table::{Context, Stop, replica};

/// An item with the condition that it is put under.
struct Put<'a> {
    item: MapRef<'a>,
    size: u32,
    key: Vec<u8>,
    parsed: Expressions<'a>,
}

/// Puts items; gives those that were refused with their reasons, if there are any. Nothing is put then.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put(cx: &mut Context<'_>, table: &Table, puts: MapRef<'_>) -> Result<Option<Vec<u8>>, Stop> {
    let mut refused = Vec::new();
    let mut good = Vec::new();
    for (index, entry) in puts.get_list("Items").unwrap_or_default().iter().enumerate() {
        match read(table, entry.as_map().unwrap_or_default()) {
            Ok(put) => good.push((index, put)),
            Err(failure) => refused.push((index, failure)),
        }
    }
    // One run sees an item as it was before: the second of two puts has to wait for another one.
    let mut keys: Vec<(&[u8], usize)> =
        good.iter().map(|(index, put)| (put.key.as_slice(), *index)).collect();
    order::sort(&mut keys, &|one, two| one < two);
    let again = keys.windows(2).filter(|pair| matches!(pair, [one, two] if one.0 == two.0));
    let again: Vec<usize> = again.filter_map(|pair| pair.last().map(|(_, index)| *index)).collect();
    if let Some(first) = again.into_iter().min() {
        refused.push((first, Failure::new(Kind::DuplicateItem, "")));
        return Ok(Some(answer(&refused)));
    }
    replica::agree(cx, table, None, Kind::ReplicatedWriteConflict)?;
    let (mut faulted, before) = (false, cx.effects.len());
    for (index, Put { item, size, key, parsed }) in &mut good {
        let write = Write {
            table,
            key: core::mem::take(key),
            action: Action::Put { item: *item, size: *size },
            condition: parsed.condition.as_ref(),
            show_item: false,
        };
        match write_path::write(cx, write) {
            Ok(_) => {}
            Err(Stop::Fault) => faulted = true,
            Err(Stop::Failure(failure)) => refused.push((*index, failure)),
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    if refused.is_empty() {
        return Ok(None);
    }
    cx.effects.truncate(before);
    order::sort(&mut refused, &|one, two| one.0 < two.0);
    Ok(Some(answer(&refused)))
}

fn read<'a>(table: &Table, entry: MapRef<'a>) -> Result<Put<'a>, Failure> {
    let item = entry.get_map("Item").unwrap_or_default();
    let size = write_path::put_size(item)?;
    let parsed = expressions::parse(entry, &[Expression::Condition])?;
    let key = flaw::key_in_item(table, item, Precision::Attribute)?;
    write_path::check_put(table, item)?;
    expressions::check_write(table, &parsed)?;
    Ok(Put { item, size, key, parsed })
}

fn answer(refused: &[(usize, Failure)]) -> Vec<u8> {
    let mut w = Writer::new();
    let list = w.begin_entry("Refused", Type::L);
    for (index, failure) in refused {
        let entry = w.begin(Type::M);
        w.entry_int("Index", *index as i64);
        w.entry_str("Code", failure.kind.name());
        w.entry_str("Message", &failure.message);
        w.end(entry);
    }
    w.end(list);
    w.into_inner()
}
