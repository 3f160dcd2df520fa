//! Table definitions in requests: `CreateTable` as a whole, `UpdateTable` in parts. Checks are in the service's
//! order, with its texts.

mod billing;
mod index;
mod key_schema;

pub use billing::{WARM_ON_DEMAND, ceiling, changed, throughput_of, warm};
pub use index::{check_projected, create, global_count};
pub use key_schema::attributes;

use crate::model::{Failure, MapRef};
use crate::table::schema::{Billing, Table};

/// The table that a `CreateTable` request describes, without name, id, times and trees.
///
/// # Errors
/// A validation failure for the first rule it breaks.
pub fn table(input: MapRef<'_>) -> Result<Table, Failure> {
    let mut table = Table::default();
    table.billing_given = input.get_str("BillingMode").is_some();
    if input.get_str("BillingMode") == Some("PAY_PER_REQUEST") {
        table.billing = Billing::OnDemand;
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
    table.warm = warm(input, table.billing, table.throughput, None)?;
    table.class = input.get_str("TableClass").map(str::to_owned);
    table.protected = input.get_bool("DeletionProtectionEnabled").unwrap_or(false);
    table.tags = tags(input)?;
    Ok(table)
}

/// Most tags of one resource.
const TAGS: usize = 50;

fn tags(input: MapRef<'_>) -> Result<Vec<(String, String)>, Failure> {
    let mut tags: Vec<(String, String)> = Vec::new();
    for tag in input.get_list("Tags").unwrap_or_default().iter().filter_map(|tag| tag.as_map()) {
        let (key, value) = (tag.get_str("Key").unwrap_or_default(), tag.get_str("Value").unwrap_or_default());
        if key.starts_with("aws:") {
            return Err(Failure::validation("Tag Key cannot be prefixed with aws:, Key: ".to_owned() + key));
        }
        if tags.iter().any(|(known, _)| known == key) {
            let message = "Duplicate Tag Keys provided as input: Duplicate Tag Key found ".to_owned() + key;
            return Err(Failure::validation(message));
        }
        tags.push((key.to_owned(), value.to_owned()));
    }
    if tags.len() > TAGS {
        return Err(Failure::validation(
            "Number of Tags exceed the current limit for the provided ResourceArn",
        ));
    }
    Ok(tags)
}
