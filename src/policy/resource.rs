//! What a policy of a table or stream may say.

use super::canonical::canonical;
use super::document::{Policy, Use, document, statements};
use super::members::texts;
use super::pattern::Pattern;
use super::principal::INVALID;
use crate::model::{Failure, MapRef, Raw};

/// Most bytes of a resource's policy, white space included.
const LARGEST: usize = 20_480;

/// What a policy is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A table, its indexes included.
    Table,
    /// A stream.
    Stream,
}

/// A policy and the text under which it is kept.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The statements.
    pub policy: Policy,
    /// The canonical text.
    pub text: String,
}

/// Actions that can be allowed or denied by the policy of a table.
const OF_TABLES: [&str; 43] = [
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "CreateBackup",
    "CreateTableReplica",
    "DeleteItem",
    "DeleteResourcePolicy",
    "DeleteTable",
    "DeleteTableReplica",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeExport",
    "DescribeKinesisStreamingDestination",
    "DescribeTable",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExportTableToPointInTime",
    "GetItem",
    "GetResourcePolicy",
    "ListTagsOfResource",
    "PartiQLDelete",
    "PartiQLInsert",
    "PartiQLSelect",
    "PartiQLUpdate",
    "PutItem",
    "PutResourcePolicy",
    "Query",
    "RestoreTableToPointInTime",
    "Scan",
    "StartAwsBackupJob",
    "StartBulkPutItems",
    "TagResource",
    "UntagResource",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTableVersion",
    "UpdateItem",
    "UpdateKinesisStreamingDestination",
    "UpdateTable",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
];

/// Those of a stream.
const OF_STREAMS: [&str; 6] = [
    "DeleteResourcePolicy",
    "DescribeStream",
    "GetRecords",
    "GetResourcePolicy",
    "GetShardIterator",
    "PutResourcePolicy",
];

fn invalid(what: &[&str]) -> Failure {
    Failure::validation(["One or more parameter values were invalid: ", &what.concat()].concat())
}

/// Reads the policy that a table or stream is to have.
///
/// # Errors
/// The service's validation failures.
pub fn check(text: &str, of: Of) -> Result<Checked, Failure> {
    if text.len() > LARGEST {
        return Err(invalid(&["Maximum policy size of 20480 bytes exceeded"]));
    }
    let refused = |flaw: String| match flaw == INVALID {
        true => invalid(&[&flaw]),
        false => invalid(&["Invalid policy document: ", &flaw]),
    };
    let body = document(text).map_err(refused)?;
    let document = MapRef::new(&body);
    let policy = Policy::of(document, Use::Resource).map_err(refused)?;
    for statement in statements(document).map_err(refused)? {
        check_actions(statement, of)?;
        check_resources(statement, of)?;
    }
    let is_unbounded = policy.statements.iter().any(|statement| {
        let everyone = statement.principals.as_ref().is_some_and(|principals| principals.is_everyone());
        statement.allows && everyone && !statement.conditions.iter().any(|condition| condition.narrows())
    });
    if is_unbounded {
        return Err(Failure::validation(
            "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure \
             least-privilege form of access",
        ));
    }
    let text = canonical(document).map_err(refused)?;
    Ok(Checked { policy, text })
}

fn check_actions(statement: MapRef<'_>, of: Of) -> Result<(), Failure> {
    let known: &[&str] = match of {
        Of::Table => &OF_TABLES,
        Of::Stream => &OF_STREAMS,
    };
    let given =
        statement.get(b"Action").or_else(|| statement.get(b"NotAction")).and_then(texts).unwrap_or_default();
    let is_known = |action: &&str| {
        let pattern = Pattern::new(action, true, false);
        known.iter().any(|name| pattern.matches(&["dynamodb:", name].concat(), true, &|_| None))
    };
    let unknown: Vec<String> =
        given.iter().filter(|action| !is_known(action)).map(|action| ["\"", action, "\""].concat()).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let names = unknown.join(", ");
    Err(invalid(&["Invalid policy document: The following action names are invalid: ", &names]))
}

fn check_resources(statement: MapRef<'_>, of: Of) -> Result<(), Failure> {
    let given: Option<Raw<'_>> = statement.get(b"Resource").or_else(|| statement.get(b"NotResource"));
    for arn in given.and_then(texts).unwrap_or_default() {
        let relative = arn.splitn(6, ':').nth(5).unwrap_or("*");
        let is_stream = relative.contains("/stream/");
        let below = relative.split('/').nth(2).unwrap_or("index");
        let fits = match of {
            _ if relative == "*" => true,
            Of::Table => !is_stream && (below == "index" || below.contains('*')),
            Of::Stream => is_stream,
        };
        if !fits {
            return Err(invalid(&[
                "Invalid policy document: The relative-id \"",
                relative,
                "\" is invalid for ARN \"",
                arn,
                "\"",
            ]));
        }
    }
    Ok(())
}
