//! A hash map with a small hasher, for ids and for names that are few: one kind of map for the whole crate.
//!
//! The standard hasher withstands chosen keys, at the cost of a generator of random keys and of three kilobytes of
//! wasm. Nothing here is keyed by what a stranger sends: ids are counted out by the engine, and table names are
//! checked and exist.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Ids are small consecutive numbers: one multiplication spreads them. Names take one a byte.
#[derive(Clone, Debug, Default)]
pub struct SmallHasher(u64);

impl Hasher for SmallHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        let product = (self.0 ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}

/// A map by ids or names.
pub type SmallMap<K, V> = HashMap<K, V, BuildHasherDefault<SmallHasher>>;
