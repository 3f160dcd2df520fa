//! The engine as a plain Rust library: blocking calls over memory or files, on one thread.
//!
//! ```
//! use hashrange::native::Database;
//!
//! let db = Database::in_memory().unwrap();
//! db.json("CreateTable", r#"{
//!     "TableName": "Users",
//!     "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
//!     "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
//!     "BillingMode": "PAY_PER_REQUEST"
//! }"#).unwrap();
//! db.json("PutItem", r#"{"TableName": "Users", "Item": {"id": {"S": "u1"}, "age": {"N": "36"}}}"#).unwrap();
//! let found = db.json("GetItem", r#"{"TableName": "Users", "Key": {"id": {"S": "u1"}}}"#).unwrap();
//! assert_eq!(found, r#"{"Item":{"age":{"N":"36"},"id":{"S":"u1"}}}"#);
//! db.close().unwrap();
//! ```

mod database;
mod executor;
mod host;
#[cfg(feature = "encryption")]
mod sealed;

pub use database::Database;
pub use executor::Executor;
pub use host::SystemHost;

#[cfg(feature = "encryption")]
pub use crate::storage::sealed::vault::KeyProvider;

#[cfg(test)]
mod tests;
