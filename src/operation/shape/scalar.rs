//! Scalars of requests in the forms in which clients send them.

use crate::model::{Number, Raw, ValueRef, split, tag};

/// A boolean, or one of the words that the service reads as one.
pub(super) fn boolean(value: Raw<'_>) -> Option<bool> {
    match value.view() {
        ValueRef::Bool(value) => Some(value),
        ValueRef::S(word) => {
            let is = |words: [&str; 5]| words.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word));
            match () {
                () if is(["true", "t", "yes", "y", "1"]) => Some(true),
                () if is(["false", "f", "no", "n", "0"]) => Some(false),
                () => None,
            }
        }
        _ => None,
    }
}

/// A number, in the ordered form or still as text. Text out of the service's range reads as the nearest `i64`.
pub(super) fn number(value: Raw<'_>) -> Option<Number> {
    match value.bytes().split_first() {
        Some((&tag::NUMBER_TEXT, rest)) => {
            let text = split::blob(rest)?.0;
            let extreme = if text.first() == Some(&b'-') { i64::MIN } else { i64::MAX };
            Some(Number::parse(text).unwrap_or_else(|_| Number::from_i64(extreme)))
        }
        Some((&tag::NUMBER, rest)) => Number::from_bytes(split::number(rest)?.0),
        _ => None,
    }
}

/// A number's whole part; what does not fit is the nearest `i64`.
pub(super) fn whole(number: &Number) -> i64 {
    if let Some(value) = number.to_i64() {
        return value;
    }
    let mut text = String::new();
    number.to_text(&mut text);
    let digits = text.split('.').next().unwrap_or("");
    let extreme = if digits.starts_with('-') { i64::MIN } else { i64::MAX };
    match digits {
        "" | "-" => 0,
        _ => digits.parse().unwrap_or(extreme),
    }
}
