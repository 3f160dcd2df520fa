//! See the crate documentation for this layer's place.

pub mod checksum;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
#[cfg(any(test, feature = "contract"))]
pub mod fault;
pub mod file_store;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
pub mod join;
pub mod memory;
pub mod page_id;

pub use file_store::FileStore;
pub use memory::MemoryStore;
pub use page_id::PageId;
pub use ports::{
    Admit, Durability, File, Limits, LocalFuture, LogChunk, LogPosition, Opened, Outcome, Store, StoreError,
    StoreErrorKind,
};

#[cfg(test)]
pub(crate) mod tests;
