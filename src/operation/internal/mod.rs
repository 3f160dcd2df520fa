//! Operations for the package's own code outside of the engine: what it keeps, and what the service has no operation for.

pub mod advance_transfer;
pub mod apply_replicated;
pub mod authorize;
pub mod count_delivery;
pub mod decide_writes;
pub mod delete_state;
pub mod drop_part;
pub mod follow_replica;
pub mod get_changes;
pub mod get_replica_position;
pub mod get_state;
pub mod list_destinations;
pub mod list_prepared;
pub mod list_states;
pub mod list_transfers;
mod merge;
pub mod open_moment;
pub mod prepare_writes;
pub mod put_state;
pub mod read_changes;
pub mod read_contributors;
pub mod read_history;
pub mod read_metrics;
pub mod read_part;
pub mod read_replica;
pub mod read_table;
mod replicated;
