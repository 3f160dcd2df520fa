//! Points: counters of periods that are over, in a tree of their own.
//!
//! A record holds all points of one period:
//!
//! ```text
//! key      kind u8 (1: a minute, 2: five minutes, 3: an hour, 9: a minute of contributors) | start u64 | clock u64
//! value    { points: [ { metric, table, index, operation, stream, count, sum, min, max, buckets: [[bucket, count]] } ] }
//!          { keys: [ { table, rule, approximate, most: [ { keys: [text], sum } ] } ] }
//! ```
//! Numbers in keys are big-endian; the clock keeps apart what two holders wrote of one period. Minutes become five minutes
//! after 15 days, those hours after 63 days, and hours go after 455 days, as CloudWatch has it.

use core::ops::Bound;
use std::collections::{BTreeMap, BTreeSet};

use super::context::{Context, Stop, readable};
use super::envelope::{self, Stamp};
use super::gauge::contributors::Minute;
use super::gauge::counters::{Counters, MINUTE, ONE, Slot};
use super::gauge::slots::Slots;
use super::gauge::{Gauge, Inner};
use super::schema::Table;
use super::{catalog, provisions, state};
use crate::model::{ListRef, MapRef, Number, Type, ValueRef, Writer};
use crate::tree::{Direction, KeyRange, TreeId};

/// The tree of points.
pub const METRICS_TREE: TreeId = 3;
/// The kind of states that say which tables have insights.
pub const INSIGHTS: &str = "insights";

const DAY: u64 = 86_400_000;
/// Kinds of periods: their length, and the age after which they become the next kind.
const PERIODS: [(u8, u64, u64); 3] =
    [(1, MINUTE, 15 * DAY), (2, 5 * MINUTE, 63 * DAY), (3, 60 * MINUTE, 455 * DAY)];
const CONTRIBUTORS: u8 = 9;
/// Contributors of a rule that are stored of a minute.
const MOST: usize = 100;
/// Records that one flush rolls up at most.
const ROLLED: usize = 64;
/// How far ahead pages are named.
const AHEAD: u64 = 256 << 10;

/// A stored or present point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Start of the period, in epoch milliseconds.
    pub time_ms: u64,
    /// Length of the period, in seconds.
    pub seconds: u64,
    /// Metric, table, index, operation and stream label; empty where there is none.
    pub names: [String; 5],
    /// The values.
    pub slot: Slot,
}

const NAMES: [&str; 5] = ["metric", "table", "index", "operation", "stream"];

/// Writes a number of thousandths.
pub fn number(w: &mut Writer, name: &str, thousandths: i64) {
    let (whole, rest) = (thousandths / ONE, (thousandths % ONE).unsigned_abs());
    let rest = (1000 + rest).to_string();
    let text = [&whole.to_string(), ".", rest.get(1..).unwrap_or_default()].concat();
    w.name(name.as_bytes());
    w.number(Number::parse(text.as_bytes()).unwrap_or(Number::ZERO).as_bytes());
}

/// Reads a number of thousandths.
fn thousandths(map: MapRef<'_>, name: &str) -> i64 {
    let mut text = String::new();
    if let Some(ValueRef::N(bytes)) = map.get(name.as_bytes()).map(|value| value.view())
        && let Some(number) = Number::from_bytes(bytes)
    {
        number.to_text(&mut text);
    }
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = [rest, "000"].concat();
    let rest = rest.get(..3).and_then(|rest| rest.parse::<i64>().ok()).unwrap_or(0);
    whole.parse::<i64>().unwrap_or(0).saturating_mul(ONE).saturating_add(rest)
}

fn write_point(w: &mut Writer, names: [&str; 5], slot: &Slot) {
    let point = w.begin(Type::M);
    for (name, value) in NAMES.into_iter().zip(names).filter(|(_, value)| !value.is_empty()) {
        w.entry_str(name, value);
    }
    w.entry_int("count", slot.count as i64);
    number(w, "sum", slot.sum);
    number(w, "min", slot.min);
    number(w, "max", slot.max);
    if !slot.buckets.is_empty() {
        let list = w.begin_entry("buckets", Type::L);
        for (bucket, &count) in slot.buckets.iter().enumerate().filter(|(_, count)| **count > 0) {
            let pair = w.begin(Type::L);
            w.int(bucket as i64);
            w.int(count as i64);
            w.end(pair);
        }
        w.end(list);
    }
    w.end(point);
}

fn read_point(map: MapRef<'_>) -> ([String; 5], Slot) {
    let mut slot = Slot {
        count: map.get_int("count").and_then(|count| u64::try_from(count).ok()).unwrap_or(0),
        sum: thousandths(map, "sum"),
        min: thousandths(map, "min"),
        max: thousandths(map, "max"),
        buckets: Vec::new(),
    };
    for pair in map.get_list("buckets").unwrap_or_default().iter() {
        let mut pair = pair.as_list().unwrap_or_default().iter();
        let mut next = || pair.next().and_then(|value| value.as_int()).map(i64::unsigned_abs);
        if let (Some(bucket @ 0..=255), Some(count)) = (next(), next()) {
            slot.bucket(bucket as usize, count);
        }
    }
    (NAMES.map(|name| map.get_str(name).unwrap_or_default().to_owned()), slot)
}

fn key(kind: u8, start_ms: u64, clock: u64) -> Vec<u8> {
    let mut key = vec![kind];
    key.extend_from_slice(&start_ms.to_be_bytes());
    key.extend_from_slice(&clock.to_be_bytes());
    key
}

fn start_of(key: &[u8]) -> Option<u64> {
    key.get(1..)?.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

fn put(cx: &mut Context<'_>, key: Vec<u8>, body: &[u8]) {
    let value = envelope::seal(Stamp::local(cx.clock), body.len() as u32, body);
    cx.set(METRICS_TREE, key, Some(value), None);
}

type Merged = BTreeMap<[String; 5], Slot>;

fn body_of(merged: &Merged) -> Vec<u8> {
    let mut w = Writer::new();
    let list = w.begin_entry("points", Type::L);
    for (names, slot) in merged {
        write_point(&mut w, names.each_ref().map(String::as_str), slot);
    }
    w.end(list);
    w.into_inner()
}

fn named<'a>(counters: &'a Counters, slots: &'a Slots) -> impl Iterator<Item = ([String; 5], &'a Slot)> {
    slots.iter().map(|(series, slot)| {
        let of = |id| counters.text(id).to_owned();
        let names = [
            series.metric.0.to_owned(),
            of(series.table),
            of(series.index),
            series.operation.0.to_owned(),
            of(series.stream),
        ];
        (names, slot)
    })
}

/// The points of one minute; words that are in memory twice become one.
fn merged_of(counters: &Counters, slots: &Slots) -> Merged {
    let mut merged = Merged::new();
    for (names, slot) in named(counters, slots) {
        merged.entry(names).or_default().merge(slot);
    }
    merged
}

/// Whether there is something to store, or insights to be read from the catalog.
#[inline(never)]
pub fn is_due(gauge: &Gauge, now_ms: u64) -> bool {
    let inner = &mut *gauge.inner();
    inner.counters.look(now_ms);
    inner.contributors.look(now_ms);
    gauge.counts()
        && (!inner.loaded || !inner.counters.past().is_empty() || !inner.contributors.past().is_empty())
}

/// The present minute is over, for the database is closed. Whether there is anything to store.
#[inline(never)]
pub fn finish(gauge: &Gauge) -> bool {
    let inner = &mut *gauge.inner();
    inner.counters.finish();
    inner.contributors.finish();
    gauge.counts() && (!inner.counters.past().is_empty() || !inner.contributors.past().is_empty())
}

/// Stores what is over, and rolls old points up. [`stored`] is to be called when the effects are applied. At a close nobody
/// waits for pages: what needs one that is missing is left out.
///
/// # Errors
/// [`Stop::Fault`], but not at a close; a damaged tree of points.
#[inline(never)]
pub fn flush(cx: &mut Context<'_>, gauge: &Gauge, closing: bool) -> Result<(), Stop> {
    let inner = &mut *gauge.inner();
    if !inner.loaded {
        let result = load(inner, cx);
        optional(cx, closing, result)?;
        inner.loaded = true;
    }
    match roll_up(cx) {
        // The next opening does it.
        Err(Stop::Fault) if closing && cx.trace.corrupt.is_none() => {}
        result => result?,
    }
    let past = inner.counters.past().iter();
    let mut minutes: Vec<_> =
        past.map(|(minute, slots)| (*minute, merged_of(&inner.counters, slots))).collect();
    let result = derive(cx, &mut minutes);
    optional(cx, closing, result)?;
    for (minute, merged) in &minutes {
        put(cx, key(1, *minute, cx.clock), &body_of(merged));
    }
    for (minute, sketches) in inner.contributors.past() {
        let body = contributors_body(sketches);
        put(cx, key(CONTRIBUTORS, *minute, cx.clock), &body);
    }
    Ok(())
}

/// What is counted is stored without what could be read besides it, if that is damaged, or would have to be waited for at a
/// close.
fn optional(cx: &mut Context<'_>, closing: bool, result: Result<(), Stop>) -> Result<(), Stop> {
    match result {
        Err(Stop::Fault) if !closing && cx.trace.corrupt.is_none() => Err(Stop::Fault),
        _ => {
            cx.trace.corrupt = None;
            Ok(())
        }
    }
}

/// Adds what follows from definitions to minutes: of the account to each, and of a table to those in which it was used.
fn derive(cx: &mut Context<'_>, minutes: &mut [(u64, Merged)]) -> Result<(), Stop> {
    let tables =
        |merged: &Merged| -> BTreeSet<String> { merged.keys().map(|[_, table, ..]| table.clone()).collect() };
    let used: Vec<_> = minutes.iter().map(|(_, merged)| tables(merged)).collect();
    if used.is_empty() {
        return Ok(());
    }
    let derived = provisions::derive(cx, &|table| used.iter().any(|used| used.contains(table)))?;
    for ((_, merged), used) in minutes.iter_mut().zip(&used) {
        for (names, value) in &derived {
            let [_, table, ..] = names;
            if table.is_empty() || used.contains(table) {
                merged.entry(names.clone()).or_default().add(*value);
            }
        }
    }
    Ok(())
}

/// The effects of the last flush are applied.
#[inline(never)]
pub fn stored(gauge: &Gauge) {
    gauge.inner().stored();
}

/// Reads which tables have insights.
fn load(inner: &mut Inner, cx: &mut Context<'_>) -> Result<(), Stop> {
    let mut found = Vec::new();
    state::each(cx, INSIGHTS, None, |name, state| {
        found.push((name.to_owned(), state.value.to_owned()));
        true
    })?;
    for (name, value) in found {
        let (table, index) = name.split_once('/').unwrap_or((&name, ""));
        let Some(table) = catalog::table(cx, table)? else { continue };
        if let Some(tree) = followed_tree(&table, index) {
            inner.contributors.follow(tree, Some(value.starts_with("ACCESSED")));
        }
    }
    Ok(())
}

/// The tree of a table, or of its index of that name.
#[must_use]
pub fn followed_tree(table: &Table, index: &str) -> Option<TreeId> {
    if index.is_empty() {
        return Some(table.tree);
    }
    table.indexes.iter().find(|found| found.name == index).map(|found| found.tree)
}

fn contributors_body(sketches: &Minute) -> Vec<u8> {
    let mut w = Writer::new();
    let list = w.begin_entry("keys", Type::L);
    for ((tree, rule), sketch) in sketches {
        let entry = w.begin(Type::M);
        w.entry_bool("approximate", sketch.approximate);
        let most = w.begin_entry("most", Type::L);
        for (keys, sum) in sketch.most(MOST) {
            let one = w.begin(Type::M);
            let texts = w.begin_entry("keys", Type::L);
            keys.iter().for_each(|key| w.str(key));
            w.end(texts);
            number(&mut w, "sum", sum);
            w.end(one);
        }
        w.end(most);
        w.entry_str("rule", rule.name());
        w.entry_int("table", i64::from(*tree));
        w.end(entry);
    }
    w.end(list);
    w.into_inner()
}

/// Periods of one kind that are old become periods of the next.
fn roll_up(cx: &mut Context<'_>) -> Result<(), Stop> {
    for (position, (kind, _, age)) in PERIODS.into_iter().enumerate() {
        let Some(end) = cx.now_ms.checked_sub(age) else { continue };
        let next = PERIODS.get(position + 1);
        let mut groups: BTreeMap<u64, Merged> = BTreeMap::new();
        for (old, start, points) in records(cx, kind, (0, end), None, ROLLED)? {
            if let Some((_, length, _)) = next {
                let merged = groups.entry(start - start % length).or_default();
                points.into_iter().for_each(|(names, slot)| merged.entry(names).or_default().merge(&slot));
            }
            cx.set(METRICS_TREE, old, None, Some(0));
        }
        for (start, merged) in groups {
            let body = body_of(&merged);
            put(cx, key(kind + 1, start, cx.clock), &body);
        }
    }
    let Some(end) = cx.now_ms.checked_sub(PERIODS[0].2) else { return Ok(()) };
    let range = KeyRange {
        lower: Bound::Included(key(CONTRIBUTORS, 0, 0)),
        upper: Bound::Excluded(key(CONTRIBUTORS, end, 0)),
    };
    let mut cursor = cx.cursor(METRICS_TREE, range, Direction::Forward, AHEAD);
    for _ in 0..ROLLED {
        let Some((old, _)) = cx.next(&mut cursor)? else { break };
        let old = old.to_vec();
        cx.set(METRICS_TREE, old, None, Some(0));
    }
    Ok(())
}

type Record = (Vec<u8>, u64, Vec<([String; 5], Slot)>);

/// Stored records of a kind whose start lies in a range, behind a key.
fn records(
    cx: &mut Context<'_>,
    kind: u8,
    (from, to): (u64, u64),
    after: Option<&[u8]>,
    most: usize,
) -> Result<Vec<Record>, Stop> {
    let first = key(kind, from, 0);
    let lower = match after.filter(|after| *after >= first.as_slice()) {
        Some(after) => Bound::Excluded(after.to_vec()),
        None => Bound::Included(first),
    };
    let range = KeyRange { lower, upper: Bound::Excluded(key(kind, to, 0)) };
    let mut cursor = cx.cursor(METRICS_TREE, range, Direction::Forward, AHEAD);
    let mut out = Vec::new();
    while out.len() < most {
        let Some((found, value)) = cx.next(&mut cursor)? else { break };
        let found = found.to_vec();
        let body = MapRef::new(readable(value, "metric")?.body);
        let points = body.get_list("points").unwrap_or_default();
        let points = points.iter().filter_map(|point| Some(read_point(point.as_map()?))).collect();
        let start = start_of(&found).unwrap_or(0);
        out.push((found, start, points));
    }
    Ok(out)
}

/// Records of a page.
const PAGE: usize = 500;

/// The points of all periods that begin in a range, behind a key of an earlier page; and the last key of this page, if there
/// may be more. What is in memory comes with the last page.
///
/// # Errors
/// [`Stop::Fault`].
pub fn read(
    cx: &mut Context<'_>,
    (from, to): (u64, u64),
    after: Option<&[u8]>,
) -> Result<(Vec<Point>, Option<Vec<u8>>), Stop> {
    let mut out = Vec::new();
    for (kind, length, _) in PERIODS.into_iter().rev() {
        // Kinds are read from the longest on, so that time goes forward.
        if after.and_then(|after| after.first()).is_some_and(|reached| *reached < kind) {
            continue;
        }
        let found = records(cx, kind, (from, to), after.filter(|after| after.first() == Some(&kind)), PAGE)?;
        let last = (found.len() == PAGE).then(|| found.last().map(|(key, ..)| key.clone())).flatten();
        for (_, time_ms, points) in found {
            let points = points.into_iter();
            out.extend(points.map(|(names, slot)| Point { time_ms, seconds: length / 1000, names, slot }));
        }
        if last.is_some() {
            return Ok((out, last));
        }
    }
    if let Some(gauge) = &cx.settings.gauge {
        let inner = gauge.inner();
        for (minute, slots) in inner.counters.all().filter(|(minute, _)| (from..to).contains(minute)) {
            let points = merged_of(&inner.counters, slots).into_iter();
            out.extend(points.map(|(names, slot)| Point {
                time_ms: minute,
                seconds: MINUTE / 1000,
                names,
                slot,
            }));
        }
    }
    Ok((out, None))
}

/// Sums of contributors by key and minute, and whether any is an upper bound.
pub type Contributions = (BTreeMap<Vec<String>, BTreeMap<u64, i64>>, bool);

/// What the keys of a table or index contributed to a rule.
///
/// # Errors
/// [`Stop::Fault`].
pub fn contributions(
    cx: &mut Context<'_>,
    tree: TreeId,
    rule: &str,
    (from, to): (u64, u64),
) -> Result<Contributions, Stop> {
    let mut out: Contributions = Default::default();
    let range = KeyRange {
        lower: Bound::Included(key(CONTRIBUTORS, from, 0)),
        upper: Bound::Excluded(key(CONTRIBUTORS, to, 0)),
    };
    let mut cursor = cx.cursor(METRICS_TREE, range, Direction::Forward, AHEAD);
    while let Some((found, value)) = cx.next(&mut cursor)? {
        let start = start_of(&found.to_vec()).unwrap_or(0);
        collect(&mut out, MapRef::new(readable(value, "metric")?.body), tree, rule, start);
    }
    if let Some(gauge) = &cx.settings.gauge {
        let inner = gauge.inner();
        for (minute, sketches) in inner.contributors.all().filter(|(minute, _)| (from..to).contains(minute)) {
            collect(&mut out, MapRef::new(&contributors_body(sketches)), tree, rule, minute);
        }
    }
    Ok(out)
}

fn collect(out: &mut Contributions, body: MapRef<'_>, tree: TreeId, rule: &str, start: u64) {
    let entries: ListRef<'_> = body.get_list("keys").unwrap_or_default();
    for entry in entries.iter().filter_map(|entry| entry.as_map()) {
        if entry.get_int("table") != Some(i64::from(tree)) || entry.get_str("rule") != Some(rule) {
            continue;
        }
        out.1 |= entry.get_bool("approximate") == Some(true);
        for one in entry.get_list("most").unwrap_or_default().iter().filter_map(|one| one.as_map()) {
            let keys = one.get_list("keys").unwrap_or_default();
            let keys: Vec<String> = keys.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect();
            *out.0.entry(keys).or_default().entry(start).or_default() += thousandths(one, "sum");
        }
    }
}
