//! States: small documents that code outside of the engine keeps in the catalog, and the records that call for it.
//!
//! A state is the record `state/KIND/NAME`. With a summons, the record `job/host/KIND/NAME` stands beside it: the engine calls
//! its host for the kind when it opens, and whenever such a record is written.

use core::ops::Bound;

use super::catalog::{self, CATALOG_TREE};
use super::context::{Context, Stop};
use super::job_record::{JOB_PREFIX, body};
use crate::model::{MapRef, Writer};
use crate::tree::{Direction, KeyRange};

/// A stored state.
#[derive(Debug, Clone, Copy)]
pub struct State<'f> {
    /// What was stored.
    pub value: &'f str,
    /// How often it was written.
    pub version: i64,
}

fn state_key(kind: &str, name: &str) -> Vec<u8> {
    ["state/", kind, "/", name].concat().into_bytes()
}

fn summons_key(kind: &str, name: &str) -> Vec<u8> {
    [JOB_PREFIX, b"host/", kind.as_bytes(), b"/", name.as_bytes()].concat()
}

fn read(value: &[u8]) -> State<'_> {
    let record = body(value);
    State {
        value: record.get_str("value").unwrap_or_default(),
        version: record.get_int("version").unwrap_or(0),
    }
}

/// The state of this kind and name.
///
/// # Errors
/// [`Stop::Fault`].
pub fn get<'f>(cx: &mut Context<'f>, kind: &str, name: &str) -> Result<Option<State<'f>>, Stop> {
    Ok(cx.get(CATALOG_TREE, &state_key(kind, name))?.map(read))
}

/// Writes a state; gives its version, which is one more than that of the state before.
///
/// # Errors
/// [`Stop::Fault`].
pub fn put(cx: &mut Context<'_>, kind: &str, name: &str, value: &str) -> Result<i64, Stop> {
    let version = get(cx, kind, name)?.map_or(0, |state| state.version) + 1;
    let mut w = Writer::new();
    w.entry_str("value", value);
    w.entry_int("version", version);
    catalog::put_record(cx, state_key(kind, name), w.as_bytes())?;
    Ok(version)
}

/// Removes a state and its summons.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remove(cx: &mut Context<'_>, kind: &str, name: &str) -> Result<(), Stop> {
    catalog::remove_record(cx, state_key(kind, name))?;
    summon(cx, kind, name, false)
}

/// Calls the host for a state, now and at every opening, or does so no longer.
///
/// # Errors
/// [`Stop::Fault`].
pub fn summon(cx: &mut Context<'_>, kind: &str, name: &str, wanted: bool) -> Result<(), Stop> {
    if !wanted {
        return catalog::remove_record(cx, summons_key(kind, name));
    }
    let mut w = Writer::new();
    w.entry_str("host", kind);
    catalog::put_record(cx, summons_key(kind, name), w.as_bytes())
}

/// The states of a kind behind a name, in the order of their names. `each` is given name and state, and ends it by answering
/// false.
///
/// # Errors
/// [`Stop::Fault`].
pub fn each(
    cx: &mut Context<'_>,
    kind: &str,
    after: Option<&str>,
    mut each: impl FnMut(&str, State<'_>) -> bool,
) -> Result<(), Stop> {
    let prefix = state_key(kind, "");
    let mut range = KeyRange::prefix(&prefix);
    if let Some(name) = after {
        range.lower = Bound::Excluded(state_key(kind, name));
    }
    cx.note(CATALOG_TREE, || range.clone());
    let mut cursor = cx.cursor(CATALOG_TREE, range, Direction::Forward, u64::MAX);
    while let Some((key, value)) = cx.next(&mut cursor)? {
        let key = key.to_vec();
        let name = String::from_utf8_lossy(key.get(prefix.len()..).unwrap_or_default());
        if !each(&name, read(value)) {
            break;
        }
    }
    Ok(())
}

/// The kind that a job's record calls the host for.
#[must_use]
pub(super) fn summoned(job: MapRef<'_>) -> Option<&str> {
    job.get_str("host")
}
