//! Policies: no text panics or takes long, what is kept says what was given, and no statement works against its effect.

use hashrange::policy::document::LARGEST;
use hashrange::policy::resource::{self, Of};
use hashrange::policy::{Caller, Context, Plans, Policy, Request, Use, decide, decide_again};

use crate::seeds::Seeds;
use crate::targets::Target;

const OWNER: &str = "000000000000";
const TABLE: &str = "arn:aws:dynamodb:local:000000000000:table/Hash";
const STREAM: &str = "arn:aws:dynamodb:local:000000000000:table/Hash/stream/2026-01-01T00:00:00.000";
const NOW: u64 = 1_767_225_600_000;
/// Statements that are changed one after the other; those behind are as good as those before.
const CHANGED: usize = 6;

/// Policies that show what the language has.
const SEEDS: [&str; 5] = [
    r#"{"Version":"2012-10-17","Id":"one","Statement":[{"Sid":"Own","Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:Q*y"],"Resource":["arn:aws:dynamodb:*:*:table/Ha?h"],"Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["${aws:username}"],"dynamodb:Attributes":["pk","title"]},"StringEqualsIfExists":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}}},{"Effect":"Deny","NotAction":"dynamodb:Get*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"dynamodb:n":5}}}]}"#,
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["000000000000","arn:aws:iam::000000000000:user/ada"]},"Action":"dynamodb:*","Resource":"arn:aws:dynamodb:local:000000000000:table/Hash"},{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:sts::000000000000:assumed-role/App/web"},"Action":"dynamodb:PutItem","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2025-01-01T00:00:00Z"}}}]}"#,
    r#"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"dynamodb:GetItem","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["192.0.2.0/24","2001:db8::/32"]},"StringLike":{"aws:PrincipalTag/team":"r*d"}}}}"#,
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["dynamodb:GetRecords","dynamodb:DescribeStream"],"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/*"},"Null":{"aws:TagKeys":true},"ForAnyValue:StringNotLike":{"aws:TagKeys":["${aws:PrincipalTag/team, 'none'}"]}}}]}"#,
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","NotResource":["arn:aws:dynamodb:*:*:table/${aws:ResourceTag/team}/index/*","*${*}*${?}*${$}*"],"Condition":{"BinaryEquals":{"aws:userid":"YQ=="},"StringNotEqualsIgnoreCase":{"aws:ResourceTag/team":["RED"]},"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}"#,
];

const ALL: &str = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// Callers of every kind.
const CALLERS: [&str; 5] = [
    r#"{"arn":"arn:aws:iam::000000000000:user/ada","tags":{"team":"red"},"sourceIp":"192.0.2.7","secureTransport":true}"#,
    r#"{"arn":"arn:aws:sts::000000000000:assumed-role/App/web","userId":"a","context":{"aws:PrincipalOrgID":["o","p"]}}"#,
    r#"{"arn":"arn:aws:iam::111111111111:user/eve","sourceIp":"2001:db8::1"}"#,
    r#"{"arn":"arn:aws:iam::000000000000:root"}"#,
    r#"{"sourceIp":"192.0.2.8","userAgent":"curl"}"#,
];

/// Policies, in all places where there can be some.
pub struct Policies {
    callers: Vec<Caller>,
    tags: Vec<(String, String)>,
    all: Policy,
}

impl Policies {
    /// With callers of every kind.
    pub fn new() -> Self {
        let caller = |json: &&str| Caller::read(json.as_bytes()).expect("a caller");
        Self {
            callers: CALLERS.iter().map(caller).collect(),
            tags: vec![("team".to_owned(), "red".to_owned())],
            all: Policy::read(ALL, Use::Identity).expect("a policy"),
        }
    }

    fn requests(&self) -> [Request<'_>; 5] {
        let table = |action| Request { tags: &self.tags, now_ms: NOW, ..Request::new(action, TABLE) };
        let mut tagging = table("TagResource");
        tagging.given_tags = vec![("team".into(), "red".into()), ("none".into(), "".into())];
        [
            table("GetItem")
                .with("dynamodb:leadingkeys", &["ada"])
                .with("dynamodb:attributes", &["pk", "title"])
                .with("dynamodb:select", &["SPECIFIC_ATTRIBUTES"]),
            table("PutItem").with("dynamodb:leadingkeys", &["ada", "bob"]),
            table("Query"),
            tagging,
            Request { now_ms: NOW, ..Request::new("GetRecords", STREAM) },
        ]
    }

    /// What a policy in a place comes to, for every caller and request; true if it is allowed.
    fn answers(&self, policy: &Policy, usage: Use) -> Vec<bool> {
        let mut answers = Vec::new();
        for caller in &self.callers {
            let mut asking: Vec<(Caller, &[&Policy])> = Vec::new();
            let with = |change: &dyn Fn(&mut Caller)| {
                let mut changed = caller.clone();
                changed.policies = vec![self.all.clone()];
                change(&mut changed);
                changed
            };
            let here = [policy];
            if usage == Use::Resource {
                asking.push((with(&|_| {}), &here));
                asking.push((caller.clone(), &here));
            } else {
                asking.push((with(&|caller| caller.policies = vec![policy.clone()]), &[]));
                asking.push((with(&|caller| caller.boundary = Some(policy.clone())), &[]));
                asking.push((with(&|caller| caller.session = Some(vec![policy.clone()])), &[]));
            }
            for (caller, resource) in asking {
                let (plans, context) = (Plans::default(), Context::default());
                for request in self.requests() {
                    let plain = decide(&caller, resource, &request, OWNER, None);
                    let again = |_| decide_again(&plans, &caller, resource, &request, OWNER, &context);
                    assert!((0..3).map(again).all(|planned| planned == plain), "a plan decides otherwise");
                    answers.push(plain.is_ok());
                }
            }
        }
        answers
    }

    fn look(&self, policy: &Policy, usage: Use) {
        let before = self.answers(policy, usage);
        let only_refuses = |changed: &Policy, how: &str| {
            for (before, after) in before.iter().zip(self.answers(changed, usage)) {
                assert!(*before || !after, "{how} has allowed what was refused");
            }
        };
        for (place, statement) in policy.statements.iter().enumerate().take(CHANGED) {
            let mut denied = statement.clone();
            denied.allows = false;
            let mut more = policy.clone();
            more.statements.insert(0, denied.clone());
            only_refuses(&more, "a deny before the others");
            more.statements.remove(0);
            more.statements.push(denied);
            only_refuses(&more, "a deny behind the others");
            if statement.allows {
                let mut fewer = policy.clone();
                fewer.statements.remove(place);
                only_refuses(&fewer, "an allow that was taken away");
            }
        }
    }
}

impl Target for Policies {
    fn seeds(&self, seeds: &Seeds) -> Vec<Vec<u8>> {
        let is_policy = |text: &&Vec<u8>| text.windows(9).any(|part| part == b"Statement");
        let kept = seeds.texts.iter().filter(is_policy).cloned();
        kept.chain(SEEDS.iter().map(|text| text.as_bytes().to_vec())).collect()
    }

    fn run(&mut self, input: &[u8]) {
        drop(Caller::read(input));
        let Ok(text) = std::str::from_utf8(input) else { return };
        for usage in [Use::Identity, Use::Resource] {
            if let Ok(policy) = Policy::read(text, usage) {
                self.look(&policy, usage);
            }
        }
        for of in [Of::Table, Of::Stream] {
            let Ok(checked) = resource::check(text, of) else { continue };
            let again = resource::check(&checked.text, of).expect("what is kept can be put again");
            assert_eq!(again.text, checked.text, "the canonical form is one");
            let [given, kept] =
                [&checked.policy, &again.policy].map(|policy| self.answers(policy, Use::Resource));
            assert_eq!(given, kept, "what is kept says what was given");
        }
        // Bounded, whatever it is about.
        let large = [text, &" ".repeat(LARGEST)].concat();
        assert!(Policy::read(&large, Use::Identity).is_err());
        let deep = ["{\"Statement\":", &"[".repeat(2_000), text, &"]".repeat(2_000), "}"].concat();
        assert!(Policy::read(&deep, Use::Identity).is_err());
    }
}
