//! `ListStreams`.

use super::stream;
use crate::model::{MapRef, Type, Writer};
use crate::operation::notation::label;
use crate::table::{Context, Stop, history};

/// Most streams of a page.
const PAGE: i64 = 100;

/// The streams of all tables or of one, also those that have ended within a day, in the order of their tables' names and of
/// their labels.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let limit = input.get_int("Limit").unwrap_or(PAGE);
    let table = input.get_str("TableName");
    let start = input.get_str("ExclusiveStartStreamArn").map(stream::parse).transpose()?;
    let histories = match table {
        Some(name) => history::of_table(cx, name)?,
        None => history::of_all(cx)?,
    };
    let streams =
        histories.iter().flat_map(|history| history.streams.iter().map(|stream| (&*history.name, stream.ms)));
    let mut found: Vec<(&str, String, u64)> = streams.map(|(name, ms)| (name, label(ms), ms)).collect();
    found.sort();
    if let Some((name, label, _)) = start {
        found.retain(|(other, behind, _)| (*other, &**behind) > (name, label));
    }
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let mut w = Writer::new();
    let list = w.begin_entry("Streams", Type::L);
    for (name, label, ms) in &found {
        let entry = w.begin(Type::M);
        w.entry_str("StreamArn", &stream::arn(cx.settings, name, *ms));
        w.entry_str("TableName", name);
        w.entry_str("StreamLabel", label);
        w.end(entry);
    }
    w.end(list);
    if let Some((name, _, ms)) = found.last().filter(|_| more) {
        w.entry_str("LastEvaluatedStreamArn", &stream::arn(cx.settings, name, *ms));
    }
    Ok(w.into_inner())
}
