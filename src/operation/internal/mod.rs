//! Operations for the package's own code outside of the engine: what it keeps, and what the service has no operation for.

pub mod delete_state;
pub mod get_state;
pub mod list_states;
pub mod put_state;

pub use super::destinations::{get_changes, list_destinations};
pub use super::transfer::{advance_transfer, list_transfers};
