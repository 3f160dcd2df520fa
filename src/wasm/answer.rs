//! How an answer is written for the face that asked.

use crate::engine::Answer;
use crate::model::{Failure, MapRef, Writer};
use crate::operation::Operation;
use crate::operation::shape::{self, Mode, generated};
use crate::protocol::{self, Exchange};

/// The answer is in the output buffer and is a success.
pub const DONE: u8 = 0;
/// The answer is in the output buffer and is a failure.
pub const FAILED: u8 = 2;

/// What a call needs when its answer comes.
pub enum Form {
    /// A document with plain or typed attribute values.
    Document {
        /// Whose response it is.
        operation: &'static Operation,
        /// Plain or typed.
        mode: Mode,
    },
    /// An HTTP response.
    Http {
        /// Whose response it is.
        operation: &'static Operation,
        /// What the response repeats of its request.
        exchange: Exchange,
    },
}

impl Form {
    /// Writes the answer and says how it went.
    pub fn write(&self, answer: Answer, out: &mut Vec<u8>) -> u8 {
        match self {
            Self::Http { operation, exchange } => {
                write_http(operation, exchange, answer, out);
                DONE
            }
            Self::Document { operation, mode } => match answer {
                Ok(body) => {
                    *out = match mode {
                        Mode::Plain => body,
                        _ => shape::raise_typed(operation.shapes.output, MapRef::new(&body)),
                    };
                    DONE
                }
                Err(failure) => {
                    *out = failure_document(&failure, *mode);
                    FAILED
                }
            },
        }
    }
}

/// The build puts it where HTTP is (`scripts/split.mjs`).
#[inline(never)]
fn write_http(operation: &Operation, exchange: &Exchange, answer: Answer, out: &mut Vec<u8>) {
    let body = answer.as_ref().map(|body| MapRef::new(body));
    *out = protocol::finish(exchange, operation.shapes.output, body).to_document();
}

/// `{ message, name, status }` and the failure's members.
pub fn failure_document(failure: &Failure, mode: Mode) -> Vec<u8> {
    let mut out = Writer::new();
    out.entry_str("message", &failure.message);
    out.entry_str("name", failure.kind.name());
    out.entry_int("status", i64::from(failure.kind.status()));
    if let Some(detail) = failure.detail.as_deref() {
        match mode {
            Mode::Plain => out.encoded(detail),
            _ => out.encoded(&shape::raise_typed(generated::FAILURE, MapRef::new(detail))),
        }
    }
    out.into_inner()
}
