//! The arrays that sealed ones are stored in: the header of [`array`], with the codec and the key.
//!
//! What reads and writes plain arrays is not used for it: every page loads that.

use crate::storage::array::{CODEC_SEALED, HEADER, Kind, MAGIC, VERSION, too_new};
use crate::storage::checksum::Crc32;
use crate::storage::ports::{StoreError, StoreErrorKind};

fn corrupt(message: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, message)
}

fn checksum(start: &[u8], payload: &[u8]) -> [u8; 4] {
    let mut crc = Crc32::new();
    crc.update(start);
    crc.update(payload);
    crc.finish().to_le_bytes()
}

/// The stored form of what the cipher has made of an array, with what stands before it.
pub(super) fn framed(kind: Kind, key: u16, before: &[u8], sealed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + before.len() + sealed.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&[VERSION, kind as u8, CODEC_SEALED, 0]);
    bytes.extend_from_slice(&key.to_le_bytes());
    bytes.extend_from_slice(&((before.len() + sealed.len()) as u32).to_le_bytes());
    let mut crc = Crc32::new();
    for part in [&bytes, before, sealed] {
        crc.update(part);
    }
    bytes.extend_from_slice(&crc.finish().to_le_bytes());
    bytes.extend_from_slice(before);
    bytes.extend_from_slice(sealed);
    bytes
}

/// Key and payload of a stored array, or nothing if it is a plain one.
///
/// # Errors
/// `TooNew` for a version, codec or flag that is not known, `Corrupt` for anything else that nobody has written.
pub(super) fn opened(kind: Kind, bytes: &[u8]) -> Result<Option<(u16, &[u8])>, StoreError> {
    let parts = bytes.split_first_chunk::<HEADER>();
    let Some((header, payload)) = parts else { return Err(corrupt("array is shorter than its header")) };
    let [m0, m1, version, found, codec, flags, k0, k1, l0, l1, l2, l3, crc @ ..] = *header;
    let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
    if [m0, m1] != MAGIC || length != payload.len() || found != kind as u8 {
        return Err(corrupt("array has not the header that it should have"));
    }
    let start = bytes.get(..HEADER - crc.len()).unwrap_or_default();
    if checksum(start, payload) != crc {
        return Err(corrupt("array does not match its checksum"));
    }
    match (version, codec, flags) {
        (VERSION, CODEC_SEALED, 0) => Ok(Some((u16::from_le_bytes([k0, k1]), payload))),
        (VERSION, 0, 0) => Ok(None),
        _ => Err(too_new()),
    }
}

/// Key and payload of a sealed array. A plain one is refused: whoever has no key could have written it.
///
/// # Errors
/// As [`opened`].
pub(super) fn unframed(kind: Kind, bytes: &[u8]) -> Result<(u16, &[u8]), StoreError> {
    opened(kind, bytes)?.ok_or_else(|| corrupt("array is not encrypted"))
}
