//! Trees.

mod cache;
mod checkpoint;
mod cursor;
mod effect;
mod forest;
mod key;
mod layer;
mod link;
mod loader;
mod merge;
mod ordered;
mod output;
mod page;
mod page_cursor;
mod page_list;
mod range;
mod reader;
mod reclaim;
mod records;
mod roots;
mod run;
mod trace;
mod walk;

pub use checkpoint::{CheckpointResult, CheckpointStep};
pub use cursor::{Cursor, Step};
pub use effect::{Effect, TreeId};
pub use forest::{Config, Damage, Forest, Pin, Snapshot};
pub use key::Key;
pub use link::{ForestRoot, Link, RootEntry};
pub use range::{Direction, KeyRange};
pub use reclaim::ReclaimStep;
pub use run::Measure;
pub use trace::{Lookup, Stats, Stopped, Trace};

#[cfg(test)]
mod tests;
