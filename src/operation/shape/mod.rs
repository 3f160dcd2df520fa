//! Requests and responses against the shapes of the service model.
//!
//! [`lower`] is the one door for requests: it checks the types of members, collects broken constraints into the
//! service's one message, drops unknown and null members, turns `{"S": ..}` into plain values and brings items into
//! canonical form. After it, a request document can be trusted. [`raise_typed`] and [`raise_json`] are the way back.
//! The shapes are in [`generated`], made from the service model by `scripts/shapes.py`.
//!
//! ```
//! use hashrange::model::{MapRef, Type, Writer};
//! use hashrange::operation::shape::{self, Mode, generated};
//!
//! let mut request = Writer::new();
//! request.entry_str("TableName", "Movies");
//! let key = request.begin_entry("Key", Type::M);
//! let year = request.begin_entry("year", Type::M);
//! request.entry_str("N", "1979");
//! request.end(year);
//! request.end(key);
//!
//! let mut lowered = Vec::new();
//! shape::lower(generated::GET_ITEM.input, Mode::Json, MapRef::new(request.as_bytes()), &mut lowered).unwrap();
//! assert_eq!(MapRef::new(&lowered).get_map("Key").unwrap().get_int("year"), Some(1979));
//! ```

pub mod base64;
mod constraint;
mod echo;
#[rustfmt::skip]
pub mod generated;
#[rustfmt::skip]
mod generated_later;
mod generated_tables;
mod item;
pub mod json;
mod lower;
mod mismatch;
mod mode;
mod path;
mod raise;
mod row;
mod scalar;
mod table;

pub use echo::scalar as echo_scalar;
pub use item::explain;
pub use lower::{FLAW, lower};
pub use mode::Mode;
pub use raise::{raise_json, raise_json_members, raise_typed};
pub use table::{Operation, ShapeId};

#[cfg(test)]
mod tests;
