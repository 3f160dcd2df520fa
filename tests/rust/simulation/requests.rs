//! The requests that are sent.

use crate::oracle::Place;

const COLOURS: [&str; 3] = ["red", "green", "blue"];

pub fn name(table: u64) -> String {
    format!("Table{table}")
}

/// Table 0 has an index from the start.
pub fn create(table: u64) -> String {
    let indexes = if table > 0 {
        ""
    } else {
        r#","GlobalSecondaryIndexes":[{"IndexName":"ByG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},
            {"AttributeName":"s","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}]"#
    };
    let colour = if table > 0 { "" } else { r#",{"AttributeName":"g","AttributeType":"S"}"# };
    format!(
        r#"{{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",
        "KeySchema":[{{"AttributeName":"p","KeyType":"HASH"}},{{"AttributeName":"s","KeyType":"RANGE"}}],
        "AttributeDefinitions":[{{"AttributeName":"p","AttributeType":"S"}},{{"AttributeName":"s","AttributeType":"N"}}{colour}]{indexes}}}"#,
        name(table)
    )
}

pub fn index(table: u64) -> String {
    format!(
        r#"{{"TableName":"{}","AttributeDefinitions":[{{"AttributeName":"g","AttributeType":"S"}}],
        "GlobalSecondaryIndexUpdates":[{{"Create":{{"IndexName":"ByG","KeySchema":[{{"AttributeName":"g","KeyType":"HASH"}}],
        "Projection":{{"ProjectionType":"ALL"}}}}}}]}}"#,
        name(table)
    )
}

pub fn no_index(table: u64) -> String {
    let update = r#"{"Delete":{"IndexName":"ByG"}}"#;
    format!(r#"{{"TableName":"{}","GlobalSecondaryIndexUpdates":[{update}]}}"#, name(table))
}

pub fn of_table(table: u64) -> String {
    format!(r#"{{"TableName":"{}"}}"#, name(table))
}

pub fn by_index(table: u64) -> String {
    format!(r#"{{"TableName":"{}","IndexName":"ByG"}}"#, name(table))
}

pub fn put((table, p, s): Place, version: i64, filler: usize) -> String {
    let colour = COLOURS[version as usize % COLOURS.len()];
    format!(
        r#"{{"TableName":"{}","Item":{{"p":{{"S":"{p}"}},"s":{{"N":"{s}"}},"v":{{"N":"{version}"}},"g":{{"S":"{colour}"}},"x":{{"S":"{}"}}}}}}"#,
        name(table),
        "x".repeat(filler)
    )
}

pub fn keyed((table, p, s): Place) -> String {
    format!(r#"{{"TableName":"{}","Key":{{"p":{{"S":"{p}"}},"s":{{"N":"{s}"}}}}}}"#, name(table))
}
