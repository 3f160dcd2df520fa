//! The stored formats, held to by databases that earlier versions wrote: every later version has to open them.

use std::fs;
use std::path::{Path, PathBuf};

use hashrange::model::Kind;
use hashrange::native::Database;

/// The format that is written.
const NEWEST: u32 = 2;

fn fixture(format: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/format-{format}.hashrange"))
}

/// A copy, so that the fixture stays as it is.
fn copy(format: u32, name: &str) -> PathBuf {
    let copy = std::env::temp_dir()
        .join(format!("hashrange-format-{format}-{name}-{}.hashrange", std::process::id()));
    fs::copy(fixture(format), &copy).expect("a copy");
    copy
}

/// The newest root of a file: its format, and where the leaves of its page table are.
fn root(file: &Path) -> (u32, Vec<usize>) {
    let bytes = fs::read(file).expect("reads");
    let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let u64_at = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
    let slot = if u64_at(12) > u64_at(4096 + 12) { 0 } else { 4096 };
    let (format, start, length) = (u32_at(slot + 8), u64_at(slot + 28), u64_at(slot + 36));
    let superblock = start + 32 + u32_at(start + 28) as usize * 20;
    let leaves = superblock + 4 + u32_at(superblock) as usize + 8;
    let leaves = (leaves..start + length).step_by(36).map(|leaf| u64_at(leaf + 16)).collect();
    (format, if format == 1 { Vec::new() } else { leaves })
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

/// Writes so much that the database makes a checkpoint when it closes.
fn put_much(db: &Database) {
    let _ = db.json(
        "CreateTable",
        r#"{"TableName":"Much","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"N"}]}"#,
    );
    for id in 0..6 {
        let text = "much ".repeat(10_000);
        let request =
            format!(r#"{{"TableName":"Much","Item":{{"id":{{"N":"{id}"}},"text":{{"S":"{text}"}}}}}}"#);
        db.json("PutItem", &request).expect("an item is put");
    }
}

/// Writes the fixture anew: only ever needed when a new format version gets a fixture of its own.
#[test]
#[ignore = "writes the fixture"]
fn write_the_fixture() {
    let file = fixture(NEWEST);
    let _ = fs::remove_file(&file);
    let db = Database::open(&file).expect("opens");
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
    // Enough for a checkpoint at closing, and enough checkpoints for leaves; what follows the last stays in the log.
    (0..900).for_each(|number| put(&db, number));
    db.close().expect("closes");
    for _ in 0..34 {
        let db = Database::open(&file).expect("opens");
        put_much(&db);
        db.close().expect("closes");
    }
    assert!(!root(&file).1.is_empty());
    let db = Database::open(&file).expect("opens");
    (900..910).for_each(|number| put(&db, number));
    db.json("DeleteItem", r#"{"TableName":"Films","Key":{"year":{"N":"1900"},"title":{"S":"Film 000"}}}"#)
        .expect("deletes");
    db.close().expect("closes");
}

/// Looks whether all is there that was written into the fixture.
fn check(db: &Database) {
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
}

/// Opens a copy, reads it, writes it anew, and reads that.
fn lives_on(format: u32) {
    let file = copy(format, "lives-on");
    assert_eq!(root(&file).0, format);
    let db = Database::open(&file).expect("opens");
    check(&db);
    // Nothing has been written but the epoch: an earlier version can still read it.
    assert_eq!(root(&file).0, format);
    (1..910).for_each(|number| put(&db, number));
    put_much(&db);
    db.close().expect("closes with a checkpoint");
    assert_eq!(root(&file).0, NEWEST);
    let db = Database::open(&file).expect("opens again");
    check(&db);
    db.close().expect("closes");
    fs::remove_file(file).expect("removed");
}

#[test]
fn a_database_of_format_1_lives_on_in_the_newest() {
    lives_on(1);
}

#[test]
fn a_database_of_format_2_lives_on() {
    assert!(!root(&fixture(2)).1.is_empty(), "a page table with leaves");
    lives_on(2);
}

#[test]
fn a_database_of_a_format_from_the_future_is_refused() {
    let file = copy(NEWEST, "future");
    let mut bytes = fs::read(&file).expect("reads");
    bytes[8] = NEWEST as u8 + 1;
    bytes[4096 + 8] = NEWEST as u8 + 1;
    fs::write(&file, &bytes).expect("writes");
    let refused = Database::open(&file).err().expect("refused");
    assert_eq!(refused.kind, Kind::FormatTooNew);
    assert_eq!(fs::read(&file).expect("reads"), bytes, "and left alone");
    fs::remove_file(file).expect("removed");
}

#[test]
fn a_damaged_leaf_of_the_page_table_is_corruption() {
    let file = copy(2, "damaged");
    let mut bytes = fs::read(&file).expect("reads");
    for leaf in root(&file).1 {
        bytes[leaf + 100] ^= 1;
    }
    fs::write(&file, bytes).expect("writes");
    // The catalog's page may be behind the leaf, too.
    let failure = Database::open(&file).and_then(|db| db.json("Scan", r#"{"TableName":"Films"}"#));
    let failure = failure.expect_err("is told");
    assert_eq!(failure.kind, Kind::Corruption);
    fs::remove_file(file).expect("removed");
}
