//! `GetRecords`.

use core::ops::Bound;

use super::{iterator, stream};
use crate::model::{Failure, Kind, MapRef, Type, Writer, size};
use crate::operation::Origin;
use crate::operation::notation::hex;
use crate::table::history::{self, Change, Position};
use crate::table::schema::View;
use crate::table::{Context, Stop, hash};
use crate::tree::{Direction, KeyRange};

/// Most records of a page.
const PAGE: i64 = 1000;
/// A page ends before the record that would make it larger, by the sizes of its records.
const PAGE_BYTES: u64 = 1 << 20;
/// How far ahead the pages of a read are named.
const AHEAD: u64 = 1 << 20;

/// The records from a place on, and the place behind them.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let limit = input.get_int("Limit").unwrap_or(PAGE);
    let given = iterator::parse(cx, input.get_str("ShardIterator").unwrap_or_default())?;
    let found = stream::find(cx, given.arn)?;
    let Some(segment) = found.segments().find(|segment| segment.tree == given.tree) else {
        let message = "The operation attempted to read past the oldest stream record in a shard.";
        return Err(Failure::new(Kind::TrimmedDataAccess, message).into());
    };
    let range = KeyRange { lower: Bound::Included(given.position.key()), upper: Bound::Unbounded };
    cx.note(segment.tree, || range.clone());
    // Whoever waits for more has to hear of the end of the segment, too.
    found.history.note(cx);
    let mut records = cx.cursor(segment.tree, range, Direction::Forward, AHEAD);

    let mut w = Writer::new();
    let list = w.begin_entry("Records", Type::L);
    let (mut count, mut bytes, mut next) = (0, 0, given.position);
    let more = loop {
        let Some((key, value)) = cx.next(&mut records)? else { break false };
        let key = key.to_vec();
        let change = history::read(value)?;
        let shown = Shown::of(&change, found.stream.view);
        bytes += u64::from(shown.size());
        if count == limit || (count > 0 && bytes > PAGE_BYTES) {
            break true;
        }
        let position = Position::of_key(&key).unwrap_or_default();
        record(&mut w, cx, &found.history.id, position, &change, &shown);
        count += 1;
        next = position.next();
    };
    w.end(list);
    // A shard that has ended and is read to its end has no next place.
    if more || segment.end.is_none() {
        w.entry_str("NextShardIterator", &iterator::text(cx, given.arn, segment.tree, next));
    }
    Ok(w.into_inner())
}

/// What a stream shows of a change.
struct Shown<'a> {
    view: View,
    key: MapRef<'a>,
    old: Option<MapRef<'a>>,
    new: Option<MapRef<'a>>,
}

impl<'a> Shown<'a> {
    fn of(change: &Change<'a>, view: View) -> Self {
        let images = view.images();
        Self {
            view,
            key: change.key,
            old: change.old.filter(|_| images.old),
            new: change.new.filter(|_| images.new),
        }
    }

    /// Sizes of the key and of the images.
    fn size(&self) -> u32 {
        let images = [Some(self.key), self.old, self.new];
        images.into_iter().flatten().map(size::item).sum()
    }
}

fn record(
    w: &mut Writer,
    cx: &Context<'_>,
    table: &[u8; 16],
    position: Position,
    change: &Change<'_>,
    shown: &Shown<'_>,
) {
    let entry = w.begin(Type::M);
    w.entry_str("awsRegion", &cx.settings.region);
    let details = w.begin_entry("dynamodb", Type::M);
    w.entry_int("ApproximateCreationDateTime", (change.ms / 1000) as i64);
    w.entry_map("Keys", shown.key);
    for (name, image) in [("NewImage", shown.new), ("OldImage", shown.old)] {
        if let Some(image) = image {
            w.entry_map(name, image);
        }
    }
    w.entry_str("SequenceNumber", &position.number());
    w.entry_int("SizeBytes", i64::from(shown.size()));
    w.entry_str("StreamViewType", shown.view.name());
    w.end(details);
    w.entry_str("eventID", &event_id(table, position));
    w.entry_str("eventName", change.event);
    w.entry_str("eventSource", "aws:dynamodb");
    w.entry_str("eventVersion", "1.1");
    if change.origin == Origin::TimeToLive {
        let identity = w.begin_entry("userIdentity", Type::M);
        w.entry_str("PrincipalId", "dynamodb.amazonaws.com");
        w.entry_str("Type", "Service");
        w.end(identity);
    }
    w.end(entry);
}

/// 32 hexadecimal digits that tell a change from any other, and are the same whenever it is read.
fn event_id(table: &[u8; 16], position: Position) -> String {
    let bytes = hash::fingerprint(&[table, &*position.key()].concat());
    bytes.iter().map(|byte| hex(u64::from(*byte), 2)).collect()
}
