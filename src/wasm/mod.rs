//! The JavaScript boundary.

#[cfg(feature = "contract")]
mod contract;
