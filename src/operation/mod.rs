//! The operations: a registry, one file for each operation, and one place each for what they share.
//!
//! An operation takes a request that its shape has lowered ([`shape::lower`]) and a [`Context`] to read through, and
//! gives a response document and effects. It does no I/O and cannot fail half-way: effects of a run that faults or
//! fails are dropped.
//!
//! Each folder has a subject: [`items`], [`transactions`], [`statements`] (PartiQL), [`tables`], [`indexes`], [`streams`], [`destinations`], [`transfer`] and
//! the [`service`] itself; [`internal`] is for the package's own code. Shared by them: [`target`] (the table or index that a request means), [`flaw`] (what keys and items can be refused
//! for), [`consumed`] (capacity), [`definition`] (what tables and indexes are defined by), [`notation`], [`endpoint`].

mod consumed;
mod definition;
mod destinations;
mod endpoint;
mod flaw;
mod indexes;
mod internal;
mod items;
mod notation;
mod registry;
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
pub use registry::{Class, OPERATIONS, Operation, Target, find, find_target};

use crate::model::MapRef;

/// Evaluates a lowered request. On success the response stands beside the effects in the context.
///
/// # Errors
/// [`Stop::Fault`] when pages are missing, which the trace names: the request is to be run again with them.
/// [`Stop::Failure`] is the answer. Neither leaves effects behind.
pub fn run(operation: &'static Operation, cx: &mut Context<'_>, input: MapRef<'_>) -> Result<Vec<u8>, Stop> {
    cx.action = operation.action;
    let before = cx.effects.len();
    let result = (operation.run)(cx, input);
    if result.is_err() {
        cx.effects.truncate(before);
    }
    result
}
