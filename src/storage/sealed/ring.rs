//! The key ring: the wrapped keys of a database, readable to everybody beside the superblock.
//!
//! ```text
//! 0      version: 1
//! 1..17  the database's id, 16 random bytes
//! 17     count of keys, ascending by id
//! each   id u16 | way u8 | length u16, what the way needs | length u16, the wrapped key
//! ```
//!
//! Numbers are little-endian. Ways, by which keys of 32 bytes are wrapped:
//!
//! | way | needs | wrapped key |
//! |---|---|---|
//! | 1 Argon2id of a passphrase | salt, 16 bytes; memory in KiB u32; passes u32; lanes u8 | nonce, ciphertext, tag |
//! | 2 PBKDF2-HMAC-SHA-256 of a passphrase | salt, 16 bytes; iterations u32 | nonce, ciphertext, tag |
//! | 3 a key with AES-GCM | nothing | nonce, ciphertext, tag |
//! | 4 a key with AES-KW (RFC 3394) | nothing | 40 bytes |
//! | 5 AWS KMS | ARN of the KMS key | `CiphertextBlob` |
//! | 6 a callback | what it likes | what it likes |
//!
//! The additional data of AES-GCM here is the database's id and the key's id. Keys of one passphrase have one salt.

const VERSION: u8 = 1;
/// Length of the database's id.
pub const ID: usize = 16;

/// One wrapped key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id, from 1.
    pub key: u16,
    /// How it is wrapped.
    pub way: u8,
    /// What the way needs.
    pub needs: Vec<u8>,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

/// The database's id in a ring; zeros if there is none.
#[must_use]
pub fn id(ring: &[u8]) -> [u8; ID] {
    ring.get(1..).and_then(|rest| rest.first_chunk().copied()).unwrap_or_default()
}

/// The stored form.
#[must_use]
pub fn encode(id: [u8; ID], entries: &[Entry]) -> Vec<u8> {
    let mut out = vec![VERSION];
    out.extend_from_slice(&id);
    out.push(entries.len() as u8);
    for entry in entries {
        out.extend_from_slice(&entry.key.to_le_bytes());
        out.push(entry.way);
        for bytes in [&entry.needs, &entry.wrapped] {
            out.extend_from_slice(&(bytes.len() as u16).to_le_bytes());
            out.extend_from_slice(bytes);
        }
    }
    out
}

/// The keys of a ring; `None` if it is damaged, or of a later version.
#[must_use]
pub fn decode(ring: &[u8]) -> Option<Vec<Entry>> {
    let (&VERSION, rest) = ring.split_first()? else { return None };
    let (_, rest) = rest.split_first_chunk::<ID>()?;
    let (&count, mut rest) = rest.split_first()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let (key, after) = rest.split_first_chunk()?;
        let (&way, after) = after.split_first()?;
        let (needs, after) = counted(after)?;
        let (wrapped, after) = counted(after)?;
        entries.push(Entry {
            key: u16::from_le_bytes(*key),
            way,
            needs: needs.to_vec(),
            wrapped: wrapped.to_vec(),
        });
        rest = after;
    }
    rest.is_empty().then_some(entries)
}

fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))
}
