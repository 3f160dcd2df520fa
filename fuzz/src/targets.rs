//! What is fuzzed. A target must not panic on any input, and what it asserts must hold on every input.

use hashrange::model::{MapRef, Raw, Type, ValueRef, Writer, check, size};
use hashrange::native::Database;
use hashrange::operation;
use hashrange::operation::shape::{self, Mode, generated};
use hashrange::protocol::json_reader;

use crate::policies::Policies;
use crate::seeds::Seeds;

/// One kind of input, and what is done with it.
pub trait Target {
    /// Inputs to start from.
    fn seeds(&self, seeds: &Seeds) -> Vec<Vec<u8>>;
    /// Runs one input.
    fn run(&mut self, input: &[u8]);
}

/// The target of this name; `None` if the build has nothing to fuzz under it.
pub fn target(name: &str) -> Option<Box<dyn Target>> {
    Some(match name {
        "expression" => Box::new(Expression(database())),
        "partiql" if operation::find("ExecuteStatement").is_some() => Box::new(PartiQl(database())),
        "json" => Box::new(Json),
        "item" => Box::new(Item),
        "policy" => Box::new(Policies::new()),
        _ => return None,
    })
}

const TABLE: &str = r#"{"TableName":"Hash","BillingMode":"PAY_PER_REQUEST",
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"},
        {"AttributeName":"g","AttributeType":"S"}],
    "GlobalSecondaryIndexes":[{"IndexName":"byG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"ALL"}}]}"#;
const ITEM: &str = r#"{"TableName":"Hash","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"g":{"S":"g"},"n":{"N":"5"},"s":{"S":"hello"},
    "b":{"B":"AQID"},"t":{"BOOL":true},"z":{"NULL":true},"l":{"L":[{"S":"x"},{"N":"7"},{"M":{"k":{"S":"v"}}}]},
    "m":{"M":{"k":{"S":"v"},"l":{"L":[{"N":"1"}]}}},"ss":{"SS":["p","q"]},"ns":{"NS":["1","2.5"]},"bs":{"BS":["AQ=="]}}}"#;

fn database() -> Database {
    let db = Database::in_memory().expect("a database in memory opens");
    db.json("CreateTable", TABLE).expect("the table is made");
    db.json("PutItem", ITEM).expect("the item is put");
    db
}

/// Expressions, by the operations that take them, so that what parses is checked and evaluated as well.
struct Expression(Database);

const FORMS: [(&str, &str); 5] = [
    ("Scan", "FilterExpression"),
    ("GetItem", "ProjectionExpression"),
    ("UpdateItem", "UpdateExpression"),
    ("DeleteItem", "ConditionExpression"),
    ("Query", "KeyConditionExpression"),
];

/// Values for `:` tokens: which one a token gets is decided by its last character.
fn value_of(name: &str, request: &mut Writer) {
    match name.bytes().last().unwrap_or(0) % 8 {
        0 => request.entry_str("S", "hello"),
        1 | 2 => request.entry_str("N", "5"),
        3 => request.entry_bool("BOOL", true),
        4 => {
            let list = request.begin_entry("L", Type::L);
            request.end(list);
        }
        5 => {
            let set = request.begin_entry("SS", Type::L);
            request.str("p");
            request.end(set);
        }
        6 => request.entry_str("S", "a"),
        _ => request.entry_str("N", "-1"),
    }
}

/// The tokens that start with `mark`, each once.
fn tokens(text: &str, mark: char) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (at, _) in text.match_indices(mark) {
        let rest = &text[at..];
        let end = rest[1..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .map_or(rest.len(), |end| end + 1);
        if end > 1 && !found.contains(&&rest[..end]) {
            found.push(&rest[..end]);
        }
    }
    found
}

impl Target for Expression {
    fn seeds(&self, seeds: &Seeds) -> Vec<Vec<u8>> {
        let form = |form: u8| move |text: &Vec<u8>| [&[form][..], text].concat();
        (0..FORMS.len() as u8).flat_map(|kind| seeds.texts.iter().map(form(kind))).collect()
    }

    fn run(&mut self, input: &[u8]) {
        let Some((kind, text)) = input.split_first() else { return };
        let Ok(text) = std::str::from_utf8(text) else { return };
        let (operation, member) = FORMS[usize::from(*kind) % FORMS.len()];
        let mut request = Writer::new();
        request.entry_str("TableName", "Hash");
        request.entry_str(member, text);
        if !matches!(operation, "Scan" | "Query") {
            let key = request.begin_entry("Key", Type::M);
            for (name, ty, value) in [("pk", "S", "a"), ("sk", "N", "1")] {
                let attribute = request.begin_entry(name, Type::M);
                request.entry_str(ty, value);
                request.end(attribute);
            }
            request.end(key);
        }
        let (names, values) = (tokens(text, '#'), tokens(text, ':'));
        if !names.is_empty() {
            let map = request.begin_entry("ExpressionAttributeNames", Type::M);
            names.iter().for_each(|name| request.entry_str(name, &name[1..]));
            request.end(map);
        }
        if !values.is_empty() {
            let map = request.begin_entry("ExpressionAttributeValues", Type::M);
            for name in values {
                let value = request.begin_entry(name, Type::M);
                value_of(name, &mut request);
                request.end(value);
            }
            request.end(map);
        }
        let operation_found = operation::find(operation).expect("it is served");
        let mut lowered = Vec::new();
        if shape::lower(
            operation_found.shapes.input,
            Mode::Json,
            MapRef::new(request.as_bytes()),
            &mut lowered,
        )
        .is_err()
        {
            return;
        }
        if self.0.run(operation_found, &lowered).is_ok() && matches!(operation, "UpdateItem" | "DeleteItem") {
            self.0.json("PutItem", ITEM).expect("the item is put back");
        }
    }
}

/// PartiQL statements, with as many parameters as they have question marks.
struct PartiQl(Database);

impl Target for PartiQl {
    fn seeds(&self, seeds: &Seeds) -> Vec<Vec<u8>> {
        seeds.texts.clone()
    }

    fn run(&mut self, input: &[u8]) {
        let Ok(text) = std::str::from_utf8(input) else { return };
        let mut request = Writer::new();
        request.entry_str("Statement", text);
        let parameters = text.matches('?').count();
        if parameters > 0 {
            let list = request.begin_entry("Parameters", Type::L);
            for number in 0..parameters {
                let value = request.begin(Type::M);
                if number == 0 {
                    request.entry_str("S", "a")
                } else {
                    request.entry_str("N", "1")
                }
                request.end(value);
            }
            request.end(list);
        }
        let Some(operation) = operation::find("ExecuteStatement") else { return };
        let mut lowered = Vec::new();
        if shape::lower(operation.shapes.input, Mode::Json, MapRef::new(request.as_bytes()), &mut lowered)
            .is_err()
        {
            return;
        }
        if self.0.run(operation, &lowered).is_ok() {
            self.0.json("PutItem", ITEM).expect("the item is put back");
        }
    }
}

/// The JSON reader, and requests through the shapes; an item is the same after the way to JSON and back.
struct Json;

/// An item written as JSON, read again, and lowered.
fn round_trip(item: MapRef<'_>) -> Vec<u8> {
    let mut answer = Writer::new();
    answer.entry_map("Item", item);
    let mut text = String::new();
    shape::raise_json(generated::GET_ITEM.output, MapRef::new(answer.as_bytes()), &mut text);
    let text = text.replacen('{', r#"{"TableName":"Hash","#, 1);
    let document = json_reader::read(text.as_bytes()).expect("what is written can be read");
    let mut lowered = Vec::new();
    shape::lower(generated::PUT_ITEM.input, Mode::Json, MapRef::new(&document), &mut lowered)
        .expect("what was stored can be stored");
    MapRef::new(&lowered).get_map("Item").expect("it is there").body().to_vec()
}

impl Target for Json {
    fn seeds(&self, seeds: &Seeds) -> Vec<Vec<u8>> {
        let numbered = |(at, document): (usize, &Vec<u8>)| [&[at as u8][..], document].concat();
        seeds.documents.iter().enumerate().map(numbered).collect()
    }

    fn run(&mut self, input: &[u8]) {
        let Some((kind, text)) = input.split_first() else { return };
        let Ok(document) = json_reader::read(text) else { return };
        let document = MapRef::new(&document);
        let operations = operation::OPERATIONS;
        // Every other input is taken for a put, which has the most to check.
        let put = operation::find("PutItem").filter(|_| kind % 2 == 0);
        let operation = put.unwrap_or(&operations[usize::from(*kind) / 2 % operations.len()]);
        let mut lowered = Vec::new();
        if shape::lower(operation.shapes.input, Mode::Json, document, &mut lowered).is_err() {
            return;
        }
        let Some(item) = MapRef::new(&lowered).get_map("Item") else { return };
        assert_eq!(round_trip(item), item.body(), "an item survives the way to JSON and back");
    }
}

/// Item bytes, as they come from JavaScript and from disk.
struct Item;

/// Walks everything there is.
fn walk(value: Raw<'_>, depth: usize) -> usize {
    if depth > 64 {
        return 0;
    }
    match value.view() {
        ValueRef::L(list) => list.iter().map(|inner| walk(inner, depth + 1)).sum::<usize>() + list.len(),
        ValueRef::M(map) => map.iter().map(|(name, inner)| name.len() + walk(inner, depth + 1)).sum(),
        ValueRef::SS(set) | ValueRef::NS(set) | ValueRef::BS(set) => {
            set.iter().map(<[u8]>::len).sum::<usize>() + set.len()
        }
        ValueRef::S(bytes) | ValueRef::B(bytes) | ValueRef::N(bytes) => bytes.len(),
        ValueRef::Null | ValueRef::Bool(_) => 1,
    }
}

impl Target for Item {
    fn seeds(&self, seeds: &Seeds) -> Vec<Vec<u8>> {
        let lowered = seeds.documents.iter().filter_map(|document| {
            let document =
                json_reader::read(&[br#"{"TableName":"Hash","Item":"#, &document[..], b"}"].concat()).ok()?;
            let mut out = Vec::new();
            let put = operation::find("PutItem")?;
            shape::lower(put.shapes.input, Mode::Json, MapRef::new(&document), &mut out).ok()?;
            Some(MapRef::new(&out).get_map("Item")?.body().to_vec())
        });
        seeds.bodies.iter().cloned().chain(lowered).collect()
    }

    fn run(&mut self, input: &[u8]) {
        let map = MapRef::new(input);
        for (_, value) in map.iter() {
            walk(value, 0);
        }
        let checked = check::item(input);
        if let Ok(checked) = &checked {
            let mut normal = Writer::new();
            check::normalise(input, &mut normal);
            let again = check::item(normal.as_bytes()).expect("what is normal passes the check");
            assert!(again.canonical, "what is normal is canonical");
            if checked.canonical {
                assert_eq!(normal.as_bytes(), input, "canonical bytes are left as they are");
                assert_eq!(checked.size, size::item(map), "both ways to measure agree");
            }
        }
        for (name, mode) in
            [("PutItem", Mode::Plain), ("PutItem", Mode::Typed), ("BatchWriteItem", Mode::Plain)]
        {
            let operation = operation::find(name).expect("it is served");
            let mut out = Vec::new();
            drop(shape::lower(operation.shapes.input, mode, map, &mut out));
        }
    }
}
