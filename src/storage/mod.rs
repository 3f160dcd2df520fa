//! Storage: two ports and their adapters.
//!
//! A [`Store`] keeps byte arrays under page ids, a superblock and a run of log chunks; a [`File`] is bytes at
//! offsets. The ports state in writing what is durable when a call resolves; one contract suite holds every adapter
//! to it. Nothing here knows what the bytes mean. The tree above uses [`PageId`], [`checksum`] and [`array`] only.

pub mod array;
pub mod checksum;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
#[cfg(any(test, feature = "contract"))]
pub mod fault;
#[cfg(any(test, feature = "contract"))]
pub mod fault_store;
#[cfg(any(not(target_arch = "wasm32"), feature = "files"))]
pub mod file_store;
#[cfg(not(target_arch = "wasm32"))]
mod holder_mark;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
pub mod join;
#[cfg(target_arch = "wasm32")]
mod js_bridge;
#[cfg(all(target_arch = "wasm32", feature = "files"))]
pub mod js_file;
#[cfg(target_arch = "wasm32")]
pub mod js_store;
#[cfg(not(target_arch = "wasm32"))]
mod lock_file;
pub mod memory;
#[cfg(not(target_arch = "wasm32"))]
pub mod native_file;
pub mod page_id;
pub mod ports;
pub mod sealed;
pub mod turn;

#[cfg(any(not(target_arch = "wasm32"), feature = "files"))]
pub use file_store::FileStore;
pub use memory::MemoryStore;
pub use page_id::PageId;
pub use ports::{
    Admit, Durability, File, Limits, LocalFuture, LogChunk, LogPosition, Opened, Outcome, Store, StoreError,
    StoreErrorKind,
};

#[cfg(test)]
pub(crate) mod tests;
