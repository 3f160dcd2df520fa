//! What both kinds of transactions share: reasons of a cancellation, and capacity by table.

use crate::model::{Failure, Kind, MapRef, Type, Writer};
use crate::operation::consumed::{self, Split, Wanted};
use crate::operation::flaw;
use crate::operation::items::batch;
use crate::operation::target::Target;
use crate::table::capacity::Tally;

/// The outcome of every action, in request order.
#[derive(Debug, Default)]
pub struct Reasons {
    outcomes: Vec<Option<Failure>>,
}

impl Reasons {
    /// Nothing is against any of the actions.
    #[must_use]
    pub fn none(actions: usize) -> Self {
        Self { outcomes: (0..actions).map(|_| None).collect() }
    }

    /// Refuses an action for its table's sake; of several, only the first is told.
    ///
    /// # Errors
    /// The failure itself, when it is one that the whole request fails for.
    pub fn refuse_first(&mut self, position: usize, failure: Failure) -> Result<(), Failure> {
        if self.outcomes.iter().all(Option::is_none) {
            self.refuse_at(position, failure)
        } else {
            reason(failure).map(drop)
        }
    }

    /// Refuses an action that had nothing against it before.
    ///
    /// # Errors
    /// The failure itself, when it is one that the whole request fails for.
    pub fn refuse_at(&mut self, position: usize, failure: Failure) -> Result<(), Failure> {
        if let Some(outcome) = self.outcomes.get_mut(position) {
            *outcome = Some(reason(failure)?);
        }
        Ok(())
    }

    /// Cancels the transaction if any action was refused.
    ///
    /// # Errors
    /// `TransactionCanceledException` with all reasons.
    pub fn finish(&self) -> Result<(), Failure> {
        if self.outcomes.iter().all(Option::is_none) {
            return Ok(());
        }
        let mut message =
            String::from("Transaction cancelled, please refer cancellation reasons for specific reasons [");
        let mut w = Writer::new();
        let list = w.begin_entry("CancellationReasons", Type::L);
        for (position, outcome) in self.outcomes.iter().enumerate() {
            if position > 0 {
                message.push_str(", ");
            }
            let code = outcome.as_ref().map_or("None", |failure| code(failure.kind));
            message.push_str(code);
            let reason = w.begin(Type::M);
            w.entry_str("Code", code);
            if let Some(failure) = outcome {
                w.entry_str("Message", &failure.message);
                if let Some(detail) = &failure.detail {
                    w.encoded(detail);
                }
            }
            w.end(reason);
        }
        w.end(list);
        message.push(']');
        Err(Failure::new(Kind::TransactionCanceled, message).with_detail(w.into_inner()))
    }
}

/// The failure as the reason of an action, unless the whole request fails for it.
fn reason(failure: Failure) -> Result<Failure, Failure> {
    let of_action = failure.kind.status() == 400 && !flaw::is_hoisted(&failure);
    if of_action { Ok(failure) } else { Err(failure) }
}

/// A reason's code; statements of batches report the same ones.
#[must_use]
pub const fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::ConditionalCheckFailed => "ConditionalCheckFailed",
        Kind::ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceeded",
        Kind::TransactionConflict => "TransactionConflict",
        Kind::ProvisionedThroughputExceeded => "ProvisionedThroughputExceeded",
        Kind::Throttling | Kind::RequestLimitExceeded => "ThrottlingError",
        Kind::DuplicateItem => "DuplicateItem",
        Kind::AccessDenied => "AccessDenied",
        Kind::ResourceNotFound => "ResourceNotFound",
        _ => "ValidationError",
    }
}

/// No two actions may concern one item.
///
/// # Errors
/// A validation failure.
pub fn refuse_duplicates(keys: &[(u32, Vec<u8>)]) -> Result<(), Failure> {
    let keys = keys.iter().map(|(tree, key)| (*tree, key.as_slice()));
    if batch::has_duplicates(keys.collect()) {
        return Err(Failure::validation(
            "Transaction request cannot include multiple operations on one item",
        ));
    }
    Ok(())
}

/// Capacity by table, in the order in which the request first names them.
#[derive(Debug, Default)]
pub struct Tallies<'a> {
    tables: Vec<(Target<'a>, Tally)>,
}

impl<'a> Tallies<'a> {
    /// Adds what one action cost.
    pub fn add(&mut self, target: &Target<'a>, tally: &Tally) {
        match self.tables.iter_mut().find(|(known, _)| known.table.tree == target.table.tree) {
            Some((_, sum)) => sum.add(tally),
            None => self.tables.push((target.clone(), tally.clone())),
        }
    }

    /// Writes the `ConsumedCapacity` list, if it is wanted.
    pub fn write(&self, w: &mut Writer, wanted: Wanted, split: Split) {
        if wanted == Wanted::Nothing {
            return;
        }
        let list = w.begin_entry("ConsumedCapacity", Type::L);
        for (target, tally) in &self.tables {
            consumed::value(w, wanted, split, target.given, &target.table, tally);
        }
        w.end(list);
    }
}

/// The members of an action, whichever of the four it is.
#[must_use]
pub fn action(item: MapRef<'_>) -> Vec<(&'static str, MapRef<'_>)> {
    ["Put", "Update", "Delete", "ConditionCheck"]
        .into_iter()
        .filter_map(|name| Some((name, item.get_map(name)?)))
        .collect()
}
