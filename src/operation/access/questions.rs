//! What each operation has to be allowed.

use std::rc::Rc;

use super::asking::{Asking, Question};
use super::facts::Facts;
use super::items::{self, Single, named};
use super::policies::Author;
use super::{services, statements, tags, transactions};
use crate::model::MapRef;
use crate::operation::notation::label;
use crate::operation::registry::{Operation, Target};
use crate::operation::replicas::legacy;
use crate::operation::streams::{iterator, stream};
use crate::operation::tables::describe;
use crate::operation::target;
use crate::policy::Request;
use crate::table::schema::Table;
use crate::table::{Context, Stop, catalog, history};

/// What is done to a table that a restore makes.
const RESTORED: [&str; 7] =
    ["BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"];

/// Asks for all that an operation touches.
pub(super) fn ask(
    asking: &Asking,
    cx: &mut Context<'_>,
    operation: &Operation,
    input: MapRef<'_>,
) -> Result<(), Stop> {
    let name = operation.name;
    if operation.target == Target::Internal {
        return match name {
            "Authorize" => services::ask(asking, cx, input),
            _ => Err(asking.refuse(name, "*").into()),
        };
    }
    match name {
        "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" => {
            items::single(asking, cx, &Single { action: name, members: input, enclosing: None, input })
        }
        "Query" | "Scan" => items::several(asking, cx, name, input),
        "BatchGetItem" | "BatchWriteItem" => items::batch(asking, cx, name, input),
        "TransactGetItems" | "TransactWriteItems" => transactions::members(asking, cx, name, input),
        "ExecuteStatement" => statements::alone(asking, cx, input),
        "ExecuteTransaction" => statements::transaction(asking, cx, input),
        "BatchExecuteStatement" => statements::batch(asking, cx, input),
        "CreateTable" => create(asking, cx, input),
        "ImportTable" => {
            let parameters = input.get_map("TableCreationParameters").unwrap_or_default();
            table(asking, cx, name, target::given(parameters))
        }
        "ExportTableToPointInTime" => table(asking, cx, name, text(input, "TableArn")),
        "RestoreTableFromBackup" => {
            anything(asking, cx, name, text(input, "BackupArn"))?;
            restored(asking, cx, input)
        }
        "RestoreTableToPointInTime" => {
            for source in ["SourceTableName", "SourceTableArn"] {
                if let Some(given) = input.get_str(source) {
                    table(asking, cx, name, given)?;
                }
            }
            restored(asking, cx, input)
        }
        "TagResource" | "UntagResource" | "ListTagsOfResource" => tagged(asking, cx, name, input),
        "PutResourcePolicy" | "GetResourcePolicy" | "DeleteResourcePolicy" => {
            let (caller, how) = asking.caller();
            cx.asked = Some(Box::new(Author(caller, how)));
            resource(asking, cx, name, text(input, "ResourceArn"))
        }
        "DescribeStream" | "GetShardIterator" => resource(asking, cx, name, text(input, "StreamArn")),
        "GetRecords" => {
            let given = text(input, "ShardIterator");
            let place = iterator::parse(cx, given)?;
            resource(asking, cx, name, place.arn)
        }
        "DescribeBackup" | "DeleteBackup" => anything(asking, cx, name, text(input, "BackupArn")),
        "DescribeExport" => anything(asking, cx, name, text(input, "ExportArn")),
        "DescribeImport" => anything(asking, cx, name, text(input, "ImportArn")),
        "DescribeBulkOperation" | "CancelBulkOperation" => {
            anything(asking, cx, name, text(input, "BulkOperationArn"))
        }
        _ => other(asking, cx, name, input),
    }
}

/// Operations on a table as a whole, and on none.
fn other(asking: &Asking, cx: &mut Context<'_>, name: &str, input: MapRef<'_>) -> Result<(), Stop> {
    match name {
        "DescribeTable"
        | "UpdateTable"
        | "DeleteTable"
        | "UpdateTimeToLive"
        | "DescribeTimeToLive"
        | "DescribeContinuousBackups"
        | "UpdateContinuousBackups"
        | "CreateBackup"
        | "StartBulkPutItems"
        | "EnableKinesisStreamingDestination"
        | "DisableKinesisStreamingDestination"
        | "UpdateKinesisStreamingDestination"
        | "DescribeKinesisStreamingDestination"
        | "DescribeContributorInsights"
        | "UpdateContributorInsights" => table(asking, cx, name, target::given(input)),
        "ListTables"
        | "ListBackups"
        | "ListExports"
        | "ListImports"
        | "ListBulkOperations"
        | "ListContributorInsights" => {
            let all = describe::arn(cx.settings, "*");
            anything(asking, cx, name, &all)
        }
        "CreateGlobalTable"
        | "UpdateGlobalTable"
        | "DescribeGlobalTable"
        | "DescribeGlobalTableSettings"
        | "UpdateGlobalTableSettings" => global(asking, cx, name, text(input, "GlobalTableName")),
        "ListGlobalTables" => anything(asking, cx, name, "*"),
        "ListStreams" => {
            let all = describe::arn(cx.settings, "*/stream/*");
            anything(asking, cx, name, &all)
        }
        "DescribeLimits" | "DescribeEndpoints" => anything(asking, cx, name, "*"),
        _ => Err(asking.refuse(name, "*").into()),
    }
}

/// A global table, and its replica here.
fn global(asking: &Asking, cx: &mut Context<'_>, action: &str, name: &str) -> Result<(), Stop> {
    anything(asking, cx, action, &legacy::arn(cx.settings, name))?;
    table(asking, cx, action, name)
}

fn text<'a>(input: MapRef<'a>, name: &str) -> &'a str {
    input.get_str(name).unwrap_or_default()
}

/// What has no policy of its own.
fn anything(asking: &Asking, cx: &Context<'_>, action: &str, arn: &str) -> Result<(), Stop> {
    Ok(asking.decide(cx, Question { request: Request::new(action, arn), policy: None })?)
}

fn table(asking: &Asking, cx: &mut Context<'_>, action: &str, given: &str) -> Result<(), Stop> {
    Ok(named(cx, given)?.ask(asking, cx, action, Facts::default())?)
}

/// A table or a stream by its ARN.
fn resource(asking: &Asking, cx: &mut Context<'_>, action: &str, arn: &str) -> Result<(), Stop> {
    if let Ok((name, wanted, place)) = stream::parse(arn) {
        if place == [&cx.settings.region, &cx.settings.account] {
            return of_stream(asking, cx, Request::new(action, arn), (name, wanted));
        }
        return anything(asking, cx, action, arn);
    }
    let found = own_table(cx, arn)?;
    Ok(asking.decide(cx, Question::of_table(action, arn, found.as_deref()))?)
}

/// A stream is judged by its own policy and the tags of its table, also when the table has gone and another has its name.
fn of_stream(
    asking: &Asking,
    cx: &mut Context<'_>,
    request: Request<'_>,
    (name, wanted): (&str, &str),
) -> Result<(), Stop> {
    let table = catalog::table(cx, name)?;
    for history in history::of_table(cx, name)? {
        if let Some(stream) = history.streams.iter().find(|stream| label(stream.ms) == wanted) {
            let own = table.as_ref().filter(|table| table.id == history.id);
            let asked = Question {
                request: Request { tags: own.map_or(&history.tags, |table| &table.tags), ..request },
                policy: stream.policy.as_ref().map(|policy| &*policy.text),
            };
            return Ok(asking.decide(cx, asked)?);
        }
    }
    Ok(asking.decide(cx, Question { request, policy: None })?)
}

/// The table of an ARN of this account and region.
fn own_table(cx: &mut Context<'_>, arn: &str) -> Result<Option<Rc<Table>>, Stop> {
    let head = describe::arn(cx.settings, "");
    match arn.strip_prefix(&*head) {
        Some(name) => catalog::table(cx, name),
        None => Ok(None),
    }
}

fn create(asking: &Asking, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<(), Stop> {
    let named = named(cx, target::given(input))?;
    let mut actions = vec!["CreateTable"];
    let tags = tags::given(input);
    if !tags.is_empty() {
        actions.push("TagResource");
    }
    if input.get(b"ResourcePolicy").is_some() {
        actions.push("PutResourcePolicy");
    }
    for action in actions {
        // What there is under this name is not what is made.
        let mut question = Question::of_table(action, &named.arn, None);
        question.request.given_tags.clone_from(&tags);
        asking.decide(cx, question)?;
    }
    Ok(())
}

fn tagged(asking: &Asking, cx: &mut Context<'_>, action: &str, input: MapRef<'_>) -> Result<(), Stop> {
    let arn = text(input, "ResourceArn");
    let found = own_table(cx, arn)?;
    let mut question = Question::of_table(action, arn, found.as_deref());
    question.request.given_tags = tags::given(input);
    Ok(asking.decide(cx, question)?)
}

fn restored(asking: &Asking, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<(), Stop> {
    let arn = describe::arn(cx.settings, text(input, "TargetTableName"));
    for action in RESTORED {
        anything(asking, cx, action, &arn)?;
    }
    Ok(())
}
