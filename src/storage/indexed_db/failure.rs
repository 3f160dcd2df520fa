//! IndexedDB's exceptions as [`StoreError`]s.

use wasm_bindgen::{JsCast, JsValue};

use super::bindings::{Failure, Target};
use crate::storage::ports::{StoreError, StoreErrorKind};

/// The error that an exception or an event's error means. Null or undefined: the browser gave no reason, which it
/// does when it cuts a connection.
pub fn from_js(reason: &JsValue) -> StoreError {
    if !reason.is_object() {
        return StoreError::new(StoreErrorKind::Unavailable, "the browser ended the transaction");
    }
    let failure: &Failure = reason.unchecked_ref();
    let name = failure.name().unwrap_or_default();
    let kind = match name.as_str() {
        "QuotaExceededError" => StoreErrorKind::Quota,
        // `add` at a place that a successor's tombstone holds.
        "ConstraintError" => StoreErrorKind::Fenced,
        "VersionError" => StoreErrorKind::TooNew,
        "AbortError" | "InvalidStateError" | "TransactionInactiveError" => StoreErrorKind::Unavailable,
        "SecurityError" | "NotSupportedError" | "TypeError" => StoreErrorKind::Unsupported,
        "NotFoundError" => StoreErrorKind::Corrupt,
        _ => StoreErrorKind::Io,
    };
    let mut error = StoreError::new(kind, "IndexedDB");
    for part in [name, failure.message().unwrap_or_default()] {
        if !part.is_empty() {
            error.message.push_str(": ");
            error.message.push_str(&part);
        }
    }
    error
}

/// Why `target` (a request or a transaction) failed.
pub fn of_target(target: &Target) -> StoreError {
    from_js(&target.error().unwrap_or(JsValue::NULL))
}
