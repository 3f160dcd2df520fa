//! `TransactWriteItems`.

use std::borrow::Cow;

use super::transaction::{self, Reasons, Tallies};
use crate::expression::Kind as Expression;
use crate::model::{Failure, Kind, MapRef, Type, Writer, check, limits, size};
use crate::operation::flaw::{self, Precision};
use crate::operation::items::collection;
use crate::operation::items::expressions::{self, Expressions};
use crate::operation::items::write_path::{self, Action, Write};
use crate::operation::target::{self, Purpose, Target};
use crate::operation::{charge, consumed};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::ledger::{self, Known};
use crate::table::{Context, Stop, store};

/// What an action does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::operation) enum Verb {
    Put,
    Update,
    Delete,
    Check,
}

/// One action of the request.
pub(in crate::operation) struct Act<'a> {
    pub(in crate::operation) verb: Verb,
    members: MapRef<'a>,
    pub(in crate::operation) target: Target<'a>,
    parsed: Expressions<'a>,
    /// The item of a put, the key of anything else.
    item: MapRef<'a>,
    /// Its DynamoDB size.
    size: u32,
}

/// Performs up to 100 actions on distinct items, all or none.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let (acts, keys, mut reasons) = checked(cx, input)?;
    let token = input.get_str("ClientRequestToken");
    if let Some(token) = token {
        let request = comparable(input, &acts);
        match ledger::find(cx, token, &request)? {
            Known::New => ledger::remember(cx, token, &request)?,
            Known::Same => return replay(cx, input, &acts, &keys),
            Known::Different => {
                let message = "The provided client request token was used with different request parameters";
                return Err(Failure::new(Kind::IdempotentParameterMismatch, message).into());
            }
        }
    }
    let tallies = perform(cx, &acts, keys, &mut reasons)?;
    reasons.finish()?;
    Ok(response(input, &acts, &tallies, consumed::Split::Write))
}

/// Actions, the tree and key of each one's item, and what is wrong with them.
pub(in crate::operation) type Checked<'a> = (Vec<Act<'a>>, Vec<(u32, Vec<u8>)>, Reasons);

/// The request's actions with the keys of their items, as far as the tables alone show what is wrong with them.
pub(in crate::operation) fn checked<'a>(
    cx: &mut Context<'_>,
    input: MapRef<'a>,
) -> Result<Checked<'a>, Stop> {
    let acts = acts(cx, input)?;
    let mut reasons = Reasons::none(acts.len());
    let mut keys = Vec::with_capacity(acts.len());
    for (position, act) in acts.iter().enumerate() {
        let checked = act.key().and_then(|key| {
            keys.push((act.target.table.tree, key));
            act.check()
        });
        if let Err(failure) = checked {
            reasons.refuse_first(position, failure)?;
        }
    }
    // No two actions may concern one item, whatever is wrong with them besides.
    transaction::refuse_duplicates(&keys)?;
    reasons.finish()?;
    Ok((acts, keys, reasons))
}

fn acts<'a>(cx: &mut Context<'_>, input: MapRef<'a>) -> Result<Vec<Act<'a>>, Stop> {
    let mut parsed = Vec::new();
    for item in input.get_list("TransactItems").unwrap_or_default().iter() {
        let actions = transaction::action(item.as_map().unwrap_or_default());
        let &[(name, members)] = actions.as_slice() else {
            return Err(Failure::validation(match actions.len() {
                0 => "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
                _ => "TransactItems can only contain one of Check, Put, Update or Delete",
            })
            .into());
        };
        let (verb, kinds): (_, &[Expression]) = match name {
            "Put" => (Verb::Put, &[Expression::Condition]),
            "Update" => (Verb::Update, &[Expression::Update, Expression::Condition]),
            "Delete" => (Verb::Delete, &[Expression::Condition]),
            _ => (Verb::Check, &[Expression::Condition]),
        };
        let item = members.get_map(if verb == Verb::Put { "Item" } else { "Key" }).unwrap_or_default();
        let size = if verb == Verb::Put { write_path::put_size(item)? } else { size::item(item) };
        parsed.push((verb, members, item, size, expressions::parse(members, kinds)?));
    }
    check_size(parsed.iter().map(|(_, _, _, size, _)| *size))?;
    let mut acts = Vec::with_capacity(parsed.len());
    for (verb, members, item, size, parsed) in parsed {
        let target = target::held(cx, target::given(members), Purpose::Transaction)?;
        acts.push(Act { verb, members, target, parsed, item, size });
    }
    Ok(acts)
}

/// The actions in a form that equal requests share: lowered requests do, but for the order of substituted names.
fn comparable<'a>(input: MapRef<'a>, acts: &[Act<'_>]) -> Cow<'a, [u8]> {
    let given = input.get(b"TransactItems").map_or(&[][..], |items| items.bytes());
    let names = |act: &Act<'_>| act.members.get_map("ExpressionAttributeNames").unwrap_or_default().len();
    if acts.iter().all(|act| names(act) < 2) {
        return Cow::Borrowed(given);
    }
    let mut sorted = Writer::new();
    check::normalise_value(given, &mut sorted);
    Cow::Owned(sorted.into_inner())
}

impl Act<'_> {
    /// The encoded key.
    fn key(&self) -> Result<Vec<u8>, Failure> {
        match self.verb {
            Verb::Put => flaw::key_in_item(&self.target.table, self.item, Precision::Attribute),
            _ => flaw::key_of(&self.target.table, self.item),
        }
    }

    /// Checks what else the table alone shows.
    fn check(&self) -> Result<(), Failure> {
        if self.verb == Verb::Put {
            write_path::check_put(&self.target.table, self.item)?;
        }
        expressions::check_write(&self.target.table, &self.parsed)
    }

    /// The write of its item under an encoded key.
    pub(in crate::operation) fn write(&self, key: Vec<u8>) -> Write<'_> {
        Write {
            table: &self.target.table,
            key,
            action: self.action(),
            condition: self.parsed.condition.as_ref(),
            show_item: write_path::shows_item(self.members),
        }
    }

    fn action(&self) -> Action<'_> {
        match self.verb {
            Verb::Put => Action::Put { item: self.item, size: self.size },
            Verb::Update => {
                Action::Update { key: self.item, update: self.parsed.update.as_ref(), charged: false }
            }
            Verb::Delete => Action::Delete,
            Verb::Check => Action::Check,
        }
    }
}

/// The items and operands of the request together are within the limit.
fn check_size(sizes: impl Iterator<Item = u32>) -> Result<(), Failure> {
    let total: u64 = sizes.map(u64::from).sum();
    if total > limits::TRANSACTION_SIZE {
        return Err(Failure::validation("Transaction payload size cannot exceed 4 MB"));
    }
    Ok(())
}

/// Evaluates every action against the state before the transaction: no two concern one item, so that is the state
/// each would find.
fn perform<'a>(
    cx: &mut Context<'_>,
    acts: &[Act<'a>],
    keys: Vec<(u32, Vec<u8>)>,
    reasons: &mut Reasons,
) -> Result<Tallies<'a>, Stop> {
    let mut tallies = Tallies::default();
    let mut faulted = false;
    for (position, (act, (_, key))) in acts.iter().zip(keys).enumerate() {
        match write_path::write(cx, act.write(key)) {
            Ok(mut written) => {
                written.tally.table *= 2;
                tallies.add(&act.target, &written.tally);
            }
            Err(Stop::Fault) => faulted = true,
            Err(Stop::Failure(failure)) => reasons.refuse_at(position, failure)?,
        }
    }
    if faulted { Err(Stop::Fault) } else { Ok(tallies) }
}

/// The answer to a repeated request: nothing is done, and reading the items is what it costs.
fn replay(
    cx: &mut Context<'_>,
    input: MapRef<'_>,
    acts: &[Act<'_>],
    keys: &[(u32, Vec<u8>)],
) -> Result<Vec<u8>, Stop> {
    let mut tallies = Tallies::default();
    let mut faulted = false;
    for (act, (_, key)) in acts.iter().zip(keys) {
        match store::load(cx, &act.target.table, key) {
            Ok(stored) => {
                let size = stored.map_or(0, |stored| u64::from(stored.size));
                let table = read_halves(size, Consistency::Transactional);
                if let Some(gauge) = &cx.settings.gauge {
                    charge::read(gauge, &act.target.table, key, table)?;
                }
                tallies.add(&act.target, &Tally { table, indexes: Vec::new() });
            }
            Err(Stop::Fault) => faulted = true,
            Err(stop) => return Err(stop),
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    Ok(response(input, acts, &tallies, consumed::Split::Read))
}

/// The answer.
pub(in crate::operation) fn response(
    input: MapRef<'_>,
    acts: &[Act<'_>],
    tallies: &Tallies<'_>,
    split: consumed::Split,
) -> Vec<u8> {
    let mut w = Writer::new();
    tallies.write(&mut w, consumed::Wanted::of(input), split);
    let measured = |act: &&Act<'_>| act.verb != Verb::Check && collection::wanted(input, &act.target.table);
    if acts.iter().any(|act| measured(&act)) {
        let metrics = w.begin_entry("ItemCollectionMetrics", Type::M);
        let mut done: Vec<u32> = Vec::new();
        for act in acts.iter().filter(measured) {
            let tree = act.target.table.tree;
            if !done.contains(&tree) {
                done.push(tree);
                let same = acts.iter().filter(|other| measured(other) && other.target.table.tree == tree);
                collection::table_entry(&mut w, &act.target.table, same.map(|act| act.item));
            }
        }
        w.end(metrics);
    }
    w.into_inner()
}
