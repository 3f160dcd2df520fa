//! Log chunks: the durable form of applied writes.
//!
//! A group of records that share one commit is one byte run, cut into pieces of at most the size the store is fastest at.
//! Each piece is a sealed array of kind log:
//!
//! ```text
//! piece   version u8 = 1 | epoch u64 | sequence u64 | pieces that follow in this group: varint | bytes of the run
//! run     record*
//! record  lsn varint64 | clock u64 | origin | transaction varint64 (0: none) | effect count varint | effect*
//! origin  0 local | 1 client: id u64, sequence varint64 | 2 time to live | 3 replica: id u32 | 4 import
//! effect  tree varint | flags u8 | key: varint length, bytes | value: varint length, bytes | old weight varint
//!         flags: 1 value follows (else a deletion), 2 the key was present and its old weight follows,
//!         4 the whole tree is dropped (nothing else follows), 8 what is buffered of the tree of this id (varint) is copied
//! ```
//! Fixed-width integers are little-endian. Records hold effects, never requests: replay runs no operation code.

use crate::model::split::{blob, put_varint, put_varint64, varint, varint64};
use crate::storage::array::{self, Kind};
use crate::storage::{LogChunk, LogPosition, StoreError, StoreErrorKind};
use crate::tree::Effect;

const VERSION: u8 = 1;
const HAS_VALUE: u8 = 1;
const HAD_OLD: u8 = 2;
const DROPS_TREE: u8 = 4;
const COPIES_TREE: u8 = 8;
/// Room for a piece's own fields in front of its part of the run.
const PIECE_OVERHEAD: usize = array::HEADER + 1 + 8 + 8 + 5;

/// Where a write came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A request of this engine's own user.
    Local,
    /// A request forwarded by a client that numbers its requests.
    Client {
        /// The client.
        id: u64,
        /// Its number for this request.
        sequence: u64,
    },
    /// Expiry of an item.
    TimeToLive,
    /// A write taken over from another replica.
    Replica(u32),
    /// An import.
    Import,
}

/// What stands before a record's effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// Log sequence number, counted over the database's life.
    pub lsn: u64,
    /// Hybrid clock reading.
    pub clock: u64,
    /// Where the write came from.
    pub origin: Origin,
    /// Groups records of one transaction over several engines; 0 for none.
    pub transaction: u64,
}

/// Appends a record to a run.
pub fn put_record(run: &mut Vec<u8>, head: &RecordHead, effects: &[Effect]) {
    put_varint64(run, head.lsn);
    run.extend_from_slice(&head.clock.to_le_bytes());
    match head.origin {
        Origin::Local => run.push(0),
        Origin::Client { id, sequence } => {
            run.push(1);
            run.extend_from_slice(&id.to_le_bytes());
            put_varint64(run, sequence);
        }
        Origin::TimeToLive => run.push(2),
        Origin::Replica(id) => {
            run.push(3);
            run.extend_from_slice(&id.to_le_bytes());
        }
        Origin::Import => run.push(4),
    }
    put_varint64(run, head.transaction);
    put_varint(run, effects.len() as u32);
    for effect in effects {
        put_effect(run, effect);
    }
}

fn put_effect(run: &mut Vec<u8>, effect: &Effect) {
    match effect {
        Effect::DropTree { tree } => {
            put_varint(run, *tree);
            run.push(DROPS_TREE);
        }
        Effect::CopyTree { from, to } => {
            put_varint(run, *to);
            run.push(COPIES_TREE);
            put_varint(run, *from);
        }
        Effect::Write { tree, key, value, old_weight } => {
            put_varint(run, *tree);
            let flags =
                if value.is_some() { HAS_VALUE } else { 0 } | if old_weight.is_some() { HAD_OLD } else { 0 };
            run.push(flags);
            put_varint(run, key.len() as u32);
            run.extend_from_slice(key);
            if let Some(value) = value {
                put_varint(run, value.len() as u32);
                run.extend_from_slice(value);
            }
            if let Some(weight) = old_weight {
                put_varint(run, *weight);
            }
        }
    }
}

const fn room(piece_bytes: usize) -> usize {
    let room = piece_bytes.saturating_sub(PIECE_OVERHEAD);
    if room == 0 { 1 } else { room }
}

/// How many pieces a run of so many bytes is cut into.
#[must_use]
pub const fn pieces(run: usize, piece_bytes: usize) -> usize {
    run.div_ceil(room(piece_bytes))
}

/// Cuts a run into sealed pieces for the places from `sequence` on.
#[must_use]
pub fn seal_group(run: &[u8], epoch: u64, sequence: u64, piece_bytes: usize) -> Vec<Vec<u8>> {
    let count = pieces(run.len(), piece_bytes);
    run.chunks(room(piece_bytes))
        .enumerate()
        .map(|(index, part)| {
            let mut piece = Vec::with_capacity(part.len() + PIECE_OVERHEAD);
            piece.resize(array::HEADER, 0);
            piece.push(VERSION);
            piece.extend_from_slice(&epoch.to_le_bytes());
            piece.extend_from_slice(&(sequence + index as u64).to_le_bytes());
            put_varint(&mut piece, (count - index - 1) as u32);
            piece.extend_from_slice(part);
            array::seal_in_place(Kind::Log, &mut piece);
            piece
        })
        .collect()
}

/// Reads the records of a log tail from `start` on in order and hands each to `visit`.
///
/// # Errors
/// `Corrupt` when a piece is damaged, misplaced, missing before a later one, of an unknown version, or its group is
/// not whole.
pub fn replay(
    chunks: &[LogChunk],
    start: LogPosition,
    mut visit: impl FnMut(RecordHead, Vec<Effect>),
) -> Result<(), StoreError> {
    let mut run = Vec::new();
    let mut follow = 0;
    let mut next = start;
    for chunk in chunks {
        // Sequences of an epoch have no gaps, and each epoch begins at 0.
        let expected = if chunk.epoch == next.epoch { next.sequence } else { 0 };
        if chunk.sequence != expected {
            return Err(damaged(chunk, " is there, but one before it is missing"));
        }
        next = LogPosition { epoch: chunk.epoch, sequence: chunk.sequence + 1 };
        let payload = array::open(Kind::Log, &chunk.bytes)?;
        if payload.first().is_some_and(|version| *version > VERSION) {
            return Err(array::too_new());
        }
        let (more, part) = piece(payload, chunk).ok_or_else(|| damaged(chunk, DAMAGED))?;
        if follow > 0 && more + 1 != follow {
            return Err(damaged(chunk, DAMAGED));
        }
        run.extend_from_slice(part);
        follow = more;
        if more == 0 {
            let mut rest = run.as_slice();
            while !rest.is_empty() {
                let (head, effects, after) = record(rest).ok_or_else(|| damaged(chunk, DAMAGED))?;
                visit(head, effects);
                rest = after;
            }
            run.clear();
        }
    }
    match chunks.last() {
        Some(last) if follow > 0 => Err(damaged(last, DAMAGED)),
        _ => Ok(()),
    }
}

/// The records at the head of a run that have so many bytes at most, or the first of them.
pub fn head(run: &[u8], most: usize) -> &[u8] {
    let mut end = 0;
    while let Some((.., rest)) = run.get(end..).and_then(record) {
        let next = run.len() - rest.len();
        if end > 0 && next > most {
            break;
        }
        end = next;
    }
    run.get(..end).filter(|head| !head.is_empty()).unwrap_or(run)
}

/// Whether each record of a run, as it was applied, has effects of which `holds` is true.
pub fn all(mut run: &[u8], holds: fn(&[Effect]) -> bool) -> bool {
    while let Some((_, effects, rest)) = record(run) {
        if !holds(&effects) {
            return false;
        }
        run = rest;
    }
    run.is_empty()
}

const DAMAGED: &str = " is damaged";

fn damaged(chunk: &LogChunk, how: &str) -> StoreError {
    let mut message = String::from("log chunk ");
    message.push_str(&chunk.epoch.to_string());
    message.push('/');
    message.push_str(&chunk.sequence.to_string());
    message.push_str(how);
    StoreError::new(StoreErrorKind::Corrupt, &message)
}

fn piece<'a>(payload: &'a [u8], chunk: &LogChunk) -> Option<(u32, &'a [u8])> {
    let (&version, rest) = payload.split_first()?;
    let (epoch, rest) = fixed64(rest)?;
    let (sequence, rest) = fixed64(rest)?;
    let placed = version == VERSION && epoch == chunk.epoch && sequence == chunk.sequence;
    placed.then_some(())?;
    varint(rest)
}

fn fixed64(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (value, rest) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*value), rest))
}

#[inline(never)]
fn record(bytes: &[u8]) -> Option<(RecordHead, Vec<Effect>, &[u8])> {
    let (lsn, rest) = varint64(bytes)?;
    let (clock, rest) = fixed64(rest)?;
    let (origin, rest) = origin(rest)?;
    let (transaction, rest) = varint64(rest)?;
    let (count, mut rest) = varint(rest)?;
    let mut effects = Vec::with_capacity((count as usize).min(rest.len()));
    for _ in 0..count {
        let (effect, after) = effect(rest)?;
        effects.push(effect);
        rest = after;
    }
    Some((RecordHead { lsn, clock, origin, transaction }, effects, rest))
}

fn origin(bytes: &[u8]) -> Option<(Origin, &[u8])> {
    let (&kind, rest) = bytes.split_first()?;
    Some(match kind {
        0 => (Origin::Local, rest),
        1 => {
            let (id, rest) = fixed64(rest)?;
            let (sequence, rest) = varint64(rest)?;
            (Origin::Client { id, sequence }, rest)
        }
        2 => (Origin::TimeToLive, rest),
        3 => {
            let (id, rest) = rest.split_first_chunk::<4>()?;
            (Origin::Replica(u32::from_le_bytes(*id)), rest)
        }
        4 => (Origin::Import, rest),
        _ => return None,
    })
}

fn effect(bytes: &[u8]) -> Option<(Effect, &[u8])> {
    let (tree, rest) = varint(bytes)?;
    let (&flags, rest) = rest.split_first()?;
    if flags == DROPS_TREE {
        return Some((Effect::DropTree { tree }, rest));
    }
    if flags == COPIES_TREE {
        let (from, rest) = varint(rest)?;
        return Some((Effect::CopyTree { from, to: tree }, rest));
    }
    if flags & !(HAS_VALUE | HAD_OLD) != 0 {
        return None;
    }
    let (key, mut rest) = blob(rest)?;
    let mut value = None;
    if flags & HAS_VALUE != 0 {
        let (bytes, after) = blob(rest)?;
        value = Some(bytes.to_vec());
        rest = after;
    }
    let mut old_weight = None;
    if flags & HAD_OLD != 0 {
        let (weight, after) = varint(rest)?;
        old_weight = Some(weight);
        rest = after;
    }
    Some((Effect::Write { tree, key: key.to_vec(), value, old_weight }, rest))
}
