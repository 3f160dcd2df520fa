//! Condition keys of requests about items.

use std::borrow::Cow;

use crate::model::{MapRef, Number, Raw, ValueRef};
use crate::operation::items::expressions::Expressions;
use crate::operation::shape::base64;
use crate::policy::Request;
use crate::table::schema::KeySchema;

/// The values of up to four attributes of a partition key, each under its own key.
const PARTITION: [&str; 4] = [
    "dynamodb:firstpartitionkeyvalues",
    "dynamodb:secondpartitionkeyvalues",
    "dynamodb:thirdpartitionkeyvalues",
    "dynamodb:fourthpartitionkeyvalues",
];

/// What a request says of items.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// Values of the partition key's attributes, in the order of the schema.
    keys: [Vec<Cow<'a, str>>; 4],
    attributes: Vec<Cow<'a, str>>,
    /// Values of the partition key that a scan is bound to, of which only denies hear.
    pinned: Vec<Cow<'a, str>>,
    others: Vec<(&'static str, Vec<Cow<'a, str>>)>,
}

impl<'a> Facts<'a> {
    /// The attributes of an item or of a key, with the values of the partition key.
    pub fn item(&mut self, schema: Option<&KeySchema>, item: MapRef<'a>) {
        for (name, _) in item.iter() {
            self.attribute(name);
        }
        let attributes = schema.map_or(&[][..], |schema| &schema.partition);
        for (values, attribute) in self.keys.iter_mut().zip(attributes) {
            if let Some(value) = item.get(attribute.name.as_bytes()) {
                push(values, text(value));
            }
        }
    }

    /// A value of one of the partition key's attributes.
    pub fn key(&mut self, schema: &KeySchema, name: &[u8], value: Raw<'a>) {
        let mut attributes = self.keys.iter_mut().zip(&schema.partition);
        if let Some((values, _)) = attributes.find(|(_, attribute)| attribute.name.as_bytes() == name) {
            push(values, text(value));
        }
    }

    /// A value of the partition key that a scan is bound to. It is a scan to the policies all the same; but what denies the value
    /// denies it in any form.
    pub fn pin(&mut self, value: Raw<'a>) {
        push(&mut self.pinned, text(value));
    }

    /// The same facts as they are where a scan names its keys; none if it is bound to none.
    #[must_use]
    pub fn with_pinned(&self) -> Option<Self> {
        if self.pinned.is_empty() {
            return None;
        }
        let mut facts = self.clone();
        let [first, ..] = &mut facts.keys;
        first.append(&mut facts.pinned);
        Some(facts)
    }

    /// An attribute that is named.
    pub fn attribute(&mut self, name: &'a [u8]) {
        push(&mut self.attributes, utf8(name));
    }

    /// The attributes of keys, which a read tells of even if it does not name them: a page ends with the key of its last item.
    pub fn key_names(&mut self, schemas: impl IntoIterator<Item = &'a KeySchema>) {
        for schema in schemas {
            for attribute in schema.partition.iter().chain(&schema.sort) {
                self.attribute(attribute.name.as_bytes());
            }
        }
    }

    /// All attributes that are named.
    pub fn attributes(&mut self, named: impl Iterator<Item = (&'a [u8], bool)>) {
        named.for_each(|(name, _)| self.attribute(name));
    }

    /// The attributes that expressions name.
    pub fn expressions(&mut self, parsed: &Expressions<'a>) {
        for condition in [&parsed.condition, &parsed.filter].into_iter().flatten() {
            self.attributes(condition.attributes());
        }
        if let Some(projection) = &parsed.projection {
            self.attributes(projection.attributes());
        }
        if let Some(update) = &parsed.update {
            self.attributes(update.targets());
            self.attributes(update.operands());
        }
        if let Some(key) = &parsed.key {
            key.iter().for_each(|(name, _)| self.attribute(name));
        }
    }

    /// Another condition key.
    pub fn say(&mut self, key: &'static str, value: &'a str) {
        self.others.push((key, vec![Cow::Borrowed(value)]));
    }

    /// What is shown of an item that is written, and what when its condition fails.
    pub fn returned(&mut self, value: &'a str, members: MapRef<'a>) {
        let mut values = vec![Cow::Borrowed(value)];
        if members.get_str("ReturnValuesOnConditionCheckFailure") == Some("ALL_OLD") {
            push(&mut values, Cow::Borrowed("ALL_OLD"));
        }
        self.others.push(("dynamodb:returnvalues", values));
    }

    /// Hands all over.
    pub fn fill(self, request: &mut Request<'a>) {
        let Self { keys, attributes, others, .. } = self;
        for (place, values) in keys.into_iter().enumerate().filter(|(_, values)| !values.is_empty()) {
            if place == 0 {
                request.keys.push(("dynamodb:leadingkeys", values.clone()));
            }
            if let Some(name) = PARTITION.get(place) {
                request.keys.push((name, values));
            }
        }
        if !attributes.is_empty() {
            request.keys.push(("dynamodb:attributes", attributes));
        }
        request.keys.extend(others);
    }
}

fn push<'a>(values: &mut Vec<Cow<'a, str>>, value: Cow<'a, str>) {
    if !values.contains(&value) {
        values.push(value);
    }
}

/// Names and texts have been checked before they come here.
fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    Cow::Borrowed(core::str::from_utf8(bytes).unwrap_or_default())
}

/// A key's value as policies write it: numbers in decimal, binary in Base64.
fn text(value: Raw<'_>) -> Cow<'_, str> {
    match value.view() {
        ValueRef::S(bytes) => utf8(bytes),
        ValueRef::N(bytes) => {
            let mut text = String::new();
            if let Some(number) = Number::from_bytes(bytes) {
                number.to_text(&mut text);
            }
            Cow::Owned(text)
        }
        ValueRef::B(bytes) => {
            let mut text = String::new();
            base64::encode(bytes, &mut text);
            Cow::Owned(text)
        }
        _ => Cow::Borrowed(""),
    }
}
