//! Items: one file for each operation that reads or writes them by key, and one place each for what they share.
//!
//! Shared: [`expressions`] and the parameters that came before them ([`legacy`]), [`write_path`] for everything that writes an
//! item, [`read_path`] with [`source`] and [`select`] for Query and Scan, [`batch`] for requests on many items, [`collection`]
//! for what writes report of item collections, [`answer`] for the answers of single writes.

mod answer;
pub mod batch;
pub mod batch_get_item;
pub mod batch_write_item;
pub mod collection;
pub mod delete_item;
pub mod expressions;
pub mod get_item;
pub mod legacy;
pub mod part;
pub mod put_item;
pub mod query;
pub mod read_path;
pub mod scan;
pub mod select;
pub mod source;
pub mod update_item;
pub mod write_path;
