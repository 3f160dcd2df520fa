//! The superblock: where a database's newest checkpoint is and what a reader has to know before touching it.
//!
//! A map body (see [`crate::model`]) inside a sealed array of kind superblock, so fields can be added. `format` is
//! the version that wrote it, `reader` the oldest version that may open it, `must` and `may` are feature bits that a
//! reader must understand or may ignore; an unknown `must` bit refuses the database, as a newer `reader` does. `keys`
//! holds the keys that arrays are encrypted with. What this version does not know of `may` and `keys`, and fields of
//! names that it does not know, come back with the next checkpoint as they were.

use crate::model::split::{blob, put_varint, put_varint64, varint, varint64};
use crate::model::{Failure, Kind, MapRef, Raw, ValueRef, Writer, order};
use crate::storage::{LogPosition, PageId};
use crate::tree::{Effect, TreeId};

/// The format this engine writes and the newest it reads.
pub const FORMAT: i64 = 1;

/// Features of a database that whoever opens it must understand, a bit each.
pub mod must {
    /// Trees have branches that are kept beside their present state, and share pages with it.
    pub const BRANCHES: i64 = 1;
}

/// Those that this engine understands.
const UNDERSTOOD: i64 = must::BRANCHES;

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
    /// Features that whoever opens the database must understand: bits of [`must`].
    pub must: i64,
    /// Features that whoever opens it may ignore.
    pub may: i64,
    /// The keys of arrays, a map body.
    pub keys: Vec<u8>,
    /// Fields of later versions, a map body.
    pub others: Vec<u8>,
}

/// The names of the fields that this version knows.
const FIELDS: [&str; 15] = [
    "checkpoint",
    "clock",
    "format",
    "keys",
    "landmarks",
    "logEpoch",
    "logSequence",
    "lsn",
    "may",
    "merged",
    "must",
    "nextPage",
    "reader",
    "root",
    "uuid",
];

impl Superblock {
    /// Encodes to a map body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        let int = |out: &mut Writer, name: &str, value: u64| out.entry_int(name, value as i64);
        int(&mut out, "checkpoint", self.checkpoint);
        int(&mut out, "clock", self.clock);
        out.entry_int("format", FORMAT);
        out.entry_map("keys", MapRef::new(&self.keys));
        let landmarks = self.landmarks.iter().flat_map(|page| page.0.to_le_bytes());
        out.name(b"landmarks");
        out.binary(&landmarks.collect::<Vec<u8>>());
        int(&mut out, "logEpoch", self.log_start.epoch);
        int(&mut out, "logSequence", self.log_start.sequence);
        int(&mut out, "lsn", self.lsn);
        out.entry_int("may", self.may);
        if !self.merged.is_empty() {
            out.name(b"merged");
            out.binary(&self.merged_bytes());
        }
        out.entry_int("must", self.must);
        int(&mut out, "nextPage", self.next_page.0);
        out.entry_int("reader", FORMAT);
        out.name(b"root");
        out.binary(&self.root);
        out.name(b"uuid");
        out.binary(&self.uuid);
        if self.others.is_empty() { out.into_inner() } else { joined(out.as_bytes(), &self.others) }
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
        must: map.get_int("must").unwrap_or(0),
        may: map.get_int("may").unwrap_or(0),
        keys: map.get_map("keys").map(|keys| keys.body().to_vec()).unwrap_or_default(),
        others: others(map),
    })
}

/// The fields of other names.
fn others(map: MapRef<'_>) -> Vec<u8> {
    let mut out = Writer::new();
    for (name, value) in map.iter().filter(|(name, _)| FIELDS.iter().all(|known| known.as_bytes() != *name)) {
        out.name(name);
        out.raw(value);
    }
    out.into_inner()
}

/// The fields of two maps that have none in common, in the order of their names.
fn joined(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut fields: Vec<_> = [one, other].into_iter().flat_map(|map| MapRef::new(map).iter()).collect();
    order::sort(&mut fields, &|one, two| one.0 < two.0);
    let mut out = Writer::new();
    for (name, value) in fields {
        out.name(name);
        out.raw(value);
    }
    out.into_inner()
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

    const GOLDEN: &str = r"\x14checkpoint\x04\x02\xc1\x04\nclock\x04\x03>_f\x0cformat\x04\x02\xc1\x02\x08keys\t\x00\x00\x00\x00\x12landmarks\x07\x10\x07\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00`\x00\x00\x00\x00\x10logEpoch\x04\x02\xc1\x05\x16logSequence\x04\x02\xc1\x06\x06lsn\x04\x02\xc1d\x06may\x04\x01\x80\x0cmerged\x07\tx\x11\x02\x01\x02\x82\x01\x03\x00\x08must\x04\x01\x80\x10nextPage\x04\x08\xc7\x02\n`\x0c?NM\x0creader\x04\x02\xc1\x02\x08root\x07\x03\x01\x02\x03\x08uuid\x07\x10\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07";

    fn block() -> Superblock {
        Superblock {
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
            ..Superblock::default()
        }
    }

    #[test]
    fn fields_survive_and_a_newer_format_is_refused() {
        let block = block();
        assert_eq!(Superblock::decode(&block.encode()).unwrap(), block);

        let mut newer = Writer::new();
        newer.entry_int("reader", FORMAT + 1);
        assert_eq!(Superblock::decode(newer.as_bytes()).unwrap_err().kind, Kind::FormatTooNew);
        assert_eq!(Superblock::decode(&[]).unwrap_err().kind, Kind::Corruption);
    }

    #[test]
    fn golden_bytes() {
        let bytes = block().encode();
        assert_eq!(bytes.escape_ascii().to_string(), GOLDEN);
    }

    #[test]
    fn what_later_versions_add_comes_back_byte_for_byte() {
        let mut keys = Writer::new();
        keys.name(b"1");
        keys.binary(b"wrapped");
        let mut others = Writer::new();
        // Before all others, between them, and behind them.
        others.entry_str("aside", "yes");
        others.entry_int("later", 12);
        others.entry_str("zone", "far");
        let later =
            Superblock { may: 0b1010, keys: keys.into_inner(), others: others.into_inner(), ..block() };
        let bytes = later.encode();
        let names: Vec<_> = MapRef::new(&bytes).iter().map(|(name, _)| name).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(MapRef::new(&bytes).get_str("zone"), Some("far"));
        let mut read = Superblock::decode(&bytes).unwrap();
        assert_eq!(read, later);
        assert_eq!(read.encode(), bytes);
        // What is known changes, and what is not stays.
        read.checkpoint += 1;
        let next = read.encode();
        for name in ["aside", "keys", "later", "may", "zone"] {
            let value = |bytes| MapRef::new(bytes).get(name.as_bytes());
            assert_eq!(value(&next), value(&bytes), "{name}");
        }
    }

    #[test]
    fn what_must_be_understood_and_is_not_refuses_the_database() {
        for must in [1 << 40, UNDERSTOOD | 1 << 62] {
            let later = Superblock { must, ..block() };
            assert_eq!(Superblock::decode(&later.encode()).unwrap_err().kind, Kind::FormatTooNew);
        }
        let branched = Superblock { must: must::BRANCHES, ..block() };
        assert_eq!(Superblock::decode(&branched.encode()).unwrap(), branched);
    }
}
