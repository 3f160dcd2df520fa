//! Encrypted databases in files, as programs use them; files of Node are read here, and Node reads those of this library.

use std::fs;
use std::path::{Path, PathBuf};

use hashrange::model::Kind;
use hashrange::native::{Database, KeyProvider};

const PASSPHRASE: &str = "correct horse battery staple";

fn passphrase() -> KeyProvider {
    KeyProvider::Passphrase(PASSPHRASE.to_owned())
}

/// A file that is gone at the end of the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hashrange-{}-{name}.hashrange", std::process::id()));
        let _ = fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn fill(db: &Database) {
    db.json(
        "CreateTable",
        r#"{"TableName":"TableOfSecrets","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}"#,
    )
    .unwrap();
    for n in 0..40 {
        let item = format!(r#"{{"id":{{"S":"keyofinterest{n}"}},"text":{{"S":"quetzalcoatl {n}"}}}}"#);
        db.json("PutItem", &format!(r#"{{"TableName":"TableOfSecrets","Item":{item}}}"#)).unwrap();
    }
}

fn seventh(db: &Database) -> String {
    db.json("GetItem", r#"{"TableName":"TableOfSecrets","Key":{"id":{"S":"keyofinterest7"}}}"#).unwrap()
}

const SEVENTH: &str = r#"{"Item":{"id":{"S":"keyofinterest7"},"text":{"S":"quetzalcoatl 7"}}}"#;

fn shows(file: &Path) -> bool {
    let bytes = fs::read(file).unwrap();
    [&b"quetzalcoatl"[..], b"keyofinterest", b"TableOfSecrets"]
        .iter()
        .any(|word| bytes.windows(word.len()).any(|window| window == *word))
}

#[test]
fn a_file_shows_nothing_and_opens_with_its_key_only() {
    let file = Scratch::new("encrypted");
    let db = Database::open_encrypted(&file.0, KeyProvider::Key([5; 32])).unwrap();
    fill(&db);
    assert!(!shows(&file.0));
    db.rotate_key().unwrap();
    db.close().unwrap();
    assert!(!shows(&file.0));
    let before = fs::read(&file.0).unwrap();
    let kind = |opened: Result<Database, hashrange::model::Failure>| opened.err().map(|failure| failure.kind);
    assert_eq!(kind(Database::open(&file.0)), Some(Kind::EncryptionKey));
    let other = KeyProvider::Key([6; 32]);
    assert_eq!(kind(Database::open_encrypted(&file.0, other)), Some(Kind::EncryptionKey));
    assert_eq!(fs::read(&file.0).unwrap(), before);
    let db = Database::open_encrypted(&file.0, KeyProvider::Key([5; 32])).unwrap();
    assert_eq!(seventh(&db), SEVENTH);
    db.rewrap_key(passphrase()).unwrap();
    db.close().unwrap();
    let db = Database::open_encrypted(&file.0, passphrase()).unwrap();
    assert_eq!(seventh(&db), SEVENTH);
    db.close().unwrap();
}

#[test]
fn a_plain_file_is_refused_and_has_no_key() {
    let file = Scratch::new("plain");
    let db = Database::open(&file.0).unwrap();
    assert_eq!(db.rotate_key().unwrap_err().kind, Kind::EncryptionKey);
    fill(&db);
    db.close().unwrap();
    assert!(shows(&file.0));
    let refused = Database::open_encrypted(&file.0, passphrase()).err().unwrap();
    assert_eq!(refused.kind, Kind::EncryptionKey);
}

/// Golden files: of Node, and of this library. To make the latter again, set `HASHRANGE_GOLDEN`.
#[test]
fn files_of_node_and_of_this_library_are_read() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    if std::env::var_os("HASHRANGE_GOLDEN").is_some() {
        let path = golden.join("encrypted_by_rust.hashrange");
        let _ = fs::remove_file(&path);
        let db = Database::open_encrypted(&path, passphrase()).unwrap();
        fill(&db);
        db.close().unwrap();
    }
    for name in ["encrypted_by_rust", "encrypted_by_node", "encrypted_by_node_pbkdf2"] {
        let file = Scratch::new(name);
        fs::copy(golden.join(name).with_extension("hashrange"), &file.0).unwrap();
        let db = Database::open_encrypted(&file.0, passphrase()).unwrap();
        assert_eq!(seventh(&db), SEVENTH, "{name}");
        db.close().unwrap();
    }
}
