//! `DescribeStream`.

use super::stream::{self, shard_id};
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::flaw;
use crate::operation::indexes::describe_index;
use crate::operation::notation::{label, time};
use crate::table::history::Segment;
use crate::table::{Context, Stop};

/// Most shards of a page.
const PAGE: i64 = 100;

/// A stream with a page of its shards, in the order of their ids.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let limit = input.get_int("Limit").unwrap_or(PAGE);
    let parent = parent(input)?;
    let given = input.get_str("StreamArn").unwrap_or_default();
    let found = stream::find(cx, given)?;
    let after = input.get_str("ExclusiveStartShardId").unwrap_or_default();
    let mut shards: Vec<(String, &Segment)> = found
        .segments()
        .filter(|segment| parent.is_none_or(|parent| is_child(&found, segment, parent)))
        .map(|segment| (shard_id(segment), segment))
        .filter(|(id, _)| **id > *after)
        .collect();
    shards.sort_by(|(one, _), (two, _)| one.cmp(two));
    let more = shards.len() > limit as usize;
    shards.truncate(limit as usize);

    let mut w = Writer::new();
    let description = w.begin_entry("StreamDescription", Type::M);
    w.entry_str("StreamArn", given);
    w.entry_str("StreamLabel", &label(found.stream.ms));
    w.entry_str("StreamStatus", if found.stream.end_ms.is_some() { "DISABLED" } else { "ENABLED" });
    w.entry_str("StreamViewType", found.stream.view.name());
    time(&mut w, "CreationRequestDateTime", found.stream.ms);
    w.entry_str("TableName", &found.history.name);
    describe_index::key_schema(&mut w, &found.history.key);
    let list = w.begin_entry("Shards", Type::L);
    for (id, segment) in &shards {
        shard(&mut w, &found, id, segment);
    }
    w.end(list);
    if let Some((id, _)) = shards.last().filter(|_| more) {
        w.entry_str("LastEvaluatedShardId", id);
    }
    w.end(description);
    Ok(w.into_inner())
}

/// The shard whose children are wanted, if there is a filter.
fn parent(input: MapRef<'_>) -> Result<Option<&str>, Failure> {
    let Some(filter) = input.get_map("ShardFilter") else { return Ok(None) };
    match (filter.get_str("Type"), filter.get_str("ShardId")) {
        (Some(_), Some(shard)) => Ok(Some(shard)),
        (None, _) => Err(flaw::invalid(&["ShardFilter must have a Type"])),
        (_, None) => Err(flaw::invalid(&["ShardFilter must have a ShardId"])),
    }
}

/// The id of the shard before this one, as long as that is there.
fn parent_id(found: &stream::Found, segment: &Segment) -> Option<String> {
    found.segments().find(|other| Some(other.tree) == segment.parent).map(shard_id)
}

fn is_child(found: &stream::Found, segment: &Segment, parent: &str) -> bool {
    parent_id(found, segment).is_some_and(|id| id == parent)
}

fn shard(w: &mut Writer, found: &stream::Found, id: &str, segment: &Segment) {
    let entry = w.begin(Type::M);
    w.entry_str("ShardId", id);
    let range = w.begin_entry("SequenceNumberRange", Type::M);
    w.entry_str("StartingSequenceNumber", &segment.start.number());
    if let Some((_, end)) = segment.end {
        w.entry_str("EndingSequenceNumber", &end.number());
    }
    w.end(range);
    if let Some(parent) = parent_id(found, segment) {
        w.entry_str("ParentShardId", &parent);
    }
    w.end(entry);
}
