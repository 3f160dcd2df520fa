//! The operations: a registry, one file for each operation, and one place each for what they share.
//!
//! An operation takes a request that its shape has lowered ([`shape::lower`]) and a [`Context`] to read through, and
//! gives a response document and effects. It does no I/O and cannot fail half-way: effects of a run that faults or
//! fails are dropped.
//!
//! Each folder has a subject: [`items`], [`transactions`], [`statements`] (PartiQL), [`tables`], [`indexes`], [`streams`], [`destinations`], [`policies`],
//! [`backups`], [`transfer`] and
//! the [`service`] itself; [`internal`] is for the package's own code, and [`access`] stands before them all. Shared by them: [`target`] (the table or index that a request means), [`flaw`] (what keys and items can be refused
//! for), [`consumed`] (capacity), [`definition`] (what tables and indexes are defined by), [`notation`], [`endpoint`].

pub mod access;
mod backups;
mod charge;
mod consumed;
mod definition;
mod destinations;
mod endpoint;
mod flaw;
mod guard;
mod indexes;
mod insights;
mod internal;
mod items;
mod notation;
mod policies;
mod registry;
mod replicas;
mod service;
pub mod shape;
mod statements;
mod streams;
mod tables;
mod target;
mod transactions;
mod transfer;

pub use crate::table::{Context, Origin, Settings, Stop};
pub use endpoint::endpoints;
pub use guard::Guard;
pub use registry::{Class, OPERATIONS, Operation, Target, find, find_target};

use crate::model::{Failure, MapRef};

/// Evaluates a lowered request. On success the response stands beside the effects in the context.
///
/// # Errors
/// [`Stop::Fault`] when pages are missing, which the trace names: the request is to be run again with them.
/// [`Stop::Failure`] is the answer. Neither leaves effects behind.
pub fn run(operation: &'static Operation, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    cx.action = operation.action;
    cx.as_of_ms = input.get_int("AsOf").and_then(|ms| u64::try_from(ms).ok());
    let before = cx.effects.len();
    let mut result = (operation.run)(cx, input);
    if cx.as_of_ms.is_some() && operation.target == Target::DynamoDb && cx.effects.len() > before {
        result = Err(past());
    }
    if result.is_err() {
        cx.effects.truncate(before);
    }
    result
}

/// A write of what has been.
#[cold]
fn past() -> Stop {
    Failure::validation("AsOf is for reads: the past of a table cannot be written").into()
}
