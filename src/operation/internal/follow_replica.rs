//! `FollowReplica`.

use super::replicated::{named, place};
use crate::model::{MapRef, Writer};
use crate::operation::target;
use crate::table::history::{self, Position, REPLICA};
use crate::table::{Context, Stop, catalog};

/// Lets somebody follow the changes of a table, who has to acknowledge them: what is not acknowledged is kept for thirty days.
/// With `From`, acknowledges all before that place; with `Stop`, keeps nothing for them any more. Answers where they begin.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let name = named(input);
    let known = history::of(cx, &table)?;
    let reader = known.as_ref().and_then(|history| history.reader(REPLICA, name)).cloned();
    let mut w = Writer::new();
    match (input.get_bool("Stop") == Some(true), reader, known) {
        (true, None, _) => {}
        (true, Some(_), _) => {
            let mut table = (*table).clone();
            history::end_replica(cx, &mut table, name)?;
            catalog::put(cx, &table)?;
        }
        (false, Some(reader), Some(history)) => {
            let from = match input.get_str("From") {
                // Nobody has what is still to be written.
                Some(from) => place(from)?.min(history::end_position(cx, &history)?),
                None => reader.start(),
            };
            w.entry_str("Position", &from.max(reader.start()).number());
            history::acknowledge(cx, history, name, from)?;
        }
        _ => {
            let mut table = (*table).clone();
            history::begin_replica(cx, &mut table, name)?;
            catalog::put(cx, &table)?;
            w.entry_str("Position", &Position { clock: cx.clock, count: 0 }.number());
        }
    }
    Ok(w.into_inner())
}
