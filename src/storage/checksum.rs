//! CRC-32 (IEEE 802.3, as in zlib and in DynamoDB's `x-amz-crc32` header), eight bytes a step.
//!
//! The tables are computed at first use: as constants they would add 8 KB that do not compress to the wasm file.

use std::sync::OnceLock;

const POLYNOMIAL: u32 = 0xEDB8_8320;

type Tables = [[u32; 256]; 8];

static TABLES: OnceLock<Box<Tables>> = OnceLock::new();

#[allow(clippy::indexing_slicing, reason = "every index is below the constant length of its table")]
fn compute() -> Box<Tables> {
    let mut tables: Box<Tables> = Box::new([[0; 256]; 8]);
    for byte in 0..256usize {
        let mut crc = byte as u32;
        for _ in 0..8 {
            crc = (crc >> 1) ^ (POLYNOMIAL & (crc & 1).wrapping_neg());
        }
        tables[0][byte] = crc;
    }
    for byte in 0..256usize {
        for step in 1..8 {
            let before = tables[step - 1][byte];
            tables[step][byte] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
        }
    }
    tables
}

/// A CRC-32 over bytes that come in parts.
///
/// ```
/// use hashrange::storage::checksum::{Crc32, crc32};
/// let mut crc = Crc32::new();
/// crc.update(b"1234");
/// crc.update(b"56789");
/// assert_eq!(crc.finish(), crc32(b"123456789"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Crc32 {
    state: u32,
}

impl Default for Crc32 {
    fn default() -> Self {
        Self::new()
    }
}

impl Crc32 {
    /// The checksum of no bytes.
    #[must_use]
    pub const fn new() -> Self {
        Crc32 { state: !0 }
    }

    /// Takes in the next bytes.
    #[allow(clippy::indexing_slicing, reason = "an index of eight bits into a table of 256 entries")]
    pub fn update(&mut self, bytes: &[u8]) {
        let t = TABLES.get_or_init(compute);
        let mut crc = self.state;
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            let [a, b, c, d, e, f, g, h] = *word;
            let low = crc ^ u32::from_le_bytes([a, b, c, d]);
            crc = t[7][(low & 0xFF) as usize]
                ^ t[6][(low >> 8 & 0xFF) as usize]
                ^ t[5][(low >> 16 & 0xFF) as usize]
                ^ t[4][(low >> 24) as usize]
                ^ t[3][e as usize]
                ^ t[2][f as usize]
                ^ t[1][g as usize]
                ^ t[0][h as usize];
        }
        for &byte in rest {
            crc = (crc >> 8) ^ t[0][((crc ^ u32::from(byte)) & 0xFF) as usize];
        }
        self.state = crc;
    }

    /// The checksum of all bytes so far.
    #[must_use]
    pub const fn finish(self) -> u32 {
        !self.state
    }
}

/// The CRC-32 of `bytes`.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc32::new();
    crc.update(bytes);
    crc.finish()
}

#[cfg(test)]
mod tests {
    use super::{Crc32, POLYNOMIAL, crc32};
    use proptest::prelude::*;

    fn naive(bytes: &[u8]) -> u32 {
        let mut crc = !0u32;
        for &byte in bytes {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 };
            }
        }
        !crc
    }

    #[test]
    fn gives_the_check_values_of_the_standard() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414F_A339);
    }

    proptest! {
        #[test]
        fn agrees_with_the_bitwise_definition_in_any_parts(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            cut in any::<prop::sample::Index>(),
        ) {
            let at = cut.index(bytes.len() + 1);
            let mut crc = Crc32::new();
            crc.update(&bytes[..at]);
            crc.update(&bytes[at..]);
            prop_assert_eq!(crc.finish(), naive(&bytes));
        }
    }
}
