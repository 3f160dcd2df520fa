//! A [`File`] over a JavaScript object: `FileAdapter` in `src/js/storage/adapter.ts`.
//!
//! Node's files come this way, and OPFS access handles in a worker. Bytes are copied on the way out: the object may
//! keep them while wasm memory moves.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::js_bridge::{bytes, integer, settled};
use super::ports::{File, LocalFuture, StoreError};

#[wasm_bindgen]
extern "C" {
    /// The object. Every method may return its value or a promise of it.
    pub type FileAdapter;
    #[wasm_bindgen(method, structural, catch)]
    fn open(this: &FileAdapter) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = readAt)]
    fn read_at(this: &FileAdapter, offset: f64, length: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = writeAt)]
    fn write_at(this: &FileAdapter, offset: f64, bytes: Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn flush(this: &FileAdapter) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn truncate(this: &FileAdapter, size: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn size(this: &FileAdapter) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn close(this: &FileAdapter) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn remove(this: &FileAdapter) -> Result<JsValue, JsValue>;

    /// The object that waits.
    pub type Turns;
    #[wasm_bindgen(method, structural, catch)]
    fn pause(this: &Turns) -> Result<JsValue, JsValue>;
}

/// A file of the host.
pub struct JsFile {
    adapter: FileAdapter,
    turns: Turns,
}

impl JsFile {
    /// A closed handle. `turns.pause()` waits for a turn of the host's event loop; without one, long work has no pauses.
    #[must_use]
    pub fn new(adapter: FileAdapter, turns: Turns) -> Self {
        JsFile { adapter, turns }
    }
}

/// A call of which only the end matters. It is made at once.
fn done<'a>(returned: Result<JsValue, JsValue>) -> LocalFuture<'a, Result<(), StoreError>> {
    Box::pin(async move { settled(returned).await.map(drop) })
}

impl File for JsFile {
    fn open(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.adapter.open())
    }

    fn read_at(&self, offset: u64, length: usize) -> LocalFuture<'_, Result<Vec<u8>, StoreError>> {
        let read = self.adapter.read_at(offset as f64, length as f64);
        Box::pin(async move { bytes(&settled(read).await?) })
    }

    fn write_at(&self, offset: u64, bytes: Vec<u8>) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.adapter.write_at(offset as f64, Uint8Array::from(bytes.as_slice())))
    }

    fn flush(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.adapter.flush())
    }

    fn truncate(&self, size: u64) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.adapter.truncate(size as f64))
    }

    fn size(&self) -> LocalFuture<'_, Result<u64, StoreError>> {
        let size = self.adapter.size();
        Box::pin(async move { integer(&settled(size).await?) })
    }

    fn pause(&self) -> LocalFuture<'_, ()> {
        let paused = self.turns.pause();
        Box::pin(async move { drop(settled(paused).await) })
    }

    fn close(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.adapter.close())
    }

    fn remove(&self) -> LocalFuture<'_, Result<(), StoreError>> {
        done(self.adapter.remove())
    }
}
