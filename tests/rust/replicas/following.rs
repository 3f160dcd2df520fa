//! Tables outside of a group, followed and copied.

use super::{apply, changes, delete, engine, follow, items, put};
use hashrange::storage::checksum::crc32;
use hashrange::table::history::DAY;
use serde_json::{Value, json};

#[test]
fn a_copy_and_what_follows_make_the_same_table() {
    let (mut one, mut two) = (engine("eu-west-1"), engine("us-east-1"));
    for number in 0..50 {
        put(&mut one, &format!("item {number}"), "old");
    }
    follow(&mut one, "us-east-1");
    let mut request = json!({"TableName": "Things", "Limit": 20});
    let (mut position, mut pages) = (Value::Null, 0);
    loop {
        let page = one.call("ReadReplica", request.clone());
        if pages == 0 {
            position = page["Position"].clone();
            put(&mut one, "item 3", "changed while it was copied");
            delete(&mut one, "item 4");
        }
        pages += 1;
        apply(&mut two, page["Changes"].as_array().unwrap());
        let Some(next) = page.get("Next") else { break };
        request["After"] = next.clone();
    }
    assert_eq!(pages, 3);
    put(&mut one, "new", "new");
    put(&mut one, "new", "newer");
    let found = changes(&mut one, "us-east-1", &position);
    assert_eq!(found.len(), 4);
    assert_eq!(apply(&mut two, &found)[2], 0);
    assert_eq!(items(&mut one), items(&mut two));
    assert_eq!(items(&mut two)[1].as_array().unwrap().len(), 50);
    // Once more: nothing is new.
    let before = two.call("ReadReplica", json!({"TableName": "Things"}));
    apply(&mut two, &found[2..]);
    assert_eq!(two.call("ReadReplica", json!({"TableName": "Things"}))["Changes"], before["Changes"]);
}

#[test]
fn who_acknowledges_what_is_not_written_misses_nothing_and_neither_do_others() {
    let mut db = engine("eu-west-1");
    follow(&mut db, "forger");
    let from = follow(&mut db, "honest");
    put(&mut db, "a", "one");
    let far = "9".repeat(30);
    db.call("FollowReplica", json!({"TableName": "Things", "Reader": "forger", "From": far}));
    let copied = db.call("ReadReplica", json!({"TableName": "Things"}))["Position"].clone();
    put(&mut db, "b", "two");
    assert_eq!(changes(&mut db, "honest", &from).len(), 2);
    // Neither a copy that begins now nor the forger itself is told of a place behind what comes.
    assert_eq!(changes(&mut db, "honest", &copied).len(), 1);
    let start =
        db.call("FollowReplica", json!({"TableName": "Things", "Reader": "forger"}))["Position"].clone();
    assert_eq!(changes(&mut db, "forger", &start).len(), 1);
}

#[test]
fn a_change_says_what_it_is_and_what_it_replaced() {
    let mut db = engine("eu-west-1");
    let from = follow(&mut db, "peer");
    put(&mut db, "a", "one");
    put(&mut db, "a", "two");
    delete(&mut db, "a");
    let found = changes(&mut db, "peer", &from);
    let events: Vec<&Value> = found.iter().map(|change| &change["Event"]).collect();
    assert_eq!(events, ["INSERT", "MODIFY", "REMOVE"]);
    assert_eq!(found[0]["Replica"], crc32(b"eu-west-1"));
    assert_eq!(found[0].get("BaseClock"), None);
    assert_eq!(found[1]["BaseClock"], found[0]["Clock"]);
    assert_eq!(found[1]["BaseReplica"], crc32(b"eu-west-1"));
    assert_eq!(found[2]["BaseClock"], found[1]["Clock"]);
    assert_eq!(found[1]["New"]["kind"]["S"], "two");
    assert_eq!(found[2].get("New"), None);
    // What came from elsewhere is told only to those that relay it.
    let foreign = json!({"Keys": {"id": {"S": "b"}}, "New": {"id": {"S": "b"}}, "Clock": "99", "Replica": 7});
    assert_eq!(apply(&mut db, &[foreign]), [1, 0, 0]);
    let all = changes(&mut db, "peer", &from);
    assert_eq!((all.len(), &all[3]["Replica"], &all[3]["Clock"]), (4, &json!(7), &json!("99")));
    let own =
        db.call("ReadChanges", json!({"TableName": "Things", "Reader": "peer", "From": from, "Limit": 2}));
    assert_eq!((own["Changes"].as_array().unwrap().len(), &own["More"]), (2, &json!(true)));
    let rest = db.call("ReadChanges", json!({"TableName": "Things", "Reader": "peer", "From": own["Next"]}));
    assert_eq!((rest["Changes"].as_array().unwrap().len(), &rest["More"]), (1, &json!(false)));
}

#[test]
fn a_local_write_is_later_than_all_that_was_seen() {
    let mut db = engine("eu-west-1");
    let from = follow(&mut db, "peer");
    let ahead = (4_000_000_000_000_u64 * 1000) << 12;
    let foreign = json!({
        "Keys": {"id": {"S": "a"}},
        "New": {"id": {"S": "a"}, "kind": {"S": "theirs"}},
        "Clock": ahead.to_string(),
        "Replica": 7,
    });
    let late = json!({"TableName": "Things", "Changes": [foreign], "Latest": 1_700_000_300_000_u64});
    let refused = db.fails("ApplyReplicated", late);
    assert!(refused.starts_with("ValidationException"), "{refused}");
    assert_eq!(apply(&mut db, std::slice::from_ref(&foreign)), [1, 0, 0]);
    put(&mut db, "a", "ours");
    let found = changes(&mut db, "peer", &from);
    assert!(found[1]["Clock"].as_str().unwrap().parse::<u64>().unwrap() > ahead);
    assert_eq!(found[1]["BaseClock"], ahead.to_string());
    assert_eq!(apply(&mut db, &[foreign]), [0, 1, 0]);
    let mut impossible = found[1].clone();
    impossible["Clock"] = u64::MAX.to_string().into();
    let refused = db.fails("ApplyReplicated", json!({"TableName": "Things", "Changes": [impossible]}));
    assert!(refused.contains("There is no clock"), "{refused}");
}

#[test]
fn a_peer_cannot_put_what_a_user_could_not() {
    let mut db = engine("eu-west-1");
    let change = |keys: Value, new: Value| json!({"Keys": keys, "New": new, "Clock": "5", "Replica": 7});
    let good = change(json!({"id": {"S": "a"}}), json!({"id": {"S": "a"}}));
    let large = json!({"id": {"S": "a"}, "text": {"S": "x".repeat(410 << 10)}});
    for bad in [
        change(json!({"id": {"N": "1"}}), json!({"id": {"N": "1"}})),
        change(json!({"id": {"S": ""}}), json!({"id": {"S": ""}})),
        change(json!({"id": {"S": "a"}}), json!({"id": {"S": "b"}})),
        change(json!({"id": {"S": "a"}, "kind": {"S": "b"}}), json!({"id": {"S": "a"}})),
        change(json!({"id": {"S": "a"}}), json!({"id": {"S": "a"}, "set": {"SS": []}})),
        change(json!({"id": {"S": "a"}}), json!({"id": {"S": "a"}, "n": {"N": "1e200"}})),
        change(json!({"id": {"S": "a"}}), large),
    ] {
        db.fails("ApplyReplicated", json!({"TableName": "Things", "Changes": [good, bad]}));
        assert_eq!(items(&mut db), [json!([]), json!([])]);
    }
    // An index that came later cannot hold this one. It stays out of it.
    let odd = change(json!({"id": {"S": "a"}}), json!({"id": {"S": "a"}, "kind": {"N": "1"}}));
    assert_eq!(apply(&mut db, &[odd]), [1, 0, 0]);
    assert_eq!(items(&mut db)[1], json!([]));
}

#[test]
fn ranges_of_hashes_part_a_table() {
    let mut db = engine("eu-west-1");
    let from = follow(&mut db, "peer");
    for number in 0..40 {
        put(&mut db, &number.to_string(), "kind");
    }
    let middle = 1_u64 << 31;
    let mut seen = 0;
    for (low, high) in [(0, middle), (middle, 1 << 32)] {
        let table = db.call("ReadReplica", json!({"TableName": "Things", "HashFrom": low, "HashTo": high}));
        let followed = db.call(
            "ReadChanges",
            json!({"TableName": "Things", "Reader": "peer", "From": from, "HashFrom": low, "HashTo": high}),
        );
        let keys = |page: &Value| {
            let changes = page["Changes"].as_array().unwrap();
            let mut keys: Vec<String> = changes.iter().map(|change| change["Keys"].to_string()).collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(&table), keys(&followed));
        assert!(keys(&table).len() > 5);
        seen += keys(&table).len();
    }
    assert_eq!(seen, 40);
}

#[test]
fn what_is_not_acknowledged_is_kept_for_thirty_days() {
    let mut db = engine("eu-west-1");
    db.call("UpdateTable", json!({"TableName": "Things", "StreamSpecification": {"StreamEnabled": false}}));
    let (slow, quick) = (follow(&mut db, "slow"), follow(&mut db, "quick"));
    let mut at = quick;
    let write = |db: &mut super::Database, days: u64| {
        for day in 0..days {
            let kind = db.now_ms.to_string();
            put(db, &format!("day {day}"), &kind);
            db.now_ms += DAY;
            db.work();
        }
    };
    write(&mut db, 20);
    assert_eq!(changes(&mut db, "slow", &slow).len(), 20);
    assert_eq!(changes(&mut db, "quick", &at).len(), 20);
    let page = db.call("ReadChanges", json!({"TableName": "Things", "Reader": "quick", "From": at}));
    at = page["Next"].clone();
    db.call("FollowReplica", json!({"TableName": "Things", "Reader": "quick", "From": at}));
    write(&mut db, 20);
    assert_eq!(changes(&mut db, "quick", &at).len(), 20);
    let gone = db.call("ReadChanges", json!({"TableName": "Things", "Reader": "slow", "From": slow}));
    assert_eq!((&gone["Trimmed"], &gone["Changes"]), (&json!(true), &json!([])));
    // Once nobody follows nothing is kept, and records are what they were.
    for reader in ["slow", "quick"] {
        db.call("FollowReplica", json!({"TableName": "Things", "Reader": reader, "Stop": true}));
    }
    let refused = db.fails("ReadChanges", json!({"TableName": "Things", "Reader": "slow"}));
    assert!(refused.contains("Nobody of the name slow follows table Things"), "{refused}");
}

#[test]
fn the_place_in_a_peers_history_is_stored_with_its_changes() {
    let mut db = engine("eu-west-1");
    let peer = json!({"TableName": "Things", "Peer": "us-east-1"});
    assert_eq!(db.call("GetReplicaPosition", peer.clone()), json!({}));
    let change = json!({"Keys": {"id": {"S": "a"}}, "Clock": "7", "Replica": 7});
    for position in ["first", "second"] {
        db.call(
            "ApplyReplicated",
            json!({"TableName": "Things", "Changes": [change], "Peer": "us-east-1", "Position": position}),
        );
        assert_eq!(db.call("GetReplicaPosition", peer.clone())["Position"], position);
    }
    db.call("DeleteTable", json!({"TableName": "Things"}));
    db.call("CreateTable", super::definition());
    assert_eq!(db.call("GetReplicaPosition", peer), json!({}));
}
