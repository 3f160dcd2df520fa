//! What is told of one export, import or bulk put, found by its ARN.

use super::start;
use crate::model::{Failure, MapRef, Writer};
use crate::operation::tables::describe;
use crate::table::transfer::{self, Kind, Record};
use crate::table::{Context, Stop};

/// The id in an ARN of this kind, region and account.
fn id<'a>(cx: &Context<'_>, kind: Kind, arn: &'a str) -> Option<&'a str> {
    let (table, id) = arn.strip_prefix(&*describe::arn(cx.settings, ""))?.split_once('/')?;
    let id = id.strip_prefix(kind.name())?.strip_prefix('/')?;
    (!table.is_empty() && !id.is_empty()).then_some(id)
}

/// Whether an ARN is a record's own: one with its id and another table is none.
fn has_arn(record: &Record<'_>, arn: &str) -> bool {
    let own = ["ExportArn", "ImportArn", "BulkOperationArn"];
    own.iter().any(|name| record.description().get_str(name) == Some(arn))
}

/// The record that an ARN names.
///
/// # Errors
/// `missing` if there is none.
pub fn find<'f, 'a>(
    cx: &mut Context<'f>,
    kind: Kind,
    arn: &'a str,
    missing: &dyn Fn(&str) -> Failure,
) -> Result<(&'a str, Record<'f>), Stop> {
    let found = match id(cx, kind, arn) {
        Some(id) => {
            transfer::get(cx, kind, id)?.filter(|record| has_arn(record, arn)).map(|record| (id, record))
        }
        None => None,
    };
    found.ok_or_else(|| missing(arn).into())
}

/// The response `{ name: description }`.
///
/// # Errors
/// As [`find`].
pub fn response(
    cx: &mut Context<'_>,
    kind: Kind,
    input: MapRef<'_>,
    (arn, name): (&str, &str),
    missing: &dyn Fn(&str) -> Failure,
) -> Result<Vec<u8>, Stop> {
    let (_, record) = find(cx, kind, input.get_str(arn).unwrap_or_default(), missing)?;
    Ok(start::answer(name, record.description()))
}

/// A description with other members in place of its own.
#[must_use]
pub fn merged(description: MapRef<'_>, members: MapRef<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    for (name, value) in
        description.iter().filter(|(name, _)| members.get(name).is_none()).chain(members.iter())
    {
        w.name(name);
        w.raw(value);
    }
    w.into_inner()
}
