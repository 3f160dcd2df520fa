//! Keys and values of the three object stores, to and from JavaScript.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::bindings::Request;
use super::failure;
use crate::storage::page_id::PageId;
use crate::storage::ports::{LogPosition, StoreError, StoreErrorKind};

/// An exception as an error, for `map_err`.
pub fn js(error: JsValue) -> StoreError {
    failure::from_js(&error)
}

/// The key of a log chunk.
pub fn log_key(at: LogPosition) -> JsValue {
    Array::of2(&(at.epoch as f64).into(), &(at.sequence as f64).into()).into()
}

/// The place that a key means.
pub fn position(key: &JsValue) -> Option<LogPosition> {
    let pair: &Array = key.dyn_ref()?;
    Some(LogPosition { epoch: integer(&pair.get(0))?, sequence: integer(&pair.get(1))? })
}

/// The key of a page.
pub fn page_key(id: PageId) -> JsValue {
    (id.0 as f64).into()
}

/// A number as JavaScript has it.
pub fn number(value: u64) -> JsValue {
    (value as f64).into()
}

/// A stored number.
pub fn integer(value: &JsValue) -> Option<u64> {
    value.as_f64().map(|number| number as u64)
}

/// A `Uint8Array` of its own: never a view, for structured clone copies the whole buffer behind a view.
pub fn array(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// The bytes of a stored array.
pub fn bytes(value: JsValue) -> Option<Vec<u8>> {
    Some(value.dyn_into::<Uint8Array>().ok()?.to_vec())
}

/// The value of a request that has succeeded.
///
/// # Errors
/// What the browser says if it has not.
pub fn value(request: &Request) -> Result<JsValue, StoreError> {
    request.result().map_err(js)
}

/// A stored value is not of the type that was stored.
pub fn damaged(what: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, what)
}
