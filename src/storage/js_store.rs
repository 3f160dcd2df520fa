//! A [`Store`] over a JavaScript object: `StorageAdapter` in `src/js/storage/adapter.ts`.
//!
//! For Durable Object storage and for users' own stores. The object keeps no state of the handle: every call that
//! writes carries the epoch, and is refused if the stored epoch is another. Opening is in two calls, because a
//! JavaScript transaction cannot wait for `admit`: `peek` reads the superblock, and `open` takes the next epoch if the
//! one that was peeked still holds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};

use super::js_bridge::{bytes, integer, member, object, settled, thrown, wrong};
use super::page_id::PageId;
use super::ports::{
    Admit, Durability, Limits, LocalFuture, LogChunk, LogPosition, Opened, Outcome, Store, StoreError,
    StoreErrorKind,
};

#[wasm_bindgen]
extern "C" {
    /// The object. Every method may return its value or a promise of it.
    pub type StorageAdapter;
    #[wasm_bindgen(method, structural, catch)]
    fn limits(this: &StorageAdapter) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn peek(this: &StorageAdapter) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn open(this: &StorageAdapter, epoch: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = readPages)]
    fn read_pages(this: &StorageAdapter, ids: Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = appendLog)]
    fn append_log(
        this: &StorageAdapter,
        epoch: f64,
        first_sequence: f64,
        chunks: Array,
        durability: &str,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = writePages)]
    fn write_pages(this: &StorageAdapter, epoch: f64, pages: Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = switchRoot)]
    fn switch_root(
        this: &StorageAdapter,
        epoch: f64,
        superblock: Uint8Array,
        truncate_before: JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = deletePages)]
    fn delete_pages(this: &StorageAdapter, epoch: f64, ids: Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = deletePageRange)]
    fn delete_page_range(this: &StorageAdapter, epoch: f64, from: f64, to: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = releaseReserve)]
    fn release_reserve(this: &StorageAdapter, epoch: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = restoreReserve)]
    fn restore_reserve(this: &StorageAdapter, epoch: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, setter, structural, js_name = onLost)]
    fn set_on_lost(this: &StorageAdapter, listener: &JsValue);
    #[wasm_bindgen(method, structural, catch)]
    fn close(this: &StorageAdapter) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn destroy(this: &StorageAdapter) -> Result<JsValue, JsValue>;
}

/// Opening gives up when other holders keep taking the epoch.
const OPEN_TRIES: u32 = 5;

type Listener = Rc<dyn Fn(StoreError)>;

/// A handle on an adapter's database.
pub struct JsStore {
    adapter: StorageAdapter,
    /// 0 when closed.
    epoch: Cell<u64>,
    /// After an uncertain step: writes are refused until the next open.
    poisoned: Cell<bool>,
    listener: Rc<RefCell<Option<Listener>>>,
    _told: Closure<dyn FnMut(JsValue)>,
}

impl Drop for JsStore {
    fn drop(&mut self) {
        self.adapter.set_on_lost(&JsValue::NULL);
    }
}

fn unavailable(message: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, message)
}

fn array(bytes: &[u8]) -> Uint8Array {
    Uint8Array::from(bytes)
}

fn ids(ids: &[PageId]) -> Array {
    ids.iter().map(|id| JsValue::from_f64(id.0 as f64)).collect()
}

/// `null` or `undefined` for nothing.
fn optional_bytes(value: &JsValue) -> Result<Option<Vec<u8>>, StoreError> {
    if value.is_null() || value.is_undefined() { Ok(None) } else { bytes(value).map(Some) }
}

impl JsStore {
    /// A closed handle.
    #[must_use]
    pub fn new(adapter: StorageAdapter) -> Self {
        let listener: Rc<RefCell<Option<Listener>>> = Rc::default();
        let heard = Rc::clone(&listener);
        let told = Closure::new(move |error: JsValue| {
            let listener = heard.borrow().clone();
            if let Some(listener) = listener {
                listener(thrown(&error));
            }
        });
        adapter.set_on_lost(told.as_ref());
        JsStore { adapter, epoch: Cell::new(0), poisoned: Cell::new(false), listener, _told: told }
    }

    async fn connect(&self, admit: Admit<'_>) -> Result<Opened, StoreError> {
        self.epoch.set(0);
        let mut gave_way = false;
        for _ in 0..OPEN_TRIES {
            let seen = settled(self.adapter.peek()).await?;
            admit(optional_bytes(&member(&seen, "superblock"))?.as_deref())?;
            let epoch = integer(&member(&seen, "epoch"))?;
            if epoch >= PageId::MAX_EPOCH {
                return Err(StoreError::new(StoreErrorKind::Unsupported, "all epochs are used up"));
            }
            match settled(self.adapter.open(epoch as f64)).await {
                // Somebody opened it in between.
                Err(error) if error.kind == StoreErrorKind::Fenced => {}
                // Not even an epoch fits: the reserve is for that, too.
                Err(error) if error.kind == StoreErrorKind::Quota && !gave_way => {
                    gave_way = true;
                    settled(self.adapter.release_reserve(epoch as f64)).await?;
                }
                Err(error) => return Err(error),
                Ok(found) => {
                    let opened = Opened {
                        resumed: None,
                        epoch: integer(&member(&found, "epoch"))?,
                        superblock: optional_bytes(&member(&found, "superblock"))?,
                        log: chunks(&member(&found, "log"))?,
                    };
                    self.epoch.set(opened.epoch);
                    self.poisoned.set(false);
                    return Ok(opened);
                }
            }
        }
        Err(StoreError::new(StoreErrorKind::InUse, "other holders keep opening the database"))
    }

    /// A call that writes, made with the epoch.
    fn step<'a>(
        &'a self,
        call: impl FnOnce(&StorageAdapter, f64) -> Result<JsValue, JsValue> + 'a,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let refused = if self.epoch.get() == 0 {
            Some(unavailable("the store is closed"))
        } else if self.poisoned.get() {
            Some(unavailable("a step failed before: open again"))
        } else {
            None
        };
        let returned = match refused {
            Some(error) => Err(error),
            None => Ok(call(&self.adapter, self.epoch.get() as f64)),
        };
        Box::pin(async move {
            let result = settled(returned?).await.map(drop);
            if let Err(error) = &result
                && error.kind.outcome() == Outcome::Uncertain
            {
                self.poisoned.set(true);
            }
            result
        })
    }
}

fn chunks(log: &JsValue) -> Result<Vec<LogChunk>, StoreError> {
    let log: &Array = log.dyn_ref().ok_or_else(|| wrong("log"))?;
    let chunk = |value: JsValue| {
        Ok(LogChunk {
            epoch: integer(&member(&value, "epoch"))?,
            sequence: integer(&member(&value, "sequence"))?,
            bytes: bytes(&member(&value, "bytes"))?,
        })
    };
    log.iter().map(chunk).collect()
}

impl Store for JsStore {
    fn limits(&self) -> Limits {
        let limits = self.adapter.limits().unwrap_or(JsValue::UNDEFINED);
        let size = |name, usual| integer(&member(&limits, name)).map_or(usual, |size| size as usize);
        Limits {
            preferred_array: size("preferredArray", 60_000),
            maximum_array: size("maximumArray", 1 << 20),
            spare_log: 256 << 10,
            spare_pages: 512 << 10,
        }
    }

    fn open<'a>(&'a self, admit: Admit<'a>) -> LocalFuture<'a, Result<Opened, StoreError>> {
        Box::pin(self.connect(admit))
    }

    fn read_pages<'a>(
        &'a self,
        page_ids: &'a [PageId],
    ) -> LocalFuture<'a, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        Box::pin(async move {
            if self.epoch.get() == 0 {
                return Err(unavailable("the store is closed"));
            }
            let found = settled(self.adapter.read_pages(ids(page_ids))).await?;
            let found: Array = found.dyn_into().map_err(|_| wrong("pages"))?;
            if found.length() as usize != page_ids.len() {
                return Err(wrong("pages"));
            }
            found.iter().map(|page| optional_bytes(&page)).collect()
        })
    }

    fn append_log(
        &self,
        first_sequence: u64,
        chunks: Vec<Vec<u8>>,
        durability: Durability,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        self.step(move |adapter, epoch| {
            let chunks = chunks.iter().map(|chunk| array(chunk)).collect();
            adapter.append_log(epoch, first_sequence as f64, chunks, durability)
        })
    }

    fn write_pages(&self, pages: Vec<(PageId, Vec<u8>)>) -> LocalFuture<'_, Result<(), StoreError>> {
        self.step(move |adapter, epoch| {
            let pair = |(id, bytes): &(PageId, Vec<u8>)| Array::of2(&(id.0 as f64).into(), &array(bytes));
            adapter.write_pages(epoch, pages.iter().map(pair).collect())
        })
    }

    fn switch_root(
        &self,
        superblock: Vec<u8>,
        truncate_before: LogPosition,
    ) -> LocalFuture<'_, Result<(), StoreError>> {
        self.step(move |adapter, epoch| {
            let LogPosition { epoch: before, sequence } = truncate_before;
            let (before, sequence) = (JsValue::from_f64(before as f64), JsValue::from_f64(sequence as f64));
            let position = object(&[("epoch", &before), ("sequence", &sequence)]);
            adapter.switch_root(epoch, array(&superblock), position)
        })
    }

    fn delete_pages(&self, page_ids: Vec<PageId>) -> LocalFuture<'_, Result<(), StoreError>> {
        self.step(move |adapter, epoch| adapter.delete_pages(epoch, ids(&page_ids)))
    }

    fn delete_page_range(&self, from: PageId, to: PageId) -> LocalFuture<'_, Result<(), StoreError>> {
        self.step(move |adapter, epoch| adapter.delete_page_range(epoch, from.0 as f64, to.0 as f64))
    }

    fn release_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.step(|adapter, epoch| adapter.release_reserve(epoch))
    }

    fn restore_reserve(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.step(|adapter, epoch| adapter.restore_reserve(epoch))
    }

    fn on_lost(&self, listener: Listener) {
        self.listener.replace(Some(listener));
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.epoch.set(0);
        let closed = self.adapter.close();
        Box::pin(async move { settled(closed).await.map(drop) })
    }

    fn destroy(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        self.epoch.set(0);
        let destroyed = self.adapter.destroy();
        Box::pin(async move { settled(destroyed).await.map(drop) })
    }
}
