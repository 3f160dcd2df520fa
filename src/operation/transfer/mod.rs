//! Exports, imports and bulk puts: what they were asked for and how far they are. The work itself is done outside of the engine,
//! which is called for with [`crate::table::state::summon`].

pub mod cancel_bulk_operation;
pub mod describe;
pub mod describe_bulk_operation;
pub mod describe_export;
pub mod describe_import;
pub mod export_table_to_point_in_time;
pub mod import_table;
mod list;
pub mod list_bulk_operations;
pub mod list_exports;
pub mod list_imports;
pub mod puts;
mod start;
pub mod start_bulk_put_items;
