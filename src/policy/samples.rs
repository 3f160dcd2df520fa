//! Policies that AWS publishes as samples, as they stand in the documentation of DynamoDB and IAM.

use super::*;

const OWNER: &str = "123456789012";
const SCORES: &str = "arn:aws:dynamodb:us-west-2:123456789012:table/GameScores";

fn with(policy: &str, more: &str) -> Caller {
    let json = [
        r#"{"arn":"arn:aws:sts::123456789012:assumed-role/GameRole/web","policies":["#,
        policy,
        "]",
        more,
        "}",
    ];
    Caller::read(json.concat().as_bytes()).unwrap()
}

fn may(caller: &Caller, request: Request<'_>) -> bool {
    decide(caller, &[], &request, OWNER, None).is_ok()
}

const LEADING: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"AllowAccessToOnlyItemsMatchingUserID","Effect":"Allow",
  "Action":["dynamodb:GetItem","dynamodb:BatchGetItem","dynamodb:Query","dynamodb:PutItem","dynamodb:UpdateItem","dynamodb:DeleteItem","dynamodb:BatchWriteItem"],
  "Resource":["arn:aws:dynamodb:us-west-2:123456789012:table/GameScores"],
  "Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["${www.amazon.com:user_id}"],
    "dynamodb:Attributes":["UserId","GameTitle","Wins","Losses","TopScore","TopScoreDateTime"]},
   "StringEqualsIfExists":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}}}]}"#;

#[test]
fn users_reach_their_own_items_and_some_attributes() {
    let caller = with(LEADING, r#","context":{"www.amazon.com:user_id":"amzn1.ada"}"#);
    let get = |key: &'static str, attributes: &[&'static str], select: &'static str| {
        Request::new("GetItem", SCORES)
            .with("dynamodb:leadingkeys", &[key])
            .with("dynamodb:attributes", attributes)
            .with("dynamodb:select", &[select])
    };
    let own = &["UserId", "GameTitle", "Wins"];
    assert!(may(&caller, get("amzn1.ada", own, "SPECIFIC_ATTRIBUTES")));
    assert!(!may(&caller, get("amzn1.bob", own, "SPECIFIC_ATTRIBUTES")));
    assert!(!may(&caller, get("amzn1.ada", &["UserId", "Password"], "SPECIFIC_ATTRIBUTES")));
    assert!(!may(&caller, get("amzn1.ada", own, "ALL_ATTRIBUTES")));
    let put = Request::new("PutItem", SCORES)
        .with("dynamodb:leadingkeys", &["amzn1.ada"])
        .with("dynamodb:attributes", own);
    assert!(may(&caller, put));
    assert!(!may(&caller, Request::new("Scan", SCORES)));
    let nobody = with(LEADING, "");
    assert!(
        !may(&nobody, get("amzn1.ada", own, "SPECIFIC_ATTRIBUTES")),
        "without an id there are no own items"
    );
}

const UPDATES: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"PreventUpdatesOnCertainAttributes","Effect":"Allow",
  "Action":["dynamodb:UpdateItem"],"Resource":"arn:aws:dynamodb:us-west-2:123456789012:table/GameScores",
  "Condition":{"ForAllValues:StringNotLike":{"dynamodb:Attributes":["FreeGamesAvailable","BossLevelUnlocked"]},
   "StringEquals":{"dynamodb:ReturnValues":["NONE","UPDATED_OLD","UPDATED_NEW"]}}}]}"#;

#[test]
fn some_attributes_cannot_be_updated() {
    let caller = with(UPDATES, "");
    let update = |attribute: &'static str, returned: &'static str| {
        Request::new("UpdateItem", SCORES)
            .with("dynamodb:attributes", &["UserId", attribute])
            .with("dynamodb:returnvalues", &[returned])
    };
    assert!(may(&caller, update("Wins", "NONE")));
    assert!(!may(&caller, update("BossLevelUnlocked", "NONE")));
    assert!(!may(&caller, update("Wins", "ALL_OLD")));
}

const INDEX: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"QueryOnlyProjectedIndexAttributes","Effect":"Allow","Action":["dynamodb:Query"],
  "Resource":["arn:aws:dynamodb:us-west-2:123456789012:table/GameScores/index/TopScoreDateTimeIndex"],
  "Condition":{"ForAllValues:StringEquals":{"dynamodb:Attributes":["TopScoreDateTime","GameTitle","Wins","Losses","Attempts"]},
   "StringEquals":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}}}]}"#;

#[test]
fn an_index_alone_can_be_queried() {
    let caller = with(INDEX, "");
    let query = |resource: &'static str| {
        Request::new("Query", resource)
            .with("dynamodb:attributes", &["GameTitle"])
            .with("dynamodb:select", &["SPECIFIC_ATTRIBUTES"])
    };
    assert!(may(
        &caller,
        query("arn:aws:dynamodb:us-west-2:123456789012:table/GameScores/index/TopScoreDateTimeIndex")
    ));
    assert!(!may(&caller, query(SCORES)));
}

const SCANS: &str = r#"{"Version":"2012-10-17","Statement":[
  {"Effect":"Deny","Action":["dynamodb:PartiQLSelect"],"Resource":["arn:aws:dynamodb:us-west-2:123456789012:table/GameScores"],"Condition":{"Bool":{"dynamodb:FullTableScan":["true"]}}},
  {"Effect":"Allow","Action":["dynamodb:PartiQLSelect"],"Resource":["arn:aws:dynamodb:us-west-2:123456789012:table/GameScores"]}]}"#;

#[test]
fn statements_that_scan_can_be_denied() {
    let caller = with(SCANS, "");
    let select =
        |scans: &'static str| Request::new("PartiQLSelect", SCORES).with("dynamodb:fulltablescan", &[scans]);
    assert!(may(&caller, select("false")));
    assert!(!may(&caller, select("true")));
}

const TRANSACTIONS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:PutItem","dynamodb:GetItem"],"Resource":"*",
  "Condition":{"ForAnyValue:StringEquals":{"dynamodb:EnclosingOperation":["TransactWriteItems","TransactGetItems"]}}}]}"#;

#[test]
fn only_transactions_can_be_allowed() {
    let caller = with(TRANSACTIONS, "");
    assert!(!may(&caller, Request::new("PutItem", SCORES)));
    let inside = Request::new("PutItem", SCORES).with("dynamodb:enclosingoperation", &["TransactWriteItems"]);
    assert!(may(&caller, inside));
}

const PLACES: &str = r#"{"Version":"2012-10-17","Statement":[
  {"Effect":"Allow","Action":"dynamodb:*","Resource":"*"},
  {"Sid":"DenyWithoutTls","Effect":"Deny","Action":"dynamodb:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},
  {"Sid":"SourceIp","Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":["192.0.2.0/24","203.0.113.0/24"]},"Bool":{"aws:ViaAWSService":"false"}}},
  {"Sid":"Vpce","Effect":"Deny","Action":"dynamodb:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1a2b3c4d"}}}]}"#;

#[test]
fn requests_from_elsewhere_can_be_denied() {
    let from =
        |context: &str| with(PLACES, &format!(r#","context":{{{context},"aws:ViaAWSService":"false"}}"#));
    let get = || Request::new("GetItem", SCORES);
    let place = |tls: &str, address: &str, endpoint: &str| {
        from(&format!(r#""aws:SecureTransport":"{tls}","aws:SourceIp":"{address}"{endpoint}"#))
    };
    let own = r#","aws:SourceVpce":"vpce-1a2b3c4d""#;
    assert!(may(&place("true", "203.0.113.9", own), get()));
    assert!(!may(&place("false", "203.0.113.9", own), get()));
    assert!(!may(&place("true", "198.51.100.9", own), get()));
    assert!(!may(&place("true", "203.0.113.9", r#","aws:SourceVpce":"vpce-9""#), get()));
    assert!(!may(&place("true", "203.0.113.9", ""), get()), "a missing key fulfils what is negated");
}

const TAGS: &str = r#"{"Version":"2012-10-17","Statement":[
  {"Sid":"Own","Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}},
  {"Sid":"Make","Effect":"Allow","Action":["dynamodb:CreateTable","dynamodb:TagResource"],"Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"${aws:PrincipalTag/team}"},"ForAllValues:StringEquals":{"aws:TagKeys":["team","stage"]}}}]}"#;

#[test]
fn tags_of_callers_and_tables_have_to_agree() {
    let caller = with(TAGS, r#","tags":{"team":"red"}"#);
    let tagged = |value: &str| vec![("team".to_owned(), value.to_owned())];
    let (red, blue) = (tagged("red"), tagged("blue"));
    assert!(may(&caller, Request { tags: &red, ..Request::new("GetItem", SCORES) }));
    assert!(!may(&caller, Request { tags: &blue, ..Request::new("GetItem", SCORES) }));
    let make = |tags: &[(&'static str, &'static str)]| {
        let given_tags = tags.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Request { given_tags, ..Request::new("CreateTable", SCORES) }
    };
    assert!(may(&caller, make(&[("team", "red"), ("stage", "test")])));
    assert!(!may(&caller, make(&[("team", "red"), ("cost", "1")])));
    assert!(!may(&caller, make(&[("team", "blue")])));
}

#[test]
fn web_identities_are_variables() {
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:GetItem"],"Resource":"arn:aws:dynamodb:us-west-2:123456789012:table/GameScores",
      "Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["${cognito-identity.amazonaws.com:sub}"]}}}]}"#;
    let caller = with(policy, r#","context":{"cognito-identity.amazonaws.com:sub":"us-west-2:1"}"#);
    let get = |key: &'static str| Request::new("GetItem", SCORES).with("dynamodb:leadingkeys", &[key]);
    assert!(may(&caller, get("us-west-2:1")));
    assert!(!may(&caller, get("us-west-2:2")));
}
