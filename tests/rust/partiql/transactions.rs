use serde_json::{Value, json};

use super::{filled, get, items};
use crate::operations::database;

fn statements(texts: &[&str]) -> Value {
    json!({"TransactStatements": texts.iter().map(|text| json!({"Statement": text})).collect::<Vec<_>>()})
}

#[test]
fn writes_happen_together() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'u', 'v': 1}");
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'c', 'v': 1}");
    let mut request = statements(&[
        "INSERT INTO Hash VALUE {'pk': 'i'}",
        "UPDATE Hash SET v = v + 1 WHERE pk = 'u'",
        "DELETE FROM Hash WHERE pk = 'd'",
        "EXISTS(SELECT * FROM Hash WHERE pk = 'c' AND v = 1)",
    ]);
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    let done = db.call("ExecuteTransaction", request);
    assert_eq!(
        done["ConsumedCapacity"],
        json!([{"TableName": "Hash", "CapacityUnits": 8, "WriteCapacityUnits": 8}])
    );
    assert_eq!(get(&mut db, "u")["v"], json!({"N": "2"}));
    assert_eq!(get(&mut db, "i"), json!({"pk": {"S": "i"}}));
}

#[test]
fn every_reason_is_given_in_order() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}");
    let failure = db.fails(
        "ExecuteTransaction",
        statements(&[
            "INSERT INTO Hash VALUE {'pk': 'fresh'}",
            "INSERT INTO Hash VALUE {'pk': 'a'}",
            "UPDATE Hash SET v = 2 WHERE pk = 'none'",
            "EXISTS(SELECT * FROM Hash WHERE pk = 'b' AND v = 9)",
        ]),
    );
    assert_eq!(
        failure,
        "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons \
         [None, DuplicateItem, ConditionalCheckFailed, ConditionalCheckFailed]"
    );
    // What tables show comes before what items show.
    let failure = db.fails(
        "ExecuteTransaction",
        statements(&[
            "INSERT INTO Hash VALUE {'pk': 'a'}",
            "UPDATE Hash SET v = 2 WHERE v = 1",
            "DELETE FROM Nowhere WHERE pk = 'a'",
        ]),
    );
    assert_eq!(
        failure,
        "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons \
         [None, ValidationError, ResourceNotFound]"
    );
    assert_eq!(get(&mut db, "fresh"), Value::Null);
}

#[test]
fn reads_are_answered_in_order() {
    let mut db = filled();
    let mut request = statements(&[
        "SELECT note FROM Wide WHERE pk = 'a' AND sk = 1",
        "SELECT * FROM Wide WHERE pk = 'a' AND sk = 9",
    ]);
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    let done = db.call("ExecuteTransaction", request);
    assert_eq!(done["Responses"], json!([{"Item": {"note": {"S": "n"}}}, {}]));
    assert_eq!(
        done["ConsumedCapacity"],
        json!([{"TableName": "Wide", "CapacityUnits": 4, "ReadCapacityUnits": 4}])
    );
}

#[test]
fn what_no_transaction_can_hold_is_refused() {
    let mut db = database();
    let insert = "INSERT INTO Hash VALUE {'pk': 'a'}";
    for (texts, expected) in [
        (vec![insert, "SELECT * FROM Hash WHERE pk = 'b'"], "ValidationException: "),
        (
            vec![insert, "DELETE FROM Hash WHERE pk = 'a'"],
            "ValidationException: Transaction request cannot include multiple operations on one item",
        ),
        (
            vec!["UPDATE Hash SET v = 1 WHERE pk = 'a' RETURNING ALL OLD *"],
            "ValidationException: Validation failed in TransactStatements[0]: RETURNING ",
        ),
        (
            vec![insert, "EXISTS(SELECT * FROM Hash WHERE pk = 'b')"],
            "ValidationException: Validation failed in TransactStatements[1]: EXISTS() must contain ",
        ),
        (
            vec!["NONSENSE"],
            "ValidationException: Validation failed in TransactStatements[0]: Statement wasn't well formed",
        ),
    ] {
        let refused = db.fails("ExecuteTransaction", statements(&texts));
        assert!(refused.starts_with(expected), "{texts:?}: {refused}");
    }
}

#[test]
fn a_token_makes_a_repetition_harmless() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}");
    let mut request = statements(&["UPDATE Hash SET v = v + 1 WHERE pk = 'a'"]);
    request["ClientRequestToken"] = json!("token");
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    let first = db.call("ExecuteTransaction", request.clone());
    assert_eq!(first["ConsumedCapacity"][0]["WriteCapacityUnits"], json!(2));
    let again = db.call("ExecuteTransaction", request.clone());
    assert_eq!(again["ConsumedCapacity"][0]["ReadCapacityUnits"], json!(2));
    assert_eq!(get(&mut db, "a")["v"], json!({"N": "2"}));
    request["TransactStatements"][0]["Statement"] = json!("UPDATE Hash SET v = v + 2 WHERE pk = 'a'");
    assert!(db.fails("ExecuteTransaction", request).starts_with("IdempotentParameterMismatchException: "));
    // The other kind of transaction has tokens of its own.
    db.call(
        "TransactWriteItems",
        json!({
            "TransactItems": [{"Put": {"TableName": "Hash", "Item": {"pk": {"S": "b"}}}}],
            "ClientRequestToken": "token",
        }),
    );
}
