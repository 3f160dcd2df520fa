//! Legacy parameters: their refusals, and that they mean what their expression counterparts mean.

use crate::database::Database;
use crate::operations::{database, put_wide};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const PREFIX: &str = "One or more parameter values were invalid: ";

fn put(db: &mut Database, item: Value) {
    db.call("PutItem", json!({"TableName": "Hash", "Item": item}));
}

fn item(db: &mut Database) -> Value {
    db.call("GetItem", json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}}))["Item"].clone()
}

fn message(db: &mut Database, operation: &str, mut request: Value, more: Value) -> String {
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    let failure = db.try_call(operation, &request).expect_err(&format!("{operation} {request}"));
    failure.message
}

#[test]
fn comparisons_check_the_count_and_the_types_of_their_arguments() {
    let s = json!({"S": "a"});
    let one = json!([s]);
    let two = json!([s, s]);
    let none = json!([]);
    let mut cases: Vec<(&str, Value, String)> = Vec::new();
    let count = |op: &str| format!("Invalid number of argument(s) for the {op} ComparisonOperator");
    for op in ["EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH"] {
        cases.push((op, none.clone(), count(op)));
        cases.push((op, two.clone(), count(op)));
    }
    for op in ["NULL", "NOT_NULL"] {
        cases.push((op, one.clone(), count(op)));
    }
    cases.push(("IN", none.clone(), count("IN")));
    cases.push(("BETWEEN", one.clone(), count("BETWEEN")));
    for op in ["LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH", "IN"] {
        for (ty, value) in [("SS", json!(["a"])), ("BOOL", json!(true)), ("L", json!([])), ("M", json!({}))] {
            let text = format!("ComparisonOperator {op} is not valid for {ty} AttributeValue type");
            cases.push((op, json!([{ty: value}]), text));
        }
    }
    let text = "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type";
    cases.push(("BEGINS_WITH", json!([{"N": "1"}]), text.into()));
    let text = "AttributeValues inside AttributeValueList must be of same type";
    cases.push(("IN", json!([s, {"N": "1"}]), text.into()));
    let text =
        "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound";
    cases.push(("BETWEEN", json!([{"N": "10"}, {"N": "9"}]), text.into()));
    let mut db = database();
    for (op, list, text) in cases {
        let condition = json!({"x": {"ComparisonOperator": op, "AttributeValueList": list}});
        let (name, key) = (json!({"TableName": "Hash"}), json!({"pk": {"S": "a"}}));
        let wanted = format!("{PREFIX}{text}");
        assert_eq!(message(&mut db, "Scan", name.clone(), json!({"ScanFilter": condition})), wanted);
        let more = json!({"Key": key, "Expected": condition});
        assert_eq!(message(&mut db, "DeleteItem", name.clone(), more.clone()), wanted);
        assert_eq!(message(&mut db, "UpdateItem", name.clone(), more), wanted);
        let more = json!({"Item": key, "Expected": condition});
        assert_eq!(message(&mut db, "PutItem", name, more), wanted);
    }
}

#[test]
fn combinations_that_mean_nothing_are_refused() {
    let s = json!({"S": "a"});
    let expected = |e: Value| json!({"Expected": {"x": e}});
    let update = |u: Value| json!({"AttributeUpdates": {"x": u}});
    let eq = json!({"ComparisonOperator": "EQ", "AttributeValueList": [s]});
    let cases = [
        (expected(json!({})), "Value must be provided when Exists is null for Attribute: x"),
        (expected(json!({"Exists": true})), "Value must be provided when Exists is true for Attribute: x"),
        (
            expected(json!({"Exists": false, "Value": s})),
            "Value cannot be used when Exists is false for Attribute: x",
        ),
        (
            expected(json!({"AttributeValueList": [s]})),
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: x",
        ),
        (
            expected(json!({"AttributeValueList": [s], "Value": s})),
            "Value and AttributeValueList cannot be used together for Attribute: x",
        ),
        (
            expected(json!({"ComparisonOperator": "EQ", "Exists": true, "Value": s})),
            "Exists and ComparisonOperator cannot be used together for Attribute: x",
        ),
        (
            expected(json!({"ComparisonOperator": "EQ"})),
            "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: x",
        ),
        (
            json!({"ConditionalOperator": "OR"}),
            "ConditionalOperator cannot be used without Filter or Expected",
        ),
        (
            json!({"ConditionalOperator": "OR", "Expected": {"x": eq}}),
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        ),
        (
            update(json!({"Action": "PUT"})),
            "Only DELETE action is allowed when no attribute value is specified",
        ),
        (update(json!({"Action": "ADD", "Value": s})), "ADD action is not supported for the type S"),
        (
            update(json!({"Action": "DELETE", "Value": {"N": "1"}})),
            "DELETE action with value is not supported for the type N",
        ),
        (
            json!({"AttributeUpdates": {"pk": {"Value": s}}}),
            "Cannot update attribute pk. This attribute is part of the key",
        ),
    ];
    let mut db = database();
    for (more, text) in cases {
        let request = json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}});
        assert_eq!(message(&mut db, "UpdateItem", request, more), format!("{PREFIX}{text}"));
    }
    assert_eq!(item(&mut db), Value::Null, "a refused update writes nothing");
    let both = json!({"AttributesToGet": ["a"], "ConditionalOperator": "OR", "KeyConditions": {}, "QueryFilter": {},
        "ProjectionExpression": "a", "FilterExpression": "a = b", "KeyConditionExpression": "a = b"});
    assert_eq!(
        message(&mut db, "Query", json!({"TableName": "Hash"}), both),
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
         {AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions} Expression parameters: \
         {ProjectionExpression, FilterExpression, KeyConditionExpression}"
    );
    let twice = json!({"Key": {"pk": {"S": "a"}}, "AttributesToGet": ["b", "a", "b"]});
    assert_eq!(
        message(&mut db, "GetItem", json!({"TableName": "Hash"}), twice),
        format!("{PREFIX}Duplicate value in attribute name: b")
    );
}

#[test]
fn key_conditions_fit_the_key() {
    let eq = |v: Value| json!({"ComparisonOperator": "EQ", "AttributeValueList": [v]});
    let (a, one) = (eq(json!({"S": "a"})), eq(json!({"N": "1"})));
    let less = json!({"ComparisonOperator": "LT", "AttributeValueList": [{"S": "a"}]});
    let different = json!({"ComparisonOperator": "NE", "AttributeValueList": [{"N": "1"}]});
    let cases = [
        (json!({}), "Conditions can be of length 1 or 2 only"),
        (json!({"pk": a, "sk": one, "x": a}), "Conditions can be of length 1 or 2 only"),
        (json!({"sk": one}), "Query condition missed key schema element: pk"),
        (json!({"pk": a, "x": one}), "Query condition missed key schema element: sk"),
        (json!({"pk": less}), "Query key condition not supported"),
        (json!({"pk": a, "sk": different}), "Attempted conditional constraint is not an indexable operation"),
        (
            json!({"pk": a, "sk": a}),
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ),
    ];
    let mut db = database();
    for (keys, text) in cases {
        let more = json!({"KeyConditions": keys});
        assert_eq!(message(&mut db, "Query", json!({"TableName": "Wide"}), more), text);
    }
    let more = json!({"KeyConditions": {"pk": a}, "QueryFilter": {"sk": one}});
    assert_eq!(
        message(&mut db, "Query", json!({"TableName": "Wide"}), more),
        "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk"
    );
}

#[test]
fn legacy_updates_differ_where_the_service_does() {
    let mut db = database();
    let call = |db: &mut Database, updates: Value| {
        let request = json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": updates,
            "ReturnValues": "UPDATED_NEW"});
        db.try_call("UpdateItem", &request)
    };
    let add = |v: &str| json!({"l": {"Action": "ADD", "Value": {"L": [{"S": v}]}}});
    call(&mut db, add("x")).unwrap();
    let answer = call(&mut db, add("y")).unwrap();
    assert_eq!(answer["Attributes"], json!({"l": {"L": [{"S": "x"}, {"S": "y"}]}}));
    for value in [json!({"N": "1"}), json!({"SS": ["q"]})] {
        let failure = call(&mut db, json!({"l": {"Action": "ADD", "Value": value}})).unwrap_err();
        assert_eq!(failure.message, "Type mismatch for attribute to update");
    }
    // A name is one name here, whatever characters it has.
    call(&mut db, json!({"a.b[0]": {"Value": {"S": "v"}}, "l": {"Action": "DELETE"}})).unwrap();
    assert_eq!(item(&mut db), json!({"pk": {"S": "a"}, "a.b[0]": {"S": "v"}}));
}

#[test]
fn attributes_to_get_keep_whole_attributes() {
    let mut db = database();
    put(&mut db, json!({"pk": {"S": "a"}, "m.x": {"N": "1"}, "m": {"M": {"x": {"N": "2"}}}}));
    let (names, key) = (json!(["m.x", "none"]), json!({"pk": {"S": "a"}}));
    let wanted = json!({"m.x": {"N": "1"}});
    let got = db.call("GetItem", json!({"TableName": "Hash", "Key": key, "AttributesToGet": names}));
    assert_eq!(got["Item"], wanted);
    let request = json!({"RequestItems": {"Hash": {"Keys": [key], "AttributesToGet": names}}});
    assert_eq!(db.call("BatchGetItem", request)["Responses"]["Hash"], json!([wanted]));
    let got = db.call("Scan", json!({"TableName": "Hash", "AttributesToGet": names}));
    assert_eq!(got["Items"], json!([wanted]));
}

#[test]
fn a_failed_expectation_writes_nothing_and_many_are_no_deep_recursion() {
    let mut db = database();
    put(&mut db, json!({"pk": {"S": "a"}, "v": {"N": "1"}}));
    let request =
        json!({"TableName": "Hash", "Item": {"pk": {"S": "a"}}, "Expected": {"v": {"Value": {"N": "2"}}}});
    assert!(db.fails("PutItem", request).starts_with("ConditionalCheckFailedException"));
    assert_eq!(item(&mut db)["v"], json!({"N": "1"}));
    let mut many = Map::new();
    for name in 0..20_000 {
        many.insert(format!("x{name}"), json!({"Exists": false}));
    }
    let request = json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}, "Expected": many});
    db.call("DeleteItem", request);
    assert_eq!(item(&mut db), Value::Null);
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..4_i32).prop_map(|n| json!({"N": n.to_string()})),
        "[ab]{1,2}".prop_map(|s| json!({"S": s})),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => scalar(),
        1 => prop::collection::vec(scalar(), 0..3).prop_map(|l| json!({"L": l})),
        1 => Just(json!({"SS": ["a", "ab"]})),
        1 => Just(json!({"NS": ["1", "2"]})),
        1 => any::<bool>().prop_map(|b| json!({"BOOL": b})),
    ]
}

/// A comparison that is not refused, with its counterpart in which `#n` is the attribute and `:n0`, `:n1` its values.
fn comparison() -> impl Strategy<Value = (&'static str, Vec<Value>, &'static str)> {
    let one = |op, text| scalar().prop_map(move |v| (op, vec![v], text));
    prop_oneof![
        value().prop_map(|v| ("EQ", vec![v], "# = :0")),
        value().prop_map(|v| ("NE", vec![v], "# <> :0")),
        one("LE", "# <= :0"),
        one("LT", "# < :0"),
        one("GE", "# >= :0"),
        one("GT", "# > :0"),
        Just(("NULL", vec![], "attribute_not_exists(#)")),
        Just(("NOT_NULL", vec![], "attribute_exists(#)")),
        one("CONTAINS", "contains(#, :0)"),
        one("NOT_CONTAINS", "attribute_exists(#) AND NOT contains(#, :0)"),
        "[ab]".prop_map(|s| ("BEGINS_WITH", vec![json!({"S": s})], "begins_with(#, :0)")),
        ("[ab]", "[ab]").prop_map(|(x, y)| ("IN", vec![json!({"S": x}), json!({"S": y})], "# IN (:0, :1)")),
        (0..3_i32, 0..3_i32).prop_map(|(low, more)| {
            let bound = |n: i32| json!({"N": n.to_string()});
            ("BETWEEN", vec![bound(low), bound(low + more)], "# BETWEEN :0 AND :1")
        }),
    ]
}

fn attribute() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["p", "q", "r"])
}

/// `text` with the names and values of one attribute, which are noted in `names` and `values`.
fn bind(text: &str, name: &str, given: &[Value], names: &mut Value, values: &mut Value) -> String {
    names[format!("#{name}")] = json!(name);
    for (at, value) in given.iter().enumerate() {
        values[format!(":{name}{at}")] = value.clone();
    }
    text.replace('#', &format!("#{name}"))
        .replace(":0", &format!(":{name}0"))
        .replace(":1", &format!(":{name}1"))
}

fn with(mut request: Value, names: Value, values: Value) -> Value {
    for (parameter, map) in [("ExpressionAttributeNames", names), ("ExpressionAttributeValues", values)] {
        if map.as_object().is_some_and(|map| !map.is_empty()) {
            request[parameter] = map;
        }
    }
    request
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn conditions_mean_what_expressions_mean(
        attributes in prop::collection::btree_map(attribute(), value(), 0..4),
        tests in prop::collection::btree_map(attribute(), comparison(), 1..4),
        any in any::<bool>(),
    ) {
        let mut db = database();
        let mut stored = json!(attributes);
        stored["pk"] = json!({"S": "a"});
        put(&mut db, stored);
        let (mut names, mut values, mut legacy, mut parts) = (json!({}), json!({}), json!({}), Vec::new());
        for (name, (operator, given, text)) in &tests {
            legacy[*name] = json!({"ComparisonOperator": operator, "AttributeValueList": given});
            parts.push(bind(text, name, given, &mut names, &mut values));
        }
        let text = parts.join(if any { " OR " } else { " AND " });
        let scan = json!({"TableName": "Hash", "FilterExpression": text});
        let modern = db.call("Scan", with(scan, names.clone(), values.clone()));
        let mut scan = json!({"TableName": "Hash", "ScanFilter": legacy});
        let mut delete = json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}, "Expected": legacy});
        if tests.len() > 1 {
            for request in [&mut scan, &mut delete] {
                request["ConditionalOperator"] = json!(if any { "OR" } else { "AND" });
            }
        }
        prop_assert_eq!(&db.call("Scan", scan), &modern);
        prop_assert_eq!(db.try_call("DeleteItem", &delete).is_ok(), modern["Count"] == 1);
    }

    #[test]
    fn updates_mean_what_expressions_mean(
        attributes in prop::collection::btree_map(attribute(), value(), 0..4),
        exists in any::<bool>(),
        actions in prop::collection::btree_map(attribute(), (0..3_usize, value()), 1..4),
        returned in prop::sample::select(vec!["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]),
    ) {
        let (mut one, mut two) = (database(), database());
        if exists {
            let mut stored = json!(attributes);
            stored["pk"] = json!({"S": "a"});
            put(&mut one, stored.clone());
            put(&mut two, stored);
        }
        let (mut names, mut values, mut legacy) = (json!({}), json!({}), json!({}));
        let mut sections: [Vec<String>; 4] = Default::default();
        for (name, (action, value)) in &actions {
            let set = value.get("SS").or(value.get("NS")).is_some();
            let (action, section, text, given) = match action {
                1 if set || value.get("N").is_some() => ("ADD", 1, "# :0", Some(value)),
                2 if set => ("DELETE", 2, "# :0", Some(value)),
                2 => ("DELETE", 3, "#", None),
                _ => ("PUT", 0, "# = :0", Some(value)),
            };
            legacy[*name] = json!({"Action": action});
            if let Some(given) = given {
                legacy[*name]["Value"] = given.clone();
            }
            let given: Vec<Value> = given.into_iter().cloned().collect();
            sections[section].push(bind(text, name, &given, &mut names, &mut values));
        }
        // Where there is no item, the old updates that only delete make none; it has a test of its own.
        prop_assume!(exists || sections[..2].iter().any(|actions| !actions.is_empty()));
        let text: String = ["SET ", " ADD ", " DELETE ", " REMOVE "].iter().zip(&sections)
            .filter(|(_, actions)| !actions.is_empty())
            .map(|(section, actions)| (*section).to_owned() + &actions.join(", "))
            .collect();
        let request = json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}, "ReturnValues": returned});
        let mut modern = request.clone();
        modern["UpdateExpression"] = json!(text);
        let mut old = request;
        old["AttributeUpdates"] = legacy;
        let modern = two.try_call("UpdateItem", &with(modern, names, values));
        match (one.try_call("UpdateItem", &old), modern) {
            (Ok(old), Ok(modern)) => prop_assert_eq!(old, modern),
            (Err(old), Err(_)) => prop_assert_eq!(old.message, "Type mismatch for attribute to update"),
            (old, modern) => prop_assert!(false, "{:?} but {:?}", old, modern),
        }
        prop_assert_eq!(item(&mut one), item(&mut two));
    }

    #[test]
    fn key_conditions_mean_what_expressions_mean(
        test in prop::sample::select(vec![("EQ", "= :0"), ("LE", "<= :0"), ("LT", "< :0"), ("GE", ">= :0"), ("GT", "> :0"),
            ("BETWEEN", "BETWEEN :0 AND :1")]),
        low in 0..6_i64,
        more in 0..4_i64,
        forward in any::<bool>(),
    ) {
        let mut db = database();
        for sk in 0..6 {
            put_wide(&mut db, "a", sk, json!({}));
        }
        let mut bounds = vec![json!({"N": low.to_string()})];
        if test.0 == "BETWEEN" {
            bounds.push(json!({"N": (low + more).to_string()}));
        }
        let mut values = json!({":pk": {"S": "a"}});
        for (at, bound) in bounds.iter().enumerate() {
            values[format!(":{at}")] = bound.clone();
        }
        let modern = db.call("Query", json!({"TableName": "Wide", "ScanIndexForward": forward,
            "KeyConditionExpression": format!("pk = :pk AND sk {}", test.1), "ExpressionAttributeValues": values}));
        let legacy = db.call("Query", json!({"TableName": "Wide", "ScanIndexForward": forward, "KeyConditions": {
            "sk": {"ComparisonOperator": test.0, "AttributeValueList": bounds},
            "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "a"}]}}}));
        prop_assert_eq!(legacy, modern);
    }
}

#[test]
fn updates_that_only_delete_make_no_item() {
    let mut db = database();
    let update = |db: &mut Database, updates: Value| {
        let request = json!({"TableName": "Hash", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": updates});
        db.call("UpdateItem", request);
    };
    update(&mut db, json!({"x": {"Action": "DELETE"}, "s": {"Action": "DELETE", "Value": {"SS": ["a"]}}}));
    assert_eq!(item(&mut db), Value::Null);
    update(&mut db, json!({"x": {"Action": "DELETE"}, "n": {"Action": "ADD", "Value": {"N": "1"}}}));
    assert_eq!(item(&mut db), json!({"pk": {"S": "a"}, "n": {"N": "1"}}));
}
