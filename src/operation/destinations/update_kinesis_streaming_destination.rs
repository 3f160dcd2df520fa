//! `UpdateKinesisStreamingDestination`.

use super::destination::{KIND, MEMBER, answer, missing, precision, precision_of, refused, stream_arn};
use crate::model::{Failure, MapRef, Type};
use crate::operation::{notation, target};
use crate::table::{Context, Stop, history};

/// Changes how precise the times in records are. It is so at once.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    const CONFIGURATION: &str = "UpdateKinesisStreamingConfiguration";
    let table = target::settled(cx, target::given(input))?;
    let Some(wanted) = precision(input, CONFIGURATION) else {
        let text = "Streaming destination cannot be updated with given parameters: \
                    UpdateKinesisStreamingConfiguration cannot be null or contain only null values";
        return Err(Failure::validation(text).into());
    };
    let arn = stream_arn(input);
    let known = history::of(cx, &table)?;
    let Some(reader) = known.as_ref().and_then(|history| history.reader(KIND, arn)) else {
        return Err(missing(&table.name, arn).into());
    };
    if !reader.reads() {
        return Err(refused(&[
            "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: ",
            &table.name,
        ])
        .into());
    }
    if precision_of(reader) == wanted {
        let parts = [
            "Invalid Request: Precision is already set to the desired value of ",
            wanted,
            " for tableId: ",
            &notation::uuid(table.id),
            ", kdsArn: ",
            arn,
        ];
        return Err(Failure::validation(parts.concat()).into());
    }
    history::note_reader(cx, &table, KIND, arn, wanted)?;
    Ok(answer(&table.name, arn, "UPDATING", |w| {
        let configuration = w.begin_entry(CONFIGURATION, Type::M);
        w.entry_str(MEMBER, wanted);
        w.end(configuration);
    }))
}
