//! The JavaScript boundary: the only room with `#[wasm_bindgen]` besides the adapters' imports.
//!
//! JavaScript writes a request document into memory that [`core::Core::reserve`] gives, and calls [`core::Core::call`] with the
//! operation's number, a mode and a ticket. The answer is there at once, or comes later through the host's
//! `complete`. Documents are map bodies of the item format on both ways (see [`crate::model`]); JavaScript decodes
//! them straight from memory.

#[cfg(feature = "contract")]
mod contract;

// The suite's module has no engine that could be opened.
#[cfg(not(feature = "contract"))]
mod answer;
#[cfg(not(feature = "contract"))]
mod core;
#[cfg(not(feature = "contract"))]
mod host;
#[cfg(not(feature = "contract"))]
mod open;
#[cfg(not(feature = "contract"))]
mod portable;
#[cfg(not(feature = "contract"))]
mod sealed;
