//! Lists of a request that are far longer than the service takes: refused in time that is linear in their length.
//! Whoever compares each entry with all before it would be busy for hours here.

use serde_json::{Value, json};

use super::database;

const MANY: usize = 200_000;

fn each(entry: impl Fn(String) -> Value) -> Value {
    (0..MANY).map(|number| entry(format!("k{number:07}"))).collect()
}

fn table(member: &str, given: Value) -> Value {
    let mut request = json!({
        "TableName": "New", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    });
    request[member] = given;
    request
}

#[test]
fn long_lists_of_definitions_are_refused_in_linear_time() {
    let mut db = database();
    let arn = db.call("DescribeTable", json!({"TableName": "Hash"}))["Table"]["TableArn"].clone();
    let key = json!([{"AttributeName": "pk", "KeyType": "HASH"}]);
    let index = |name| json!({"IndexName": name, "KeySchema": key, "Projection": {"ProjectionType": "ALL"}});
    let includes = json!([{
        "IndexName": "one", "KeySchema": key,
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": each(Value::from)},
    }]);
    let definitions = each(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    let tags = each(|name| json!({"Key": name, "Value": "v"}));
    let too_many_tags = "Number of Tags exceed the current limit for the provided ResourceArn";
    let requests = [
        ("CreateTable", table("Tags", tags.clone()), too_many_tags),
        ("TagResource", json!({"ResourceArn": arn, "Tags": tags}), too_many_tags),
        (
            "CreateTable",
            table("AttributeDefinitions", definitions),
            "Some index key attributes are not defined",
        ),
        ("CreateTable", table("GlobalSecondaryIndexes", each(index)), "GlobalSecondaryIndex"),
        ("CreateTable", table("GlobalSecondaryIndexes", includes), ""),
        (
            "UpdateTable",
            json!({
                "TableName": "Hash",
                "GlobalSecondaryIndexUpdates": each(|name| json!({"Delete": {"IndexName": name}})),
            }),
            "Subscriber limit exceeded",
        ),
    ];
    for (operation, request, message) in requests {
        let text = db.fails(operation, request);
        assert!(text.contains(message), "{operation}: {}", &text[..text.len().min(300)]);
    }
}
