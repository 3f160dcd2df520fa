//! Pages of exports, imports and bulk puts, the newest first.

use super::start::copy;
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::notation::{digits, hex};
use crate::operation::target;
use crate::table::transfer::{self, KEPT_MS, Kind};
use crate::table::{Context, Stop};

/// Digits of a token: that of an import has as many at least.
const TOKEN: usize = 112;

/// What a list is made of.
pub struct List<'a> {
    /// Of what.
    pub kind: Kind,
    /// The member of the answer.
    pub name: &'a str,
    /// Members of a description that are in a summary.
    pub members: &'a [&'a str],
    /// Most entries of a page.
    pub limit: i64,
}

/// The response with a page of summaries.
///
/// # Errors
/// A token or an ARN that is none.
pub fn response(cx: &mut Context<'_>, input: MapRef<'_>, list: &List<'_>) -> Result<Vec<u8>, Stop> {
    let table = input.get_str("TableArn").map(|given| target::name(cx, given)).transpose()?;
    let wanted = table.map(|name| crate::operation::tables::describe::arn(cx.settings, name));
    let before = match input.get_str("NextToken") {
        Some(token) => Some(read(token).ok_or_else(|| Failure::validation("Invalid NextToken"))?),
        None => None,
    };
    let oldest = digits(cx.now_ms.saturating_sub(KEPT_MS), 14);
    let (mut left, mut last, mut more) = (list.limit, String::new(), false);
    let mut w = Writer::new();
    let entries = w.begin_entry(list.name, Type::L);
    transfer::each(cx, list.kind, before.as_deref(), |id, record| {
        if *id < *oldest {
            return false;
        }
        let description = record.description();
        if wanted.is_some() && description.get_str("TableArn") != wanted.as_deref() {
            return true;
        }
        more = left == 0;
        if more {
            return false;
        }
        left -= 1;
        id.clone_into(&mut last);
        let entry = w.begin(Type::M);
        copy(&mut w, description, list.members);
        w.end(entry);
        true
    })?;
    w.end(entries);
    if more {
        w.entry_str("NextToken", &written(&last));
    }
    Ok(w.into_inner())
}

/// An id as a token.
fn written(id: &str) -> String {
    let mut token: String = id.bytes().map(|byte| hex(u64::from(byte), 2)).collect();
    token.push_str(&"0".repeat(TOKEN.saturating_sub(token.len())));
    token
}

fn read(token: &str) -> Option<String> {
    let digits =
        token.as_bytes().chunks(2).map(|two| u8::from_str_radix(core::str::from_utf8(two).ok()?, 16).ok());
    let bytes: Option<Vec<u8>> = digits.collect();
    let text = String::from_utf8(bytes?).ok()?;
    let id = text.trim_end_matches('\0');
    (token.len() == TOKEN && !id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{read, written};

    #[test]
    fn tokens_are_ids_and_nothing_else_is_one() {
        let token = written("01700000000000-0badcafe");
        assert_eq!(token.len() % 16, 0);
        assert_eq!(read(&token).as_deref(), Some("01700000000000-0badcafe"));
        for wrong in ["", "0", "zz", &token[2..], &"0".repeat(112), &"é".repeat(56)] {
            assert_eq!(read(wrong), None);
        }
    }
}
