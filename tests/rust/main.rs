//! The integration tests, one binary: modules named by what they hold to be true.

mod architecture;
mod database;
mod golden;
mod model_based;
mod operations;
mod simulation;
mod turns;
