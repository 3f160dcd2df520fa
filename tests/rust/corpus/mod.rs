//! The conformance corpus of tests/corpus through the Rust API: every case on a database of its own.

mod compare;
mod expand;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hashrange::model::{Failure, MapRef, Writer};
use hashrange::native::Database;
use hashrange::operation::shape::{self, generated};
use hashrange::protocol::HttpRequest;
use serde_json::{Map, Value, json};

use compare::compare;
use expand::{Saved, expand, rows};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a failed request shows: its name, its message, and what stands beside them.
fn shown(failure: &Failure) -> Value {
    let mut text = String::new();
    if let Some(detail) = &failure.detail {
        shape::raise_json(generated::FAILURE, MapRef::new(detail), &mut text);
    }
    let beside: Value = if text.is_empty() { json!({}) } else { serde_json::from_str(&text).unwrap() };
    json!({"fails": failure.kind.name(), "message": failure.message, "beside": beside})
}

fn outcome(db: &Database, operation: &str, request: &Value) -> Value {
    match db.json(operation, &request.to_string()) {
        Ok(answer) => json!({"out": serde_json::from_str::<Value>(&answer).unwrap()}),
        Err(failure) => shown(&failure),
    }
}

/// What a step expects, in the form of [`outcome`]. Members beside name and message count only where they are named.
fn expected(step: &Map<String, Value>, got: &Value) -> Value {
    let Some(name) = step.get("fails") else { return json!({"out": step.get("out").unwrap_or(&json!({}))}) };
    json!({
        "fails": name,
        "message": step.get("message").unwrap_or(&json!({"$any": true})),
        "beside": step.get("beside").unwrap_or(&got["beside"]),
    })
}

fn over_http(db: &Database, sent: &Map<String, Value>) -> Value {
    let text =
        |name: &str, otherwise: &str| sent.get(name).and_then(Value::as_str).unwrap_or(otherwise).to_owned();
    let (method, path, body) = (text("method", "POST"), text("path", "/"), text("body", ""));
    let mut headers = Writer::new();
    for (name, value) in sent.get("headers").and_then(Value::as_object).into_iter().flatten() {
        headers.entry_str(&name.to_lowercase(), value.as_str().unwrap());
    }
    let headers = MapRef::new(headers.as_bytes());
    let answer = db.http(&HttpRequest { method: &method, path: &path, headers, body: body.as_bytes() });
    let body = String::from_utf8(answer.body).unwrap();
    let headers: BTreeMap<String, String> =
        answer.headers.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    json!({"status": answer.status, "headers": headers, "body": body})
}

fn run_step(db: &Database, step: &Value, base: &Value, saved: &mut Saved) -> Result<(), String> {
    let step = step.as_object().unwrap();
    if let Some(sent) = step.get("http") {
        let sent = expand(sent, saved);
        let got = over_http(db, sent.as_object().unwrap());
        return compare(&expand(&json!({"$some": step["gives"]}), saved), &got)
            .map_err(|why| format!("{sent}: {why}"));
    }
    let operation = step["op"].as_str().unwrap();
    let mut request = base.get(operation).cloned().unwrap_or_else(|| json!({}));
    if let Some(own) = step.get("in").and_then(Value::as_object) {
        request.as_object_mut().unwrap().extend(own.clone());
    }
    if step.contains_key("wait") {
        db.settle();
    }
    let got = outcome(db, operation, &expand(&request, saved));
    let wanted = expand(&expected(step, &got), saved);
    let result = compare(&wanted, &got).map_err(|why| format!("{operation}: {why}"));
    if let Some(name) = step.get("save") {
        saved.insert(name.as_str().unwrap().to_owned(), got["out"].clone());
    }
    result
}

fn run_case(case: &Value, file: &Value, tables: &Value) -> Result<(), String> {
    let db = Database::in_memory().unwrap();
    let names =
        case.get("tables").or(file.get("tables")).and_then(Value::as_array).cloned().unwrap_or_default();
    for name in &names {
        let name = name.as_str().unwrap();
        let mut table = tables[name].clone();
        table["TableName"] = json!(name);
        db.json("CreateTable", &table.to_string()).map_err(|failure| format!("table {name}: {failure}"))?;
    }
    let mut saved = Saved::new();
    for (table, items) in
        case.get("items").or(file.get("items")).and_then(Value::as_object).into_iter().flatten()
    {
        for item in expand(items, &saved).as_array().unwrap() {
            let put = json!({"TableName": table, "Item": item});
            db.json("PutItem", &put.to_string()).map_err(|failure| format!("item of {table}: {failure}"))?;
        }
    }
    let single = [case.clone()];
    let steps = case.get("steps").and_then(Value::as_array).map_or(&single[..], Vec::as_slice);
    let base = file.get("base").unwrap_or(&Value::Null);
    steps.iter().enumerate().try_for_each(|(at, step)| {
        run_step(&db, step, base, &mut saved).map_err(|why| format!("step {}: {why}", at + 1))
    })
}

#[test]
fn every_case_holds_through_the_rust_api() {
    let tables = read(&folder().join("tables.json"));
    let only = std::env::var("CORPUS").unwrap_or_default();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder().join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut count, mut failed) = (0, Vec::new());
    for path in files {
        let file = read(&path);
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for case in file["cases"].as_array().unwrap().iter().flat_map(rows) {
            let title = format!("{name}: {}", case["name"].as_str().unwrap());
            if !title.contains(&only) {
                continue;
            }
            count += 1;
            if let Err(why) = run_case(&case, &file, &tables) {
                failed.push(format!("{title}\n    {why}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count} cases fail:\n{}", failed.len(), failed.join("\n"));
    assert!(!only.is_empty() || count > 300, "only {count} cases were found");
}
