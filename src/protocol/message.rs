//! HTTP requests and responses as this layer sees them: bytes, and names in any case.

use crate::model::{Failure, Kind, MapRef, Type, ValueRef, Writer};

/// A request as the host received it.
#[derive(Clone, Copy, Debug)]
pub struct HttpRequest<'a> {
    /// `GET`, `POST`, in capitals.
    pub method: &'a str,
    /// Path and query, `/` at least.
    pub path: &'a str,
    /// Header values, strings, by name.
    pub headers: MapRef<'a>,
    /// The body's bytes, without content codings.
    pub body: &'a [u8],
}

/// What a host may refuse a request for.
const REFUSALS: [Kind; 6] = [
    Kind::InternalServer,
    Kind::MissingAuthenticationToken,
    Kind::IncompleteSignature,
    Kind::InvalidSignature,
    Kind::UnrecognizedClient,
    Kind::ExpiredToken,
];

/// A response for the host to send. `Content-Length`, `Date` and `Server` are the host's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl<'a> HttpRequest<'a> {
    /// Reads a request document: `{ method: S, path: S, headers: M of S, body: B }`.
    #[must_use]
    pub fn from_document(document: MapRef<'a>) -> Self {
        let body = document.get(b"body").map_or(&[][..], |value| match value.view() {
            ValueRef::B(bytes) | ValueRef::S(bytes) => bytes,
            _ => &[],
        });
        Self {
            method: document.get_str("method").unwrap_or(""),
            path: document.get_str("path").unwrap_or("/"),
            headers: document.get_map("headers").unwrap_or_default(),
            body,
        }
    }

    /// What the host found wrong with the request before it handed it over: the document's `refusal`, which is
    /// `{ name: S, message: S }`. A name that is none of those for signatures and codings is an
    /// `AccessDeniedException`.
    #[must_use]
    pub fn refusal(document: MapRef<'_>) -> Option<Failure> {
        let refusal = document.get_map("refusal")?;
        let name = refusal.get_str("name").unwrap_or("");
        let known = REFUSALS.into_iter().find(|kind| kind.name() == name);
        Some(Failure::new(known.unwrap_or(Kind::AccessDenied), refusal.get_str("message").unwrap_or("")))
    }

    /// A header's value.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        let found = self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name.as_bytes()));
        found.and_then(|(_, value)| value.as_str())
    }
}

impl HttpResponse {
    /// Writes the response as a document: `{ status: N, headers: M of S, body: B }`.
    #[must_use]
    pub fn to_document(&self) -> Vec<u8> {
        let mut out = Writer::over(Vec::with_capacity(self.body.len() + 256));
        out.entry_int("status", i64::from(self.status));
        let headers = out.begin_entry("headers", Type::M);
        for (name, value) in &self.headers {
            out.entry_str(name, value);
        }
        out.end(headers);
        out.name(b"body");
        out.binary(&self.body);
        out.into_inner()
    }
}
