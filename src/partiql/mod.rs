//! PartiQL: statement text -> the same trees that expressions are evaluated from.
//!
//! Sits between the operations and the expressions. Pure, like them: no storage, no clock, no table. A statement is
//! read in three passes, none of which recurses deeper than a fixed bound: tokens ([`lexer`]), literals in the item
//! format ([`literals`]), then the statement itself ([`parser`]). What comes out names no syntax any more: a condition,
//! an update, columns and an item, for the write path and the read path to run.
//!
//! ```
//! use hashrange::model::ListRef;
//! use hashrange::partiql::{Source, Verb};
//!
//! let text = "SELECT title FROM \"Films\" WHERE id = 'f1' AND year >= 1979";
//! let source = Source::new(text, ListRef::default(), &|_| String::new())?;
//! let statement = source.parse()?;
//! assert_eq!((statement.verb, statement.table), (Verb::Select, "Films"));
//! # Ok::<(), hashrange::model::Failure>(())
//! ```

mod branch;
mod condition;
mod function;
mod keyword;
mod lexer;
mod literals;
mod malformed;
mod parser;
mod pinned;
mod place;
mod probe;
mod reader;
mod source;
mod statement;
mod tokens;
mod update;

pub use branch::{Branch, Branches};
pub use pinned::pinned;
pub use probe::{Probe, conjuncts, probes};
pub use source::Source;
pub use statement::{Returning, Statement, Verb};

#[cfg(test)]
mod tests;
