//! Which of several faults of an expression is reported, and what expressions may do with keys and with results.

use serde_json::{Value, json};

use super::expressions::{carriers, refuses};
use super::{answer, check, database, enveloped, full, invalid, put, with};

const TESTS: [&str; 2] = ["ConditionExpression", "FilterExpression"];
const SCALARS: &str =
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";

/// The members of `all` that `text` names.
fn used(text: &str, all: &Value) -> Value {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"_:#".contains(letter)).collect();
    let all = all.as_object().unwrap();
    all.iter()
        .filter(|(name, _)| words.contains(&name.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// A request with an expression and the values it names.
fn saying(base: Value, parameter: &str, text: &str, values: &Value) -> Value {
    let request = with(&base, json!({parameter: text}));
    let values = used(text, values);
    if values == json!({}) { request } else { with(&request, json!({"ExpressionAttributeValues": values})) }
}

#[test]
fn of_several_faults_in_a_condition_one_comes_first() {
    let db = database();
    let values =
        json!({"ExpressionAttributeValues": {":n": {"N": "1"}, ":l": {"L": []}, ":bool": {"BOOL": true}}});
    let name = "An expression attribute name used in the document path is not defined; attribute name: #nope";
    let value = "An expression attribute value used in expression is not defined; attribute value: :nope";
    for (text, message) in [
        ("((a = :n)) AND !", "The expression has redundant parentheses;"),
        ("f(a) AND a ! b", "Syntax error; token: \"!\", near: \"a ! b\""),
        ("((a = :n)) AND f(b)", "The expression has redundant parentheses;"),
        ("size(a) AND f(b)", "Invalid function name; function: f"),
        (
            "if_not_exists(a, b) AND size(a)",
            "The function is not allowed in a condition expression; function: if_not_exists",
        ),
        (
            "status = :nope AND size(a)",
            "The function is not allowed to be used this way in an expression; function: size",
        ),
        ("#nope = :nope AND status = :n", "Attribute name is a reserved keyword; reserved keyword: status"),
        ("begins_with(#nope, :nope, :n)", name),
        ("begins_with(:nope, #nope, :n)", value),
        (
            "contains(a, a, a)",
            "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 3",
        ),
        (
            "a BETWEEN a AND :bool",
            "The first operand must be distinct from the remaining operands for this operator or function; operator: \
             BETWEEN, first operand: [a]",
        ),
        (
            "a < :l AND #nope = :n",
            "Incorrect operand type for operator or function; operator or function: <, operand type: L",
        ),
        ("a = :n AND #nope < :l", name),
        ("a[2147483648] = :nope", "List index is not within the allowable range; index: [2147483648]"),
    ] {
        refuses(&db, &TESTS, text, &values, message);
    }
}

#[test]
fn of_several_faults_in_an_update_one_comes_first() {
    let db = database();
    let values = json!({"ExpressionAttributeValues": {":n": {"N": "1"}, ":s": {"S": "x"}}});
    let name = "An expression attribute name used in the document path is not defined; attribute name: #nope";
    let value = "An expression attribute value used in expression is not defined; attribute value: :nope";
    let twice = "The \"SET\" section can only be used once in an update expression;";
    for (text, message) in [
        ("SET a = ((:nope)) SET status", "The expression has redundant parentheses;"),
        (
            "SET status = f(:nope) SET a = :n",
            "Attribute name is a reserved keyword; reserved keyword: status",
        ),
        ("SET a = f(#nope) SET b = :n", "Invalid function name; function: f"),
        (
            "SET a = contains(#nope, b) SET b = :n",
            "The function is not allowed in an update expression; function: contains",
        ),
        ("SET #nope = :nope SET a = :n", twice),
        ("SET a = :nope, #nope = :n", name),
        ("SET a = :nope, a = :n", value),
        (
            "ADD a :s SET a.b = :n",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path \
             two: [a, b]",
        ),
        (
            "SET a = b + :s ADD c :s",
            "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: \
             ALLOWED_FOR_ADD_OPERAND",
        ),
        (
            "SET a = if_not_exists(:n)",
            "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1",
        ),
        (
            "SET a = if_not_exists(:n, :s)",
            "Operator or function requires a document path; operator or function: if_not_exists",
        ),
        (
            "SET a = list_append(list_append(b, c), d)",
            "The function is not allowed to be used this way in an expression; function: list_append",
        ),
        ("SET a[4294967295] = :n", "List index is not within the allowable range; index: [4294967295]"),
        ("SET a = b REMOVE", "Syntax error; token: \"<EOF>\", near: \"REMOVE\""),
        ("a = :n", "Syntax error; token: \"a\", near: \"a =\""),
    ] {
        refuses(&db, &["UpdateExpression"], text, &values, message);
    }
}

#[test]
fn expressions_are_checked_one_after_the_other_and_before_the_table() {
    let db = database();
    let absent = json!({"TableName": "None", "Key": {"other": {"S": "a"}}});
    let update = |members: Value| with(&absent, members);
    let undefined = |kind: &str, token: &str| {
        format!(
            "Invalid {kind}: An expression attribute value used in expression is not defined; attribute value: {token}"
        )
    };
    for (members, message) in [
        (
            json!({"UpdateExpression": "SET a = :u", "ConditionExpression": "a = :c", "ExpressionAttributeNames": {}}),
            "ExpressionAttributeNames must not be empty".to_owned(),
        ),
        (
            json!({"UpdateExpression": "", "ExpressionAttributeNames": {"a": "b"}, "ExpressionAttributeValues": {"v": {"S": "x"}}}),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"".into(),
        ),
        (
            json!({"UpdateExpression": "", "ExpressionAttributeValues": {"v": {"S": "x"}}}),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\"".into(),
        ),
        (
            json!({"UpdateExpression": "SET a = :u", "ConditionExpression": "a = :c"}),
            undefined("UpdateExpression", ":u"),
        ),
        (
            json!({
                "UpdateExpression": "SET a = :u", "ConditionExpression": "a = :c",
                "ExpressionAttributeValues": {":u": {"S": "x"}, ":unused": {"S": "x"}},
            }),
            undefined("ConditionExpression", ":c"),
        ),
        (
            json!({
                "UpdateExpression": "SET a = :u", "ExpressionAttributeNames": {"#unused": "x"},
                "ExpressionAttributeValues": {":u": {"S": "x"}, ":unused": {"S": "x"}},
            }),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}".into(),
        ),
    ] {
        check(
            &db,
            &[
                ("UpdateItem", update(members.clone()), enveloped(&message)),
                (
                    "TransactWriteItems",
                    json!({"TransactItems": [{"Update": update(members)}]}),
                    invalid(&message),
                ),
            ],
        );
    }
    for kind in [
        "ConditionExpression",
        "FilterExpression",
        "KeyConditionExpression",
        "ProjectionExpression",
        "UpdateExpression",
    ] {
        for (operation, request, wraps) in carriers(kind, "", &json!({})) {
            let message = format!("Invalid {kind}: The expression can not be empty;");
            let expected = if wraps { enveloped(&message) } else { invalid(&message) };
            let request: Value =
                serde_json::from_str(&request.to_string().replace("\"Plain\"", "\"None\"")).unwrap();
            assert_eq!(answer(&db, operation, &request), expected, "{operation} {request}");
        }
    }
}

#[test]
fn substitutions_need_an_expression_that_takes_them() {
    let db = database();
    let key = json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}});
    let item = json!({"TableName": "Plain", "Item": {"pk": {"S": "a"}}});
    let values = json!({"ExpressionAttributeValues": {":v": {"S": "x"}}});
    let names = json!({"ExpressionAttributeNames": {"#n": "x"}});
    let only = " can only be specified when using expressions";
    let absent = |what: &str| format!("ExpressionAttributeValues{only}: {what}");
    let named = format!("ExpressionAttributeNames{only}");
    let plain = json!({"TableName": "Plain"});
    check(
        &db,
        &[
            ("PutItem", with(&item, values.clone()), enveloped(&absent("ConditionExpression is null"))),
            ("DeleteItem", with(&key, values.clone()), enveloped(&absent("ConditionExpression is null"))),
            (
                "UpdateItem",
                with(&key, values.clone()),
                enveloped(&absent("UpdateExpression and ConditionExpression are null")),
            ),
            ("Scan", with(&plain, values), invalid(&absent("FilterExpression is null"))),
            ("PutItem", with(&item, names.clone()), enveloped(&named)),
            ("DeleteItem", with(&key, names.clone()), enveloped(&named)),
            ("UpdateItem", with(&key, names.clone()), enveloped(&named)),
            ("GetItem", with(&key, names.clone()), invalid(&named)),
            ("Scan", with(&plain, names), invalid(&named)),
        ],
    );
}

#[test]
fn tokens_have_255_bytes_at_most_and_names_some() {
    let db = database();
    let long = "a".repeat(254);
    for (sigil, parameter, value) in
        [("#", "ExpressionAttributeNames", json!("x")), (":", "ExpressionAttributeValues", json!({"N": "1"}))]
    {
        let fits = format!("{sigil}{long}");
        let condition = format!("{fits} = b");
        let scan = |token: &str, text: &str| json!({"TableName": "Plain", "FilterExpression": text, parameter: {token: value}});
        let over = format!("{fits}a");
        check(
            &db,
            &[
                ("Scan", scan(&fits, &condition), json!({"Items": [], "Count": 0, "ScannedCount": 0})),
                (
                    "Scan",
                    scan(&over, &format!("{over} = b")),
                    invalid(&format!(
                        "{parameter} contains invalid key: The expression attribute map contains a key that is too long; \
                         size of key: 256"
                    )),
                ),
            ],
        );
    }
}

/// Every kind of expression with a path below `name`, on `Full`.
fn below(name: &str) -> Vec<(&'static str, Value)> {
    let names = json!({"ExpressionAttributeNames": {"#k": name}});
    let key = with(&json!({"TableName": "Full", "Key": full("a", 1, json!({}))}), names.clone());
    let item = with(&json!({"TableName": "Full", "Item": full("a", 1, json!({}))}), names.clone());
    let scan = with(&json!({"TableName": "Full"}), names.clone());
    let query = with(
        &scan,
        json!({"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}),
    );
    let condition = json!({"ConditionExpression": "attribute_exists(#k.x)"});
    let projection = json!({"ProjectionExpression": "b, #k[0]"});
    let mut keys = with(&names, projection.clone());
    keys["Keys"] = json!([full("a", 1, json!({}))]);
    vec![
        ("PutItem", with(&item, condition.clone())),
        ("DeleteItem", with(&key, condition.clone())),
        ("UpdateItem", with(&key, condition)),
        ("UpdateItem", with(&key, json!({"UpdateExpression": "SET a = #k.x"}))),
        ("UpdateItem", with(&key, json!({"UpdateExpression": "SET a = if_not_exists(#k[1], b)"}))),
        ("GetItem", with(&key, projection.clone())),
        ("BatchGetItem", json!({"RequestItems": {"Full": keys}})),
        ("Scan", with(&scan, projection.clone())),
        ("Scan", with(&scan, json!({"FilterExpression": "size(#k.x) > #k.y"}))),
        ("Query", with(&query, projection)),
    ]
}

#[test]
fn keys_are_scalars_in_every_expression() {
    let db = database();
    for (name, label) in [("pk", "Key"), ("sk", "Key"), ("date", "IndexKey"), ("owner", "IndexKey")] {
        for (operation, request) in below(name) {
            let expected = invalid(&format!("{SCALARS}{label}: {name}"));
            assert_eq!(answer(&db, operation, &request), expected, "{operation} {request}");
        }
    }
    let key = json!({"TableName": "Full", "Key": full("a", 1, json!({}))});
    for (text, name) in [
        ("SET pk = b", "pk"),
        ("REMOVE sk", "sk"),
        ("ADD sk :n", "sk"),
        ("DELETE pk :set", "pk"),
        ("SET pk.x = b", "pk"),
    ] {
        let values = json!({":n": {"N": "1"}, ":set": {"SS": ["x"]}});
        let message = format!(
            "One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key"
        );
        check(
            &db,
            &[("UpdateItem", saying(key.clone(), "UpdateExpression", text, &values), invalid(&message))],
        );
    }
}

#[test]
fn a_filter_of_a_query_names_no_key_of_what_is_queried() {
    let db = database();
    for (index, hash, keys, others) in [
        (None, "pk", ["pk", "sk"], ["date", "owner"]),
        (Some("byRank"), "pk", ["pk", "rank"], ["sk", "date"]),
        (Some("byKind"), "kind", ["kind", "date"], ["pk", "sk"]),
    ] {
        let query = |filtered: &str| {
            let mut query = json!({
                "TableName": "Full", "KeyConditionExpression": "#h = :h",
                "FilterExpression": "attribute_exists(extra) OR #f = :h",
                "ExpressionAttributeNames": {"#h": hash, "#f": filtered}, "ExpressionAttributeValues": {":h": {"S": "a"}},
            });
            if let Some(index) = index {
                query["IndexName"] = json!(index);
            }
            query
        };
        for key in keys {
            let message = format!(
                "Filter Expression can only contain non-primary key attributes: Primary key attribute: {key}"
            );
            check(&db, &[("Query", query(key), invalid(&message))]);
        }
        for other in others {
            check(&db, &[("Query", query(other), json!({"Items": [], "Count": 0, "ScannedCount": 0}))]);
        }
    }
}

#[test]
fn key_conditions_have_the_services_refusals() {
    let db = database();
    put(&db, "Full", full("a", 1, json!({"date": "d1"})));
    put(&db, "Full", full("a", 2, json!({"date": "d2"})));
    let values = json!({":a": {"S": "a"}, ":n": {"N": "1"}, ":m": {"N": "2"}, ":t": {"S": "N"}, ":l": {"L": []}, ":e": {"S": ""}});
    let query = |text: &str| {
        saying(json!({"TableName": "Full", "Select": "COUNT"}), "KeyConditionExpression", text, &values)
    };
    let operator = |name: &str| format!("Invalid operator used in KeyConditionExpression: {name}");
    let condition = |rest: &str| format!("Invalid condition in KeyConditionExpression: {rest}");
    let mismatch =
        "One or more parameter values were invalid: Condition parameter type does not match schema type";
    for (text, message) in [
        ("sk = :n", "Query condition missed key schema element: pk".to_owned()),
        ("pk = :a AND extra = :n", "Query condition missed key schema element: sk".into()),
        ("pk > :a", "Query key condition not supported".into()),
        ("pk BETWEEN :a AND :a", "Query key condition not supported".into()),
        ("begins_with(pk, :a)", "Query key condition not supported".into()),
        ("pk = :a AND sk = :n AND extra = :n", "Conditions can be of length 1 or 2 only".into()),
        ("pk = :a AND sk <> :n", operator("<>")),
        ("pk = :a AND sk IN (:n, :m)", operator("IN")),
        ("pk = :a OR sk = :n", operator("OR")),
        ("pk = :a AND NOT sk = :n", operator("NOT")),
        ("pk = :a AND attribute_exists(sk)", operator("attribute_exists")),
        ("pk = :a AND attribute_type(sk, :t)", operator("attribute_type")),
        ("pk = :a AND contains(sk, :n)", operator("contains")),
        ("pk = :a AND size(sk) = :n", "KeyConditionExpressions cannot contain nested operations".into()),
        ("pk = :a AND sk.x = :n", "KeyConditionExpressions cannot have conditions on nested attributes".into()),
        ("pk = :a AND pk = :t", "KeyConditionExpressions must only contain one condition per key".into()),
        ("pk = :a AND sk > :n AND sk < :m", "KeyConditionExpressions must only contain one condition per key".into()),
        (
            "pk = sk",
            format!(
                "Invalid KeyConditionExpression: {}",
                condition("Multiple attribute names used in one condition")
            ),
        ),
        (":a = :a", condition("No key attribute specified")),
        (
            "pk = :a AND :n BETWEEN sk AND :m",
            condition("BETWEEN operator must have the key attribute as its first operand"),
        ),
        ("pk = :n", mismatch.into()),
        ("pk = :l", mismatch.into()),
        ("pk = :a AND sk = :a", mismatch.into()),
        ("pk = :a AND sk BETWEEN :a AND :a", mismatch.into()),
        ("pk = :a AND begins_with(sk, :a)", mismatch.into()),
        (
            "pk = :a AND begins_with(sk, :n)",
            "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: \
             begins_with, operand type: N"
                .into(),
        ),
        (
            "pk = :a AND sk BETWEEN :m AND :n",
            "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to \
             lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"
                .into(),
        ),
        (
            "pk = :e",
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             string value. Key: pk"
                .into(),
        ),
    ] {
        check(&db, &[("Query", query(text), invalid(&message))]);
    }
    for (text, count) in [
        ("pk = :a", 2),
        (":a = pk AND :n < sk", 1),
        ("sk >= :n AND pk = :a", 2),
        ("(pk = :a) AND (sk BETWEEN :n AND :n)", 1),
        ("pk = :a AND :m > sk", 1),
        ("pk = :a AND sk <= :m", 2),
    ] {
        check(&db, &[("Query", query(text), json!({"Count": count, "ScannedCount": count}))]);
    }
}

#[test]
fn values_that_updates_compute_stay_storable() {
    let db = database();
    let nines = "9".repeat(38);
    let deepest = (0..31).fold(json!({"N": "1"}), |inner, _| json!({"L": [inner]}));
    put(
        &db,
        "Plain",
        json!({
            "pk": {"S": "a"}, "big": {"N": format!("{nines}E+88")}, "tiny": {"N": "1.5E-130"}, "nines": {"N": nines},
            "n": {"N": "1"}, "l": {"L": [{"N": "1"}]}, "m": {"M": {"s": {"SS": ["x"]}}}, "txt": {"S": "x".repeat(200_000)},
            "nil": {"NULL": true}, "deep": deepest,
        }),
    );
    let values = json!({
        ":n": {"N": "1"}, ":tiny": {"N": "1E-130"}, ":big": {"N": format!("{nines}E+88")}, ":small": {"N": "0.1"},
        ":x": {"SS": ["x"]}, ":l": {"L": [{"N": "2"}]}, ":nil": {"NULL": true},
    });
    let update = |text: &str| {
        saying(json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}}), "UpdateExpression", text, &values)
    };
    const OVERFLOW: &str =
        "Number overflow. Attempting to store a number with magnitude larger than supported range";
    const UNDERFLOW: &str =
        "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    const TYPE: &str = "An operand in the update expression has an incorrect data type";
    const PATH: &str = "The document path provided in the update expression is invalid for update";
    const NESTED: &str = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
    const SIZE: &str = "Item size to update has exceeded the maximum allowed size";
    for (text, message) in [
        ("ADD big :big", OVERFLOW),
        ("SET z = big + :big", OVERFLOW),
        ("SET z = tiny - :tiny", UNDERFLOW),
        ("SET nines = nines + :small", OVERFLOW),
        ("ADD nines :small", OVERFLOW),
        ("SET z = l + :n", TYPE),
        ("SET z = if_not_exists(txt, :n) + :n", TYPE),
        ("SET z = list_append(n, :l)", TYPE),
        ("SET z = list_append(if_not_exists(txt, :l), :l)", TYPE),
        ("ADD l[0] :x", TYPE),
        ("ADD nil :n", TYPE),
        ("DELETE m :x", TYPE),
        ("SET nil.x = :n", PATH),
        ("SET m[0] = :n", PATH),
        ("SET l.x = :n", PATH),
        ("ADD q.x :n", PATH),
        ("SET l[1][0] = :n", PATH),
        ("SET l[0] = deep", NESTED),
        ("SET y = txt, z = txt", SIZE),
    ] {
        check(&db, &[("UpdateItem", update(text), invalid(message))]);
    }
    let read = || answer(&db, "GetItem", &json!({"TableName": "Plain", "Key": {"pk": {"S": "a"}}}));
    for (text, name, value) in [
        ("SET z = nines + :n", "z", json!({"N": format!("1{}", "0".repeat(38))})),
        ("ADD fresh :n", "fresh", json!({"N": "1"})),
        ("ADD m.cnt :n", "m", json!({"M": {"cnt": {"N": "1"}, "s": {"SS": ["x"]}}})),
        ("DELETE m.s :x", "m", json!({"M": {"cnt": {"N": "1"}}})),
        ("REMOVE absent, l[7], m.gone", "l", json!({"L": [{"N": "1"}]})),
        ("SET l[9] = :n, l[5] = :nil", "l", json!({"L": [{"N": "1"}, {"NULL": true}, {"N": "1"}]})),
        (
            "SET l = list_append(if_not_exists(gone, :l), l)",
            "l",
            json!({"L": [{"N": "2"}, {"N": "1"}, {"NULL": true}, {"N": "1"}]}),
        ),
        ("SET n = if_not_exists(gone, :n) - n", "n", json!({"N": "0"})),
    ] {
        check(&db, &[("UpdateItem", update(text), json!({}))]);
        assert_eq!(read()["Item"][name], value, "{text}");
    }
}

#[test]
fn conditions_read_items_of_every_shape() {
    let db = database();
    put(
        &db,
        "Plain",
        json!({
            "pk": {"S": "a"}, "s": {"S": "h😀é"}, "b": {"B": "AAEC"}, "n": {"N": "5"}, "ns": {"NS": ["1", "2"]},
            "l": {"L": [{"M": {"x": {"N": "1"}}}, {"S": "el"}]}, "nil": {"NULL": true}, "set": {"SS": ["b", "a"]},
        }),
    );
    let values = json!({
        ":one": {"N": "1.0"}, ":four": {"N": "4"}, ":map": {"M": {"x": {"N": "1"}}}, ":el": {"S": "el"}, ":e": {"S": "e"},
        ":bin": {"B": "AQI="}, ":nil": {"NULL": true}, ":set": {"SS": ["a", "b"]}, ":part": {"S": "😀"},
        ":text": {"S": "5"}, ":NULL": {"S": "NULL"}, ":head": {"S": "h"},
    });
    for (text, holds) in [
        ("size(s) = :four", true),
        ("contains(s, :part)", true),
        ("begins_with(s, :head)", true),
        ("contains(b, :bin)", true),
        ("begins_with(b, :bin)", false),
        ("contains(ns, :one)", true),
        ("contains(l, :map)", true),
        ("contains(l, :el)", true),
        ("contains(l, :e)", false),
        ("contains(n, :one)", false),
        ("#set = :set", true),
        ("nil = :nil", true),
        ("attribute_type(nil, :NULL)", true),
        ("n = :text", false),
        ("n <> :text", true),
        ("n < :text", false),
        ("NOT n < :text", true),
        ("n BETWEEN :one AND n.x", false),
        ("size(n) = :one", false),
        ("l[0].x IN (:el, :one)", true),
        ("absent <> :one", true),
        ("absent = :one", false),
        ("NOT absent = :one", true),
        ("absent IN (:one)", false),
    ] {
        let mut scan =
            saying(json!({"TableName": "Plain", "Select": "COUNT"}), "FilterExpression", text, &values);
        if text.contains('#') {
            scan["ExpressionAttributeNames"] = json!({"#set": "set"});
        }
        let expected = json!({"Count": u32::from(holds), "ScannedCount": 1});
        check(&db, &[("Scan", scan, expected)]);
    }
}

#[test]
fn the_condition_of_an_update_in_a_transaction_is_checked_like_any_other() {
    let db = database();
    let update = |text: &str| {
        json!({"TransactItems": [{"Update": {
            "TableName": "Plain", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "REMOVE b", "ConditionExpression": text,
        }}]})
    };
    for (text, message) in [
        ("", "The expression can not be empty;"),
        (
            "a = a",
            "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]",
        ),
        ("status = b", "Attribute name is a reserved keyword; reserved keyword: status"),
    ] {
        check(
            &db,
            &[(
                "TransactWriteItems",
                update(text),
                invalid(&format!("Invalid ConditionExpression: {message}")),
            )],
        );
    }
}

#[test]
fn what_needs_the_schema_or_the_item_cancels_a_transaction() {
    let db = database();
    let names = json!({"ExpressionAttributeNames": {"#k": "pk"}});
    let key = json!({"TableName": "Full", "Key": full("a", 1, json!({}))});
    let item = json!({"TableName": "Full", "Item": full("a", 1, json!({}))});
    let condition = with(&names, json!({"ConditionExpression": "attribute_exists(#k.x)"}));
    let update = |text: &str| with(&names, json!({"UpdateExpression": text}));
    let scalars = format!("{SCALARS}Key: pk");
    let immutable = "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key";
    let missing = "The provided expression refers to an attribute that does not exist in the item";
    for (action, message) in [
        (json!({"Put": with(&item, condition.clone())}), scalars.as_str()),
        (json!({"Delete": with(&key, condition.clone())}), &scalars),
        (json!({"ConditionCheck": with(&key, condition)}), &scalars),
        (json!({"Update": with(&key, update("SET a = #k.x"))}), &scalars),
        (json!({"Update": with(&key, update("SET #k = b"))}), immutable),
        (json!({"Update": with(&key, json!({"UpdateExpression": "SET a = b"}))}), missing),
    ] {
        let expected = json!({
            "CancellationReasons": [{"Code": "ValidationError", "Message": message}],
            "failure": "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for \
                        specific reasons [ValidationError]",
        });
        check(&db, &[("TransactWriteItems", json!({"TransactItems": [action]}), expected)]);
    }
}

#[test]
fn a_syntax_error_shows_its_token_between_its_neighbours() {
    let db = database();
    let none = json!({});
    type Row = (&'static str, &'static str, &'static str);
    let rows: [(&str, &[Row]); 3] = [
        (
            "FilterExpression",
            &[
                ("a == b", "=", "== b"),
                ("a != b", "!", "a !="),
                ("a = 5", "5", "= 5"),
                ("a[-1] = b", "-", "[-1"),
                ("a[] = b", "]", "[] ="),
                ("a. = b", "=", ". = b"),
                (".a = b", ".", ".a"),
                ("a IN ()", ")", "()"),
                ("()", ")", "()"),
                ("a LIKE b", "LIKE", "a LIKE b"),
                ("(a = b) (c = d)", "(", ") (c"),
                ("a = b AND AND c = d", "AND", "AND AND c"),
                ("a BETWEEN b, c", ",", "b, c"),
                ("contains(a, b", "<EOF>", "b"),
            ],
        ),
        (
            "UpdateExpression",
            &[
                ("UPDATE a", "UPDATE", "UPDATE a"),
                ("SET = b", "=", "SET = b"),
                ("SET a = b,, c = d", ",", ",, c"),
                ("SET a += b", "+", "a +="),
                ("SET a = -b", "-", "= -b"),
                ("SET a = b * c", "*", "b * c"),
                ("SET a = b AND c = d", "AND", "b AND c"),
                ("SET (a) = b", "(", "SET (a"),
                ("REMOVE a = b", "=", "a = b"),
                ("ADD a", "<EOF>", "a"),
                ("DELETE a, b", ",", "a, b"),
            ],
        ),
        (
            "ProjectionExpression",
            &[
                ("a,", "<EOF>", ","),
                (",a", ",", ",a"),
                ("a b", "b", "a b"),
                ("a, , b", ",", ", , b"),
                ("a[01]", "1", "01]"),
                ("a[0", "<EOF>", "0"),
                ("size(a)", "(", "size(a"),
                ("a-b", "-", "a-b"),
                ("a = b", "=", "a = b"),
            ],
        ),
    ];
    for (kind, rows) in rows {
        for (text, token, near) in rows {
            let message = format!("Syntax error; token: \"{token}\", near: \"{near}\"");
            refuses(&db, &[kind], text, &none, &message);
        }
    }
}
