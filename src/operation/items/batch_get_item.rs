//! `BatchGetItem`.

use super::expressions::{self, Expressions};
use super::{batch, legacy};
use crate::expression::Kind;
use crate::model::{Failure, ListRef, MapRef, Type, Writer};
use crate::operation::target::{self, Target};
use crate::operation::{charge, consumed, flaw};
use crate::table::capacity::{Consistency, Tally, read_halves};
use crate::table::envelope::Envelope;
use crate::table::{Context, Stop, store};

/// Keys one batch can hold.
const KEYS: usize = 100;
/// Item data one answer can hold.
const ANSWER: u64 = 16 << 20;

/// One table's share of the batch.
struct Share<'a> {
    target: Target<'a>,
    options: MapRef<'a>,
    parsed: Expressions<'a>,
    consistency: Consistency,
    keys: Vec<(MapRef<'a>, Vec<u8>)>,
}

/// Reads up to 100 items of any tables; keys beyond 16 MB of items come back unprocessed.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let requested = input.get_map("RequestItems").unwrap_or_default();
    let total = check_count(requested)?;
    let shares = shares(cx, requested)?;
    let mut left = batch::served(cx, total);
    let mut faulted = false;
    let mut refused = None;
    let mut room = ANSWER;
    let mut found = Vec::with_capacity(shares.len());
    for share in &shares {
        let served = share.keys.len().min(left);
        left -= served;
        let mut items = Vec::with_capacity(served);
        for (_, key) in share.keys.iter().take(served) {
            match store::load(cx, &share.target.table, key) {
                Ok(stored) => {
                    let size = stored.map_or(0, |stored| u64::from(stored.size));
                    // What does not fit into the answer comes back unprocessed.
                    let Some(left) = room.checked_sub(size) else { break };
                    room = left;
                    if let Some(gauge) = &cx.settings.gauge {
                        let halves = read_halves(size, share.consistency);
                        if let Err(stop) = charge::read(gauge, &share.target.table, key, halves) {
                            refused.get_or_insert(stop);
                            break;
                        }
                    }
                    items.push(stored);
                }
                Err(Stop::Fault) => faulted = true,
                Err(stop) => return Err(stop),
            }
        }
        found.push(items);
    }
    if faulted {
        return Err(Stop::Fault);
    }
    if let Some(stop) = refused.filter(|_| found.iter().all(Vec::is_empty)) {
        return Err(stop);
    }
    Ok(response(input, &shares, &found))
}

fn keys_of(options: MapRef<'_>) -> ListRef<'_> {
    options.get_list("Keys").unwrap_or_default()
}

/// How many keys there are.
fn check_count(requested: MapRef<'_>) -> Result<usize, Failure> {
    let total =
        requested.iter().map(|(_, options)| keys_of(options.as_map().unwrap_or_default()).len()).sum();
    if total > KEYS {
        return Err(Failure::validation("Too many items requested for the BatchGetItem call"));
    }
    Ok(total)
}

/// One table has the old parameter and another the new one.
const MIXTURE: &str = "Can not use both expression and non-expression parameters in the same request: Non-expression \
    parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}";

/// The keys by table: expressions come first, then unknown tables, then what the schemas refuse.
fn shares<'a>(cx: &mut Context<'_>, requested: MapRef<'a>) -> Result<Vec<Share<'a>>, Stop> {
    let mut parts = Vec::with_capacity(requested.len());
    for (name, options) in requested.iter() {
        let options = options.as_map().unwrap_or_default();
        legacy::refuse_mixture(options)?;
        let mut parsed = expressions::parse(options, &[Kind::Projection])?;
        legacy::lower(options, &mut parsed)?;
        parts.push((name, options, parsed));
    }
    // Nor may one table have the old parameters and another the new ones.
    let any = |name: &str| parts.iter().any(|(_, options, _)| options.get(name.as_bytes()).is_some());
    if any("AttributesToGet") && any("ProjectionExpression") {
        return Err(Failure::validation(MIXTURE).into());
    }
    let mut shares = Vec::with_capacity(parts.len());
    for (name, options, parsed) in parts {
        let target = target::data(cx, core::str::from_utf8(name).unwrap_or_default())?;
        let consistency = Consistency::of(options.get_bool("ConsistentRead") == Some(true));
        shares.push(Share { target, options, parsed, consistency, keys: Vec::new() });
    }
    for share in &mut shares {
        let table = &share.target.table;
        for key in keys_of(share.options).iter() {
            let key = key.as_map().unwrap_or_default();
            share.keys.push((key, flaw::key_of(table, key)?));
        }
        if let Some(projection) = &share.parsed.projection {
            expressions::check_scalars(table, projection.attributes())?;
        }
    }
    let keys = shares
        .iter()
        .flat_map(|share| share.keys.iter().map(|(_, key)| (share.target.table.tree, key.as_slice())));
    batch::refuse_duplicates(keys.collect())?;
    Ok(shares)
}

fn response(input: MapRef<'_>, shares: &[Share<'_>], found: &[Vec<Option<Envelope<'_>>>]) -> Vec<u8> {
    let mut w = Writer::new();
    let mut tallies = Vec::with_capacity(shares.len());
    let responses = w.begin_entry("Responses", Type::M);
    for (share, items) in shares.iter().zip(found) {
        let list = w.begin_entry(share.target.given, Type::L);
        let mut tally = Tally::default();
        for item in items {
            let size = item.map_or(0, |item| u64::from(item.size));
            tally.table += read_halves(size, share.consistency);
            if let Some(item) = item {
                write_item(&mut w, share, MapRef::new(item.body));
            }
        }
        w.end(list);
        tallies.push(tally);
    }
    w.end(responses);
    let unprocessed = w.begin_entry("UnprocessedKeys", Type::M);
    for (share, items) in shares.iter().zip(found) {
        write_unprocessed(&mut w, share, items.len());
    }
    w.end(unprocessed);
    let wanted = consumed::Wanted::of(input);
    if wanted != consumed::Wanted::Nothing {
        let list = w.begin_entry("ConsumedCapacity", Type::L);
        for (share, tally) in shares.iter().zip(&tallies).filter(|(_, tally)| tally.table > 0) {
            let target = &share.target;
            consumed::value(&mut w, wanted, consumed::Split::Neither, target.given, &target.table, tally);
        }
        w.end(list);
    }
    w.into_inner()
}

fn write_item(w: &mut Writer, share: &Share<'_>, item: MapRef<'_>) {
    match &share.parsed.projection {
        None => w.map(item),
        Some(projection) => {
            let map = w.begin(Type::M);
            projection.project(item, w);
            w.end(map);
        }
    }
}

/// The keys that were not read, with the options they came with.
fn write_unprocessed(w: &mut Writer, share: &Share<'_>, served: usize) {
    let Some(rest) = share.keys.get(served..).filter(|rest| !rest.is_empty()) else { return };
    let map = w.begin_entry(share.target.given, Type::M);
    let keys = w.begin_entry("Keys", Type::L);
    for (key, _) in rest {
        w.map(*key);
    }
    w.end(keys);
    for (name, value) in share.options.iter().filter(|(name, _)| *name != b"Keys") {
        w.name(name);
        w.raw(value);
    }
    w.end(map);
}
