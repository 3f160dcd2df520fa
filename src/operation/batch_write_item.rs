//! `BatchWriteItem`.

use super::flaw::{self, Precision};
use super::target::{self, Target};
use super::write_path::{self, Action, Write};
use super::{collection, consumed};
use crate::model::{Failure, MapRef, Type, Writer, order};
use crate::table::capacity::Tally;
use crate::table::{Context, Stop};

/// Requests one batch can hold.
const REQUESTS: usize = 25;

/// One table's share of the batch.
struct Share<'a> {
    target: Target<'a>,
    requests: Vec<Request<'a>>,
    tally: Tally,
}

/// One put or delete, checked.
struct Request<'a> {
    key: Vec<u8>,
    action: Action<'a>,
    /// The item or the key, for the collection's metrics.
    item: MapRef<'a>,
}

/// Puts and deletes up to 25 items of any tables. Each is atomic by itself; what is wrong with one refuses them all.
pub(super) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let requested = input.get_map("RequestItems").unwrap_or_default();
    check_count(requested)?;
    let mut shares = Vec::new();
    for (name, requests) in requested.iter() {
        let given = core::str::from_utf8(name).unwrap_or_default();
        let target = target::data(cx, given)?;
        let mut share = Share { target, requests: Vec::new(), tally: Tally::default() };
        for request in requests.as_list().unwrap_or_default().iter() {
            let request = checked(&share.target, request.as_map().unwrap_or_default())?;
            share.requests.push(request);
        }
        shares.push(share);
    }
    refuse_duplicates(&shares)?;
    let mut faulted = false;
    for share in &mut shares {
        for request in &mut share.requests {
            let key = core::mem::take(&mut request.key);
            let table = &*share.target.table;
            let write = Write { table, key, action: request.action, condition: None, show_item: false };
            match write_path::write(cx, write) {
                Ok(written) => share.tally.add(&written.tally),
                Err(Stop::Fault) => faulted = true,
                Err(stop) => return Err(stop),
            }
        }
    }
    if faulted {
        return Err(Stop::Fault);
    }
    Ok(response(input, &shares))
}

fn check_count(requested: MapRef<'_>) -> Result<(), Failure> {
    let lists = requested.iter().map(|(_, requests)| requests.as_list().unwrap_or_default().len());
    let total: usize = lists.sum();
    if requested.is_empty() {
        return Err(Failure::validation("The requestItems parameter is required for BatchWriteItem"));
    }
    if total > REQUESTS {
        return Err(Failure::validation("Too many items requested for the BatchWriteItem call"));
    }
    Ok(())
}

fn checked<'a>(target: &Target<'_>, request: MapRef<'a>) -> Result<Request<'a>, Failure> {
    let table = &*target.table;
    let put = request.get_map("PutRequest");
    let delete = request.get_map("DeleteRequest");
    match (put, delete) {
        (Some(put), None) => {
            let item = put.get_map("Item").unwrap_or_default();
            let size = write_path::put_size(item)?;
            let key = flaw::key_in_item(table, item, Precision::Schema)?;
            write_path::check_put(table, item)?;
            Ok(Request { key, action: Action::Put { item, size }, item })
        }
        (None, Some(delete)) => {
            let item = delete.get_map("Key").unwrap_or_default();
            Ok(Request { key: flaw::key_of(table, item)?, action: Action::Delete, item })
        }
        (Some(_), Some(_)) => Err(Failure::validation(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported \
             datatypes",
        )),
        (None, None) => Err(Failure::validation(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        )),
    }
}

fn refuse_duplicates(shares: &[Share<'_>]) -> Result<(), Failure> {
    let mut seen: Vec<(u32, &[u8])> = shares
        .iter()
        .flat_map(|share| {
            share.requests.iter().map(|request| (share.target.table.tree, request.key.as_slice()))
        })
        .collect();
    order::sort(&mut seen, &|one, two| one < two);
    if seen.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Failure::validation("Provided list of item keys contains duplicates"));
    }
    Ok(())
}

fn response(input: MapRef<'_>, shares: &[Share<'_>]) -> Vec<u8> {
    let mut w = Writer::new();
    w.entry_map("UnprocessedItems", MapRef::default());
    if shares.iter().any(|share| collection::wanted(input, &share.target.table)) {
        let metrics = w.begin_entry("ItemCollectionMetrics", Type::M);
        for share in shares.iter().filter(|share| collection::wanted(input, &share.target.table)) {
            let items = share.requests.iter().map(|request| request.item);
            collection::table_entry(&mut w, &share.target.table, items);
        }
        w.end(metrics);
    }
    let wanted = consumed::Wanted::of(input);
    if wanted != consumed::Wanted::Nothing {
        let list = w.begin_entry("ConsumedCapacity", Type::L);
        for share in shares {
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
