//! Attribute values of requests: from the clients' forms to canonical plain values, and the errors of values.

use super::base64::{self, Base64Error};
use super::constraint::Problems;
use super::mismatch::{Place, mismatch, not_convertible, serialization, unexpected_container};
use super::mode::Mode;
use super::path::Path;
use super::scalar;
use super::table::{Kind, Shape, WRAPPED};
use crate::model::check::{self, Checked, Flaw};
use crate::model::{Failure, MapRef, Number, Raw, Type, ValueRef, Writer, limits, tag};

const INVALID: &str = "One or more parameter values were invalid: ";
const EMPTY_VALUE: &str =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
const SEVERAL_TYPES: &str = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the \
    supported datatypes";
const FALSE_NULL: &str =
    "One or more parameter values were invalid: Null attribute value types must have the value of true";
const NULL_MEMBER: &str =
    "One or more parameter values were invalid: An string set may not have a null string as a member";
const TOO_DEEP: &str = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

static VALUE: Shape = Shape::new(Kind::Value, 0, 0, 0, 0);
static SET: Shape = Shape::new(Kind::List, 0, 0, 0, 0);
static MAP: Shape = Shape::new(Kind::Item, 0, 0, 0, 0);

/// What a map of attribute values is, as far as the texts about its values go by it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An item or a key: the text stands alone.
    Item,
    /// Values of expressions, on operations that name the key of the refused one.
    Values,
    /// Where a page starts.
    StartKey,
}

impl Role {
    pub(super) fn of(shape: &Shape, path: &Path<'_>, problems: &Problems) -> Self {
        if shape.is_expression_values() && problems.flags() & WRAPPED != 0 {
            Self::Values
        } else if path.is_top("ExclusiveStartKey") {
            Self::StartKey
        } else {
            Self::Item
        }
    }

    /// How many lists and maps may stand inside one another. Values that are merely compared may have one more than an
    /// item; those that get into an item are refused there.
    const fn deepest(self) -> u8 {
        match self {
            Self::Values => limits::NESTING + 1,
            _ => limits::NESTING,
        }
    }

    /// The text about the value under `key`.
    fn frame(self, flaw: String, key: &[u8]) -> String {
        match self {
            Self::Item => flaw,
            Self::StartKey => ["The provided starting key is invalid: ", &flaw].concat(),
            Self::Values => {
                let key = String::from_utf8_lossy(key);
                ["ExpressionAttributeValues contains invalid value: ", &flaw, " for key ", &key].concat()
            }
        }
    }
}

/// Appends a map of attribute values as a canonical map.
pub(super) fn lower_item(
    problems: &mut Problems,
    mode: Mode,
    role: Role,
    body: MapRef<'_>,
    out: &mut Writer,
) -> Result<(), Failure> {
    if matches!(mode, Mode::Plain) {
        match check::item_within(body.body(), role.deepest()) {
            Ok(checked) => put_map(checked, body, out),
            Err(flaw) => problems.value(in_item(body, flaw, role)),
        }
        return Ok(());
    }
    let room = Writer::over(Vec::with_capacity(body.body().len()));
    let mut plain = Typed { mode, deepest: role.deepest(), flaw: None, out: room };
    let mut culprit = None;
    for (name, value) in body.iter() {
        plain.out.name(name);
        plain.value(value, Place::Element, 0)?;
        if plain.flaw.is_some() {
            culprit.get_or_insert(name);
        }
    }
    let lowered = MapRef::new(plain.out.as_bytes());
    match (plain.flaw, check::item_within(lowered.body(), role.deepest())) {
        (Some(flaw), _) => problems.value(role.frame(flaw, culprit.unwrap_or(b""))),
        (None, Ok(checked)) => put_map(checked, lowered, out),
        (None, Err(flaw)) => problems.value(in_item(lowered, flaw, role)),
    }
    Ok(())
}

/// Appends one attribute value in canonical form.
pub(super) fn lower_value(
    problems: &mut Problems,
    mode: Mode,
    value: Raw<'_>,
    place: Place,
    out: &mut Writer,
) -> Result<(), Failure> {
    let mut plain = Typed { mode, deepest: limits::NESTING, flaw: None, out: Writer::new() };
    if matches!(mode, Mode::Plain) {
        plain.out.raw(value);
    } else {
        plain.value(value, place, 0)?;
    }
    match (plain.flaw, check::value(plain.out.as_bytes())) {
        (Some(flaw), _) => problems.value(flaw),
        (None, Ok(checked)) if checked.canonical => out.encoded(plain.out.as_bytes()),
        (None, Ok(_)) => check::normalise_value(plain.out.as_bytes(), out),
        (None, Err(flaw)) => problems.value(explain(flaw)),
    }
    Ok(())
}

fn put_map(checked: Checked, body: MapRef<'_>, out: &mut Writer) {
    if checked.canonical {
        return out.map(body);
    }
    let mark = out.begin(Type::M);
    check::normalise(body.body(), out);
    out.end(mark);
}

/// The text of an item's flaw.
fn in_item(body: MapRef<'_>, flaw: Flaw, role: Role) -> String {
    let refused = |value: Raw<'_>| check::value_within(value.bytes(), role.deepest()).is_err();
    let culprit = body.iter().find(|(name, value)| name.is_empty() || refused(*value));
    role.frame(explain(flaw), culprit.map_or(b"", |(name, _)| name))
}

/// The service's text for a refused value.
#[must_use]
pub fn explain(flaw: Flaw) -> String {
    let reason = match &flaw {
        Flaw::TooDeep => return String::from(TOO_DEEP),
        Flaw::EmptyName => return String::from("Empty attribute name"),
        Flaw::Number(error, number) => return error.explain(number.as_bytes()),
        Flaw::Duplicates(ty, members) => return duplicates(*ty, members),
        Flaw::EmptySet(Type::NS) => "An number set  may not be empty",
        Flaw::EmptySet(Type::BS) => "Binary sets should not be empty",
        Flaw::EmptySet(_) => "An string set  may not be empty",
        Flaw::LongName => "Attribute name is too large, must be less than 65536 bytes",
        Flaw::Malformed => "The attribute value is malformed",
    };
    let mut text = String::from(INVALID);
    text.push_str(reason);
    text
}

/// The text of a set that holds a member twice: each type has a form of its own.
fn duplicates(ty: Type, members: &[Vec<u8>]) -> String {
    if ty == Type::NS {
        return String::from("Input collection contains duplicates");
    }
    let mut text = String::from(INVALID);
    text.push_str("Input collection [");
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        match ty {
            Type::BS => base64::encode(member, &mut text),
            _ => text.push_str(&String::from_utf8_lossy(member)),
        }
    }
    text.push_str(if ty == Type::BS { "]of type BS contains duplicates." } else { "] contains duplicates." });
    text
}

/// Turns `{"S": ..}` into plain values. What is merely invalid is noted and replaced, so that errors of type, which
/// come first, are still found behind it.
struct Typed {
    mode: Mode,
    deepest: u8,
    flaw: Option<String>,
    out: Writer,
}

impl Typed {
    fn refuse(&mut self, flaw: &str) {
        self.flaw.get_or_insert_with(|| String::from(flaw));
        self.out.null();
    }

    /// Recursion ends at the nesting limit.
    fn value(&mut self, value: Raw<'_>, place: Place, depth: u8) -> Result<(), Failure> {
        let ValueRef::M(members) = value.view() else {
            if value.tag() != tag::NULL {
                return Err(mismatch(&VALUE, place, value));
            }
            self.refuse(EMPTY_VALUE);
            return Ok(());
        };
        let mut found = None;
        let mut several = false;
        for (name, payload) in members.iter().filter(|(_, payload)| payload.tag() != tag::NULL) {
            if let Some(ty) = Type::from_name(name) {
                several |= found.is_some_and(|(other, _)| other != ty);
                found = Some((ty, payload));
            }
        }
        match found {
            None => self.refuse(EMPTY_VALUE),
            Some(_) if depth > self.deepest => self.refuse(TOO_DEEP),
            Some((ty, payload)) => self.payload(ty, payload, depth)?,
        }
        if several {
            self.flaw.get_or_insert_with(|| String::from(SEVERAL_TYPES));
        }
        Ok(())
    }

    fn payload(&mut self, ty: Type, payload: Raw<'_>, depth: u8) -> Result<(), Failure> {
        match ty {
            Type::S => self.out.string(text(payload)?),
            Type::N => {
                let text = text(payload)?;
                match Number::parse(text) {
                    Ok(number) => self.out.number(number.as_bytes()),
                    // The check that follows reports it in its turn.
                    Err(_) => self.out.number_text(text),
                }
            }
            Type::B => {
                let bytes = self.binary(payload)?;
                self.out.binary(&bytes);
            }
            Type::Bool => self.out.bool(boolean(payload)?),
            Type::Null => match boolean(payload)? {
                true => self.out.null(),
                false => self.refuse(FALSE_NULL),
            },
            Type::SS | Type::NS | Type::BS => self.set(ty, payload)?,
            Type::L => self.list(payload, depth)?,
            Type::M => self.map(payload, depth)?,
        }
        Ok(())
    }

    fn list(&mut self, payload: Raw<'_>, depth: u8) -> Result<(), Failure> {
        let ValueRef::L(elements) = payload.view() else { return Err(mismatch(&SET, Place::Field, payload)) };
        let mark = self.out.begin(Type::L);
        for element in elements.iter() {
            self.value(element, Place::Element, depth + 1)?;
        }
        self.out.end(mark);
        Ok(())
    }

    fn map(&mut self, payload: Raw<'_>, depth: u8) -> Result<(), Failure> {
        let ValueRef::M(entries) = payload.view() else { return Err(mismatch(&MAP, Place::Field, payload)) };
        let mark = self.out.begin(Type::M);
        for (name, value) in entries.iter() {
            self.out.name(name);
            self.value(value, Place::Element, depth + 1)?;
        }
        self.out.end(mark);
        Ok(())
    }

    fn set(&mut self, ty: Type, payload: Raw<'_>) -> Result<(), Failure> {
        if payload.ty() == ty {
            self.out.raw(payload);
            return Ok(());
        }
        let ValueRef::L(members) = payload.view() else { return Err(mismatch(&SET, Place::Field, payload)) };
        let mark = self.out.begin(ty);
        for member in members.iter() {
            match ty {
                _ if member.tag() == tag::NULL => {
                    self.flaw.get_or_insert_with(|| String::from(NULL_MEMBER));
                }
                Type::SS => self.out.member_text(text(member)?),
                Type::NS => {
                    let text = text(member)?;
                    match Number::parse(text) {
                        Ok(number) => self.out.member_number(number.as_bytes()),
                        Err(error) => {
                            self.flaw.get_or_insert_with(|| error.explain(text));
                        }
                    }
                }
                _ => {
                    let bytes = self.binary(member)?;
                    self.out.member_binary(&bytes);
                }
            }
        }
        self.out.end(mark);
        Ok(())
    }

    fn binary(&self, payload: Raw<'_>) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        match (payload.view(), self.mode) {
            (ValueRef::B(binary), _) => bytes.extend_from_slice(binary),
            (ValueRef::S(text), Mode::Json) => base64::decode(text, &mut bytes).map_err(not_base64)?,
            (ValueRef::L(_) | ValueRef::M(_), _) => {
                return Err(unexpected_container(payload, "java.nio.ByteBuffer"));
            }
            _ => return Err(serialization("only base-64-encoded strings are convertible to bytes")),
        }
        Ok(bytes)
    }
}

fn text(payload: Raw<'_>) -> Result<&[u8], Failure> {
    match payload.view() {
        ValueRef::S(text) => Ok(text),
        ValueRef::L(_) | ValueRef::M(_) => Err(unexpected_container(payload, "java.lang.String")),
        _ => Err(not_convertible(payload, "String")),
    }
}

fn boolean(payload: Raw<'_>) -> Result<bool, Failure> {
    match payload.view() {
        ValueRef::L(_) | ValueRef::M(_) => Err(unexpected_container(payload, "java.lang.Boolean")),
        ValueRef::S(_) => {
            scalar::boolean(payload).ok_or_else(|| serialization("Unexpected token received from parser"))
        }
        _ => scalar::boolean(payload).ok_or_else(|| not_convertible(payload, "Boolean")),
    }
}

fn not_base64(error: Base64Error) -> Failure {
    match error {
        Base64Error::Length(length) => {
            let mut text =
                String::from("Base64 encoded length is expected a multiple of 4 bytes but found: ");
            text.push_str(&length.to_string());
            serialization(text)
        }
        Base64Error::Character(byte) => {
            let mut text = String::from("Invalid Base64 character: '");
            text.push(char::from(byte));
            text.push('\'');
            serialization(text)
        }
        Base64Error::Padding => serialization("Invalid last non-pad Base64 character dectected"),
    }
}
