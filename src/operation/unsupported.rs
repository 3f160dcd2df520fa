//! Parameters that are understood but not served yet. They are refused, never ignored: a dropped `Expected` would
//! lose data, and a dropped stream specification would lose changes.

use crate::model::{Failure, MapRef};

/// Legacy parameters of the data operations.
const LEGACY: [&str; 7] = [
    "AttributesToGet",
    "AttributeUpdates",
    "ConditionalOperator",
    "Expected",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
];

/// Expression parameters, in the order the service lists them.
const EXPRESSIONS: [&str; 5] = [
    "ProjectionExpression",
    "UpdateExpression",
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
];

/// Parameters of the control operations that belong to parts which are not there yet, with a word for the part.
const CONTROL: [(&str, &str); 7] = [
    ("VectorIndexes", "Vector indexes"),
    ("VectorIndexUpdates", "Vector indexes"),
    ("ReplicaUpdates", "Replicas"),
    ("GlobalTableWitnessUpdates", "Replicas"),
    ("MultiRegionConsistency", "Replicas"),
    ("GlobalTableSourceArn", "Replicas"),
    ("GlobalTableSettingsReplicationMode", "Replicas"),
];

/// Refuses legacy parameters, alone or beside expressions.
///
/// # Errors
/// A validation failure that names them.
pub fn refuse_legacy(input: MapRef<'_>) -> Result<(), Failure> {
    let is_legacy = |name: &[u8]| LEGACY.iter().any(|legacy| legacy.as_bytes() == name);
    if input.iter().any(|(name, _)| is_legacy(name)) { Err(legacy(input)) } else { Ok(()) }
}

#[cold]
fn legacy(input: MapRef<'_>) -> Failure {
    let present = |names: &[&str]| {
        let present = names.iter().copied().filter(|name| input.get(name.as_bytes()).is_some());
        present.collect::<Vec<_>>().join(", ")
    };
    let (legacy, expressions) = (present(&LEGACY), present(&EXPRESSIONS));
    let message = if expressions.is_empty() {
        ["Legacy parameters are not supported yet, use an expression instead: {", &legacy, "}"].concat()
    } else {
        [
            "Can not use both expression and non-expression parameters in the same request: \
             Non-expression parameters: {",
            &legacy,
            "} Expression parameters: {",
            &expressions,
            "}",
        ]
        .concat()
    };
    Failure::validation(message)
}

/// Refuses parameters of control operations that are not served yet.
///
/// # Errors
/// A validation failure that names the parameter.
pub fn refuse_control(input: MapRef<'_>) -> Result<(), Failure> {
    for (parameter, part) in CONTROL {
        if input.get(parameter.as_bytes()).is_some() {
            return Err(not_yet(part, parameter));
        }
    }
    Ok(())
}

fn not_yet(part: &str, parameter: &str) -> Failure {
    Failure::validation([part, " are not supported yet: ", parameter].concat())
}
