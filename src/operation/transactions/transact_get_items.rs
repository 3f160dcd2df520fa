//! `TransactGetItems`.

use super::transaction::{self, Reasons, Tallies};
use crate::expression::Kind;
use crate::model::{Failure, MapRef, Type, Writer, limits};
use crate::operation::items::expressions::{self, Expressions};
use crate::operation::target::{self, Purpose, Target};
use crate::operation::{charge, consumed, flaw};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::{Context, Stop, lock, store};

struct Get<'a> {
    target: Target<'a>,
    parsed: Expressions<'a>,
    key: MapRef<'a>,
}

/// Reads up to 100 items at one moment, in the order they were asked for; `{}` stands for a missing one.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let gets = gets(cx, input)?;
    let mut reasons = Reasons::none(gets.len());
    let mut keys = Vec::with_capacity(gets.len());
    for (position, get) in gets.iter().enumerate() {
        match flaw::key_of(&get.target.table, get.key) {
            Ok(key) => keys.push((get.target.table.tree, key)),
            Err(failure) => reasons.refuse_first(position, failure)?,
        }
    }
    transaction::refuse_duplicates(&keys)?;
    reasons.finish()?;
    let mut faulted = false;
    let mut items = Vec::with_capacity(gets.len());
    for (position, (get, (_, key))) in gets.iter().zip(&keys).enumerate() {
        let table = &get.target.table;
        let free = table.locks.map_or(Ok(()), |locks| lock::refuse(cx, locks, key));
        match free.and_then(|()| store::load(cx, table, key)) {
            Ok(stored) => {
                if let Some(gauge) = &cx.settings.gauge {
                    let size = stored.map_or(0, |stored| u64::from(stored.size));
                    let halves = read_halves(size, Consistency::Transactional);
                    if let Err(Stop::Failure(failure)) = charge::read(gauge, &get.target.table, key, halves) {
                        reasons.refuse_at(position, failure)?;
                    }
                }
                items.push(stored);
            }
            Err(Stop::Fault) => faulted = true,
            Err(Stop::Failure(failure)) => reasons.refuse_at(position, failure)?,
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    reasons.finish()?;
    let total: u64 = items.iter().flatten().map(|item| u64::from(item.size)).sum();
    if total > limits::TRANSACTION_SIZE {
        return Err(Failure::validation(
            "Collection size of items exceeds the maximum aggregate size of 4 MB in a transaction",
        )
        .into());
    }
    let mut w = Writer::new();
    let mut tallies = Tallies::default();
    let list = w.begin_entry("Responses", Type::L);
    for (get, item) in gets.iter().zip(&items) {
        let response = w.begin(Type::M);
        if let Some(item) = item {
            let body = MapRef::new(item.body);
            match &get.parsed.projection {
                None => w.entry_map("Item", body),
                Some(projection) => {
                    let start = w.len();
                    let map = w.begin_entry("Item", Type::M);
                    let inside = w.len();
                    projection.project(body, &mut w);
                    let nothing = w.len() == inside;
                    w.end(map);
                    // Other than GetItem, it does not tell an item without these attributes from a missing one.
                    if nothing {
                        w.truncate(start);
                    }
                }
            }
        }
        w.end(response);
        let size = item.map_or(0, |item| u64::from(item.size));
        let table = read_halves(size, Consistency::Transactional);
        tallies.add(&get.target, &Tally { table, indexes: Vec::new() });
    }
    w.end(list);
    tallies.write(&mut w, consumed::Wanted::of(input), consumed::Split::Read);
    Ok(w.into_inner())
}

fn gets<'a>(cx: &mut Context<'_>, input: MapRef<'a>) -> Result<Vec<Get<'a>>, Stop> {
    let items = input.get_list("TransactItems").unwrap_or_default();
    let mut parsed = Vec::new();
    for item in items.iter() {
        let get = item.as_map().and_then(|item| item.get_map("Get")).unwrap_or_default();
        parsed.push((get, expressions::parse(get, &[Kind::Projection])?));
    }
    let mut gets = Vec::with_capacity(parsed.len());
    for (get, parsed) in parsed {
        let target = target::held(cx, target::given(get), Purpose::Transaction)?;
        if let Some(projection) = &parsed.projection {
            expressions::check_scalars(&target.table, projection.attributes())?;
        }
        gets.push(Get { target, parsed, key: get.get_map("Key").unwrap_or_default() });
    }
    Ok(gets)
}
