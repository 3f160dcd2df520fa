//! Ordered maps from bytes to bytes on immutable pages: buffers, pages, cursors, checkpoints, branches, reclaim.
//!
//! It knows nothing of items, tables or stores. All state is in a [`Forest`]; nothing here does I/O, reads a clock or
//! panics. Above it stands `table`, which gives keys and values their meaning; the engine moves pages between the
//! forest and the store, and log records from the store into [`Forest::apply`].
//!
//! ```
//! use hashrange::tree::{Config, Effect, Forest, ForestRoot, Lookup, Trace};
//!
//! let mut forest = Forest::open(Config::new(1 << 20, |value| value.len() as u64), ForestRoot::default());
//! let (key, value) = (b"key".to_vec(), Some(b"value".to_vec()));
//! forest.apply_owned(1, vec![Effect::Write { tree: 1, key, value, old_weight: None }]);
//!
//! let mut trace = Trace::default();
//! assert_eq!(forest.get(&mut trace, 1, b"key"), Lookup::Found(b"value"));
//! assert_eq!(trace.lsn, 1);
//! ```
//!
//! # How a host drives it
//!
//! - **Reads** collect a [`Trace`]. After a fault: if `corrupt` is set, fail; else pin `faults`, load them, `install`
//!   each, run the request again from its start; unpin when it is through.
//! - **Writes** are effects; applying them needs no page. A write is visible at once.
//! - **A checkpoint**: `seal`, `begin_checkpoint`, then `step_checkpoint` until it is done, doing what each step
//!   asks; then one atomic switch of the superblock to the new root, then `finish_checkpoint`. Sealing is one moment
//!   in the log: the log before it may be cut off after the switch, and what is replayed after opening begins there.
//! - **Reclaim**: `step_reclaim` after opening and after every checkpoint until it is idle. Only it deletes pages.
//! - **Opening**: [`Forest::open`] with the superblock's root; pages at or above the last checkpoint's `next_page` and
//!   below the new epoch are garbage.
//!
//! # Invariants
//!
//! - A page never changes and its id is never used twice, so the cache needs no invalidation and a page seen by a
//!   reader cannot be overwritten.
//! - A page's birth is the number of the checkpoint that wrote it, and not below the births of the pages it refers to.
//! - A page is checked against the checksum and the level in the entry that led to it, every time it is reached: a
//!   page that is not the one its parent means is never read.
//! - While a checkpoint is being made, its new pages are known to it alone; reads go to the old root and the sealed
//!   buffer until `finish_checkpoint`.
//! - Every page in the store is reachable from the live root or a pinned branch's root, or it is listed in the forest
//!   root, or a record of tree 0 leads to it, or it is above `next_page`: no crash leaks a page.
//!
//! # Formats
//!
//! Numbers are little endian unless said otherwise; a varint is LEB128. Checksums are CRC-32 (IEEE) of the payload.
//!
//! A page's payload:
//!
//! | bytes | meaning |
//! |---|---|
//! | 1 | version: 1 |
//! | 1 | kind: 1 leaf, 2 branch |
//! | 1 | level: 0 for a leaf; a branch is one above its children |
//! | 1 | zero |
//! | 4 | entry count *n*, at least 1 |
//! | 4 | prefix length *p* |
//! | *p* | prefix shared by all keys (in a branch: by all but the first) |
//! | 4 *n* | per entry: the first four bytes of the key after the prefix, as a number of which the first byte is the highest, zero padded |
//! | 4 *n* | per entry: end of its record, counted from the first record's begin |
//! | rest | records: varint length of the key after the prefix, these bytes, then the value |
//!
//! In a branch the value is a link, and the key is at most the lowest key of that child and above all keys of the child
//! before; the first entry's key is empty. A link, 40 bytes: page id (u64), birth (u64), checksum (u32), payload
//! length (u32), items (u64), sum of weights (u64).
//!
//! A root entry: version 1, level (u8), link. The forest's root: see [`ForestRoot::encode`]. Tree 0 holds, by key:
//! `0x01`, tree id (u32, big endian): root entry of the tree; `0x02`, tree id (u32, big endian): version 2, state
//! (0 pinned, 1 unpinned), origin (u32), checkpoint (u64), items and weight in the buffers of the origin (i64 each), root entry
//! of the origin at that checkpoint; `0x03`, checkpoint (u64, big endian), tree id (u32, big endian): root entry
//! of a tree dropped at that checkpoint whose pages are to be reclaimed. The tree of replaced pages has page ids (u64,
//! big endian) as keys and empty values.

mod branch;
mod cache;
mod checkpoint;
mod cursor;
mod effect;
mod forest;
mod frozen;
mod key;
mod layer;
mod link;
mod loader;
mod maintenance;
mod merge;
mod ordered;
mod output;
mod page;
mod page_cursor;
mod page_list;
mod range;
mod reach;
mod reader;
mod reclaim;
mod records;
mod roots;
mod run;
mod trace;
mod walk;

pub use branch::Branching;
pub use checkpoint::{CheckpointResult, CheckpointStep, Mark, Scope};
#[cfg(test)]
pub(crate) use cursor::STEPS;
pub use cursor::{Cursor, Step};
pub use effect::{Effect, TreeId};
pub use forest::{Config, Damage, Forest};
pub use frozen::Frozen;
pub use key::Key;
pub use link::{ForestRoot, Link, RootEntry};
pub use page::is_later;
pub use range::{Direction, KeyRange};
pub use reach::Reach;
pub use reclaim::ReclaimStep;
pub use run::Measure;
pub use trace::{Lookup, Stats, Stopped, Trace};

#[cfg(test)]
mod tests;
