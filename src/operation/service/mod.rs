//! What the service says of itself.

pub mod describe_endpoints;
pub mod describe_limits;
