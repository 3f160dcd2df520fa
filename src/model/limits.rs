//! The service's limits, in bytes unless said otherwise.

/// Largest item, attribute names included.
pub const ITEM_SIZE: u32 = 409_600;
/// Largest partition key value.
pub const PARTITION_KEY: usize = 2_048;
/// Largest sort key value.
pub const SORT_KEY: usize = 1_024;
/// Longest attribute name.
pub const ATTRIBUTE_NAME: usize = 65_535;
/// Longest name of a key, index key or projected attribute.
pub const KEY_NAME: usize = 255;
/// Lists and maps that may stand inside one another.
pub const NESTING: u8 = 31;
/// Evaluated data after which a page of Query or Scan ends.
pub const PAGE_SIZE: u64 = 1_048_576;
/// Largest request body.
pub const REQUEST_SIZE: usize = 16 << 20;
/// Data one transaction may hold.
pub const TRANSACTION_SIZE: u64 = 4 << 20;
