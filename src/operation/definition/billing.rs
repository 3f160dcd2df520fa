//! Billing mode, provisioned throughput, ceilings and warm throughput.

use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::table::schema::{Billing, Ceiling, Throughput, Warm};

/// Largest number of capacity units the service takes.
const UNITS: i64 = 1_000_000_000_000;
const DAY_MS: u64 = 86_400_000;

/// Where a setting stands: the table, or an index of this name.
type Place<'a> = Option<&'a str>;

/// The units of a `ProvisionedThroughput` structure.
fn provisioned(map: MapRef<'_>, place: Place<'_>) -> Result<Throughput, Failure> {
    let units = |name: &str| {
        let units = map.get_int(name).unwrap_or(0);
        if units > UNITS {
            let given = units.to_string();
            let place = place.map_or(String::new(), |index| " for index ".to_owned() + index);
            return Err(Failure::validation(
                ["Given value ", &given, " for ", name, " is out of bounds", &place].concat(),
            ));
        }
        Ok(units)
    };
    let (read, write) = (units("ReadCapacityUnits")?, units("WriteCapacityUnits")?);
    Ok(Throughput { read, write, ..Throughput::default() })
}

/// The `ProvisionedThroughput` of a table or index, if it is given.
///
/// # Errors
/// Units out of bounds.
pub fn throughput_of(input: MapRef<'_>, place: Place<'_>) -> Result<Option<Throughput>, Failure> {
    input.get_map("ProvisionedThroughput").map(|map| provisioned(map, place)).transpose()
}

/// The table's throughput under a billing mode.
pub(super) fn table_throughput(input: MapRef<'_>, billing: Billing) -> Result<Throughput, Failure> {
    match (billing, throughput_of(input, None)?) {
        (Billing::OnDemand, None) => Ok(Throughput::default()),
        (Billing::OnDemand, Some(_)) => Err(no_units()),
        (Billing::Provisioned, Some(throughput)) => Ok(throughput),
        (Billing::Provisioned, None) => Err(invalid(&[
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ])),
    }
}

/// Units for a table that has none.
#[cold]
#[must_use]
pub fn no_units() -> Failure {
    invalid(&[
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    ])
}

/// `old` changed to the units of `new` at a time: increases, decreases and the decreases of the day are counted.
#[must_use]
pub fn changed(old: Throughput, new: Throughput, now_ms: u64) -> Throughput {
    let mut throughput = Throughput { read: new.read, write: new.write, ..old };
    if new.read > old.read || new.write > old.write {
        throughput.increased_ms = now_ms;
    }
    if new.read < old.read || new.write < old.write {
        let same_day = old.decreased_ms / DAY_MS == now_ms / DAY_MS;
        throughput.decreases = if same_day { old.decreases + 1 } else { 1 };
        throughput.decreased_ms = now_ms;
    }
    throughput
}

/// `OnDemandThroughput` of a table or index; -1 stands for no ceiling.
///
/// # Errors
/// Ceilings on provisioned billing, or out of range.
pub fn ceiling(input: MapRef<'_>, billing: Billing, place: Place<'_>) -> Result<Ceiling, Failure> {
    let Some(map) = input.get_map("OnDemandThroughput") else { return Ok(Ceiling::default()) };
    let units = |name: &str| -> Result<Option<i64>, Failure> {
        let Some(units) = map.get_int(name) else { return Ok(None) };
        if billing == Billing::Provisioned {
            let index = place.map_or(String::new(), |index| [" for index: ", index].concat());
            return Err(invalid(&[
                name,
                " for OnDemandThroughput",
                &index,
                " cannot be specified when the table BillingMode is PROVISIONED",
            ]));
        }
        if units < 1 && units != -1 {
            return Err(out_of_range(name, place));
        }
        Ok(Some(units).filter(|&units| units > 0))
    };
    Ok(Ceiling { read: units("MaxReadRequestUnits")?, write: units("MaxWriteRequestUnits")? })
}

/// A new table or index has no ceiling that -1 could take away.
pub(super) fn check_new_ceiling(input: MapRef<'_>, place: Place<'_>) -> Result<(), Failure> {
    let map = input.get_map("OnDemandThroughput").unwrap_or_default();
    match ["MaxReadRequestUnits", "MaxWriteRequestUnits"].iter().find(|name| map.get_int(name) == Some(-1)) {
        Some(name) => Err(out_of_range(name, place)),
        None => Ok(()),
    }
}

fn out_of_range(name: &str, place: Place<'_>) -> Failure {
    let place = place.map_or("table".to_owned(), |index| "index : ".to_owned() + index);
    invalid(&["Requested ", name, " for OnDemandThroughput for ", &place, " is outside of valid range"])
}

/// Units per second that a new on-demand table or index serves at once.
pub const WARM_ON_DEMAND: (i64, i64) = (12_000, 4_000);

/// `WarmThroughput` of a table or index: of a new one no less than what it is born with, of one that is there no less
/// than what it has.
///
/// # Errors
/// Values that are too low.
pub fn warm(
    input: MapRef<'_>,
    billing: Billing,
    throughput: Throughput,
    current: Option<Warm>,
    place: Place<'_>,
) -> Result<Warm, Failure> {
    let old = current.unwrap_or_default();
    let Some(map) = input.get_map("WarmThroughput") else { return Ok(old) };
    let (least, born) = match billing {
        Billing::OnDemand => (WARM_ON_DEMAND, ["initial throughput for OnDemand"; 2]),
        Billing::Provisioned => (
            (throughput.read, throughput.write),
            ["ReadCapacityUnits of ProvisionedThroughput", "WriteCapacityUnits of ProvisionedThroughput"],
        ),
    };
    let place = place.map_or("table".to_owned(), |index| "index ".to_owned() + index);
    let units = |name: &str, least: i64, old: Option<i64>, born: &str| match map.get_int(name) {
        Some(units) if units < old.unwrap_or(0).max(least) => {
            let bound = match current {
                Some(_) => "current WarmThroughput, decreasing WarmThroughput is not supported",
                None => born,
            };
            Err(invalid(&["Requested ", name, " for WarmThroughput for ", &place, " is lower than ", bound]))
        }
        Some(units) => Ok(Some(units)),
        None => Ok(old),
    };
    let [read, write] = born;
    Ok(Warm {
        read: units("ReadUnitsPerSecond", least.0, old.read, read)?,
        write: units("WriteUnitsPerSecond", least.1, old.write, write)?,
    })
}
