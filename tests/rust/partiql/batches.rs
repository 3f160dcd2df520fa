use serde_json::{Value, json};

use super::{filled, get, items};
use crate::operations::database;

fn statements(texts: &[&str]) -> Value {
    json!({"Statements": texts.iter().map(|text| json!({"Statement": text})).collect::<Vec<_>>()})
}

#[test]
fn every_statement_answers_in_its_place() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}");
    let done = db.call(
        "BatchExecuteStatement",
        statements(&[
            "INSERT INTO Hash VALUE {'pk': 'new'}",
            "INSERT INTO Hash VALUE {'pk': 'a'}",
            "UPDATE Hash SET v = 1 WHERE pk = 'none'",
            "UPDATE Hash SET v = 1 WHERE v = 2",
            "DELETE FROM Nowhere WHERE pk = 'x'",
            "NONSENSE",
            "DELETE FROM Hash WHERE pk = 'gone' RETURNING ALL OLD *",
        ]),
    );
    let error =
        |code: &str, message: &str| json!({"Error": {"Code": code, "Message": message}, "TableName": "Hash"});
    let malformed = "Statement wasn't well formed, can't be processed: Expected data manipulation";
    assert_eq!(
        done["Responses"],
        json!([
            {"TableName": "Hash"},
            error("DuplicateItem", "Duplicate primary key exists in table"),
            error("ConditionalCheckFailed", "The conditional request failed"),
            error("ValidationError", "Where clause does not contain a mandatory equality on all key attributes"),
            {"Error": {"Code": "ResourceNotFound", "Message": "Requested resource not found"}, "TableName": "Nowhere"},
            {"Error": {"Code": "ValidationError", "Message": malformed}},
            {"TableName": "Hash"},
        ])
    );
    assert_eq!(get(&mut db, "new"), json!({"pk": {"S": "new"}}));
}

#[test]
fn reads_name_single_items() {
    let mut db = filled();
    let mut request = statements(&[
        "SELECT sk FROM Wide WHERE pk = 'a' AND sk = 1",
        "SELECT * FROM Wide WHERE pk = 'a' AND sk = 9",
        "SELECT * FROM Wide WHERE pk = 'a' AND sk = 2 AND note = 'other'",
        "SELECT * FROM Wide WHERE pk = 'a'",
    ]);
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    let done = db.call("BatchExecuteStatement", request);
    let whole =
        "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
    assert_eq!(
        done["Responses"],
        json!([
            {"Item": {"sk": {"N": "1"}}, "TableName": "Wide"},
            {"TableName": "Wide"},
            {"Error": {"Code": "ValidationError", "Message": whole}, "TableName": "Wide"},
            {"Error": {"Code": "ValidationError", "Message": whole}, "TableName": "Wide"},
        ])
    );
    assert_eq!(done["ConsumedCapacity"], json!([{"TableName": "Wide", "CapacityUnits": 1}]));
}

#[test]
fn whole_batches_are_refused_before_anything_is_written() {
    let mut db = database();
    let insert = "INSERT INTO Hash VALUE {'pk': 'a'}";
    for request in [
        statements(&[insert, "SELECT * FROM Hash WHERE pk = 'a'"]),
        statements(&[insert, "DELETE FROM Hash WHERE pk = 'a'"]),
        statements(&[]),
        statements(&[insert; 26]),
    ] {
        assert!(
            db.fails("BatchExecuteStatement", request.clone()).starts_with("ValidationException: "),
            "{request}"
        );
    }
    assert_eq!(get(&mut db, "a"), Value::Null);
}

#[test]
fn a_failed_condition_shows_the_item_when_asked() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'v': 1}");
    let done = db.call(
        "BatchExecuteStatement",
        json!({"Statements": [{
            "Statement": "DELETE FROM Hash WHERE pk = ? AND v = 2", "Parameters": [{"S": "a"}],
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }]}),
    );
    assert_eq!(done["Responses"][0]["Error"]["Item"], json!({"pk": {"S": "a"}, "v": {"N": "1"}}));
}
