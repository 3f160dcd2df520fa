//! Counts answered requests.

use super::counters::{MINUTE, NameId, ONE, Series, Waiting, Word};
use super::flow::Flow;
use super::measure::{Charge, Gauge, Inner, Part, give_back};
use super::throttle;
use crate::model::{Failure, Kind, MapRef};

/// A request that is answered.
#[derive(Clone, Copy)]
pub struct Answered<'a> {
    /// Its operation.
    pub operation: &'static str,
    /// Its input.
    pub input: MapRef<'a>,
    /// Its answer.
    pub answer: Result<MapRef<'a>, &'a Failure>,
    /// When it arrived, in microseconds.
    pub started_micros: u64,
    /// Tells the time now, in microseconds.
    pub clock: &'a dyn Fn() -> u64,
    /// The sequence number that it waits for.
    pub lsn: u64,
    /// Whether that is durable.
    pub durable: bool,
    /// Whether the request had to wait before it ran.
    pub waited: bool,
}

/// What requests would have consumed that capacity refused. CloudWatch has nothing like it: it is there for costs.
const REFUSED: [&str; 2] = ["RefusedReadCapacityUnits", "RefusedWriteCapacityUnits"];

const fn series(metric: &'static str, table: NameId) -> Series {
    Series { metric: Word(metric), table, index: 0, operation: Word(""), stream: 0 }
}

/// Whether a request that failed has consumed what its run told.
const fn consumed(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ConditionalCheckFailed
            | Kind::TransactionCanceled
            | Kind::DuplicateItem
            | Kind::TransactionConflict
    )
}

impl Gauge {
    /// A request is answered: its last run is counted. Gives the time when the counters are to be stored, in milliseconds, if
    /// this is the first request of a minute.
    #[inline(never)]
    pub fn answered(&self, request: &Answered<'_>) -> Option<u64> {
        let inner = &mut *self.inner.borrow_mut();
        if request.answer.is_err_and(|failure| !consumed(failure.kind)) {
            // Events stay: they are counted although nothing was consumed.
            let (events, keys) =
                (core::mem::take(&mut inner.run.events), core::mem::take(&mut inner.run.keys));
            give_back(inner);
            (inner.run.events, inner.run.keys) = (events, keys);
            inner.run.keys.retain(|(_, throttled, ..)| *throttled);
        }
        if !self.counts {
            inner.run.charges.clear();
            return None;
        }
        let now_micros = match request.answer {
            Ok(_) if request.operation == "GetItem" && !request.waited => {
                inner.pace.end(request.started_micros, request.clock)
            }
            _ => (request.clock)(),
        };
        let now_ms = now_micros / 1000;
        inner.counters.look(now_ms);
        inner.contributors.look(now_ms);
        for (tree, throttled, names, amount) in core::mem::take(&mut inner.run.keys) {
            inner.contributors.note(tree, throttled, &names, amount);
        }
        match inner.run.charges.as_slice() {
            // Most requests touch one table, and nothing else.
            [only] if inner.run.events.is_empty() => {
                let (table, key, halves) = (only.table, consumption(only), only.halves);
                inner.run.charges.clear();
                inner.counters.slot(key).add(halves as i64 * ONE / 2);
                count_request(inner, (request, now_micros), &[table]);
            }
            _ => {
                let tables = count_run(inner);
                count_request(inner, (request, now_micros), &tables);
            }
        }
        if inner.counters.is_full() {
            // The next request sets the time of the rest of the minute.
            inner.counters.finish();
            inner.due_ms = 0;
            return Some(now_ms);
        }
        if inner.due_ms.wrapping_sub(now_ms + 1) < MINUTE {
            return None;
        }
        let end_ms = now_ms - now_ms % MINUTE + MINUTE;
        (core::mem::replace(&mut inner.due_ms, end_ms) != end_ms).then_some(end_ms)
    }

    /// The log is durable up to a sequence number: writes that waited for it were answered.
    #[inline(never)]
    pub fn durable(&self, lsn: u64, now_micros: u64) {
        let inner = &mut *self.inner.borrow_mut();
        let ended = inner.waiting.iter().position(|waiting| waiting.lsn > lsn).unwrap_or(inner.waiting.len());
        for waiting in inner.waiting.drain(..ended) {
            inner.counters.slot(waiting.series).time(now_micros.saturating_sub(waiting.started_micros));
        }
    }

    /// A request was refused before an operation ran.
    #[inline(never)]
    pub fn refused(&self, failure: &Failure, now_micros: u64) {
        if self.counts {
            let inner = &mut *self.inner.borrow_mut();
            inner.counters.look(now_micros / 1000);
            let metric = if failure.kind.status() < 500 { "UserErrors" } else { "SystemErrors" };
            inner.counters.slot(series(metric, 0)).add(ONE);
        }
    }

    /// Items of a table were removed because they had expired.
    #[inline(never)]
    pub fn expired(&self, table: &str, items: u64, now_ms: u64) {
        if self.counts {
            let inner = &mut *self.inner.borrow_mut();
            inner.counters.look(now_ms);
            let table = inner.counters.name(table);
            let slot = inner.counters.slot(series("TimeToLiveDeletedItemCount", table));
            (0..items).for_each(|_| slot.add(ONE));
        }
    }
}

impl Gauge {
    /// A batch of changes was sent to a stream: milliseconds since the oldest one happened, how many the stream throttled, and
    /// how many will not arrive.
    #[inline(never)]
    pub fn delivered(&self, table: &str, [age_ms, throttled, failed]: [i64; 3], now_ms: u64) {
        if self.counts {
            let inner = &mut *self.inner.borrow_mut();
            inner.counters.look(now_ms);
            let table = inner.counters.name(table);
            for (metric, value) in [
                ("AgeOfOldestUnreplicatedRecord", age_ms),
                ("ThrottledPutRecordCount", throttled),
                ("FailedToReplicateRecordCount", failed),
            ] {
                let key = Series { operation: Word("PutRecord"), ..series(metric, table) };
                inner.counters.slot(key).add(value.saturating_mul(ONE));
            }
        }
    }

    /// The replica of a region has confirmed changes: milliseconds since the oldest of them happened, and how many are still on
    /// their way.
    #[inline(never)]
    pub fn replicated(&self, [table, region]: [&str; 2], [latency_ms, pending]: [i64; 2], now_ms: u64) {
        if self.counts {
            let inner = &mut *self.inner.borrow_mut();
            inner.counters.look(now_ms);
            let table = inner.counters.name(table);
            let region = inner.counters.name(region);
            for (metric, value) in [("ReplicationLatency", latency_ms), ("PendingReplicationCount", pending)]
            {
                let key = Series { stream: region, ..series(metric, table) };
                inner.counters.slot(key).add(value.saturating_mul(ONE));
            }
        }
    }

    /// A slice is to fill a part of a new index from the items of the table: how much of the index is there then, in percent,
    /// and the write units of the entries.
    pub fn fills(&self, (table, index): (&str, &str), (percent, units): (u64, u64)) {
        if self.counts {
            let part = Part { table: table.to_owned(), index: index.to_owned(), percent, units };
            self.inner.borrow_mut().part = Some(part);
        }
    }

    /// The part that a slice was to fill is committed: it is counted.
    pub fn filled(&self, now_ms: u64) {
        let inner = &mut *self.inner.borrow_mut();
        let Some(Part { table, index, percent, units }) = inner.part.take() else { return };
        inner.counters.look(now_ms);
        let table = inner.counters.name(&table);
        let index = inner.counters.name(&index);
        for (metric, value) in
            [("OnlineIndexPercentageProgress", percent), ("OnlineIndexConsumedWriteCapacity", units)]
        {
            inner.counters.slot(Series { index, ..series(metric, table) }).add(value as i64 * ONE);
        }
    }

    /// A slice begins: the part that the one before was to fill does not count, unless it has.
    pub fn unfilled(&self) {
        self.inner.borrow_mut().part = None;
    }
}

/// What a charge is counted as.
const fn consumption(charge: &Charge) -> Series {
    let metric = match charge.flow {
        Flow::Read => "ConsumedReadCapacityUnits",
        Flow::Write => "ConsumedWriteCapacityUnits",
    };
    Series { index: charge.index_name, ..series(metric, charge.table) }
}

/// Counts what the run consumed and what it was refused; gives its tables.
fn count_run(inner: &mut Inner) -> Vec<NameId> {
    let mut tables: Vec<NameId> = Vec::new();
    let mut sums: Vec<(Series, u64)> = Vec::new();
    for charge in inner.run.charges.drain(..) {
        let key = consumption(&charge);
        match sums.iter_mut().find(|(known, _)| *known == key) {
            Some((_, sum)) => *sum += charge.halves,
            None => sums.push((key, charge.halves)),
        }
        if !tables.contains(&charge.table) {
            tables.push(charge.table);
        }
    }
    for (key, halves) in sums {
        inner.counters.slot(key).add(halves as i64 * ONE / 2);
    }
    for event in core::mem::take(&mut inner.run.events) {
        let metric = if event.flow == Flow::Read { "ReadThrottleEvents" } else { "WriteThrottleEvents" };
        for metric in [metric, event.limit.metric(event.flow)] {
            let key = Series { index: event.index_name, ..series(metric, event.table) };
            inner.counters.slot(key).add(ONE);
        }
        let metric = if event.flow == Flow::Read { REFUSED[0] } else { REFUSED[1] };
        let key = Series { index: event.index_name, ..series(metric, event.table) };
        inner.counters.slot(key).add(event.halves as i64 * ONE / 2);
        if !tables.contains(&event.table) {
            tables.push(event.table);
        }
    }
    tables
}

fn count_request(inner: &mut Inner, (request, now_micros): (&Answered<'_>, u64), tables: &[NameId]) {
    let operation = request.operation;
    let named;
    let of_table = |failure: &Failure| failure.kind.status() >= 500 || throttle::is_throttling(failure.kind);
    // Names of what is not there are not kept.
    let tables = if tables.is_empty() && request.answer.err().is_none_or(of_table) {
        let given = request.input.get_str("TableName").unwrap_or_default();
        named = [inner.counters.name(given.rsplit_once('/').map_or(given, |(_, name)| name))];
        &named
    } else {
        tables
    };
    let failure = match request.answer {
        Ok(answer) => return count_success(inner, (request, now_micros), answer, tables),
        Err(failure) => failure,
    };
    let own = |metric, table| Series { operation: Word(operation), ..series(metric, table) };
    match failure.kind {
        kind if throttle::is_throttling(kind) => {
            for &table in tables {
                inner.counters.slot(own("ThrottledRequests", table)).add(ONE);
            }
        }
        Kind::ConditionalCheckFailed | Kind::DuplicateItem => {
            for &table in tables {
                inner.counters.slot(series("ConditionalCheckFailedRequests", table)).add(ONE);
            }
        }
        Kind::TransactionCanceled => {
            let detail = MapRef::new(failure.detail.as_deref().map_or(&[][..], |detail| detail));
            let reasons = detail.get_list("CancellationReasons").unwrap_or_default();
            for (code, metric) in [
                ("ConditionalCheckFailed", "ConditionalCheckFailedRequests"),
                ("TransactionConflict", "TransactionConflict"),
            ] {
                let met = reasons.iter().filter(|reason| {
                    reason.as_map().is_some_and(|reason| reason.get_str("Code") == Some(code))
                });
                for _ in met {
                    inner.counters.slot(series(metric, tables.first().copied().unwrap_or(0))).add(ONE);
                }
            }
            inner.counters.slot(series("UserErrors", 0)).add(ONE);
        }
        kind if kind.status() < 500 => inner.counters.slot(series("UserErrors", 0)).add(ONE),
        _ => {
            for &table in tables {
                inner.counters.slot(own("SystemErrors", table)).add(ONE);
            }
        }
    }
}

fn count_success(
    inner: &mut Inner,
    (request, now_micros): (&Answered<'_>, u64),
    answer: MapRef<'_>,
    tables: &[NameId],
) {
    let operation = request.operation;
    let own = |metric, table| Series { operation: Word(operation), ..series(metric, table) };
    let mut stream = 0;
    let listed;
    let mut tables = tables;
    if operation == "GetRecords" {
        let records = answer.get_list("Records").unwrap_or_default();
        let arn = request.input.get_str("ShardIterator").unwrap_or_default();
        let (table, label) = stream_of(arn).unwrap_or_default();
        listed = [inner.counters.name(table)];
        (tables, stream) = (&listed, inner.counters.name(label));
        let of = |metric| Series { stream, ..own(metric, listed[0]) };
        inner.counters.slot(of("ReturnedRecordsCount")).add(records.len() as i64 * ONE);
        inner.counters.slot(of("ReturnedBytes")).add(answer.body().len() as i64 * ONE);
    }
    let returned = match operation {
        "Query" | "Scan" => answer.get_int("Count"),
        "ExecuteStatement" => answer.get_list("Items").map(|items| items.len() as i64),
        _ => None,
    };
    if let Some(count) = returned {
        for &table in tables {
            inner.counters.slot(own("ReturnedItemCount", table)).add(count * ONE);
        }
    }
    for &table in tables {
        let series = Series { stream, ..own("SuccessfulRequestLatency", table) };
        if request.durable {
            inner.counters.slot(series).time(now_micros.saturating_sub(request.started_micros));
        } else {
            let (lsn, started_micros) = (request.lsn, request.started_micros);
            inner.waiting.push(Waiting { lsn, started_micros, series });
        }
    }
}

/// Table and label in the stream's ARN that an iterator begins with.
fn stream_of(iterator: &str) -> Option<(&str, &str)> {
    let (_, rest) = iterator.split_once(":table/")?;
    let (table, rest) = rest.split_once("/stream/")?;
    Some((table, rest.split('|').next()?))
}
