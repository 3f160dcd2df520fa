//! `PrepareWrites`.

use crate::model::{MapRef, Writer, size};
use crate::operation::consumed::Split;
use crate::operation::items::write_path;
use crate::operation::transactions::transact_write_items::{self as writes, Act, Verb};
use crate::operation::transactions::transaction::{Reasons, Tallies};
use crate::table::lock::{self, Change};
use crate::table::prepared::{self, Held, KNOWN_MS};
use crate::table::{Context, Stop};
use crate::tree::TreeId;

/// Evaluates a transaction's writes of items of this database. If nothing is against them, each item is locked with the image
/// that it is to get, until `DecideWrites` applies or drops it. Asked again, answers how far the transaction is.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let id = input.get_str("TransactionId").unwrap_or_default();
    let begun = input.get_int("Timestamp").unwrap_or(0).unsigned_abs();
    if let Some(known) = prepared::find(cx, id)? {
        return Ok(outcome(known.committed()));
    }
    // How it ended may not be known any more.
    if begun + KNOWN_MS < cx.now_ms {
        return Ok(outcome(Some(false)));
    }
    let (acts, keys, mut reasons) = writes::checked(cx, input)?;
    let (images, tallies) = evaluate(cx, &acts, &keys, &mut reasons)?;
    reasons.finish()?;
    let trees = trees(cx, &acts)?;
    let items = acts.iter().zip(&keys).map(|(act, (_, key))| Held { table: &act.target.table.name, key });
    prepared::begin(cx, id, input.get_str("Coordinator").unwrap_or_default(), begun, items)?;
    for (((act, (_, key)), image), locks) in acts.iter().zip(keys.clone()).zip(&images).zip(trees) {
        let change = match image {
            _ if act.verb == Verb::Check => Change::Nothing,
            Some(item) => Change::Put(item, size::item(MapRef::new(item))),
            None => Change::Delete,
        };
        lock::hold(cx, locks, key, id, change);
    }
    let mut w = Writer::new();
    w.entry_str("Outcome", "PREPARED");
    w.encoded(&writes::response(input, &acts, &tallies, Split::Write));
    Ok(w.into_inner())
}

/// The answer that says how far a transaction is.
pub(super) fn outcome(committed: Option<bool>) -> Vec<u8> {
    let mut w = Writer::new();
    let name = match committed {
        None => "PREPARED",
        Some(true) => "COMMITTED",
        Some(false) => "ABORTED",
    };
    w.entry_str("Outcome", name);
    w.into_inner()
}

/// The image that each item would get, and what that costs. Nothing is written.
type Evaluated<'a> = (Vec<Option<Vec<u8>>>, Tallies<'a>);

fn evaluate<'a>(
    cx: &mut Context<'_>,
    acts: &[Act<'a>],
    keys: &[(TreeId, Vec<u8>)],
    reasons: &mut Reasons,
) -> Result<Evaluated<'a>, Stop> {
    let before = cx.effects.len();
    let (mut images, mut tallies, mut faulted) = (Vec::new(), Tallies::default(), false);
    for (position, (act, (_, key))) in acts.iter().zip(keys).enumerate() {
        match write_path::write(cx, act.write(key.clone())) {
            Ok(mut written) => {
                written.tally.table *= 2;
                tallies.add(&act.target, &written.tally);
                images.push(written.new.map(|new| new.into_owned()));
            }
            Err(Stop::Fault) => faulted = true,
            Err(Stop::Failure(failure)) => reasons.refuse_at(position, failure)?,
        }
    }
    cx.effects.truncate(before);
    if faulted { Err(Stop::Fault) } else { Ok((images, tallies)) }
}

/// The tree of the locks of each action's table.
fn trees(cx: &mut Context<'_>, acts: &[Act<'_>]) -> Result<Vec<TreeId>, Stop> {
    let mut known: Vec<(TreeId, TreeId)> = Vec::new();
    let mut trees = Vec::with_capacity(acts.len());
    for act in acts {
        let table = &act.target.table;
        let locks = match known.iter().find(|(tree, _)| *tree == table.tree) {
            Some((_, locks)) => *locks,
            None => lock::tree(cx, table)?,
        };
        known.push((table.tree, locks));
        trees.push(locks);
    }
    Ok(trees)
}
