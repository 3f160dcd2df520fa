//! What failures say: only what is known when they are told.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

const KEPT: &str = "what was acknowledged before is kept";

fn put(life: &Life, key: usize) -> Answer {
    life.call("PutItem", &format!(r#"{{"TableName":"Things","Item":{}}}"#, item(key, 1)))
}

fn says(failure: &Failure, wanted: &[&str], unwanted: &[&str]) {
    let text = &failure.message;
    assert!(wanted.iter().all(|part| text.contains(part)), "{text}");
    assert!(!unwanted.iter().any(|part| text.contains(part)), "{text}");
}

#[test]
fn an_opening_that_fails_says_nothing_of_requests_and_data() {
    for kind in [StoreErrorKind::Unavailable, StoreErrorKind::Quota, StoreErrorKind::Io] {
        let store = FaultStore::new();
        store.fail(1, StoreFault::Refuse(kind));
        let failure = Life::open(store.handle()).err().unwrap();
        says(&failure, &["The database was not opened."], &["request", "kept", "acknowledged"]);
    }
}

#[test]
fn acknowledged_writes_are_called_kept_when_the_log_was_found_to_have_them() {
    let store = FaultStore::new();
    let life = Life::open(store.handle()).unwrap();
    assert!(created(&life));
    store.fail(1, StoreFault::Refuse(StoreErrorKind::Io));
    says(&put(&life, 1).unwrap_err(), &["was not applied", KEPT], &[]);
}

#[test]
fn a_storage_that_is_gone_is_not_said_to_keep_anything() {
    let store = FaultStore::new();
    let life = Life::open(store.handle()).unwrap();
    assert!(created(&life));
    put(&life, 1).unwrap();
    store.restart(Loss::All);
    says(&put(&life, 2).unwrap_err(), &["not known", "tries to reopen"], &["kept", "acknowledged"]);
    says(&put(&life, 3).unwrap_err(), &["was not applied"], &["kept", "acknowledged"]);
    let closed = life.executor.block_on(life.engine.close()).unwrap_err();
    says(&closed, &[], &["request was", "kept", "acknowledged"]);
}
