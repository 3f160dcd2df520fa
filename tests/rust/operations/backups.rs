//! Backups, point-in-time recovery and reads of the past, by the rules of AWS's documentation.

use hashrange::model::Kind;
use serde_json::{Value, json};

use super::{database, wide};
use crate::database::Database;

const DAY: u64 = 24 * 3_600_000;

fn recover(db: &mut Database, table: &str, days: u64) -> Value {
    let specification = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days});
    let request = json!({"TableName": table, "PointInTimeRecoverySpecification": specification});
    db.call("UpdateContinuousBackups", request)["ContinuousBackupsDescription"].clone()
}

fn item(pk: &str, sk: i64, kind: &str, size: usize) -> Value {
    json!({"pk": {"S": pk}, "sk": {"N": sk.to_string()}, "kind": {"S": kind}, "date": {"S": kind},
        "text": {"S": "x".repeat(size)}})
}

fn put(db: &mut Database, item: Value) {
    db.call("PutItem", json!({"TableName": "Wide", "Item": item}));
}

fn delete(db: &mut Database, pk: &str, sk: i64) {
    let key = json!({"pk": {"S": pk}, "sk": {"N": sk.to_string()}});
    db.call("DeleteItem", json!({"TableName": "Wide", "Key": key}));
}

/// All that a table has, by itself and by its index `byKind`.
fn contents(db: &mut Database, table: &str, as_of: Option<u64>) -> [Vec<Value>; 2] {
    [json!({"TableName": table}), json!({"TableName": table, "IndexName": "byKind"})].map(|mut request| {
        if let Some(ms) = as_of {
            request["AsOf"] = json!(ms);
        }
        let mut items = db.call("Scan", request)["Items"].as_array().unwrap().clone();
        items.sort_by_key(Value::to_string);
        items
    })
}

fn fill(db: &mut Database, round: i64) {
    for n in 0..120 {
        if (n + round) % 7 == 0 {
            delete(db, "p", n);
        } else if (n * round) % 3 != 1 {
            put(db, item("p", n, &format!("k{}", (n + round) % 4), 40));
        }
    }
}

fn status(db: &mut Database, table: &str) -> Value {
    db.call("DescribeTable", json!({"TableName": table}))["Table"]["TableStatus"].clone()
}

fn backup(db: &mut Database, name: &str) -> String {
    db.entropy[0] = db.entropy[0].wrapping_add(1);
    let answer = db.call("CreateBackup", json!({"TableName": "Wide", "BackupName": name}));
    answer["BackupDetails"]["BackupArn"].as_str().unwrap().to_owned()
}

fn restore(db: &mut Database, arn: &str, target: &str) -> Value {
    db.call("RestoreTableFromBackup", json!({"TargetTableName": target, "BackupArn": arn}))
}

#[test]
fn a_backup_is_the_table_of_its_moment() {
    let mut db = database();
    fill(&mut db, 1);
    db.checkpoint();
    fill(&mut db, 2);
    let before = contents(&mut db, "Wide", None);
    let arn = backup(&mut db, "first");
    fill(&mut db, 3);
    db.checkpoint();
    fill(&mut db, 4);
    let answer = restore(&mut db, &arn, "Copy")["TableDescription"].clone();
    assert_eq!(answer["TableStatus"], "CREATING");
    assert_eq!(answer["RestoreSummary"]["SourceBackupArn"], json!(arn));
    assert_eq!(answer["RestoreSummary"]["RestoreInProgress"], json!(true));
    assert_eq!(status(&mut db, "Copy"), "CREATING");
    let early = db.try_call("Scan", &json!({"TableName": "Copy"})).unwrap_err();
    assert_eq!(early.kind, Kind::ResourceNotFound);
    assert!(db.fails("DeleteBackup", json!({"BackupArn": arn})).starts_with("BackupInUseException"));
    db.work();
    assert_eq!(status(&mut db, "Copy"), "ACTIVE");
    assert_eq!(contents(&mut db, "Copy", None), before);
    let described = db.call("DescribeTable", json!({"TableName": "Copy"}))["Table"].clone();
    assert_eq!(described["RestoreSummary"]["RestoreInProgress"], json!(false));
    assert_eq!(described["ItemCount"], json!(before[0].len()));
    let shown = db.call("DescribeBackup", json!({"BackupArn": arn}))["BackupDescription"].clone();
    assert_eq!(shown["BackupDetails"]["BackupStatus"], "AVAILABLE");
    assert_eq!(shown["SourceTableDetails"]["ItemCount"], json!(before[0].len()));
    assert_eq!(shown["SourceTableFeatureDetails"]["GlobalSecondaryIndexes"].as_array().unwrap().len(), 2);
    // The table may go: the backup has what it needs.
    db.call("DeleteTable", json!({"TableName": "Wide"}));
    db.checkpoint();
    restore(&mut db, &arn, "Wide");
    db.work();
    assert_eq!(contents(&mut db, "Wide", None), before);
    assert_eq!(
        db.call("DeleteBackup", json!({"BackupArn": arn}))["BackupDescription"]["BackupDetails"]["BackupStatus"],
        "DELETED"
    );
    let gone = db.fails("DescribeBackup", json!({"BackupArn": arn}));
    assert_eq!(gone, format!("BackupNotFoundException: Backup not found: {arn}"));
}

#[test]
fn a_backup_takes_as_many_effects_however_large_the_table_is() {
    let effects = |items: i64| {
        let mut db = database();
        for n in 0..items {
            put(&mut db, item("p", n, "k", 20));
        }
        let settle = |db: &mut Database| (0..3).for_each(|_| db.checkpoint());
        settle(&mut db);
        let pages = db.page_count();
        let arn = backup(&mut db, "whole");
        settle(&mut db);
        let added = db.page_count() - pages;
        db.call("DeleteBackup", json!({"BackupArn": arn}));
        settle(&mut db);
        // The catalog may have been split.
        assert!(db.page_count() <= pages + 1, "{} pages, {pages} before", db.page_count());
        added
    };
    let few = effects(10);
    // A root of the catalog and of tree 0, pages of their lists, and the catalog's new leaf.
    assert!(few <= 6, "{few} pages");
    assert_eq!(effects(2000), few);
}

#[test]
fn backups_are_listed_by_table_time_and_type() {
    let mut db = database();
    let mut arns = Vec::new();
    for n in 0..5 {
        db.now_ms += 1000;
        arns.push(backup(&mut db, &format!("backup-{n}")));
    }
    let list = |db: &mut Database, request: Value| -> Vec<String> {
        let answer = db.call("ListBackups", request);
        let summaries = answer["BackupSummaries"].as_array().unwrap();
        summaries.iter().map(|entry| entry["BackupArn"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(list(&mut db, json!({})), arns);
    assert_eq!(list(&mut db, json!({"TableName": "Hash"})), [""; 0]);
    assert_eq!(list(&mut db, json!({"BackupType": "SYSTEM"})), [""; 0]);
    let first = (db.now_ms - 4000) as f64 / 1000.0;
    let request =
        json!({"TableName": "Wide", "TimeRangeLowerBound": first, "TimeRangeUpperBound": first + 2.0});
    assert_eq!(list(&mut db, request), arns[..2]);
    let page = db.call("ListBackups", json!({"Limit": 2}));
    assert_eq!(page["LastEvaluatedBackupArn"], json!(arns[1]));
    assert_eq!(list(&mut db, json!({"ExclusiveStartBackupArn": arns[1]})), arns[2..]);
}

#[test]
fn every_earlier_state_comes_back() {
    let mut db = database();
    let on = recover(&mut db, "Wide", 35);
    assert_eq!(on["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"], "ENABLED");
    let mut states = Vec::new();
    for round in 1..6 {
        db.now_ms += 1000;
        fill(&mut db, round);
        if round % 2 == 0 {
            db.checkpoint();
        }
        states.push((db.now_ms, contents(&mut db, "Wide", None)));
    }
    db.now_ms += 1000;
    for (at, (ms, state)) in states.iter().enumerate() {
        let target = format!("Past{at}");
        let request = json!({
            "SourceTableName": "Wide", "TargetTableName": target, "RestoreDateTime": *ms as f64 / 1000.0,
        });
        let answer = db.call("RestoreTableToPointInTime", request)["TableDescription"].clone();
        assert_eq!(answer["RestoreSummary"]["RestoreDateTime"], json!(*ms as f64 / 1000.0));
        // What is written meanwhile is not part of it.
        put(&mut db, item("p", 3, "later", 10));
        db.checkpoint();
        db.work();
        assert_eq!(&contents(&mut db, &target, None), state);
        let moment = json!({"TableName": "Wide", "AsOf": ms});
        assert_eq!(db.call("OpenMoment", moment.clone())["Status"], "PREPARING");
        put(&mut db, item("p", 4, "later", 10));
        let early = db.try_call("Scan", &moment).unwrap_err();
        assert_eq!(early.kind, Kind::MomentNotOpen);
        db.work();
        assert_eq!(db.call("OpenMoment", moment)["Status"], "READY");
        assert_eq!(&contents(&mut db, "Wide", Some(*ms)), state);
    }
    let request =
        json!({"SourceTableName": "Wide", "TargetTableName": "Latest", "UseLatestRestorableTime": true});
    db.call("RestoreTableToPointInTime", request);
    db.work();
    assert_eq!(contents(&mut db, "Latest", None), contents(&mut db, "Wide", None));
}

#[test]
fn the_past_is_read_by_every_read_and_written_by_none() {
    let mut db = database();
    recover(&mut db, "Wide", 1);
    put(&mut db, item("p", 1, "old", 3));
    let ms = db.now_ms;
    db.now_ms += 10;
    put(&mut db, item("p", 1, "new", 3));
    put(&mut db, item("p", 2, "new", 3));
    db.call("OpenMoment", json!({"TableName": "Wide", "AsOf": ms}));
    db.work();
    let old = item("p", 1, "old", 3);
    let key = json!({"pk": {"S": "p"}, "sk": {"N": "1"}});
    let get = db.call("GetItem", json!({"TableName": "Wide", "Key": key, "AsOf": ms}));
    assert_eq!(get["Item"], old);
    let batch = json!({"RequestItems": {"Wide": {"Keys": [key]}}, "AsOf": ms});
    assert_eq!(db.call("BatchGetItem", batch)["Responses"]["Wide"], json!([old]));
    let query = |index: Option<&str>, name: &str, value: &str| {
        let mut request = json!({
            "TableName": "Wide", "KeyConditionExpression": "#k = :v", "AsOf": ms,
            "ExpressionAttributeNames": {"#k": name}, "ExpressionAttributeValues": {":v": {"S": value}},
        });
        if let Some(index) = index {
            request["IndexName"] = json!(index);
        }
        request
    };
    assert_eq!(db.call("Query", query(None, "pk", "p"))["Items"], json!([old]));
    assert_eq!(db.call("Query", query(Some("byKind"), "kind", "old"))["Items"], json!([old]));
    assert_eq!(db.call("Query", query(Some("byKind"), "kind", "new"))["Items"], json!([]));
    let transact = json!({"TransactItems": [{"Get": {"TableName": "Wide", "Key": key}}], "AsOf": ms});
    assert_eq!(db.call("TransactGetItems", transact)["Responses"], json!([{"Item": old}]));
    let select = json!({"Statement": "SELECT * FROM \"Wide\" WHERE pk = 'p'", "AsOf": ms});
    assert_eq!(db.call("ExecuteStatement", select)["Items"], json!([old]));
    let delete = json!({"Statement": "DELETE FROM \"Wide\" WHERE pk = 'p' AND sk = 1", "AsOf": ms});
    let refused = "ValidationException: AsOf is for reads: the past of a table cannot be written";
    assert_eq!(db.fails("ExecuteStatement", delete), refused);
    assert_eq!(contents(&mut db, "Wide", None)[0].len(), 2);
    // Nobody has asked for it for a while.
    db.now_ms += 20 * 60_000;
    db.work();
    let gone = db.try_call("Scan", &json!({"TableName": "Wide", "AsOf": ms})).unwrap_err();
    assert_eq!(gone.kind, Kind::MomentNotOpen);
    db.checkpoint();
    db.checkpoint();
}

#[test]
fn times_outside_of_the_period_are_refused() {
    let mut db = database();
    let request = |ms: u64| json!({"SourceTableName": "Wide", "TargetTableName": "Other", "RestoreDateTime": ms as f64 / 1000.0});
    let now = db.now_ms;
    let off = db.fails("RestoreTableToPointInTime", request(now));
    assert!(off.starts_with("PointInTimeRecoveryUnavailableException"), "{off}");
    recover(&mut db, "Wide", 2);
    put(&mut db, item("p", 1, "a", 1));
    for ms in [now - 2000, now + 2000] {
        let refused = db.fails("RestoreTableToPointInTime", request(ms));
        assert!(refused.starts_with("InvalidRestoreTimeException"), "{refused}");
    }
    // Segments go as the period moves on, and the earliest time with them.
    for _ in 0..20 {
        db.now_ms += DAY / 4;
        db.work();
        put(&mut db, item("p", 1, "b", 1));
    }
    let answer = db.call("DescribeContinuousBackups", json!({"TableName": "Wide"}));
    let shown = &answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    assert_eq!(shown["EarliestRestorableDateTime"], json!((db.now_ms - 2 * DAY) as f64 / 1000.0));
    assert_eq!(shown["RecoveryPeriodInDays"], json!(2));
    let refused = db.fails("RestoreTableToPointInTime", request(db.now_ms - 2 * DAY - 1000));
    assert!(refused.starts_with("InvalidRestoreTimeException"), "{refused}");
    let ms = db.now_ms - DAY;
    db.call("RestoreTableToPointInTime", request(ms));
    db.work();
    let found = db.call("Scan", json!({"TableName": "Other"}))["Items"].clone();
    assert_eq!(found, json!([item("p", 1, "b", 1)]));
    let missing = db.fails(
        "UpdateContinuousBackups",
        json!({
            "TableName": "Nothing", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true},
        }),
    );
    assert_eq!(missing, "TableNotFoundException: Table not found: Nothing");
}

#[test]
fn a_deleted_table_with_recovery_leaves_a_system_backup_for_35_days() {
    let mut db = database();
    recover(&mut db, "Wide", 35);
    fill(&mut db, 1);
    db.checkpoint();
    let before = contents(&mut db, "Wide", None);
    db.call("DeleteTable", json!({"TableName": "Wide"}));
    let listed = db.call("ListBackups", json!({"BackupType": "SYSTEM"}))["BackupSummaries"].clone();
    assert_eq!(listed[0]["BackupName"], "Wide$DeletedTableBackup");
    assert_eq!(listed[0]["BackupExpiryDateTime"], json!((db.now_ms + 35 * DAY) as f64 / 1000.0));
    let arn = listed[0]["BackupArn"].as_str().unwrap().to_owned();
    restore(&mut db, &arn, "Wide");
    db.work();
    assert_eq!(contents(&mut db, "Wide", None), before);
    for _ in 0..72 {
        db.now_ms += DAY / 2;
        db.work();
    }
    assert_eq!(db.call("ListBackups", json!({"BackupType": "ALL"}))["BackupSummaries"], json!([]));
    assert_eq!(contents(&mut db, "Wide", None), before);
}

#[test]
fn overrides_leave_indexes_out_and_change_the_billing() {
    let mut db = database();
    fill(&mut db, 1);
    let arn = backup(&mut db, "first");
    let request = json!({
        "TargetTableName": "Small", "BackupArn": arn, "LocalSecondaryIndexOverride": [],
        "BillingModeOverride": "PROVISIONED",
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8},
        "GlobalSecondaryIndexOverride": [{
            "IndexName": "byKind", "KeySchema": wide()["GlobalSecondaryIndexes"][0]["KeySchema"],
            "Projection": {"ProjectionType": "ALL"},
            "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        }],
    });
    db.call("RestoreTableFromBackup", request.clone());
    db.work();
    let table = db.call("DescribeTable", json!({"TableName": "Small"}))["Table"].clone();
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], json!(7));
    assert_eq!(table.get("LocalSecondaryIndexes"), None);
    let globals = table["GlobalSecondaryIndexes"].as_array().unwrap();
    assert_eq!(globals.len(), 1);
    assert_eq!(globals[0]["ProvisionedThroughput"]["WriteCapacityUnits"], json!(6));
    assert_eq!(contents(&mut db, "Small", None), contents(&mut db, "Wide", None));
    let again = db.fails("RestoreTableFromBackup", request.clone());
    assert_eq!(again, "TableAlreadyExistsException: Table already exists: Small");
    let mut other = request;
    other["TargetTableName"] = json!("Third");
    other["GlobalSecondaryIndexOverride"][0]["IndexName"] = json!("byNothing");
    assert!(db.fails("RestoreTableFromBackup", other).starts_with("ValidationException"));
}

#[test]
fn the_oldest_changes_go_when_they_are_too_many() {
    let mut db = database();
    db.settings.segment_bytes = 20_000;
    db.settings.history_bytes = 100_000;
    recover(&mut db, "Wide", 35);
    let started = db.now_ms;
    let mut states = Vec::new();
    for round in 0..40 {
        db.now_ms += 1000;
        for n in 0..20 {
            put(&mut db, item("p", n, &format!("k{round}"), 100));
        }
        db.work();
        states.push((db.now_ms, contents(&mut db, "Wide", None)));
    }
    let answer = db.call("DescribeContinuousBackups", json!({"TableName": "Wide"}));
    let shown = &answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    let earliest = (shown["EarliestRestorableDateTime"].as_f64().unwrap() * 1000.0) as u64;
    assert!(earliest > started + 5_000, "{}", earliest - started);
    let (ms, state) = states.iter().find(|(ms, _)| *ms > earliest).unwrap().clone();
    db.call("OpenMoment", json!({"TableName": "Wide", "AsOf": ms}));
    db.work();
    assert_eq!(contents(&mut db, "Wide", Some(ms)), state);
    let early = db.fails("OpenMoment", json!({"TableName": "Wide", "AsOf": earliest - 2000}));
    assert!(early.starts_with("InvalidRestoreTimeException"), "{early}");
}

#[test]
fn recovery_that_is_switched_off_gives_its_space_back_at_once() {
    let mut db = database();
    recover(&mut db, "Wide", 35);
    fill(&mut db, 1);
    db.checkpoint();
    let pages = db.page_count();
    let off = json!({"PointInTimeRecoveryEnabled": false});
    let request = json!({"TableName": "Wide", "PointInTimeRecoverySpecification": off});
    let answer = db.call("UpdateContinuousBackups", request);
    let shown = &answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    assert_eq!(shown, &json!({"PointInTimeRecoveryStatus": "DISABLED"}));
    db.checkpoint();
    assert!(db.page_count() < pages - 5, "{} pages, {pages} before", db.page_count());
    // It begins anew, and reaches no further back.
    db.now_ms += 5000;
    recover(&mut db, "Wide", 35);
    let ms = db.now_ms - 2000;
    let request =
        json!({"SourceTableName": "Wide", "TargetTableName": "Other", "RestoreDateTime": ms as f64 / 1000.0});
    assert!(db.fails("RestoreTableToPointInTime", request).starts_with("InvalidRestoreTimeException"));
}

fn continuous(db: &mut Database, table: &str) -> Value {
    let answer = db.call("DescribeContinuousBackups", json!({"TableName": table}));
    answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"].clone()
}

#[test]
fn a_longer_period_reaches_back_to_what_is_kept() {
    let mut db = database();
    recover(&mut db, "Wide", 1);
    for n in 0..20 {
        put(&mut db, item("p", 1, &format!("k{n}"), 1));
        db.now_ms += DAY / 4;
        db.work();
    }
    recover(&mut db, "Wide", 35);
    let earliest = continuous(&mut db, "Wide")["EarliestRestorableDateTime"].as_f64().unwrap();
    let earliest = (earliest * 1000.0) as u64;
    assert!(earliest > db.now_ms - 2 * DAY, "{}", db.now_ms - earliest);
    db.call("OpenMoment", json!({"TableName": "Wide", "AsOf": earliest + 1}));
    db.work();
    assert_eq!(contents(&mut db, "Wide", Some(earliest + 1))[0].len(), 1);
}

#[test]
fn a_table_that_is_being_restored_is_no_source_and_can_be_given_up() {
    let mut db = database();
    fill(&mut db, 1);
    let before = contents(&mut db, "Wide", None);
    let arn = backup(&mut db, "first");
    restore(&mut db, &arn, "Copy");
    let on = json!({"PointInTimeRecoveryEnabled": true});
    let request = json!({"TableName": "Copy", "PointInTimeRecoverySpecification": on});
    assert!(
        db.fails("UpdateContinuousBackups", request).starts_with("ContinuousBackupsUnavailableException")
    );
    assert!(
        db.fails("CreateBackup", json!({"TableName": "Copy", "BackupName": "early"}))
            .starts_with("TableInUseException")
    );
    let latest =
        json!({"SourceTableName": "Copy", "TargetTableName": "Third", "UseLatestRestorableTime": true});
    assert!(db.fails("RestoreTableToPointInTime", latest).starts_with("TableInUseException"));
    // It is given up, and another one of its name is not touched.
    db.call("DeleteTable", json!({"TableName": "Copy"}));
    db.entropy[3] = 99;
    restore(&mut db, &arn, "Copy");
    db.work();
    assert_eq!(contents(&mut db, "Copy", None), before);
    db.call("DeleteBackup", json!({"BackupArn": arn}));
}

#[test]
fn a_system_backup_stays_until_what_is_restored_from_it_is_whole() {
    let mut db = database();
    recover(&mut db, "Wide", 35);
    fill(&mut db, 1);
    let before = contents(&mut db, "Wide", None);
    db.call("DeleteTable", json!({"TableName": "Wide"}));
    db.now_ms += 35 * DAY - 1000;
    let listed = db.call("ListBackups", json!({"BackupType": "SYSTEM"}))["BackupSummaries"].clone();
    let arn = listed[0]["BackupArn"].as_str().unwrap().to_owned();
    restore(&mut db, &arn, "Back");
    db.now_ms += 5000;
    db.work();
    assert_eq!(contents(&mut db, "Back", None), before);
    db.now_ms += 120_000;
    db.work();
    assert_eq!(db.call("ListBackups", json!({"BackupType": "ALL"}))["BackupSummaries"], json!([]));
}

#[test]
fn statements_of_batches_and_transactions_say_that_a_moment_is_not_open() {
    let mut db = database();
    recover(&mut db, "Wide", 1);
    put(&mut db, item("p", 1, "old", 3));
    let ms = db.now_ms;
    let select = json!({"Statement": "SELECT * FROM \"Wide\" WHERE pk = 'p' AND sk = 1"});
    for (operation, member) in
        [("ExecuteTransaction", "TransactStatements"), ("BatchExecuteStatement", "Statements")]
    {
        let failure = db.try_call(operation, &json!({member: [select], "AsOf": ms})).unwrap_err();
        assert_eq!(failure.kind, Kind::MomentNotOpen, "{operation}");
    }
    let get = json!({"Get": {"TableName": "Wide", "Key": {"pk": {"S": "p"}, "sk": {"N": "1"}}}});
    let failure = db.try_call("TransactGetItems", &json!({"TransactItems": [get], "AsOf": ms})).unwrap_err();
    assert_eq!(failure.kind, Kind::MomentNotOpen);
}

#[test]
fn no_time_can_be_given_after_the_clock_was_set_back() {
    let mut db = database();
    recover(&mut db, "Wide", 35);
    put(&mut db, item("p", 1, "a", 1));
    db.now_ms += 3_600_000;
    put(&mut db, item("p", 1, "b", 1));
    db.now_ms -= 3_600_000 - 5000;
    put(&mut db, item("p", 1, "c", 1));
    let moment = json!({"TableName": "Wide", "AsOf": db.now_ms - 100});
    assert!(db.fails("OpenMoment", moment).contains("clock of this machine was set back"));
    let latest =
        json!({"SourceTableName": "Wide", "TargetTableName": "Now", "UseLatestRestorableTime": true});
    db.call("RestoreTableToPointInTime", latest);
    db.work();
    assert_eq!(contents(&mut db, "Now", None)[0], [item("p", 1, "c", 1)]);
}

#[test]
fn moments_are_few_and_have_the_indexes_of_the_table() {
    let mut db = database();
    recover(&mut db, "Wide", 1);
    put(&mut db, item("p", 1, "old", 3));
    let ms = db.now_ms;
    db.now_ms += 10;
    put(&mut db, item("p", 1, "new", 3));
    db.call(
        "UpdateTable",
        json!({
            "TableName": "Wide",
            "AttributeDefinitions": [{"AttributeName": "text", "AttributeType": "S"}],
            "GlobalSecondaryIndexUpdates": [{"Create": {
                "IndexName": "byText", "KeySchema": [{"AttributeName": "text", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }}],
        }),
    );
    let moment = json!({"TableName": "Wide", "AsOf": ms});
    db.call("OpenMoment", moment.clone());
    db.work();
    while db.call("OpenMoment", moment.clone())["Status"] != "READY" {
        db.work();
    }
    let found = db.call("Scan", json!({"TableName": "Wide", "IndexName": "byText", "AsOf": ms}));
    assert_eq!(found["Items"], json!([item("p", 1, "old", 3)]));
    for n in 0..40 {
        db.now_ms += 1000;
        db.call("OpenMoment", json!({"TableName": "Wide", "AsOf": ms + n}));
        db.work();
    }
    let open = (0..40).filter(|n| db.try_call("Scan", &json!({"TableName": "Wide", "AsOf": ms + n})).is_ok());
    assert_eq!(open.count(), 16);
}
