use super::*;
use crate::policy::pattern::Pattern;
use crate::policy::resource::{Of, check};

const TABLE: &str = "arn:aws:dynamodb:us-west-2:123456789012:table/Notes";
const OWNER: &str = "123456789012";

fn none(_: &str) -> Option<String> {
    None
}

/// A user with the statements of one policy.
fn ada(statements: &str) -> Caller {
    let json = [
        r#"{"arn":"arn:aws:iam::123456789012:user/staff/ada","userId":"AIDA1","tags":{"team":"red","Level":"3"},"context":{"aws:SourceIp":"203.0.113.7","aws:SecureTransport":true},"policies":[{"Version":"2012-10-17","Statement":"#,
        statements,
        "}]}",
    ];
    Caller::read(json.concat().as_bytes()).unwrap()
}

fn outcome(caller: &Caller, request: &Request<'_>) -> Result<(), Denial> {
    let plain = decide(caller, &[], request, OWNER, None);
    let (plans, nothing) = (Plans::default(), Context::default());
    for _ in 0..3 {
        assert_eq!(decide_again(&plans, caller, &[], request, OWNER, &nothing), plain, "with a plan");
    }
    plain
}

#[test]
fn plans_leave_open_what_goes_by_the_request() {
    let caller = ada(r#"[
        {"Effect":"Allow","Action":"dynamodb:Get*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}},
        {"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}*"},
        {"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"StringEquals":{"dynamodb:LeadingKeys":"ada"},"Bool":{"aws:SecureTransport":"true"}}},
        {"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"StringEquals":{"dynamodb:LeadingKeys":"${aws:ResourceTag/owner}"}}},
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericGreaterThan":{"aws:EpochTime":"1790000001"}}},
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/level":"secret"}}}
    ]"#);
    let tags = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let (secret, bobs) = (tags("level", "secret"), tags("owner", "bob"));
    let keyed = |key| get().with("dynamodb:leadingkeys", &[key]);
    let late = Request { now_ms: 1_790_000_002_000, ..keyed("ada") };
    let red = "arn:aws:dynamodb:us-west-2:123456789012:table/reds";
    let asked = [
        (get(), false),
        (keyed("ada"), true),
        (keyed("bob"), false),
        (Request { tags: &bobs, ..keyed("bob") }, true),
        (Request { tags: &secret, ..keyed("ada") }, false),
        (late, false),
        (Request::new("GetItem", red), true),
        (Request::new("PutItem", red), true),
        (Request { tags: &secret, ..Request::new("PutItem", red) }, false),
        (Request::new("PutItem", TABLE), false),
    ];
    let (plans, nothing) = (Plans::default(), Context::default());
    for (place, (request, expected)) in asked.iter().chain(&asked).enumerate() {
        let decided = decide_again(&plans, &caller, &[], request, OWNER, &nothing);
        assert_eq!(decided.is_ok(), *expected, "question {place}");
    }
}

fn allowed(statement: &str, request: &Request<'_>) -> bool {
    outcome(&ada(statement), request).is_ok()
}

fn conditioned(condition: &str, request: &Request<'_>) -> bool {
    let statement =
        [r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":"#, condition, "}"].concat();
    allowed(&statement, request)
}

fn get() -> Request<'static> {
    Request { now_ms: 1_790_000_000_000, ..Request::new("GetItem", TABLE) }
}

#[test]
fn wildcards_stand_for_any_run_and_any_letter() {
    let fits = |pattern: &str, text: &str| Pattern::new(pattern, true, false).matches(text, false, &none);
    assert!(fits("*", ""));
    assert!(fits("a*c", "abbbc") && fits("a*c", "ac") && !fits("a*c", "ab"));
    assert!(fits("a?c", "abc") && !fits("a?c", "ac") && !fits("a?c", "abbc"));
    assert!(fits("*bc*de", "abcbcxde") && !fits("*bc*de", "abcxd"));
    assert!(fits("é?*", "éß") && !fits("", "a"));
    assert!(!Pattern::new("a*", false, false).matches("ab", false, &none));
    assert!(Pattern::new("DynamoDB:GET*", true, false).matches("dynamodb:getItem", true, &none));
    // Exponential for whoever tries every split.
    assert!(!fits(&"*a".repeat(30), &"a".repeat(29)));
}

#[test]
fn variables_are_replaced_by_values_whose_wildcards_are_none() {
    let star = |name: &str| (name == "aws:username").then(|| "*".to_owned());
    let pattern = Pattern::new("home/${aws:UserName}/*", true, true);
    assert!(pattern.matches("home/*/x", false, &star));
    assert!(!pattern.matches("home/ada/x", false, &star), "the value is no pattern");
    assert!(!pattern.matches("home//x", false, &none), "no value fits nothing");
    assert!(Pattern::new("${aws:x, 'all'}", true, true).matches("all", false, &none));
    assert!(Pattern::new("a${*}b${?}${$}", true, true).matches("a*b?$", false, &none));
    assert!(Pattern::new("${aws:username}", true, false).matches("${aws:username}", false, &star));
}

#[test]
fn what_nothing_allows_is_refused_and_a_deny_wins() {
    let request = get();
    let refused = outcome(&ada(r#"{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"*"}"#), &request);
    assert_eq!(refused, Err(Denial { reason: Reason::Identity, explicit: false }));
    let both = r#"[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"dynamodb:Get*","Resource":"*"}]"#;
    assert_eq!(outcome(&ada(both), &request), Err(Denial { reason: Reason::Identity, explicit: true }));
    assert!(allowed(both, &Request::new("Query", TABLE)));
}

#[test]
fn names_can_be_excluded() {
    let but = r#"{"Effect":"Allow","NotAction":["dynamodb:Delete*","dynamodb:PutItem"],"NotResource":"arn:aws:dynamodb:*:*:table/Secret*"}"#;
    assert!(allowed(but, &get()));
    assert!(!allowed(but, &Request::new("DeleteTable", TABLE)));
    assert!(!allowed(but, &Request::new("GetItem", "arn:aws:dynamodb:us-west-2:123456789012:table/Secrets")));
}

#[test]
fn operators_compare_as_their_names_say() {
    let request = || get().with("dynamodb:select", &["COUNT"]);
    for (condition, holds) in [
        (r#"{"StringEquals":{"dynamodb:Select":["ALL","COUNT"]}}"#, true),
        (r#"{"StringNotEquals":{"dynamodb:Select":["ALL","COUNT"]}}"#, false),
        (r#"{"StringEqualsIgnoreCase":{"DYNAMODB:SELECT":"count"}}"#, true),
        (r#"{"StringNotEqualsIgnoreCase":{"dynamodb:Select":"count"}}"#, false),
        (r#"{"StringLike":{"dynamodb:Select":"C*T"}}"#, true),
        (r#"{"StringEquals":{"dynamodb:Select":"C*T"}}"#, false),
        (r#"{"StringNotLike":{"dynamodb:Select":"C??"}}"#, true),
        (r#"{"StringEquals":{"aws:PrincipalTag/team":"red"}}"#, true),
        (r#"{"StringEquals":{"aws:PrincipalTag/Team":"${aws:PrincipalTag/team}"}}"#, true),
        (r#"{"NumericLessThan":{"aws:PrincipalTag/level":"10"}}"#, true),
        (r#"{"NumericGreaterThanEquals":{"aws:PrincipalTag/level":[3.5, 2.5]}}"#, true),
        (r#"{"NumericEquals":{"aws:PrincipalTag/level":"3.0"}}"#, true),
        (r#"{"NumericNotEquals":{"aws:PrincipalTag/level":3}}"#, false),
        (r#"{"DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}"#, true),
        (r#"{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00+01:00"}}"#, false),
        (r#"{"DateLessThanEquals":{"aws:EpochTime":"1790000000"}}"#, true),
        (r#"{"NumericGreaterThan":{"aws:EpochTime":"1790000000"}}"#, false),
        (r#"{"Bool":{"aws:SecureTransport":"true"}}"#, true),
        (r#"{"Bool":{"aws:SecureTransport":false}}"#, false),
        (r#"{"IpAddress":{"aws:SourceIp":["198.51.100.0/24","203.0.113.0/24"]}}"#, true),
        (r#"{"IpAddress":{"aws:SourceIp":"203.0.113.8/29"}}"#, false),
        (r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, false),
        (r#"{"IpAddress":{"aws:SourceIp":"2001:db8::/32"}}"#, false),
        (r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/staff/*"}}"#, true),
        (r#"{"ArnLike":{"aws:PrincipalArn":"arn:*:user/staff/ada"}}"#, false),
        (r#"{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:user/*"}}"#, false),
        (r#"{"Null":{"aws:TokenIssueTime":"true"}}"#, true),
        (r#"{"Null":{"aws:SourceIp":true}}"#, false),
        (r#"{"StringEquals":{"aws:username":"ada","aws:userid":"AIDA1"}}"#, true),
        (r#"{"StringEquals":{"aws:username":"ada"},"Bool":{"aws:SecureTransport":"false"}}"#, false),
    ] {
        assert_eq!(conditioned(condition, &request()), holds, "{condition}");
    }
}

#[test]
fn a_key_that_is_missing_fulfils_what_is_negated_or_need_not_be() {
    for (condition, holds) in [
        (r#"{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#, false),
        (r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#, true),
        (r#"{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}"#, true),
        (r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}"#, true),
        (r#"{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"ada"}}"#, true),
        (r#"{"ForAnyValue:StringEquals":{"dynamodb:LeadingKeys":"ada"}}"#, false),
        (r#"{"ForAnyValue:StringNotEquals":{"dynamodb:LeadingKeys":"ada"}}"#, false),
        // No variable stands for what is not there.
        (r#"{"StringEquals":{"aws:username":"${aws:PrincipalTag/nickname}"}}"#, false),
        (r#"{"StringEquals":{"aws:username":"${aws:PrincipalTag/nickname, 'ada'}"}}"#, true),
    ] {
        assert_eq!(conditioned(condition, &get()), holds, "{condition}");
    }
}

#[test]
fn of_several_values_all_count_or_any() {
    let request = || get().with("dynamodb:leadingkeys", &["ada", "bob"]);
    let all = r#"{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["ada"]}}"#;
    assert!(!conditioned(all, &request()));
    assert!(conditioned(&all.replace("[\"ada\"]", "[\"ada\",\"bob\"]"), &request()));
    assert!(conditioned(r#"{"ForAnyValue:StringEquals":{"dynamodb:LeadingKeys":["ada"]}}"#, &request()));
    // Without either, nothing more than was meant is allowed, and nothing less is denied.
    assert!(!conditioned(r#"{"StringEquals":{"dynamodb:LeadingKeys":["ada"]}}"#, &request()));
    let deny = r#"[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"dynamodb:LeadingKeys":"bob"}}}]"#;
    assert!(!allowed(deny, &request()));
}

#[test]
fn what_a_request_is_cannot_be_told_otherwise() {
    let told = r#"{"arn":"arn:aws:iam::123456789012:user/eve","context":{"dynamodb:LeadingKeys":"ada","aws:PrincipalArn":"arn:aws:iam::123456789012:user/ada","aws:PrincipalTag/team":"red","aws:CurrentTime":"1999-01-01"},"policies":[{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":CONDITION}}]}"#;
    for condition in [
        r#"{"StringEquals":{"dynamodb:LeadingKeys":"ada"}}"#,
        r#"{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:user/ada"}}"#,
        r#"{"StringEquals":{"aws:PrincipalTag/team":"red"}}"#,
        r#"{"DateLessThan":{"aws:CurrentTime":"2000-01-01"}}"#,
    ] {
        let eve = Caller::read(told.replace("CONDITION", condition).as_bytes()).unwrap();
        assert!(outcome(&eve, &get()).is_err(), "{condition}");
    }
}

#[test]
fn boundaries_and_sessions_limit_what_policies_allow() {
    let json = |more: &str| {
        [r#"{"arn":"arn:aws:sts::123456789012:assumed-role/App/ada","policies":[{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}]"#, more, "}"].concat()
    };
    let put = r#"{"Statement":{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"*"}}"#;
    for (member, reason) in [
        (format!(r#","permissionsBoundary":{put}"#), Reason::Boundary),
        (format!(r#","permissionBoundary":{put}"#), Reason::Boundary),
        (format!(r#","sessionPolicies":[{put}]"#), Reason::Session),
    ] {
        let caller = Caller::read(json(&member).as_bytes()).unwrap();
        assert_eq!(outcome(&caller, &get()), Err(Denial { reason, explicit: false }));
        assert!(outcome(&caller, &Request::new("PutItem", TABLE)).is_ok());
        // What the resource gives to the session itself, neither limits; what it gives to the role, both do.
        let of = |principal: &str| {
            let text = format!(
                r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"dynamodb:GetItem","Resource":"*"}}}}"#
            );
            Policy::read(&text, Use::Resource).unwrap()
        };
        let given = |policy: &Policy| decide(&caller, &[policy], &get(), OWNER, None);
        assert!(given(&of("arn:aws:sts::123456789012:assumed-role/App/ada")).is_ok());
        assert_eq!(given(&of("arn:aws:iam::123456789012:role/App")), Err(Denial { reason, explicit: false }));
    }
}

#[test]
fn resources_give_to_strangers_only_what_their_own_account_gives_too() {
    let grant = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"PRINCIPAL"},"Action":"dynamodb:GetItem","Resource":"*"}}"#;
    let policy =
        |principal: &str| Policy::read(&grant.replace("PRINCIPAL", principal), Use::Resource).unwrap();
    let user = |account: &str, may: &str| {
        let json = format!(
            r#"{{"arn":"arn:aws:iam::{account}:user/ada","policies":[{{"Statement":{{"Effect":"Allow","Action":"{may}","Resource":"*"}}}}]}}"#
        );
        Caller::read(json.as_bytes()).unwrap()
    };
    let ask = |caller: &Caller, principal: &str| decide(caller, &[&policy(principal)], &get(), OWNER, None);
    let stranger = "arn:aws:iam::999999999999:user/ada";
    assert!(ask(&user("999999999999", "dynamodb:*"), stranger).is_ok());
    assert!(ask(&user("999999999999", "dynamodb:*"), "999999999999").is_ok());
    let denial = |reason| Err(Denial { reason, explicit: false });
    assert_eq!(ask(&user("999999999999", "s3:*"), stranger), denial(Reason::Identity));
    assert_eq!(ask(&user("999999999999", "dynamodb:*"), "888888888888"), denial(Reason::Resource));
    // In the account of the table, it is enough.
    assert!(ask(&user(OWNER, "s3:*"), "arn:aws:iam::123456789012:user/ada").is_ok());
    assert_eq!(ask(&user(OWNER, "s3:*"), "arn:aws:iam::123456789012:root"), denial(Reason::Identity));
    // Nobody is anybody.
    let nobody = Caller::read(b"{}").unwrap();
    assert!(ask(&nobody, "*").is_ok());
    assert_eq!(ask(&nobody, stranger), denial(Reason::Resource));
    let root = Caller::root(OWNER);
    assert!(decide(&root, &[], &get(), OWNER, None).is_ok());
}

#[test]
fn all_but_some_can_be_denied() {
    let text = r#"{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::123456789012:user/ada","123456789012"]},"Action":"dynamodb:*","Resource":"*"}]}"#;
    let policy = Policy::read(text, Use::Resource).unwrap();
    let user = |name: &str, account: &str| {
        let json = format!(
            r#"{{"arn":"arn:aws:iam::{account}:user/{name}","policies":[{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*"}}}}]}}"#
        );
        Caller::read(json.as_bytes()).unwrap()
    };
    assert!(decide(&user("ada", OWNER), &[&policy], &get(), OWNER, None).is_ok());
    let eve = decide(&user("eve", "999999999999"), &[&policy], &get(), OWNER, None);
    assert_eq!(eve, Err(Denial { reason: Reason::Resource, explicit: true }));
}

#[test]
fn refusals_are_told_in_the_services_words() {
    let caller = ada(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let tell = |reason, explicit| Denial { reason, explicit }.message(&caller, "GetItem", TABLE);
    let head = "User: arn:aws:iam::123456789012:user/staff/ada is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-west-2:123456789012:table/Notes ";
    for (reason, explicit, rest) in [
        (Reason::Identity, false, "because no identity-based policy allows the dynamodb:GetItem action"),
        (Reason::Identity, true, "with an explicit deny in an identity-based policy"),
        (Reason::Resource, false, "because no resource-based policy allows the dynamodb:GetItem action"),
        (Reason::Resource, true, "with an explicit deny in a resource-based policy"),
        (Reason::Boundary, false, "because no permissions boundary allows the dynamodb:GetItem action"),
        (Reason::Boundary, true, "with an explicit deny in a permissions boundary"),
        (Reason::Session, false, "because no session policy allows the dynamodb:GetItem action"),
        (Reason::Session, true, "with an explicit deny in a session policy"),
    ] {
        assert_eq!(tell(reason, explicit), format!("{head}{rest}"));
    }
}

#[test]
fn actions_of_other_services_are_their_own() {
    let list = Request::new("cloudwatch:ListMetrics", "*");
    let statement = |action: &str| format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#);
    assert!(allowed(&statement("cloudwatch:List*"), &list));
    assert!(!allowed(&statement("dynamodb:*"), &list));
    let key = Request::new("cloudwatch:PutMetricAlarm", "arn:aws:cloudwatch:local:1:alarm:a")
        .with("cloudwatch:alarmactions", &["arn:aws:sns:local:1:a"]);
    let like = r#"{"ForAnyValue:StringLike":{"cloudwatch:AlarmActions":"arn:aws:sns:*"}}"#;
    assert!(conditioned(like, &key));
    assert!(!conditioned(like, &Request::new("cloudwatch:PutMetricAlarm", "*")));
    let told = Denial { reason: Reason::Identity, explicit: false };
    assert_eq!(
        told.message(&ada(&statement("s3:*")), &list.action, &list.resource),
        "User: arn:aws:iam::123456789012:user/staff/ada is not authorized to perform: cloudwatch:ListMetrics because no identity-based policy allows the cloudwatch:ListMetrics action"
    );
}

#[test]
fn malformed_policies_are_refused() {
    let statement = |members: &str| format!(r#"{{"Version":"2012-10-17","Statement":{{{members}}}}}"#);
    for (text, flaw) in [
        ("{not json".to_owned(), "This policy contains invalid Json"),
        (String::new(), "This policy contains invalid Json"),
        ("[]".to_owned(), "This policy contains invalid Json"),
        ("{}".to_owned(), "Missing required field Statement"),
        (r#"{"Statement":[]}"#.to_owned(), "Could not parse the policy: Statement is empty!"),
        (r#"{"Statement":"x"}"#.to_owned(), "Syntax errors in policy."),
        (r#"{"Version":"2020-01-01","Statement":[]}"#.to_owned(), "Syntax errors in policy."),
        (r#"{"Statements":[]}"#.to_owned(), "Syntax errors in policy."),
        (statement(r#""Action":"*","Resource":"*""#), "Missing required field Effect"),
        (statement(r#""Effect":"Perhaps","Action":"*","Resource":"*""#), "Syntax errors in policy."),
        (statement(r#""Effect":"Allow","Resource":"*""#), "Missing required field Action"),
        (statement(r#""Effect":"Allow","Action":"*""#), "Missing required field Resource"),
        (statement(r#""Effect":"Allow","Action":[],"Resource":"*""#), "Syntax errors in policy."),
        (statement(r#""Effect":"Allow","Action":"*","NotAction":"*","Resource":"*""#), "Syntax errors in policy."),
        (statement(r#""Effect":"Allow","Action":"GetItem","Resource":"*""#), "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"Notes""#), "Resource Notes must be in ARN format or \"*\"."),
        (statement(r#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#), "Policy document should not specify a principal."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"*","Sids":1"#), "Syntax errors in policy."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringSame":{"a:b":"c"}}"#), "Invalid Condition type : StringSame."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"NullIfExists":{"a:b":"true"}}"#), "Invalid Condition type : NullIfExists."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"a:b":"c"}}"#), "Syntax errors in policy."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"a:b":"1.2.3.4/33"}}"#), "Syntax errors in policy."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateEquals":{"a:b":"tomorrow"}}"#), "Syntax errors in policy."),
        (statement(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a:b":{"c":"d"}}}"#), "Syntax errors in policy."),
        (format!(r#"{{"Statement":{}1{}}}"#, "[".repeat(5000), "]".repeat(5000)), "This policy contains invalid Json"),
        (format!(r#"{{"Id":"{}","Statement":[]}}"#, "x".repeat(70_000)), "The policy is too large"),
        (r#"{"Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}]}"#.to_owned(), "The Statement Ids in the policy are not unique"),
    ] {
        assert_eq!(Policy::read(&text, Use::Identity).unwrap_err(), flaw, "{text:.200}");
    }
}

#[test]
fn resource_policies_are_checked_as_the_service_checks_them() {
    let arn = "arn:aws:dynamodb:us-west-2:123456789012:table/Notes";
    let of = |principal: &str, action: &str, resource: &str, more: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":{action},"Resource":{resource}{more}}}]}}"#
        )
    };
    let invalid = "One or more parameter values were invalid: ";
    let mine = r#"{"AWS":"123456789012"}"#;
    for (text, message) in [
        (of("\"123456789012\"", "\"dynamodb:*\"", "\"*\"", ""), format!("{invalid}Invalid policy document: Syntax errors in policy.")),
        (of(r#"{"AWS":"arn:aws:iam::1:root"}"#, "\"dynamodb:*\"", "\"*\"", ""), format!("{invalid}Invalid principal in policy document.")),
        (of("\"*\"", "\"dynamodb:*\"", "\"*\"", ""), "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access".to_owned()),
        (of("\"*\"", "\"dynamodb:*\"", "\"*\"", r#","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#), "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access".to_owned()),
        (of(mine, r#"["dynamodb:GetRecords","dynamodb:GetItem","dynamodb:ListStreams"]"#, "\"*\"", ""), format!("{invalid}Invalid policy document: The following action names are invalid: \"dynamodb:GetRecords\", \"dynamodb:ListStreams\"")),
        (of(mine, "\"dynamodb:GetItem\"", &format!("\"{arn}/stream/2026\""), ""), format!("{invalid}Invalid policy document: The relative-id \"table/Notes/stream/2026\" is invalid for ARN \"{arn}/stream/2026\"")),
        (format!("{}{}", of(mine, "\"dynamodb:GetItem\"", "\"*\"", ""), " ".repeat(20_480)), format!("{invalid}Maximum policy size of 20480 bytes exceeded")),
    ] {
        assert_eq!(check(&text, Of::Table).unwrap_err().message, message, "{text:.300}");
    }
    let limited = of(
        "\"*\"",
        "\"dynamodb:GetItem\"",
        "\"*\"",
        r#","Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8"]},"Bool":{"aws:SecureTransport":true}}"#,
    );
    let kept = check(&limited, Of::Table).unwrap().text;
    assert_eq!(
        kept,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"dynamodb:GetItem","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"Bool":{"aws:SecureTransport":"true"}}}]}"#
    );
    assert_eq!(check(&kept, Of::Table).unwrap().text, kept, "a fixed point");
    let scrambled = r#" { "Statement" : { "Resource":["*"], "Action":["dynamodb:GetItem"], "Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:root"]}, "Effect":"allow", "Sid":"\u0041\"" } } "#;
    assert_eq!(
        check(scrambled, Of::Table).unwrap().text,
        r#"{"Version":"2008-10-17","Statement":[{"Sid":"A\"","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"dynamodb:GetItem","Resource":"*"}]}"#
    );
    let stream = of(mine, "\"dynamodb:GetRecords\"", &format!("\"{arn}/stream/2026\""), "");
    assert!(check(&stream, Of::Stream).is_ok());
    assert!(check(&of(mine, "\"dynamodb:GetItem\"", "\"*\"", ""), Of::Stream).is_err());
}

#[test]
fn callers_that_cannot_be_read_are_refused() {
    for (json, message) in [
        ("[]", "Invalid caller: it is no object in JSON"),
        (r#"{"arn":"ada"}"#, "Invalid caller: ada is no ARN of a user, role or session"),
        (r#"{"arn":7}"#, "Invalid caller: arn has to be a text"),
        (r#"{"tags":{"a":1}}"#, "Invalid caller: the tag a has to be a text"),
        (r#"{"policies":{}}"#, "Invalid caller: policies has to be a list"),
        (r#"{"policies":["{}"]}"#, "Invalid caller: a policy of policies: Missing required field Statement"),
        (
            r#"{"permissionBoundary":1}"#,
            "Invalid caller: a policy of permissionsBoundary: it has to be an object or its text",
        ),
        (
            r#"{"permissionsBoundry":{}}"#,
            "Invalid caller: it has no member \"permissionsBoundry\". Did you mean \"permissionsBoundary\"?",
        ),
        (
            r#"{"sessionPolicy":{}}"#,
            "Invalid caller: it has no member \"sessionPolicy\". Did you mean \"sessionPolicies\"?",
        ),
        (
            r#"{"permissionsBoundary":"{}","permissionBoundary":"{}"}"#,
            "Invalid caller: it has two boundaries, of which it can have one",
        ),
        (
            r#"{"sessionPolicies":[]}"#,
            "Invalid caller: sessionPolicies is empty; leave it out, or give a policy",
        ),
        (r#"{"policies":[]}"#, "Invalid caller: policies is empty; leave it out, or give a policy"),
        (
            r#"{"permissionsBoundary":[]}"#,
            "Invalid caller: a policy of permissionsBoundary: it has to be an object or its text",
        ),
        (r#"{"tags":{"a":"1","\u0061":"2"}}"#, "Invalid caller: an object in it has a member twice"),
        (
            r#"{"policies":["{\"Statement\":{\"Effect\":\"Deny\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"]}"#,
            "Invalid caller: a policy of policies: This policy contains invalid Json: an object has a member twice",
        ),
        (
            r#"{"context":{"aws:SourceIp":{}}}"#,
            "Invalid caller: the condition key aws:sourceip has to be a text, a number, a boolean or a list",
        ),
    ] {
        assert_eq!(Caller::read(json.as_bytes()).unwrap_err().message, message, "{json}");
    }
}

#[test]
fn times_are_read_with_their_zones() {
    for (text, ms) in [
        ("1970-01-01", Some(0)),
        ("2026-11-30T21:00:00Z", Some(1_796_072_400_000)),
        ("2026-11-30T22:00:00.5+01:00", Some(1_796_072_400_500)),
        ("1796072400", Some(1_796_072_400_000)),
        ("2026-13-01", None),
        ("soon", None),
    ] {
        assert_eq!(moment::parse(text), ms, "{text}");
    }
    assert_eq!(moment::text(1_796_072_400_999), "2026-11-30T21:00:00Z");
}

#[test]
fn members_that_are_there_twice_are_refused() {
    let policy = |statement: &str| {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{{statement}}}]}}"#);
        check(&text, Of::Table).map(|checked| checked.text).map_err(|failure| failure.message)
    };
    let rest = r#""Principal":{"AWS":"123456789012"},"Action":"dynamodb:GetItem","Resource":"*""#;
    let twice = "One or more parameter values were invalid: Invalid policy document: This policy contains invalid Json: an object \
                 has a member twice";
    for statement in [
        format!(r#""Effect":"Deny","Effect":"Allow",{rest}"#),
        format!(r#""Effect":"Deny","Eff\u0065ct":"Allow",{rest}"#),
        format!(r#""Effect":"Allow",{rest},"Condition":{{"Bool":{{"a":"true","a":"false"}}}}"#),
        format!(r#""Effect":"Allow",{rest},"Condition":{{"Bool":{{"a":"true"}},"Bool":{{}}}}"#),
    ] {
        assert_eq!(policy(&statement).unwrap_err(), twice, "{statement}");
    }
    // Colons and quotes in texts are no members.
    assert!(policy(&format!(r#""Sid":"a\\\":\"b\":","Effect":"Allow",{rest}"#)).is_ok());
}
