//! Comparing an answer with what a case expects.

use serde_json::{Map, Value};

const LONGEST: usize = 400;

/// Says where `got` differs from `wanted`, which may hold matchers.
pub fn compare(wanted: &Value, got: &Value) -> Result<(), String> {
    if wanted.get("out").is_some() && got.get("fails").is_some() {
        return Err(format!("wanted an answer, got {}: {}", got["fails"], short(&got["message"])));
    }
    at("", wanted, got)
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    text[..end].to_owned()
}

fn differs(path: &str, wanted: &Value, got: &Value) -> Result<(), String> {
    Err(format!("at {path}: wanted {} got {}", short(wanted), short(got)))
}

fn at(path: &str, wanted: &Value, got: &Value) -> Result<(), String> {
    match (wanted, got) {
        (Value::Object(members), _) if members.len() == 1 => {
            let (name, argument) = members.iter().next().unwrap();
            matcher(path, name, argument, got).unwrap_or_else(|| whole(path, members, wanted, got))
        }
        (Value::Object(members), _) => whole(path, members, wanted, got),
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .try_for_each(|(i, (left, right))| at(&format!("{path}.{i}"), left, right)),
        (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64() => Ok(()),
        _ if wanted == got => Ok(()),
        _ => differs(path, wanted, got),
    }
}

fn whole(path: &str, members: &Map<String, Value>, wanted: &Value, got: &Value) -> Result<(), String> {
    let Value::Object(found) = got else { return differs(path, wanted, got) };
    if let Some(extra) = found.keys().find(|name| !members.contains_key(*name)) {
        return Err(format!("at {path}: {extra} is there: {}", short(&found[extra])));
    }
    some(path, members, got)
}

fn some(path: &str, members: &Map<String, Value>, got: &Value) -> Result<(), String> {
    members.iter().try_for_each(|(name, wanted)| match got.get(name) {
        None if *wanted == serde_json::json!({"$absent": true}) => Ok(()),
        None => Err(format!("at {path}: {name} is missing in {}", short(got))),
        Some(value) => at(&format!("{path}.{name}"), wanted, value),
    })
}

fn matcher(path: &str, name: &str, argument: &Value, got: &Value) -> Option<Result<(), String>> {
    let text = |test: fn(&str, &str) -> bool| {
        let held = got.as_str().is_some_and(|got| test(got, argument.as_str().unwrap()));
        if held { Ok(()) } else { Err(format!("at {path}: wanted {name} {argument} got {}", short(got))) }
    };
    Some(match name {
        "$any" => Ok(()),
        "$absent" => Err(format!("at {path}: is there: {}", short(got))),
        "$some" if got.is_object() => some(path, argument.as_object().unwrap(), got),
        "$some" => differs(path, argument, got),
        "$contains" => text(|got, part| got.contains(part)),
        "$starts" => text(|got, part| got.starts_with(part)),
        "$ends" => text(|got, part| got.ends_with(part)),
        "$count" => {
            let length = got.as_array().map(Vec::len).or_else(|| got.as_str().map(str::len));
            if length.map(|length| length as u64) == argument.as_u64() {
                Ok(())
            } else {
                Err(format!("at {path}: wanted {argument} of them, got {length:?}"))
            }
        }
        "$unordered" => unordered(path, argument, got),
        _ => return None,
    })
}

fn unordered(path: &str, wanted: &Value, got: &Value) -> Result<(), String> {
    let (wanted_items, Some(found)) = (wanted.as_array().unwrap(), got.as_array()) else {
        return differs(path, wanted, got);
    };
    let mut left: Vec<&Value> = found.iter().collect();
    for item in wanted_items {
        let Some(position) = left.iter().position(|value| at(path, item, value).is_ok()) else {
            return Err(format!("at {path}: {} is missing in {}", short(item), short(got)));
        };
        left.remove(position);
    }
    left.first().map_or(Ok(()), |extra| Err(format!("at {path}: {} is there too", short(extra))))
}
