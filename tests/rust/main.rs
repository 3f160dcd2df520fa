//! The integration tests, one binary: modules named by what they hold to be true.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test may panic"
)]

mod access;
mod answers;
mod architecture;
mod corpus;
mod database;
#[cfg(feature = "encryption")]
mod encryption;
mod format;
mod golden;
mod legacy;
mod model_based;
mod opening;
mod operations;
mod partiql;
mod replicas;
