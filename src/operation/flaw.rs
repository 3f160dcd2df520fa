//! What can be wrong with keys and items against a table's schema: each rule and each text in one place.

use super::shape;
use crate::model::check::Flaw;
use crate::model::{Failure, MapRef, Raw, Type, limits};
use crate::table::key;
use crate::table::schema::{Index, KeyAttribute, KeyType, Table};

const INVALID: &str = "One or more parameter values were invalid: ";
/// The key does not have the attributes and types of the schema.
pub const MISMATCH: &str = "The provided key element does not match the schema";
const NOT_VALID: &str = "One or more parameter values are not valid. ";

/// `One or more parameter values were invalid: ` and the parts.
#[cold]
#[must_use]
pub fn invalid(parts: &[&str]) -> Failure {
    let mut message = String::from(INVALID);
    for part in parts {
        message.push_str(part);
    }
    Failure::validation(message)
}

/// Whether a refusal is visible in the request alone, so that a transaction reports it at the top and not as the
/// reason of one action: empty key values, and items to be put that are too large.
#[must_use]
pub fn is_hoisted(failure: &Failure) -> bool {
    failure.message.starts_with(NOT_VALID) || failure.message == PUT_TOO_LARGE
}

fn flaw(parts: &[&str]) -> Failure {
    Failure::validation(parts.concat())
}

/// The key map does not have exactly the key's attributes and types.
#[cold]
fn schema_mismatch() -> Failure {
    flaw(&[MISMATCH])
}

/// The word for a key type in texts about empty values.
const fn noun(ty: KeyType) -> &'static str {
    match ty {
        KeyType::B => "binary",
        _ => "string",
    }
}

const PUT_TOO_LARGE: &str = "Item size has exceeded the maximum allowed size";
const EMPTY: &str = "The AttributeValue for a key attribute cannot contain an empty ";

/// Checks one key payload: not empty, not too long.
///
/// # Errors
/// What is wrong with it.
pub fn check_payload(attribute: &KeyAttribute, payload: &[u8], partition: bool) -> Result<(), Failure> {
    if payload.is_empty() {
        return Err(flaw(&[NOT_VALID, EMPTY, noun(attribute.ty), " value. Key: ", &attribute.name]));
    }
    check_length(payload, partition)
}

/// Checks that a payload is not too long for a partition or a sort key.
///
/// # Errors
/// It is.
pub fn check_length(payload: &[u8], partition: bool) -> Result<(), Failure> {
    if partition && payload.len() > limits::PARTITION_KEY {
        return Err(flaw(&[INVALID, "Size of hashkey has exceeded the maximum size limit of2048 bytes"]));
    }
    if !partition && payload.len() > limits::SORT_KEY {
        return Err(flaw(&[
            INVALID,
            "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
        ]));
    }
    Ok(())
}

/// The values that an item holds for the table's key attributes, found in one walk.
fn key_values<'a>(table: &Table, item: MapRef<'a>) -> [Option<Raw<'a>>; 2] {
    let names = [table.key.partition.first(), table.key.sort.first()];
    let mut values = [None; 2];
    let mut left = table.key.len();
    for (name, value) in item.iter() {
        for (place, attribute) in values.iter_mut().zip(names) {
            if attribute.is_some_and(|attribute| attribute.name.as_bytes() == name) {
                *place = Some(value);
                left -= 1;
            }
        }
        if left == 0 {
            break;
        }
    }
    values
}

/// Checks the values of key attributes with `payload` and encodes the key.
fn encode<'a>(
    table: &Table,
    item: MapRef<'a>,
    payload: impl Fn(&KeyAttribute, Option<Raw<'a>>) -> Result<&'a [u8], Failure>,
) -> Result<Vec<u8>, Failure> {
    let [partition, sort] = key_values(table, item);
    let attribute = table.key.partition.first().ok_or_else(schema_mismatch)?;
    let partition = payload(attribute, partition)?;
    check_payload(attribute, partition, true)?;
    let sort = match table.key.sort.first() {
        None => None,
        Some(attribute) => {
            let sort = payload(attribute, sort)?;
            check_payload(attribute, sort, false)?;
            Some(sort)
        }
    };
    let room = key::HASH_LEN + partition.len() + 2 + sort.map_or(0, <[u8]>::len);
    let mut out = Vec::with_capacity(room);
    key::encode(&mut out, core::iter::once(partition), sort.into_iter());
    Ok(out)
}

/// The encoded key of a request's `Key` map.
///
/// # Errors
/// Missing, additional or wrongly typed attributes, empty or too long values.
pub fn key_of(table: &Table, item: MapRef<'_>) -> Result<Vec<u8>, Failure> {
    if item.len() != table.key.len() {
        return Err(schema_mismatch());
    }
    encode(table, item, |attribute, value| {
        value.and_then(|value| attribute.ty.payload(value)).ok_or_else(schema_mismatch)
    })
}

/// How precise a write says what is wrong with an item's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// Names the attribute and the types.
    Attribute,
    /// Says that the schema is not matched, as batches do.
    Schema,
}

/// The encoded key of an item to be put.
///
/// # Errors
/// Missing or wrongly typed key attributes, empty or too long values.
pub fn key_in_item(table: &Table, item: MapRef<'_>, precision: Precision) -> Result<Vec<u8>, Failure> {
    encode(table, item, |attribute, value| {
        let payload = value.and_then(|value| attribute.ty.payload(value));
        payload.ok_or_else(|| match precision {
            Precision::Schema => schema_mismatch(),
            Precision::Attribute => key_mismatch(attribute, value),
        })
    })
}

#[cold]
fn key_mismatch(attribute: &KeyAttribute, value: Option<Raw<'_>>) -> Failure {
    match value {
        None => flaw(&[INVALID, "Missing the key ", &attribute.name, " in the item"]),
        Some(value) => flaw(&[
            INVALID,
            "Type mismatch for key ",
            &attribute.name,
            " expected: ",
            attribute.ty.name(),
            " actual: ",
            value.ty().name(),
        ]),
    }
}

/// How a value comes to be an index key, which is what the texts about it go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// In an item that is put.
    Put,
    /// In an update, from a value of the request.
    Value,
    /// In an update that reads other attributes.
    Path,
}

/// Checks the values that an item holds for index keys.
///
/// `changed` says which attributes a write sets; those that an update leaves alone are not checked again.
///
/// # Errors
/// Wrong types, empty or too long values.
pub fn check_index_keys(
    table: &Table,
    item: MapRef<'_>,
    via: Via,
    changed: impl Fn(&str) -> bool,
) -> Result<(), Failure> {
    for index in table.indexes_by_name() {
        if !index.key.attributes().any(|attribute| changed(&attribute.name)) {
            continue;
        }
        for (position, attribute) in index.key.attributes().enumerate() {
            let Some(value) = item.get(attribute.name.as_bytes()) else { continue };
            // A key of the table was checked as such, but what is a partition key there may be a sort key here.
            let of_table = table.key.find(attribute.name.as_bytes()).is_some();
            if !of_table && !changed(&attribute.name) {
                continue;
            }
            let Some(payload) = attribute.ty.payload(value) else {
                return Err(match via {
                    Via::Path => flaw(&[
                        "The update expression attempted to update the secondary index key to unsupported type",
                    ]),
                    _ => index_type_mismatch(index, attribute, value.ty()),
                });
            };
            if payload.is_empty() {
                return Err(empty_index_key(index, attribute, via));
            }
            let partition = position < index.key.partition.len();
            let most = if partition { limits::PARTITION_KEY } else { limits::SORT_KEY };
            if payload.len() > most {
                return Err(long_index_key(index, attribute, payload.len(), most, via, of_table));
            }
        }
    }
    Ok(())
}

#[cold]
fn long_index_key(
    index: &Index,
    attribute: &KeyAttribute,
    actual: usize,
    most: usize,
    via: Via,
    of_table: bool,
) -> Failure {
    if via != Via::Put && !of_table {
        return flaw(&[
            "The update expression attempted to update the secondary index key beyond allowed size limits",
        ]);
    }
    flaw(&[
        INVALID,
        "Size limit exceeded for Index Key ",
        &attribute.name,
        " Actual Size: ",
        &actual.to_string(),
        " bytes Max Size: ",
        &most.to_string(),
        " bytes IndexName: ",
        &index.name,
    ])
}

fn index_type_mismatch(index: &Index, attribute: &KeyAttribute, actual: Type) -> Failure {
    flaw(&[
        INVALID,
        "Type mismatch for Index Key ",
        &attribute.name,
        " Expected: ",
        attribute.ty.name(),
        " Actual: ",
        actual.name(),
        " IndexName: ",
        &index.name,
    ])
}

/// The refusal of an empty value for an index key.
#[cold]
#[must_use]
pub fn empty_index_key(index: &Index, attribute: &KeyAttribute, via: Via) -> Failure {
    let empty = [EMPTY, noun(attribute.ty), " value."].concat();
    if via != Via::Put {
        return flaw(&[
            NOT_VALID,
            "The update expression attempted to update a secondary index key to a value that is not supported. ",
            &empty,
        ]);
    }
    flaw(&[
        NOT_VALID,
        "A value specified for a secondary index key is not supported. ",
        &empty,
        " IndexName: ",
        &index.name,
        ", IndexKey: ",
        &attribute.name,
    ])
}

/// The item of a put, or an item with its entries in local indexes, is over the limit.
#[must_use]
pub fn put_too_large() -> Failure {
    flaw(&[PUT_TOO_LARGE])
}

/// The result of an update is over the limit.
///
/// # Errors
/// The item is too large.
pub fn check_update_size(size: u32) -> Result<(), Failure> {
    if size > limits::ITEM_SIZE {
        Err(flaw(&["Item size to update has exceeded the maximum allowed size"]))
    } else {
        Ok(())
    }
}

/// An update made what no item can hold.
#[cold]
#[must_use]
pub fn updated(made: Flaw) -> Failure {
    match made {
        Flaw::TooDeep => flaw(&[
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported \
             limit",
        ]),
        other => Failure::validation(shape::explain(other)),
    }
}
