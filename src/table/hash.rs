//! The two named hashes of the data model.
//!
//! [`partition_hash`] places an item in its table's tree and is a format: it can never change, and any router
//! in front of several engines computes the same number. It is MurmurHash3 x86_32 with seed 0, which JavaScript
//! computes with `Math.imul`; the golden vectors stand in the tests. [`fingerprint`] tells two requests under one
//! idempotency token apart: MurmurHash3 x64_128, seed 0, over the request's canonical bytes.

/// MurmurHash3 x86_32 with seed 0 of an encoded partition key.
#[must_use]
pub fn partition_hash(bytes: &[u8]) -> u32 {
    const C1: u32 = 0xcc9e_2d51;
    const C2: u32 = 0x1b87_3593;
    let scramble = |k: u32| k.wrapping_mul(C1).rotate_left(15).wrapping_mul(C2);
    let mut hash = 0u32;
    let mut blocks = bytes.chunks_exact(4);
    for block in &mut blocks {
        hash ^= scramble(little_u32(block));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let tail = blocks.remainder();
    if !tail.is_empty() {
        hash ^= scramble(little_u32(tail));
    }
    // The reference algorithm takes the length modulo 2^32; keys are far shorter.
    hash ^= bytes.len() as u32;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

/// MurmurHash3 x64_128 with seed 0, as 16 bytes (the two words little-endian, first word first).
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> [u8; 16] {
    const C1: u64 = 0x87c3_7b91_1142_53d5;
    const C2: u64 = 0x4cf5_ad43_2745_937f;
    let first = |k: u64| k.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2);
    let second = |k: u64| k.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1);
    let (mut a, mut b) = (0u64, 0u64);
    let mut blocks = bytes.chunks_exact(16);
    for block in &mut blocks {
        let (low, high) = block.split_at(8);
        a ^= first(little_u64(low));
        a = a.rotate_left(27).wrapping_add(b).wrapping_mul(5).wrapping_add(0x52dc_e729);
        b ^= second(little_u64(high));
        b = b.rotate_left(31).wrapping_add(a).wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }
    let tail = blocks.remainder();
    let (low, high) = tail.split_at(tail.len().min(8));
    if !high.is_empty() {
        b ^= second(little_u64(high));
    }
    if !low.is_empty() {
        a ^= first(little_u64(low));
    }
    let length = bytes.len() as u64;
    a ^= length;
    b ^= length;
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    a = finalise(a);
    b = finalise(b);
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    let mut out = [0; 16];
    let (low, high) = out.split_at_mut(8);
    low.copy_from_slice(&a.to_le_bytes());
    high.copy_from_slice(&b.to_le_bytes());
    out
}

fn finalise(mut k: u64) -> u64 {
    k = (k ^ (k >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    k = (k ^ (k >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    k ^ (k >> 33)
}

/// At most four bytes, little-endian, missing ones zero.
fn little_u32(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |value, &byte| (value << 8) | u32::from(byte))
}

/// At most eight bytes, little-endian, missing ones zero.
fn little_u64(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| (value << 8) | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden vectors: a change here is a change of the storage format.
    #[test]
    fn partition_hash_is_murmur3_x86_32() {
        assert_eq!(partition_hash(b""), 0);
        assert_eq!(partition_hash(b"test"), 0xba6b_d213);
        assert_eq!(partition_hash(b"Hello, world!"), 0xc036_3e43);
        assert_eq!(partition_hash(b"The quick brown fox jumps over the lazy dog"), 0x2e4f_f723);
        assert_eq!(partition_hash(&[0xff, 0xff, 0xff, 0xff]), 0x7629_3b50);
        assert_eq!(partition_hash(&[0x21, 0x43, 0x65]), 0x7e4a_8634);
        assert_eq!(partition_hash(&[0x21, 0x43]), 0xa0f7_b07a);
        assert_eq!(partition_hash(&[0x21]), 0x7266_1cf4);
    }

    #[test]
    fn fingerprint_is_murmur3_x64_128() {
        assert_eq!(fingerprint(b""), [0; 16]);
        let fox = fingerprint(b"The quick brown fox jumps over the lazy dog");
        let mut expected = [0; 16];
        expected[..8].copy_from_slice(&0xe34b_bc7b_bc07_1b6c_u64.to_le_bytes());
        expected[8..].copy_from_slice(&0x7a43_3ca9_c49a_9347_u64.to_le_bytes());
        assert_eq!(fox, expected);
        assert_ne!(fingerprint(b"a"), fingerprint(b"a\0"));
    }
}
