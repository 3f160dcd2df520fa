//! Metrics that follow from the definitions of tables: what is provisioned, and how much of what is allowed that is.

use super::catalog;
use super::context::{Context, Stop};
use super::gauge::counters::ONE;
use super::gauge::{ACCOUNT_QUOTA, TABLE_QUOTA, Units};
use super::schema::{Billing, Table, plus};

/// Tables that are looked at in one step.
const STEP: usize = 100;

/// What is provisioned in the whole account, and for the table or index that has most.
#[derive(Default)]
struct Provisioned {
    all: [i64; 2],
    most: [i64; 2],
}

impl Provisioned {
    fn add(&mut self, table: &Table) {
        if table.billing != Billing::Provisioned {
            return;
        }
        self.all = plus(self.all, table.units());
        let indexes = table.indexes.iter().map(|index| index.throughput);
        for throughput in core::iter::once(table.throughput).chain(indexes) {
            let [read, write] = self.most;
            self.most = [read.max(throughput.read), write.max(throughput.write)];
        }
    }
}

/// Metrics by the names of their points, and their values in thousandths.
type Derived = Vec<([String; 5], i64)>;

/// The metrics of the tables that are asked for, and of the account.
///
/// # Errors
/// [`Stop::Fault`].
pub(super) fn derive(cx: &mut Context<'_>, is_used: &dyn Fn(&str) -> bool) -> Result<Derived, Stop> {
    let mut provisioned = Provisioned::default();
    let mut derived = Derived::new();
    let mut add = |[metric, table, index]: [&str; 3], value| {
        derived.push(([metric, table, index, "", ""].map(str::to_owned), value));
    };
    let mut last: Option<String> = None;
    loop {
        let names = catalog::names(cx, last.as_deref(), STEP)?;
        for name in &names {
            let Some(table) = catalog::table(cx, name)? else { continue };
            provisioned.add(&table);
            if is_used(name) {
                of_table(&table, &mut add);
            }
        }
        match names.last() {
            Some(name) if names.len() == STEP => last = Some(name.clone()),
            _ => break,
        }
    }
    of_account(&provisioned, &mut add);
    Ok(derived)
}

/// Takes a metric with table and index, and its value.
type Add<'a> = dyn FnMut([&str; 3], i64) + 'a;

fn of_table(table: &Table, add: &mut Add<'_>) {
    let own = core::iter::once(("", table.throughput, table.ceiling));
    let indexes = table.indexes.iter().map(|index| (&*index.name, index.throughput, index.ceiling));
    for (index, throughput, ceiling) in own.chain(indexes) {
        let known = match table.billing {
            Billing::Provisioned => [
                ("ProvisionedReadCapacityUnits", Some(throughput.read)),
                ("ProvisionedWriteCapacityUnits", Some(throughput.write)),
            ],
            Billing::OnDemand => [
                ("OnDemandMaxReadRequestUnits", ceiling.read),
                ("OnDemandMaxWriteRequestUnits", ceiling.write),
            ],
        };
        for (metric, units) in known {
            // Local indexes have none, and a ceiling that was taken away is written as -1.
            if let Some(units) = units.filter(|units| *units > 0) {
                add([metric, &table.name, index], units.saturating_mul(ONE));
            }
        }
    }
}

fn of_account(provisioned: &Provisioned, add: &mut Add<'_>) {
    for (metric, value) in [
        ("AccountMaxReads", ACCOUNT_QUOTA.read),
        ("AccountMaxWrites", ACCOUNT_QUOTA.write),
        ("AccountMaxTableLevelReads", TABLE_QUOTA.read),
        ("AccountMaxTableLevelWrites", TABLE_QUOTA.write),
    ] {
        add([metric, "", ""], i64::from(value) * ONE);
    }
    let percent = |units: i64, of: u32| units.saturating_mul(100 * ONE) / i64::from(of);
    let of =
        |[reads, writes]: [i64; 2], quota: Units| [percent(reads, quota.read), percent(writes, quota.write)];
    let [reads, writes] = of(provisioned.all, ACCOUNT_QUOTA);
    add(["AccountProvisionedReadCapacityUtilization", "", ""], reads);
    add(["AccountProvisionedWriteCapacityUtilization", "", ""], writes);
    let [reads, writes] = of(provisioned.most, TABLE_QUOTA);
    add(["MaxProvisionedTableReadCapacityUtilization", "", ""], reads);
    add(["MaxProvisionedTableWriteCapacityUtilization", "", ""], writes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::schema::Throughput;

    #[test]
    fn what_is_provisioned_beyond_all_measure_stays_that_much() {
        let mut provisioned = Provisioned::default();
        for (count, units) in [(300, 1_000_000_000_000), (2, i64::MAX)] {
            let throughput = Throughput { read: units, write: units, ..Throughput::default() };
            let table = Table { billing: Billing::Provisioned, throughput, ..Table::default() };
            (0..count).for_each(|_| provisioned.add(&table));
            assert_eq!(provisioned.most, [units; 2]);
            let mut shares = Vec::new();
            of_table(&table, &mut |_, value| shares.push(value));
            of_account(&provisioned, &mut |[metric, ..], value| {
                if metric.ends_with("Utilization") {
                    shares.push(value);
                }
            });
            assert_eq!(shares.len(), 6);
            assert!(shares.iter().all(|share| *share > 1_000_000_000_000), "{shares:?}");
        }
        assert_eq!(provisioned.all, [i64::MAX; 2]);
    }
}
