//! The form in which the service keeps and shows a resource policy: no white space, members in one order, a list of one as
//! that one, accounts by the ARNs of their roots.

use super::document::statements;
use super::members::{SYNTAX, scalars, texts};
use super::principal::is_account;
use crate::model::{MapRef, Raw};

/// Writes a document that was checked.
///
/// # Errors
/// What a check would have found.
pub fn canonical(document: MapRef<'_>) -> Result<String, String> {
    let mut out = String::from("{\"Version\":");
    quoted(document.get_str("Version").unwrap_or("2008-10-17"), &mut out);
    if let Some(id) = document.get_str("Id") {
        out.push_str(",\"Id\":");
        quoted(id, &mut out);
    }
    out.push_str(",\"Statement\":[");
    for (place, statement) in statements(document)?.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_statement(statement, &mut out)?;
    }
    out.push_str("]}");
    Ok(out)
}

fn write_statement(given: MapRef<'_>, out: &mut String) -> Result<(), String> {
    out.push('{');
    if let Some(sid) = given.get_str("Sid") {
        out.push_str("\"Sid\":");
        quoted(sid, out);
        out.push(',');
    }
    let allows = given.get_str("Effect").is_some_and(|effect| effect.eq_ignore_ascii_case("Allow"));
    out.push_str(if allows { "\"Effect\":\"Allow\"" } else { "\"Effect\":\"Deny\"" });
    for name in ["Principal", "NotPrincipal"] {
        if let Some(principals) = given.get(name.as_bytes()) {
            member(name, out);
            write_principals(principals, out)?;
        }
    }
    for name in ["Action", "NotAction", "Resource", "NotResource"] {
        if let Some(values) = given.get(name.as_bytes()) {
            member(name, out);
            let texts: Vec<String> = texts(values).ok_or(SYNTAX)?.into_iter().map(str::to_owned).collect();
            list(&texts, out);
        }
    }
    if let Some(conditions) = given.get_map("Condition") {
        member("Condition", out);
        out.push('{');
        for (place, (operator, keys)) in conditions.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            quoted(&String::from_utf8_lossy(operator), out);
            out.push_str(":{");
            for (place, (key, values)) in keys.as_map().ok_or(SYNTAX)?.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                quoted(&String::from_utf8_lossy(key), out);
                out.push(':');
                list(&scalars(values).ok_or(SYNTAX)?, out);
            }
            out.push('}');
        }
        out.push('}');
    }
    out.push('}');
    Ok(())
}

fn write_principals(given: Raw<'_>, out: &mut String) -> Result<(), String> {
    if let Some(text) = given.as_str() {
        quoted(text, out);
        return Ok(());
    }
    out.push('{');
    for (place, (kind, names)) in given.as_map().ok_or(SYNTAX)?.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        quoted(&String::from_utf8_lossy(kind), out);
        out.push(':');
        let mut named: Vec<String> = Vec::new();
        for name in texts(names).ok_or(SYNTAX)? {
            let name = match is_account(name) {
                true => ["arn:aws:iam::", name, ":root"].concat(),
                false => name.to_owned(),
            };
            if !named.contains(&name) {
                named.push(name);
            }
        }
        list(&named, out);
    }
    out.push('}');
    Ok(())
}

/// A further member's name and colon.
fn member(name: &str, out: &mut String) {
    out.push(',');
    quoted(name, out);
    out.push(':');
}

fn list(texts: &[String], out: &mut String) {
    if let [only] = texts {
        return quoted(only, out);
    }
    out.push('[');
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        quoted(text, out);
    }
    out.push(']');
}

/// A text in JSON.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\x1F' => {
                out.push_str("\\u00");
                for digit in [letter as u32 >> 4, letter as u32 & 15] {
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}
