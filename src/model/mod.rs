//! Attribute values, the binary item format, decimal numbers, sizes and limits. Imports nothing of ours.

pub mod number;
