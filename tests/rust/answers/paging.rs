//! Pages of Query and Scan: where they end, where they can start.

use hashrange::native::Database;
use serde_json::{Value, json};

use super::{answer, check, database, enveloped, full, invalid, put, with};

const INVALID: &str = "The provided starting key is invalid";
const MISMATCH: &str = "The provided key element does not match the schema";
const FRAMED: &str =
    "The provided starting key is invalid: The provided key element does not match the schema";
const OUTSIDE: &str = "The provided starting key is outside query boundaries based on provided conditions";
const PREDICATE: &str = "The provided starting key does not match the range key predicate";
const ONE_ROW: &str = "The query can return at most one row and cannot be restarted";

fn query(condition: &str, more: Value) -> Value {
    let mut values = json!({":a": {"S": "a"}});
    if condition.contains(":n") {
        values[":n"] = json!({"N": "3"});
    }
    let request = json!({
        "TableName": "Full", "KeyConditionExpression": condition, "ExpressionAttributeValues": values,
    });
    with(&request, more)
}

fn start(condition: &str, index: Option<&str>, key: &Value) -> Value {
    let request = query(condition, json!({"ExclusiveStartKey": key}));
    match index {
        None => request,
        Some(index) => with(&request, json!({"IndexName": index})),
    }
}

#[test]
fn a_query_starts_at_a_key_of_its_table_and_index_within_its_range() {
    let db = database();
    let key = |pk: &str, sk: i64| full(pk, sk, json!({}));
    let empty = "The provided starting key is invalid: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk";
    let long = "The provided starting key is invalid: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes";
    let rows = [
        ("pk = :a", None, json!({"pk": {"S": "a"}}), INVALID),
        ("pk = :a", None, json!({}), INVALID),
        ("pk = :a", None, full("a", 1, json!({"other": "x"})), INVALID),
        ("pk = :a", None, json!({"pk": {"S": "a"}, "other": {"N": "1"}}), INVALID),
        ("pk = :a", None, json!({"pk": {"S": "a"}, "sk": {"S": "1"}}), MISMATCH),
        ("pk = :a", None, json!({"pk": {"N": "1"}, "sk": {"N": "1"}}), MISMATCH),
        ("pk = :a", None, key("", 1), empty),
        ("pk = :a", None, key(&"k".repeat(2049), 1), long),
        ("pk = :a", None, key("b", 1), OUTSIDE),
        ("pk = :a AND sk > :n", None, key("a", 3), PREDICATE),
        ("pk = :a AND sk < :n", None, key("a", 3), PREDICATE),
        ("pk = :a AND sk >= :n", None, key("a", 2), PREDICATE),
        ("pk = :a AND sk BETWEEN :n AND :n", None, key("a", 4), PREDICATE),
        ("pk = :a AND sk = :n", None, key("a", 3), ONE_ROW),
        ("pk = :a", Some("byDate"), key("a", 1), INVALID),
        ("pk = :a", Some("byDate"), full("b", 1, json!({"date": "d"})), OUTSIDE),
        (
            "pk = :a",
            Some("byRank"),
            json!({"pk": {"S": "a"}, "sk": {"N": "1"}, "rank": {"S": "1"}}),
            MISMATCH,
        ),
        ("pk = :a AND rank > :n", Some("byRank"), full("a", 1, json!({"rank": "2"})), PREDICATE),
        ("kind = :a", Some("byKind"), full("x", 1, json!({"kind": "a"})), INVALID),
        ("kind = :a", Some("byKind"), full("x", 1, json!({"kind": "b", "date": "d"})), OUTSIDE),
        (
            "kind = :a",
            Some("byKind"),
            json!({"pk": {"S": "x"}, "sk": {"S": "1"}, "kind": {"S": "a"}, "date": {"S": "d"}}),
            FRAMED,
        ),
    ];
    for (condition, index, key, reason) in rows {
        let mut request = start(condition, index, &key);
        if condition.contains("rank") {
            request["KeyConditionExpression"] = json!("pk = :a AND #r > :n");
            request["ExpressionAttributeNames"] = json!({"#r": "rank"});
        }
        check(&db, &[("Query", request, invalid(reason))]);
    }
    let nothing = json!({"Items": [], "Count": 0, "ScannedCount": 0});
    for (condition, index, key) in [
        ("pk = :a", None, key("a", 1)),
        ("pk = :a AND sk >= :n", None, key("a", 3)),
        ("pk = :a", Some("byDate"), full("a", 1, json!({"date": "d"}))),
        ("kind = :a", Some("byKind"), full("x", 1, json!({"kind": "a", "date": "d"}))),
    ] {
        check(&db, &[("Query", start(condition, index, &key), nothing.clone())]);
    }
    let plain = json!({
        "TableName": "Plain", "KeyConditionExpression": "pk = :a", "ExpressionAttributeValues": {":a": {"S": "a"}},
        "ExclusiveStartKey": {"pk": {"S": "a"}},
    });
    let nothing =
        "The provided exclusive start key is invalid: ExclusiveStartKey: {pk=AttributeValue: {S:a}}";
    check(&db, &[("Query", plain, invalid(nothing))]);
}

#[test]
fn a_scan_starts_at_a_key_of_its_table_and_index() {
    let db = database();
    let scan = |index: Option<&str>, key: Value| {
        let request = json!({"TableName": "Full", "ExclusiveStartKey": key});
        index.map_or(request.clone(), |index| with(&request, json!({"IndexName": index})))
    };
    let nothing = json!({"Items": [], "Count": 0, "ScannedCount": 0});
    check(
        &db,
        &[
            ("Scan", scan(None, json!({"pk": {"S": "a"}})), invalid(FRAMED)),
            ("Scan", scan(None, json!({"pk": {"S": "a"}, "sk": {"S": "1"}})), invalid(FRAMED)),
            ("Scan", scan(None, full("a", 1, json!({"date": "d"}))), invalid(FRAMED)),
            ("Scan", scan(Some("byDate"), full("a", 1, json!({}))), invalid(FRAMED)),
            ("Scan", scan(None, full("a", 1, json!({}))), nothing.clone()),
            ("Scan", scan(Some("byDate"), full("a", 1, json!({"date": "d"}))), nothing),
        ],
    );
}

#[test]
fn segments_are_numbered_from_zero() {
    let db = database();
    let scan = |more: Value| with(&json!({"TableName": "Full"}), more);
    let bound = |member: &str, value: &str, rule: &str| {
        enveloped(&format!(
            "Value '{value}' at '{member}' failed to satisfy constraint: Member must have value {rule}"
        ))
    };
    check(
        &db,
        &[
            (
                "Scan",
                scan(json!({"Segment": 0})),
                invalid(
                    "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
                ),
            ),
            (
                "Scan",
                scan(json!({"TotalSegments": 1})),
                invalid(
                    "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
                ),
            ),
            (
                "Scan",
                scan(json!({"Segment": 4, "TotalSegments": 4})),
                invalid(
                    "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4",
                ),
            ),
            (
                "Scan",
                scan(json!({"Segment": 0, "TotalSegments": 0})),
                bound("totalSegments", "0", "greater than or equal to 1"),
            ),
            (
                "Scan",
                scan(json!({"Segment": 0, "TotalSegments": 1_000_001})),
                bound("totalSegments", "1000001", "less than or equal to 1000000"),
            ),
            (
                "Scan",
                scan(json!({"Segment": -1, "TotalSegments": 4})),
                bound("segment", "-1", "greater than or equal to 0"),
            ),
            (
                "Scan",
                scan(json!({"Segment": 999_999, "TotalSegments": 1_000_000})),
                json!({"Items": [], "Count": 0, "ScannedCount": 0}),
            ),
            ("Scan", scan(json!({"Limit": 0})), bound("limit", "0", "greater than or equal to 1")),
            (
                "Query",
                query("pk = :a", json!({"Limit": 0})),
                bound("limit", "0", "greater than or equal to 1"),
            ),
        ],
    );
    // A start key belongs to one segment and is refused in every other.
    let key = full("a", 1, json!({}));
    let answers: Vec<_> = (0..4)
        .map(|segment| {
            let request = scan(json!({"Segment": segment, "TotalSegments": 4, "ExclusiveStartKey": key}));
            (segment, answer(&db, "Scan", &request))
        })
        .collect();
    let refused: Vec<_> = answers.iter().filter(|(_, answer)| answer.is_string()).collect();
    assert_eq!(refused.len(), 3);
    for (segment, answer) in refused {
        let reason = format!(
            "{INVALID}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 4 Segment: {segment}"
        );
        assert_eq!(answer, &invalid(&reason));
    }
}

/// The attributes of every page's key until the last page, and the items of all of them.
fn pages(db: &Database, operation: &str, mut request: Value) -> (Vec<String>, usize) {
    let (mut last, mut count) = (Vec::new(), 0);
    loop {
        let page = answer(db, operation, &request);
        count += page["Items"].as_array().map_or(0, Vec::len);
        let Some(key) = page.get("LastEvaluatedKey") else { return (last, count) };
        last.push(key.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" "));
        request["ExclusiveStartKey"] = key.clone();
    }
}

#[test]
fn a_key_is_left_behind_unless_the_range_is_exhausted() {
    let db = database();
    for sk in 0..4 {
        put(
            &db,
            "Full",
            full("a", sk, json!({"date": "d", "kind": "a", "owner": "a", "note": sk.to_string()})),
        );
    }
    let indexed = |index: &str, condition: &str, more: Value| {
        with(&with(&query(condition, json!({"IndexName": index})), more), json!({}))
    };
    let owner = with(
        &indexed("byOwner", "#o = :a", json!({"Limit": 4})),
        json!({"ExpressionAttributeNames": {"#o": "owner"}}),
    );
    for (operation, request, keys, count) in [
        ("Query", query("pk = :a", json!({"Limit": 2})), vec!["pk sk"; 2], 4),
        ("Query", query("pk = :a", json!({"Limit": 3})), vec!["pk sk"], 4),
        ("Query", query("pk = :a", json!({"Limit": 4})), vec!["pk sk"], 4),
        ("Query", query("pk = :a", json!({"Limit": 5})), vec![], 4),
        ("Query", query("pk = :a", json!({"Limit": 3, "ScanIndexForward": false})), vec!["pk sk"], 4),
        ("Query", query("pk = :a AND sk = :n", json!({"Limit": 1})), vec![], 1),
        ("Query", indexed("byDate", "pk = :a", json!({"Limit": 3})), vec!["date pk sk"], 4),
        ("Query", indexed("byKind", "kind = :a", json!({"Limit": 3})), vec!["date kind pk sk"], 4),
        ("Query", owner, vec!["owner pk sk"], 4),
        ("Scan", json!({"TableName": "Full", "Limit": 3}), vec!["pk sk"], 4),
        ("Scan", json!({"TableName": "Full", "IndexName": "byDate", "Limit": 3}), vec!["date pk sk"], 4),
        (
            "Scan",
            json!({"TableName": "Full", "Limit": 1, "FilterExpression": "attribute_not_exists(note)"}),
            vec!["pk sk"; 4],
            0,
        ),
        ("Scan", json!({"TableName": "Full", "Limit": 3, "ProjectionExpression": "note"}), vec!["pk sk"], 4),
    ] {
        let (found, items) = pages(&db, operation, request.clone());
        assert_eq!((found, items), (keys.iter().map(ToString::to_string).collect(), count), "{request}");
    }
}

#[test]
fn a_page_ends_after_a_megabyte_of_what_was_read() {
    let db = database();
    for sk in 0..30 {
        put(&db, "Full", full("a", sk, json!({"note": "x".repeat(100_000), "date": "d", "owner": "a"})));
    }
    let filtered = json!({"FilterExpression": "attribute_not_exists(note)"});
    let projected = json!({"ProjectionExpression": "sk"});
    let counted = json!({"Select": "COUNT"});
    for more in [json!({}), filtered, projected, counted, json!({"ScanIndexForward": false})] {
        let page = answer(&db, "Query", &query("pk = :a", more));
        assert_eq!(page["ScannedCount"], 11, "the item that crosses the limit is the last");
        assert!(page["LastEvaluatedKey"].is_object());
    }
    // Entries of keys alone are small, whatever is fetched for them.
    for select in ["ALL_PROJECTED_ATTRIBUTES", "ALL_ATTRIBUTES"] {
        let page = answer(&db, "Query", &query("pk = :a", json!({"IndexName": "byDate", "Select": select})));
        assert_eq!(page["ScannedCount"], 30);
    }
    let page = answer(&db, "Scan", &json!({"TableName": "Full", "IndexName": "byOwner"}));
    assert_eq!(page["ScannedCount"], 11, "a global index ends its page by its own entries");
}

#[test]
fn an_index_by_several_attributes_pages_by_all_of_them() {
    let db = Database::in_memory().unwrap();
    let names = ["pk", "h1", "h2", "r1", "r2"];
    let element = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
    let create = json!({
        "TableName": "Many", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [element("pk", "HASH")],
        "AttributeDefinitions": names.map(|name| json!({"AttributeName": name, "AttributeType": if name == "r1" { "N" } else { "S" }})),
        "GlobalSecondaryIndexes": [{
            "IndexName": "many", "Projection": {"ProjectionType": "KEYS_ONLY"},
            "KeySchema": [element("h1", "HASH"), element("h2", "HASH"), element("r1", "RANGE"), element("r2", "RANGE")],
        }],
    });
    db.json("CreateTable", &create.to_string()).unwrap();
    for number in 0..6 {
        let item = json!({
            "pk": {"S": format!("p{number}")}, "h1": {"S": "a"}, "h2": {"S": "b"}, "r1": {"N": (number / 2).to_string()},
            "r2": {"S": format!("s{number}")}, "other": {"S": "x"},
        });
        put(&db, "Many", item);
    }
    put(&db, "Many", json!({"pk": {"S": "sparse"}, "h1": {"S": "a"}, "r1": {"N": "1"}, "r2": {"S": "s"}}));
    let query = |condition: &str, more: Value| {
        let all = json!({":a": {"S": "a"}, ":b": {"S": "b"}, ":n": {"N": "1"}, ":s": {"S": "s3"}});
        let mut values = json!({});
        for (name, value) in all.as_object().unwrap() {
            if condition.contains(name.as_str()) {
                values[name] = value.clone();
            }
        }
        let request = json!({"TableName": "Many", "IndexName": "many", "KeyConditionExpression": condition, "ExpressionAttributeValues": values});
        with(&request, more)
    };
    let both = "h1 = :a AND h2 = :b";
    let found = |condition: &str| {
        let page = answer(&db, "Query", &query(condition, json!({})));
        let items = page["Items"].as_array().unwrap_or_else(|| panic!("{condition}: {page}"));
        items.iter().map(|item| item["pk"]["S"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(both), "p0 p1 p2 p3 p4 p5");
    assert_eq!(found(&format!("{both} AND r1 = :n")), "p2 p3");
    assert_eq!(found(&format!("{both} AND r1 > :n")), "p4 p5");
    assert_eq!(found(&format!("{both} AND r1 = :n AND r2 < :s")), "p2");
    for forward in [true, false] {
        let limited = query(both, json!({"Limit": 2, "ScanIndexForward": forward}));
        assert_eq!(pages(&db, "Query", limited), (vec!["h1 h2 pk r1 r2".to_owned(); 3], 6));
    }
    let start = |more: Value| {
        let key = json!({"pk": {"S": "p2"}, "h1": {"S": "a"}, "h2": {"S": "b"}, "r1": {"N": "1"}, "r2": {"S": "s2"}});
        query(&format!("{both} AND r1 = :n"), json!({"ExclusiveStartKey": with(&key, more)}))
    };
    check(
        &db,
        &[
            (
                "Query",
                query("h1 = :a", json!({})),
                invalid("HASH key attributes h1, h2 must have equality conditions specified in the query"),
            ),
            ("Query", start(json!({"h2": {"S": "c"}})), invalid(OUTSIDE)),
            ("Query", start(json!({"r1": {"N": "2"}})), invalid(PREDICATE)),
            ("Query", start(json!({"more": {"N": "2"}})), invalid(INVALID)),
        ],
    );
    assert_eq!(answer(&db, "Query", &start(json!({})))["Count"], 1);
}
