//! The corpus' small language: rows of a case, and macros in requests and answers. The other reader of the same files
//! is tests/corpus/expand.ts; tests/corpus/README.md says what each macro means.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Answers kept by `save`.
pub type Saved = BTreeMap<String, Value>;

/// The cases that a case with rows stands for.
pub fn rows(case: &Value) -> Vec<Value> {
    let Some(rows) = case.get("rows").and_then(Value::as_array) else { return vec![case.clone()] };
    rows.iter().map(|row| fill(case, row.as_array().unwrap())).collect()
}

fn fill(template: &Value, row: &[Value]) -> Value {
    match template {
        Value::String(text) => fill_text(text, row),
        Value::Array(items) => items.iter().map(|item| fill(item, row)).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| *name != "rows")
            .map(|(name, value)| {
                let name = fill_text(name, row).as_str().map_or_else(|| name.clone(), str::to_owned);
                (name, fill(value, row))
            })
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn fill_text(text: &str, row: &[Value]) -> Value {
    let mut filled = text.to_owned();
    for (at, value) in row.iter().enumerate() {
        let name = format!("${at}");
        if filled == name {
            return value.clone();
        }
        if filled.contains(&name) {
            filled = filled.replace(&name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
    }
    Value::String(filled)
}

/// A value with its macros carried out.
pub fn expand(value: &Value, saved: &Saved) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| expand(item, saved)).collect(),
        Value::Object(members) => {
            if let Some((name, arguments)) = members.iter().next().filter(|_| members.len() == 1)
                && let Some(made) = apply(name, arguments, saved)
            {
                return made;
            }
            members
                .iter()
                .map(|(name, value)| (name.clone(), expand(value, saved)))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}

fn apply(name: &str, arguments: &Value, saved: &Saved) -> Option<Value> {
    let argument = |at: usize| &arguments[at];
    let text = |at: usize| expand(argument(at), saved).as_str().unwrap().to_owned();
    let count = |at: usize| usize::try_from(argument(at).as_u64().unwrap()).unwrap();
    Some(match name {
        "$repeat" => json!(text(0).repeat(count(1))),
        "$concat" => {
            let parts = arguments.as_array().unwrap().iter().map(|part| expand(part, saved));
            json!(parts.map(|part| part.as_str().unwrap().to_owned()).collect::<String>())
        }
        "$each" => (0..count(0)).map(|i| expand(&numbered(argument(1), i), saved)).collect(),
        "$joined" => {
            let parts: Vec<String> = (0..count(0)).map(|i| numbered_text(&text(1), i)).collect();
            json!(parts.join(&text(2)))
        }
        "$entries" => (0..count(0))
            .map(|i| {
                let key = expand(&numbered(argument(1), i), saved).as_str().unwrap().to_owned();
                (key, expand(&numbered(argument(2), i), saved))
            })
            .collect::<Map<_, _>>()
            .into(),
        "$merge" => {
            let mut all = Map::new();
            for part in arguments.as_array().unwrap() {
                all.extend(expand(part, saved).as_object().unwrap().clone());
            }
            all.into()
        }
        "$nested" => {
            let wrap = |inner: Value| {
                if argument(0) == "L" { json!({"L": [inner]}) } else { json!({"M": {"a": inner}}) }
            };
            (0..count(1)).fold(expand(argument(2), saved), |inner, _| wrap(inner))
        }
        "$saved" => {
            let mut path = arguments.as_str().unwrap().split('.');
            let start = saved.get(path.next().unwrap()).unwrap_or(&Value::Null);
            path.fold(start, |at, step| step.parse::<usize>().map_or(&at[step], |index| &at[index])).clone()
        }
        _ => return None,
    })
}

fn numbered(template: &Value, i: usize) -> Value {
    match template {
        Value::String(text) => Value::String(numbered_text(text, i)),
        Value::Array(items) => items.iter().map(|item| numbered(item, i)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (numbered_text(name, i), numbered(value, i)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn numbered_text(text: &str, i: usize) -> String {
    text.replace("$i", &i.to_string())
}
