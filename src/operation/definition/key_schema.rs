//! Key schemas and attribute definitions.

use std::collections::BTreeSet;

use crate::model::{Failure, ListRef, MapRef};
use crate::operation::flaw::invalid;
use crate::table::schema::{KeyAttribute, KeySchema, KeyType};

/// Most partition, and most sort attributes of a global index.
const GLOBAL_KEYS: usize = 4;

/// So many of a request's indexes are looked at one by one: a table takes fewer.
pub(super) const LOOKED_AT: usize = 100;

/// The request's `AttributeDefinitions`.
///
/// # Errors
/// A name defined twice.
pub fn attributes(input: MapRef<'_>) -> Result<Vec<KeyAttribute>, Failure> {
    let mut attributes: Vec<KeyAttribute> = Vec::new();
    let mut names = BTreeSet::new();
    for definition in input.get_list("AttributeDefinitions").unwrap_or_default().iter() {
        let Some(map) = definition.as_map() else { continue };
        let ty = map.get_str("AttributeType").and_then(KeyType::from_name);
        let (Some(name), Some(ty)) = (map.get_str("AttributeName"), ty) else { continue };
        if !names.insert(name) {
            return Err(Failure::validation("Attribute Name is duplicated: ".to_owned() + name));
        }
        attributes.push(KeyAttribute { name: name.to_owned(), ty });
    }
    Ok(attributes)
}

/// One element as given.
#[derive(Clone, Copy)]
struct Element<'a> {
    name: &'a str,
    hash: bool,
}

fn elements(list: ListRef<'_>) -> Vec<Element<'_>> {
    let maps = list.iter().filter_map(|element| element.as_map());
    maps.filter_map(|map| {
        Some(Element { name: map.get_str("AttributeName")?, hash: map.get_str("KeyType")? == "HASH" })
    })
    .collect()
}

/// The table's own key.
pub(super) fn table_key(input: MapRef<'_>, defined: &[KeyAttribute]) -> Result<KeySchema, Failure> {
    let elements = elements(input.get_list("KeySchema").unwrap_or_default());
    if elements.is_empty() {
        return Err(invalid(&["No KeySchema specified"]));
    }
    if input.get(b"AttributeDefinitions").is_none() {
        return Err(undefined(&elements, defined));
    }
    if elements.len() > defined.len() {
        return Err(Failure::validation("Invalid KeySchema: Some index key attribute have no definition"));
    }
    simple(&elements, defined)
}

/// The key of a local index: one partition and one sort attribute.
pub(super) fn local_key(list: ListRef<'_>, defined: &[KeyAttribute]) -> Result<KeySchema, Failure> {
    simple(&elements(list), defined)
}

/// The key of a global index: up to four attributes of each kind, partition ones first.
pub(super) fn global_key(list: ListRef<'_>, defined: &[KeyAttribute]) -> Result<KeySchema, Failure> {
    let elements = elements(list);
    let partition = elements.iter().take_while(|element| element.hash).count();
    if elements.len() <= 2 && partition <= 1 {
        return simple(&elements, defined);
    }
    check_defined(&elements, defined)?;
    for (position, element) in elements.iter().enumerate() {
        if elements.iter().take(position).any(|earlier| earlier.name == element.name) {
            return Err(Failure::validation(
                "The KeySchema contains multiple key attributes with the same name",
            ));
        }
    }
    if partition == 0 {
        return Err(first_not_hash());
    }
    let (hash, range) = elements.split_at_checked(partition).unwrap_or_default();
    if range.iter().any(|element| element.hash) {
        return Err(invalid(&["All HASH key attributes must precede RANGE key attributes in the KeySchema"]));
    }
    for (attributes, role) in [(hash, "HASH"), (range, "RANGE")] {
        if attributes.len() > GLOBAL_KEYS {
            return Err(invalid(&[
                "The KeySchema exceeds the maximum allowed number of ",
                role,
                " key attributes",
            ]));
        }
    }
    Ok(KeySchema { partition: resolve(hash, defined), sort: resolve(range, defined) })
}

/// Checks the keys of the request's indexes, and that the definitions are exactly the attributes that the keys of
/// table and indexes use, which comes before anything else about the indexes.
///
/// # Errors
/// A key attribute without definition, a key that is none, a definition that no key uses.
pub(super) fn check_definitions(input: MapRef<'_>, defined: &[KeyAttribute]) -> Result<(), Failure> {
    let table = elements(input.get_list("KeySchema").unwrap_or_default());
    let kinds = ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"];
    if kinds.iter().all(|kind| input.get_list(kind).is_none()) {
        if table.len() == defined.len() {
            return Ok(());
        }
        return Err(invalid(&[
            "Number of attributes in KeySchema does not exactly match number of attributes defined in \
             AttributeDefinitions",
        ]));
    }
    let mut used: Vec<&str> = table.iter().map(|element| element.name).collect();
    let mut known: BTreeSet<&str> = used.iter().copied().collect();
    let names: BTreeSet<&str> = defined.iter().map(|attribute| attribute.name.as_str()).collect();
    for (kind, local) in kinds.iter().zip([true, false]) {
        for (position, index) in input.get_list(kind).unwrap_or_default().iter().enumerate() {
            let list = index.as_map().and_then(|index| index.get_list("KeySchema")).unwrap_or_default();
            let own = elements(list);
            if !own.iter().all(|element| names.contains(element.name)) {
                return Err(undefined(&own, defined));
            }
            if position < LOOKED_AT {
                if local { local_key(list, defined) } else { global_key(list, defined) }?;
            }
            used.extend(own.iter().map(|element| element.name).filter(|name| known.insert(name)));
        }
    }
    if names.is_subset(&known) {
        return Ok(());
    }
    Err(invalid(&[
        "Some AttributeDefinitions are not used. AttributeDefinitions: [",
        &names_of(defined),
        "], keys used: [",
        &used.join(", "),
        "]",
    ]))
}

/// A partition attribute and at most one sort attribute.
fn simple(elements: &[Element<'_>], defined: &[KeyAttribute]) -> Result<KeySchema, Failure> {
    check_defined(elements, defined)?;
    let (first, second) = (elements.first(), elements.get(1));
    if let (Some(first), Some(second)) = (first, second)
        && first.name == second.name
    {
        return Err(same_name());
    }
    if !first.is_some_and(|element| element.hash) {
        return Err(first_not_hash());
    }
    if second.is_some_and(|element| element.hash) {
        return Err(Failure::validation(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        ));
    }
    let (hash, range) = elements.split_at_checked(1).unwrap_or_default();
    let range = range.get(..1).unwrap_or_default();
    Ok(KeySchema { partition: resolve(hash, defined), sort: resolve(range, defined) })
}

fn check_defined(elements: &[Element<'_>], defined: &[KeyAttribute]) -> Result<(), Failure> {
    if elements.iter().all(|element| find(element, defined).is_some()) {
        return Ok(());
    }
    Err(undefined(elements, defined))
}

fn undefined(elements: &[Element<'_>], defined: &[KeyAttribute]) -> Failure {
    let keys = elements.iter().map(|element| element.name).collect::<Vec<_>>().join(", ");
    invalid(&[
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [",
        &keys,
        "], AttributeDefinitions: [",
        &names_of(defined),
        "]",
    ])
}

fn find<'a>(element: &Element<'_>, defined: &'a [KeyAttribute]) -> Option<&'a KeyAttribute> {
    defined.iter().find(|attribute| attribute.name == element.name)
}

fn resolve(elements: &[Element<'_>], defined: &[KeyAttribute]) -> Vec<KeyAttribute> {
    elements.iter().filter_map(|element| find(element, defined).cloned()).collect()
}

fn same_name() -> Failure {
    Failure::validation("Both the Hash Key and the Range Key element in the KeySchema have the same name")
}

fn first_not_hash() -> Failure {
    Failure::validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
}

/// Names as a list in a text.
fn names_of(attributes: &[KeyAttribute]) -> String {
    attributes.iter().map(|attribute| attribute.name.as_str()).collect::<Vec<_>>().join(", ")
}
