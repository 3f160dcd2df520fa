//! Attribute values, the binary item format, decimal numbers, sizes and limits. Imports nothing of ours.
//!
//! # The item format, version 1
//!
//! One encoding from the JavaScript boundary to the disk. A value is a tag byte and a payload:
//!
//! | tag | type | payload |
//! |---|---|---|
//! | `01` | NULL | none |
//! | `02`, `03` | BOOL false, true | none |
//! | `04` | N | length byte 1..=21, ordered number |
//! | `05` | S, ASCII only | varint byte length, bytes |
//! | `06` | S with a non-ASCII character | varint byte length, UTF-8 |
//! | `07` | B | varint byte length, bytes |
//! | `08` | L | u32 little-endian byte length, values |
//! | `09` | M | u32 little-endian byte length, entries: name, value |
//! | `0A` | SS | u32 little-endian byte length, texts |
//! | `0B` | NS | u32 little-endian byte length, members: length byte, ordered number |
//! | `0C` | BS | u32 little-endian byte length, members: varint byte length, bytes |
//! | `0D` | N as decimal text | varint byte length, ASCII; only in requests, never stored |
//!
//! A name or text is a varint `byte length << 1 | has a non-ASCII character` and UTF-8 bytes. A varint is a minimal
//! LEB128 `u32`. An item is the entries of a map without tag and length (a *map body*), and so are requests and
//! responses. The ordered number is described in [`number`]; what canonical means, in [`check`]. The version stands
//! in the envelope around a stored item, so it costs nothing here.

pub mod canonical;
pub mod check;
pub mod failure;
pub mod json_reader;
pub mod limits;
mod map;
pub mod number;
pub mod order;
pub mod size;
pub mod split;
pub mod tag;
mod value;
mod writer;

pub use failure::{Failure, Kind};
pub use map::SmallMap;
pub use number::Number;
pub use tag::Type;
pub use value::{Elements, Entries, ListRef, MapRef, Members, Raw, SetRef, ValueRef};
pub use writer::{Mark, Writer};
