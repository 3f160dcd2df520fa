//! One request and its answer: what is answered without an operation, and how an operation's result is sent.

use super::json_reader;
use super::message::{HttpRequest, HttpResponse};
use crate::model::{Failure, Kind, MapRef, limits};
use crate::operation::shape::{self, ShapeId, generated, json};
use crate::operation::{self, Operation};
use crate::storage::checksum::crc32;

const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON: &str = "application/json";
/// `Date` is what clients in pages set their clocks by when their signatures are refused for the time.
const EXPOSED: &str = "x-amzn-RequestId, x-amz-crc32, Date";
/// Seconds for which a browser may remember a preflight's answer.
const PREFLIGHT_AGE: &str = "172800";

/// A call of an operation.
#[derive(Debug)]
pub struct Call {
    /// The operation that the target names.
    pub operation: &'static Operation,
    /// The request document, not yet checked against a shape.
    pub document: Vec<u8>,
    /// What [`finish`] needs to answer.
    pub exchange: Exchange,
}

/// What an answer repeats of its request.
#[derive(Clone, Debug)]
pub struct Exchange {
    media_type: &'static str,
    headers: Vec<(&'static str, String)>,
    content: Content,
}

/// What the answer of an operation that succeeded consists of.
#[derive(Clone, Debug)]
enum Content {
    /// Its result.
    Result,
    /// Nothing: the operation has no output at all.
    Nothing,
    /// The endpoint under which the request found the service.
    Endpoint(String),
}

impl Content {
    fn of(operation: &Operation, request: &HttpRequest<'_>) -> Self {
        match (operation.name, request.header("host")) {
            ("TagResource" | "UntagResource", _) => Self::Nothing,
            ("DescribeEndpoints", Some(host)) => Self::Endpoint(host.to_owned()),
            _ => Self::Result,
        }
    }
}

/// Reads a request. `refusal` is what the host found wrong with its signature, which the service looks at only after
/// the target; `region` stands in the health text; `entropy` becomes the request id.
///
/// # Errors
/// The response, when no operation is needed to give it: health, CORS preflight, and whatever is wrong with the
/// request before its operation is known.
pub fn begin(
    request: &HttpRequest<'_>,
    refusal: Option<&Failure>,
    region: &str,
    entropy: &[u8; 32],
) -> Result<Call, HttpResponse> {
    let headers = vec![("x-amzn-RequestId", request_id(entropy))];
    let mut exchange = Exchange { media_type: JSON_1_0, headers, content: Content::Result };
    let has_origin = request.header("origin").is_some();
    if has_origin {
        exchange.headers.push(("Access-Control-Allow-Origin", String::from("*")));
        exchange.headers.push(("Access-Control-Expose-Headers", String::from(EXPOSED)));
    }
    if request.body.len() > limits::REQUEST_SIZE {
        return Err(exchange.respond(413, None, Vec::new()));
    }
    match request.method {
        "OPTIONS" if has_origin => return Err(preflight(exchange, request)),
        "GET" if request.path.split('?').next() == Some("/") => {
            let mut text = String::from("healthy: dynamodb.");
            text.push_str(region);
            text.push_str(".amazonaws.com ");
            return Err(exchange.respond(200, Some("text/plain"), text.into_bytes()));
        }
        "POST" => {}
        _ => return Err(unknown(exchange)),
    }
    match media_type(request.header("content-type")) {
        Some(media_type) => exchange.media_type = media_type,
        None if request.body.is_empty() => exchange.media_type = JSON,
        None => return Err(unknown(exchange)),
    }
    // The parse comes before the target, and a missing body is found only after that and the signature.
    let document = (!request.body.is_empty()).then(|| json_reader::read(request.body)).transpose();
    let operation = request.header("x-amz-target").and_then(operation::find_target);
    let call = match (document, operation, refusal) {
        (Err(failure), _, _) => Err(failure),
        (Ok(_), None, _) => Err(Failure::new(Kind::UnknownOperation, "")),
        (Ok(_), Some(_), Some(refusal)) => Err(refusal.clone()),
        (Ok(None), Some(_), None) => Err(Failure::new(Kind::Serialization, "")),
        (Ok(Some(document)), Some(operation), None) => Ok((operation, document)),
    };
    match call {
        Ok((operation, document)) => {
            exchange.content = Content::of(operation, request);
            Ok(Call { operation, document, exchange })
        }
        Err(failure) => Err(finish(&exchange, ShapeId::default(), Err(&failure))),
    }
}

/// Writes an operation's answer, its attribute values where `output` says.
#[must_use]
pub fn finish(exchange: &Exchange, output: ShapeId, result: Result<MapRef<'_>, &Failure>) -> HttpResponse {
    let mut text = String::new();
    let status = match result {
        Ok(body) => {
            match &exchange.content {
                Content::Result => {
                    text.reserve(2 * body.body().len());
                    shape::raise_json(output, body, &mut text);
                }
                Content::Nothing => {}
                Content::Endpoint(host) => {
                    let body = operation::endpoints(host);
                    shape::raise_json(output, MapRef::new(&body), &mut text);
                }
            }
            200
        }
        Err(failure) => {
            write_failure(failure, &mut text);
            failure.kind.status()
        }
    };
    exchange.clone().respond(status, Some(exchange.media_type), text.into_bytes())
}

impl Exchange {
    fn respond(mut self, status: u16, content_type: Option<&str>, body: Vec<u8>) -> HttpResponse {
        if let Some(content_type) = content_type {
            self.headers.push(("Content-Type", String::from(content_type)));
            self.headers.push(("x-amz-crc32", crc32(&body).to_string()));
        }
        HttpResponse { status, headers: self.headers, body }
    }
}

fn media_type(given: Option<&str>) -> Option<&'static str> {
    let given = given?.split(';').next().unwrap_or("").trim();
    [JSON_1_0, JSON].into_iter().find(|known| known.eq_ignore_ascii_case(given))
}

fn unknown(mut exchange: Exchange) -> HttpResponse {
    let body = b"<UnknownOperationException/>\n".to_vec();
    exchange.headers.push(("x-amz-crc32", crc32(&body).to_string()));
    exchange.respond(404, None, body)
}

fn preflight(mut exchange: Exchange, request: &HttpRequest<'_>) -> HttpResponse {
    for (asked, answer) in [
        ("access-control-request-headers", "Access-Control-Allow-Headers"),
        ("access-control-request-method", "Access-Control-Allow-Methods"),
    ] {
        if let Some(value) = request.header(asked) {
            exchange.headers.push((answer, String::from(value)));
        }
    }
    exchange.headers.push(("Access-Control-Max-Age", String::from(PREFLIGHT_AGE)));
    exchange.respond(200, None, Vec::new())
}

/// `{"__type":"namespace#Name","message":..}` with the failure's members behind it.
fn write_failure(failure: &Failure, out: &mut String) {
    out.push_str("{\"__type\":\"");
    out.push_str(failure.kind.namespace());
    out.push_str(failure.kind.name());
    out.push('"');
    if !failure.message.is_empty() {
        out.push_str(if writes_capital(failure) { ",\"Message\":" } else { ",\"message\":" });
        json::string(failure.message.as_bytes(), out);
    }
    if let Some(detail) = failure.detail.as_deref().filter(|detail| !detail.is_empty()) {
        out.push(',');
        shape::raise_json_members(generated::FAILURE, MapRef::new(detail), out);
    }
    out.push('}');
}

/// Whether an exception's text is in `Message`, as the service model has it; of failed conditions only those are that
/// show the item.
const fn writes_capital(failure: &Failure) -> bool {
    match failure.kind {
        Kind::Serialization
        | Kind::AccessDenied
        | Kind::TransactionCanceled
        | Kind::IdempotentParameterMismatch
        | Kind::TransactionInProgress => true,
        Kind::ConditionalCheckFailed => failure.detail.is_some(),
        _ => false,
    }
}

/// 32 bytes in 52 letters and digits.
fn request_id(entropy: &[u8; 32]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";
    let mut id = String::with_capacity(52);
    let mut bits = 0_u32;
    let mut held = 0;
    let mut bytes = entropy.iter();
    for _ in 0..52 {
        if held < 5 {
            bits = bits << 8 | u32::from(bytes.next().copied().unwrap_or(0));
            held += 8;
        }
        held -= 5;
        let letter = LETTERS.get((bits >> held & 31) as usize).copied().unwrap_or(b'0');
        id.push(char::from(letter));
    }
    id
}

#[cfg(test)]
mod tests;
