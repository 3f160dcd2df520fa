//! `BatchWriteItem`.

use super::write_path::{self, Action, Write};
use super::{batch, collection};
use crate::model::{Failure, MapRef, Raw, Type, Writer};
use crate::operation::consumed;
use crate::operation::flaw::{self, Precision};
use crate::operation::target::{self, Purpose, Target};
use crate::table::capacity::Tally;
use crate::table::gauge::throttle::is_throttling;
use crate::table::schema::Table;
use crate::table::{Context, Stop};

/// Requests one batch can hold.
const REQUESTS: usize = 25;

/// One table's share of the batch.
struct Share<'a> {
    target: Target<'a>,
    requests: Vec<Request<'a>>,
    /// How many of them are served; the rest comes back unprocessed.
    served: usize,
    tally: Tally,
}

/// One put or delete, checked.
struct Request<'a> {
    key: Vec<u8>,
    action: Action<'a>,
    /// The item or the key, for the collection's metrics.
    item: MapRef<'a>,
    /// The request as it came.
    given: Raw<'a>,
}

/// Puts and deletes up to 25 items of any tables. Each is atomic by itself; what is wrong with one refuses them all.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let requested = input.get_map("RequestItems").unwrap_or_default();
    let total = check_count(requested)?;
    let mut shares = shares(cx, requested)?;
    let mut left = batch::served(cx, total);
    let mut faulted = false;
    let mut refused = None;
    for share in &mut shares {
        share.served = share.requests.len().min(left);
        left -= share.served;
        let table = &*share.target.table;
        for (position, request) in share.requests.iter_mut().take(share.served).enumerate() {
            let key = core::mem::take(&mut request.key);
            let write = Write { table, key, action: request.action, condition: None, show_item: false };
            match write_path::write(cx, write) {
                Ok(written) => share.tally.add(&written.tally),
                Err(Stop::Fault) => faulted = true,
                Err(Stop::Failure(failure)) if is_throttling(failure.kind) => {
                    share.served = position;
                    refused.get_or_insert(failure);
                    break;
                }
                Err(stop) => return Err(stop),
            }
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    if let Some(failure) = refused.filter(|_| shares.iter().all(|share| share.served == 0)) {
        return Err(failure.into());
    }
    Ok(response(input, &shares))
}

/// The requests by table: what they alone show to be wrong comes first, then unknown tables, then their schemas.
fn shares<'a>(cx: &mut Context<'_>, requested: MapRef<'a>) -> Result<Vec<Share<'a>>, Stop> {
    let mut parts = Vec::with_capacity(requested.len());
    for (name, requests) in requested.iter() {
        let mut part = Vec::new();
        for request in requests.as_list().unwrap_or_default().iter() {
            part.push((request, action(request.as_map().unwrap_or_default())?));
        }
        parts.push((name, part));
    }
    let mut known = Vec::with_capacity(parts.len());
    for (name, part) in parts {
        let name = core::str::from_utf8(name).unwrap_or_default();
        known.push((target::held(cx, name, Purpose::Write)?, part));
    }
    let mut shares = Vec::with_capacity(known.len());
    for (target, part) in known {
        let mut requests = Vec::with_capacity(part.len());
        for (given, (action, item)) in part {
            requests.push(Request { key: checked(&target.table, action, item)?, action, item, given });
        }
        shares.push(Share { target, requests, served: 0, tally: Tally::default() });
    }
    let keys = shares.iter().flat_map(|share| {
        share.requests.iter().map(|request| (share.target.table.tree, request.key.as_slice()))
    });
    batch::refuse_duplicates(keys.collect())?;
    Ok(shares)
}

/// How many requests there are.
fn check_count(requested: MapRef<'_>) -> Result<usize, Failure> {
    let lists = requested.iter().map(|(_, requests)| requests.as_list().unwrap_or_default().len());
    let total: usize = lists.sum();
    if requested.is_empty() {
        return Err(Failure::validation("The requestItems parameter is required for BatchWriteItem"));
    }
    if total > REQUESTS {
        return Err(Failure::validation("Too many items requested for the BatchWriteItem call"));
    }
    Ok(total)
}

/// What a request does, with its item or key.
fn action(request: MapRef<'_>) -> Result<(Action<'_>, MapRef<'_>), Failure> {
    match (request.get_map("PutRequest"), request.get_map("DeleteRequest")) {
        (Some(put), None) => {
            let item = put.get_map("Item").unwrap_or_default();
            Ok((Action::Put { item, size: write_path::put_size(item)? }, item))
        }
        (None, Some(delete)) => Ok((Action::Delete, delete.get_map("Key").unwrap_or_default())),
        (Some(_), Some(_)) => Err(Failure::validation(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported \
             datatypes",
        )),
        (None, None) => Err(Failure::validation(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        )),
    }
}

/// Checks a request against its table; gives the encoded key.
fn checked(table: &Table, action: Action<'_>, item: MapRef<'_>) -> Result<Vec<u8>, Failure> {
    if matches!(action, Action::Delete) {
        return flaw::key_of(table, item);
    }
    let key = flaw::key_in_item(table, item, Precision::Schema)?;
    write_path::check_put(table, item)?;
    Ok(key)
}

fn response(input: MapRef<'_>, shares: &[Share<'_>]) -> Vec<u8> {
    let mut w = Writer::new();
    let unprocessed = w.begin_entry("UnprocessedItems", Type::M);
    for share in shares {
        if let Some(rest) = share.requests.get(share.served..).filter(|rest| !rest.is_empty()) {
            let list = w.begin_entry(share.target.given, Type::L);
            rest.iter().for_each(|request| w.raw(request.given));
            w.end(list);
        }
    }
    w.end(unprocessed);
    let shares = || shares.iter().filter(|share| share.served > 0);
    if collection::asked(input) {
        let metrics = w.begin_entry("ItemCollectionMetrics", Type::M);
        for share in shares().filter(|share| share.target.table.has_collections()) {
            let items = share.requests.iter().take(share.served).map(|request| request.item);
            collection::table_entry(&mut w, &share.target.table, items);
        }
        w.end(metrics);
    }
    let wanted = consumed::Wanted::of(input);
    if wanted != consumed::Wanted::Nothing {
        let list = w.begin_entry("ConsumedCapacity", Type::L);
        for share in shares() {
            let target = &share.target;
            consumed::value(
                &mut w,
                wanted,
                consumed::Split::Neither,
                target.given,
                &target.table,
                &share.tally,
            );
        }
        w.end(list);
    }
    w.into_inner()
}
