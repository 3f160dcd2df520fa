use super::{begin, finish};
use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::shape::generated;
use crate::protocol::{HttpRequest, HttpResponse};

const ENTROPY: [u8; 32] = [0xA7; 32];

fn headers(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Writer::new();
    for (name, value) in entries {
        out.entry_str(name, value);
    }
    out.into_inner()
}

fn send(
    method: &str,
    path: &str,
    given: &[(&str, &str)],
    body: &[u8],
) -> Result<(String, Vec<u8>), HttpResponse> {
    let headers = headers(given);
    let request = HttpRequest { method, path, headers: MapRef::new(&headers), body };
    begin(&request, None, "local", &ENTROPY).map(|call| (call.operation.name.to_owned(), call.document))
}

fn refused(method: &str, given: &[(&str, &str)], body: &[u8]) -> (u16, String) {
    let response = send(method, "/", given, body).unwrap_err();
    (response.status, String::from_utf8(response.body).unwrap())
}

fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    response.headers.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
}

const TYPE: (&str, &str) = ("Content-Type", "application/x-amz-json-1.0");
const TARGET: (&str, &str) = ("X-Amz-Target", "DynamoDB_20120810.ListTables");

#[test]
fn reads_a_call() {
    let (operation, document) = send("POST", "/", &[TYPE, TARGET], b"{\"Limit\":5}").unwrap();
    assert_eq!(operation, "ListTables");
    assert_eq!(MapRef::new(&document).len(), 1);
    let (operation, _) =
        send("POST", "/any/path", &[("content-type", "Application/JSON; charset=utf-8"), TARGET], b"{}")
            .unwrap();
    assert_eq!(operation, "ListTables");
}

#[test]
fn says_that_it_is_healthy() {
    let response = send("GET", "/", &[], b"").unwrap_err();
    assert_eq!(response.status, 200);
    assert_eq!(response.body, b"healthy: dynamodb.local.amazonaws.com ");
    assert_eq!(header(&response, "x-amzn-RequestId").unwrap().len(), 52);
    assert_eq!(send("GET", "/?x=1", &[], b"").unwrap_err().status, 200);
    assert_eq!(send("GET", "/x", &[], b"").unwrap_err().status, 404);
}

#[test]
fn refuses_other_methods_and_media_types() {
    let unknown = (404, String::from("<UnknownOperationException/>\n"));
    assert_eq!(refused("PUT", &[TYPE, TARGET], b"{}"), unknown);
    assert_eq!(refused("OPTIONS", &[], b""), unknown);
    assert_eq!(refused("POST", &[("content-type", "text/plain"), TARGET], b"{}"), unknown);
    assert_eq!(refused("POST", &[TARGET], b"{}"), unknown);
    let response = send("POST", "/", &[TARGET], b"{}").unwrap_err();
    assert_eq!(header(&response, "x-amz-crc32"), Some("3552371480"));
}

#[test]
fn checks_the_body_before_the_target() {
    let broken = (400, String::from("{\"__type\":\"com.amazon.coral.service#SerializationException\"}"));
    let unknown = (400, String::from("{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}"));
    assert_eq!(refused("POST", &[TYPE], b"{"), broken);
    assert_eq!(refused("POST", &[TYPE, TARGET], b""), broken);
    assert_eq!(refused("POST", &[TYPE], b"{}"), unknown);
    assert_eq!(refused("POST", &[], b""), unknown);
    assert_eq!(refused("POST", &[TYPE, ("x-amz-target", "DynamoDB_20111205.ListTables")], b"{}"), unknown);
}

#[test]
fn checks_the_operation_before_the_body_is_missed() {
    let unknown = (400, String::from("{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}"));
    for target in [
        "DynamoDB_20120810.Dance",
        "DynamoDB_20120810.listTables",
        "DynamoDB_20120810.ListTables ",
        "DynamoDB_20120810.",
        "DynamoDB_20120810",
        "ListTables",
        "",
    ] {
        assert_eq!(refused("POST", &[TYPE, ("x-amz-target", target)], b""), unknown, "{target}");
        assert_eq!(refused("POST", &[TYPE, ("x-amz-target", target)], b"{}"), unknown, "{target}");
    }
}

#[test]
fn answers_in_the_media_type_of_the_request() {
    for (given, answered) in [
        (Some("application/x-amz-json-1.0"), "application/x-amz-json-1.0"),
        (Some("application/json"), "application/json"),
        (Some("application/json; charset=utf-8"), "application/json"),
        (Some("text/plain"), "application/json"),
        (None, "application/json"),
    ] {
        let given: Vec<_> = given.map(|given| ("content-type", given)).into_iter().collect();
        let response = send("POST", "/", &given, b"").unwrap_err();
        assert_eq!(header(&response, "Content-Type"), Some(answered), "{given:?}");
    }
}

/// The answer to a request whose signature the host refuses.
fn refused_by_host(given: &[(&str, &str)], body: &[u8], name: &str) -> String {
    let mut document = Writer::new();
    document.entry_str("method", "POST");
    let headers = document.begin_entry("headers", Type::M);
    for (name, value) in given {
        document.entry_str(name, value);
    }
    document.end(headers);
    document.name(b"body");
    document.binary(body);
    let refusal = document.begin_entry("refusal", Type::M);
    document.entry_str("name", name);
    document.entry_str("message", "Because.");
    document.end(refusal);
    let document = MapRef::new(document.as_bytes());
    let refusal = HttpRequest::refusal(document);
    let response =
        begin(&HttpRequest::from_document(document), refusal.as_ref(), "local", &ENTROPY).unwrap_err();
    assert!(matches!(response.status, 400 | 404));
    assert_eq!(header(&response, "x-amzn-RequestId").map(str::len), Some(52));
    String::from_utf8(response.body).unwrap()
}

#[test]
fn looks_at_signatures_after_the_target() {
    for (name, answered) in [
        ("MissingAuthenticationTokenException", "MissingAuthenticationTokenException\",\"message"),
        ("IncompleteSignatureException", "IncompleteSignatureException\",\"message"),
        ("InvalidSignatureException", "InvalidSignatureException\",\"message"),
        ("UnrecognizedClientException", "UnrecognizedClientException\",\"message"),
        ("ExpiredTokenException", "ExpiredTokenException\",\"message"),
        ("AccessDeniedException", "AccessDeniedException\",\"Message"),
        ("ResourceNotFoundException", "AccessDeniedException\",\"Message"),
    ] {
        assert_eq!(
            refused_by_host(&[TYPE, TARGET], b"{\"Limit\":\"x\"}", name),
            format!("{{\"__type\":\"com.amazon.coral.service#{answered}\":\"Because.\"}}")
        );
    }
    let name = "InvalidSignatureException";
    assert!(refused_by_host(&[TYPE, TARGET], b"{", name).contains("SerializationException"));
    assert!(refused_by_host(&[TYPE], b"{}", name).contains("UnknownOperationException"));
    assert!(refused_by_host(&[TARGET], b"{}", name).starts_with("<Unknown"));
    assert_eq!(HttpRequest::refusal(MapRef::new(b"")), None);
}

#[test]
fn gives_each_request_an_id() {
    let id = |entropy: &[u8; 32]| {
        let request = HttpRequest { method: "GET", path: "/", headers: MapRef::default(), body: b"" };
        let response = begin(&request, None, "local", entropy).unwrap_err();
        header(&response, "x-amzn-RequestId").unwrap().to_owned()
    };
    assert_eq!(id(&[0; 32]), "0".repeat(52));
    assert_eq!(id(&[255; 32]), format!("{}G", "V".repeat(51)));
    assert_ne!(id(&ENTROPY), id(&[0; 32]));
}

#[test]
fn refuses_a_body_that_is_too_large() {
    assert_eq!(refused("POST", &[TYPE, TARGET], &vec![b' '; (16 << 20) + 1]), (413, String::new()));
}

#[test]
fn answers_preflight() {
    let given = [
        ("Origin", "http://localhost"),
        ("Access-Control-Request-Headers", "x-amz-target"),
        ("Access-Control-Request-Method", "POST"),
    ];
    let response = send("OPTIONS", "/", &given, b"").unwrap_err();
    assert_eq!((response.status, response.body.len()), (200, 0));
    assert_eq!(header(&response, "Access-Control-Allow-Origin"), Some("*"));
    assert_eq!(header(&response, "Access-Control-Allow-Headers"), Some("x-amz-target"));
    assert_eq!(header(&response, "Access-Control-Allow-Methods"), Some("POST"));
    assert_eq!(header(&response, "Access-Control-Max-Age"), Some("172800"));
}

#[test]
fn exposes_its_headers_to_other_origins_only() {
    let with = send("POST", "/", &[("origin", "x")], b"").unwrap_err();
    assert_eq!(header(&with, "Access-Control-Expose-Headers"), Some("x-amzn-RequestId, x-amz-crc32, Date"));
    let without = send("POST", "/", &[], b"").unwrap_err();
    assert_eq!(header(&without, "Access-Control-Allow-Origin"), None);
}

#[test]
fn writes_answers_and_echoes_the_media_type() {
    let given = headers(&[("content-type", "application/json"), TARGET]);
    let request = HttpRequest { method: "POST", path: "/", headers: MapRef::new(&given), body: b"{}" };
    let call = begin(&request, None, "local", &ENTROPY).unwrap();
    let mut body = Writer::new();
    let item = body.begin_entry("Item", Type::M);
    body.entry_int("year", 1979);
    body.end(item);
    let response = finish(&call.exchange, generated::GET_ITEM.output, Ok(MapRef::new(body.as_bytes())));
    assert_eq!(response.status, 200);
    assert_eq!(response.body, br#"{"Item":{"year":{"N":"1979"}}}"#);
    assert_eq!(header(&response, "Content-Type"), Some("application/json"));
    assert_eq!(
        header(&response, "x-amz-crc32").unwrap(),
        crate::storage::checksum::crc32(&response.body).to_string()
    );
}

#[test]
fn writes_failures_with_their_members() {
    let given = headers(&[TYPE, TARGET]);
    let request = HttpRequest { method: "POST", path: "/", headers: MapRef::new(&given), body: b"{}" };
    let exchange = begin(&request, None, "local", &ENTROPY).unwrap().exchange;
    let text = |failure: Failure| {
        let response = finish(&exchange, generated::GET_ITEM.output, Err(&failure));
        (response.status, String::from_utf8(response.body).unwrap())
    };

    let mut detail = Writer::new();
    let item = detail.begin_entry("Item", Type::M);
    detail.entry_str("pk", "a\"b");
    detail.end(item);
    let failure = Failure::new(Kind::ConditionalCheckFailed, "The conditional request failed");
    assert_eq!(
        text(failure.with_detail(detail.into_inner())),
        (
            400,
            String::from(
                r##"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Message":"The conditional request failed","Item":{"pk":{"S":"a\"b"}}}"##
            )
        )
    );

    let mut detail = Writer::new();
    let reasons = detail.begin_entry("CancellationReasons", Type::L);
    let reason = detail.begin(Type::M);
    detail.entry_str("Code", "ConditionalCheckFailed");
    let item = detail.begin_entry("Item", Type::M);
    detail.entry_bool("on", true);
    detail.end(item);
    detail.end(reason);
    detail.end(reasons);
    let failure =
        Failure::new(Kind::TransactionCanceled, "Transaction cancelled").with_detail(detail.into_inner());
    assert_eq!(
        text(failure),
        (
            400,
            String::from(
                r##"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled","CancellationReasons":[{"Code":"ConditionalCheckFailed","Item":{"on":{"BOOL":true}}}]}"##
            )
        )
    );
    assert_eq!(
        text(Failure::new(Kind::InternalServer, "")),
        (500, String::from(r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}"#))
    );
}

#[test]
fn travels_as_documents() {
    let mut document = Writer::new();
    document.entry_str("method", "GET");
    document.entry_str("path", "/");
    document.name(b"body");
    document.binary(b"x");
    let request = HttpRequest::from_document(MapRef::new(document.as_bytes()));
    assert_eq!((request.method, request.path, request.body), ("GET", "/", &b"x"[..]));
    let response = begin(&request, None, "local", &ENTROPY).unwrap_err().to_document();
    let response = MapRef::new(&response);
    assert_eq!(response.get_int("status"), Some(200));
    assert_eq!(response.get_map("headers").unwrap().get_str("Content-Type"), Some("text/plain"));
    assert!(crate::model::check::item(response.body()).is_ok());
}
