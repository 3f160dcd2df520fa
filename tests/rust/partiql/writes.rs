use serde_json::{Value, json};

use super::{get, items, refused};
use crate::operations::database;

#[test]
fn every_type_has_a_literal() {
    let mut db = database();
    let inserted = items(
        &mut db,
        "INSERT INTO \"Hash\" VALUE {'pk': 'it''s', 'n': -1.50e1, 't': TRUE, 'f': false, 'z': NULL,
            'l': [1, 'two', [], {}], 'm': {'a': {'b': 3}}, 'ss': <<'y', 'x'>>, 'ns': <<2, 1>>} -- done",
    );
    assert_eq!(inserted, json!([]));
    assert_eq!(
        get(&mut db, "it's"),
        json!({
            "pk": {"S": "it's"}, "n": {"N": "-15"}, "t": {"BOOL": true}, "f": {"BOOL": false}, "z": {"NULL": true},
            "l": {"L": [{"N": "1"}, {"S": "two"}, {"L": []}, {"M": {}}]},
            "m": {"M": {"a": {"M": {"b": {"N": "3"}}}}},
            "ss": {"SS": ["x", "y"]}, "ns": {"NS": ["1", "2"]},
        })
    );
}

#[test]
fn parameters_stand_wherever_values_do() {
    let mut db = database();
    db.call(
        "ExecuteStatement",
        json!({
            "Statement": "insert into Hash value {'pk': ?, 'l': ?, 'b': ?}",
            "Parameters": [{"S": "p"}, {"L": [{"N": "1"}, {"M": {"x": {"SS": ["s"]}}}]}, {"B": "AAE="}],
        }),
    );
    assert_eq!(
        get(&mut db, "p"),
        json!({"pk": {"S": "p"}, "l": {"L": [{"N": "1"}, {"M": {"x": {"SS": ["s"]}}}]}, "b": {"B": "AAE="}})
    );
    let found = db.call(
        "ExecuteStatement",
        json!({"Statement": "SELECT b FROM Hash WHERE pk IN [?, ?]", "Parameters": [{"S": "q"}, {"S": "p"}]}),
    );
    assert_eq!(found["Items"], json!([{"b": {"B": "AAE="}}]));
}

#[test]
fn insert_refuses_what_is_there() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}");
    assert_eq!(
        refused(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 2}"),
        "DuplicateItemException: Duplicate primary key exists in table"
    );
    assert_eq!(get(&mut db, "a")["v"], json!({"N": "1"}));
    assert_eq!(
        refused(&mut db, "INSERT INTO Hash VALUE {'v': 2}"),
        "ValidationException: One or more parameter values were invalid: Missing the key pk in the item"
    );
}

#[test]
fn values_nest_as_deep_as_in_put_item() {
    let mut db = database();
    for (depth, stored) in [(31, true), (32, false)] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let statement = format!("INSERT INTO Hash VALUE {{'pk': 'd{depth}', 'l': {open}{close}}}");
        let done = db.try_call("ExecuteStatement", &json!({"Statement": statement}));
        assert_eq!(done.is_ok(), stored, "{depth}");
    }
}

#[test]
fn update_edits_one_item() {
    let mut db = database();
    items(
        &mut db,
        "INSERT INTO Hash VALUE {'pk': 'a', 'n': 5, 'l': [1], 's': <<'x'>>, 'm': {'k': 1, 'gone': 2}, 'old': 1}",
    );
    items(
        &mut db,
        "UPDATE Hash SET n = n - 2 SET l = list_append(l, [2, 3]), m.k = 1 + n, \"s\" = SET_ADD(\"s\", <<'y'>>)
            REMOVE m.gone, old WHERE pk = 'a'",
    );
    assert_eq!(
        get(&mut db, "a"),
        json!({
            "pk": {"S": "a"}, "n": {"N": "3"}, "l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}]},
            "s": {"SS": ["x", "y"]}, "m": {"M": {"k": {"N": "6"}}},
        })
    );
    items(&mut db, "UPDATE Hash SET s = set_delete(s, <<'x', 'y'>>) SET l[0] = 'first' WHERE pk = 'a'");
    let item = get(&mut db, "a");
    assert_eq!((&item["s"], &item["l"]["L"][0]), (&Value::Null, &json!({"S": "first"})));
}

#[test]
fn updates_need_an_item_and_deletes_do_not() {
    let mut db = database();
    let failed = "ConditionalCheckFailedException: The conditional request failed";
    assert_eq!(refused(&mut db, "UPDATE Hash SET v = 1 WHERE pk = 'none'"), failed);
    assert_eq!(get(&mut db, "none"), Value::Null);
    assert_eq!(items(&mut db, "DELETE FROM Hash WHERE pk = 'none'"), json!([]));
    assert_eq!(items(&mut db, "DELETE FROM Hash WHERE v = 2 AND pk = 'none'"), json!([]));
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}");
    assert_eq!(refused(&mut db, "UPDATE Hash SET v = 2 WHERE pk = 'a' AND v > 1"), failed);
    assert_eq!(refused(&mut db, "DELETE FROM Hash WHERE v = 2 AND pk = 'a'"), failed);
    // An attribute that the item lacks is no sign that there is no item.
    assert_eq!(refused(&mut db, "DELETE FROM Hash WHERE w = 2 AND pk = 'a'"), failed);
    items(&mut db, "DELETE FROM Hash WHERE pk = 'a' AND v = 1;");
    assert_eq!(get(&mut db, "a"), Value::Null);
}

#[test]
fn a_failed_condition_shows_the_item_when_asked() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}");
    let failure = db
        .try_call(
            "ExecuteStatement",
            &json!({
                "Statement": "UPDATE Hash SET v = 2 WHERE pk = 'a' AND v = 9",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }),
        )
        .unwrap_err();
    assert!(failure.detail.is_some());
}

#[test]
fn returning_shows_what_it_names() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1, 'w': 1}");
    let old = json!({"pk": {"S": "a"}, "v": {"N": "1"}, "w": {"N": "1"}});
    for (set, returning, shown) in [
        (1, "ALL OLD *", json!([old])),
        (2, "modified old *", json!([{"v": {"N": "1"}}])),
        (3, "MODIFIED NEW *", json!([{"v": {"N": "3"}}])),
        (4, "ALL NEW *", json!([{"pk": {"S": "a"}, "v": {"N": "4"}, "w": {"N": "1"}}])),
    ] {
        let statement = format!("UPDATE Hash SET v = {set} WHERE pk = 'a' RETURNING {returning}");
        assert_eq!(items(&mut db, &statement), shown, "{returning}");
    }
    let statement = "UPDATE Hash SET fresh = 1 WHERE pk = 'a' RETURNING MODIFIED OLD *";
    assert_eq!(items(&mut db, statement), json!([]));
    let gone = items(&mut db, "DELETE FROM Hash WHERE pk = 'a' RETURNING ALL OLD *");
    assert_eq!(gone[0]["v"], json!({"N": "4"}));
}

#[test]
fn writes_cost_what_their_counterparts_cost() {
    let mut db = database();
    for (statement, units) in [
        ("INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}", 1),
        ("UPDATE Hash SET v = 2 WHERE pk = 'a'", 1),
        ("DELETE FROM Hash WHERE pk = 'none'", 1),
    ] {
        let done =
            db.call("ExecuteStatement", json!({"Statement": statement, "ReturnConsumedCapacity": "TOTAL"}));
        assert_eq!(done["ConsumedCapacity"], json!({"TableName": "Hash", "CapacityUnits": units}));
    }
}
