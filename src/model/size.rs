//! DynamoDB sizes of values that were checked before: what counts for the 400 KB limit, pages and capacity.

use super::number::Number;
use super::value::{MapRef, Raw, ValueRef};

/// Size of an item: names and values.
#[must_use]
pub fn item(item: MapRef<'_>) -> u32 {
    item.iter().map(|(name, value)| name.len() as u32 + self::value(value)).sum()
}

/// Size of one value, without its name.
#[must_use]
pub fn value(value: Raw<'_>) -> u32 {
    match value.view() {
        ValueRef::Null | ValueRef::Bool(_) => 1,
        ValueRef::N(bytes) => number(bytes),
        ValueRef::S(bytes) | ValueRef::B(bytes) => bytes.len() as u32,
        ValueRef::L(list) => 3 + list.iter().map(|element| 1 + self::value(element)).sum::<u32>(),
        ValueRef::M(map) => {
            3 + map.iter().map(|(name, value)| 1 + name.len() as u32 + self::value(value)).sum::<u32>()
        }
        ValueRef::NS(set) => set.iter().map(number).sum(),
        ValueRef::SS(set) | ValueRef::BS(set) => set.iter().map(|member| member.len() as u32).sum(),
    }
}

fn number(ordered: &[u8]) -> u32 {
    Number::from_bytes(ordered).map_or(1, |number| number.dynamo_size())
}
