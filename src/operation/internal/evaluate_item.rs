//! `EvaluateItem`.

use super::register::Register;
use super::replicated::{own, put_stamp};
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::notation::{hex_bytes, of_hex_bytes};
use crate::operation::registry;
use crate::operation::target;
use crate::table::replica::Met;
use crate::table::schema::Table;
use crate::table::{Context, Stop, envelope, unreadable};
use crate::tree::Effect;

/// The operations that a majority can agree on.
const OPERATIONS: [&str; 9] = [
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "ExecuteStatement",
    "GetItem",
    "BatchGetItem",
    "Query",
    "Scan",
];

/// Runs an operation on what this replica has, and changes nothing: gives its answer or failure, and of tables with strong
/// consistency what it has met: items by their places, with the write that is there and the item that is to follow it.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let name = input.get_str("Operation").unwrap_or_default();
    let found = registry::find(name).filter(|found| OPERATIONS.contains(&found.name));
    let found = found.ok_or_else(|| {
        let message = [name, " is not supported for a table with MultiRegionConsistency STRONG"].concat();
        Failure::validation(message)
    })?;
    let request = input.get_str("Request").and_then(of_hex_bytes).unwrap_or_default();
    let before = cx.effects.len();
    cx.asked = Some(Box::new(Vec::<Met>::new()));
    cx.action = found.action;
    let answer = match (found.run)(cx, MapRef::new(&request)) {
        Err(Stop::Fault) => return Err(Stop::Fault),
        Err(Stop::Failure(failure)) => Err(failure),
        Ok(answer) => Ok(answer),
    };
    let effects = cx.effects.split_off(before);
    let mut met = cx.asked.take().and_then(|met| met.downcast::<Vec<Met>>().ok()).unwrap_or_default();
    named(cx, found.name, MapRef::new(&request), &mut met)?;
    let mut w = Writer::new();
    let list = w.begin_entry("Met", Type::L);
    for one in met.iter() {
        item(cx, &mut w, one, if answer.is_ok() { &effects } else { &[] })?;
    }
    w.end(list);
    match answer {
        Ok(answer) => {
            w.name(b"Answer");
            w.binary(&answer);
        }
        Err(failure) => {
            w.entry_str("Name", failure.kind.name());
            w.entry_str("Message", &failure.message);
            if let Some(detail) = failure.detail {
                w.name(b"Detail");
                w.binary(&detail);
            }
        }
    }
    Ok(w.into_inner())
}

/// What a request names itself; statements tell what they meet.
fn named(cx: &mut Context<'_>, name: &str, request: MapRef<'_>, met: &mut Vec<Met>) -> Result<(), Stop> {
    let is_fresh = |options: MapRef<'_>| options.get_bool("ConsistentRead") == Some(true);
    let tables: Vec<(&str, Option<MapRef<'_>>)> = match name {
        "PutItem" => vec![(target::given(request), request.get_map("Item"))],
        "UpdateItem" | "DeleteItem" => vec![(target::given(request), request.get_map("Key"))],
        "GetItem" if is_fresh(request) => vec![(target::given(request), request.get_map("Key"))],
        "Query" | "Scan" if is_fresh(request) => vec![(target::given(request), None)],
        "BatchGetItem" => {
            let asked = request.get_map("RequestItems").unwrap_or_default();
            let fresh = asked.iter().filter(|(_, options)| options.as_map().is_some_and(is_fresh));
            fresh.map(|(name, _)| (core::str::from_utf8(name).unwrap_or_default(), None)).collect()
        }
        _ => Vec::new(),
    };
    for (given, key) in tables {
        let Some(table) = target::find(cx, given)?.filter(|table| table.is_strong()) else { continue };
        let place = match key {
            None => None,
            Some(key) => {
                let mut place = Vec::new();
                // What has no key of the table was refused.
                if table.encode_key(key, &mut place).is_none() {
                    continue;
                }
                Some(place)
            }
        };
        met.push(Met { table: table.name.clone(), key: place });
    }
    Ok(())
}

/// Writes what was met, and what is to become of it.
fn item(cx: &mut Context<'_>, w: &mut Writer, met: &Met, effects: &[Effect]) -> Result<(), Stop> {
    let entry = w.begin(Type::M);
    w.entry_str("TableName", &met.table);
    if let Some(key) = &met.key {
        w.entry_str("Place", &hex_bytes(key));
        let table = target::control(cx, &met.table)?;
        let register = Register::load(cx, table, key.clone())?;
        let own = own(cx);
        if let Some(learnt) = register.learnt {
            put_stamp(w, own, learnt, ["LearntBallot", "LearntReplica"]);
        }
        let written = effects.iter().find_map(|effect| match effect {
            Effect::Write { tree, key: at, value, .. } if *tree == register.table.tree && at == key => {
                Some(value)
            }
            _ => None,
        });
        if let Some(value) = written {
            let new = match value {
                Some(value) => {
                    let value = envelope::read(value).map_err(|why| unreadable("item", why))?;
                    Some(MapRef::new(value.body))
                }
                None => None,
            };
            let old = register.accepted.map(|there| there.keys).unwrap_or_default();
            put_write(w, &register.table, new, old);
        }
    }
    w.end(entry);
    Ok(())
}

fn put_write(w: &mut Writer, table: &Table, new: Option<MapRef<'_>>, old: MapRef<'_>) {
    let keys = w.begin_entry("Keys", Type::M);
    for attribute in table.key.attributes() {
        if let Some(value) = new.unwrap_or(old).get(attribute.name.as_bytes()) {
            w.name(attribute.name.as_bytes());
            w.raw(value);
        }
    }
    w.end(keys);
    w.entry_bool("Writes", true);
    if let Some(new) = new {
        w.entry_map("Item", new);
    }
}
