//! `EnableKinesisStreamingDestination`.

use super::destination::{KIND, answer, precision, refused, stream_arn};
use crate::model::MapRef;
use crate::operation::target;
use crate::table::history::{self, DAY, Reader};
use crate::table::schema::Images;
use crate::table::{Context, Stop, catalog};

/// Lets a Kinesis stream have the table's changes from now on. It is active at once. A table has one that is active; those that
/// were disabled stay known.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    const CONFIGURATION: &str = "EnableKinesisStreamingConfiguration";
    let table = target::settled(cx, target::given(input))?;
    let known = history::of(cx, &table)?;
    let mut readers = known.iter().flat_map(|history| &history.readers);
    if readers.any(|reader| reader.kind == KIND && reader.reads()) {
        return Err(refused(&[
            "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.",
        ])
        .into());
    }
    let arn = stream_arn(input);
    let reader = Reader {
        kind: KIND.to_owned(),
        name: arn.to_owned(),
        images: Images { old: true, new: true },
        keep_ms: DAY,
        spans: Vec::new(),
        note: precision(input, CONFIGURATION).unwrap_or_default().to_owned(),
    };
    let mut table = (*table).clone();
    history::begin_reader(cx, &mut table, reader)?;
    catalog::put(cx, &table)?;
    Ok(answer(&table.name, arn, "ENABLING", |w| {
        w.entry_map(CONFIGURATION, input.get_map(CONFIGURATION).unwrap_or_default());
    }))
}
