//! The header outside every stored payload.
//!
//! Sixteen bytes, little-endian, before the payload:
//!
//! ```text
//! 0..2   magic "HR"
//! 2      version of this header (1)
//! 3      kind: 1 superblock, 2 log chunk, 3 page, 4 block of an export
//! 4      codec: 0 plain, 2 encrypted (compressed is reserved)
//! 5      flags: 0, for none is known
//! 6..8   id of the key that it is encrypted with (0: no key)
//! 8..12  payload length
//! 12..16 CRC-32 of bytes 0..12 and the payload
//! ```
//!
//! The engine and the tree seal and open; stores move opaque bytes. An encrypted array holds a plain one, see
//! [`super::sealed`].

use super::checksum::Crc32;
use super::ports::{StoreError, StoreErrorKind};

/// Length of the header.
pub const HEADER: usize = 16;

pub(super) const MAGIC: [u8; 2] = *b"HR";
pub(super) const VERSION: u8 = 1;
const CODEC_PLAIN: u8 = 0;
/// The codec of encrypted arrays.
pub(super) const CODEC_SEALED: u8 = 2;

/// What an array holds. Part of the header, so that one kind is never taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The superblock.
    Superblock = 1,
    /// A log chunk.
    Log = 2,
    /// A page of a tree.
    Page = 3,
    /// A block of an exported database.
    Export = 4,
}

/// The stored form of `payload`: header and payload.
#[must_use]
pub fn seal(kind: Kind, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.extend_from_slice(&[0; HEADER]);
    bytes.extend_from_slice(payload);
    seal_in_place(kind, &mut bytes);
    bytes
}

/// Fills in the header of `bytes`, whose first [`HEADER`] bytes were left free for it; the rest is the payload.
///
/// Saves the copy that [`seal`] makes. Shorter `bytes` are padded to an empty payload.
pub fn seal_in_place(kind: Kind, bytes: &mut Vec<u8>) {
    if bytes.len() < HEADER {
        bytes.resize(HEADER, 0);
    }
    let Some((header, payload)) = bytes.split_first_chunk_mut::<HEADER>() else { return };
    let [m0, m1] = MAGIC;
    let [l0, l1, l2, l3] = (payload.len() as u32).to_le_bytes();
    let start = [m0, m1, VERSION, kind as u8, CODEC_PLAIN, 0, 0, 0, l0, l1, l2, l3];
    let mut crc = Crc32::new();
    crc.update(&start);
    crc.update(payload);
    let [a, b, c, d, e, f, g, h, i, j, k, l] = start;
    let [w, x, y, z] = crc.finish().to_le_bytes();
    *header = [a, b, c, d, e, f, g, h, i, j, k, l, w, x, y, z];
}

/// The payload of an array of `kind`.
///
/// # Errors
/// `Locked` if it is encrypted, `TooNew` for a header version, codec, flag or key that this build does not know, `Corrupt` for anything else that
/// [`seal`] did not write.
/// The caller adds which array it was.
pub fn open(kind: Kind, bytes: &[u8]) -> Result<&[u8], StoreError> {
    let Some((header, payload)) = bytes.split_first_chunk::<HEADER>() else {
        return Err(corrupt("array is shorter than its header"));
    };
    let [m0, m1, version, found, codec, flags, k0, k1, l0, l1, l2, l3, c0, c1, c2, c3] = *header;
    if [m0, m1] != MAGIC {
        return Err(corrupt("array does not start with its mark"));
    }
    let Some((covered, _)) = header.split_first_chunk::<12>() else { return Err(corrupt("short header")) };
    let mut crc = Crc32::new();
    crc.update(covered);
    crc.update(payload);
    let intact = crc.finish() == u32::from_le_bytes([c0, c1, c2, c3]);
    if version > VERSION || (intact && [codec, flags, k0, k1] != [CODEC_PLAIN, 0, 0, 0]) {
        return Err(if codec == CODEC_SEALED { locked() } else { too_new() });
    }
    if u32::from_le_bytes([l0, l1, l2, l3]) as usize != payload.len() {
        return Err(corrupt("array has another length than its header says"));
    }
    if !intact {
        return Err(corrupt("array does not match its checksum"));
    }
    if found != kind as u8 {
        return Err(corrupt("array is of another kind"));
    }
    Ok(payload)
}

/// The checksum in the header of a sealed array.
#[must_use]
pub fn checksum(bytes: &[u8]) -> [u8; 4] {
    bytes.get(12..HEADER).and_then(|field| field.first_chunk().copied()).unwrap_or_default()
}

/// The error of an array that a later version wrote.
#[must_use]
pub fn too_new() -> StoreError {
    let message =
        "part of this database was written by a newer version of Hashrange; open it with that version";
    StoreError::new(StoreErrorKind::TooNew, message)
}

fn locked() -> StoreError {
    StoreError::new(StoreErrorKind::Locked, "the database is encrypted: open it with `encryption`")
}

fn corrupt(message: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, message)
}

#[cfg(test)]
mod tests {
    use super::{Crc32, HEADER, Kind, open, seal, seal_in_place};
    use crate::storage::ports::StoreErrorKind;

    #[test]
    fn opens_what_it_sealed() {
        for payload in [&b""[..], b"x", &[7; 5000]] {
            let sealed = seal(Kind::Page, payload);
            assert_eq!(sealed.len(), HEADER + payload.len());
            assert_eq!(open(Kind::Page, &sealed), Ok(payload));
            let mut in_place = vec![0; HEADER];
            in_place.extend_from_slice(payload);
            seal_in_place(Kind::Page, &mut in_place);
            assert_eq!(in_place, sealed);
        }
    }

    #[test]
    fn refuses_another_kind_and_a_newer_format() {
        let sealed = seal(Kind::Log, b"abc");
        assert_eq!(open(Kind::Page, &sealed).map_err(|e| e.kind), Err(StoreErrorKind::Corrupt));
        let mut newer = sealed;
        newer[2] = 2;
        assert_eq!(open(Kind::Log, &newer).map_err(|e| e.kind), Err(StoreErrorKind::TooNew));
    }

    #[test]
    fn golden_bytes() {
        let sealed = b"HR\x01\x03\0\0\0\0\x04\0\0\0\x3d\x9d\x08\x06page";
        assert_eq!(seal(Kind::Page, b"page"), sealed);
        assert_eq!(open(Kind::Page, sealed), Ok(&b"page"[..]));
    }

    #[test]
    fn what_later_versions_may_say_in_a_header_is_told_from_damage() {
        for (at, value, name) in
            [(2, 2, "version"), (4, 1, "codec"), (5, 0x80, "flags"), (6, 7, "key id"), (7, 1, "key id")]
        {
            let mut bytes = seal(Kind::Page, b"payload");
            bytes[at] = value;
            let damaged = if at == 2 { StoreErrorKind::TooNew } else { StoreErrorKind::Corrupt };
            assert_eq!(open(Kind::Page, &bytes).unwrap_err().kind, damaged, "{name} by accident");
            let mut crc = Crc32::new();
            crc.update(&bytes[..12]);
            crc.update(b"payload");
            bytes[12..16].copy_from_slice(&crc.finish().to_le_bytes());
            let error = open(Kind::Page, &bytes).unwrap_err();
            assert_eq!(error.kind, StoreErrorKind::TooNew, "{name}");
            assert!(error.message.contains("newer version"));
        }
    }

    #[test]
    fn notices_every_flipped_bit_and_every_cut() {
        let sealed = seal(Kind::Superblock, b"the superblock");
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(open(Kind::Superblock, &bad).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(open(Kind::Superblock, &sealed[..length]).is_err(), "length {length}");
        }
    }
}
