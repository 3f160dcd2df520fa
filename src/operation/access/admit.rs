//! Callers as requests bring them along: documents that are read once.

use core::any::Any;
use std::rc::Rc;

use super::asking::Asking;
use super::questions;
use crate::model::{Failure, MapRef, Raw};
use crate::operation::guard::Guard;
use crate::operation::registry::Operation;
use crate::policy::{Caller, Context as How};
use crate::table::{Context, Stop};

/// Callers that were read before. A host keeps it without knowing what is in it.
pub type Guards = Option<Box<dyn Any>>;

/// So many callers are kept, the latest first.
const KEPT: usize = 64;

#[derive(Default)]
struct Known(Vec<(Box<[u8]>, Rc<Asking>)>);

/// The guard of a caller, which is read from JSON. See [`Caller::read`].
///
/// # Errors
/// It cannot be read.
pub fn guard(who: &[u8]) -> Result<Rc<dyn Guard>, Failure> {
    Ok(Rc::new(Asking::new(Rc::new(Caller::read(who)?))))
}

/// The guard of a request that comes with `{ Who: B, How?: B }`: the caller and condition keys of this request, both in JSON.
/// See [`Caller::read`].
///
/// # Errors
/// There is no caller, or it cannot be read.
#[inline(never)]
pub fn admit(guards: &mut Guards, given: MapRef<'_>) -> Result<Rc<dyn Guard>, Failure> {
    let Some(who) = given.get(b"Who").and_then(Raw::scalar_bytes) else {
        return Err(Failure::validation("Invalid caller: it is missing"));
    };
    let known = guards.get_or_insert_with(|| Box::new(Known::default()));
    let asking = match known.downcast_mut::<Known>() {
        Some(known) => known.of(who)?,
        None => Rc::new(Asking::new(Rc::new(Caller::read(who)?))),
    };
    match given.get(b"How").and_then(Raw::scalar_bytes) {
        None => Ok(asking),
        Some(how) => Ok(Rc::new(asking.within(How::read(how)?))),
    }
}

impl Known {
    fn of(&mut self, who: &[u8]) -> Result<Rc<Asking>, Failure> {
        let place = self.0.iter().position(|(known, _)| **known == *who);
        let found = match place {
            Some(0) => None,
            Some(place) => Some(self.0.remove(place)),
            None => Some((who.into(), Rc::new(Asking::new(Rc::new(Caller::read(who)?))))),
        };
        if let Some(found) = found {
            self.0.truncate(KEPT - 1);
            self.0.insert(0, found);
        }
        self.0
            .first()
            .map(|(_, asking)| Rc::clone(asking))
            .ok_or_else(|| Failure::validation("Invalid caller"))
    }
}

impl Guard for Asking {
    fn ask(
        &self,
        cx: &mut Context<'_>,
        operation: &'static Operation,
        input: MapRef<'_>,
    ) -> Result<(), Stop> {
        cx.action = operation.action;
        questions::ask(self, cx, operation, input)
    }
}
