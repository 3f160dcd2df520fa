//! The answer to a write of one item.

use super::collection;
use super::write_path::{Returned, Written};
use crate::expression::update::Update;
use crate::model::{MapRef, Writer};
use crate::operation::consumed;
use crate::operation::target::Target;

/// What the write shows, the units that it took, and the item's collection. `key` has the key's attributes.
pub fn of_write(
    input: MapRef<'_>,
    target: &Target<'_>,
    written: &Written<'_, '_>,
    (returned, update): (Returned, Option<&Update<'_>>),
    key: MapRef<'_>,
) -> Vec<u8> {
    let mut w = Writer::new();
    returned.write(&mut w, written, update);
    consumed::entry(&mut w, consumed::Wanted::of(input), target.given, &target.table, &written.tally);
    collection::entry(&mut w, input, &target.table, key);
    w.into_inner()
}
