//! Questions of transactions, member by member.

use super::asking::Asking;
use super::items::{self, Single};
use crate::model::MapRef;
use crate::operation::transactions::transaction;
use crate::table::{Context, Stop};

/// Asks for the members of `TransactGetItems` or `TransactWriteItems`.
pub(super) fn members(
    asking: &Asking,
    cx: &mut Context<'_>,
    operation: &str,
    input: MapRef<'_>,
) -> Result<(), Stop> {
    for item in input.get_list("TransactItems").unwrap_or_default().iter() {
        let item = item.as_map().unwrap_or_default();
        let get = item.get_map("Get").map(|get| ("Get", get));
        for (name, members) in get.into_iter().chain(transaction::action(item)) {
            let action = match name {
                "Get" => "GetItem",
                "Put" => "PutItem",
                "Update" => "UpdateItem",
                "Delete" => "DeleteItem",
                _ => "ConditionCheckItem",
            };
            items::single(asking, cx, &Single { action, members, enclosing: Some(operation), input })?;
        }
    }
    Ok(())
}
