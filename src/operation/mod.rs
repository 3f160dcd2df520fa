//! See the crate documentation for this layer's place.

pub mod shape;
