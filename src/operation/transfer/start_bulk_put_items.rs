//! `StartBulkPutItems`.

use super::start::{self, copy};
use crate::model::{Failure, Kind as Problem, MapRef, Type, Writer};
use crate::operation::notation::{time, uuid};
use crate::operation::tables::describe;
use crate::operation::target;
use crate::table::transfer::Kind;
use crate::table::{Context, Stop};

/// Bulk puts that can be under way.
const MOST: usize = 50;
const NAME: &str = "BulkOperationDescription";

/// Calls for what puts the items of a bucket's objects into a table that is there.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let conflict = Failure::new(
        Problem::IdempotentParameterMismatch,
        "The client token was used for another bulk operation with other parameters",
    );
    if let Some(known) = start::known(cx, Kind::Bulk, input, &conflict)? {
        return Ok(start::answer(NAME, MapRef::new(&known)));
    }
    let source = input.get_map("InputS3Configuration").unwrap_or_default();
    start::check_bucket(source, "inputS3Configuration.s3Bucket")?;
    let output = input.get_map("OutputS3Configuration").unwrap_or_default();
    start::check_bucket(output, "outputS3Configuration.s3Bucket")?;
    if output.get_list("OutputType").is_none_or(|types| types.is_empty()) {
        return Err(Failure::validation("OutputType must have at least one value").into());
    }
    let table = target::settled(cx, target::given(input))?;
    if table.indexes.iter().any(|index| index.backfilling) {
        let message = [
            "Attempt to change a resource which is still in use: An index is being created on table: ",
            &table.name,
        ];
        return Err(Failure::new(Problem::ResourceInUse, message.concat()).into());
    }
    if table.group.is_some() {
        let message = ["Bulk puts are not supported for a replica of a global table: ", &table.name];
        return Err(Failure::validation(message.concat()).into());
    }
    let new = start::new(cx, Kind::Bulk, &table.name, input, MOST)?;
    let mut w = Writer::new();
    w.entry_str("BulkOperationArn", &new.arn);
    w.entry_str("BulkOperationStatus", "IN_PROGRESS");
    let details = w.begin_entry("TableDetails", Type::L);
    let entry = w.begin(Type::M);
    w.entry_str("TableName", &describe::arn(cx.settings, &table.name));
    w.entry_str("TableId", &uuid(table.id));
    w.end(entry);
    w.end(details);
    w.entry_str("ClientToken", &new.token);
    copy(&mut w, input, &["InputS3Configuration", "OutputS3Configuration", "MaxWriteRequestUnits"]);
    w.entry_str("PerformanceTier", input.get_str("PerformanceTier").unwrap_or("STANDARD"));
    time(&mut w, "StartTime", cx.now_ms);
    for count in ["ProcessedItemCount", "ProcessedInputBytes", "TotalInputBytes", "FailedItemCount"] {
        w.entry_int(count, 0);
    }
    start::begin(cx, &new, &w, input, NAME)
}
