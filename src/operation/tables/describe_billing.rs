//! The parts of descriptions that say how a table or index is billed.

use crate::model::{Type, Writer};
use crate::operation::definition::WARM_ON_DEMAND;
use crate::operation::notation::time;
use crate::table::schema::{Billing, Ceiling, Table, Throughput, Warm};

const DAY_MS: u64 = 86_400_000;

/// Writes `BillingModeSummary` of a table that was ever on demand. `settled` is false in answers to requests that choose
/// a mode, which do not say since when it holds.
pub fn summary(w: &mut Writer, table: &Table, settled: bool) {
    if !table.was_on_demand {
        return;
    }
    let summary = w.begin_entry("BillingModeSummary", Type::M);
    w.entry_str("BillingMode", table.billing.name());
    let since = match table.billing {
        Billing::OnDemand if table.on_demand_ms == 0 => table.created_ms,
        _ => table.on_demand_ms,
    };
    if settled && since > 0 {
        time(w, "LastUpdateToPayPerRequestDateTime", since);
    }
    w.end(summary);
}

/// What the answer to a change shows: the units and counts from before it, and already its time.
#[must_use]
pub fn answered(old: Throughput, new: Throughput) -> Throughput {
    let same_day = old.decreased_ms / DAY_MS == new.decreased_ms / DAY_MS;
    let decreases = if same_day { old.decreases } else { 0 };
    Throughput { read: old.read, write: old.write, decreases, ..new }
}

/// Writes `ProvisionedThroughput`.
pub fn throughput(w: &mut Writer, throughput: &Throughput, now_ms: u64) {
    let map = w.begin_entry("ProvisionedThroughput", Type::M);
    if throughput.increased_ms > 0 {
        time(w, "LastIncreaseDateTime", throughput.increased_ms);
    }
    if throughput.decreased_ms > 0 {
        time(w, "LastDecreaseDateTime", throughput.decreased_ms);
    }
    let today = throughput.decreased_ms / DAY_MS == now_ms / DAY_MS;
    w.entry_int("NumberOfDecreasesToday", if today { throughput.decreases } else { 0 });
    w.entry_int("ReadCapacityUnits", throughput.read);
    w.entry_int("WriteCapacityUnits", throughput.write);
    w.end(map);
}

/// Writes `OnDemandThroughput`, if there is a ceiling.
pub fn ceiling(w: &mut Writer, ceiling: Ceiling) {
    if ceiling != Ceiling::default() {
        let map = w.begin_entry("OnDemandThroughput", Type::M);
        w.entry_int("MaxReadRequestUnits", ceiling.read.unwrap_or(-1));
        w.entry_int("MaxWriteRequestUnits", ceiling.write.unwrap_or(-1));
        w.end(map);
    }
}

/// The status of warm throughput in the answer to a request that makes a table: shown only if it was asked for.
pub fn born_warm(warm: Warm) -> Option<&'static str> {
    (warm != Warm::default()).then_some("UPDATING")
}

/// Writes `WarmThroughput`: what was asked for, but no less than what the billing mode comes with.
pub fn warm(w: &mut Writer, warm: Warm, billing: Billing, throughput: &Throughput, status: &str) {
    let least = match billing {
        Billing::OnDemand => WARM_ON_DEMAND,
        Billing::Provisioned => (throughput.read, throughput.write),
    };
    let map = w.begin_entry("WarmThroughput", Type::M);
    w.entry_int("ReadUnitsPerSecond", warm.read.unwrap_or(0).max(least.0));
    w.entry_int("WriteUnitsPerSecond", warm.write.unwrap_or(0).max(least.1));
    w.entry_str("Status", status);
    w.end(map);
}
