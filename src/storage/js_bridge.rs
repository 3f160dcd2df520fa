//! What the two adapters over JavaScript objects share: values that may be promises, and errors with a `code`.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::ports::{StoreError, StoreErrorKind};

#[wasm_bindgen]
extern "C" {
    /// Anything thrown that is an object.
    type Thrown;
    #[wasm_bindgen(method, getter, structural)]
    fn code(this: &Thrown) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn name(this: &Thrown) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn message(this: &Thrown) -> JsValue;
}

/// What an adapter threw, as an error. Without a `code` that is a kind's name it is `Io`: uncertain.
pub fn thrown(error: &JsValue) -> StoreError {
    if !error.is_object() {
        return StoreError::new(StoreErrorKind::Io, &error.as_string().unwrap_or_default());
    }
    let error: &Thrown = error.unchecked_ref();
    let kind = error.code().as_string().and_then(|code| StoreErrorKind::from_name(&code));
    let kind = kind.unwrap_or_else(|| match error.name().as_string().as_deref() {
        Some("QuotaExceededError") => StoreErrorKind::Quota,
        _ => StoreErrorKind::Io,
    });
    StoreError::new(kind, &error.message().as_string().unwrap_or_default())
}

/// The result of a method that returns a value or a promise of one, or throws.
///
/// # Errors
/// What it threw or rejected with.
pub async fn settled(returned: Result<JsValue, JsValue>) -> Result<JsValue, StoreError> {
    let value = returned.map_err(|error| thrown(&error))?;
    if !value.is_object() || value.is_instance_of::<Uint8Array>() || Array::is_array(&value) {
        return Ok(value);
    }
    JsFuture::from(Promise::resolve(&value)).await.map_err(|error| thrown(&error))
}

/// The bytes that an adapter returned.
///
/// # Errors
/// `Io` if it returned something else.
pub fn bytes(value: &JsValue) -> Result<Vec<u8>, StoreError> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).ok_or_else(|| wrong("bytes"))
}

/// A number that an adapter returned.
///
/// # Errors
/// `Io` if it returned something else.
pub fn integer(value: &JsValue) -> Result<u64, StoreError> {
    match value.as_f64() {
        Some(number) if number >= 0.0 => Ok(number as u64),
        _ => Err(wrong("a number")),
    }
}

/// A member of an object that an adapter returned; undefined if it is not there.
pub fn member(value: &JsValue, name: &str) -> JsValue {
    if value.is_object() {
        Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// An object with those members.
pub fn object(members: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// An adapter returned something else than its interface says.
pub fn wrong(expected: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Io, "the adapter did not return what it should").within(expected)
}
