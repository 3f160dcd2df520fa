//! What is said about an expression, on every operation that takes one of its kind.

use hashrange::native::Database;
use serde_json::{Value, json};

use super::{answer, check, database, enveloped, invalid, put, with};

/// The requests that carry an expression of one kind: operation, request, and whether it envelopes what is wrong.
pub fn carriers(parameter: &str, text: &str, substitutions: &Value) -> Vec<(&'static str, Value, bool)> {
    let key = json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}});
    let item = json!({"TableName": "Plain", "Item": {"pk": {"S": "a"}}});
    let expression = with(substitutions, json!({parameter: text}));
    let one = |base: &Value| with(base, expression.clone());
    let transact = |action: &str, base: &Value| json!({"TransactItems": [{action: one(base)}]});
    let query = |own: Value| with(&json!({"TableName": "Plain"}), with(&own, expression.clone()));
    let keyed = with(substitutions, json!({"KeyConditionExpression": "pk = :pk"}));
    match parameter {
        "ConditionExpression" => vec![
            ("PutItem", one(&item), true),
            ("UpdateItem", one(&key), true),
            ("DeleteItem", one(&key), true),
            ("TransactWriteItems", transact("Put", &item), false),
            ("TransactWriteItems", transact("Delete", &key), false),
            ("TransactWriteItems", transact("ConditionCheck", &key), false),
        ],
        "UpdateExpression" => {
            vec![("UpdateItem", one(&key), true), ("TransactWriteItems", transact("Update", &key), false)]
        }
        "FilterExpression" => vec![("Scan", query(json!({})), false), ("Query", query(keyed), false)],
        "ProjectionExpression" => {
            let mut keys = expression.clone();
            keys["Keys"] = json!([{"pk": {"S": "a"}}]);
            vec![
                ("GetItem", one(&key), false),
                ("BatchGetItem", json!({"RequestItems": {"Plain": keys}}), false),
                ("TransactGetItems", transact("Get", &key), false),
                ("Scan", query(json!({})), false),
                ("Query", query(keyed), false),
            ]
        }
        _ => vec![("Query", query(json!({})), false)],
    }
}

const KINDS: [&str; 5] = [
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
];
const CONDITIONS: [&str; 3] = ["ConditionExpression", "FilterExpression", "KeyConditionExpression"];

#[track_caller]
pub fn refuses(db: &Database, kinds: &[&str], text: &str, substitutions: &Value, message: &str) {
    for kind in kinds {
        let message = format!("Invalid {kind}: {message}");
        for (operation, request, wraps) in carriers(kind, text, substitutions) {
            let expected = if wraps { enveloped(&message) } else { invalid(&message) };
            assert_eq!(answer(db, operation, &request), expected, "{operation} {request}");
        }
    }
}

#[test]
fn every_kind_has_the_same_first_faults() {
    let db = database();
    let none = json!({});
    let long = "a".repeat(4097);
    refuses(&db, &KINDS, "", &none, "The expression can not be empty;");
    refuses(&db, &KINDS, "  ", &none, "Syntax error; token: \"<EOF>\", near: \"\"");
    for kind in KINDS {
        // An update cannot begin with a name; everything else breaks at what is no token.
        let fault = match kind {
            "UpdateExpression" => "Syntax error; token: \"a\", near: \"a !\"",
            _ => "Syntax error; token: \"!\", near: \"a ! b\"",
        };
        refuses(&db, &[kind], "a ! b", &none, fault);
    }
    refuses(
        &db,
        &KINDS,
        &long,
        &none,
        "Expression size has exceeded the maximum allowed size; expression size: 4097",
    );
    for (kinds, text) in [
        (CONDITIONS.as_slice(), "NAME = #x"),
        (&["ProjectionExpression"], "b, NAME.c"),
        (&["UpdateExpression"], "REMOVE NAME, #x"),
    ] {
        refuses(
            &db,
            kinds,
            &text.replace("NAME", "StaTus"),
            &none,
            "Attribute name is a reserved keyword; reserved keyword: StaTus",
        );
        let undefined =
            "An expression attribute name used in the document path is not defined; attribute name: #nope";
        refuses(&db, kinds, &text.replace("NAME", "#nope"), &none, undefined);
    }
}

#[test]
fn conditions_are_checked_before_any_read() {
    let db = database();
    let values = json!({"ExpressionAttributeValues": {
        ":n": {"N": "2"}, ":one": {"N": "1"}, ":s": {"S": "x"}, ":l": {"L": []}, ":t": {"S": "text"},
        ":set": {"SS": ["x"]}, ":bool": {"BOOL": true},
    }});
    let wrong = |operator: &str, ty: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {ty}"
        )
    };
    let count = |name: &str, count: u32| {
        format!(
            "Incorrect number of operands for operator or function; operator or function: {name}, number of operands: {count}"
        )
    };
    let distinct = |operator: &str| {
        format!(
            "The first operand must be distinct from the remaining operands for this operator or function; operator: {operator}, first operand: [a]"
        )
    };
    let misused = |name: &str| {
        format!("The function is not allowed to be used this way in an expression; function: {name}")
    };
    let operators = vec!["a = :n"; 151].join(" AND ");
    let list = vec![":n"; 101].join(", ");
    for (text, message) in [
        ("((a = :n))", "The expression has redundant parentheses;".to_owned()),
        ("f(a) AND status = :n", "Invalid function name; function: f".into()),
        (
            "a = list_append(:l, b)",
            "The function is not allowed in a condition expression; function: list_append".into(),
        ),
        (&operators, "The expression contains too many operators; operator count: 301".into()),
        ("size(a)", misused("size")),
        ("contains(a, :n) = :n", misused("contains")),
        (
            "a = :nope",
            "An expression attribute value used in expression is not defined; attribute value: :nope".into(),
        ),
        (&format!("a IN ({list})"), "The IN operator is provided with too many operands; number of operands: 101".into()),
        ("attribute_exists(a, b)", count("attribute_exists", 2)),
        ("contains(a)", count("contains", 1)),
        ("a = a", distinct("=")),
        ("contains(a, a)", distinct("contains")),
        ("a BETWEEN :one AND a", distinct("BETWEEN")),
        ("a < :l", wrong("<", "L")),
        ("a >= :bool", wrong(">=", "BOOL")),
        ("a BETWEEN :set AND :set", wrong("BETWEEN", "SS")),
        ("begins_with(a, :n)", wrong("begins_with", "N")),
        ("size(:n) = :n", wrong("size", "N")),
        ("attribute_type(a, :n)", wrong("attribute_type", "N")),
        (
            "attribute_type(a, :t)",
            "Invalid attribute type name found; type: text, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}".into(),
        ),
        (
            "attribute_exists(:n)",
            "Operator or function requires a document path; operator or function: attribute_exists".into(),
        ),
        (
            "a BETWEEN :n AND :one",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound \
             operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"
                .into(),
        ),
        (
            "a BETWEEN :n AND :s",
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: \
             AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:x}"
                .into(),
        ),
    ] {
        refuses(&db, &CONDITIONS, text, &values, &message);
    }
}

#[test]
fn updates_are_checked_before_any_read() {
    let db = database();
    let values = json!({"ExpressionAttributeValues": {":n": {"N": "2"}, ":s": {"S": "x"}, ":l": {"L": []}}});
    for (text, message) in [
        ("SET a = size(b)", "The function is not allowed in an update expression; function: size"),
        ("SET a = :n SET b = :n", "The \"SET\" section can only be used once in an update expression;"),
        ("SET a = :n + :n + :n", "Syntax error; token: \"+\", near: \":n + :n\""),
        (
            "SET a.b = :n REMOVE a",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], \
             path two: [a]",
        ),
        (
            "SET a.b = :n, a[0] = :s",
            "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], \
             path two: [a, [0]]",
        ),
        (
            "ADD a :s",
            "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: \
             ALLOWED_FOR_ADD_OPERAND",
        ),
        (
            "DELETE a :n",
            "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: \
             ALLOWED_FOR_DELETE_OPERAND",
        ),
        (
            "SET a = b + :s",
            "Incorrect operand type for operator or function; operator or function: +, operand type: S",
        ),
        (
            "SET a = list_append(b, :n)",
            "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
        ),
    ] {
        refuses(&db, &["UpdateExpression"], text, &values, message);
    }
}

#[test]
fn projected_paths_stay_apart() {
    let db = database();
    let none = json!({});
    for (text, what, one, two) in [
        ("a, a", "overlap", "[a]", "[a]"),
        ("a, a.b", "overlap", "[a]", "[a, b]"),
        ("a.b, a[0]", "conflict", "[a, b]", "[a, [0]]"),
    ] {
        let message = format!(
            "Two document paths {what} with each other; must remove or rewrite one of these paths; path one: {one}, \
             path two: {two}"
        );
        refuses(&db, &["ProjectionExpression"], text, &none, &message);
    }
}

#[test]
fn substitutions_are_named_well_and_used() {
    let db = database();
    let names = |names: Value| json!({"ExpressionAttributeNames": names});
    let values = |values: Value| json!({"ExpressionAttributeValues": values});
    let rows = [
        (names(json!({})), "ExpressionAttributeNames must not be empty"),
        (values(json!({})), "ExpressionAttributeValues must not be empty"),
        (names(json!({"x": "a"})), "ExpressionAttributeNames contains invalid key: Syntax error; key: \"x\""),
        (names(json!({"#": "a"})), "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#\""),
        (
            values(json!({"v": {"S": "a"}})),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\"",
        ),
        (
            names(json!({"#b": "x", "#a": "y"})),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}",
        ),
        (
            values(json!({":b": {"S": "x"}})),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}",
        ),
    ];
    for (substitutions, message) in rows {
        for kind in ["ConditionExpression", "UpdateExpression"] {
            let text = if kind == "UpdateExpression" { "REMOVE a" } else { "attribute_exists(pk)" };
            for (operation, request, wraps) in carriers(kind, text, &substitutions) {
                let expected = if wraps { enveloped(message) } else { invalid(message) };
                assert_eq!(answer(&db, operation, &request), expected, "{operation} {request}");
            }
        }
    }
}

#[test]
fn results_of_updates_have_the_services_refusals() {
    let db = database();
    let most = "9".repeat(38);
    let item = json!({
        "pk": {"S": "a"}, "n": {"N": "1"}, "big": {"N": format!("{most}E+88")}, "tiny": {"N": "1E-130"},
        "s": {"S": "x"}, "tags": {"SS": ["x", "y"]}, "l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}]},
    });
    put(&db, "Plain", item);
    let values = json!({":n": {"N": "1"}, ":ns": {"NS": ["1"]}, ":ss": {"SS": ["x", "y"]}});
    let update = |text: &str| {
        let used: serde_json::Map<String, Value> = values
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| text.split([' ', ',']).any(|word| word == name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let base = json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}, "UpdateExpression": text, "ReturnValues": "UPDATED_NEW"});
        if used.is_empty() { base } else { with(&base, json!({"ExpressionAttributeValues": used})) }
    };
    const PATH: &str = "The document path provided in the update expression is invalid for update";
    const MISSING: &str = "The provided expression refers to an attribute that does not exist in the item";
    const TYPE: &str = "An operand in the update expression has an incorrect data type";
    let overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
    for (text, message) in [
        ("SET m.x = :n", PATH),
        ("SET l[9].x = :n", PATH),
        ("REMOVE s.x", PATH),
        ("SET z = absent", MISSING),
        ("SET z = absent + :n", MISSING),
        ("SET z = s + :n", TYPE),
        ("ADD tags :ns", TYPE),
        ("DELETE s :ss", TYPE),
        ("SET z = big + big", overflow),
        (
            "SET pk = :n",
            "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
        ),
    ] {
        check(&db, &[("UpdateItem", update(text), invalid(message))]);
    }
    check(
        &db,
        &[
            (
                "UpdateItem",
                update("SET l[7] = :n REMOVE l[0], l[1]"),
                json!({"Attributes": {"l": {"L": [{"N": "2"}, {"N": "1"}]}}}),
            ),
            ("UpdateItem", update("DELETE tags :ss"), json!({})),
        ],
    );
    let left = answer(&db, "GetItem", &json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}}));
    assert_eq!(left["Item"]["l"], json!({"L": [{"N": "2"}, {"N": "1"}]}));
    assert_eq!(left["Item"].get("tags"), None, "a set without members is no attribute");
}

#[test]
fn indexes_of_several_attributes_say_what_a_query_lacks() {
    let db = database();
    let attributes: Vec<Value> = ["pk", "a", "b", "c", "d"]
        .iter()
        .map(|name| json!({"AttributeName": name, "AttributeType": "S"}))
        .collect();
    let part = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
    let created = answer(
        &db,
        "CreateTable",
        &json!({
            "TableName": "Wide", "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": attributes,
            "KeySchema": [part("pk", "HASH")],
            "GlobalSecondaryIndexes": [{
                "IndexName": "byAll", "Projection": {"ProjectionType": "ALL"},
                "KeySchema": [part("a", "HASH"), part("b", "HASH"), part("c", "RANGE"), part("d", "RANGE")],
            }],
        }),
    );
    assert!(created.get("TableDescription").is_some(), "{created}");
    let query = |text: &str| {
        json!({
            "TableName": "Wide", "IndexName": "byAll", "KeyConditionExpression": text,
            "ExpressionAttributeValues": {":v": {"S": "x"}},
        })
    };
    let hash = "HASH key attributes a, b must have equality conditions specified in the query";
    let range = "RANGE key attributes c must have equality conditions specified in the query because a condition is present on key attribute d";
    for (text, message) in [
        ("a = :v", hash),
        ("b = :v AND c = :v", hash),
        ("a = :v AND b > :v", hash),
        ("a = :v AND b = :v AND d = :v", range),
        ("a = :v AND b = :v AND c > :v AND d = :v", range),
        (
            "a = :v AND b = :v AND c = :v AND d = :v AND e = :v",
            "The number of query conditions (5) exceeds the number of key attributes defined in the schema (4)",
        ),
    ] {
        check(&db, &[("Query", query(text), invalid(message))]);
    }
    let nothing = json!({"Items": [], "Count": 0, "ScannedCount": 0});
    check(&db, &[("Query", query("d < :v AND c = :v AND b = :v AND a = :v"), nothing)]);
}

#[test]
fn nesting_of_any_depth_is_answered() {
    let db = database();
    for kind in KINDS {
        for part in ["(", "NOT ", "a[0]", "f(", "SET a = (", "a.", "size("] {
            let text = part.repeat(4096 / part.len());
            for (operation, request, _) in carriers(kind, &text, &json!({})) {
                let answer = answer(&db, operation, &request);
                assert!(
                    answer.as_str().is_some_and(|text| text.contains(&format!("Invalid {kind}: "))),
                    "{answer}"
                );
            }
        }
    }
}
