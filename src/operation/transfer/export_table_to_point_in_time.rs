//! `ExportTableToPointInTime`.

use super::start::{self, copy};
use crate::expression::Kind as Expression;
use crate::model::{Failure, Kind as Problem, MapRef, Type, Writer};
use crate::operation::backups::continuous;
use crate::operation::items::expressions;
use crate::operation::notation::{milliseconds, time, uuid};
use crate::operation::tables::describe;
use crate::operation::target;
use crate::table::transfer::Kind;
use crate::table::{Context, Stop};

/// Exports that can be under way.
const MOST: usize = 300;
const NAME: &str = "ExportDescription";
const DAY: u64 = 86_400_000;

/// Calls for what writes a table, or its changes, as it was at a time into a bucket.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let conflict = Failure::new(
        Problem::ExportConflict,
        "The client token was used for another export. Use another one for an export with other parameters",
    );
    if let Some(known) = start::known(cx, Kind::Export, input, &conflict)? {
        return Ok(start::answer(NAME, MapRef::new(&known)));
    }
    let given = input.get_str("TableArn").unwrap_or_default();
    if !given.starts_with("arn:") {
        return Err(Failure::validation(["Invalid TableArn '", given, "'"].concat()).into());
    }
    start::check_bucket(input, "s3Bucket")?;
    let filter = input.get_map("FilterSpecification").unwrap_or_default();
    expressions::parse(filter, &[Expression::KeyCondition, Expression::Filter, Expression::Projection])?;
    let Some(table) = target::find(cx, given)? else {
        let message = "Table not found: ".to_owned() + target::name(cx, given)?;
        return Err(Failure::new(Problem::TableNotFound, message).into());
    };
    let Some(recovery) = continuous::recovery(cx, &table)? else {
        let message = "Point in time recovery is not enabled for table '".to_owned() + &table.name + "'";
        return Err(Failure::new(Problem::PointInTimeRecoveryUnavailable, message).into());
    };
    let window = window(cx, input, recovery.earliest_ms)?;
    let new = start::new(cx, Kind::Export, &table.name, input, MOST)?;
    let mut w = Writer::new();
    w.entry_str("ExportArn", &new.arn);
    w.entry_str("ExportStatus", "IN_PROGRESS");
    time(&mut w, "StartTime", cx.now_ms);
    w.entry_str("TableArn", &describe::arn(cx.settings, &table.name));
    w.entry_str("TableId", &uuid(table.id));
    w.entry_str("ClientToken", &new.token);
    copy(&mut w, input, &["S3Bucket", "S3BucketOwner", "S3Prefix"]);
    w.entry_str("S3SseAlgorithm", input.get_str("S3SseAlgorithm").unwrap_or("AES256"));
    copy(&mut w, input, &["S3SseKmsKeyId"]);
    w.entry_str("ExportFormat", input.get_str("ExportFormat").unwrap_or("DYNAMODB_JSON"));
    match window {
        Window::Moment(ms) => {
            time(&mut w, "ExportTime", ms);
            w.entry_str("ExportType", "FULL_EXPORT");
        }
        Window::Changes { from, to, view } => {
            w.entry_str("ExportType", "INCREMENTAL_EXPORT");
            let map = w.begin_entry("IncrementalExportSpecification", Type::M);
            time(&mut w, "ExportFromTime", from);
            time(&mut w, "ExportToTime", to);
            w.entry_str("ExportViewType", view);
            w.end(map);
        }
    }
    copy(&mut w, input, &["FilterSpecification"]);
    start::begin(cx, &new, &w, input, NAME)
}

/// What an export is of.
enum Window<'a> {
    /// The table at a time.
    Moment(u64),
    /// Its changes between two times.
    Changes { from: u64, to: u64, view: &'a str },
}

fn window<'a>(cx: &Context<'_>, input: MapRef<'a>, earliest: u64) -> Result<Window<'a>, Failure> {
    let wrong = |message: &str| Failure::new(Problem::InvalidExportTime, message);
    let asked = |map: MapRef<'_>, name: &str| match map.get(name.as_bytes()) {
        None => Ok(None),
        Some(given) => match milliseconds(given) {
            Some(ms) if ms > cx.now_ms => Err(wrong("The export time cannot be in the future")),
            Some(ms) if ms / 1000 >= earliest / 1000 => Ok(Some(ms)),
            _ => Err(wrong("The export time is before the earliest restorable time of the table")),
        },
    };
    let changes = input.get_map("IncrementalExportSpecification");
    if input.get_str("ExportType") != Some("INCREMENTAL_EXPORT") {
        if changes.is_some() {
            let message =
                "IncrementalExportSpecification can only be given with the ExportType INCREMENTAL_EXPORT";
            return Err(Failure::validation(message));
        }
        return Ok(Window::Moment(asked(input, "ExportTime")?.unwrap_or(cx.now_ms)));
    }
    let Some(changes) = changes else {
        let message = "IncrementalExportSpecification is required for the ExportType INCREMENTAL_EXPORT";
        return Err(Failure::validation(message));
    };
    if input.get(b"FilterSpecification").is_some() {
        let message = "FilterSpecification can only be given with the ExportType FULL_EXPORT";
        return Err(Failure::validation(message));
    }
    if input.get(b"ExportTime").is_some() {
        return Err(Failure::validation("ExportTime can only be given with the ExportType FULL_EXPORT"));
    }
    let Some(from) = asked(changes, "ExportFromTime")? else {
        return Err(Failure::validation("ExportFromTime is required for the ExportType INCREMENTAL_EXPORT"));
    };
    let to = asked(changes, "ExportToTime")?.unwrap_or(cx.now_ms);
    if from >= to {
        return Err(wrong("ExportFromTime must be before ExportToTime"));
    }
    if to - from > DAY {
        return Err(wrong(
            "The time between ExportFromTime and ExportToTime must not be longer than 24 hours",
        ));
    }
    let view = changes.get_str("ExportViewType").unwrap_or("NEW_AND_OLD_IMAGES");
    Ok(Window::Changes { from, to, view })
}
