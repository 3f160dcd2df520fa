//! The forms of attribute values.

/// The form in which a client sends attribute values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As they are: the DocumentClient.
    Plain,
    /// `{"S": ..}` with binary as binary: the low-level JavaScript client.
    Typed,
    /// `{"S": ..}` with binary as base64 text: HTTP.
    Json,
}
