//! `ExecuteTransaction`.

use super::several::{self, Ready, Setting};
use crate::model::{Failure, Kind, MapRef, Type, Writer, limits};
use crate::operation::consumed::{self, Split};
use crate::operation::flaw;
use crate::operation::transactions::transaction::{self, Reasons, Tallies};
use crate::table::capacity::Consistency;
use crate::table::ledger::{self, Known};
use crate::table::{Context, Stop};

/// In front of a client's token: longer than any of those, so that the tokens of statements and those of
/// `TransactWriteItems` never meet.
const TOKENS: &str = "ExecuteTransaction, under the token: ";

/// Runs up to 100 statements, all or none: either reads of single items, or writes and checks of them.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let entries = several::entries(input, "TransactStatements");
    let sources = several::sources(&entries);
    let parsed = several::statements(&sources, Setting::Transaction)?;
    let mut reasons = Reasons::none(entries.len());
    let mut ready = Vec::with_capacity(entries.len());
    for (position, one) in several::ready(cx, &parsed, Setting::Transaction)?.into_iter().enumerate() {
        match one {
            Ok(one) => ready.push(one),
            Err(failure) => {
                if flaw::is_hoisted(&failure) {
                    Setting::Transaction.report(position, &failure)?;
                }
                reasons.refuse_at(position, failure)?;
            }
        }
    }
    // Other than actions, statements are told what is wrong with all of them, before two of one item are looked for.
    reasons.finish()?;
    let items = ready.iter().map(Ready::item);
    let keys: Vec<_> = items.map(|(target, key)| (target.table.tree, key.clone())).collect();
    transaction::refuse_duplicates(&keys)?;
    let reads = ready.iter().any(|one| matches!(one, Ready::Read(_)));
    let mut split = if reads { Split::Read } else { Split::Write };
    if let Some(token) = input.get_str("ClientRequestToken").filter(|_| !reads) {
        let token = [TOKENS, token].concat();
        let request = input.get_list("TransactStatements").unwrap_or_default().body();
        match ledger::find(cx, &token, request)? {
            Known::New => ledger::remember(cx, &token, request)?,
            // Nothing is done again, and reading the items is what the answer costs.
            Known::Same => split = Split::Read,
            Known::Different => {
                let message = "The provided client request token was used with different request parameters";
                return Err(Failure::new(Kind::IdempotentParameterMismatch, message).into());
            }
        }
    }
    let replayed = !reads && split == Split::Read;
    let mut w = Writer::new();
    let mut tallies = Tallies::default();
    let (mut faulted, mut total) = (false, 0);
    let responses = w.begin_entry("Responses", Type::L);
    for (position, (one, entry)) in ready.iter().zip(&entries).enumerate() {
        let done = if replayed {
            several::load(cx, one.item(), Consistency::Transactional)
        } else {
            several::perform(cx, *entry, one, Setting::Transaction)
        };
        match done {
            Ok(done) => {
                // Writes have no answers of their own.
                if reads {
                    let response = w.begin(Type::M);
                    done.write(&mut w, one, Setting::Transaction);
                    w.end(response);
                }
                total += done.size;
                tallies.add(one.item().0, &done.tally);
            }
            Err(Stop::Fault) => faulted = true,
            Err(Stop::Failure(failure)) => reasons.refuse_at(position, failure)?,
        }
    }
    w.end(responses);
    if faulted {
        return Err(Stop::Fault);
    }
    reasons.finish()?;
    if reads && total > limits::TRANSACTION_SIZE {
        return Err(Failure::validation(
            "Collection size of items exceeds the maximum aggregate size of 4 MB in a transaction",
        )
        .into());
    }
    tallies.write(&mut w, consumed::Wanted::of(input), split);
    Ok(w.into_inner())
}
