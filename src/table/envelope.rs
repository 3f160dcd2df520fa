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

/// Most bytes an envelope takes.
const HEADER_MAX: usize = 1 + 8 + 4 + 5;

/// Which write put a value where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The hybrid clock of the write, of the database that made it.
    pub clock: u64,
    /// The replica that made it, if it was another one.
    pub replica: Option<u32>,
}

impl Stamp {
    /// A write of this database.
    #[must_use]
    pub const fn local(clock: u64) -> Self {
        Self { clock, replica: None }
    }
}

/// Why a stored value cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// A later version wrote it, in a form that this one does not know.
    Later,
    /// It is not what any version writes.
    Damaged,
}

/// A stored value, opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The write that put the value here.
    pub stamp: Stamp,
    /// [`PENDING`], [`TOMBSTONE`] and [`COMPRESSED`], as far as the value is that.
    pub state: u8,
    /// DynamoDB size of the body.
    pub size: u32,
    /// The map body, as it is stored.
    pub body: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// What is written as a value of the usual kind.
    #[must_use]
    pub const fn plain(stamp: Stamp, size: u32, body: &'a [u8]) -> Self {
        Self { stamp, state: 0, size, body }
    }

    /// Whether the value says that what was here is deleted.
    #[must_use]
    pub const fn is_tombstone(&self) -> bool {
        self.state & TOMBSTONE != 0
    }
}

/// Opens a stored value, whatever its state.
///
/// # Errors
/// Says why it cannot be read.
pub fn open(value: &[u8]) -> Result<Envelope<'_>, Unread> {
    match value.first() {
        Some(flags) if flags & VERSION_MASK > VERSION => Err(Unread::Later),
        _ => parse(value).ok_or(Unread::Damaged),
    }
}

fn parse(value: &[u8]) -> Option<Envelope<'_>> {
    let (&flags, rest) = value.split_first()?;
    if flags & VERSION_MASK != VERSION {
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
    let stamp = Stamp { clock: u64::from_be_bytes(*clock), replica };
    Some(Envelope { stamp, state: flags & (PENDING | TOMBSTONE | COMPRESSED), size, body })
}

/// Opens a stored value whose body can be read as it is. This build writes no other, and knows of no pending transaction,
/// no deletion that is kept and no compression.
///
/// # Errors
/// Says why it cannot be read.
pub fn read(value: &[u8]) -> Result<Envelope<'_>, Unread> {
    let envelope = open(value)?;
    if envelope.state == 0 { Ok(envelope) } else { Err(Unread::Later) }
}

/// Starts a value: the envelope's bytes with room for a body of `body_len` bytes behind them.
#[must_use]
pub fn begin(stamp: Stamp, size: u32, body_len: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_MAX + body_len);
    out.push(VERSION | stamp.replica.map_or(0, |_| REPLICA));
    out.extend_from_slice(&stamp.clock.to_be_bytes());
    if let Some(replica) = stamp.replica {
        out.extend_from_slice(&replica.to_be_bytes());
    }
    put_varint(&mut out, size);
    out
}

/// A whole value: envelope and body.
#[must_use]
pub fn seal(stamp: Stamp, size: u32, body: &[u8]) -> Vec<u8> {
    let mut out = begin(stamp, size, body.len());
    out.extend_from_slice(body);
    out
}

/// A value that says that what was here is deleted.
#[must_use]
pub fn tombstone(stamp: Stamp, body: &[u8]) -> Vec<u8> {
    let mut out = seal(stamp, body.len() as u32, body);
    out.iter_mut().take(1).for_each(|flags| *flags |= TOMBSTONE);
    out
}

/// What a stored value adds to its tree's byte sum: the DynamoDB size of its body.
#[must_use]
pub fn weight(value: &[u8]) -> u64 {
    parse(value).map_or(0, |envelope| u64::from(envelope.size))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: u64 = 0x0102_0304_0506_0708;

    #[test]
    fn golden_bytes() {
        let replicated = Stamp { clock: CLOCK, replica: Some(0x0A0B_0C0D) };
        let local = Stamp::local(CLOCK);
        for (stamp, bytes) in [
            (local, &b"\x01\x01\x02\x03\x04\x05\x06\x07\x08\xac\x02body"[..]),
            (replicated, b"\x81\x01\x02\x03\x04\x05\x06\x07\x08\x0a\x0b\x0c\x0d\xac\x02body"),
        ] {
            let value = seal(stamp, 300, b"body");
            assert_eq!(value, bytes);
            assert_eq!(open(&value), Ok(Envelope::plain(stamp, 300, b"body")));
            assert_eq!(read(&value), open(&value));
            assert_eq!(weight(&value), 300);
            assert!(!open(&value).unwrap().is_tombstone());
        }
    }

    #[test]
    fn what_later_versions_may_write_is_told_from_damage() {
        for (flags, state) in [(0x11, PENDING), (0x21, TOMBSTONE), (0x41, COMPRESSED), (0x71, 0x70)] {
            for replica in [None, Some(9)] {
                let mut value = seal(Stamp { clock: CLOCK, replica }, 300, b"body");
                value[0] |= flags;
                let opened = open(&value).unwrap();
                assert_eq!((opened.state, opened.body), (state, &b"body"[..]), "flags {flags:#x}");
                assert_eq!((opened.stamp.clock, opened.stamp.replica), (CLOCK, replica));
                assert_eq!(opened.is_tombstone(), state & TOMBSTONE != 0);
                assert_eq!(read(&value), Err(Unread::Later), "flags {flags:#x}");
                assert_eq!(weight(&value), 300);
            }
        }
        let mut value = seal(Stamp::local(1), 1, b"x");
        value[0] = 0x02;
        assert_eq!(open(&value), Err(Unread::Later));
        value[0] = 0x00;
        assert_eq!(open(&value), Err(Unread::Damaged));
        for short in [&b""[..], b"\x01\0\0", b"\x81\0\0\0\0\0\0\0\x05\0\0"] {
            assert_eq!(open(short), Err(Unread::Damaged));
            assert_eq!(weight(short), 0);
        }
    }
}
