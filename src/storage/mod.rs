//! Storage: two ports and their adapters.
//!
//! A [`Store`] keeps byte arrays under page ids, a superblock and a run of log chunks; a [`File`] is bytes at
//! offsets. The ports state in writing what is durable when a call resolves; one contract suite holds every adapter
//! to it. Nothing here knows what the bytes mean. The tree above uses [`PageId`], [`checksum`] and [`array`] only.

pub mod array;
pub mod checksum;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
pub mod join;
pub mod memory;
pub mod page_id;
pub mod ports;

pub use memory::MemoryStore;
pub use page_id::PageId;
pub use ports::{
    Admit, Durability, File, Limits, LocalFuture, LogChunk, LogPosition, Opened, Outcome, Store, StoreError,
    StoreErrorKind,
};

#[cfg(test)]
mod tests;
