//! `DecideWrites`.

use super::prepare_writes::outcome;
use crate::model::MapRef;
use crate::table::{Context, Stop, catalog, lock, prepared};

/// Applies or drops what a transaction has prepared here, and unlocks its items. A decision that comes again changes nothing, and
/// nothing can be prepared any more for a transaction that was dropped. With `IfUnknown` only that is seen to: what is known here
/// stays as it is. With `Settled` it may be forgotten that the transaction is committed. Answers how it stands.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let id = input.get_str("TransactionId").unwrap_or_default();
    let commit = input.get_bool("Commit") == Some(true);
    let settled = input.get_bool("Settled") == Some(true);
    let mut faulted = false;
    match prepared::find(cx, id)? {
        Some(known) if known.committed().is_some() => {
            let committed = known.committed();
            if settled && committed == Some(true) && !known.is_settled() {
                prepared::end(cx, id, true, true)?;
            }
            return Ok(outcome(committed));
        }
        Some(_) if input.get_bool("IfUnknown") == Some(true) => return Ok(outcome(None)),
        // What is committed was prepared, and was forgotten since.
        None if commit => return Ok(outcome(Some(true))),
        None => {}
        Some(known) => {
            for held in known.held() {
                let Some(table) = catalog::table(cx, held.table)? else { continue };
                match lock::release(cx, &table, held.key, id, commit) {
                    Err(Stop::Fault) => faulted = true,
                    released => released?,
                }
            }
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    prepared::end(cx, id, commit, settled)?;
    Ok(outcome(Some(commit)))
}
