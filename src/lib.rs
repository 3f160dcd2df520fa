//! Hashrange: a DynamoDB that runs inside the page.
//!
//! One engine, compiled to WebAssembly for browsers, edge functions, Node, Deno and Bun, and usable as a plain
//! Rust crate. The layers, each importing only those below it:
//!
//! ```text
//! wasm        the only room with #[wasm_bindgen]       native      blocking calls for Rust programs
//! protocol    the HTTP face: AWS JSON 1.0, error envelope, crc32; bytes in, bytes out
//! engine      dispatch, fault and retry, commit queue, checkpoints, jobs, failure and reopening
//! operation   registry and one file per operation; shared read path, write path, validation
//! policy      policy documents -> decisions; callers
//! partiql     statement text -> the trees of expressions
//! expression  text -> AST -> evaluation over encoded items
//! table       catalog, schema, key codec, indexes, capacity: DynamoDB's data model on trees
//! tree        immutable pages, write buffer, cursors, merge, snapshots, reclaim; knows bytes only
//! storage     the Store and File ports with their contracts, and the adapters
//! model       attribute values, item codec, decimal numbers, sizes, limits
//! ```
#![cfg_attr(test, allow(clippy::too_many_lines))]

pub mod engine;
pub mod expression;
pub mod model;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod operation;
pub mod partiql;
pub mod policy;
pub mod protocol;
pub mod storage;
pub mod table;
pub mod tree;
#[cfg(target_arch = "wasm32")]
mod wasm;
