//! `ApplyReplicated`.

use super::merge::{Met, Outcome, merge};
use super::register;
use super::replicated::{self, Given};
use crate::model::{Failure, MapRef, Writer, limits};
use crate::operation::flaw::{self, Precision};
use crate::operation::items::write_path;
use crate::operation::target;
use crate::table::history::Position;
use crate::table::replica::{self, Marks};
use crate::table::schema::Table;
use crate::table::store::Image;
use crate::table::{Context, Stop};

/// A change that may be applied.
struct Checked<'a> {
    given: Given<'a>,
    key: Vec<u8>,
    image: Option<Image<'a>>,
}

/// Applies changes of other replicas: of each item the latest write stays. `Peer` and `Position` say in the same commit how far
/// that peer's changes are here. Doing it again changes nothing. If one of them is what no user could have written, or is later
/// than `Latest`, none is applied.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let table = target::control(cx, target::given(input))?;
    let list = input.get_list("Changes").unwrap_or_default();
    let latest = input.get_int("Latest").map_or(u64::MAX, i64::unsigned_abs);
    let mut changes = Vec::new();
    for change in list.iter() {
        let change = check(&table, Given::of(change.as_map().unwrap_or_default())?)?;
        if (Position { clock: change.given.clock, count: 0 }).ms() > latest {
            return Err(Failure::validation("The clock of another replica is ahead of this one's").into());
        }
        changes.push(change);
    }
    // A write of this replica is later than all that it has seen.
    let last = changes.iter().map(|change| change.given.clock).max().unwrap_or(0);
    cx.clock = cx.clock.max(last.saturating_add(1));
    let before = replica::marks(cx, &table)?;
    let mut marks = before.clone();
    let counts = apply(cx, &table, &changes, &mut marks)?;
    if let (Some(peer), Some(position)) = (input.get_str("Peer"), input.get_str("Position")) {
        marks.put_position(peer, position);
    }
    if marks != before {
        replica::put_marks(cx, &table, &marks)?;
    }
    let mut w = Writer::new();
    for (name, count) in ["Applied", "Ignored", "Conflicts"].into_iter().zip(counts) {
        w.entry_int(name, count);
    }
    Ok(w.into_inner())
}

/// Checks a change as a put is checked. A value that an index cannot hold is no mistake here: the index may have come later.
fn check<'a>(table: &Table, given: Given<'a>) -> Result<Checked<'a>, Failure> {
    let key = flaw::key_of(table, given.keys)?;
    let mut image = None;
    if let Some(item) = given.new {
        let size = write_path::put_size(item)?;
        if flaw::key_in_item(table, item, Precision::Attribute)? != key {
            return Err(Failure::validation("A change has the item of another key"));
        }
        let new = Image { item, size };
        if write_path::collection_share(table, new) > limits::ITEM_SIZE {
            return Err(flaw::put_too_large());
        }
        image = Some(new);
    }
    Ok(Checked { given, key, image })
}

/// Applies what a majority has chosen.
///
/// # Errors
/// [`Stop::Fault`]; an item that the table cannot hold.
pub(super) fn chosen(cx: &mut Context<'_>, table: &Table, key: &[u8], given: &Given<'_>) -> Result<(), Stop> {
    let image = match given.new {
        Some(item) => Some(Image { item, size: write_path::put_size(item)? }),
        None => None,
    };
    let mut met = Met::new();
    merge(cx, table, (key, given, image), &mut met, 0)?;
    if let (Some(group), Some(stored)) = (&table.group, met.get(key)) {
        stored.bury(cx, group, key);
    }
    Ok(())
}

/// Applies changes in their order; counts those that were applied and those that were not, and the conflicts.
fn apply(
    cx: &mut Context<'_>,
    table: &Table,
    changes: &[Checked<'_>],
    marks: &mut Marks,
) -> Result<[i64; 3], Stop> {
    let own = replicated::own(cx);
    let is_filling = table.indexes.iter().any(|index| index.backfilling)
        || table.expiry.is_some_and(|expiry| expiry.backfilling);
    let seen = marks.clone();
    let (mut met, mut faulted) = (Met::new(), false);
    let (mut done, mut ignored) = (0, 0);
    let mut conflicts = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        let Checked { given, key, image } = change;
        // What an index holds that is being filled does not follow from the item before: of each item the last change has to do.
        let later = changes.get(place + 1..).unwrap_or_default();
        if is_filling && later.iter().any(|other| other.key == *key && other.given.order() >= given.order()) {
            ignored += 1;
            continue;
        }
        match merge(cx, table, (key, given, *image), &mut met, seen.clock(given.replica)) {
            Ok(Outcome { applied, conflict }) => {
                if applied {
                    if table.is_strong() {
                        match register::learn(cx, table, key, given.order()) {
                            Err(Stop::Fault) => faulted = true,
                            learnt => learnt?,
                        }
                    }
                    done += 1;
                } else {
                    ignored += 1;
                }
                if given.replica != own {
                    marks.saw(given.replica, given.clock);
                }
                conflicts.extend(conflict);
            }
            // The pages of all changes are named at once.
            Err(Stop::Fault) => faulted = true,
            Err(stop) => return Err(stop),
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    if let Some(group) = &table.group {
        for (key, stored) in &met {
            stored.bury(cx, group, key);
        }
        if !conflicts.is_empty() && !group.strong {
            replica::note_conflicts(cx, group, &conflicts)?;
        }
    }
    Ok([done, ignored, conflicts.len() as i64])
}
