//! The port behind [`super::Sealed`]: what holds the keys, and seals with them.

use crate::storage::ports::{LocalFuture, StoreError};

/// An array to seal, or to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealing {
    /// Id of the key.
    pub key: u16,
    /// The additional data: where the array belongs.
    pub address: Vec<u8>,
    /// The array; or nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

/// A key ring as the next superblock is to carry it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ring {
    /// Its stored form, see [`super::ring`].
    pub bytes: Vec<u8>,
    /// Id of its newest key, which seals the superblock that carries it.
    pub key: u16,
}

/// The keys of one database, and AES-256-GCM.
///
/// A cipher knows a stored ring, whose newest key seals, and may have another one ready that the next superblock takes
/// along: with a key more after a rotation was begun, with fewer at its end.
pub trait Cipher {
    /// Learns the keys of a stored ring, or makes the first key of a new database. Cheap if the ring is known.
    ///
    /// # Errors
    /// `Locked` if the keys cannot be unwrapped with what was given, and then what was known before stays so.
    fn unlock<'a>(&'a self, ring: Option<&'a [u8]>) -> LocalFuture<'a, Result<(), StoreError>>;

    /// The ring for the next superblock. As long as `older` says that the log has chunks of other keys, none is left out.
    fn ring(&self, older: bool) -> Ring;

    /// A ring is stored: its newest key seals from now on.
    fn stored(&self, ring: &[u8]);

    /// Id of the key that seals now.
    fn key(&self) -> u16;

    /// Nonce, ciphertext and tag of each array, in order, under a fresh nonce each.
    ///
    /// # Errors
    /// `Io` if the host's cryptography fails; nothing was stored then.
    fn seal(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Vec<u8>>, StoreError>>;

    /// What [`Cipher::seal`] was given, in order; `None` for an array that was not sealed with that key for that place.
    ///
    /// # Errors
    /// `Io` if the host's cryptography fails.
    fn open(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Option<Vec<u8>>>, StoreError>>;
}
