//! Table settings, descriptions, tags and time to live: exact answers and exact refusals.

use serde_json::{Value, json};

use super::{database, put_wide, sorted, wide};
use crate::database::Database;

const INVALID: &str = "ValidationException: One or more parameter values were invalid: ";
const ARN: &str = "arn:aws:dynamodb:eu-west-1:123456789012:table/";
const NOW: f64 = 1_700_000_000.123;

fn hash(name: &str) -> Value {
    json!({
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    })
}

/// `request` with the members of `more`; null takes a member away.
fn with(mut request: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

fn describe(db: &mut Database, name: &str) -> Value {
    db.call("DescribeTable", json!({"TableName": name}))["Table"].clone()
}

#[test]
fn answers_of_a_table_s_life_have_exactly_the_service_s_members() {
    let mut db = Database::new();
    let settled = json!({
        "TableName": "Life",
        "TableArn": ARN.to_owned() + "Life",
        "TableId": "07070707-0707-4707-8707-070707070707",
        "TableStatus": "ACTIVE",
        "CreationDateTime": NOW,
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "ItemCount": 0,
        "TableSizeBytes": 0,
        "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST", "LastUpdateToPayPerRequestDateTime": NOW},
        "WarmThroughput": {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"},
        "DeletionProtectionEnabled": false,
    });
    let mut made = settled.clone();
    made["TableStatus"] = json!("CREATING");
    made["BillingModeSummary"] = json!({"BillingMode": "PAY_PER_REQUEST"});
    made.as_object_mut().unwrap().remove("WarmThroughput");
    assert_eq!(db.call("CreateTable", hash("Life")), json!({"TableDescription": made}));
    assert_eq!(db.call("DescribeTable", json!({"TableName": "Life"})), json!({"Table": settled}));
    let mut updated = settled.clone();
    updated["TableStatus"] = json!("UPDATING");
    updated["DeletionProtectionEnabled"] = json!(true);
    let protect = |on: bool| json!({"TableName": "Life", "DeletionProtectionEnabled": on});
    assert_eq!(db.call("UpdateTable", protect(true)), json!({"TableDescription": updated}));
    db.call("UpdateTable", protect(false));
    let mut deleted = settled;
    for name in ["CreationDateTime", "AttributeDefinitions", "KeySchema", "WarmThroughput"] {
        deleted.as_object_mut().unwrap().remove(name);
    }
    deleted["TableStatus"] = json!("DELETING");
    assert_eq!(db.call("DeleteTable", json!({"TableName": "Life"})), json!({"TableDescription": deleted}));
}

#[test]
fn states_can_be_watched_when_they_are_given_time() {
    let mut db = Database::new();
    db.settings.creating_ms = 1000;
    db.call("CreateTable", wide());
    let delete = json!({"TableName": "Wide"});
    let update = json!({"TableName": "Wide", "DeletionProtectionEnabled": true});
    let ttl = json!({"TableName": "Wide", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "expires"}});
    let in_use = |state: &str| {
        format!(
            "ResourceInUseException: Attempt to change a resource which is still in use: Table is being {state}: Wide"
        )
    };
    let description = describe(&mut db, "Wide");
    assert_eq!(description["TableStatus"], "CREATING");
    assert_eq!(description["GlobalSecondaryIndexes"][0]["IndexStatus"], "CREATING");
    for (operation, request) in
        [("DeleteTable", &delete), ("UpdateTable", &update), ("UpdateTimeToLive", &ttl)]
    {
        assert_eq!(db.fails(operation, request.clone()), in_use("created"));
    }
    db.now_ms += 1000;
    db.call("UpdateTable", update.clone());
    assert_eq!(describe(&mut db, "Wide")["TableStatus"], "UPDATING");
    for (operation, request) in
        [("DeleteTable", &delete), ("UpdateTable", &update), ("UpdateTimeToLive", &ttl)]
    {
        assert_eq!(db.fails(operation, request.clone()), in_use("updated"));
    }
    put_wide(&mut db, "a", 1, json!({}));
    db.now_ms += 1000;
    assert_eq!(describe(&mut db, "Wide")["TableStatus"], "ACTIVE");
}

#[test]
fn settings_are_kept_and_described() {
    let mut db = Database::new();
    let settings = json!({
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        "SSESpecification": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "1234"},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "DeletionProtectionEnabled": true,
        "OnDemandThroughput": {"MaxReadRequestUnits": 7},
        "WarmThroughput": {"ReadUnitsPerSecond": 13000},
        "ResourcePolicy": r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
            "Action": "dynamodb:DeleteTable", "Resource": "*"}]}"#,
        "Tags": [{"Key": "owner", "Value": "blue"}],
    });
    db.call("CreateTable", with(hash("Set"), &settings));
    let table = describe(&mut db, "Set");
    for (member, expected) in [
        ("StreamSpecification", settings["StreamSpecification"].clone()),
        ("LatestStreamLabel", json!("2023-11-14T22:13:20.123")),
        ("LatestStreamArn", json!(ARN.to_owned() + "Set/stream/2023-11-14T22:13:20.123")),
        (
            "SSEDescription",
            json!({
                "Status": "ENABLED", "SSEType": "KMS",
                "KMSMasterKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/1234",
            }),
        ),
        ("TableClassSummary", json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"})),
        ("DeletionProtectionEnabled", json!(true)),
        ("OnDemandThroughput", json!({"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": -1})),
        (
            "WarmThroughput",
            json!({"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"}),
        ),
    ] {
        assert_eq!(table[member], expected, "{member}");
    }
    assert_eq!(
        db.call("ListTagsOfResource", json!({"ResourceArn": table["TableArn"]})),
        json!({"Tags": settings["Tags"]})
    );
}

/// Makes tables with changes that are refused; `!` stands for the words that many refusals begin with.
fn refuse(cases: &[(Value, &str)]) {
    let mut db = Database::new();
    for (change, expected) in cases {
        let expected = match expected.strip_prefix('!') {
            Some(rest) => INVALID.to_owned() + rest,
            None => "ValidationException: ".to_owned() + expected,
        };
        assert_eq!(db.fails("CreateTable", with(hash("New"), change)), expected, "{change}");
    }
}

#[test]
fn what_a_new_table_cannot_have_is_refused() {
    let units = |read: i64| json!({"ReadCapacityUnits": read, "WriteCapacityUnits": 1});
    let tags =
        |count: usize| (0..count).map(|tag| json!({"Key": tag.to_string(), "Value": ""})).collect::<Vec<_>>();
    refuse(&[
        (
            json!({"StreamSpecification": {"StreamEnabled": false, "StreamViewType": "NEW_IMAGE"}}),
            "!Table is being created with a stream disabled, UpdateViewType should not be specified",
        ),
        (
            json!({"StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}),
            "1 validation error detected: Value null at 'streamSpecification.streamEnabled' failed to satisfy \
             constraint: Member must not be null",
        ),
        (
            json!({"SSESpecification": {"Enabled": true, "SSEType": "AES256"}}),
            "!SSEType AES256 is not supported",
        ),
        (
            json!({"Tags": [{"Key": "aws:x", "Value": "v"}]}),
            "Tag Key cannot be prefixed with aws:, Key: aws:x",
        ),
        (
            json!({"Tags": [{"Key": "x", "Value": "v"}, {"Key": "x", "Value": "w"}]}),
            "Duplicate Tag Keys provided as input: Duplicate Tag Key found x",
        ),
        (json!({"Tags": tags(51)}), "Number of Tags exceed the current limit for the provided ResourceArn"),
        (
            json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(1_000_000_000_001)}),
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds",
        ),
    ]);
}

#[test]
fn keys_and_indexes_of_a_new_table_are_checked() {
    let key = |name: &str, role: &str| json!({"AttributeName": name, "KeyType": role});
    let define = |names: &[&str]| {
        names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"})).collect::<Vec<_>>()
    };
    let index = |name: &str, keys: &[Value], projection: Value| json!([{"IndexName": name, "KeySchema": keys, "Projection": projection}]);
    let all = json!({"ProjectionType": "ALL"});
    let units = |read: i64| json!({"ReadCapacityUnits": read, "WriteCapacityUnits": 1});
    refuse(&[
        (
            json!({"AttributeDefinitions": define(&["pk", "x"])}),
            "!Number of attributes in KeySchema does not exactly match number of attributes defined in \
             AttributeDefinitions",
        ),
        (
            json!({"AttributeDefinitions": define(&["x"])}),
            "!Some index key attributes are not defined in AttributeDefinitions. Keys: [pk], AttributeDefinitions: [x]",
        ),
        (
            json!({
                "AttributeDefinitions": define(&["pk", "x"]),
                "GlobalSecondaryIndexes": index("gsi", &[key("pk", "HASH")], all.clone()),
            }),
            "!Some AttributeDefinitions are not used. AttributeDefinitions: [pk, x], keys used: [pk]",
        ),
        (
            json!({
                "AttributeDefinitions": define(&["pk"]),
                "GlobalSecondaryIndexes": index("gsi", &[key("pk", "HASH")], json!({})),
            }),
            "!Unknown ProjectionType: null",
        ),
        (
            json!({
                "BillingMode": "PROVISIONED",
                "ProvisionedThroughput": units(1),
                "GlobalSecondaryIndexes": index("gsi", &[key("pk", "HASH")], all),
            }),
            "!ProvisionedThroughput is not specified for index: gsi",
        ),
        (json!({"GlobalSecondaryIndexes": []}), "!List of GlobalSecondaryIndexes is empty"),
        (
            json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(1), "OnDemandThroughput": {"MaxReadRequestUnits": 1}}),
            "!MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED",
        ),
        (
            json!({"WarmThroughput": {"ReadUnitsPerSecond": 1}}),
            "!Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand",
        ),
    ]);
}

#[test]
fn streams_are_enabled_and_disabled_but_not_changed() {
    let mut db = database();
    let stream = |db: &mut Database, specification: Value| {
        db.now_ms += 1;
        let request = json!({"TableName": "Hash", "StreamSpecification": specification});
        db.try_call("UpdateTable", &request).map_err(|failure| failure.to_string())
    };
    let on = json!({"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"});
    let off = json!({"StreamEnabled": false});
    assert_eq!(
        stream(&mut db, off.clone()).unwrap_err(),
        "ValidationException: Table has no stream to disable: TableName: Hash"
    );
    let enabled = stream(&mut db, on.clone()).unwrap()["TableDescription"].clone();
    assert_eq!(enabled["StreamSpecification"], on);
    assert_eq!(
        stream(&mut db, on.clone()).unwrap_err(),
        "ValidationException: Table already has an enabled stream: TableName: Hash"
    );
    assert_eq!(
        stream(&mut db, json!({"StreamEnabled": false, "StreamViewType": "KEYS_ONLY"})).unwrap_err(),
        INVALID.to_owned() + "If stream is being disabled, then UpdateViewType must not be specified"
    );
    let disabled = stream(&mut db, off).unwrap()["TableDescription"].clone();
    assert_eq!(disabled.get("StreamSpecification"), None);
    assert_eq!(disabled["LatestStreamArn"], enabled["LatestStreamArn"]);
    let again = stream(&mut db, on).unwrap()["TableDescription"].clone();
    assert_ne!(again["LatestStreamLabel"], enabled["LatestStreamLabel"]);
}

#[test]
fn warm_throughput_only_grows() {
    let mut db = database();
    let mut warm = |given: Value| {
        let request = json!({"TableName": "Hash", "WarmThroughput": given});
        db.try_call("UpdateTable", &request)
            .map(|answer| answer["TableDescription"]["WarmThroughput"].clone())
            .map_err(|failure| failure.to_string())
    };
    let updating = |read: i64, write: i64| json!({"ReadUnitsPerSecond": read, "WriteUnitsPerSecond": write, "Status": "UPDATING"});
    let decreasing = |name: &str| {
        Err(INVALID.to_owned()
            + "Requested "
            + name
            + " for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not \
               supported")
    };
    assert_eq!(warm(json!({"ReadUnitsPerSecond": 11_999})), decreasing("ReadUnitsPerSecond"));
    assert_eq!(warm(json!({"ReadUnitsPerSecond": 15_000})), Ok(updating(15_000, 4_000)));
    assert_eq!(warm(json!({"WriteUnitsPerSecond": 5_000})), Ok(updating(15_000, 5_000)));
    assert_eq!(warm(json!({"ReadUnitsPerSecond": 14_999})), decreasing("ReadUnitsPerSecond"));
    assert_eq!(warm(json!({"WriteUnitsPerSecond": 4_999})), decreasing("WriteUnitsPerSecond"));
}

#[test]
fn encryption_keys_are_chosen_and_given_back() {
    let mut db = database();
    let request = |specification: Value| json!({"TableName": "Hash", "SSESpecification": specification});
    assert_eq!(
        db.fails("UpdateTable", request(json!({"Enabled": false}))),
        INVALID.to_owned() + "Table is already encrypted by default"
    );
    let on = request(json!({"Enabled": true}));
    let table = db.call("UpdateTable", on.clone())["TableDescription"].clone();
    assert_eq!(table["SSEDescription"]["Status"], "UPDATING");
    assert_eq!(describe(&mut db, "Hash")["SSEDescription"]["Status"], "ENABLED");
    assert_eq!(
        db.fails("UpdateTable", on),
        INVALID.to_owned() + "Table is already encrypted by given KMSMasterKeyId"
    );
    db.call("UpdateTable", request(json!({"Enabled": false})));
    assert_eq!(describe(&mut db, "Hash").get("SSEDescription"), None);
}

#[test]
fn answers_to_updates_show_what_is_under_way() {
    let mut db = database();
    let units = |read: i64| json!({"ReadCapacityUnits": read, "WriteCapacityUnits": 4});
    let update =
        |name: &str, read: i64| json!({"Update": {"IndexName": name, "ProvisionedThroughput": units(read)}});
    db.call(
        "UpdateTable",
        json!({
            "TableName": "Wide", "BillingMode": "PROVISIONED", "ProvisionedThroughput": units(3),
            "GlobalSecondaryIndexUpdates": [update("byKind", 3), update("byOwner", 3)],
        }),
    );
    let changed = db.call(
        "UpdateTable",
        json!({
            "TableName": "Wide", "ProvisionedThroughput": units(5),
            "GlobalSecondaryIndexUpdates": [update("byKind", 2)],
        }),
    );
    let table = &changed["TableDescription"];
    assert_eq!(table["TableStatus"], "UPDATING");
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 3);
    let indexes = &table["GlobalSecondaryIndexes"];
    assert_eq!(indexes[0]["IndexStatus"], "UPDATING");
    assert_eq!(indexes[0]["ProvisionedThroughput"]["ReadCapacityUnits"], 3);
    assert_eq!(indexes[1]["IndexStatus"], "ACTIVE");
    let table = describe(&mut db, "Wide");
    let since = table["ProvisionedThroughput"]["LastIncreaseDateTime"].clone();
    assert_eq!(since, json!(NOW));
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 5);
    assert_eq!(
        table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"],
        json!({
            "ReadCapacityUnits": 2, "WriteCapacityUnits": 4, "NumberOfDecreasesToday": 1,
            "LastIncreaseDateTime": NOW, "LastDecreaseDateTime": NOW,
        })
    );
    db.now_ms += 86_400_000;
    let table = describe(&mut db, "Wide");
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["NumberOfDecreasesToday"], 0);
    let removed = db.call(
        "UpdateTable",
        json!({"TableName": "Wide", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "byOwner"}}]}),
    );
    let table = &removed["TableDescription"];
    assert_eq!(table["AttributeDefinitions"], sorted(&wide()["AttributeDefinitions"]));
    let status: Vec<_> = table["GlobalSecondaryIndexes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|index| (index["IndexName"].as_str().unwrap(), index["IndexStatus"].as_str().unwrap()))
        .collect();
    assert_eq!(status, [("byOwner", "DELETING"), ("byKind", "ACTIVE")]);
    let table = describe(&mut db, "Wide");
    assert_eq!(table["GlobalSecondaryIndexes"].as_array().unwrap().len(), 1);
    assert_eq!(table["AttributeDefinitions"].as_array().unwrap().len(), 4);
}

#[test]
fn updates_are_checked_before_the_table_is_looked_up() {
    let mut db = Database::new();
    let units = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1});
    let far = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1_000_000_000_001_i64});
    let cases = [
        (
            json!({"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": units}),
            INVALID.to_owned()
                + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
        (
            json!({"BillingMode": "PROVISIONED"}),
            INVALID.to_owned() + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
        ),
        (
            json!({"ProvisionedThroughput": far}),
            "ValidationException: Given value 1000000000001 for WriteCapacityUnits is out of bounds".to_owned(),
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "abc", "ProvisionedThroughput": far}}]}),
            "ValidationException: Given value 1000000000001 for WriteCapacityUnits is out of bounds for index abc"
                .to_owned(),
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "abc"}}, {"Delete": {"IndexName": "abd"}}]}),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted \
             simultaneously per table"
                .to_owned(),
        ),
        (
            json!({"DeletionProtectionEnabled": true}),
            "ResourceNotFoundException: Requested resource not found: Table: Nowhere not found".to_owned(),
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(db.fails("UpdateTable", with(json!({"TableName": "Nowhere"}), &change)), expected);
    }
}

#[test]
fn a_new_index_takes_the_definitions_it_uses_and_no_others() {
    let mut db = database();
    let mut create = |definitions: Value| {
        let request = json!({
            "TableName": "Hash",
            "AttributeDefinitions": definitions,
            "GlobalSecondaryIndexUpdates": [{"Create": {
                "IndexName": "byState",
                "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }}],
        });
        db.try_call("UpdateTable", &request).map_err(|failure| failure.to_string())
    };
    let state = json!({"AttributeName": "state", "AttributeType": "S"});
    let other = json!({"AttributeName": "other", "AttributeType": "S"});
    assert_eq!(
        create(json!([other])).unwrap_err(),
        INVALID.to_owned()
            + "Some index key attributes are not defined in AttributeDefinitions. Keys: [state], AttributeDefinitions: \
               [other]"
    );
    assert!(create(json!([state, {"AttributeName": "pk", "AttributeType": "N"}])).is_err());
    let table = create(json!([state, other])).unwrap()["TableDescription"].clone();
    assert_eq!(table["GlobalSecondaryIndexes"][0]["IndexStatus"], "CREATING");
    assert_eq!(table["GlobalSecondaryIndexes"][0]["Backfilling"], false);
    assert_eq!(table["AttributeDefinitions"].as_array().unwrap().len(), 2);
}

#[test]
fn a_table_can_go_while_an_index_is_filled() {
    let mut db = database();
    put_wide(&mut db, "a", 1, json!({"state": "x"}));
    let request = json!({
        "TableName": "Wide",
        "AttributeDefinitions": [{"AttributeName": "state", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "byState",
            "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }}],
    });
    db.call("UpdateTable", request);
    assert_eq!(
        db.fails(
            "UpdateTable",
            json!({"TableName": "Wide", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "byKind"}}]})
        ),
        "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted \
         simultaneously per table"
    );
    db.call("DeleteTable", json!({"TableName": "Wide"}));
    db.work();
    assert_eq!(db.call("ListTables", json!({})), json!({"TableNames": ["Hash"]}));
}

#[test]
fn tags_are_set_replaced_and_removed() {
    let mut db = database();
    let arn = ARN.to_owned() + "Hash";
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    let list = |db: &mut Database| db.call("ListTagsOfResource", json!({"ResourceArn": arn}))["Tags"].clone();
    assert_eq!(list(&mut db), json!([]));
    let set = json!({"ResourceArn": arn, "Tags": [tag("a", "1"), tag("b", "")]});
    assert_eq!(db.call("TagResource", set), json!({}));
    db.call("TagResource", json!({"ResourceArn": arn, "Tags": [tag("c", "3"), tag("a", "4")]}));
    assert_eq!(list(&mut db), json!([tag("a", "4"), tag("b", ""), tag("c", "3")]));
    assert_eq!(db.call("UntagResource", json!({"ResourceArn": arn, "TagKeys": ["b", "z"]})), json!({}));
    assert_eq!(list(&mut db), json!([tag("a", "4"), tag("c", "3")]));
    let many: Vec<_> = (0..49).map(|number: u32| tag(&number.to_string(), "")).collect();
    assert_eq!(
        db.fails("TagResource", json!({"ResourceArn": arn, "Tags": many})),
        "ValidationException: Number of Tags exceed the current limit for the provided ResourceArn"
    );
    db.call("TagResource", json!({"ResourceArn": arn, "Tags": many[..48]}));
    assert_eq!(list(&mut db).as_array().unwrap().len(), 50);
    assert_eq!(
        db.fails("TagResource", json!({"ResourceArn": arn, "Tags": []})),
        "ValidationException: Atleast one Tag needs to be provided as Input."
    );
    assert_eq!(
        db.fails("UntagResource", json!({"ResourceArn": arn, "TagKeys": []})),
        "ValidationException: Atleast one Tag Key needs to be provided as Input."
    );
}

#[test]
fn resources_of_tags_are_checked() {
    let mut db = database();
    let invalid = |text: &str, arn: &str| format!("{INVALID}{text}: {arn}");
    let region = |arn: &str| {
        format!("ValidationException: Invalid TableArn: Invalid ResourceArn provided as input {arn}")
    };
    let denied = |operation: &str, arn: &str| {
        format!(
            "AccessDeniedException: User: arn:aws:iam::123456789012:root is not authorized to perform: \
             dynamodb:{operation} on resource: {arn} because no resource-based policy allows the dynamodb:{operation} \
             action"
        )
    };
    let arn = |rest: &str| "arn:aws:".to_owned() + rest;
    let missing = arn("dynamodb:eu-west-1:123456789012:table/Nowhere");
    let request =
        |arn: &str| json!({"ResourceArn": arn, "Tags": [{"Key": "k", "Value": "v"}], "TagKeys": ["k"]});
    for operation in ["TagResource", "UntagResource", "ListTagsOfResource"] {
        const FOREIGN: &str = "Provided Arn is not a DynamoDB resource arn";
        const NO_TABLE: &str =
            "Invalid resource arn provided, only table or stream is accepted. Provided resource arn";
        for (bad, text) in [
            ("Hash".to_owned(), "ARNs must start with 'arn:'"),
            (arn("dynamodb:eu-west-1"), FOREIGN),
            (arn("dynamodb:eu-west-1:123456789012:stream/Hash"), FOREIGN),
            (arn("dynamodb:eu-west-1:123456789012:table/Hash/index/x"), NO_TABLE),
            (arn("dynamodb:eu-west-1:210987654321:table/Hash/backup/x"), NO_TABLE),
        ] {
            assert_eq!(db.fails(operation, request(&bad)), invalid(text, &bad));
        }
        let elsewhere = arn("dynamodb:us-east-1:123456789012:table/Hash");
        assert_eq!(db.fails(operation, request(&elsewhere)), region(&elsewhere));
        for foreign in
            [arn("dynamodb:eu-west-1:210987654321:table/Hash"), arn("s3:eu-west-1:123456789012:table/Hash")]
        {
            assert_eq!(db.fails(operation, request(&foreign)), denied(operation, &foreign));
        }
        let expected = match operation {
            "ListTagsOfResource" => denied(operation, &missing),
            _ => format!(
                "ResourceNotFoundException: Requested resource not found: ResourceArn: {missing} not found"
            ),
        };
        assert_eq!(db.fails(operation, request(&missing)), expected);
    }
}

#[test]
fn time_to_live_is_enabled_and_disabled() {
    let mut db = database();
    let describe = |db: &mut Database| {
        db.call("DescribeTimeToLive", json!({"TableName": "Hash"}))["TimeToLiveDescription"].clone()
    };
    let given = |on: bool, name: &str| json!({"Enabled": on, "AttributeName": name});
    let update = |db: &mut Database, on, name: &str| {
        let request =
            json!({"TableName": ARN.to_owned() + "Hash", "TimeToLiveSpecification": given(on, name)});
        db.try_call("UpdateTimeToLive", &request).map_err(|failure| failure.to_string())
    };
    let refused = |text: &str| Err("ValidationException: ".to_owned() + text);
    let other = "TimeToLive is active on a different AttributeName: current AttributeName is expires";
    assert_eq!(describe(&mut db), json!({"TimeToLiveStatus": "DISABLED"}));
    assert_eq!(update(&mut db, false, "expires"), refused("TimeToLive is already disabled"));
    assert_eq!(
        update(&mut db, true, "expires"),
        Ok(json!({"TimeToLiveSpecification": given(true, "expires")}))
    );
    assert_eq!(describe(&mut db), json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}));
    assert_eq!(update(&mut db, true, "expires"), refused("TimeToLive is already enabled"));
    assert_eq!(update(&mut db, true, "until"), refused(other));
    assert_eq!(update(&mut db, false, "until"), refused(other));
    assert!(update(&mut db, false, "expires").is_ok());
    assert_eq!(describe(&mut db), json!({"TimeToLiveStatus": "DISABLED"}));
    let unknown = "ResourceNotFoundException: Requested resource not found: Table: Nowhere not found";
    assert_eq!(db.fails("DescribeTimeToLive", json!({"TableName": "Nowhere"})), unknown);
    let request = json!({"TableName": "Nowhere", "TimeToLiveSpecification": given(true, "expires")});
    assert_eq!(db.fails("UpdateTimeToLive", request), unknown);
}

#[test]
fn limits_and_endpoints_are_named() {
    let mut db = Database::new();
    assert_eq!(
        db.call("DescribeLimits", json!({})),
        json!({
            "AccountMaxReadCapacityUnits": 80000, "AccountMaxWriteCapacityUnits": 80000,
            "TableMaxReadCapacityUnits": 40000, "TableMaxWriteCapacityUnits": 40000,
        })
    );
    assert_eq!(
        db.call("DescribeEndpoints", json!({})),
        json!({"Endpoints": [{"Address": "dynamodb.eu-west-1.amazonaws.com", "CachePeriodInMinutes": 1440}]})
    );
}

#[test]
fn an_arn_stands_wherever_a_name_does() {
    let mut db = database();
    let arn = ARN.to_owned() + "Hash";
    let key = json!({"pk": {"S": "a"}});
    let requests = |name: &str| {
        [
            ("PutItem", json!({"TableName": name, "Item": key, "ReturnConsumedCapacity": "TOTAL"})),
            ("GetItem", json!({"TableName": name, "Key": key, "ReturnConsumedCapacity": "TOTAL"})),
            ("Scan", json!({"TableName": name, "ReturnConsumedCapacity": "TOTAL"})),
            (
                "BatchGetItem",
                json!({"RequestItems": {name: {"Keys": [key]}}, "ReturnConsumedCapacity": "TOTAL"}),
            ),
            (
                "BatchWriteItem",
                json!({"RequestItems": {name: [{"PutRequest": {"Item": key}}]}, "ReturnConsumedCapacity": "TOTAL"}),
            ),
            (
                "TransactGetItems",
                json!({"TransactItems": [{"Get": {"TableName": name, "Key": key}}], "ReturnConsumedCapacity": "TOTAL"}),
            ),
            (
                "TransactWriteItems",
                json!({"TransactItems": [{"Put": {"TableName": name, "Item": key}}], "ReturnConsumedCapacity": "TOTAL"}),
            ),
            ("DeleteItem", json!({"TableName": name, "Key": key, "ReturnConsumedCapacity": "TOTAL"})),
            ("DescribeTable", json!({"TableName": name})),
            ("DescribeTimeToLive", json!({"TableName": name})),
            ("UpdateTable", json!({"TableName": name, "DeletionProtectionEnabled": false})),
        ]
    };
    let batched = db.call("BatchGetItem", json!({"RequestItems": {arn.clone(): {"Keys": [key]}}}));
    assert_eq!(batched["Responses"], json!({arn.clone(): []}));
    for (operation, request) in requests(&arn) {
        let answer = db.call(operation, request);
        let capacity = &answer["ConsumedCapacity"];
        let capacity = if capacity.is_array() { &capacity[0] } else { capacity };
        if !capacity.is_null() {
            assert_eq!(capacity["TableName"], arn, "{operation}");
        }
    }
    let elsewhere = "arn:aws:dynamodb:us-east-1:123456789012:table/Hash";
    let foreign = "arn:aws:dynamodb:eu-west-1:210987654321:table/Hash";
    let index = ARN.to_owned() + "Wide/index/byKind";
    for (operation, request) in requests(elsewhere) {
        assert_eq!(
            db.fails(operation, request),
            format!("ValidationException: 1 validation error detected: Invalid AWS region in '{elsewhere}'")
        );
    }
    for (operation, request) in requests(foreign) {
        assert!(db.fails(operation, request).starts_with("AccessDeniedException: "), "{operation}");
    }
    for (operation, request) in requests(&index) {
        assert!(db.fails(operation, request).starts_with("ValidationException: "), "{operation}");
    }
    let made = db.call("CreateTable", with(hash("x"), &json!({"TableName": ARN.to_owned() + "New"})));
    assert_eq!(made["TableDescription"]["TableName"], "New");
}
