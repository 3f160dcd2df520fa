//! The stored format, held to by a database that an earlier version wrote: every later version has to open it.

use std::fs;
use std::path::{Path, PathBuf};

use hashrange::native::Database;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1.hashrange")
}

fn put(db: &Database, number: u32) {
    let request = format!(
        r#"{{"TableName":"Films","Item":{{"year":{{"N":"{}"}},"title":{{"S":"Film {number:03}"}},
            "genre":{{"S":"{}"}},"cast":{{"L":[{{"S":"Ä"}},{{"NULL":true}}]}},"ratings":{{"NS":["1.5","-3","100"]}},
            "raw":{{"B":"AAEC"}},"more":{{"M":{{"seen":{{"BOOL":true}}}}}}}}}}"#,
        1900 + number % 7,
        ["comedy", "drama"][number as usize % 2],
    );
    db.json("PutItem", &request).expect("an item is put");
}

/// Writes the fixture anew: only ever needed when a new format version gets a fixture of its own.
#[test]
#[ignore = "writes the fixture"]
fn write_the_fixture() {
    let _ = fs::remove_file(fixture());
    fs::create_dir_all(fixture().parent().unwrap()).unwrap();
    let db = Database::open(&fixture()).expect("opens");
    db.json(
        "CreateTable",
        r#"{"TableName":"Films","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"year","KeyType":"HASH"},{"AttributeName":"title","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"year","AttributeType":"N"},
                {"AttributeName":"title","AttributeType":"S"},{"AttributeName":"genre","AttributeType":"S"}],
            "GlobalSecondaryIndexes":[{"IndexName":"ByGenre","Projection":{"ProjectionType":"ALL"},
                "KeySchema":[{"AttributeName":"genre","KeyType":"HASH"},{"AttributeName":"year","KeyType":"RANGE"}]}]}"#,
    )
    .expect("the table is made");
    // Enough for a checkpoint at closing; what follows the reopening stays in the log.
    (0..900).for_each(|number| put(&db, number));
    db.close().expect("closes");
    let db = Database::open(&fixture()).expect("opens");
    (900..910).for_each(|number| put(&db, number));
    db.json("DeleteItem", r#"{"TableName":"Films","Key":{"year":{"N":"1900"},"title":{"S":"Film 000"}}}"#)
        .expect("deletes");
    db.close().expect("closes");
}

#[test]
fn a_database_of_format_1_opens_and_answers() {
    let copy = std::env::temp_dir().join(format!("hashrange-format-1-{}.hashrange", std::process::id()));
    fs::copy(fixture(), &copy).expect("a copy, so that the fixture stays as it is");
    let db = Database::open(&copy).expect("opens");
    let count = db.json("Scan", r#"{"TableName":"Films","Select":"COUNT"}"#).expect("scans");
    assert_eq!(count, r#"{"Count":909,"ScannedCount":909}"#);
    let dramas = db.json(
        "Query",
        r#"{"TableName":"Films","IndexName":"ByGenre","Select":"COUNT","KeyConditionExpression":"genre = :g",
            "ExpressionAttributeValues":{":g":{"S":"drama"}}}"#,
    );
    assert_eq!(dramas.expect("queries"), r#"{"Count":455,"ScannedCount":455}"#);
    let last =
        db.json("GetItem", r#"{"TableName":"Films","Key":{"year":{"N":"1906"},"title":{"S":"Film 909"}}}"#);
    assert_eq!(
        last.expect("reads"),
        concat!(
            r#"{"Item":{"cast":{"L":[{"S":"Ä"},{"NULL":true}]},"genre":{"S":"drama"},"more":{"M":{"seen":{"BOOL":true}}},"#,
            r#""ratings":{"NS":["-3","1.5","100"]},"raw":{"B":"AAEC"},"title":{"S":"Film 909"},"year":{"N":"1906"}}}"#
        )
    );
    db.close().expect("closes");
    fs::remove_file(copy).expect("removed");
}
