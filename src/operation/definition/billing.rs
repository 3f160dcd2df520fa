//! Billing mode, provisioned throughput, ceilings and warm throughput.

use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::table::schema::{Billing, Ceiling, Throughput, Warm};

/// Largest number of capacity units the service takes.
const UNITS: i64 = 1_000_000_000_000;
const DAY_MS: u64 = 86_400_000;

/// The units of a `ProvisionedThroughput` structure.
///
/// # Errors
/// Units out of bounds.
pub fn provisioned(map: MapRef<'_>) -> Result<Throughput, Failure> {
    let units = |name: &str| {
        let units = map.get_int(name).unwrap_or(0);
        if units > UNITS {
            let given = units.to_string();
            return Err(Failure::validation(
                ["Given value ", &given, " for ", name, " is out of bounds"].concat(),
            ));
        }
        Ok(units)
    };
    let (read, write) = (units("ReadCapacityUnits")?, units("WriteCapacityUnits")?);
    Ok(Throughput { read, write, ..Throughput::default() })
}

/// The request's own `ProvisionedThroughput`, if it is given.
///
/// # Errors
/// Units out of bounds.
pub fn throughput_of(input: MapRef<'_>) -> Result<Option<Throughput>, Failure> {
    input.get_map("ProvisionedThroughput").map(provisioned).transpose()
}

/// The table's throughput under a billing mode.
pub(super) fn table_throughput(input: MapRef<'_>, billing: Billing) -> Result<Throughput, Failure> {
    match (billing, throughput_of(input)?) {
        (Billing::OnDemand, None) => Ok(Throughput::default()),
        (Billing::OnDemand, Some(_)) => Err(invalid(&[
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ])),
        (Billing::Provisioned, Some(throughput)) => Ok(throughput),
        (Billing::Provisioned, None) => Err(invalid(&[
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ])),
    }
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
/// Ceilings on provisioned billing.
pub fn ceiling(input: MapRef<'_>, billing: Billing) -> Result<Ceiling, Failure> {
    let Some(map) = input.get_map("OnDemandThroughput") else { return Ok(Ceiling::default()) };
    if billing == Billing::Provisioned {
        return Err(invalid(&[
            "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST",
        ]));
    }
    let units = |name: &str| map.get_int(name).filter(|&units| units >= 0);
    Ok(Ceiling { read: units("MaxReadRequestUnits"), write: units("MaxWriteRequestUnits") })
}

/// `WarmThroughput` of a table or index.
#[must_use]
pub fn warm(input: MapRef<'_>) -> Warm {
    let units = |name: &str| input.get_map("WarmThroughput").and_then(|map| map.get_int(name));
    Warm { read: units("ReadUnitsPerSecond"), write: units("WriteUnitsPerSecond") }
}
