//! The records of exports, imports and bulk puts: `transfer/KIND/ID` in the catalog, where ids are in the order of their times.

use core::ops::Bound;

use super::catalog::{self, CATALOG_TREE};
use super::context::{Context, Stop};
use super::job_record::body;
use super::state;
use crate::model::{MapRef, Writer};
use crate::tree::{Direction, KeyRange};

/// How long they are told of, in milliseconds.
pub const KEPT_MS: u64 = 90 * 86_400_000;
/// What the host is called for.
const SUMMONED: &str = "transfer";

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An export.
    Export,
    /// An import.
    Import,
    /// A bulk put.
    Bulk,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Export, Self::Import, Self::Bulk];

    /// As it stands in ARNs and keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Import => "import",
            Self::Bulk => "bulk-operation",
        }
    }

    /// The member of a description that has the status.
    #[must_use]
    pub const fn status(self) -> &'static str {
        match self {
            Self::Export => "ExportStatus",
            Self::Import => "ImportStatus",
            Self::Bulk => "BulkOperationStatus",
        }
    }
}

/// A record, as it is stored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Record<'f>(MapRef<'f>);

impl<'f> Record<'f> {
    /// What is told of it.
    #[must_use]
    pub fn description(self) -> MapRef<'f> {
        self.0.get_map("description").unwrap_or_default()
    }

    /// What was asked for.
    #[must_use]
    pub fn request(self) -> MapRef<'f> {
        self.0.get_map("request").unwrap_or_default()
    }

    /// How far the work is, in words of those who do it.
    #[must_use]
    pub fn progress(self) -> &'f str {
        self.0.get_str("progress").unwrap_or_default()
    }

    /// When it was begun, in epoch milliseconds.
    #[must_use]
    pub fn started_ms(self) -> u64 {
        self.0.get_int("started").unwrap_or(0).unsigned_abs()
    }

    /// Its status.
    #[must_use]
    pub fn status(self, kind: Kind) -> &'f str {
        self.description().get_str(kind.status()).unwrap_or_default()
    }
}

fn key(kind: Kind, id: &str) -> Vec<u8> {
    ["transfer/", kind.name(), "/", id].concat().into_bytes()
}

fn job(kind: Kind, id: &str) -> String {
    [kind.name(), "/", id].concat()
}

/// The record of an id.
///
/// # Errors
/// [`Stop::Fault`].
pub fn get<'f>(cx: &mut Context<'f>, kind: Kind, id: &str) -> Result<Option<Record<'f>>, Stop> {
    let value = cx.get(CATALOG_TREE, &key(kind, id))?;
    Ok(value.map(|value| Record(body(value))))
}

/// Writes a record; the host is called for it if it is new, and no longer if it has ended.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put(
    cx: &mut Context<'_>,
    (kind, id): (Kind, &str),
    description: MapRef<'_>,
    request: MapRef<'_>,
    progress: &str,
    started_ms: u64,
) -> Result<(), Stop> {
    let mut w = Writer::new();
    w.entry_map("description", description);
    w.entry_map("request", request);
    w.entry_str("progress", progress);
    w.entry_int("started", started_ms as i64);
    catalog::put_record(cx, key(kind, id), w.as_bytes())
}

/// Calls for the work of a record, or does so no longer.
///
/// # Errors
/// [`Stop::Fault`].
pub fn summon(cx: &mut Context<'_>, kind: Kind, id: &str, wanted: bool) -> Result<(), Stop> {
    state::summon(cx, SUMMONED, &job(kind, id), wanted)
}

/// Removes a record.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remove(cx: &mut Context<'_>, kind: Kind, id: &str) -> Result<(), Stop> {
    catalog::remove_record(cx, key(kind, id))
}

/// The records of a kind from the newest on, behind an id; `each` ends it by answering false.
///
/// # Errors
/// [`Stop::Fault`].
pub fn each<'f>(
    cx: &mut Context<'f>,
    kind: Kind,
    before: Option<&str>,
    mut each: impl FnMut(&str, Record<'f>) -> bool,
) -> Result<(), Stop> {
    let prefix = key(kind, "");
    let mut range = KeyRange::prefix(&prefix);
    if let Some(id) = before {
        range.upper = Bound::Excluded(key(kind, id));
    }
    let mut cursor = cx.cursor(CATALOG_TREE, range, Direction::Backward, u64::MAX);
    while let Some((key, value)) = cx.next(&mut cursor)? {
        let key = key.to_vec();
        let id = String::from_utf8_lossy(key.get(prefix.len()..).unwrap_or_default());
        if !each(&id, Record(body(value))) {
            break;
        }
    }
    Ok(())
}

/// The records of a kind whose work has not ended.
///
/// # Errors
/// [`Stop::Fault`].
pub fn running<'f>(cx: &mut Context<'f>, kind: Kind) -> Result<Vec<(String, Record<'f>)>, Stop> {
    let mut found = Vec::new();
    each(cx, kind, None, |id, record| {
        if matches!(record.status(kind), "IN_PROGRESS" | "CANCELLING") {
            found.push((id.to_owned(), record));
        }
        true
    })?;
    Ok(found)
}
