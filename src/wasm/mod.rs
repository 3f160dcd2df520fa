//! The JavaScript boundary: the only room with `#[wasm_bindgen]` besides the adapters' imports.
//!
//! JavaScript writes a request document into memory that [`core::Core::reserve`] gives, and calls [`core::Core::call`] with the
//! operation's number, a mode and a ticket. The answer is there at once, or comes later through the host's
//! `complete`. Documents are map bodies of the item format on both ways (see [`crate::model`]); JavaScript decodes
//! them straight from memory.

mod answer;
#[cfg(feature = "contract")]
mod contract;
mod core;
mod host;
mod open;
mod portable;
