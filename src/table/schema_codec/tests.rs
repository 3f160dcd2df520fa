use super::*;

fn attribute(name: &str, ty: KeyType) -> KeyAttribute {
    KeyAttribute { name: name.to_owned(), ty }
}

fn full() -> Table {
    let key =
        KeySchema { partition: vec![attribute("pk", KeyType::S)], sort: vec![attribute("sk", KeyType::N)] };
    let multi = KeySchema {
        partition: vec![attribute("a", KeyType::S), attribute("b", KeyType::B)],
        sort: vec![attribute("sk", KeyType::N), attribute("c", KeyType::S)],
    };
    let mut local = Index::new(
        "local".into(),
        IndexKind::Local,
        17,
        KeySchema { partition: vec![attribute("pk", KeyType::S)], sort: vec![attribute("c", KeyType::S)] },
        Projection::KeysOnly,
    );
    local.backfilling = false;
    let mut global = Index::new(
        "global".into(),
        IndexKind::Global,
        18,
        multi,
        Projection::Include(vec!["z".into(), "y".into()]),
    );
    global.throughput = Throughput { read: 5, write: 6, increased_ms: 7, decreased_ms: 8, decreases: 9 };
    global.ceiling = Ceiling { read: Some(10), write: None };
    global.backfilling = true;
    Table {
        name: "Täble".into(),
        id: *b"0123456789abcdef",
        created_ms: 1_700_000_000_000,
        active_ms: 1_700_000_000_500,
        updated_ms: 1_700_000_000_600,
        tree: 16,
        changes: Some(Changes {
            trees: vec![99, 100],
            images: Images { old: true, new: false },
            stamps: false,
        }),
        key,
        attributes: vec![attribute("pk", KeyType::S), attribute("sk", KeyType::N)],
        indexes: vec![local, global],
        billing: Billing::OnDemand,
        on_demand_ms: 3,
        was_on_demand: true,
        throughput: Throughput { read: 1, write: 2, ..Throughput::default() },
        ceiling: Ceiling { read: None, write: Some(4) },
        warm: Ceiling { read: Some(1), write: Some(2) },
        class: Some("STANDARD".into()),
        class_ms: 4,
        protected: true,
        stream: Some(View::NewImage),
        stream_ms: 5,
        encryption_key: Some("arn".into()),
        policy: Some(Kept { text: "{}".into(), revision: 1 }),
        time_to_live: Some("expires".into()),
        tags: vec![("k".into(), "v".into()), ("l".into(), String::new())],
        ..Table::default()
    }
    .prepare()
}

#[test]
fn a_definition_survives_encoding() {
    let table = full();
    assert_eq!(decode(&encode(&table)), Some(table));
    let plain = Table { name: "plain".into(), tree: 16, ..Table::default() }.prepare();
    assert_eq!(decode(&encode(&plain)), Some(plain));
}

#[test]
fn derived_parts_follow_from_the_definition() {
    let table = full();
    let [local, global] = table.indexes.as_slice() else { panic!() };
    assert_eq!(local.suffix, [attribute("sk", KeyType::N)]);
    assert_eq!(global.suffix, [attribute("pk", KeyType::S)]);
    assert_eq!(global.width(), 5);
    assert_eq!(global.projected.as_ref().unwrap(), &["a", "b", "c", "pk", "sk", "y", "z"]);
    assert!(global.projects(b"y") && !global.projects(b"x"));
    assert_eq!(
        table.indexes_by_name().map(|index| index.name.as_str()).collect::<Vec<_>>(),
        ["global", "local"]
    );
}

#[test]
fn later_versions_and_damage_are_refused() {
    let mut w = Writer::new();
    w.entry_int("version", VERSION + 1);
    assert_eq!(decode(w.as_bytes()), None);
    let bytes = encode(&full());
    for length in 0..bytes.len() {
        let _ = decode(&bytes[..length]);
    }
}
