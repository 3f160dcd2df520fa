//! Global tables: which replicas a table has, and what they have in common. The work between replicas is done by the host, which
//! is called for (`table::state`) whenever something of that changes.

pub mod definition;
pub mod describe;
pub mod join;
pub mod members;
pub mod overrides;
pub mod updates;
