//! Tests of whole forests against a page store in memory and a plain ordered map.

mod checkpoints;
mod formats;
mod model;
mod sim;
mod speed;
