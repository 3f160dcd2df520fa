//! What this adapter uses of IndexedDB, bound directly.
//!
//! Only names and signatures; behaviour is in the sibling files.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    pub type Factory;
    #[wasm_bindgen(method, catch)]
    pub fn open(this: &Factory, name: &str, version: u32) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch, js_name = deleteDatabase)]
    pub fn delete_database(this: &Factory, name: &str) -> Result<Request, JsValue>;

    /// Calls `listener` with `event` when the time has passed.
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(listener: &JsValue, milliseconds: u32, event: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub fn clear_timeout(timer: &JsValue);

    /// An event target of IndexedDB: a request, a transaction or a database.
    #[derive(Clone)]
    pub type Target;
    #[wasm_bindgen(method, setter, structural)]
    pub fn set_onsuccess(this: &Target, listener: &JsValue);
    #[wasm_bindgen(method, setter, structural)]
    pub fn set_onerror(this: &Target, listener: &JsValue);
    #[wasm_bindgen(method, setter, structural)]
    pub fn set_onupgradeneeded(this: &Target, listener: &JsValue);
    #[wasm_bindgen(method, setter, structural)]
    pub fn set_oncomplete(this: &Target, listener: &JsValue);
    #[wasm_bindgen(method, setter, structural)]
    pub fn set_onabort(this: &Target, listener: &JsValue);
    #[wasm_bindgen(method, setter, structural)]
    pub fn set_onversionchange(this: &Target, listener: &JsValue);
    #[wasm_bindgen(method, setter, structural)]
    pub fn set_onclose(this: &Target, listener: &JsValue);
    /// Why a request or a transaction failed; `null` if it did not.
    #[wasm_bindgen(method, getter, structural, catch)]
    pub fn error(this: &Target) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(extends = Target)]
    #[derive(Clone)]
    pub type Request;
    #[wasm_bindgen(method, getter, structural, catch)]
    pub fn result(this: &Request) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, structural)]
    pub fn transaction(this: &Request) -> Option<Transaction>;

    #[wasm_bindgen(extends = Target)]
    #[derive(Clone)]
    pub type Database;
    #[wasm_bindgen(method, catch, js_name = createObjectStore)]
    pub fn create_object_store(this: &Database, name: &str) -> Result<ObjectStore, JsValue>;
    #[wasm_bindgen(method, catch, js_name = transaction)]
    pub fn begin(
        this: &Database,
        stores: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<Transaction, JsValue>;
    #[wasm_bindgen(method)]
    pub fn close(this: &Database);

    #[wasm_bindgen(extends = Target)]
    #[derive(Clone)]
    pub type Transaction;
    #[wasm_bindgen(method, catch, js_name = objectStore)]
    pub fn object_store(this: &Transaction, name: &str) -> Result<ObjectStore, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn commit(this: &Transaction) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn abort(this: &Transaction) -> Result<(), JsValue>;

    #[derive(Clone)]
    pub type ObjectStore;
    #[wasm_bindgen(method, catch)]
    pub fn add(this: &ObjectStore, value: &JsValue, key: &JsValue) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn put(this: &ObjectStore, value: &JsValue, key: &JsValue) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn get(this: &ObjectStore, key: &JsValue) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getKey)]
    pub fn get_key(this: &ObjectStore, key: &JsValue) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getAll)]
    pub fn get_all(this: &ObjectStore, range: &JsValue) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getAllKeys)]
    pub fn get_all_keys(this: &ObjectStore, range: &JsValue) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn delete(this: &ObjectStore, range: &JsValue) -> Result<Request, JsValue>;

    #[wasm_bindgen(js_name = IDBKeyRange)]
    pub type KeyRange;
    #[wasm_bindgen(static_method_of = KeyRange, js_class = "IDBKeyRange", catch)]
    pub fn bound(
        lower: &JsValue,
        upper: &JsValue,
        lower_open: bool,
        upper_open: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(static_method_of = KeyRange, js_class = "IDBKeyRange", catch, js_name = lowerBound)]
    pub fn lower_bound(lower: &JsValue) -> Result<JsValue, JsValue>;

    /// Any event: its `type`, and `newVersion` and `dataLoss` of a version change.
    pub type Event;
    #[wasm_bindgen(method, getter, structural, js_name = type)]
    pub fn kind(this: &Event) -> JsValue;
    #[wasm_bindgen(method, getter, structural, js_name = newVersion)]
    pub fn new_version(this: &Event) -> JsValue;
    /// Chromium's own: `total` if it found the site's data damaged and has begun anew.
    #[wasm_bindgen(method, getter, structural, js_name = dataLoss)]
    pub fn data_loss(this: &Event) -> JsValue;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub fn prevent_default(this: &Event);

    /// An error object of whatever class.
    pub type Failure;
    #[wasm_bindgen(method, getter, structural)]
    pub fn name(this: &Failure) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    pub fn message(this: &Failure) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    pub fn code(this: &Failure) -> JsValue;
}
