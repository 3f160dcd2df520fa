//! The native cipher: keys in memory, wrapped by a passphrase or by a key.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::ready;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};

use super::cipher::{Cipher, Ring, Sealing};
use super::ring::{self, Entry};
use crate::storage::ports::{LocalFuture, StoreError, StoreErrorKind};

const NONCE: usize = 12;
const SALT: usize = 16;
const ARGON2ID: u8 = 1;
const PBKDF2: u8 = 2;
const KEY: u8 = 3;

/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 << 10;
const PASSES: u32 = 2;
const LANES: u8 = 1;
/// A ring is readable and writable by others, so it may not ask for any effort it likes.
const MOST_MEMORY_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 64;
const MOST_ITERATIONS: u32 = 50_000_000;

/// What wraps the keys of a database.
#[derive(Clone)]
pub enum KeyProvider {
    /// A passphrase, stretched with Argon2id (19 MiB, two passes). Rings made with PBKDF2 are read, too.
    Passphrase(String),
    /// A key of 256 random bits, for AES-GCM.
    Key([u8; 32]),
}

impl KeyProvider {
    /// The way and the needs of a new ring.
    fn begin(&self) -> Result<(u8, Vec<u8>), StoreError> {
        match self {
            Self::Key(_) => Ok((KEY, Vec::new())),
            Self::Passphrase(_) => {
                let mut needs = random::<SALT>()?.to_vec();
                needs.extend_from_slice(&MEMORY_KIB.to_le_bytes());
                needs.extend_from_slice(&PASSES.to_le_bytes());
                needs.push(LANES);
                Ok((ARGON2ID, needs))
            }
        }
    }

    /// The key that wraps in some way; `None` if this provider has none.
    fn wrapping(&self, way: u8, needs: &[u8]) -> Option<Aes256Gcm> {
        let mut key = [0; 32];
        match (self, way) {
            (Self::Key(own), KEY) => key = *own,
            (Self::Passphrase(text), ARGON2ID) => {
                let (salt, rest) = needs.split_first_chunk::<SALT>()?;
                let (memory, rest) = number(rest)?;
                let (passes, rest) = number(rest)?;
                let &[lanes] = rest else { return None };
                if memory > MOST_MEMORY_KIB || passes > MOST_PASSES {
                    return None;
                }
                let params = argon2::Params::new(memory, passes, lanes.into(), Some(key.len())).ok()?;
                let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
                argon2.hash_password_into(text.as_bytes(), salt, &mut key).ok()?;
            }
            (Self::Passphrase(text), PBKDF2) => {
                let (salt, rest) = needs.split_first_chunk::<SALT>()?;
                let (iterations, rest) = number(rest)?;
                if iterations > MOST_ITERATIONS || !rest.is_empty() {
                    return None;
                }
                pbkdf2::pbkdf2_hmac::<sha2::Sha256>(text.as_bytes(), salt, iterations, &mut key);
            }
            _ => return None,
        }
        Some(Aes256Gcm::new(&key.into()))
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*number), rest))
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(StoreError::new(StoreErrorKind::Io, "the system gives no random bytes")),
    }
}

fn encrypt(cipher: &Aes256Gcm, aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, StoreError> {
    let nonce = random::<NONCE>()?;
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg, aad });
    let sealed =
        sealed.map_err(|_| StoreError::new(StoreErrorKind::Io, "an array is too long to encrypt"))?;
    Ok([&nonce[..], &sealed].concat())
}

fn decrypt(cipher: &Aes256Gcm, aad: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let (nonce, msg) = bytes.split_first_chunk::<NONCE>()?;
    cipher.decrypt(&(*nonce).into(), Payload { msg, aad }).ok()
}

fn wrap_address(id: [u8; ring::ID], key: u16) -> Vec<u8> {
    [&id[..], &key.to_le_bytes()].concat()
}

fn locked(message: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Locked, message)
}

/// What is known of one ring.
#[derive(Default)]
struct Known {
    stored: Ring,
    /// For the next superblock.
    ready: Option<Ring>,
    /// Whether `ready` leaves keys out.
    forgets: bool,
    /// Data keys; those that were forgotten stay as long as this vault.
    keys: BTreeMap<u16, (Aes256Gcm, [u8; 32])>,
}

/// The keys of one database.
pub struct Vault {
    provider: RefCell<KeyProvider>,
    known: RefCell<Known>,
}

impl Vault {
    /// A vault that knows no keys yet.
    #[must_use]
    pub fn new(provider: KeyProvider) -> Self {
        Self { provider: RefCell::new(provider), known: RefCell::default() }
    }

    fn learn(&self, stored: Option<&[u8]>) -> Result<(), StoreError> {
        let known = &mut *self.known.borrow_mut();
        let Some(stored) = stored else {
            let (id, key) = (random()?, random()?);
            let (way, needs) = self.provider.borrow().begin()?;
            let entry = self.wrapped(id, (1, &key), way, needs)?;
            let stored = Ring { bytes: ring::encode(id, &[entry]), key: 1 };
            *known = Known { stored, ..Known::default() };
            known.keys.insert(1, (Aes256Gcm::new(&key.into()), key));
            return Ok(());
        };
        if known.stored.bytes == stored {
            return Ok(());
        }
        let entries = ring::decode(stored).filter(|entries| !entries.is_empty());
        let entries = entries
            .ok_or_else(|| StoreError::new(StoreErrorKind::TooNew, "the key ring is of a later version"))?;
        let id = ring::id(stored);
        let mut keys = BTreeMap::new();
        let mut before: Option<(u8, Vec<u8>, Aes256Gcm)> = None;
        for Entry { key, way, needs, wrapped } in entries {
            let wrapping = match before.take() {
                Some((same, like, wrapping)) if same == way && like == needs => wrapping,
                _ => self
                    .provider
                    .borrow()
                    .wrapping(way, &needs)
                    .ok_or_else(|| locked("the database's keys are wrapped in another way"))?,
            };
            let bytes = decrypt(&wrapping, &wrap_address(id, key), &wrapped);
            let bytes: [u8; 32] = bytes
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(|| locked("this is not the passphrase or key of the database"))?;
            keys.insert(key, (Aes256Gcm::new(&bytes.into()), bytes));
            before = Some((way, needs, wrapping));
        }
        if ring::id(&known.stored.bytes) != id {
            *known = Known::default();
        }
        let newest = keys.keys().last().copied().unwrap_or(0);
        known.keys.append(&mut keys);
        known.stored = Ring { bytes: stored.to_vec(), key: newest };
        (known.ready, known.forgets) = (None, false);
        Ok(())
    }

    fn wrapped(
        &self,
        id: [u8; ring::ID],
        (key, bytes): (u16, &[u8; 32]),
        way: u8,
        needs: Vec<u8>,
    ) -> Result<Entry, StoreError> {
        let wrapping = self.provider.borrow().wrapping(way, &needs);
        let wrapping = wrapping.ok_or_else(|| locked("the passphrase cannot be stretched"))?;
        let wrapped = encrypt(&wrapping, &wrap_address(id, key), bytes)?;
        Ok(Entry { key, way, needs, wrapped })
    }

    /// Has a new key ready for the next superblock. From then on it seals.
    ///
    /// # Errors
    /// `Unsupported` if there is an older key still, or ids are used up.
    pub fn rotate(&self) -> Result<(), StoreError> {
        let known = &mut *self.known.borrow_mut();
        let mut entries = ring::decode(&known.stored.bytes).unwrap_or_default();
        let [Entry { key, way, needs, .. }] = &entries[..] else {
            let message = "an earlier rotation is under way";
            return Err(StoreError::new(StoreErrorKind::Unsupported, message));
        };
        let (way, needs) = (*way, needs.clone());
        let key = key.checked_add(1).ok_or_else(|| {
            StoreError::new(StoreErrorKind::Unsupported, "the ids of keys are used up: export the database")
        })?;
        let (id, bytes) = (ring::id(&known.stored.bytes), random()?);
        entries.push(self.wrapped(id, (key, &bytes), way, needs)?);
        known.keys.insert(key, (Aes256Gcm::new(&bytes.into()), bytes));
        (known.ready, known.forgets) = (Some(Ring { bytes: ring::encode(id, &entries), key }), false);
        Ok(())
    }

    /// Whether the stored ring has a key besides the newest.
    #[must_use]
    pub fn is_rotating(&self) -> bool {
        ring::decode(&self.known.borrow().stored.bytes).is_some_and(|entries| entries.len() > 1)
    }

    /// Has a ring ready that holds nothing but the newest key.
    pub fn forget(&self) {
        let known = &mut *self.known.borrow_mut();
        let Ring { bytes, key } = &known.stored;
        let mut entries = ring::decode(bytes).unwrap_or_default();
        entries.retain(|entry| entry.key == *key);
        let bytes = ring::encode(ring::id(bytes), &entries);
        (known.ready, known.forgets) = (Some(Ring { bytes, key: *key }), true);
    }

    /// Has a ring ready whose keys are wrapped by another provider.
    ///
    /// # Errors
    /// `Io` without random bytes.
    pub fn rewrap(&self, provider: KeyProvider) -> Result<(), StoreError> {
        let (way, needs) = provider.begin()?;
        let before = self.provider.replace(provider);
        let known = &mut *self.known.borrow_mut();
        let id = ring::id(&known.stored.bytes);
        let entries = ring::decode(&known.stored.bytes).unwrap_or_default();
        let wrap = |entry: Entry| {
            let bytes = known.keys.get(&entry.key).map_or([0; 32], |(_, bytes)| *bytes);
            self.wrapped(id, (entry.key, &bytes), way, needs.clone())
        };
        match entries.into_iter().map(wrap).collect::<Result<Vec<_>, _>>() {
            Ok(entries) => {
                let ready = Ring { bytes: ring::encode(id, &entries), key: known.stored.key };
                (known.ready, known.forgets) = (Some(ready), false);
                Ok(())
            }
            Err(error) => {
                self.provider.replace(before);
                Err(error)
            }
        }
    }

    /// Whether the next superblock has a ring to take along.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.known.borrow().ready.is_some()
    }
}

impl Cipher for Vault {
    fn unlock<'a>(&'a self, ring: Option<&'a [u8]>) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(ready(self.learn(ring)))
    }

    fn ring(&self, older: bool) -> Ring {
        let known = self.known.borrow();
        let ready = known.ready.as_ref().filter(|_| !(older && known.forgets));
        ready.unwrap_or(&known.stored).clone()
    }

    fn stored(&self, ring: &[u8]) {
        let known = &mut *self.known.borrow_mut();
        if let Some(ready) = known.ready.take_if(|ready| ready.bytes == ring) {
            (known.stored, known.forgets) = (ready, false);
        }
    }

    fn key(&self) -> u16 {
        self.known.borrow().stored.key
    }

    fn seal(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Vec<u8>>, StoreError>> {
        let known = self.known.borrow();
        let seal = |array: Sealing| match known.keys.get(&array.key) {
            Some((cipher, _)) => encrypt(cipher, &array.address, &array.bytes),
            None => Err(locked("there is no such key")),
        };
        Box::pin(ready(arrays.into_iter().map(seal).collect()))
    }

    fn open(&self, arrays: Vec<Sealing>) -> LocalFuture<'_, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        let known = self.known.borrow();
        let open = |array: Sealing| {
            let (cipher, _) = known.keys.get(&array.key)?;
            decrypt(cipher, &array.address, &array.bytes)
        };
        Box::pin(ready(Ok(arrays.into_iter().map(open).collect())))
    }
}
