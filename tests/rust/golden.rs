//! The golden vectors that the TypeScript codec is held to as well: DynamoDB JSON to item bytes and back, by the
//! code that serves HTTP, and the bytes by the checks at the edge.

use hashrange::model::{MapRef, Type, Writer, check};
use hashrange::operation::shape::{self, Mode};
use hashrange::operation::{self, Operation};
use hashrange::protocol::json_reader;

const GOLDEN: &[u8] = include_bytes!("../golden/items.json");

fn operation(name: &str) -> &'static Operation {
    operation::find(name).unwrap()
}

fn bytes_of(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The item of a PutItem request whose `Item` is the map with this body.
fn lowered(item: &[u8]) -> Vec<u8> {
    let mut request = Writer::new();
    request.entry_map("Item", MapRef::new(item));
    request.entry_str("TableName", "Golden");
    let mut out = Vec::new();
    shape::lower(operation("PutItem").shapes.input, Mode::Json, MapRef::new(request.as_bytes()), &mut out)
        .unwrap();
    MapRef::new(&out).get_map("Item").unwrap().body().to_vec()
}

fn each_case(mut test: impl FnMut(&str, &[u8], &[u8])) {
    let document = json_reader::read(GOLDEN).unwrap();
    let cases = MapRef::new(&document).get_list("cases").unwrap();
    assert!(cases.len() > 15);
    for case in cases.iter() {
        let case = case.as_map().unwrap();
        let golden = bytes_of(case.get_str("hex").unwrap());
        test(case.get_str("name").unwrap(), case.get_map("item").unwrap().body(), &golden);
    }
}

#[test]
fn json_lowers_to_the_golden_bytes() {
    each_case(|name, json, golden| assert_eq!(lowered(json), golden, "{name}"));
}

#[test]
fn golden_bytes_are_canonical() {
    each_case(|name, _, golden| {
        assert!(check::item(golden).unwrap().canonical, "{name}");
        let mut again = Writer::new();
        check::normalise(golden, &mut again);
        assert_eq!(again.as_bytes(), golden, "{name}");
    });
}

#[test]
fn golden_bytes_survive_the_way_to_json_and_back() {
    each_case(|name, _, golden| {
        let mut response = Writer::new();
        response.entry_map("Item", MapRef::new(golden));
        let mut text = String::new();
        shape::raise_json(operation("GetItem").shapes.output, MapRef::new(response.as_bytes()), &mut text);
        let read = json_reader::read(text.as_bytes()).unwrap();
        assert_eq!(lowered(MapRef::new(&read).get_map("Item").unwrap().body()), golden, "{name}");
    });
}

#[test]
fn every_type_is_among_the_golden_vectors() {
    let mut seen = Vec::new();
    each_case(|_, _, golden| {
        for (_, value) in MapRef::new(golden).iter() {
            seen.push(value.ty());
        }
    });
    for ty in
        [Type::S, Type::N, Type::B, Type::SS, Type::NS, Type::BS, Type::Bool, Type::Null, Type::L, Type::M]
    {
        assert!(seen.contains(&ty), "{}", ty.name());
    }
}
