//! Policies of tables and streams.

pub mod delete_resource_policy;
pub mod get_resource_policy;
pub mod put_resource_policy;
mod resource;
