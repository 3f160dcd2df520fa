//! The one read path of Query and Scan: a page of entries in key order.
//!
//! A page ends when `Limit` entries were evaluated, when more than 1 MB was, or when the range is exhausted; only then
//! is there no `LastEvaluatedKey`. Filters come after: they hide items, but save nothing.

use std::ops::Bound;

use super::part;
use super::select::Show;
use super::source::Source;
use crate::expression::condition::Condition;
use crate::model::{MapRef, Type, Writer, limits};
use crate::operation::charge;
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::envelope::Envelope;
use crate::table::key::Span;
use crate::table::{Context, Stop, store};
use crate::tree::{Direction, KeyRange};

/// What to read and what to show of it.
#[derive(Debug)]
pub struct Read<'a, 't> {
    /// Table or index.
    pub source: Source<'t>,
    /// The range of encoded keys.
    pub span: Span,
    /// The encoded key behind which the page starts.
    pub start: Option<Vec<u8>>,
    /// Ascending or descending.
    pub direction: Direction,
    /// Most entries to evaluate.
    pub limit: Option<u64>,
    /// Which items to show.
    pub filter: Option<&'a Condition<'a>>,
    /// What of them.
    pub show: Show<'a>,
    /// Whether items have to be fetched from the table.
    pub fetch: bool,
    /// What the read costs.
    pub consistency: Consistency,
    /// At most one item can be found: there is no page after this one.
    pub single: bool,
}

/// Reads a page and writes `Items`, `Count`, `ScannedCount` and `LastEvaluatedKey`. Gives its cost.
///
/// # Errors
/// [`Stop::Fault`].
pub fn page(cx: &mut Context<'_>, mut read: Read<'_, '_>, w: &mut Writer) -> Result<Tally, Stop> {
    let source = read.source;
    let spent = cx.part.map_or(0, |part| part::begin(&part, &source, &mut read.span));
    let hint = hint_bytes(cx, &read);
    let span = cx.settings.gauge.as_ref().map(|_| read.span.clone());
    let range = range(read.span, read.start, read.direction);
    let mut noted = cx.reads.is_some().then(|| range.clone());
    let mut cursor = cx.cursor(source.tree(), range, read.direction, hint);
    let items = match read.show {
        Show::Count => None,
        _ => Some(w.begin_entry("Items", Type::L)),
    };
    let (mut scanned, mut count, mut bytes) = (0_u64, 0_i64, spent);
    let mut tally = Tally::default();
    let mut last = None;
    let mut faulted = false;
    while let Some((key, value)) = cx.next(&mut cursor)? {
        let entry = store::open(value)?;
        let ours = cx.part.is_none_or(|part| part::has(&part, source.table, entry.body));
        scanned += u64::from(ours);
        bytes += u64::from(entry.size);
        // A filter sees the entry of the index, whatever is fetched to be shown.
        if ours && read.filter.is_none_or(|filter| filter.matches(MapRef::new(entry.body))) {
            let item =
                if read.fetch { fetch(cx, &source, &entry, read.consistency, &mut tally) } else { Ok(entry) };
            match item {
                Ok(item) => {
                    count += 1;
                    write_item(w, read.show, MapRef::new(item.body));
                }
                // The page goes on to its end, so that one fault names every item it has to fetch.
                Err(Stop::Fault) => faulted = true,
                Err(stop) => return Err(stop),
            }
        }
        if ours && read.limit == Some(scanned) || bytes > limits::PAGE_SIZE {
            last = Some(MapRef::new(entry.body)).filter(|_| !read.single);
            // What lies behind the page's end does not matter to it.
            match (&mut noted, read.direction) {
                (Some(range), Direction::Forward) => range.upper = Bound::Included(key.to_vec()),
                (Some(range), Direction::Backward) => range.lower = Bound::Included(key.to_vec()),
                (None, _) => {}
            }
            break;
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    if let Some(range) = noted {
        cx.note(source.tree(), || range);
    }
    if let Some(items) = items {
        w.end(items);
    }
    w.entry_int("Count", count);
    w.entry_int("ScannedCount", scanned as i64);
    if let Some(last) = last {
        let key = w.begin_entry("LastEvaluatedKey", Type::M);
        source.write_key(w, last);
        w.end(key);
    }
    if let Some(part) = &mut cx.part {
        part.bytes = bytes;
    }
    let halves = read_halves(bytes - spent, read.consistency);
    match source.index {
        Some((position, _)) => tally.index(position, halves),
        None => tally.table += halves,
    }
    if let (Some(gauge), Some(span)) = (&cx.settings.gauge, span) {
        let index = source.index.map(|(position, _)| position);
        charge::page(gauge, source.table, index, &span, &tally)?;
    }
    Ok(tally)
}

fn write_item(w: &mut Writer, show: Show<'_>, item: MapRef<'_>) {
    match show {
        Show::Count => {}
        Show::Whole => w.map(item),
        Show::Paths(projection) => {
            let map = w.begin(Type::M);
            projection.project(item, w);
            w.end(map);
        }
        Show::Columns(columns) => {
            let map = w.begin(Type::M);
            columns.project(item, w);
            w.end(map);
        }
    }
}

/// The table's item behind an index entry.
fn fetch<'f>(
    cx: &mut Context<'f>,
    source: &Source<'_>,
    entry: &Envelope<'f>,
    consistency: Consistency,
    tally: &mut Tally,
) -> Result<Envelope<'f>, Stop> {
    let mut key = Vec::new();
    let encoded = source.table.encode_key(MapRef::new(entry.body), &mut key);
    let stored = match encoded {
        Some(()) => store::load(cx, source.table, &key)?,
        None => None,
    };
    // Index and table change in the same commit, so the item is there; the entry stands in if it were not.
    let stored = stored.unwrap_or(*entry);
    tally.table += read_halves(u64::from(stored.size), consistency);
    Ok(stored)
}

fn range(span: Span, start: Option<Vec<u8>>, direction: Direction) -> KeyRange {
    let upper = span.upper.map_or(Bound::Unbounded, Bound::Excluded);
    let lower = Bound::Included(span.lower);
    match (start, direction) {
        (None, _) => KeyRange { lower, upper },
        (Some(start), Direction::Forward) => KeyRange { lower: Bound::Excluded(start), upper },
        (Some(start), Direction::Backward) => KeyRange { lower, upper: Bound::Excluded(start) },
    }
}

/// How many bytes of entries the page will read at most: what a fault may name beyond the first page.
fn hint_bytes(cx: &mut Context<'_>, read: &Read<'_, '_>) -> u64 {
    if read.single {
        return 0;
    }
    let Some(limit) = read.limit else { return limits::PAGE_SIZE };
    match cx.stats(read.source.tree()) {
        Ok((count, bytes)) if count > 0 => limit.saturating_mul(bytes / count + 1).min(limits::PAGE_SIZE),
        _ => 0,
    }
}

/// `Limit` of the request.
#[must_use]
pub fn limit(input: MapRef<'_>) -> Option<u64> {
    input.get_int("Limit").and_then(|limit| u64::try_from(limit).ok())
}
