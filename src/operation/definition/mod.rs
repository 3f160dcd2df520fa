//! Table definitions in requests: `CreateTable` as a whole, `UpdateTable` in parts. Checks are in the service's
//! order, with its texts.

mod billing;
mod index;
mod key_schema;
mod settings;

pub use billing::{WARM_ON_DEMAND, ceiling, changed, no_units, throughput_of, warm};
pub use index::{check_projected, create, global_count};
pub use key_schema::attributes;
pub use settings::{check_tag_count, check_tag_key, encryption_key, tags};

use crate::model::{Failure, MapRef};
use crate::table::Settings;
use crate::table::schema::{Billing, Table};

/// The table that a `CreateTable` request describes, without name, id, times and trees.
///
/// # Errors
/// A validation failure for the first rule it breaks.
pub fn table(input: MapRef<'_>, at: &Settings) -> Result<Table, Failure> {
    let mut table = Table::default();
    if input.get_str("BillingMode") == Some("PAY_PER_REQUEST") {
        table.billing = Billing::OnDemand;
        table.was_on_demand = true;
    }
    table.throughput = billing::table_throughput(input, table.billing)?;
    table.attributes = attributes(input)?;
    table.key = key_schema::table_key(input, &table.attributes)?;
    key_schema::check_definitions(input, &table.attributes)?;
    index::locals(input, &mut table)?;
    index::globals(input, &mut table)?;
    index::check_count(&table)?;
    check_projected(&table)?;
    table.ceiling = ceiling(input, table.billing, None)?;
    billing::check_new_ceiling(input, None)?;
    table.warm = warm(input, table.billing, table.throughput, None, None)?;
    table.class = input.get_str("TableClass").map(str::to_owned);
    table.protected = input.get_bool("DeletionProtectionEnabled").unwrap_or(false);
    table.stream = settings::new_stream(input)?;
    table.encryption_key = encryption_key(input, at)?;
    table.tags = tags(input)?;
    Ok(table)
}
