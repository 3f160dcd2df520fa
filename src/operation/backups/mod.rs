//! Operations on backups and on points in time.

pub mod continuous;
pub mod create_backup;
pub mod delete_backup;
pub mod describe_backup;
pub mod describe_continuous_backups;
pub mod list_backups;
mod overrides;
pub mod restore_table_from_backup;
pub mod restore_table_to_point_in_time;
pub mod shown;
pub mod update_continuous_backups;
