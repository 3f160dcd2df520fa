//! See the crate documentation for this layer's place.

pub mod checksum;
pub mod page_id;

pub use page_id::PageId;
