use serde_json::json;

use super::{filled, refused};

#[test]
fn statements_that_are_none_say_so() {
    let mut db = filled();
    for (statement, detail) in [
        ("NOT A STATEMENT", "Expected data manipulation"),
        ("UPDATE Wide-x SET v = 1 WHERE pk = 'a'", "Expected data manipulation"),
        ("UPDATE Wide WHERE pk = 'a'", "Expected data manipulation"),
        ("SELECT * WHERE pk = 'a'", "Expected FROM after SELECT list"),
        (
            "SELECT *, pk FROM Wide",
            "Other expressions may not be present in the select list when '*' is used",
        ),
        ("SELECT select FROM Wide", "Unexpected keyword"),
        ("SELECT pk FROM Wide WHERE", "Unexpected term"),
        ("SELECT pk FROM Wide WHERE pk =", "Unexpected term"),
        ("SELECT pk FROM Wide WHERE = 'a'", "Unexpected operator"),
        ("SELECT pk FROM Wide WHERE pk", "Unexpected term"),
        ("SELECT pk FROM Wide WHERE (pk = 'a'", "Expected RIGHT_PAREN"),
        ("SELECT pk FROM Wide WHERE pk = 'a' pk = 'b'", "Unexpected token after expression"),
        ("SELECT pk FROM Wide WHERE pk LIKE 'a'", "Unexpected keyword"),
        ("SELECT pk FROM Wide WHERE pk = 'a", ""),
        ("SELECT l[-1] FROM Wide", "Unexpected path component"),
        ("SELECT pk FROM Wide WHERE lower(pk) = 'a'", "Unsupported function: lower"),
        ("INSERT INTO Wide VALUE {'pk': 'a'", "Expected RIGHT_CURLY"),
        ("INSERT INTO Wide VALUE {'pk': }", "Unexpected term"),
        ("INSERT INTO Wide VALUES ('a')", "Unexpected keyword"),
        ("INSERT INTO Wide VALUE {'l': [1 2]}", "Expected RIGHT_BRACKET"),
        ("DELETE Wide WHERE pk = 'a'", "Expected FROM after DELETE"),
    ] {
        let expected =
            format!("ValidationException: Statement wasn't well formed, can't be processed: {detail}");
        assert_eq!(refused(&mut db, statement), expected, "{statement}");
    }
}

#[test]
fn statements_that_cannot_be_run_say_why() {
    let mut db = filled();
    let invalid = "One or more parameter values were invalid: ";
    let mandatory = "Where clause does not contain a mandatory equality on all key attributes";
    for (statement, expected) in [
        ("UPDATE Wide SET v = 1 WHERE pk = 'a'", mandatory),
        ("UPDATE Wide SET v = 1", mandatory),
        ("DELETE FROM Wide WHERE pk = 'a' AND sk > 1", mandatory),
        ("DELETE FROM Wide WHERE pk = 'a' OR sk = 1", mandatory),
        (
            "UPDATE Wide SET v = 1 WHERE pk = 1 AND sk = 1",
            "The provided key element does not match the schema",
        ),
        (
            "UPDATE Wide SET sk = 2 WHERE pk = 'a' AND sk = 1",
            &(invalid.to_owned() + "Cannot update attribute sk. This attribute is part of the key"),
        ),
        (
            "UPDATE Wide SET v = none + 1 WHERE pk = 'a' AND sk = 1",
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (
            "UPDATE Wide SET note = note + 1 WHERE pk = 'a' AND sk = 1",
            "An operand in the update expression has an incorrect data type",
        ),
        (
            "UPDATE Wide SET m.x = 1 WHERE pk = 'a' AND sk = 1",
            "The document path provided in the update expression is invalid for update",
        ),
        (
            "SELECT * FROM Wide ORDER BY sk",
            "Must have WHERE clause in the statement when using ORDER BY clause.",
        ),
        (
            "SELECT * FROM Wide WHERE sk = 1 ORDER BY sk",
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ),
        (
            "SELECT * FROM Wide WHERE pk = 'a' ORDER BY note",
            "Variable reference note in ORDER BY clause must be part of the primary key",
        ),
        ("SELECT * FROM Wide WHERE pk = ?", "Number of parameters in request and statement don't match."),
        (
            "SELECT * FROM Wide WHERE pk = 5",
            &(invalid.to_owned() + "Condition parameter type does not match schema type"),
        ),
        ("SELECT * FROM Wide WHERE pk = 'a' LIMIT 1", "Unsupported clause: LIMIT"),
    ] {
        let expected = "ValidationException: ".to_owned() + expected;
        assert_eq!(refused(&mut db, statement), expected, "{statement}");
    }
    assert_eq!(
        refused(&mut db, "SELECT * FROM Nowhere"),
        "ResourceNotFoundException: Requested resource not found"
    );
    let surplus = json!({"Statement": "SELECT * FROM Wide WHERE pk = 'a'", "Parameters": [{"S": "x"}]});
    assert_eq!(
        db.fails("ExecuteStatement", surplus),
        "ValidationException: Number of parameters in request and statement don't match."
    );
}

#[test]
fn deep_and_long_statements_are_refused_not_run() {
    let mut db = filled();
    for (open, close) in [("(", ")"), ("[", "]"), ("<<", ">>"), ("NOT ", ""), ("{'a':", "}")] {
        let count = 7_000 / (open.len() + close.len());
        let condition = if open == "(" || open == "NOT " { "pk = 'a'" } else { "1" };
        let nested = open.repeat(count) + condition + &close.repeat(count);
        let statement = if condition == "1" {
            format!("INSERT INTO Wide VALUE {{'pk': 'z', 'sk': 1, 'x': {nested}}}")
        } else {
            format!("SELECT * FROM Wide WHERE {nested}")
        };
        assert!(refused(&mut db, &statement).starts_with("ValidationException: "), "{open}");
    }
    let long = "SELECT * FROM Wide WHERE sk=1".to_owned() + &" OR sk=1".repeat(800);
    assert!(refused(&mut db, &long).ends_with("operator count: 301"));
}
