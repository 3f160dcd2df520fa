//! `ImportTable`.

use super::start::{self, copy};
use crate::model::{Failure, Kind as Problem, MapRef, Type, Writer};
use crate::operation::notation::{time, uuid};
use crate::operation::tables::{create_table, describe};
use crate::table::transfer::Kind;
use crate::table::{Context, Stop};

/// Imports that can be under way.
const MOST: usize = 50;
const NAME: &str = "ImportTableDescription";

/// Creates a table and calls for what fills it from the objects of a bucket. Until that has ended the table is being created.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let conflict = Failure::new(
        Problem::ImportConflict,
        "The client token was used for another import. Use another one for an import with other parameters",
    );
    if let Some(known) = start::known(cx, Kind::Import, input, &conflict)? {
        return Ok(start::answer(NAME, MapRef::new(&known)));
    }
    start::check_bucket(input.get_map("S3BucketSource").unwrap_or_default(), "s3BucketSource.s3Bucket")?;
    let parameters = input.get_map("TableCreationParameters").unwrap_or_default();
    if input.get_map("InputFormatOptions").is_some() && input.get_str("InputFormat") != Some("CSV") {
        let message = "InputFormatOptions can only be given with the InputFormat CSV";
        return Err(Failure::validation(message).into());
    }
    let table = create_table::create(cx, parameters, true)?;
    let new = start::new(cx, Kind::Import, &table.name, input, MOST)?;
    let mut w = Writer::new();
    w.entry_str("ImportArn", &new.arn);
    w.entry_str("ImportStatus", "IN_PROGRESS");
    w.entry_str("TableArn", &describe::arn(cx.settings, &table.name));
    w.entry_str("TableId", &uuid(table.id));
    w.entry_str("ClientToken", &new.token);
    copy(&mut w, input, &["S3BucketSource"]);
    w.entry_int("ErrorCount", 0);
    copy(&mut w, input, &["InputFormat", "InputFormatOptions"]);
    w.entry_str("InputCompressionType", input.get_str("InputCompressionType").unwrap_or("NONE"));
    let map = w.begin_entry("TableCreationParameters", Type::M);
    w.encoded(parameters.body());
    w.end(map);
    time(&mut w, "StartTime", cx.now_ms);
    for count in ["ProcessedSizeBytes", "ProcessedItemCount", "ImportedItemCount"] {
        w.entry_int(count, 0);
    }
    start::begin(cx, &new, &w, input, NAME)
}
