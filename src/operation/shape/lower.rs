//! The one walk over a request.

use super::constraint::{self, Problems};
use super::item::{Role, lower_item, lower_value};
use super::mismatch::{Place, mismatch, serialization};
use super::mode::Mode;
use super::path::{Path, Step};
use super::scalar;
use super::table::{Kind, SLOTS, Shape, ShapeId};
use crate::model::{Failure, MapRef, Number, Raw, Type, ValueRef, Writer, tag};

/// Checks a request against its shape and appends the document that operations read: known members only, none of them
/// null, attribute values plain and canonical, whole numbers whole. On an error `out` is as it was.
///
/// # Errors
/// A `SerializationException` for the first member of a wrong type; else a `ValidationException` with all broken
/// constraints; else one for the first attribute value that is refused.
pub fn lower(shape: ShapeId, mode: Mode, input: MapRef<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
    let row = shape.row();
    let before = out.len();
    let writer = Writer::over(core::mem::take(out));
    let mut walk = Walk { mode, problems: Problems::new(row.flags()), out: writer };
    let walked = walk.structure(row, input, None);
    let result = walked.and_then(|()| walk.problems.into_result());
    *out = walk.out.into_inner();
    if result.is_err() {
        out.truncate(before);
    }
    result
}

/// The member in which a statement of a batch carries the text about its first refused parameter.
pub const FLAW: &str = "Flaw";

struct Walk {
    mode: Mode,
    problems: Problems,
    out: Writer,
}

impl Walk {
    /// The members of a structure, in the order of its shape; the recursion follows the shapes, which have no cycles.
    fn structure(
        &mut self,
        shape: &Shape,
        input: MapRef<'_>,
        parent: Option<&Path<'_>>,
    ) -> Result<(), Failure> {
        let mut slots: [Option<Raw<'_>>; SLOTS] = [None; SLOTS];
        for (name, value) in input.iter() {
            if let Some(slot) = shape.position(name).and_then(|place| slots.get_mut(place)) {
                *slot = (value.tag() != tag::NULL).then_some(value);
            }
        }
        for (member, slot) in shape.members().iter().zip(slots) {
            let path = Path { parent, step: Step::Member(member) };
            let row = member.shape().row();
            match slot {
                Some(value) => {
                    self.out.name(member.name_bytes());
                    self.value(row, value, &path, Place::Field)?;
                }
                None if member.is_required() => {
                    self.problems.add(row, None, &path, "Member must not be null")
                }
                None => {}
            }
        }
        Ok(())
    }

    fn value(&mut self, shape: &Shape, value: Raw<'_>, path: &Path<'_>, place: Place) -> Result<(), Failure> {
        match (shape.kind, value.view()) {
            (Kind::Value, _) => {
                return lower_value(&mut self.problems, self.mode, value, place, &mut self.out);
            }
            (Kind::Item, ValueRef::M(entries)) => {
                let role = Role::of(shape, path, &self.problems);
                return lower_item(&mut self.problems, self.mode, role, entries, &mut self.out);
            }
            (Kind::Structure, ValueRef::M(members)) => {
                let mark = self.out.begin(Type::M);
                self.structure(shape, members, Some(path))?;
                // A batch goes on without a statement whose parameter is refused.
                if path.parent.is_some_and(|list| list.is_top("Statements"))
                    && let Some(flaw) = self.problems.take_value()
                {
                    self.out.entry_str(FLAW, &flaw);
                }
                self.out.end(mark);
            }
            (Kind::List, ValueRef::L(elements)) => {
                // A list that stands in a map is measured with the map.
                if !matches!(path.step, Step::Key(_)) {
                    constraint::length(&mut self.problems, shape, value, elements.len(), path);
                }
                let mark = self.out.begin(Type::L);
                for (index, element) in elements.iter().enumerate() {
                    self.element(
                        shape.element(),
                        element,
                        Path { parent: Some(path), step: Step::Index(index) },
                    )?;
                }
                self.out.end(mark);
            }
            (Kind::Map, ValueRef::M(entries)) => self.map(shape, value, entries, path)?,
            (Kind::String | Kind::Enum | Kind::TableName, ValueRef::S(text)) => {
                let text = utf8(text)?;
                constraint::string(&mut self.problems, shape, value, text, path);
                self.out.str(text);
            }
            (Kind::Boolean, _) => {
                let known = scalar::boolean(value).ok_or_else(|| mismatch(shape, place, value))?;
                self.out.bool(known);
            }
            (Kind::Integer | Kind::Long | Kind::Double, _) => {
                let number = scalar::number(value).ok_or_else(|| mismatch(shape, place, value))?;
                self.number(shape, value, &number, path);
            }
            _ => return Err(mismatch(shape, place, value)),
        }
        Ok(())
    }

    fn number(&mut self, shape: &Shape, value: Raw<'_>, number: &Number, path: &Path<'_>) {
        if shape.kind == Kind::Double {
            return self.out.number(number.as_bytes());
        }
        let whole = scalar::whole(number);
        constraint::magnitude(&mut self.problems, shape, value, whole, path);
        self.out.int(whole);
    }

    fn element(&mut self, shape: ShapeId, value: Raw<'_>, path: Path<'_>) -> Result<(), Failure> {
        let row = shape.row();
        if value.tag() == tag::NULL && row.kind != Kind::Value {
            self.problems.add(row, None, &path, "Member must not be null");
            self.out.null();
            return Ok(());
        }
        self.value(row, value, &path, Place::Element)
    }

    fn map(
        &mut self,
        shape: &Shape,
        value: Raw<'_>,
        entries: MapRef<'_>,
        path: &Path<'_>,
    ) -> Result<(), Failure> {
        let (key, element) = (shape.map_key().row(), shape.map_value());
        if entries.is_empty() && !shape.when_empty().is_empty() {
            self.problems.alone(shape.when_empty());
        }
        constraint::length(&mut self.problems, shape, value, entries.len(), path);
        if key.kind == Kind::TableName && entries.iter().any(|(name, _)| breaks_table_name(name)) {
            self.problems.add(shape, Some(value), path, &constraint::table_keys_rule());
        }
        self.map_values(shape, value, entries, path);
        let mark = self.out.begin(Type::M);
        for (name, entry) in entries.iter() {
            self.out.name(utf8(name)?.as_bytes());
            self.element(element, entry, Path { parent: Some(path), step: Step::Key(name) })?;
        }
        self.out.end(mark);
        Ok(())
    }

    /// One rule for the lengths of all lists in a map.
    fn map_values(&mut self, shape: &Shape, value: Raw<'_>, entries: MapRef<'_>, path: &Path<'_>) {
        let (least, most) = shape.map_value().row().bounds();
        let breaks = |length: usize| (length as i64) < least || length as i64 > most;
        let is_list = shape.map_value().row().kind == Kind::List;
        if is_list && entries.iter().any(|(_, entry)| entry.as_list().is_some_and(|list| breaks(list.len())))
        {
            self.problems.add(shape, Some(value), path, &constraint::map_values_rule((least, most)));
        }
    }
}

/// Texts of documents that JavaScript wrote are checked here first.
fn utf8(text: &[u8]) -> Result<&str, Failure> {
    core::str::from_utf8(text).map_err(|_| serialization("A text is not valid UTF-8"))
}

fn breaks_table_name(name: &[u8]) -> bool {
    core::str::from_utf8(name).is_ok_and(|name| constraint::table_name_rule(name).is_some())
}
