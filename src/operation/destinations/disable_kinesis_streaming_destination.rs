//! `DisableKinesisStreamingDestination`.

use super::destination::{KIND, answer, missing, refused, stream_arn};
use crate::model::MapRef;
use crate::operation::target;
use crate::table::{Context, Stop, catalog, history};

/// Ends what a Kinesis stream gets. It is disabled at once, and still gets what was written before.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::settled(cx, target::given(input))?;
    let arn = stream_arn(input);
    let known = history::of(cx, &table)?;
    match known.as_ref().and_then(|history| history.reader(KIND, arn)) {
        None => return Err(missing(&table.name, arn).into()),
        Some(reader) if !reader.reads() => {
            let text = "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.";
            return Err(refused(&[text]).into());
        }
        Some(_) => {}
    }
    let mut table = (*table).clone();
    history::end_reader(cx, &mut table, KIND, arn)?;
    catalog::put(cx, &table)?;
    Ok(answer(&table.name, arn, "DISABLING", |_| ()))
}
