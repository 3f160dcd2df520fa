//! Parameters that are understood but not served yet. They are refused, never ignored: a dropped replica
//! would be missed when it is needed.

use crate::model::{Failure, MapRef};

/// Parameters of the control operations that belong to parts which are not there yet, with a word for the part.
const CONTROL: [(&str, &str); 6] = [
    ("VectorIndexes", "Vector indexes"),
    ("VectorIndexUpdates", "Vector indexes"),
    ("VectorIndexOverride", "Vector indexes"),
    ("GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate", "Auto scaling settings"),
    ("GlobalTableSourceArn", "Replicas"),
    ("GlobalTableSettingsReplicationMode", "Replicas"),
];

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
