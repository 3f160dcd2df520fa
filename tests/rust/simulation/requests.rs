//! The requests that are sent.

use crate::oracle::Place;

const COLOURS: [&str; 3] = ["red", "green", "blue"];

pub fn name(table: u64) -> String {
    format!("Table{table}")
}

/// Whether a table has a stream from the start. What is deleted there needs room, so the one that is emptied has none.
pub const fn has_stream(table: u64) -> bool {
    table >= 2
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
    let stream = if has_stream(table) {
        r#","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}"#
    } else {
        ""
    };
    format!(
        r#"{{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",
        "KeySchema":[{{"AttributeName":"p","KeyType":"HASH"}},{{"AttributeName":"s","KeyType":"RANGE"}}],
        "AttributeDefinitions":[{{"AttributeName":"p","AttributeType":"S"}},{{"AttributeName":"s","AttributeType":"N"}}{colour}]{indexes}{stream}}}"#,
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

pub fn of_name(table: &str) -> String {
    format!(r#"{{"TableName":"{table}"}}"#)
}

pub fn index_of(table: &str) -> String {
    format!(r#"{{"TableName":"{table}","IndexName":"ByG"}}"#)
}

pub fn recovery(table: u64) -> String {
    let on = r#"{"PointInTimeRecoveryEnabled":true}"#;
    format!(r#"{{"TableName":"{}","PointInTimeRecoverySpecification":{on}}}"#, name(table))
}

pub fn backup(table: u64) -> String {
    format!(r#"{{"TableName":"{}","BackupName":"backup"}}"#, name(table))
}

pub fn of_backup(arn: &str) -> String {
    format!(r#"{{"BackupArn":"{arn}"}}"#)
}

pub fn from_backup(arn: &str, target: &str) -> String {
    format!(r#"{{"BackupArn":"{arn}","TargetTableName":"{target}"}}"#)
}

pub fn to_time(table: u64, target: &str, ms: u64) -> String {
    let time = format!("{}.{:03}", ms / 1000, ms % 1000);
    format!(
        r#"{{"SourceTableName":"{}","TargetTableName":"{target}","RestoreDateTime":{time}}}"#,
        name(table)
    )
}

/// A read of a table, or of its index, as it was.
pub fn as_of(table: u64, ms: u64, index: bool) -> String {
    let index = if index { r#","IndexName":"ByG""# } else { "" };
    format!(r#"{{"TableName":"{}","AsOf":{ms}{index}}}"#, name(table))
}

pub fn of_stream(arn: &str) -> String {
    format!(r#"{{"StreamArn":"{arn}"}}"#)
}

pub fn from_start(arn: &str, shard: &str) -> String {
    format!(r#"{{"StreamArn":"{arn}","ShardId":"{shard}","ShardIteratorType":"TRIM_HORIZON"}}"#)
}

pub fn records(iterator: &str) -> String {
    format!(r#"{{"ShardIterator":"{iterator}"}}"#)
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

pub fn put_until((table, p, s): Place, version: i64, ends: u64) -> String {
    format!(
        r#"{{"TableName":"{}","Item":{{"p":{{"S":"{p}"}},"s":{{"N":"{s}"}},"v":{{"N":"{version}"}},"ends":{{"N":"{ends}"}}}}}}"#,
        name(table)
    )
}

pub fn time_to_live(table: u64, enabled: bool) -> String {
    format!(
        r#"{{"TableName":"{}","TimeToLiveSpecification":{{"Enabled":{enabled},"AttributeName":"ends"}}}}"#,
        name(table)
    )
}

pub fn keyed((table, p, s): Place) -> String {
    format!(r#"{{"TableName":"{}","Key":{{"p":{{"S":"{p}"}},"s":{{"N":"{s}"}}}}}}"#, name(table))
}
