//! The integration tests, one binary: modules named by what they hold to be true.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "tests fail by panicking"
)]

mod architecture;
mod database;
mod golden;
mod model_based;
mod operations;
mod simulation;
mod turns;
