//! Settings beside keys, indexes and billing: streams, encryption, tags.

use std::collections::BTreeSet;

use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::operation::notation::uuid;
use crate::table::schema::View;
use crate::table::{Settings, hash};

/// Most tags of one resource.
const TAGS: usize = 50;

/// The view type of the stream that a new table has.
pub(super) fn new_stream(input: MapRef<'_>) -> Result<Option<View>, Failure> {
    let given = input.get_map("StreamSpecification").unwrap_or_default();
    let view = given.get_str("StreamViewType").and_then(View::from_name);
    match (given.get_bool("StreamEnabled") == Some(true), view) {
        (true, Some(view)) => Ok(Some(view)),
        (false, None) => Ok(None),
        (true, None) => {
            Err(invalid(&["Table is being created with a stream enabled, UpdateViewType is required"]))
        }
        (false, Some(_)) => Err(invalid(&[
            "Table is being created with a stream disabled, UpdateViewType should not be specified",
        ])),
    }
}

/// The ARN of the key that a request chooses for encryption at rest; `None` for the service's own.
///
/// # Errors
/// A kind of encryption that cannot be chosen.
pub fn encryption_key(input: MapRef<'_>, at: &Settings) -> Result<Option<String>, Failure> {
    let given = input.get_map("SSESpecification").unwrap_or_default();
    if given.get_bool("Enabled") != Some(true) {
        if given.get(b"KMSMasterKeyId").is_some() {
            return Err(invalid(&["KMSMasterKeyId can only be specified when SSE is enabled"]));
        }
        return Ok(None);
    }
    if given.get_str("SSEType") == Some("AES256") {
        return Err(invalid(&["SSEType AES256 is not supported"]));
    }
    let id = given.get_str("KMSMasterKeyId").unwrap_or(&at.kms_key);
    if id.starts_with("arn:") {
        return Ok(Some(id.to_owned()));
    }
    // Nothing here resolves aliases: each stands for a key of its own.
    let id = if id.starts_with("alias/") { uuid(hash::fingerprint(id.as_bytes())) } else { id.to_owned() };
    Ok(Some(["arn:aws:kms:", &at.region, ":", &at.account, ":key/", &id].concat()))
}

/// The request's `Tags`.
///
/// # Errors
/// A reserved key, characters that tags do not have, a key twice, too many of them.
pub fn tags(input: MapRef<'_>) -> Result<Vec<(String, String)>, Failure> {
    let mut tags: Vec<(String, String)> = Vec::new();
    let mut keys = BTreeSet::new();
    for tag in input.get_list("Tags").unwrap_or_default().iter().filter_map(|tag| tag.as_map()) {
        let (key, value) = (tag.get_str("Key").unwrap_or_default(), tag.get_str("Value"));
        if key.starts_with("aws:") {
            return Err(Failure::validation("Tag Key cannot be prefixed with aws:, Key: ".to_owned() + key));
        }
        check_tag_key(key)?;
        let Some(value) = value.filter(|value| is_tag_text(value)) else {
            let message = "The Tag Value provided is invalid, Value: ".to_owned() + value.unwrap_or("null");
            return Err(Failure::validation(message));
        };
        if !keys.insert(key) {
            let message = "Duplicate Tag Keys provided as input: Duplicate Tag Key found ".to_owned() + key;
            return Err(Failure::validation(message));
        }
        tags.push((key.to_owned(), value.to_owned()));
    }
    check_tag_count(&tags)?;
    Ok(tags)
}

/// Checks the characters of a tag's key.
///
/// # Errors
/// A validation failure.
pub fn check_tag_key(key: &str) -> Result<(), Failure> {
    if is_tag_text(key) {
        return Ok(());
    }
    Err(Failure::validation("The Tag Key provided is invalid, Key: ".to_owned() + key))
}

/// Letters and digits of any script, white space and a few signs.
fn is_tag_text(text: &str) -> bool {
    text.chars().all(|c| {
        let sign = || SIGNS.iter().any(|(first, last)| (*first..=*last).contains(&c));
        match c {
            '+' | '-' | '=' | '.' | '_' | ':' | '/' => true,
            '\0'..='\x7F' => c.is_ascii_alphanumeric() || c.is_whitespace(),
            _ => !sign() || c.is_whitespace(),
        }
    })
}

/// Where Unicode has signs, marks of punctuation and pictures instead of letters: its tables of letters would be larger
/// than all that reads tags.
static SIGNS: [(char, char); 19] = [
    ('\u{80}', '\u{A9}'),
    ('\u{AB}', '\u{B1}'),
    ('\u{B4}', '\u{B4}'),
    ('\u{B6}', '\u{B8}'),
    ('\u{BB}', '\u{BB}'),
    ('\u{BF}', '\u{BF}'),
    ('\u{D7}', '\u{D7}'),
    ('\u{F7}', '\u{F7}'),
    ('\u{2000}', '\u{206F}'),
    ('\u{20A0}', '\u{20CF}'),
    ('\u{2190}', '\u{245F}'),
    ('\u{2500}', '\u{2775}'),
    ('\u{2794}', '\u{2BFF}'),
    ('\u{2E00}', '\u{2E7F}'),
    ('\u{3001}', '\u{3004}'),
    ('\u{3008}', '\u{3020}'),
    ('\u{E000}', '\u{F8FF}'),
    ('\u{FE10}', '\u{FE6F}'),
    ('\u{1F000}', '\u{1FAFF}'),
];

/// A resource has no more tags than it can.
///
/// # Errors
/// A validation failure.
pub fn check_tag_count(tags: &[(String, String)]) -> Result<(), Failure> {
    if tags.len() > TAGS {
        return Err(Failure::validation(
            "Number of Tags exceed the current limit for the provided ResourceArn",
        ));
    }
    Ok(())
}
