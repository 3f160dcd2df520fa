//! Transactions over several databases that this one takes part in: what is prepared, and for a while how each ended.
//!
//! The record `prepared/ID` names the coordinator and the locks ([`super::lock`]), or says how the transaction ended, so that a
//! message that comes late finds that it is over. Ids begin with the time in digits: the oldest are found first.

use super::catalog::{self, CATALOG_TREE};
use super::context::{Context, Stop};
use super::job_record::body;
use crate::model::{MapRef, Type, Writer};
use crate::tree::{Direction, KeyRange};

const PREFIX: &[u8] = b"prepared/";
/// How long it is known how a transaction ended; one that begun longer ago cannot be prepared.
pub const KNOWN_MS: u64 = 600_000;
/// How many old records each transaction removes: more than one, so that they run out; and at how many it looks.
const PRUNED: usize = 4;
const LOOKED: usize = 16;

/// An item that is locked.
#[derive(Debug)]
pub struct Held<'f> {
    /// The table's name.
    pub table: &'f str,
    /// The encoded key.
    pub key: &'f [u8],
}

/// A transaction.
#[derive(Debug, Clone, Copy)]
pub struct Prepared<'f> {
    record: MapRef<'f>,
}

impl<'f> Prepared<'f> {
    /// Whether it was committed, once that is known.
    #[must_use]
    pub fn committed(&self) -> Option<bool> {
        self.record.get_bool("committed")
    }

    /// Whether all its databases keep how it ended, so that none asks this one.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.committed() == Some(false) || self.record.get_bool("settled") == Some(true)
    }

    /// Who decides about it.
    #[must_use]
    pub fn coordinator(&self) -> &'f str {
        self.record.get_str("coordinator").unwrap_or_default()
    }

    /// When it begun, in epoch milliseconds.
    #[must_use]
    pub fn ms(&self) -> u64 {
        self.record.get_int("ms").unwrap_or(0).unsigned_abs()
    }

    /// What it has locked here.
    pub fn held(&self) -> impl Iterator<Item = Held<'f>> {
        let items = self.record.get_list("items").unwrap_or_default();
        items.iter().filter_map(|item| {
            let item = item.as_map()?;
            Some(Held { table: item.get_str("table")?, key: item.get(b"key")?.scalar_bytes()? })
        })
    }
}

fn key_of(id: &str) -> Vec<u8> {
    [PREFIX, id.as_bytes()].concat()
}

/// A transaction that is prepared or has ended here.
///
/// # Errors
/// [`Stop::Fault`].
pub fn find<'f>(cx: &mut Context<'f>, id: &str) -> Result<Option<Prepared<'f>>, Stop> {
    Ok(cx.get(CATALOG_TREE, &key_of(id))?.map(|value| Prepared { record: body(value) }))
}

/// Notes a transaction with the tables and keys that it has locked.
///
/// # Errors
/// [`Stop::Fault`].
pub fn begin<'a>(
    cx: &mut Context<'_>,
    id: &str,
    coordinator: &str,
    ms: u64,
    items: impl Iterator<Item = Held<'a>>,
) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_str("coordinator", coordinator);
    w.entry_int("ms", ms as i64);
    let list = w.begin_entry("items", Type::L);
    for Held { table, key } in items {
        let item = w.begin(Type::M);
        w.entry_str("table", table);
        w.name(b"key");
        w.binary(key);
        w.end(item);
    }
    w.end(list);
    catalog::put_record(cx, key_of(id), w.as_bytes())
}

/// Notes how a transaction ended, and forgets some that ended long ago. That one was committed is remembered until it is settled:
/// another of its databases may be away for long, and the answer be needed to tell it.
///
/// # Errors
/// [`Stop::Fault`].
pub fn end(cx: &mut Context<'_>, id: &str, committed: bool, settled: bool) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_bool("committed", committed);
    if settled {
        w.entry_bool("settled", true);
    }
    w.entry_int("ms", cx.now_ms as i64);
    catalog::put_record(cx, key_of(id), w.as_bytes())?;
    let (mut old, mut looked, now) = (Vec::new(), 0, cx.now_ms);
    each(cx, |name, prepared| {
        looked += 1;
        let is_old = prepared.ms() + 2 * KNOWN_MS < now;
        if is_old && prepared.committed().is_some() && prepared.is_settled() && name != id {
            old.push(name.to_owned());
        }
        is_old && old.len() < PRUNED && looked < LOOKED
    })?;
    for name in old {
        catalog::remove_record(cx, key_of(&name))?;
    }
    Ok(())
}

/// All of them in the order of their ids; `each` ends it by answering false.
///
/// # Errors
/// [`Stop::Fault`].
pub fn each<'f>(cx: &mut Context<'f>, mut each: impl FnMut(&str, &Prepared<'f>) -> bool) -> Result<(), Stop> {
    let mut cursor = cx.cursor(CATALOG_TREE, KeyRange::prefix(PREFIX), Direction::Forward, u64::MAX);
    while let Some((key, value)) = cx.next(&mut cursor)? {
        let key = key.to_vec();
        let name = String::from_utf8_lossy(key.get(PREFIX.len()..).unwrap_or_default());
        if !each(&name, &Prepared { record: body(value) }) {
            break;
        }
    }
    Ok(())
}
