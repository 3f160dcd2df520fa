//! Global tables: which replicas a table has, and what they have in common. The work between replicas is done by the host, which
//! is called for (`table::state`) whenever something of that changes.

pub mod create_global_table;
pub mod definition;
pub mod describe;
pub mod describe_global_table;
pub mod describe_global_table_settings;
mod global_settings;
pub mod join;
pub mod legacy;
pub mod list_global_tables;
pub mod members;
pub mod overrides;
pub mod update_global_table;
pub mod update_global_table_settings;
pub mod updates;
