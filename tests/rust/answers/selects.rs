//! What Query and Scan show: `Select`, projections, and what indexes hold.

use hashrange::native::Database;
use serde_json::{Value, json};

use super::{answer, check, database, enveloped, full, invalid, put, with};

const SPECIFIC: &str =
    "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES";

fn query(index: &str, key: &str, value: &str) -> Value {
    let request = json!({
        "TableName": "Full", "KeyConditionExpression": "#k = :v", "ExpressionAttributeNames": {"#k": key},
        "ExpressionAttributeValues": {":v": {"S": value}},
    });
    if index.is_empty() { request } else { with(&request, json!({"IndexName": index})) }
}

fn scan(index: &str) -> Value {
    let request = json!({"TableName": "Full"});
    if index.is_empty() { request } else { with(&request, json!({"IndexName": index})) }
}

#[test]
fn select_and_projection_have_to_fit() {
    let db = database();
    for (operation, request) in [("Query", query("", "pk", "a")), ("Scan", scan(""))] {
        let select = |select: &str| with(&request, json!({"Select": select}));
        let projected = |name: &str| with(&select(name), json!({"ProjectionExpression": "note"}));
        let refused = |text: &str| if operation == "Query" { enveloped(text) } else { invalid(text) };
        let cannot = |what: &str| {
            refused(&format!("Cannot specify the ProjectionExpression when choosing to get {what}"))
        };
        let set = "Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]";
        let nothing = json!({"Items": [], "Count": 0, "ScannedCount": 0});
        check(
            &db,
            &[
                (operation, select("SPECIFIC_ATTRIBUTES"), refused(SPECIFIC)),
                (operation, projected("ALL_ATTRIBUTES"), cannot("ALL_ATTRIBUTES")),
                (operation, projected("ALL_PROJECTED_ATTRIBUTES"), cannot("ALL_PROJECTED_ATTRIBUTES")),
                (operation, projected("COUNT"), cannot("only the Count")),
                (
                    operation,
                    select("ALL_PROJECTED_ATTRIBUTES"),
                    refused("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"),
                ),
                (
                    operation,
                    select("count"),
                    enveloped(&format!("Value 'count' at 'select' failed to satisfy constraint: {set}")),
                ),
                (operation, projected("SPECIFIC_ATTRIBUTES"), nothing.clone()),
                (operation, select("ALL_ATTRIBUTES"), nothing),
                (operation, select("COUNT"), json!({"Count": 0, "ScannedCount": 0})),
            ],
        );
    }
}

#[test]
fn indexes_are_asked_for_what_they_can_give() {
    let db = database();
    let consistent = invalid("Consistent reads are not supported on global secondary indexes");
    let all = invalid(
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary \
         index byOwner because its projection type is not ALL",
    );
    let unprojected = invalid(
        "One or more parameter values were invalid: Global secondary index byOwner does not project [extra]",
    );
    let unknown = invalid("The table does not have the specified index: none");
    for (operation, request) in [
        ("Query", query as fn(&str, &str, &str) -> Value),
        ("Scan", |index: &str, _: &str, _: &str| scan(index)),
    ] {
        let owner = request("byOwner", "owner", "o");
        check(
            &db,
            &[
                (operation, request("none", "pk", "a"), unknown.clone()),
                (operation, with(&owner, json!({"ConsistentRead": true})), consistent.clone()),
                (operation, with(&owner, json!({"Select": "ALL_ATTRIBUTES"})), all.clone()),
                (
                    operation,
                    with(&owner, json!({"ProjectionExpression": "extra, note"})),
                    unprojected.clone(),
                ),
            ],
        );
        let kind = with(&request("byKind", "kind", "k"), json!({"Select": "ALL_ATTRIBUTES"}));
        assert_eq!(answer(&db, operation, &kind)["Count"], 0, "an index of all attributes has them");
        let local = with(&request("byDate", "pk", "a"), json!({"ConsistentRead": true}));
        assert_eq!(answer(&db, operation, &local)["Count"], 0);
    }
}

fn items(db: &Database, operation: &str, request: &Value) -> Vec<Value> {
    answer(db, operation, request)["Items"].as_array().unwrap().clone()
}

#[test]
fn an_index_holds_what_it_projects_of_the_items_that_have_its_keys() {
    let db = database();
    let more = json!({"date": "d", "rank": "1", "kind": "k", "owner": "o", "note": "n", "extra": "x"});
    let whole = full("a", 1, more);
    put(&db, "Full", whole.clone());
    put(&db, "Full", full("a", 2, json!({"note": "n"})));
    put(&db, "Full", full("a", 3, json!({"kind": "k"})));
    let keys = full("a", 1, json!({"date": "d"}));
    let owned = full("a", 1, json!({"owner": "o", "note": "n"}));
    for (index, key, value, shown) in [
        ("byDate", "pk", "a", &keys),
        ("byRank", "pk", "a", &whole),
        ("byKind", "kind", "k", &whole),
        ("byOwner", "owner", "o", &owned),
    ] {
        assert_eq!(items(&db, "Query", &query(index, key, value)), std::slice::from_ref(shown), "{index}");
        assert_eq!(items(&db, "Scan", &scan(index)), std::slice::from_ref(shown), "{index}");
        let all = with(&query(index, key, value), json!({"Select": "ALL_PROJECTED_ATTRIBUTES"}));
        assert_eq!(items(&db, "Query", &all), std::slice::from_ref(shown), "{index}");
    }
    let fetched = with(&query("byDate", "pk", "a"), json!({"Select": "ALL_ATTRIBUTES"}));
    assert_eq!(items(&db, "Query", &fetched), std::slice::from_ref(&whole));
    let fetched = with(&query("byDate", "pk", "a"), json!({"ProjectionExpression": "extra, note"}));
    assert_eq!(items(&db, "Query", &fetched), [json!({"extra": {"S": "x"}, "note": {"S": "n"}})]);
    // An item leaves an index with its key.
    let key = json!({"pk": {"S": "a"}, "sk": {"N": "1"}});
    let update = json!({"TableName": "Full", "Key": key, "UpdateExpression": "REMOVE #o", "ExpressionAttributeNames": {"#o": "owner"}});
    assert_eq!(answer(&db, "UpdateItem", &update), json!({}));
    assert_eq!(items(&db, "Scan", &scan("byOwner")), [] as [Value; 0]);
}

#[test]
fn equal_index_keys_are_all_there_in_one_order() {
    let db = database();
    for sk in [3, 1, 2, -1] {
        put(&db, "Full", full("a", sk, json!({"owner": "o"})));
        put(&db, "Full", full("b", sk, json!({"owner": "o"})));
    }
    let forward = items(&db, "Query", &query("byOwner", "owner", "o"));
    assert_eq!(forward.len(), 8);
    let mut backward =
        items(&db, "Query", &with(&query("byOwner", "owner", "o"), json!({"ScanIndexForward": false})));
    backward.reverse();
    assert_eq!(forward, backward);
}

#[test]
fn a_filter_of_a_query_tests_what_the_index_holds() {
    let db = database();
    put(&db, "Full", full("a", 1, json!({"owner": "o", "date": "d", "note": "n", "extra": "x"})));
    let filtered = |request: Value, filter: &str| with(&request, json!({"FilterExpression": filter}));
    let unprojected = |index: &str, names: &str| {
        invalid(&format!(
            "One or more parameter values were invalid: Secondary index {index} does not project one or more filter attributes: [{names}]"
        ))
    };
    let exist = |name: &str| format!("attribute_exists({name})");
    check(
        &db,
        &[
            (
                "Query",
                filtered(
                    query("byOwner", "owner", "o"),
                    "attribute_exists(extra) OR further.x = more AND extra <> note",
                ),
                unprojected("byOwner", "extra, further, more"),
            ),
            ("Query", filtered(query("byDate", "pk", "a"), &exist("note")), unprojected("byDate", "note")),
        ],
    );
    let found = answer(&db, "Query", &filtered(query("byOwner", "owner", "o"), &exist("note")));
    assert_eq!(found["Count"], 1);
    let found = answer(&db, "Query", &filtered(query("byOwner", "owner", "o"), &exist("sk")));
    assert_eq!(found["Count"], 1, "keys of the table are there");
    let found = answer(&db, "Scan", &filtered(scan("byOwner"), &exist("extra")));
    assert_eq!((&found["Count"], &found["ScannedCount"]), (&json!(0), &json!(1)), "a scan finds nothing");
}
