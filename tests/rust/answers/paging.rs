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
    check(&db, &[("Query", plain, invalid(ONE_ROW))]);
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
