use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{database, put_wide};
use crate::database::Database;

fn query(condition: &str, values: Value) -> Value {
    json!({"TableName": "Wide", "KeyConditionExpression": condition, "ExpressionAttributeValues": values})
}

fn sort_keys(page: &Value) -> Vec<i64> {
    let items = page["Items"].as_array().unwrap();
    items.iter().map(|item| item["sk"]["N"].as_str().unwrap().parse().unwrap()).collect()
}

fn filled() -> Database {
    let mut db = database();
    for sk in -5..15 {
        put_wide(&mut db, "p", sk, json!({"date": format!("d{:02}", 20 - sk), "kind": "k", "note": "n"}));
        put_wide(&mut db, "q", sk, json!({}));
    }
    db
}

#[test]
fn a_query_reads_a_range_in_either_direction() {
    let mut db = filled();
    let mut range = |condition: &str, values: Value| sort_keys(&db.call("Query", query(condition, values)));
    let p = json!({"S": "p"});
    assert_eq!(range("pk = :p", json!({":p": p})), (-5..15).collect::<Vec<_>>());
    assert_eq!(range("pk = :p AND sk = :n", json!({":p": p, ":n": {"N": "3"}})), [3]);
    assert_eq!(range("pk = :p AND sk < :n", json!({":p": p, ":n": {"N": "-3"}})), [-5, -4]);
    assert_eq!(range("pk = :p AND sk <= :n", json!({":p": p, ":n": {"N": "-3"}})), [-5, -4, -3]);
    assert_eq!(range("pk = :p AND sk > :n", json!({":p": p, ":n": {"N": "12.5"}})), [13, 14]);
    assert_eq!(range("pk = :p AND :n <= sk", json!({":p": p, ":n": {"N": "13"}})), [13, 14]);
    assert_eq!(
        range("pk = :p AND sk BETWEEN :a AND :b", json!({":p": p, ":a": {"N": "-1"}, ":b": {"N": "1"}})),
        [-1, 0, 1]
    );
    let mut backward = query("pk = :p AND sk > :n", json!({":p": p, ":n": {"N": "10"}}));
    backward["ScanIndexForward"] = json!(false);
    assert_eq!(sort_keys(&db.call("Query", backward)), [14, 13, 12, 11]);
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    for forward in [true, false] {
        for index in [None, Some("byDate"), Some("byKind")] {
            let mut db = filled();
            let mut request = query("pk = :p", json!({":p": {"S": "p"}}));
            if let Some(index) = index {
                request["IndexName"] = json!(index);
            }
            if index == Some("byKind") {
                request["KeyConditionExpression"] = json!("kind = :p");
                request["ExpressionAttributeValues"] = json!({":p": {"S": "k"}});
            }
            request["ScanIndexForward"] = json!(forward);
            let whole = sort_keys(&db.call("Query", request.clone()));
            assert_eq!(whole.len(), 20);
            request["Limit"] = json!(3);
            let mut paged = Vec::new();
            loop {
                let page = db.call("Query", request.clone());
                paged.extend(sort_keys(&page));
                let Some(last) = page.get("LastEvaluatedKey") else { break };
                let names: Vec<&String> = last.as_object().unwrap().keys().collect();
                match index {
                    None => assert_eq!(names, ["pk", "sk"]),
                    Some("byDate") => assert_eq!(names, ["date", "pk", "sk"]),
                    _ => assert_eq!(names, ["date", "kind", "pk", "sk"]),
                }
                request["ExclusiveStartKey"] = last.clone();
            }
            assert_eq!(paged, whole, "{forward} {index:?}");
        }
    }
}

#[test]
fn a_limit_that_is_just_met_leaves_a_key_behind() {
    let mut db = filled();
    let mut request = query("pk = :p", json!({":p": {"S": "p"}}));
    request["Limit"] = json!(20);
    let page = db.call("Query", request.clone());
    assert_eq!(page["Count"], 20);
    request["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
    let empty = db.call("Query", request);
    assert_eq!(empty, json!({"Items": [], "Count": 0, "ScannedCount": 0}));
}

#[test]
fn filters_hide_items_but_count_as_read() {
    let mut db = filled();
    let mut request = query("pk = :p", json!({":p": {"S": "p"}, ":d": {"S": "d10"}}));
    request["FilterExpression"] = json!("#d <= :d");
    request["ExpressionAttributeNames"] = json!({"#d": "date"});
    request["Select"] = json!("COUNT");
    let page = db.call("Query", request.clone());
    assert_eq!(page, json!({"Count": 5, "ScannedCount": 20}));
    request["FilterExpression"] = json!("sk > :d AND #d > :d");
    assert_eq!(
        db.fails("Query", request),
        "ValidationException: Filter Expression can only contain non-primary key attributes: Primary key attribute: sk"
    );
}

#[test]
fn a_local_index_fetches_what_it_does_not_project() {
    let mut db = filled();
    let mut request = query("pk = :p AND #d < :d", json!({":p": {"S": "p"}, ":d": {"S": "d08"}}));
    request["IndexName"] = json!("byDate");
    request["ExpressionAttributeNames"] = json!({"#d": "date"});
    request["ReturnConsumedCapacity"] = json!("INDEXES");
    let page = db.call("Query", request.clone());
    assert_eq!(page["Items"][0], json!({"pk": {"S": "p"}, "sk": {"N": "14"}, "date": {"S": "d06"}}));
    assert_eq!(page["ConsumedCapacity"]["Table"]["CapacityUnits"], 0);
    request["Select"] = json!("ALL_ATTRIBUTES");
    let page = db.call("Query", request);
    assert_eq!(page["Items"][0]["note"], json!({"S": "n"}));
    assert_eq!(page["ConsumedCapacity"]["CapacityUnits"], 1.5);
    assert_eq!(page["ConsumedCapacity"]["Table"]["CapacityUnits"], 1);
    assert_eq!(page["ConsumedCapacity"]["LocalSecondaryIndexes"]["byDate"]["CapacityUnits"], 0.5);
}

#[test]
fn a_global_index_shows_what_it_projects() {
    let mut db = database();
    put_wide(&mut db, "p", 1, json!({"owner": "o", "note": "n", "kind": "k"}));
    let mut request = json!({
        "TableName": "Wide", "IndexName": "byOwner", "KeyConditionExpression": "#o = :o",
        "ExpressionAttributeNames": {"#o": "owner"}, "ExpressionAttributeValues": {":o": {"S": "o"}},
    });
    let page = db.call("Query", request.clone());
    assert_eq!(
        page["Items"],
        json!([{"pk": {"S": "p"}, "sk": {"N": "1"}, "owner": {"S": "o"}, "note": {"S": "n"}}])
    );
    request["ConsistentRead"] = json!(true);
    assert_eq!(
        db.fails("Query", request.clone()),
        "ValidationException: Consistent reads are not supported on global secondary indexes"
    );
    request["ConsistentRead"] = json!(false);
    request["Select"] = json!("ALL_ATTRIBUTES");
    assert_eq!(
        db.fails("Query", request.clone()),
        "ValidationException: One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported \
         for global secondary index byOwner because its projection type is not ALL"
    );
    request.as_object_mut().unwrap().remove("Select");
    request["ProjectionExpression"] = json!("kind, note");
    assert_eq!(
        db.fails("Query", request),
        "ValidationException: One or more parameter values were invalid: Global secondary index byOwner does not \
         project [kind]"
    );
}

#[test]
fn start_keys_have_to_lie_within_the_query() {
    let mut db = filled();
    let mut request = query("pk = :p AND sk > :n", json!({":p": {"S": "p"}, ":n": {"N": "3"}}));
    let mut with = |key: Value| {
        request["ExclusiveStartKey"] = key;
        db.try_call("Query", &request).map(|page| sort_keys(&page)).map_err(|failure| failure.message)
    };
    assert_eq!(with(json!({"pk": {"S": "p"}, "sk": {"N": "12.5"}})), Ok(vec![13, 14]));
    assert_eq!(with(json!({"pk": {"S": "p"}})), Err("The provided starting key is invalid".into()));
    assert_eq!(
        with(json!({"pk": {"S": "q"}, "sk": {"N": "5"}})),
        Err("The provided starting key is outside query boundaries based on provided conditions".into())
    );
    assert_eq!(
        with(json!({"pk": {"S": "p"}, "sk": {"N": "2"}})),
        Err("The provided starting key does not match the range key predicate".into())
    );
    let mut point = query("pk = :p AND sk = :n", json!({":p": {"S": "p"}, ":n": {"N": "3"}}));
    point["ExclusiveStartKey"] = json!({"pk": {"S": "p"}, "sk": {"N": "3"}});
    assert!(
        db.fails("Query", point).ends_with("The query can return at most one row and cannot be restarted")
    );
}

#[test]
fn segments_divide_a_table() {
    let mut db = database();
    for number in 0..200 {
        db.call("PutItem", json!({"TableName": "Hash", "Item": {"pk": {"S": format!("item-{number}")}}}));
    }
    for total in [1, 3, 7, 1000] {
        let mut seen = BTreeSet::new();
        let mut filled = 0;
        for segment in 0..total {
            let page =
                db.call("Scan", json!({"TableName": "Hash", "Segment": segment, "TotalSegments": total}));
            let items = page["Items"].as_array().unwrap();
            filled += usize::from(!items.is_empty());
            for item in items {
                assert!(
                    seen.insert(item["pk"]["S"].as_str().unwrap().to_owned()),
                    "each item is in one segment"
                );
            }
        }
        assert_eq!(seen.len(), 200);
        assert!(filled >= total.min(50));
    }
    assert_eq!(
        db.fails("Scan", json!({"TableName": "Hash", "Segment": 5, "TotalSegments": 5})),
        "ValidationException: The Segment parameter is zero-based and must be less than parameter TotalSegments: \
         Segment: 5 is not less than TotalSegments: 5"
    );
}

#[test]
fn a_page_ends_after_a_megabyte() {
    let mut db = database();
    for number in 0..30 {
        let item =
            json!({"pk": {"S": "big"}, "sk": {"N": number.to_string()}, "b": {"S": "x".repeat(100_000)}});
        db.call("PutItem", json!({"TableName": "Wide", "Item": item}));
    }
    let mut request = query("pk = :p", json!({":p": {"S": "big"}}));
    let page = db.call("Query", request.clone());
    assert_eq!(page["Count"], 11, "the item that crosses the limit is the last one");
    request["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
    request["Select"] = json!("COUNT");
    assert_eq!(db.call("Query", request)["Count"], 11);
}

#[test]
fn selects_are_checked() {
    let mut db = database();
    let mut request = query("pk = :p", json!({":p": {"S": "p"}}));
    request["Select"] = json!("ALL_PROJECTED_ATTRIBUTES");
    assert!(
        db.fails("Query", request.clone())
            .ends_with("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
    );
    request["Select"] = json!("ALL_ATTRIBUTES");
    request["ProjectionExpression"] = json!("sk");
    assert!(
        db.fails("Query", request)
            .ends_with("Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES")
    );
}
