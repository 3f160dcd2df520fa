//! Encryption at rest: a store whose arrays are sealed before another store keeps them.
//!
//! Every array that the engine hands over is sealed as a whole with AES-256-GCM and stored in an array of codec 2
//! (see [`super::array`]), whose header names the key:
//!
//! ```text
//! page, log chunk   header | nonce, 12 bytes | ciphertext | tag, 16 bytes
//! superblock        header | length of the key ring, u32 | key ring | nonce | ciphertext | tag
//! ```
//!
//! The additional data of the cipher says where the array belongs, so that none can stand in another's place:
//!
//! ```text
//! 0..16  the database's id, from the key ring
//! 16     kind, as in the header
//! 17..19 key id
//! 19..27 page id; epoch of a log chunk; 0
//! 27..35 sequence of a log chunk; 0
//! 35..   the key ring, of a superblock
//! ```
//!
//! What stays readable is the headers, the key ring (see [`ring`]), and what a store itself writes: ids, places and
//! lengths. An older version of a page cannot come back: an id is never used for two pages, and the parent of a page,
//! which is sealed as well, holds its checksum and length.
//!
//! - **Opening** looks at the superblock with an `admit` that refuses, for a cipher may take its time; then it opens with one
//!   that accepts that superblock only. So a wrong key changes nothing.
//! - **Keys** are the [`Cipher`]'s. A ring is stored with each superblock, and a new key seals nothing before a ring that
//!   has it is stored: a new database begins with a superblock of nothing but the ring.

pub mod cipher;
mod frame;
#[cfg(target_arch = "wasm32")]
pub mod js_cipher;
pub mod ring;
#[cfg(all(feature = "encryption", not(target_arch = "wasm32")))]
pub mod vault;

#[cfg(all(test, feature = "encryption"))]
mod tests;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use self::cipher::{Cipher, Ring, Sealing};
use self::frame::{framed, opened, unframed};
use super::array::{HEADER, Kind};
use super::page_id::PageId;
use super::ports::{
    Admit, Durability, Limits, LocalFuture, LogPosition, Opened, Store, StoreError, StoreErrorKind,
};

/// By so many bytes an array gets longer: a header, a nonce and a tag.
pub const OVERHEAD: usize = HEADER + 12 + 16;

/// Opening gives up when other holders keep changing the superblock.
const OPEN_TRIES: u32 = 5;

/// A place in the database, as the additional data says it.
#[derive(Clone, Copy)]
struct Address(Kind, u64, u64);

const SUPERBLOCK: Address = Address(Kind::Superblock, 0, 0);

impl Address {
    const fn page(id: PageId) -> Self {
        Self(Kind::Page, id.0, 0)
    }

    const fn log(epoch: u64, sequence: u64) -> Self {
        Self(Kind::Log, epoch, sequence)
    }

    /// The additional data, in the database of that id.
    fn bind(self, id: [u8; ring::ID], key: u16) -> Vec<u8> {
        let mut out = id.to_vec();
        out.push(self.0 as u8);
        out.extend_from_slice(&key.to_le_bytes());
        out.extend_from_slice(&self.1.to_le_bytes());
        out.extend_from_slice(&self.2.to_le_bytes());
        out
    }
}

/// The additional data of a superblock.
fn bind_superblock(ring: &[u8], key: u16) -> Vec<u8> {
    let mut out = SUPERBLOCK.bind(ring::id(ring), key);
    out.extend_from_slice(ring);
    out
}

/// A handle on a database whose arrays are sealed.
pub struct Sealed {
    inner: Rc<dyn Store>,
    cipher: Rc<dyn Cipher>,
    /// Counts openings and closings: what was being sealed for an earlier one is not written.
    life: Cell<u64>,
    /// 0 when closed.
    epoch: Cell<u64>,
    /// The database's, from its key ring.
    id: Cell<[u8; ring::ID]>,
    /// The last log chunk that each key has sealed.
    logged: RefCell<Vec<(u16, LogPosition)>>,
}

fn corrupt(message: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, message)
}

fn closed() -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "the store is closed, or was opened again meanwhile")
}

impl Sealed {
    /// A closed handle on the database that `inner` keeps.
    #[must_use]
    pub fn new(inner: Rc<dyn Store>, cipher: Rc<dyn Cipher>) -> Self {
        let (life, epoch, id) = (Cell::new(0), Cell::new(0), Cell::default());
        Sealed { inner, cipher, life, epoch, id, logged: RefCell::default() }
    }

    fn next_life(&self) -> u64 {
        self.epoch.set(0);
        self.life.set(self.life.get() + 1);
        self.life.get()
    }

    fn check(&self, life: u64) -> Result<(), StoreError> {
        if self.life.get() == life && self.epoch.get() > 0 { Ok(()) } else { Err(closed()) }
    }

    /// The superblock that is stored, looked at without opening.
    async fn look(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let seen = RefCell::new(None);
        let refuse = |superblock: Option<&[u8]>| {
            seen.replace(Some(superblock.map(<[u8]>::to_vec)));
            Err(StoreError::new(StoreErrorKind::Unsupported, "only looked at"))
        };
        let refused = self.inner.open(&refuse).await;
        match (seen.into_inner(), refused) {
            (Some(superblock), _) => Ok(superblock),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => {
                Err(StoreError::new(StoreErrorKind::Io, "the store opened without being asked to"))
            }
        }
    }

    /// Has the cipher learn the keys, and opens the superblock with them.
    async fn unlock(&self, stored: &[u8]) -> Result<Vec<u8>, StoreError> {
        let Some((key, payload)) = opened(Kind::Superblock, stored)? else {
            let message = "the database is not encrypted and was opened with `encryption`; export it, and restore it into an encrypted one";
            return Err(StoreError::new(StoreErrorKind::Locked, message));
        };
        let (ring, sealed) = split(payload).ok_or_else(|| corrupt("the key ring is cut short"))?;
        self.cipher.unlock(Some(ring)).await?;
        let address = bind_superblock(ring, key);
        let opened = self.cipher.open(vec![Sealing { key, address, bytes: sealed.to_vec() }]).await?;
        let plain = opened.into_iter().next().flatten();
        plain.ok_or_else(|| corrupt("the superblock was changed by somebody without the key"))
    }

    async fn connect(&self, admit: Admit<'_>) -> Result<Opened, StoreError> {
        let life = self.next_life();
        for _ in 0..OPEN_TRIES {
            let stored = self.look().await?;
            let plain = match &stored {
                Some(stored) => Some(self.unlock(stored).await?).filter(|plain| !plain.is_empty()),
                None => {
                    self.cipher.unlock(None).await?;
                    None
                }
            };
            self.id.set(ring::id(&self.cipher.ring(true).bytes));
            let moved = Cell::new(false);
            let same = |superblock: Option<&[u8]>| {
                if superblock != stored.as_deref() {
                    moved.set(true);
                    return Err(StoreError::new(
                        StoreErrorKind::InUse,
                        "somebody else has written meanwhile",
                    ));
                }
                admit(plain.as_deref())
            };
            match self.inner.open(&same).await {
                Err(_) if moved.get() => {}
                Err(error) => return Err(error),
                Ok(mut opened) => {
                    if self.life.get() == life {
                        self.epoch.set(opened.epoch);
                    }
                    self.check(life)?;
                    self.open_log(&mut opened).await?;
                    if stored.is_none() {
                        // The key is safe before it seals anything.
                        self.switch(Vec::new(), LogPosition::default()).await?;
                    }
                    opened.superblock = plain;
                    return Ok(opened);
                }
            }
        }
        Err(StoreError::new(StoreErrorKind::InUse, "other holders keep opening the database"))
    }

    async fn open_log(&self, opened: &mut Opened) -> Result<(), StoreError> {
        let id = self.id.get();
        let mut sealed = Vec::with_capacity(opened.log.len());
        self.logged.borrow_mut().clear();
        for chunk in &mut opened.log {
            let (key, payload) = unframed(Kind::Log, &chunk.bytes)?;
            self.note(key, LogPosition { epoch: chunk.epoch, sequence: chunk.sequence });
            let address = Address::log(chunk.epoch, chunk.sequence).bind(id, key);
            sealed.push(Sealing { key, address, bytes: payload.to_vec() });
            chunk.bytes = Vec::new();
        }
        if sealed.is_empty() {
            return Ok(());
        }
        let plain = self.cipher.open(sealed).await?;
        for (chunk, plain) in opened.log.iter_mut().zip(plain) {
            chunk.bytes =
                plain.ok_or_else(|| corrupt("a log chunk was changed by somebody without the key"))?;
        }
        Ok(())
    }

    fn note(&self, key: u16, at: LogPosition) {
        let mut logged = self.logged.borrow_mut();
        match logged.iter_mut().find(|(known, _)| *known == key) {
            Some((_, last)) => *last = at.max(*last),
            None => logged.push((key, at)),
        }
    }

    /// Seals arrays for their places with the newest key.
    async fn seal(
        &self,
        arrays: impl Iterator<Item = (Address, Vec<u8>)>,
    ) -> Result<(u16, Vec<Vec<u8>>), StoreError> {
        let id = self.id.get();
        let key = self.cipher.key();
        let mut kinds = Vec::new();
        let seal = |(address, bytes): (Address, Vec<u8>)| {
            kinds.push(address.0);
            Sealing { key, address: address.bind(id, key), bytes }
        };
        let sealings: Vec<Sealing> = arrays.map(seal).collect();
        if sealings.is_empty() {
            return Ok((key, Vec::new()));
        }
        let sealed = self.cipher.seal(sealings).await?;
        let framed = kinds.into_iter().zip(sealed).map(|(kind, sealed)| framed(kind, key, &[], &sealed));
        Ok((key, framed.collect()))
    }

    /// Opens pages; nothing comes out of one that is not as it was sealed, and the engine says which it is.
    async fn open_pages(
        &self,
        pages: Vec<(PageId, Option<Vec<u8>>)>,
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let database = self.id.get();
        let mut sealed = Vec::new();
        let mut plain: Vec<Option<Vec<u8>>> = Vec::with_capacity(pages.len());
        let mut places = Vec::new();
        for (n, (id, bytes)) in pages.into_iter().enumerate() {
            plain.push(bytes.as_ref().map(|_| Vec::new()));
            if let Some((key, payload)) = bytes.as_deref().and_then(|bytes| unframed(Kind::Page, bytes).ok())
            {
                let address = Address::page(id).bind(database, key);
                sealed.push(Sealing { key, address, bytes: payload.to_vec() });
                places.push(n);
            }
        }
        if sealed.is_empty() {
            return Ok(plain);
        }
        for (n, opened) in places.into_iter().zip(self.cipher.open(sealed).await?) {
            if let (Some(slot), Some(opened)) = (plain.get_mut(n), opened) {
                *slot = Some(opened);
            }
        }
        Ok(plain)
    }

    async fn append(
        &self,
        first: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let (life, epoch) = (self.life.get(), self.epoch.get());
        self.check(life)?;
        let last = LogPosition { epoch, sequence: (first + chunks.len() as u64).saturating_sub(1) };
        let places = (first..).map(|sequence| Address::log(epoch, sequence));
        let (key, sealed) = self.seal(places.zip(chunks)).await?;
        self.check(life)?;
        self.note(key, last);
        self.inner.append_log(first, sealed, durability).await
    }

    async fn write(&self, pages: Vec<(PageId, Vec<u8>)>) -> Result<(), StoreError> {
        let life = self.life.get();
        self.check(life)?;
        let ids: Vec<PageId> = pages.iter().map(|(id, _)| *id).collect();
        let (_, sealed) = self.seal(pages.into_iter().map(|(id, bytes)| (Address::page(id), bytes))).await?;
        self.check(life)?;
        self.inner.write_pages(ids.into_iter().zip(sealed).collect()).await
    }

    async fn switch(&self, superblock: Vec<u8>, before: LogPosition) -> Result<(), StoreError> {
        let life = self.life.get();
        self.check(life)?;
        let older =
            |newest: u16| self.logged.borrow().iter().any(|(key, last)| *key != newest && *last >= before);
        let Ring { bytes: ring, key } = self.cipher.ring(older(self.cipher.key()));
        let address = bind_superblock(&ring, key);
        let sealed = self.cipher.seal(vec![Sealing { key, address, bytes: superblock }]).await?;
        self.check(life)?;
        let mut outer = (ring.len() as u32).to_le_bytes().to_vec();
        outer.extend_from_slice(&ring);
        let sealed = sealed.into_iter().next().unwrap_or_default();
        self.inner.switch_root(framed(Kind::Superblock, key, &outer, &sealed), before).await?;
        self.logged.borrow_mut().retain(|(_, last)| *last >= before);
        self.cipher.stored(&ring);
        Ok(())
    }

    /// Writes those of these pages again that an older key has sealed, and says how many these were. It is a step as
    /// `write_pages` is one.
    ///
    /// # Errors
    /// As `read_pages` and `write_pages`.
    pub async fn reseal(&self, ids: Vec<PageId>) -> Result<usize, StoreError> {
        let (life, key) = (self.life.get(), self.cipher.key());
        let stored = self.inner.read_pages(&ids).await?;
        let is_old = |bytes: &Option<Vec<u8>>| {
            bytes
                .as_deref()
                .is_some_and(|bytes| unframed(Kind::Page, bytes).is_ok_and(|found| found.0 != key))
        };
        let old: Vec<_> = ids.into_iter().zip(stored).filter(|(_, bytes)| is_old(bytes)).collect();
        let ids: Vec<PageId> = old.iter().map(|(id, _)| *id).collect();
        let plain = self.open_pages(old).await?;
        // What is damaged is left as it is, for whoever reads it to be told.
        let pages = ids.into_iter().zip(plain).filter_map(|(id, plain)| Some((id, plain?)));
        let pages: Vec<_> = pages.filter(|(_, plain)| !plain.is_empty()).collect();
        let count = pages.len();
        self.check(life)?;
        if count > 0 {
            self.write(pages).await?;
        }
        Ok(count)
    }
}

/// The key ring before a sealed superblock, and what comes behind it.
fn split(payload: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = payload.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

impl Store for Sealed {
    fn limits(&self) -> Limits {
        let limits = self.inner.limits();
        Limits {
            preferred_array: limits.preferred_array.saturating_sub(OVERHEAD),
            maximum_array: limits.maximum_array.saturating_sub(OVERHEAD),
            // Chunks are a little longer there.
            spare_log: limits.spare_log - limits.spare_log / 16,
            spare_pages: limits.spare_pages,
        }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        Box::pin(self.connect(admit))
    }

    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        Box::pin(async move {
            let pages = self.inner.read_pages(ids).await?;
            self.open_pages(ids.iter().copied().zip(pages).collect()).await
        })
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.append(first_sequence, chunks, durability))
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.write(pages))
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        truncate_before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.switch(superblock, truncate_before))
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.delete_pages(ids)
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.delete_page_range(from, to)
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.release_reserve()
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.inner.restore_reserve()
    }

    fn on_lost(&self, listener: Rc<dyn Fn(StoreError)>) {
        self.inner.on_lost(listener);
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.next_life();
        self.inner.close()
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.next_life();
        self.inner.destroy()
    }
}
