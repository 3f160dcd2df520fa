//! `BatchExecuteStatement`.

use super::several::{self, Ready, Setting};
use crate::model::{Failure, MapRef, Type, Writer};
use crate::operation::access;
use crate::operation::consumed;
use crate::operation::items::batch;
use crate::operation::transactions::transaction::{Tallies, code};
use crate::table::{Context, Stop};

/// Runs up to 25 statements, each for itself: one that fails is reported in its place.
pub(in crate::operation) fn run(cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    let entries = several::entries(input, "Statements");
    let sources = several::sources(&entries);
    let parsed = several::statements(&sources, Setting::Batch)?;
    let mut ready = several::ready(cx, &parsed, Setting::Batch)?;
    for (one, refused) in ready.iter_mut().zip(access::refusals(cx)) {
        if let Some(failure) = refused {
            *one = Err(failure);
        }
    }
    let items = ready.iter().flatten().map(Ready::item);
    batch::refuse_duplicates(items.map(|(target, key)| (target.table.tree, key.as_slice())).collect())?;
    let mut tallies = Tallies::default();
    let mut faulted = false;
    let mut w = Writer::new();
    let responses = w.begin_entry("Responses", Type::L);
    for ((entry, statement), ready) in entries.iter().zip(&parsed).zip(&ready) {
        let response = w.begin(Type::M);
        let failure = match ready {
            Err(failure) => Some(failure.clone()),
            Ok(ready) => match several::perform(cx, *entry, ready, Setting::Batch) {
                Ok(done) => {
                    tallies.add(ready.item().0, &done.tally);
                    done.write(&mut w, ready, Setting::Batch);
                    None
                }
                Err(Stop::Failure(failure)) => Some(several::of_statement(failure)?),
                Err(Stop::Fault) => {
                    faulted = true;
                    None
                }
            },
        };
        if let Some(failure) = failure {
            error(&mut w, &failure);
        }
        if let Ok(statement) = statement {
            w.entry_str("TableName", statement.table);
        }
        w.end(response);
    }
    w.end(responses);
    if faulted {
        return Err(Stop::Fault);
    }
    tallies.write(&mut w, consumed::Wanted::of(input), consumed::Split::Neither);
    Ok(w.into_inner())
}

fn error(w: &mut Writer, failure: &Failure) {
    let error = w.begin_entry("Error", Type::M);
    w.entry_str("Code", code(failure.kind));
    w.entry_str("Message", &failure.message);
    if let Some(detail) = &failure.detail {
        w.encoded(detail);
    }
    w.end(error);
}
