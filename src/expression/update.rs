//! Update expressions: SET, REMOVE, ADD and DELETE over an item.
//!
//! An update is a set of actions on paths none of which reaches into another. Every operand reads the item as it was;
//! then one walk over the old bytes writes the new ones, copying whatever no action touches in whole spans.

mod action;
mod apply;
mod parse;
mod rewrite;
mod value;

pub use action::{Action, Change};
pub use apply::Update;
pub use parse::parse;

#[cfg(test)]
mod tests;
