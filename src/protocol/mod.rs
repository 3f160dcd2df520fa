//! The HTTP face: AWS JSON 1.0 in bytes, without sockets.
//!
//! [`begin`] reads a request up to the operation and its document; the engine runs it; [`finish`] writes the answer.
//! What needs no operation (health, CORS preflight, a broken request) [`begin`] answers itself. Content codings and
//! signatures are the host's: it hands over plain bodies, and what it refuses ([`HttpRequest::refusal`]) is answered
//! at its place in the order of checks.

mod exchange;
mod message;

pub use crate::model::json_reader;
pub use exchange::{Call, Exchange, begin, finish};
pub use message::{HttpRequest, HttpResponse};

#[cfg(test)]
mod golden;
