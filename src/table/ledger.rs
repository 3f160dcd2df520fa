//! The ledger: what was answered to whom, so that a repeated request is recognised. Tree 2.
//!
//! `transact/<token>` holds the fingerprint of the transaction that came with a client's token and when the token
//! expires; `expiry/<time><token>` lists tokens by that time, for [`forget_expired`]. Both are written in the
//! transaction's own commit, so a token is remembered exactly if its transaction happened.
//!
//! The fingerprint is MurmurHash3 x64_128 over the request's canonical actions, and their length: 128 bits keep an
//! accidental match out of reach, which is what the check is for; it is no defence against a client that forges
//! collisions with its own tokens.

use super::catalog::LEDGER_TREE;
use super::context::{Context, Progress, Stop};
use super::envelope;
use super::hash::fingerprint;
use crate::model::{MapRef, Writer};
use crate::tree::{Direction, KeyRange};

/// How long a token is remembered.
const REMEMBERED_MS: u64 = 600_000;
const EXPIRY_PREFIX: &[u8] = b"expiry/";

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

fn token_key(token: &str) -> Vec<u8> {
    [b"transact/", token.as_bytes()].concat()
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
    let Some(value) = cx.get(LEDGER_TREE, &token_key(token))? else { return Ok(Known::New) };
    let entry = envelope::open(value).map(|envelope| MapRef::new(envelope.body)).unwrap_or_default();
    if entry.get_int("expires").unwrap_or(0).unsigned_abs() <= cx.now_ms {
        return Ok(Known::New);
    }
    let known = entry.get(b"print").and_then(|print| print.scalar_bytes());
    Ok(if known == Some(&print(request)) { Known::Same } else { Known::Different })
}

/// Remembers a token with its request.
///
/// # Errors
/// [`Stop::Fault`].
pub fn remember(cx: &mut Context<'_>, token: &str, request: &[u8]) -> Result<(), Stop> {
    let expires = cx.now_ms + REMEMBERED_MS;
    let key = token_key(token);
    let old = cx.get(LEDGER_TREE, &key)?.map(|value| envelope::weight(value) as u32);
    let mut w = Writer::new();
    w.name(b"print");
    w.binary(&print(request));
    w.entry_int("expires", expires as i64);
    let value = envelope::seal(cx.clock, w.len() as u32, w.as_bytes());
    cx.set(LEDGER_TREE, key, Some(value), old);
    let expiry = [EXPIRY_PREFIX, &expires.to_be_bytes(), token.as_bytes()].concat();
    let value = envelope::seal(cx.clock, 0, &[]);
    cx.set(LEDGER_TREE, expiry, Some(value), None);
    Ok(())
}

/// Removes tokens that have expired, as far as `budget` goes.
///
/// # Errors
/// [`Stop::Fault`].
pub fn forget_expired(cx: &mut Context<'_>, budget: &mut dyn FnMut() -> bool) -> Result<Progress, Stop> {
    let mut cursor = cx.cursor(LEDGER_TREE, KeyRange::prefix(EXPIRY_PREFIX), Direction::Forward, 0);
    let mut progress = Progress::Idle;
    while let Some((key, _)) = cx.next(&mut cursor)? {
        let key = key.to_vec();
        let Some((time, token)) =
            key.strip_prefix(EXPIRY_PREFIX).and_then(|rest| rest.split_first_chunk::<8>())
        else {
            break;
        };
        if u64::from_be_bytes(*time) > cx.now_ms || (progress == Progress::Worked && !budget()) {
            break;
        }
        let token_key = token_key(core::str::from_utf8(token).unwrap_or_default());
        if let Some(value) = cx.get(LEDGER_TREE, &token_key)? {
            let entry = envelope::open(value);
            let body = entry.map(|envelope| MapRef::new(envelope.body)).unwrap_or_default();
            // The token may have been used again since, and then has an expiry of its own.
            if body.get_int("expires").unwrap_or(0).unsigned_abs() == u64::from_be_bytes(*time) {
                cx.set(LEDGER_TREE, token_key, None, entry.map(|envelope| envelope.size));
            }
        }
        cx.set(LEDGER_TREE, key, None, Some(0));
        progress = Progress::Worked;
    }
    Ok(progress)
}
