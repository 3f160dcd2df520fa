//! The ledger: what was answered to whom, so that a repeated request is recognised. Tree 2.
//!
//! `transact/<token>` holds the fingerprint of the transaction that came with a client's token and when the token
//! expires; `expiry/<time><token>` lists tokens by that time, for [`forget_expired`]. Both are written in the
//! transaction's own commit, so a token is remembered exactly if its transaction happened.
//!
//! `0xFF <client><sequence>` (eight bytes each, big-endian) holds the answer of a write that a client numbered, in the
//! write's own commit: when the client asks again, after the engine that did it is gone, it is answered from here. It is
//! removed when the client has the answer, and listed under `expiry/` for clients that never come back.
//!
//! The fingerprint is MurmurHash3 x64_128 over the request's canonical actions, and their length: 128 bits keep an
//! accidental match out of reach, which is what the check is for; it is no defence against a client that forges
//! collisions with its own tokens.

use core::ops::Bound;

use super::catalog::LEDGER_TREE;
use super::context::{Context, Progress, Stop, readable};
use super::envelope::{self, Stamp};
use super::hash::fingerprint;
use crate::model::{MapRef, Writer};
use crate::tree::{Direction, KeyRange};

/// How long a token is remembered.
const REMEMBERED_MS: u64 = 600_000;
const EXPIRY_PREFIX: &[u8] = b"expiry/";
/// First byte of a client's entries; no token starts with it, for it is not UTF-8.
const CLIENT: u8 = 0xFF;
/// How many answers that a client has received a write of it removes: more than one, so that they run out.
const PRUNED: usize = 4;
/// How long after a sweep the next one is due.
const SWEEP_MS: u64 = 60_000;

/// A client's name for one of its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// The client.
    pub id: u64,
    /// Its number for this request.
    pub sequence: u64,
    /// Requests below this number have been answered.
    pub floor: u64,
}

/// What the ledger knows of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing, or nothing any more.
    New,
    /// The same request was done.
    Same,
    /// Another request was done under this token.
    Different,
}

/// The key of what the expiry list names: a token, or a client's entry by its key.
fn entry_key(name: &[u8]) -> Vec<u8> {
    if name.first() == Some(&CLIENT) { name.to_vec() } else { [b"transact/", name].concat() }
}

fn client_key(id: u64, sequence: u64) -> Vec<u8> {
    [&[CLIENT], &id.to_be_bytes()[..], &sequence.to_be_bytes()].concat()
}

fn expiry_key(expires: u64, name: &[u8]) -> Vec<u8> {
    [EXPIRY_PREFIX, &expires.to_be_bytes(), name].concat()
}

fn body(value: &[u8]) -> Result<MapRef<'_>, Stop> {
    Ok(MapRef::new(readable(value, "answer")?.body))
}

/// Runs a client's write, or gives the answer it had when it ran before.
///
/// Only what had effects is remembered. A failure, or a success that changed nothing, may be found again in another
/// state: its first answer never arrived, so the request takes place when it runs the second time.
///
/// # Errors
/// Those of `run`; [`Stop::Fault`].
pub fn once(
    cx: &mut Context<'_>,
    client: &Client,
    run: &mut dyn FnMut(&mut Context<'_>) -> Result<Vec<u8>, Stop>,
) -> Result<Vec<u8>, Stop> {
    let key = client_key(client.id, client.sequence);
    let known = cx.get(LEDGER_TREE, &key);
    if let Ok(Some(value)) = known {
        let answer = body(value)?.get(b"answer").and_then(|answer| answer.scalar_bytes());
        return Ok(answer.unwrap_or_default().to_vec());
    }
    // Run in any case: what it faults on and what it touches has to be known together.
    let answer = run(cx)?;
    known?;
    if !cx.effects.is_empty() {
        let pruned = prune(cx, client);
        let expires = cx.now_ms + REMEMBERED_MS;
        let mut w = Writer::new();
        w.name(b"answer");
        w.binary(&answer);
        w.entry_int("expires", expires as i64);
        w.entry_int("pruned", pruned as i64);
        note(cx, expires, &key, None, &w);
    }
    Ok(answer)
}

/// Removes answers that their client has received, and gives the number below which none is left: the newest entry
/// keeps it, so that nobody steps over what was removed again and again. What is not in memory is left to expire.
fn prune(cx: &mut Context<'_>, client: &Client) -> u64 {
    let all = KeyRange {
        lower: Bound::Included(client_key(client.id, 0)),
        upper: Bound::Included(client_key(client.id, u64::MAX)),
    };
    let mut newest = cx.cursor(LEDGER_TREE, all, Direction::Backward, 0);
    let Ok(Some((_, value))) = cx.next(&mut newest) else { return 0 };
    let mut pruned = body(value).unwrap_or_default().get_int("pruned").unwrap_or(0).unsigned_abs();
    let end = client.floor.min(client.sequence);
    let range = KeyRange {
        lower: Bound::Included(client_key(client.id, pruned)),
        upper: Bound::Excluded(client_key(client.id, end)),
    };
    let mut cursor = cx.cursor(LEDGER_TREE, range, Direction::Forward, 0);
    for _ in 0..PRUNED {
        let (key, value) = match cx.next(&mut cursor) {
            Ok(Some(entry)) => entry,
            Ok(None) => return pruned.max(end),
            Err(_) => return pruned,
        };
        let key = key.to_vec();
        let expires = body(value).unwrap_or_default().get_int("expires").unwrap_or(0).unsigned_abs();
        let weight = envelope::weight(value) as u32;
        cx.set(LEDGER_TREE, expiry_key(expires, &key), None, Some(0));
        pruned = key.last_chunk().map_or(pruned, |number| u64::from_be_bytes(*number) + 1);
        cx.set(LEDGER_TREE, key, None, Some(weight));
    }
    pruned
}

/// Writes an entry and lists when it expires.
fn note(cx: &mut Context<'_>, expires: u64, name: &[u8], old: Option<u32>, entry: &Writer) {
    let value = envelope::seal(Stamp::local(cx.clock), entry.len() as u32, entry.as_bytes());
    cx.set(LEDGER_TREE, entry_key(name), Some(value), old);
    let value = envelope::seal(Stamp::local(cx.clock), 0, &[]);
    cx.set(LEDGER_TREE, expiry_key(expires, name), Some(value), None);
}

fn print(request: &[u8]) -> Vec<u8> {
    let mut print = fingerprint(request).to_vec();
    print.extend_from_slice(&(request.len() as u64).to_le_bytes());
    print
}

/// Looks a token up for a request.
///
/// # Errors
/// [`Stop::Fault`].
pub fn find(cx: &mut Context<'_>, token: &str, request: &[u8]) -> Result<Known, Stop> {
    let Some(value) = cx.get(LEDGER_TREE, &entry_key(token.as_bytes()))? else { return Ok(Known::New) };
    let entry = body(value)?;
    let expires = entry.get_int("expires").unwrap_or(0).unsigned_abs();
    let same = entry.get(b"print").and_then(|print| print.scalar_bytes()) == Some(&print(request));
    if expires <= cx.now_ms || (!same && is_beyond(cx, expires)) {
        return Ok(Known::New);
    }
    if is_beyond(cx, expires) {
        date_anew(cx, token.as_bytes(), entry, Some(envelope::weight(value) as u32));
    }
    Ok(if same { Known::Same } else { Known::Different })
}

/// Whether a time of expiry is from a clock that was ahead: further off than any that this one gives, even if it was
/// set back a little since.
const fn is_beyond(cx: &Context<'_>, expires: u64) -> bool {
    expires > cx.now_ms + 2 * REMEMBERED_MS
}

/// Remembers a token with its request.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remember(cx: &mut Context<'_>, token: &str, request: &[u8]) -> Result<(), Stop> {
    let expires = cx.now_ms + REMEMBERED_MS;
    let old = cx.get(LEDGER_TREE, &entry_key(token.as_bytes()))?.map(|value| envelope::weight(value) as u32);
    let mut w = Writer::new();
    w.name(b"print");
    w.binary(&print(request));
    w.entry_int("expires", expires as i64);
    note(cx, expires, token.as_bytes(), old, &w);
    Ok(())
}

/// Whether a sweep is due when the last one was complete at `swept_ms`.
#[must_use]
pub const fn is_due(now_ms: u64, swept_ms: u64) -> bool {
    now_ms < swept_ms || now_ms - swept_ms >= SWEEP_MS
}

/// Removes tokens and answers that have expired, as far as `budget` goes. Nothing is left that expired up to
/// `swept_ms`: keys removed by earlier sweeps are not stepped over again.
///
/// # Errors
/// [`Stop::Fault`].
pub fn forget_expired(
    cx: &mut Context<'_>,
    swept_ms: u64,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Progress, Stop> {
    // A clock that was set back by more than the time that is remembered may have listed some before that place.
    let from = if cx.now_ms < swept_ms { 0 } else { swept_ms };
    let expired = KeyRange {
        lower: Bound::Included(expiry_key(from, &[])),
        upper: Bound::Excluded(expiry_key(cx.now_ms + 1, &[])),
    };
    if sweep(cx, expired, budget)? == Progress::Worked {
        return Ok(Progress::Worked);
    }
    let mut beyond = KeyRange::prefix(EXPIRY_PREFIX);
    beyond.lower = Bound::Excluded(expiry_key(cx.now_ms + 2 * REMEMBERED_MS + 1, &[]));
    sweep(cx, beyond, budget)
}

/// Removes what is listed in a range of the expiry list, or dates it anew if its time is from a clock that was ahead.
fn sweep(cx: &mut Context<'_>, range: KeyRange, budget: &mut dyn FnMut() -> bool) -> Result<Progress, Stop> {
    let mut cursor = cx.cursor(LEDGER_TREE, range, Direction::Forward, 0);
    let mut progress = Progress::Idle;
    while let Some((key, _)) = cx.next(&mut cursor)? {
        let key = key.to_vec();
        let listed = key.strip_prefix(EXPIRY_PREFIX).and_then(|rest| rest.split_first_chunk::<8>());
        let Some((time, name)) = listed else { break };
        if progress == Progress::Worked && !budget() {
            break;
        }
        let time = u64::from_be_bytes(*time);
        if let Some(value) = cx.get(LEDGER_TREE, &entry_key(name))? {
            // What a later version wrote is left to it.
            let Ok(entry) = body(value) else { continue };
            // The token may have been used again since, and then has an expiry of its own.
            if entry.get_int("expires").unwrap_or(0).unsigned_abs() == time {
                let weight = Some(envelope::weight(value) as u32);
                if time > cx.now_ms {
                    date_anew(cx, name, entry, weight);
                } else {
                    cx.set(LEDGER_TREE, entry_key(name), None, weight);
                }
            }
        }
        cx.set(LEDGER_TREE, key, None, Some(0));
        progress = Progress::Worked;
    }
    Ok(progress)
}

/// Writes an entry again, to expire as if it had been made now.
fn date_anew(cx: &mut Context<'_>, name: &[u8], entry: MapRef<'_>, weight: Option<u32>) {
    let expires = cx.now_ms + REMEMBERED_MS;
    let mut w = Writer::new();
    for (field, value) in entry.iter() {
        if field == b"expires" {
            w.entry_int("expires", expires as i64);
        } else {
            w.name(field);
            w.raw(value);
        }
    }
    note(cx, expires, name, weight, &w);
}
