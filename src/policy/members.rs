//! What stands in members of documents: texts, scalars and lists of them.

use crate::model::{Number, Raw, split, tag};

/// What IAM says of a text that has the wrong form somewhere.
pub const SYNTAX: &str = "Syntax errors in policy.";

/// A text, or a list of texts.
#[must_use]
pub fn texts(given: Raw<'_>) -> Option<Vec<&str>> {
    match given.as_list() {
        Some(list) => list.iter().map(Raw::as_str).collect(),
        None => given.as_str().map(|text| vec![text]),
    }
}

/// A text, number or boolean as its text.
#[must_use]
pub fn scalar(given: Raw<'_>) -> Option<String> {
    if let Some(text) = given.as_str() {
        return Some(text.to_owned());
    }
    if let Some(value) = given.as_bool() {
        return Some(if value { "true" } else { "false" }.to_owned());
    }
    if given.tag() == tag::NUMBER_TEXT {
        let (text, _) = split::blob(given.bytes().get(1..)?)?;
        return core::str::from_utf8(text).ok().map(str::to_owned);
    }
    let mut text = String::new();
    Number::from_bytes(given.scalar_bytes()?)?.to_text(&mut text);
    Some(text)
}

/// A scalar's text, or those of a list of scalars.
#[must_use]
pub fn scalars(given: Raw<'_>) -> Option<Vec<String>> {
    match given.as_list() {
        Some(list) => list.iter().map(scalar).collect(),
        None => scalar(given).map(|text| vec![text]),
    }
}
