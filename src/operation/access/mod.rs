//! Access control: what an operation is going to do, asked of the caller's policies before it runs.
//!
//! The questions are read off the lowered request by the same code that the operations read it with, so that both mean the same.
//! An operation that is not in [`questions`] is refused: whoever adds one says here what it touches.

mod admit;
mod asking;
mod facts;
mod items;
mod policies;
mod questions;
mod services;
mod statements;
mod tags;
mod transactions;

pub use admit::{Guards, admit, guard};
pub use policies::would_lock_out;
pub use statements::refusals;
