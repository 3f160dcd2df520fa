//! The superblock: where a database's newest checkpoint is and what a reader has to know before touching it.
//!
//! A map body (see [`crate::model`]) inside a sealed array of kind superblock, so fields can be added. `format` is
//! the version that wrote it, `reader` the oldest version that may open it, `must` and `may` are feature bits that a
//! reader must understand or may ignore; an unknown `must` bit refuses the database, as a newer `reader` does.

use crate::model::split::{blob, put_varint, put_varint64, varint, varint64};
use crate::model::{Failure, Kind, MapRef, Raw, Type, ValueRef, Writer};
use crate::storage::{LogPosition, PageId};
use crate::tree::{Effect, TreeId};

/// The format this engine writes and the newest it reads.
pub const FORMAT: i64 = 1;
/// Feature bits this engine understands.
const UNDERSTOOD: i64 = 0;

/// Effects up to a sequence number that are in pages: those on trees before `tree`, and on keys of it before `key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The last sequence number that counts.
    pub lsn: u64,
    /// The tree at which it ends.
    pub tree: TreeId,
    /// The key in it at which it ends.
    pub key: Vec<u8>,
}

impl Merged {
    /// Whether an effect of a record is among them.
    #[must_use]
    pub fn has(&self, lsn: u64, effect: &Effect) -> bool {
        let before = match effect {
            Effect::CopyTree { to: tree, .. } | Effect::DropTree { tree } => *tree < self.tree,
            Effect::Write { tree, key, .. } => (*tree, &key[..]) < (self.tree, &self.key[..]),
        };
        before && lsn <= self.lsn
    }
}

/// The decoded superblock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Superblock {
    /// The database's identity, 16 random bytes given at creation.
    pub uuid: [u8; 16],
    /// Number of the newest checkpoint; 0 before the first.
    pub checkpoint: u64,
    /// The next page id at that checkpoint: ids from here on, below the next epoch, are garbage.
    pub next_page: PageId,
    /// Encoded root entry of tree 0; empty before the first checkpoint.
    pub root: Vec<u8>,
    /// Last log sequence number the checkpoint holds.
    pub lsn: u64,
    /// Last reading of the hybrid clock the checkpoint holds.
    pub clock: u64,
    /// Log chunks below this position are in the checkpoint.
    pub log_start: LogPosition,
    /// What else is in pages of the log from `log_start` on: a full disk is relieved piece by piece. The later a mark, the
    /// less far it reaches.
    pub merged: Vec<Merged>,
    /// Pages that the first reads after opening go through: worth loading at once. No more than a hint.
    pub landmarks: Vec<PageId>,
}

impl Superblock {
    /// Encodes to a map body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        let int = |out: &mut Writer, name: &str, value: u64| out.entry_int(name, value as i64);
        int(&mut out, "checkpoint", self.checkpoint);
        int(&mut out, "clock", self.clock);
        out.entry_int("format", FORMAT);
        let keys = out.begin_entry("keys", Type::M);
        out.end(keys);
        let landmarks = self.landmarks.iter().flat_map(|page| page.0.to_le_bytes());
        out.name(b"landmarks");
        out.binary(&landmarks.collect::<Vec<u8>>());
        int(&mut out, "logEpoch", self.log_start.epoch);
        int(&mut out, "logSequence", self.log_start.sequence);
        int(&mut out, "lsn", self.lsn);
        out.entry_int("may", 0);
        if !self.merged.is_empty() {
            out.name(b"merged");
            out.binary(&self.merged_bytes());
        }
        out.entry_int("must", UNDERSTOOD);
        int(&mut out, "nextPage", self.next_page.0);
        out.entry_int("reader", FORMAT);
        out.name(b"root");
        out.binary(&self.root);
        out.name(b"uuid");
        out.binary(&self.uuid);
        out.into_inner()
    }

    /// Notes that more is in pages; what an earlier note says less of is left out.
    pub fn merge(&mut self, more: Merged) {
        self.merged.retain(|old| (old.tree, &old.key) > (more.tree, &more.key));
        self.merged.push(more);
    }

    fn merged_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for Merged { lsn, tree, key } in &self.merged {
            put_varint64(&mut out, *lsn);
            put_varint(&mut out, *tree);
            put_varint(&mut out, key.len() as u32);
            out.extend_from_slice(key);
        }
        out
    }

    /// Decodes a map body.
    ///
    /// # Errors
    /// `FormatTooNewError` when a newer engine wrote what this one cannot read, `CorruptionError` when fields are
    /// missing.
    pub fn decode(body: &[u8]) -> Result<Self, Failure> {
        let map = MapRef::new(body);
        let reader = map.get_int("reader").ok_or_else(corrupt)?;
        let must = map.get_int("must").unwrap_or(0);
        if reader > FORMAT || must & !UNDERSTOOD != 0 {
            return Err(Failure::new(
                Kind::FormatTooNew,
                "this database was written by a newer version of Hashrange; open it with that version",
            ));
        }
        decode_fields(map).ok_or_else(corrupt)
    }
}

fn decode_fields(map: MapRef<'_>) -> Option<Superblock> {
    let int = |name: &str| map.get_int(name).and_then(|value| u64::try_from(value).ok());
    Some(Superblock {
        uuid: binary(map.get(b"uuid")?)?.try_into().ok()?,
        checkpoint: int("checkpoint")?,
        next_page: PageId(int("nextPage")?),
        root: binary(map.get(b"root")?)?.to_vec(),
        lsn: int("lsn")?,
        clock: map.get_int("clock")? as u64,
        log_start: LogPosition { epoch: int("logEpoch")?, sequence: int("logSequence")? },
        merged: match map.get(b"merged") {
            Some(value) => merged(binary(value)?)?,
            None => Vec::new(),
        },
        landmarks: map.get(b"landmarks").and_then(binary).map(page_ids).unwrap_or_default(),
    })
}

fn merged(mut bytes: &[u8]) -> Option<Vec<Merged>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (lsn, rest) = varint64(bytes)?;
        let (tree, rest) = varint(rest)?;
        let (key, rest) = blob(rest)?;
        found.push(Merged { lsn, tree, key: key.to_vec() });
        bytes = rest;
    }
    Some(found)
}

fn page_ids(bytes: &[u8]) -> Vec<PageId> {
    bytes.as_chunks().0.iter().map(|&id| PageId(u64::from_le_bytes(id))).collect()
}

fn binary(value: Raw<'_>) -> Option<&[u8]> {
    match value.view() {
        ValueRef::B(bytes) => Some(bytes),
        _ => None,
    }
}

fn corrupt() -> Failure {
    Failure::new(Kind::Corruption, "the superblock of this database is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_survive_and_a_newer_format_is_refused() {
        let block = Superblock {
            uuid: [7; 16],
            checkpoint: 3,
            next_page: PageId(1 << 40),
            root: vec![1, 2, 3],
            lsn: 99,
            clock: u64::MAX - 5,
            merged: vec![
                Merged { lsn: 120, tree: 17, key: vec![1, 2] },
                Merged { lsn: 130, tree: 3, key: vec![] },
            ],
            landmarks: vec![PageId(7), PageId((3 << 29) + 1)],
            log_start: LogPosition { epoch: 4, sequence: 5 },
        };
        assert_eq!(Superblock::decode(&block.encode()).unwrap(), block);

        let mut newer = Writer::new();
        newer.entry_int("reader", FORMAT + 1);
        assert_eq!(Superblock::decode(newer.as_bytes()).unwrap_err().kind, Kind::FormatTooNew);
        assert_eq!(Superblock::decode(&[]).unwrap_err().kind, Kind::Corruption);
    }
}
