//! Policies of resources, tags, and what outlives its table.

use super::*;

#[test]
fn indexes_and_backups_are_denied_by_what_names_them() {
    let scene = scene();
    let deny = |resources: Value| {
        user(&json!([everything(), { "Effect": "Deny", "Action": "dynamodb:*", "Resource": resources }]))
    };
    let index = json!({ "TableName": "Notes", "IndexName": "teams" });
    let restore = json!({ "BackupArn": scene.backup, "TargetTableName": "Copy" });
    let past =
        json!({ "SourceTableName": "Notes", "TargetTableName": "Copy2", "UseLatestRestorableTime": true });
    let both = deny(json!([TABLE, format!("{TABLE}/*")]));
    for (operation, request) in
        [("Scan", &index), ("RestoreTableFromBackup", &restore), ("RestoreTableToPointInTime", &past)]
    {
        assert!(!may(&scene, &both, operation, request), "{operation}");
    }
    // The backup is asked for by its own ARN, and the target for reads and writes.
    let target = "arn:aws:dynamodb:local:000000000000:table/Copy";
    for resources in [json!(scene.backup), json!(target)] {
        assert!(!may(&scene, &deny(resources.clone()), "RestoreTableFromBackup", &restore), "{resources}");
    }
    assert!(may(&scene, &deny(json!(TABLE)), "RestoreTableFromBackup", &restore));
}

#[test]
fn members_of_batches_are_refused_in_their_places_and_transactions_as_a_whole() {
    let scene = scene();
    let ada = own_items();
    let select = |user: &str| json!({ "Statement": format!("SELECT title FROM Notes WHERE \"user\" = '{user}' AND n = 1") });
    let batch = json!({ "Statements": [select("ada"), select("bob")] });
    let answer = call_as(&scene.db, &ada, "BatchExecuteStatement", &batch).unwrap();
    assert_eq!(answer["Responses"][0]["Item"]["title"]["S"], "t");
    assert_eq!(answer["Responses"][1]["Error"]["Code"], "AccessDenied");
    assert_eq!(answer["Responses"][1].get("Item"), None);
    let both = json!({ "TransactStatements": [select("ada"), select("bob")] });
    assert_eq!(call_as(&scene.db, &ada, "ExecuteTransaction", &both).unwrap_err().kind, Kind::AccessDenied);
    let inside = user(&json!([
        { "Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:ConditionCheckItem"], "Resource": "*", "Condition": { "StringEquals": { "dynamodb:EnclosingOperation": "TransactWriteItems" } } },
    ]));
    let item = json!({ "user": { "S": "ada" }, "n": { "N": "5" } });
    let put = json!({ "TransactItems": [
        { "Put": { "TableName": "Notes", "Item": item } },
        { "ConditionCheck": { "TableName": "Notes", "Key": key("ada", 1), "ConditionExpression": "attribute_exists(n)" } },
    ] });
    call_as(&scene.db, &inside, "TransactWriteItems", &put).unwrap();
    let alone = call_as(&scene.db, &inside, "PutItem", &json!({ "TableName": "Notes", "Item": item }));
    assert_eq!(alone.unwrap_err().kind, Kind::AccessDenied);
    let deleting = json!({ "TransactItems": [{ "Put": { "TableName": "Notes", "Item": item } }, { "Delete": { "TableName": "Notes", "Key": key("ada", 1) } }] });
    let refused = call_as(&scene.db, &inside, "TransactWriteItems", &deleting).unwrap_err();
    assert_eq!(
        refused.message,
        format!(
            "User: arn:aws:iam::000000000000:user/ada is not authorized to perform: dynamodb:DeleteItem on resource: {TABLE} because no identity-based policy allows the dynamodb:DeleteItem action"
        )
    );
}

#[test]
fn resources_have_policies_of_their_own() {
    let scene = scene();
    let put = |arn: &str, statement: Value| {
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
        call(&scene.db, "PutResourcePolicy", &json!({ "ResourceArn": arn, "Policy": policy }))
    };
    let get = json!({ "TableName": "Notes", "Key": key("ada", 1) });
    let nobody = caller(&json!({}));
    let unsigned = call_as(&scene.db, &nobody, "GetItem", &get).unwrap_err();
    assert_eq!(
        (unsigned.kind, &*unsigned.message),
        (Kind::MissingAuthenticationToken, "Request is missing Authentication Token")
    );
    put(
        TABLE,
        json!({ "Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": TABLE, "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } } }),
    );
    assert!(call_as(&scene.db, &nobody, "GetItem", &get).is_err());
    let near = caller(&json!({ "context": { "aws:SourceIp": "10.1.2.3" } }));
    assert_eq!(call_as(&scene.db, &near, "GetItem", &get).unwrap()["Item"]["title"]["S"], "t");
    let item = json!({ "TableName": "Notes", "Item": { "user": { "S": "x" }, "n": { "N": "1" } } });
    assert_eq!(
        call_as(&scene.db, &near, "PutItem", &item).unwrap_err().kind,
        Kind::MissingAuthenticationToken
    );
    // A stream has its own, which the table's does not touch.
    let read = json!({ "ShardIterator": scene.iterator });
    let stranger = caller(&json!({
        "arn": "arn:aws:iam::111111111111:user/eve",
        "policies": [{ "Statement": everything() }],
    }));
    let refused = call_as(&scene.db, &stranger, "GetRecords", &read).unwrap_err();
    assert!(
        refused.message.ends_with("because no resource-based policy allows the dynamodb:GetRecords action"),
        "{}",
        refused.message
    );
    put(
        &scene.stream,
        json!({ "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "dynamodb:GetRecords", "Resource": "*" }),
    );
    assert_eq!(
        call_as(&scene.db, &stranger, "GetRecords", &read).unwrap()["Records"].as_array().unwrap().len(),
        4
    );
    // A deny is one for the account's own, too.
    put(TABLE, json!({ "Effect": "Deny", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*" }));
    let refused = call_as(&scene.db, &user(&everything()), "GetItem", &get).unwrap_err();
    assert!(
        refused.message.ends_with("with an explicit deny in a resource-based policy"),
        "{}",
        refused.message
    );
    assert!(scene.db.json("GetItem", &get.to_string()).is_ok(), "the owner is asked nothing");
    call(&scene.db, "DeleteResourcePolicy", &json!({ "ResourceArn": TABLE }));
    assert!(call_as(&scene.db, &user(&everything()), "GetItem", &get).is_ok());
}

#[test]
fn an_author_is_not_locked_out_unasked() {
    let scene = scene();
    let admin = user(&everything());
    let deny = |condition: Value| {
        let statement = json!({ "Effect": "Deny", "Principal": "*", "Action": "dynamodb:PutResourcePolicy", "Resource": "*", "Condition": condition });
        json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
    };
    let me = json!({ "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::000000000000:user/ada" } });
    let other = json!({ "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::000000000000:user/bob" } });
    let request = |policy: String, confirmed: bool| json!({ "ResourceArn": TABLE, "Policy": policy, "ConfirmRemoveSelfResourceAccess": confirmed });
    let refused =
        call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(me.clone()), false)).unwrap_err();
    assert_eq!(
        (refused.kind, &*refused.message),
        (
            Kind::AccessDenied,
            "The new resource policy will not allow you to update the resource policy in the future."
        )
    );
    call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(other), false)).unwrap();
    call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(me), true)).unwrap();
    let again = call_as(&scene.db, &admin, "PutResourcePolicy", &request(deny(json!({})), true)).unwrap_err();
    assert!(again.message.ends_with("with an explicit deny in a resource-based policy"));
    // The owner counts as the account's root.
    let owner = scene.db.json("PutResourcePolicy", &request(deny(json!({})), false).to_string());
    assert_eq!(owner.unwrap_err().kind, Kind::AccessDenied);
}

#[test]
fn tags_count_of_tables_and_of_requests() {
    let scene = scene();
    let of = |team: &str| {
        caller(&json!({
            "arn": "arn:aws:sts::000000000000:assumed-role/App/x", "tags": { "team": team },
            "policies": [{ "Version": "2012-10-17", "Statement": [
                { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } },
                { "Effect": "Allow", "Action": ["dynamodb:CreateTable", "dynamodb:TagResource"], "Resource": "*", "Condition": { "StringEquals": { "aws:RequestTag/team": "${aws:PrincipalTag/team}" } } },
            ] }],
        }))
    };
    let scan = json!({ "TableName": "Notes" });
    assert!(call_as(&scene.db, &of("red"), "Scan", &scan).is_ok());
    assert!(call_as(&scene.db, &of("blue"), "Scan", &scan).is_err());
    let make = |name: &str, team: &str| {
        json!({
            "TableName": name, "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{ "AttributeName": "a", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "a", "KeyType": "HASH" }],
            "Tags": [{ "Key": "team", "Value": team }],
        })
    };
    assert!(call_as(&scene.db, &of("blue"), "CreateTable", &make("Blue", "blue")).is_ok());
    assert!(call_as(&scene.db, &of("blue"), "CreateTable", &make("Red", "red")).is_err());
}

#[test]
fn a_definition_that_is_not_in_memory_is_waited_for() {
    let mut db = crate::database::Database::new();
    for n in 0..100 {
        let table = json!({
            "TableName": format!("Table{n}"), "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        });
        db.try_call("CreateTable", &table).unwrap();
    }
    db.checkpoint();
    db.catalog.clear();
    let guard = caller(&json!({
        "arn": "arn:aws:iam::123456789012:user/ada",
        "policies": [{ "Statement": {
            "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:123456789012:table/Table77",
            "Condition": { "StringEquals": { "dynamodb:LeadingKeys": "mine" } },
        } }],
    }));
    let operation = operation::find("GetItem").unwrap();
    let mut get = |id: &str| {
        let mut w = Writer::new();
        w.entry_str("TableName", "Table77");
        let key = w.begin_entry("Key", Type::M);
        w.entry_str("id", id);
        w.end(key);
        db.catalog.clear();
        let before = db.faults;
        let input = w.into_inner();
        let answer = db.evaluate(|cx| {
            guard.ask(cx, operation, MapRef::new(&input))?;
            operation::run(operation, cx, MapRef::new(&input))
        });
        (answer, db.faults - before)
    };
    let (answer, faults) = get("mine");
    assert_eq!(answer, Ok(Vec::new()));
    assert!(faults > 0, "the definition was in memory");
    assert_eq!(get("other").0.unwrap_err().kind, Kind::AccessDenied);
}

#[test]
fn a_stream_is_judged_as_before_when_its_table_has_gone() {
    let scene = scene();
    let eve = "arn:aws:iam::111111111111:user/eve";
    let statement = |effect: &str, more: Value| {
        let mut statement =
            json!({ "Effect": effect, "Principal": "*", "Action": "dynamodb:GetRecords", "Resource": "*" });
        statement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        statement
    };
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        statement("Allow", json!({ "Principal": { "AWS": "111111111111" } })),
        statement("Deny", json!({ "Condition": { "StringEquals": { "aws:PrincipalTag/team": "blue" } } })),
    ] });
    call(
        &scene.db,
        "PutResourcePolicy",
        &json!({ "ResourceArn": scene.stream, "Policy": policy.to_string() }),
    );
    let read = json!({ "ShardIterator": scene.iterator });
    let of = |arn: &str, tags: Value, condition: Value| {
        let mut allowed = everything();
        allowed["Condition"] = condition;
        caller(&json!({ "arn": arn, "tags": tags, "policies": [{ "Statement": allowed }] }))
    };
    let judged = |when: &str| {
        let is_allowed = |who: &Rc<dyn Guard>| {
            call_as(&scene.db, who, "GetRecords", &read)
                .is_ok_and(|read| read["Records"].as_array().unwrap().len() == 4)
        };
        let ada = "arn:aws:iam::000000000000:user/ada";
        let red = json!({ "StringEquals": { "aws:ResourceTag/team": "red" } });
        assert!(is_allowed(&of(eve, json!({}), json!({}))), "{when}: the policy allows another account");
        assert!(!is_allowed(&of(ada, json!({ "team": "blue" }), json!({}))), "{when}: the policy denies");
        assert!(is_allowed(&of(ada, json!({}), red)), "{when}: the tags of the table count");
    };
    judged("enabled");
    call(
        &scene.db,
        "UpdateTable",
        &json!({ "TableName": "Notes", "StreamSpecification": { "StreamEnabled": false } }),
    );
    judged("disabled");
    let shown = call(&scene.db, "GetResourcePolicy", &json!({ "ResourceArn": scene.stream }));
    assert!(shown["Policy"].as_str().unwrap().contains("111111111111"));
    call(&scene.db, "DeleteTable", &json!({ "TableName": "Notes" }));
    judged("deleted");
    call(
        &scene.db,
        "CreateTable",
        &json!({
            "TableName": "Notes",
            "AttributeDefinitions": [{ "AttributeName": "a", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "a", "KeyType": "HASH" }],
            "BillingMode": "PAY_PER_REQUEST",
            "Tags": [{ "Key": "team", "Value": "green" }],
        }),
    );
    judged("followed by another of its name");
}

#[test]
fn an_index_of_the_past_is_refused_like_that_of_now() {
    let scene = scene();
    let allowed = json!({ "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*" });
    let no_index = user(&json!([
        allowed,
        { "Effect": "Deny", "Action": "dynamodb:*", "Resource": format!("{TABLE}/index/teams") },
    ]));
    let leading = user(&json!([{
        "Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:PartiQLSelect"], "Resource": "*",
        "Condition": { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["red"] } },
    }]));
    std::thread::sleep(std::time::Duration::from_millis(5));
    let now =
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
    let then = now();
    std::thread::sleep(std::time::Duration::from_millis(5));
    for _ in 0..10_000 {
        if call(&scene.db, "OpenMoment", &json!({ "TableName": "Notes", "AsOf": then }))["Status"] == "READY"
        {
            break;
        }
        scene.db.settle();
    }
    let query = json!({
        "TableName": "Notes", "IndexName": "teams", "AsOf": then, "KeyConditionExpression": "team = :t",
        "ExpressionAttributeValues": { ":t": { "S": "red" } },
    });
    let scan = json!({ "TableName": "Notes", "IndexName": "teams", "AsOf": then });
    let select = json!({ "Statement": "SELECT * FROM \"Notes\".\"teams\" WHERE team = 'red'", "AsOf": then });
    let ways = [("Query", &query), ("Scan", &scan), ("ExecuteStatement", &select)];
    let refused = |who: &Rc<dyn Guard>, operation: &str, request: &Value| {
        call_as(&scene.db, who, operation, request)
            .err()
            .map(|failure| (failure.kind, failure.message.to_string()))
    };
    for (operation, request) in ways {
        assert_eq!(call(&scene.db, operation, request)["Items"].as_array().unwrap().len(), 4, "{operation}");
        assert_eq!(refused(&user(&everything()), operation, request), None, "{operation}");
        let (kind, message) = refused(&no_index, operation, request).unwrap();
        assert_eq!(kind, Kind::AccessDenied, "{operation}");
        assert!(message.contains(&format!("{TABLE}/index/teams with an explicit deny")), "{message}");
    }
    assert_eq!(refused(&leading, "Query", &query), None);
    assert_eq!(refused(&leading, "ExecuteStatement", &select), None);
    // The index goes, and one of the same name comes with another key: policies about keys would mean other values.
    let change = |changes: Value| {
        let attributes = json!([
            { "AttributeName": "team", "AttributeType": "S" }, { "AttributeName": "title", "AttributeType": "S" },
            { "AttributeName": "user", "AttributeType": "S" }, { "AttributeName": "n", "AttributeType": "N" },
        ]);
        let request = json!({ "TableName": "Notes", "AttributeDefinitions": attributes, "GlobalSecondaryIndexUpdates": [changes] });
        call(&scene.db, "UpdateTable", &request);
    };
    let is_refused = |when: &str| {
        for who in [&user(&everything()), &no_index, &leading] {
            for (operation, request) in ways {
                let (kind, message) = refused(who, operation, request).unwrap();
                assert_eq!(kind, Kind::AccessDenied, "{when}, {operation}: {message}");
            }
        }
        for (operation, request) in ways {
            assert!(
                scene.db.json(operation, &request.to_string()).is_ok(),
                "{when}: the owner is asked nothing"
            );
        }
    };
    change(json!({ "Delete": { "IndexName": "teams" } }));
    is_refused("gone");
    change(json!({ "Create": {
        "IndexName": "teams", "KeySchema": [{ "AttributeName": "title", "KeyType": "HASH" }],
        "Projection": { "ProjectionType": "ALL" },
    } }));
    is_refused("of another key");
    // The table itself is read as it was.
    let whole = json!({ "TableName": "Notes", "AsOf": then });
    assert_eq!(refused(&no_index, "Scan", &whole), None);
}
