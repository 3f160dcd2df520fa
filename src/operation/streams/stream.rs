//! The stream that a request means, and how streams and shards are named.

use crate::model::{Failure, Kind};
use crate::operation::notation::{digits, hex, label};
use crate::operation::tables::describe;
use crate::table::history::{self, DAY, History, Segment, Stream};
use crate::table::{Context, Settings, Stop};

/// A stream and the history that it is of.
pub struct Found {
    /// What there is of the table's history.
    pub history: History,
    /// The stream in it.
    pub stream: Stream,
    /// When it was looked for, in epoch milliseconds.
    now_ms: u64,
}

impl Found {
    /// Its segments, in order of their beginning. Others than streams may need older ones.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        let is_kept = |segment: &&Segment| segment.end.is_none_or(|(end_ms, _)| end_ms + DAY > self.now_ms);
        self.history.segments_of(self.stream.ms).filter(is_kept)
    }

    /// The segment that is a shard of it.
    pub fn segment(&self, shard: &str) -> Option<&Segment> {
        self.segments().find(|segment| shard_id(segment) == shard)
    }
}

/// The ARN of a stream.
pub fn arn(settings: &Settings, table: &str, ms: u64) -> String {
    [&describe::arn(settings, table), "/stream/", &label(ms)].concat()
}

/// The id of the shard that a segment is. They are in the order of their beginning, whatever the wall clock did.
pub fn shard_id(segment: &Segment) -> String {
    ["shardId-", &digits(segment.start.ms(), 20), "-", &hex(u64::from(segment.tree), 8)].concat()
}

/// The table's name and the label in a stream's ARN.
///
/// # Errors
/// A validation failure for anything else.
pub fn parse(given: &str) -> Result<(&str, &str, [&str; 2]), Failure> {
    let parts = || {
        let mut parts = given.strip_prefix("arn:aws:")?.splitn(4, ':');
        let (service, region, account) = (parts.next()?, parts.next()?, parts.next()?);
        let (table, label) = parts.next()?.strip_prefix("table/")?.split_once("/stream/")?;
        let is_whole = service == "dynamodb" && !table.is_empty() && !label.is_empty();
        is_whole.then_some((table, label, [region, account]))
    };
    parts().ok_or_else(|| Failure::validation("Invalid StreamArn"))
}

/// The stream of an ARN.
///
/// # Errors
/// [`Stop::Fault`]; a validation failure for no ARN, `ResourceNotFoundException` for one of nothing that is there.
pub fn find(cx: &mut Context<'_>, given: &str) -> Result<Found, Stop> {
    let (table, wanted, place) = parse(given)?;
    if place == [&cx.settings.region, &cx.settings.account] {
        for history in history::of_table(cx, table)? {
            if let Some(stream) = history.streams.iter().find(|stream| label(stream.ms) == wanted) {
                let stream = stream.clone();
                return Ok(Found { history, stream, now_ms: cx.now_ms });
            }
        }
    }
    let message = ["Requested resource not found: Stream: ", given, " not found"].concat();
    Err(Failure::new(Kind::ResourceNotFound, message).into())
}

/// A shard that a stream does not have.
pub fn no_shard(shard: &str) -> Failure {
    Failure::new(
        Kind::ResourceNotFound,
        ["Requested resource not found: Shard: ", shard, " not found"].concat(),
    )
}
