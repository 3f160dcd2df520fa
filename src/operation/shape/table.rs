//! Reading the generated tables.

use super::generated_later::{LATER_MEMBERS, LATER_SHAPES, LATER_TEXT};
use super::generated_tables::{BOUNDS, MEMBERS, SHAPES, TEXT};
pub(super) use super::row::{CONTROL, ENVELOPED, Kind, Member, PASCAL, SLOTS, Shape, WRAPPED};
pub use super::row::{Operation, ShapeId};

const REQUIRED: u16 = 0x8000;
const PLAIN_ID: ShapeId = ShapeId(0);
const VALUE_ID: ShapeId = ShapeId(1);
static PLAIN: Shape = Shape::new(Kind::Plain, 0, 0, 0, 0);

/// The tables of operations that a browser loads later, behind those of the others: places go on counting.
struct Later {
    shapes: &'static [Shape],
    members: &'static [Member],
    text: &'static [u8],
}

static LATER: Later = Later { shapes: &LATER_SHAPES, members: &LATER_MEMBERS, text: LATER_TEXT };

/// The build puts this function, and with it the tables, where such operations are (`scripts/split.mjs`).
#[inline(never)]
fn later() -> &'static Later {
    // What a compiler knows of the result, it would write where it is used.
    core::hint::black_box(&LATER)
}

impl ShapeId {
    pub(super) fn row(self) -> &'static Shape {
        let place = usize::from(self.0);
        match place.checked_sub(SHAPES.len()) {
            None => SHAPES.get(place),
            Some(place) => later().shapes.get(place),
        }
        .unwrap_or(&PLAIN)
    }
}

impl Shape {
    pub(super) fn members(&self) -> &'static [Member] {
        let (start, length) = (usize::from(self.first), usize::from(self.second));
        match start.checked_sub(MEMBERS.len()) {
            None => MEMBERS.get(start..start + length),
            // An empty run may stand behind the last one of the first part.
            Some(_) if length == 0 => None,
            Some(start) => later().members.get(start..start + length),
        }
        .unwrap_or(&[])
    }

    /// The place of a member among [`Shape::members`].
    pub(super) fn position(&self, name: &[u8]) -> Option<usize> {
        self.members().iter().position(|member| text_bytes(member.0) == name)
    }

    /// The shape of a member or of a map's entry; in responses, where it may be unknown.
    pub(super) fn entry(&self, name: &[u8]) -> ShapeId {
        match self.kind {
            Kind::Structure => {
                let member = self.position(name).and_then(|place| self.members().get(place));
                member.map_or(PLAIN_ID, Member::shape)
            }
            Kind::Map => self.map_value(),
            Kind::Item => VALUE_ID,
            _ => PLAIN_ID,
        }
    }

    /// The shape of a list's elements; in responses, where it may be unknown.
    pub(super) fn list_element(&self) -> ShapeId {
        if self.kind == Kind::List { self.element() } else { PLAIN_ID }
    }

    pub(super) const fn flags(&self) -> u8 {
        self.small
    }

    pub(super) fn name(&self) -> &'static str {
        text(self.third)
    }

    pub(super) const fn element(&self) -> ShapeId {
        ShapeId(self.first)
    }

    pub(super) const fn map_key(&self) -> ShapeId {
        ShapeId(self.first)
    }

    pub(super) const fn map_value(&self) -> ShapeId {
        ShapeId(self.second)
    }

    /// What is said when the map is empty; empty if nothing in particular.
    pub(super) fn when_empty(&self) -> &'static str {
        text(self.third)
    }

    pub(super) fn enum_values(&self) -> &'static str {
        text(self.first)
    }

    pub(super) const fn has_name_pattern(&self) -> bool {
        self.first == 1
    }

    pub(super) const fn is_expression_values(&self) -> bool {
        self.first == 1
    }

    /// Least and greatest length or value; the extremes of `i64` stand for no bound.
    pub(super) fn bounds(&self) -> (i64, i64) {
        BOUNDS.get(usize::from(self.small)).copied().unwrap_or((i64::MIN, i64::MAX))
    }
}

impl Member {
    pub(super) fn name(&self) -> &'static str {
        text(self.0)
    }

    pub(super) fn name_bytes(&self) -> &'static [u8] {
        text_bytes(self.0)
    }

    pub(super) const fn shape(&self) -> ShapeId {
        ShapeId(self.1 & !REQUIRED)
    }

    pub(super) const fn is_required(&self) -> bool {
        self.1 & REQUIRED != 0
    }
}

fn text(start: u16) -> &'static str {
    core::str::from_utf8(text_bytes(start)).unwrap_or("")
}

fn text_bytes(start: u16) -> &'static [u8] {
    let start = usize::from(start);
    let rest = match start.checked_sub(TEXT.len()) {
        None => TEXT.get(start..),
        Some(start) => later().text.get(start..),
    };
    let entry = rest.and_then(<[u8]>::split_first);
    entry.and_then(|(length, rest)| rest.get(..usize::from(*length))).unwrap_or(&[])
}
