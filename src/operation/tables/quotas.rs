//! Quotas of tables whose capacity is enforced: how much they may have, and how often that may change.

use crate::model::{Failure, Kind};
use crate::operation::notation::label;
use crate::table::gauge::{ACCOUNT_QUOTA, TABLE_QUOTA, Units};
use crate::table::schema::{Billing, Table, Throughput, plus};
use crate::table::{Context, Stop, catalog};

/// Decreases that are free on each UTC day.
const FREE_DECREASES: i64 = 4;
/// Between further ones so much time has to pass, in milliseconds.
const HOUR_MS: u64 = 3_600_000;
/// A table goes back to on-demand billing after so much time, in milliseconds.
const DAY_MS: u64 = 86_400_000;

/// Refuses what a table is to become, if that is more than the account may have, or changes too often.
///
/// # Errors
/// `LimitExceededException`; [`Stop::Fault`].
pub fn check(cx: &mut Context<'_>, before: Option<&Table>, after: &Table) -> Result<(), Stop> {
    if !cx.settings.gauge.as_ref().is_some_and(|gauge| gauge.enforces(&after.name)) {
        return Ok(());
    }
    if let Some(before) = before {
        let indexes = after.indexes.iter().filter_map(|index| {
            let old = before.indexes.iter().find(|old| old.name == index.name)?;
            Some((old.throughput, index.throughput))
        });
        for (old, new) in core::iter::once((before.throughput, after.throughput)).chain(indexes) {
            check_decrease(cx.now_ms, old, new)?;
        }
        let goes_back = before.billing == Billing::Provisioned && after.billing == Billing::OnDemand;
        if goes_back && before.on_demand_ms > 0 && cx.now_ms < before.on_demand_ms + DAY_MS {
            let message = [
                "Subscriber limit exceeded: Update to PayPerRequest mode are limited to once in 1 day(s). Last update at ",
                &time(before.on_demand_ms),
                ". Next update can be made at ",
                &time(before.on_demand_ms + DAY_MS),
            ];
            return Err(Failure::new(Kind::LimitExceeded, message.concat()).into());
        }
    }
    let [read, write] = after.units();
    let raised = before.map(Table::units).is_none_or(|[reads, writes]| read > reads || write > writes);
    if raised { check_sums(cx, after) } else { Ok(()) }
}

fn check_decrease(now_ms: u64, old: Throughput, new: Throughput) -> Result<(), Failure> {
    let is_decrease =
        new.decreases > FREE_DECREASES && new.decreased_ms == now_ms && new.decreases > old.decreases;
    if !is_decrease || now_ms >= old.decreased_ms + HOUR_MS {
        return Ok(());
    }
    let message = [
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first \
         4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. \
         Number of decreases today: ",
        &old.decreases.to_string(),
        ". Last decrease at ",
        &time(old.decreased_ms),
        ". Next decrease can be made at ",
        &time(old.decreased_ms + HOUR_MS),
    ];
    Err(Failure::new(Kind::LimitExceeded, message.concat()))
}

/// A time in the text of a refusal.
fn time(ms: u64) -> String {
    [&label(ms), "Z"].concat()
}

fn check_sums(cx: &mut Context<'_>, after: &Table) -> Result<(), Stop> {
    let own = after.units();
    refuse_above(own, TABLE_QUOTA, "table")?;
    let mut sum = own;
    for name in catalog::names(cx, None, usize::MAX)? {
        if name == after.name {
            continue;
        }
        if let Some(table) = catalog::table(cx, &name)? {
            sum = plus(sum, table.units());
        }
    }
    Ok(refuse_above(sum, ACCOUNT_QUOTA, "account")?)
}

fn refuse_above([read, write]: [i64; 2], most: Units, what: &str) -> Result<(), Failure> {
    for (units, most, name) in
        [(read, most.read, "ReadCapacityUnits"), (write, most.write, "WriteCapacityUnits")]
    {
        if units > i64::from(most) {
            let message = [
                "Subscriber limit exceeded: Provisioned ",
                name,
                " of ",
                &units.to_string(),
                " exceed the maximum of ",
                &most.to_string(),
                " for one ",
                what,
            ];
            return Err(Failure::new(Kind::LimitExceeded, message.concat()));
        }
    }
    Ok(())
}
