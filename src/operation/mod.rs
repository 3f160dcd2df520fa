//! The operations: a registry, one file for each operation, and one place each for what they share.
//!
//! An operation takes a request that its shape has lowered ([`shape::lower`]) and a [`Context`] to read through, and
//! gives a response document and effects. It does no I/O and cannot fail half-way: effects of a run that faults or
//! fails are dropped.
//!
//! Shared by the item operations: [`flaw`] (what keys and items can be refused for), [`expressions`], [`write_path`]
//! for everything that writes an item, [`read_path`] with [`source`] and [`select`] for Query and Scan, [`batch`] and
//! [`transaction`] for requests on many items, [`consumed`] and [`collection`] for what they report besides. Shared by the table operations: [`definition`] and [`describe`].

mod batch;
mod batch_execute_statement;
mod batch_get_item;
mod batch_write_item;
mod collection;
mod consumed;
mod create_table;
mod definition;
mod delete_item;
mod delete_table;
mod describe;
mod describe_billing;
mod describe_endpoints;
mod describe_index;
mod describe_limits;
mod describe_table;
mod describe_time_to_live;
mod execute_statement;
mod execute_transaction;
mod expressions;
mod flaw;
mod get_item;
mod index_updates;
mod legacy;
mod list_tables;
mod list_tags_of_resource;
mod notation;
mod put_item;
mod query;
mod read_path;
mod registry;
mod scan;
mod select;
pub mod shape;
mod source;
mod statement;
mod statement_read;
mod statements;
mod tag_resource;
mod target;
mod transact_get_items;
mod transact_write_items;
mod transaction;
mod unsupported;
mod untag_resource;
mod update_item;
mod update_table;
mod update_time_to_live;
mod write_path;

pub use crate::table::{Context, Origin, Settings, Stop};
pub use registry::{Class, OPERATIONS, Operation, find};

use crate::model::MapRef;

/// Evaluates a lowered request. On success the response stands beside the effects in the context.
///
/// # Errors
/// [`Stop::Fault`] when pages are missing, which the trace names: the request is to be run again with them.
/// [`Stop::Failure`] is the answer. Neither leaves effects behind.
pub fn run(operation: &'static Operation, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    cx.action = operation.action;
    let before = cx.effects.len();
    let result = (operation.run)(cx, input);
    if result.is_err() {
        cx.effects.truncate(before);
    }
    result
}
