//! Catalog, schema, key codec, indexes, item store, capacity, history, jobs: DynamoDB's data model on trees.
//!
//! Sits between the trees, which know bytes only, and the operations, which know requests only. Everything that is
//! written goes through [`store::write`] (items) or [`catalog`] (definitions and jobs), as effects of a
//! [`Context`]; nothing here touches storage.

pub mod capacity;
pub mod catalog;
mod context;
mod definitions;
pub mod envelope;
pub mod expiry;
pub mod gauge;
pub mod group;
pub mod hash;
pub mod history;
pub mod index;
pub mod job_record;
pub mod jobs;
pub mod key;
pub mod ledger;
pub mod lock;
pub mod moment;
pub mod points;
pub mod prepared;
mod provisions;
pub mod replica;
pub mod schema;
mod schema_codec;
pub mod state;
pub mod store;
mod sweep;
pub mod transfer;

pub use context::{Context, Origin, Part, Progress, Read, Settings, Stop, earlier, unreadable};
pub use definitions::{CATALOG_TREE, Catalog, LEDGER_TREE};
