//! Table definitions in requests: `CreateTable` as a whole, `UpdateTable` in parts. Checks are in the service's
//! order, with its texts.

mod billing;
mod index;
mod key_schema;

pub use billing::{ceiling, changed, throughput_of, warm};
pub use index::{check_counts, global, global_throughput};
pub use key_schema::attributes;

use crate::model::{Failure, MapRef};
use crate::operation::flaw::invalid;
use crate::table::schema::{Billing, KeyAttribute, Table};

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
    let has_indexes =
        ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"].iter().any(|name| input.get_list(name).is_some());
    if !has_indexes && table.key.len() != table.attributes.len() {
        return Err(invalid(&[
            "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
        ]));
    }
    index::locals(input, &mut table)?;
    index::globals(input, &mut table)?;
    check_counts(&table)?;
    check_all_used(&table)?;
    table.ceiling = ceiling(input, table.billing)?;
    table.warm = warm(input);
    table.class = input.get_str("TableClass").map(str::to_owned);
    table.protected = input.get_bool("DeletionProtectionEnabled").unwrap_or(false);
    table.tags = tags(input);
    Ok(table)
}

fn tags(input: MapRef<'_>) -> Vec<(String, String)> {
    let pairs = input.get_list("Tags").unwrap_or_default();
    let pair = |tag: MapRef<'_>| Some((tag.get_str("Key")?.to_owned(), tag.get_str("Value")?.to_owned()));
    pairs.iter().filter_map(|tag| pair(tag.as_map()?)).collect()
}

/// Every attribute definition is a key of the table or of an index.
fn check_all_used(table: &Table) -> Result<(), Failure> {
    let used: Vec<&KeyAttribute> =
        table.key.attributes().chain(table.indexes.iter().flat_map(|index| index.key.attributes())).collect();
    if table.attributes.iter().all(|attribute| used.contains(&attribute)) {
        return Ok(());
    }
    let mut names: Vec<&str> = Vec::new();
    for attribute in used {
        if !names.contains(&attribute.name.as_str()) {
            names.push(&attribute.name);
        }
    }
    Err(invalid(&[
        "Some AttributeDefinitions are not used. AttributeDefinitions: [",
        &key_schema::names_of(&table.attributes),
        "], keys used: [",
        &names.join(", "),
        "]",
    ]))
}
