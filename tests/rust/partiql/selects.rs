use serde_json::{Value, json};

use super::{filled, items, keys};
use crate::operations::database;

#[test]
fn the_key_decides_what_is_read() {
    let mut db = filled();
    for (rest, found, scanned) in [
        ("WHERE pk = 'a' AND sk = 2", "a2", 1),
        ("WHERE sk = 2 AND 'a' = pk", "a2", 1),
        ("WHERE pk = 'a'", "a1 a2 a3", 3),
        ("WHERE pk = 'a' AND sk > 1", "a2 a3", 2),
        ("WHERE pk = 'a' AND 2 > sk", "a1", 1),
        ("WHERE pk = 'a' AND sk BETWEEN 2 AND 3 AND sk < 3", "a2", 2),
        ("WHERE pk = 'a' AND NOT sk = 2", "a1 a3", 3),
        ("WHERE pk = 'a' AND (sk = 1 OR sk = 3)", "a1 a3", 2),
        ("WHERE pk = 'a' AND sk IN [3, 1, 7]", "a1 a3", 2),
        ("WHERE pk = 'a' AND sk NOT IN (1, 2)", "a3", 3),
        ("WHERE pk IN ['c', 'a'] AND sk = 1", "a1 c1", 2),
        ("WHERE pk IN ['c', 'a'] AND sk >= 3", "a3 c3", 2),
    ] {
        // Strong reads cost a unit for each partition that is read, whatever is found there.
        let all = items(&mut db, &format!("SELECT * FROM \"Wide\" {rest}"));
        assert_eq!(keys(&all).join(" "), found, "{rest}");
        let limited = db.call(
            "ExecuteStatement",
            json!({"Statement": format!("SELECT * FROM Wide {rest}"), "Limit": scanned}),
        );
        assert_eq!(keys(&limited["Items"]).join(" "), found, "{rest} evaluates {scanned}");
    }
    assert_eq!(items(&mut db, "SELECT * FROM Wide").as_array().unwrap().len(), 9);
    assert_eq!(keys(&items(&mut db, "SELECT * FROM Wide WHERE sk = 2")).len(), 3);
}

#[test]
fn order_by_follows_the_keys() {
    let mut db = filled();
    for (rest, found) in [
        ("WHERE pk = 'a' ORDER BY sk DESC", "a3 a2 a1"),
        ("WHERE pk = 'a' ORDER BY sk ASC", "a1 a2 a3"),
        ("WHERE pk = 'a' ORDER BY pk, sk desc", "a3 a2 a1"),
        ("WHERE pk IN ['a', 'c'] ORDER BY pk DESC", "c1 c2 c3 a1 a2 a3"),
        ("WHERE pk IN ['a', 'c'] ORDER BY pk DESC, sk DESC", "c3 c2 c1 a3 a2 a1"),
        ("WHERE pk IN ['c', 'a'] AND sk < 3 ORDER BY pk ASC, sk DESC", "a2 a1 c2 c1"),
    ] {
        assert_eq!(keys(&items(&mut db, &format!("SELECT * FROM Wide {rest}"))).join(" "), found, "{rest}");
    }
    let by_date = items(&mut db, "SELECT * FROM \"Wide\".\"byDate\" WHERE pk = 'b' ORDER BY \"date\" DESC");
    assert_eq!(keys(&by_date).join(" "), "b1 b2 b3");
}

#[test]
fn indexes_are_read_like_tables() {
    let mut db = filled();
    let by_kind =
        items(&mut db, "SELECT pk, sk FROM \"Wide\".\"byKind\" WHERE kind = 'k' AND \"date\" = '2024-03'");
    assert_eq!(keys(&by_kind).join(" "), "a1 b1 c1");
    // A local index fetches what it does not hold, a global one does not.
    let fetched = items(&mut db, "SELECT note FROM Wide.byDate WHERE pk = 'a' AND \"date\" = '2024-03'");
    assert_eq!(fetched, json!([{"note": {"S": "n"}}]));
    assert_eq!(
        db.fails("ExecuteStatement", json!({"Statement": "SELECT kind FROM Wide.byOwner WHERE owner = 'a'"})),
        "ValidationException: One or more parameter values were invalid: \
         Global secondary index byOwner does not project [kind]"
    );
    assert_eq!(
        db.fails(
            "ExecuteStatement",
            json!({"Statement": "SELECT * FROM Wide.byOwner WHERE owner = 'a'", "ConsistentRead": true})
        ),
        "ValidationException: Strongly consistent read is not supported on Global Secondary Indexes"
    );
    assert_eq!(
        db.fails("ExecuteStatement", json!({"Statement": "SELECT * FROM Wide.none"})),
        "ValidationException: The table does not have the specified index"
    );
}

#[test]
fn columns_stand_under_the_end_of_their_path() {
    let mut db = database();
    items(&mut db, "INSERT INTO Hash VALUE {'pk': 'a', 'm': {'l': [{'x': 1}, 2], 'd.t': 3}, 'from': 4}");
    for (columns, shown) in [
        ("pk, nothing", json!([{"pk": {"S": "a"}}])),
        ("m.l[1]", json!([{"l[1]": {"N": "2"}}])),
        ("m.l[0].x, m.\"d.t\"", json!([{"x": {"N": "1"}, "d.t": {"N": "3"}}])),
        ("\"from\"", json!([{"from": {"N": "4"}}])),
        ("m.nothing", json!([{}])),
    ] {
        assert_eq!(items(&mut db, &format!("SELECT {columns} FROM Hash WHERE pk = 'a'")), shown, "{columns}");
    }
}

#[test]
fn every_operator_and_function_filters() {
    let mut db = database();
    items(
        &mut db,
        "INSERT INTO Hash VALUE {'pk': 'a', 's': 'héllo', 'n': 5, 'b': true, 'z': NULL, 'l': [1, 'x'],
            'ss': <<'p', 'q'>>, 'm': {'k': 'v'}}",
    );
    for (condition, holds) in [
        ("n = 5.0", true),
        ("n <> 5", false),
        ("n != 4", true),
        ("n < 6 AND n <= 5 AND n > 4 AND n >= 5", true),
        ("n BETWEEN 1 AND 5", true),
        ("n NOT BETWEEN 1 AND 5", false),
        ("n IN [1, 5]", true),
        ("n IN (1, 2)", false),
        ("s = 'x' OR n = 5 AND b = TRUE", true),
        ("(s = 'x' OR n = 5) AND b = FALSE", false),
        ("NOT s = 'x'", true),
        ("none IS MISSING", true),
        ("none IS NOT MISSING", false),
        ("z IS NULL", true),
        ("z = NULL", true),
        ("none IS NULL", false),
        ("n IS NOT NULL", true),
        ("s IS STRING", true),
        ("n IS BOOL", false),
        ("begins_with(s, 'hé')", true),
        ("BEGINS_WITH(\"s\", 'x')", false),
        ("contains(s, 'éll')", true),
        ("contains(ss, 'q')", true),
        ("contains(l, 1)", true),
        ("contains(l, 2)", false),
        ("attribute_type(m, 'M')", true),
        ("attribute_exists(m.k)", true),
        ("attribute_not_exists(m.k)", false),
        ("size(s) = 5", true),
        ("size(l) > 2", false),
        ("2 = size(ss)", true),
        ("l[1] = 'x' AND m.k = 'v'", true),
        ("l[9] = 'x'", false),
        ("s = n", false),
        ("ss = <<'q', 'p'>>", true),
        ("m = {'k': 'v'}", true),
        ("n = - 5", false),
    ] {
        let found = items(&mut db, &format!("SELECT pk FROM Hash WHERE {condition}"));
        assert_eq!(found.as_array().unwrap().len(), usize::from(holds), "{condition}");
    }
}

/// All pages of a statement, and how many there were.
fn pages(db: &mut crate::database::Database, statement: &str, limit: u32) -> (Vec<String>, usize) {
    let (mut found, mut count) = (Vec::new(), 0);
    let mut token = Value::Null;
    loop {
        let mut request = json!({"Statement": statement, "Limit": limit});
        if !token.is_null() {
            request["NextToken"] = token;
        }
        let page = db.call("ExecuteStatement", request);
        found.extend(keys(&page["Items"]));
        count += 1;
        token = page["NextToken"].clone();
        assert_eq!(token.is_null(), page["LastEvaluatedKey"].is_null());
        if token.is_null() {
            return (found, count);
        }
    }
}

#[test]
fn tokens_lead_through_all_pages() {
    let mut db = filled();
    for (statement, found) in [
        ("SELECT * FROM Wide WHERE pk = 'a'", "a1 a2 a3"),
        ("SELECT * FROM Wide WHERE pk = 'a' ORDER BY sk DESC", "a3 a2 a1"),
        ("SELECT * FROM Wide WHERE pk IN ['a', 'b'] ORDER BY pk DESC, sk DESC", "b3 b2 b1 a3 a2 a1"),
        ("SELECT * FROM Wide WHERE pk IN ['b', 'a'] AND sk = 2", "a2 b2"),
        ("SELECT pk, sk FROM Wide.byKind WHERE kind = 'k' AND \"date\" > '2024-01'", "a2 b2 c2 a1 b1 c1"),
    ] {
        for limit in 1..8 {
            assert_eq!(pages(&mut db, statement, limit).0.join(" "), found, "{statement} by {limit}");
        }
    }
    let (all, count) = pages(&mut db, "SELECT * FROM Wide", 2);
    assert_eq!((all.len(), count), (9, 5));
    assert_eq!(pages(&mut db, "SELECT * FROM Wide WHERE pk = 'a' AND sk = 1", 1), (vec!["a1".to_owned()], 1));
}

#[test]
fn a_token_belongs_to_its_statement_and_parameters() {
    let mut db = filled();
    let first =
        json!({"Statement": "SELECT * FROM Wide WHERE pk = ?", "Parameters": [{"S": "a"}], "Limit": 1});
    let token = db.call("ExecuteStatement", first.clone())["NextToken"].clone();
    let refused = "ValidationException: NextToken does not match request";
    for (member, value) in [
        ("Statement", json!("SELECT * FROM Wide WHERE  pk = ?")),
        ("Parameters", json!([{"S": "b"}])),
        ("NextToken", json!("nonsense")),
    ] {
        let mut request = first.clone();
        request["NextToken"] = token.clone();
        request[member] = value;
        assert_eq!(db.fails("ExecuteStatement", request), refused, "{member}");
    }
    let mut request = first;
    request["NextToken"] = token;
    assert_eq!(keys(&db.call("ExecuteStatement", request)["Items"]).join(" "), "a2");
}

#[test]
fn reads_cost_what_their_counterparts_cost() {
    let mut db = filled();
    for (statement, consistent, units) in [
        ("SELECT * FROM Wide WHERE pk = 'a' AND sk = 1", false, json!(0.5)),
        ("SELECT * FROM Wide WHERE pk = 'a'", true, json!(1)),
        ("SELECT * FROM Wide WHERE pk = 'none'", false, json!(0.5)),
        ("SELECT * FROM Wide WHERE pk IN ['a', 'b', 'none']", true, json!(3)),
        ("SELECT * FROM Wide", false, json!(0.5)),
    ] {
        let done = db.call(
            "ExecuteStatement",
            json!({"Statement": statement, "ConsistentRead": consistent, "ReturnConsumedCapacity": "TOTAL"}),
        );
        assert_eq!(
            done["ConsumedCapacity"],
            json!({"TableName": "Wide", "CapacityUnits": units}),
            "{statement}"
        );
    }
}
