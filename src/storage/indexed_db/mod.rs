//! The store over IndexedDB.
//!
//! One database, version 1 for ever, with three object stores: `pages` (page id -> bytes), `log`
//! (`[epoch, sequence]` -> bytes, or 0 for a tombstone) and `meta` (`epoch`, `superblock`, `truncated`, `reserve`).
//! Every array is stored as a `Uint8Array` of its own: a view over wasm memory would make structured clone copy
//! that whole memory.
//!
//! The fence: `append_log` uses `add`, which fails at the tombstone that a successor put at this epoch's next place;
//! everything else that writes compares the stored epoch inside its own transaction.
//!
//! Bound directly rather than through `indexed_db_futures` 0.6: above the same empty module, open, append, write and
//! read weigh 13 KB gzip here and 25 there, at the same latency (a strict append of one array in Chromium: 0.8 ms in
//! the median both ways; hand-written JavaScript: 0.7 to 0.9).

mod bindings;
mod connection;
mod failure;
mod session;
mod signal;
mod values;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use self::bindings::{KeyRange, Request};
use self::connection::{Connection, LOG, META, PAGES};
use self::session::{EPOCH, RESERVE, Requests, SUPERBLOCK, Session, TRUNCATED};
use self::signal::Write;
use self::values::{array, bytes, damaged, js, log_key, number, page_key, value};
use super::page_id::PageId;
use super::ports::{
    Admit, Durability, Limits, LocalFuture, LogPosition, Opened, Outcome, Store, StoreError, StoreErrorKind,
};

/// Larger arrays are stored as files of their own by Chromium: slower, and a relaxed transaction does not order
/// them before later strict ones.
const PREFERRED: usize = 60_000;
const MAXIMUM: usize = 32 << 20;
/// Milliseconds in which connections have to close when the database is deleted: other pages', and this one's own,
/// whose last transaction may still run.
const LETTING_GO: u32 = 3_000;
/// More than what Chromium lets a site go over its quota unnoticed, and than the deleted data its LevelDB holds on to
/// (4 MB a file): when the quota is met, the reserve's end brings the site below it again.
const RESERVE_PIECES: u32 = 6;
const PIECE_BYTES: u32 = 1 << 20;

/// Seconds that opening may take. There are browsers whose IndexedDB never answers, and whoever waits for it keeps
/// others away from the database.
const OPENING: u32 = 10;

type Listener = Rc<dyn Fn(StoreError)>;

/// A handle on a database in IndexedDB.
pub struct IndexedDbStore {
    name: String,
    session: RefCell<Option<Rc<Session>>>,
    listener: Rc<RefCell<Option<Listener>>>,
    /// After an uncertain step: writes are refused until the next open.
    poisoned: Cell<bool>,
    /// A relaxed append may not be on the disk yet.
    relaxed: Cell<bool>,
}

impl IndexedDbStore {
    /// A closed handle on the database of that name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        IndexedDbStore {
            name: name.to_owned(),
            session: RefCell::default(),
            listener: Rc::default(),
            poisoned: Cell::new(false),
            relaxed: Cell::new(false),
        }
    }

    fn session(&self) -> Result<Rc<Session>, StoreError> {
        let session = self.session.borrow().clone();
        session.ok_or_else(|| StoreError::new(StoreErrorKind::Unavailable, "the store is closed"))
    }

    /// A step that writes: one transaction over `stores`, with the fence if `meta` is among them, and what `requests`
    /// asks for. Remembers when its end is uncertain.
    ///
    /// Not generic, so that there is one state machine for all steps.
    async fn step(
        &self,
        stores: &[&str],
        durability: Durability,
        requests: Requests<'_>,
    ) -> Result<(), StoreError> {
        let session = self.session()?;
        if self.poisoned.get() {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "a step failed before: open again"));
        }
        let result = session.step(stores, durability, requests).await;
        match &result {
            Ok(()) => self.relaxed.set(durability == Durability::Relaxed),
            Err(error) if error.kind.outcome() == Outcome::Uncertain => self.poisoned.set(true),
            Err(_) => {}
        }
        result
    }

    async fn connect(&self, admit: Admit<'_>) -> Result<Opened, StoreError> {
        drop(self.session.take());
        let listener = Rc::clone(&self.listener);
        let on_lost: Listener = Rc::new(move |error| {
            let listener = listener.borrow().clone();
            if let Some(listener) = listener {
                listener(error);
            }
        });
        let connection = Connection::open(&self.name, Rc::clone(&on_lost)).await?;
        let mut result = Session::open(connection, admit).await;
        for resume in [false, true] {
            if !matches!(&result, Err(error) if error.kind == StoreErrorKind::Quota) {
                break;
            }
            let connection = || Connection::open(&self.name, Rc::clone(&on_lost));
            result = if resume {
                Session::resume(connection().await?, admit).await
            } else {
                Session::give_way(connection().await?).await?;
                Session::open(connection().await?, admit).await
            };
        }
        let (opened, session) = result?;
        self.session.replace(Some(Rc::new(session)));
        self.poisoned.set(false);
        self.relaxed.set(false);
        Ok(opened)
    }
}

/// Runs of ids that follow one another, as inclusive ranges.
fn runs(ids: Vec<PageId>) -> Vec<(PageId, PageId)> {
    let mut runs: Vec<(PageId, PageId)> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some((_, last)) if last.0 + 1 == id.0 => *last = id,
            _ => runs.push((id, id)),
        }
    }
    runs
}

impl Store for IndexedDbStore {
    fn limits(&self) -> Limits {
        Limits {
            preferred_array: PREFERRED,
            maximum_array: MAXIMUM,
            spare_log: 2 << 20,
            spare_pages: 3 << 20,
        }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        Box::pin(async move {
            let opened = signal::within(Box::pin(self.connect(admit)), OPENING).await;
            opened.unwrap_or_else(|| {
                let message = "the browser's storage has not answered for ten seconds";
                Err(StoreError::new(StoreErrorKind::Unavailable, message))
            })
        })
    }

    fn read_pages<'a>(
        &'a self,
        ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        Box::pin(async move {
            let pages = self.session()?.connection.read(PAGES)?;
            let requests = ids.iter().map(|id| pages.get(&page_key(*id)).map_err(js));
            let requests: Vec<Request> = requests.collect::<Result<_, _>>()?;
            let Some(last) = requests.last() else { return Ok(Vec::new()) };
            signal::result(last).await?;
            requests
                .iter()
                .map(|request| match value(request)? {
                    absent if absent.is_undefined() => Ok(None),
                    found => bytes(found).map(Some).ok_or_else(|| damaged("a page is not bytes")),
                })
                .collect()
        })
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        let durability = if fits(chunks.iter()) { durability } else { Durability::Strict };
        let requests = move |session: &Session, write: &Write| {
            let log = write.store(LOG)?;
            let epoch = session.epoch;
            let add = |(sequence, chunk): (u64, Vec<u8>)| {
                log.add(&array(&chunk), &log_key(LogPosition { epoch, sequence })).map_err(js)
            };
            (first_sequence..).zip(chunks).map(add).collect()
        };
        Box::pin(self.step(&[LOG], durability, Box::new(requests)))
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        // Relaxed is enough, for the strict switch of the root follows in the same journal.
        let small = fits(pages.iter().map(|(_, bytes)| bytes));
        let durability = if small { Durability::Relaxed } else { Durability::Strict };
        let requests = move |_: &Session, write: &Write| {
            let store = write.store(PAGES)?;
            let put = |(id, bytes): (PageId, Vec<u8>)| store.put(&array(&bytes), &page_key(id)).map_err(js);
            pages.into_iter().map(put).collect()
        };
        Box::pin(self.step(&[META, PAGES], durability, Box::new(requests)))
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        truncate_before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        let requests = move |session: &Session, write: &Write| {
            let before = session.truncated.get().max(truncate_before);
            let mut requests = session.cut_log(&write.store(LOG)?, before)?;
            let meta = write.store(META)?;
            requests.push(meta.put(&log_key(before), &TRUNCATED.into()).map_err(js)?);
            requests.push(meta.put(&array(&superblock), &SUPERBLOCK.into()).map_err(js)?);
            Ok(requests)
        };
        Box::pin(async move {
            let session = self.session()?;
            self.step(&[META, LOG], Durability::Strict, Box::new(requests)).await?;
            session.truncated.set(session.truncated.get().max(truncate_before));
            Ok(())
        })
    }

    fn delete_pages(&self, ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        let requests = move |_: &Session, write: &Write| {
            let pages = write.store(PAGES)?;
            let delete = |(from, to)| {
                let range = KeyRange::bound(&page_key(from), &page_key(to), false, false).map_err(js)?;
                pages.delete(&range).map_err(js)
            };
            runs(ids).into_iter().map(delete).collect()
        };
        Box::pin(self.step(&[META, PAGES], Durability::Relaxed, Box::new(requests)))
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        let requests = move |_: &Session, write: &Write| {
            if from >= to {
                return Ok(Vec::new());
            }
            let range = KeyRange::bound(&page_key(from), &page_key(to), false, true).map_err(js)?;
            Ok(vec![write.store(PAGES)?.delete(&range).map_err(js)?])
        };
        Box::pin(self.step(&[META, PAGES], Durability::Relaxed, Box::new(requests)))
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        let requests = |session: &Session, write: &Write| {
            session.reserved.set(false);
            Ok(vec![write.store(META)?.delete(&RESERVE.into()).map_err(js)?])
        };
        Box::pin(self.step(&[META], Durability::Relaxed, Box::new(requests)))
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let session = self.session()?;
            if session.reserved.get() {
                return Ok(());
            }
            let requests = |_: &Session, write: &Write| {
                Ok(vec![write.store(META)?.put(&filling(), &RESERVE.into()).map_err(js)?])
            };
            self.step(&[META], Durability::Strict, Box::new(requests)).await?;
            session.reserved.set(true);
            Ok(())
        })
    }

    fn on_lost(&self, listener: Listener) {
        self.listener.replace(Some(listener));
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            // A strict commit takes the relaxed ones before it along.
            let flushed = if self.relaxed.replace(false) && !self.poisoned.get() {
                let requests = |session: &Session, write: &Write| {
                    Ok(vec![write.store(META)?.put(&number(session.epoch), &EPOCH.into()).map_err(js)?])
                };
                self.step(&[META], Durability::Strict, Box::new(requests)).await
            } else {
                Ok(())
            };
            drop(self.session.take());
            match flushed {
                // The successor's opening has made the log durable.
                Err(error) if error.kind == StoreErrorKind::Fenced => Ok(()),
                other => other,
            }
        })
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            drop(self.session.take());
            let request = connection::factory()?.delete_database(&self.name).map_err(js)?;
            if signal::done_within(&request, LETTING_GO).await? {
                return Ok(());
            }
            let message = "another page holds the database open; it is deleted when that page lets go";
            Err(StoreError::new(StoreErrorKind::InUse, message))
        })
    }
}

fn fits<'a>(mut arrays: impl Iterator<Item = &'a Vec<u8>>) -> bool {
    arrays.all(|bytes| bytes.len() <= PREFERRED)
}

/// The reserve's bytes: noise, for browsers compress what they store.
fn filling() -> JsValue {
    let mut state = 0x9E37_79B9u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    let piece: Vec<u8> = (0..PIECE_BYTES).map(next).collect();
    let all = Uint8Array::new_with_length(RESERVE_PIECES * PIECE_BYTES);
    let piece = Uint8Array::from(&piece[..]);
    (0..RESERVE_PIECES).for_each(|n| all.set(&piece, n * PIECE_BYTES));
    all.into()
}
