//! Expressions: text -> syntax tree -> evaluation over encoded items.
//!
//! Pure: no storage, no clock, no table. Five kinds share one lexer, one parser and one tree: conditions and filters
//! ([`condition`]), key conditions ([`key_condition`]), projections ([`projection`]) and updates ([`update`]). Whatever
//! can be refused without an item is refused while parsing, in the service's order and with its texts.
//!
//! All expressions of a request are parsed against one [`Substitutions`], which knows at the end what was not used.
//! Values and items handed in have to be canonical (see [`crate::model::check`]): equality is equality of bytes, and
//! items are merged with sorted paths in one walk.
//!
//! ```
//! use hashrange::expression::{Kind, Substitutions, condition};
//! use hashrange::model::{MapRef, Writer};
//!
//! let mut values = Writer::new();
//! values.entry_int(":least", 18);
//! let mut item = Writer::new();
//! item.entry_int("age", 21);
//!
//! let mut subs = Substitutions::new(None, Some(MapRef::new(values.as_bytes())))?;
//! let adult = condition::parse(Kind::Condition, "age >= :least", &mut subs)?;
//! subs.finish()?;
//! assert!(adult.matches(MapRef::new(item.as_bytes())));
//! # Ok::<(), hashrange::model::Failure>(())
//! ```

pub mod ast;
pub(crate) mod check;
pub mod columns;
pub mod condition;
mod cursor;
mod evaluate;
mod findings;
pub mod key_condition;
mod kind;
mod lexer;
mod machine;
mod path;
pub mod projection;
mod reserved;
mod search;
mod steps;
mod substitution;
pub mod update;

pub use kind::Kind;
pub use substitution::Substitutions;

#[cfg(test)]
mod oracle;
