//! The envelope around every value in a tree.
//!
//! ```text
//! flags    u8        bits 0-3 version (1); bit 4 pending transaction, bit 5 tombstone, bit 6 compressed,
//!                    bit 7 replica id present
//! clock    u64 BE    hybrid logical clock of the write; big-endian, so that raw bytes compare by time
//! replica  u32 BE    only with bit 7
//! size     varint    the body's DynamoDB size in bytes
//! body               the item's map body
//! ```
//!
//! The size is stored because pages of Query and Scan, capacity and live table sizes all need it without walking
//! the attributes. Records that are not items (schemas, jobs, ledger entries) wear the same envelope, so that one
//! function weighs every value of every tree.

use crate::model::split::{put_varint, varint};

/// The version this build writes, and the only one it reads.
const VERSION: u8 = 1;
const VERSION_MASK: u8 = 0x0F;
/// The value belongs to a transaction that is not decided yet.
pub const PENDING: u8 = 0x10;
/// The value is a deletion that replicas still have to see.
pub const TOMBSTONE: u8 = 0x20;
/// The body is compressed.
pub const COMPRESSED: u8 = 0x40;
/// A replica id follows the clock.
const REPLICA: u8 = 0x80;

/// Most bytes an envelope without replica id takes.
const HEADER_MAX: usize = 1 + 8 + 5;

/// A stored value, opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The clock of the write that put the value here.
    pub clock: u64,
    /// The replica it came from, on replicated tables.
    pub replica: Option<u32>,
    /// DynamoDB size of the body.
    pub size: u32,
    /// The map body.
    pub body: &'a [u8],
}

/// Opens a stored value; `None` when the bytes are not an envelope this version can read.
#[must_use]
pub fn open(value: &[u8]) -> Option<Envelope<'_>> {
    let (&flags, rest) = value.split_first()?;
    if flags & (VERSION_MASK | PENDING | TOMBSTONE | COMPRESSED) != VERSION {
        return None;
    }
    let (clock, rest) = rest.split_first_chunk::<8>()?;
    let (replica, rest) = if flags & REPLICA == 0 {
        (None, rest)
    } else {
        let (replica, rest) = rest.split_first_chunk::<4>()?;
        (Some(u32::from_be_bytes(*replica)), rest)
    };
    let (size, body) = varint(rest)?;
    Some(Envelope { clock: u64::from_be_bytes(*clock), replica, size, body })
}

/// Starts a value: the envelope's bytes with room for a body of `body_len` bytes behind them.
#[must_use]
pub fn begin(clock: u64, size: u32, body_len: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_MAX + body_len);
    out.push(VERSION);
    out.extend_from_slice(&clock.to_be_bytes());
    put_varint(&mut out, size);
    out
}

/// A whole value: envelope and body.
#[must_use]
pub fn seal(clock: u64, size: u32, body: &[u8]) -> Vec<u8> {
    let mut out = begin(clock, size, body.len());
    out.extend_from_slice(body);
    out
}

/// What a stored value adds to its tree's byte sum: the DynamoDB size of its body.
#[must_use]
pub fn weight(value: &[u8]) -> u64 {
    open(value).map_or(0, |envelope| u64::from(envelope.size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_bytes() {
        let value = seal(0x0102_0304_0506_0708, 300, b"body");
        assert_eq!(value, b"\x01\x01\x02\x03\x04\x05\x06\x07\x08\xac\x02body");
        let opened = open(&value).unwrap();
        assert_eq!(
            opened,
            Envelope { clock: 0x0102_0304_0506_0708, replica: None, size: 300, body: b"body" }
        );
        assert_eq!(weight(&value), 300);
    }

    #[test]
    fn reads_a_replica_id_and_refuses_what_it_does_not_know() {
        let replicated = b"\x81\0\0\0\0\0\0\0\x05\0\0\0\x09\x01b";
        assert_eq!(open(replicated).unwrap().replica, Some(9));
        assert_eq!(open(replicated).unwrap().body, b"b");
        for flags in [0x00, 0x02, 0x11, 0x21, 0x41] {
            let mut value = seal(1, 1, b"x");
            value[0] = flags;
            assert_eq!(open(&value), None, "flags {flags:#x}");
        }
        assert_eq!(open(b""), None);
        assert_eq!(open(b"\x01\0\0"), None);
    }
}
