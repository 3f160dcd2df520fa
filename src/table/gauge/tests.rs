//! What a gauge keeps, and requests whose clock is behind.

use super::count::Answered;
use super::measure::{Enforced, Gauge};
use crate::model::{MapRef, Writer};
use crate::table::points;
use crate::table::schema::{Billing, Table, Throughput};

const BEGIN: u64 = 1_000_000_000;

fn gauge(counts: bool) -> Gauge {
    let gauge = Gauge::new(("local", "000000000000"), Enforced::Everywhere, counts);
    gauge.inner().loaded = true;
    gauge
}

/// A request about a table succeeds.
fn answer(gauge: &Gauge, operation: &'static str, table: &str, now_ms: u64) -> Option<u64> {
    let mut input = Writer::new();
    input.entry_str("TableName", table);
    let input = input.into_inner();
    gauge.answered(&Answered {
        operation,
        input: MapRef::new(&input),
        answer: Ok(MapRef::default()),
        started_micros: now_ms * 1000,
        clock: &|| now_ms * 1000,
        lsn: 0,
        durable: true,
        waited: false,
    })
}

fn provisioned(tree: u32, units: i64) -> Table {
    Table {
        name: ["table ", &tree.to_string()].concat(),
        tree,
        created_ms: BEGIN,
        billing: Billing::Provisioned,
        throughput: Throughput { read: units, write: units, ..Throughput::default() },
        ..Table::default()
    }
}

#[test]
fn a_program_that_makes_and_drops_tables_keeps_neither_their_names_nor_their_capacity() {
    let gauge = gauge(true);
    let mut most = 0;
    for number in 0..100_000_u32 {
        // 100 in a second: 6,000 in a minute.
        let now_ms = BEGIN + u64::from(number) * 10;
        let table = provisioned(number + 16, 5);
        gauge.begin(now_ms, "GetItem", false);
        gauge.reads(&table, &[0; 16], 1).unwrap();
        answer(&gauge, "GetItem", &table.name, now_ms);
        gauge.begin(now_ms, "DeleteTable", false);
        gauge.dropped(&table);
        answer(&gauge, "DeleteTable", &table.name, now_ms);
        if points::is_due(&gauge, now_ms) {
            points::stored(&gauge);
        }
        let inner = gauge.inner();
        most = most.max(inner.counters.known());
        assert!(inner.meter.len() <= 2);
    }
    assert!(most <= 6_001, "{most} names");
    gauge.begin(BEGIN * 2, "ListTables", false);
    assert!(points::is_due(&gauge, BEGIN * 2));
    points::stored(&gauge);
    assert_eq!(gauge.inner().counters.known(), 0);
}

#[test]
fn a_minute_with_very_many_series_is_stored_in_parts() {
    let gauge = gauge(true);
    let mut due = Vec::new();
    for number in 0..25_000_u32 {
        due.extend(answer(&gauge, "DescribeTable", &["t", &number.to_string()].concat(), BEGIN));
        if due.last() == Some(&BEGIN) && points::is_due(&gauge, BEGIN) {
            points::stored(&gauge);
        }
        assert!(gauge.inner().counters.known() <= 10_000);
    }
    let end = BEGIN - BEGIN % 60_000 + 60_000;
    assert_eq!(due, [end, BEGIN, end, BEGIN, end]);
}

#[test]
fn a_late_request_fills_no_bucket_twice_and_a_clock_that_is_set_back_goes_on_from_there() {
    let gauge = gauge(false);
    let table = provisioned(16, 1);
    let reads = |now_ms: u64| {
        gauge.begin(now_ms, "GetItem", false);
        let is_allowed = gauge.reads(&table, &[0; 16], 2).is_ok();
        if is_allowed {
            answer(&gauge, "GetItem", &table.name, now_ms);
        }
        is_allowed
    };
    assert!(reads(BEGIN));
    for _ in 0..100 {
        assert!(!reads(BEGIN - 500), "a late one");
        assert!(!reads(BEGIN), "one in time");
    }
    assert!(reads(BEGIN + 500));
    // An hour back: nothing is there at once, and a second's capacity after a second.
    let back = BEGIN - 3_600_000;
    assert!(!reads(back));
    assert!(reads(back + 1_000));
    assert!(!reads(back + 1_000));
}
