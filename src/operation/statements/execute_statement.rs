//! `ExecuteStatement`.

use super::statement;
use super::statement_read::{self, Page, Selected, foreign_token};
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::items::{read_path, write_path};
use crate::operation::shape::base64;
use crate::operation::{consumed, target};
use crate::partiql::{Statement, Verb};
use crate::table::hash::fingerprint;
use crate::table::{Context, Stop};

/// Runs one statement.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let source = statement::source(input)?;
    let statement = source.parse()?;
    match statement.verb {
        Verb::Select => select(cx, input, &statement),
        Verb::Exists => Err(Failure::validation(statement::EXISTS_ALONE).into()),
        _ => write(cx, input, &statement),
    }
}

fn write(cx: &mut Context<'_>, input: MapRef<'_>, statement: &Statement<'_>) -> Result<Vec<u8>, Stop> {
    let target = target::data(cx, statement.table)?;
    let prepared = statement::prepare(target, statement)?;
    let written = prepared.write(cx, write_path::shows_item(input), true)?;
    let mut w = Writer::new();
    let items = w.begin_entry("Items", Type::L);
    prepared.show(&mut w, &written);
    w.end(items);
    let target = &prepared.target;
    consumed::entry(&mut w, consumed::Wanted::of(input), target.given, &target.table, &written.tally);
    Ok(w.into_inner())
}

fn select(cx: &mut Context<'_>, input: MapRef<'_>, statement: &Statement<'_>) -> Result<Vec<u8>, Stop> {
    let print = print(input);
    let token = input.get_str("NextToken").map(|token| opened(token, &print)).transpose()?;
    let page = Page {
        consistent: input.get_bool("ConsistentRead") == Some(true),
        limit: read_path::limit(input),
        start: token.as_deref().map(MapRef::new),
    };
    let Selected { target, items, last, tally } = statement_read::select(cx, statement, &page)?;
    let mut w = Writer::new();
    let list = w.begin_entry("Items", Type::L);
    w.encoded(&items);
    w.end(list);
    if let Some(last) = last {
        w.entry_map("LastEvaluatedKey", MapRef::new(&last));
        let mut token = String::new();
        base64::encode(&[print.as_slice(), &last].concat(), &mut token);
        w.entry_str("NextToken", &token);
    }
    consumed::entry(&mut w, consumed::Wanted::of(input), target.given, &target.table, &tally);
    Ok(w.into_inner())
}

/// What a token is bound to: the exact text and parameters.
fn print(input: MapRef<'_>) -> [u8; 16] {
    let text = input.get_str("Statement").unwrap_or_default().as_bytes();
    fingerprint(&[text, &[0], statement::parameters(input).body()].concat())
}

/// The key in a token of the same statement.
fn opened(token: &str, print: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    base64::decode(token.as_bytes(), &mut bytes).map_err(|_| foreign_token())?;
    let key = bytes.strip_prefix(print).ok_or_else(foreign_token)?;
    Ok(key.to_vec())
}
