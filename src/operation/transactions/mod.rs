//! Transactions: TransactGetItems, TransactWriteItems, and the reasons and tallies that they share ([`transaction`]).

pub mod transact_get_items;
pub mod transact_write_items;
pub mod transaction;
