//! The gauge: what requests consume, whether that is allowed, and how much of everything there was.
//!
//! Nothing of it exists unless the host asked for capacity to be enforced or for metrics. Then every run of an operation tells
//! it each item that it reads or writes; the gauge refuses what a table's capacity does not allow. When the request is
//! answered, [`Gauge::answered`] counts it. A run that is not the last one of its request gives back what it took.

mod bucket;
pub mod contributors;
mod count;
pub mod counters;
mod flow;
mod measure;
mod meter;
mod names;
mod pace;
mod partitions;
mod series;
pub mod slots;
#[cfg(test)]
mod tests;
pub mod throttle;

pub use count::Answered;
pub use flow::{Flow, Units};
pub(in crate::table) use measure::Inner;
pub use measure::{ACCOUNT_QUOTA, Enforced, Gauge};
pub use meter::TABLE_QUOTA;
