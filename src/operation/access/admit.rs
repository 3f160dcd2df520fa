//! Callers as requests bring them along: documents that are read once.

use core::any::Any;
use std::rc::Rc;

use super::agreed::Agreed;
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

/// The guard of a request that comes with a caller in JSON, as binary, or with `{ Who: B, How?: B }`: the caller and condition
/// keys of this request.
/// See [`Caller::read`].
///
/// # Errors
/// There is no caller, or it cannot be read.
///
/// In place of one there may be `{ Majority: M }`, see [`Agreed`].
#[inline(never)]
pub fn admit(guards: &mut Guards, given: Option<Raw<'_>>) -> Result<Rc<dyn Guard>, Failure> {
    let members = given.and_then(Raw::as_map).unwrap_or_default();
    if let Some(agreed) = members.get_map("Majority") {
        return Ok(Rc::new(Agreed::of(agreed)));
    }
    let Some(who) = members.get(b"Who").or(given).and_then(Raw::scalar_bytes) else {
        return Err(Failure::validation("Invalid caller: it is missing"));
    };
    let known = guards.get_or_insert_with(|| Box::new(Known::default()));
    let asking = match known.downcast_mut::<Known>() {
        Some(known) => known.of(who)?,
        None => Rc::new(Asking::new(Rc::new(Caller::read(who)?))),
    };
    match members.get(b"How").and_then(Raw::scalar_bytes) {
        None => Ok(asking),
        Some(how) => Ok(Rc::new(asking.within(How::read(how)?))),
    }
}

/// Compares word by word: callers are long, and the first one known is mostly the one.
fn is_same(one: &[u8], two: &[u8]) -> bool {
    let ((words, rest), (others, end)) = (one.as_chunks::<8>(), two.as_chunks::<8>());
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    one.len() == two.len() && rest == end && words.iter().zip(others).all(|(one, two)| word(one) == word(two))
}

impl Known {
    fn of(&mut self, who: &[u8]) -> Result<Rc<Asking>, Failure> {
        let place = self.0.iter().position(|(known, _)| is_same(known, who));
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
    ) -> Result<Option<Vec<u8>>, Stop> {
        cx.action = operation.action;
        questions::ask(self, cx, operation, input)?;
        Ok(None)
    }
}
