//! Constraints of members, and the one message in which the service reports them.

use super::echo;
use super::path::Path;
use super::table::{CONTROL, ENVELOPED, Kind, PASCAL, Shape};
use crate::model::{Failure, Raw};

/// The service reports no more than this many at once.
const REPORTED: usize = 10;
/// Longest table or index name, and shortest.
const NAME: (i64, i64) = (3, 255);
/// Longest ARN.
const ARN: i64 = 1024;
const PATTERN: &str = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";

/// What is wrong with a request, in the order found.
pub(super) struct Problems {
    flags: u8,
    count: usize,
    text: String,
    /// Reported instead of everything else.
    alone: Option<String>,
    /// The first attribute value that is refused; reported if nothing else is.
    value: Option<String>,
}

impl Problems {
    pub(super) const fn new(flags: u8) -> Self {
        Self { flags, count: 0, text: String::new(), alone: None, value: None }
    }

    pub(super) const fn flags(&self) -> u8 {
        self.flags
    }

    /// A broken rule of the value at `path`; `value` is absent when the member is.
    pub(super) fn add(&mut self, shape: &Shape, value: Option<Raw<'_>>, path: &Path<'_>, rule: &str) {
        if self.count == REPORTED {
            return;
        }
        let pascal = self.flags & PASCAL != 0;
        let mut text = String::from("Value ");
        match value {
            _ if pascal => {}
            None => text.push_str("null "),
            Some(value) => {
                text.push('\'');
                echo::write(shape, value, &mut text);
                text.push_str("' ");
            }
        }
        text.push_str("at '");
        path.write(pascal, &mut text);
        text.push_str("' failed to satisfy constraint: ");
        text.push_str(rule);
        self.count += 1;
        if self.flags & CONTROL != 0 && path.is_top("TableName") && self.alone.is_none() {
            self.alone = Some(match value {
                None => {
                    String::from("The parameter 'TableName' is required but was not present in the request")
                }
                Some(_) => counted(1, &text),
            });
        }
        if self.count > 1 {
            self.text.push_str("; ");
        }
        self.text.push_str(&text);
    }

    /// A sentence that is reported instead of the collected message.
    pub(super) fn alone(&mut self, message: &str) {
        self.alone.get_or_insert_with(|| String::from(message));
    }

    /// A refused attribute value.
    pub(super) fn value(&mut self, message: String) {
        self.value.get_or_insert(message);
    }

    /// Takes the refused attribute value, for it to be reported elsewhere.
    pub(super) fn take_value(&mut self) -> Option<String> {
        self.value.take()
    }

    /// The failure, if there is anything to report.
    pub(super) fn into_result(self) -> Result<(), Failure> {
        let message = match (self.alone, self.count, self.value) {
            (Some(alone), ..) => alone,
            (None, 0, None) => return Ok(()),
            (None, 0, Some(value)) if self.flags & ENVELOPED != 0 => counted(1, &value),
            (None, 0, Some(value)) => value,
            (None, count, _) => counted(count, &self.text),
        };
        Err(Failure::validation(message))
    }
}

fn counted(count: usize, problems: &str) -> String {
    let mut text = count.to_string();
    text.push_str(if count == 1 { " validation error detected: " } else { " validation errors detected: " });
    text.push_str(problems);
    text
}

/// Checks the length of a string, list or map.
pub(super) fn length(problems: &mut Problems, shape: &Shape, value: Raw<'_>, length: usize, path: &Path<'_>) {
    bounded(problems, shape, value, length as i64, path, "length");
}

/// Checks the value of a number.
pub(super) fn magnitude(
    problems: &mut Problems,
    shape: &Shape,
    value: Raw<'_>,
    number: i64,
    path: &Path<'_>,
) {
    bounded(problems, shape, value, number, path, "value");
}

fn bounded(problems: &mut Problems, shape: &Shape, value: Raw<'_>, actual: i64, path: &Path<'_>, noun: &str) {
    if let Some(rule) = bound_rule(shape.bounds(), actual, noun) {
        problems.add(shape, Some(value), path, &rule);
    }
}

fn bound_rule((least, most): (i64, i64), actual: i64, noun: &str) -> Option<String> {
    if actual < least {
        Some(rule(noun, "greater", least))
    } else if actual > most {
        Some(rule(noun, "less", most))
    } else {
        None
    }
}

fn rule(noun: &str, than: &str, bound: i64) -> String {
    let mut text = String::from("Member must have ");
    for part in [noun, " ", than, " than or equal to "] {
        text.push_str(part);
    }
    text.push_str(&bound.to_string());
    text
}

/// Checks a string against its bounds, pattern or enumeration.
pub(super) fn string(problems: &mut Problems, shape: &Shape, value: Raw<'_>, text: &str, path: &Path<'_>) {
    match shape.kind {
        Kind::Enum => {
            if !shape.enum_values().split(',').any(|allowed| allowed.trim_ascii_start() == text) {
                let mut rule = String::from("Member must satisfy enum value set: [");
                rule.push_str(shape.enum_values());
                rule.push(']');
                problems.add(shape, Some(value), path, &rule);
            }
        }
        Kind::TableName => {
            if let Some(rule) = table_name_rule(text) {
                problems.add(shape, Some(value), path, &rule);
            }
        }
        _ => {
            if shape.has_name_pattern() && !is_name(text) {
                problems.add(shape, Some(value), path, PATTERN);
            }
            length(problems, shape, value, java_length(text), path);
        }
    }
}

/// The rule a table name or ARN breaks.
pub(super) fn table_name_rule(text: &str) -> Option<String> {
    let length = java_length(text) as i64;
    if text.starts_with("arn:") {
        return bound_rule((1, ARN), length, "length");
    }
    if text.is_empty() {
        return bound_rule((1, NAME.1), length, "length");
    }
    if !is_name(text) {
        return Some(String::from(PATTERN));
    }
    bound_rule(NAME, length, "length")
}

/// The rules of a map's keys that are table names, as one.
pub(super) fn table_keys_rule() -> String {
    let mut text = String::from("Map keys must satisfy constraint: [");
    text.push_str(&rule("length", "less", NAME.1));
    text.push_str(", ");
    text.push_str(&rule("length", "greater", NAME.0));
    text.push_str(", ");
    text.push_str(PATTERN);
    text.push(']');
    text
}

/// The bounds of the lists in a map, as one rule.
pub(super) fn map_values_rule((least, most): (i64, i64)) -> String {
    let mut text = String::from("Map value must satisfy constraint: [");
    text.push_str(&rule("length", "less", most));
    text.push_str(", ");
    text.push_str(&rule("length", "greater", least));
    text.push(']');
    text
}

/// Length in UTF-16 units, as Java counts.
fn java_length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}
