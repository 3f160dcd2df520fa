//! Secondary indexes of a table that exists: how they are added, changed, removed and shown.

pub mod describe_index;
pub mod index_updates;
