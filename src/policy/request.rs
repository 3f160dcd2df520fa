//! What is asked: an action on a resource, with the condition keys that come with it.

use std::borrow::Cow;

use super::caller::{Caller, Context};
use super::keys::{Keys, Values};
use super::moment;

/// One question.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// The action: as `GetItem`, or with its service where that is another one than DynamoDB, as `cloudwatch:ListMetrics`.
    pub action: Cow<'a, str>,
    /// The ARN of what it is done to.
    pub resource: Cow<'a, str>,
    /// Condition keys of services in lower case, each with its values.
    pub keys: Vec<(&'a str, Vec<Cow<'a, str>>)>,
    /// Tags of the resource.
    pub tags: &'a [(String, String)],
    /// Tags that the request gives.
    pub given_tags: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// When it came, in epoch milliseconds.
    pub now_ms: u64,
}

impl<'a> Request<'a> {
    /// An action on a resource, without anything else.
    #[must_use]
    pub fn new(action: &'a str, resource: &'a str) -> Self {
        Self { action: Cow::Borrowed(action), resource: Cow::Borrowed(resource), ..Self::default() }
    }

    /// The same with a condition key.
    #[must_use]
    pub fn with(mut self, key: &'static str, values: &[&'a str]) -> Self {
        self.keys.push((key, values.iter().map(|value| Cow::Borrowed(*value)).collect()));
        self
    }
}

/// An action as policies name it.
pub(super) fn full(action: &str) -> Cow<'_, str> {
    if action.contains(':') { Cow::Borrowed(action) } else { Cow::Owned(["dynamodb:", action].concat()) }
}

/// Condition keys of services: what a caller is said to be has none of them.
const SERVICES: [&str; 3] = ["dynamodb:", "cloudwatch:", "application-autoscaling:"];

/// All that conditions and variables can see.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// What is asked.
    pub request: &'a Request<'a>,
    /// Who asks.
    pub caller: &'a Caller,
    /// How it came.
    pub context: &'a Context,
}

impl Keys for Scope<'_> {
    /// What the request and the caller are known to be comes before all that is told of them.
    fn values(&self, key: &str) -> Option<Values<'_>> {
        let Self { request, caller, context } = self;
        if SERVICES.iter().any(|service| key.starts_with(service))
            && !key.starts_with("dynamodb:resourcetag/")
        {
            let found = request.keys.iter().find(|(name, _)| *name == key);
            return found.map(|(_, values)| Cow::Borrowed(&**values));
        }
        let one = |value| Some(Cow::Owned(vec![value]));
        if let Some((kind, name)) = key.split_once("tag/") {
            let tags = match kind {
                "aws:principal" => &*caller.tags,
                "aws:resource" | "dynamodb:resource" => request.tags,
                "aws:request" => {
                    let found = request.given_tags.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
                    return one(found?.1.clone());
                }
                _ => &[],
            };
            let found = tags.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
            return one(Cow::Borrowed(&*found?.1));
        }
        match key {
            "aws:currenttime" => return one(Cow::Owned(moment::text(request.now_ms))),
            "aws:epochtime" => return one(Cow::Owned((request.now_ms / 1000).to_string())),
            "aws:tagkeys" => {
                let keys: Vec<_> = request.given_tags.iter().map(|(name, _)| name.clone()).collect();
                return if keys.is_empty() { None } else { Some(Cow::Owned(keys)) };
            }
            _ => {}
        }
        if let Some(fact) = caller.fact(key) {
            return fact.and_then(|fact| one(Cow::Borrowed(fact)));
        }
        let told = context.get(key).or_else(|| caller.context.get(key))?;
        Some(Cow::Owned(told.iter().map(|value| Cow::Borrowed(&**value)).collect()))
    }
}
