//! Tables: their life, settings, tags and descriptions.

pub mod create_table;
pub mod delete_table;
pub mod describe;
pub mod describe_billing;
pub mod describe_table;
pub mod describe_time_to_live;
pub mod list_tables;
pub mod list_tags_of_resource;
pub mod quotas;
pub mod tag_resource;
pub mod unsupported;
pub mod untag_resource;
pub mod update_table;
pub mod update_time_to_live;
