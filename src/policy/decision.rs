//! The decision: policies of all kinds together. An explicit deny wins; what nothing allows is refused.

use core::cell::LazyCell;
use std::borrow::Cow;

use super::caller::{Caller, Context};
use super::document::{Policy, Statement};
use super::keys::Keys;
use super::plan::Plans;
use super::reach::Reach;
use super::request::{self, Request, Scope};

/// The kinds of policies that can refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Those of the caller.
    Identity,
    /// That of the table or stream.
    Resource,
    /// The boundary of the caller's permissions.
    Boundary,
    /// Those of the session.
    Session,
}

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Whose it is.
    pub reason: Reason,
    /// A policy denies it, instead of none allowing it.
    pub explicit: bool,
}

impl Denial {
    /// The text that callers are told.
    #[must_use]
    pub fn message(self, caller: &Caller, action: &str, resource: &str) -> String {
        let action = &request::full(action);
        let arn = if caller.is_unknown() { "anonymous" } else { &caller.arn };
        let mut head = ["User: ", arn, " is not authorized to perform: ", action].concat();
        // Other services name no resource where there is none.
        if resource != "*" || action.starts_with("dynamodb:") {
            head.push_str(" on resource: ");
            head.push_str(resource);
        }
        head.push(' ');
        let kind = match (self.reason, self.explicit) {
            (Reason::Identity, false) => "no identity-based policy",
            (Reason::Identity, true) => "an identity-based policy",
            (Reason::Resource, false) => "no resource-based policy",
            (Reason::Resource, true) => "a resource-based policy",
            (Reason::Boundary, false) => "no permissions boundary",
            (Reason::Boundary, true) => "a permissions boundary",
            (Reason::Session, false) => "no session policy",
            (Reason::Session, true) => "a session policy",
        };
        if self.explicit {
            [&head, "with an explicit deny in ", kind].concat()
        } else {
            [&head, "because ", kind, " allows the ", action, " action"].concat()
        }
    }
}

/// An action as policies name it, made when a statement has to be compared with it.
type Action<'a> = LazyCell<Cow<'a, str>, &'a dyn Fn() -> Cow<'a, str>>;

/// What the statements of policies come to.
#[derive(Clone, Copy, Debug, Default)]
struct Verdict {
    denies: bool,
    allows: Option<Reach>,
}

/// The statements of policies, of which nothing is known.
fn all<'p>(
    policies: impl IntoIterator<Item = &'p Policy>,
) -> impl Iterator<Item = (&'p Statement, Option<bool>)> {
    policies.into_iter().flat_map(|policy| &policy.statements).map(|statement| (statement, None))
}

/// Looks at statements: of those of a plan only what it leaves open.
fn verdict<'p>(
    statements: impl IntoIterator<Item = (&'p Statement, Option<bool>)>,
    scope: &Scope<'_>,
    action: &Action<'_>,
) -> Verdict {
    let mut verdict = Verdict::default();
    let resolve = |name: &str| scope.single(name);
    for (statement, planned) in statements {
        let reach = match &statement.principals {
            Some(principals) => principals.reach(scope.caller),
            None => Some(Reach::Itself),
        };
        if verdict.allows >= reach && statement.allows {
            continue;
        }
        let applies = reach.is_some()
            && (planned.is_some() || statement.actions.matches(action, true, &resolve))
            && (planned == Some(false)
                || statement.resources.matches(&scope.request.resource, false, &resolve))
            && statement.conditions.iter().all(|condition| {
                planned.is_some() && condition.is_settled() || condition.holds(scope, statement.allows)
            });
        match (applies, statement.allows) {
            (false, _) => {}
            (true, true) => verdict.allows = verdict.allows.max(reach),
            (true, false) => return Verdict { denies: true, allows: None },
        }
    }
    verdict
}

/// Decides on a request to a resource of `owner`'s account that may have a policy of its own.
///
/// # Errors
/// Why it is refused.
pub fn decide(
    caller: &Caller,
    resource: &[&Policy],
    request: &Request<'_>,
    owner: &str,
    context: Option<&Context>,
) -> Result<(), Denial> {
    let nothing = Context::default();
    decide_again(&Plans::default(), caller, resource, request, owner, context.unwrap_or(&nothing))
}

/// As [`decide`], for a caller and context that never change, whose plans are kept.
///
/// # Errors
/// As [`decide`].
pub fn decide_again(
    plans: &Plans,
    caller: &Caller,
    resource: &[&Policy],
    request: &Request<'_>,
    owner: &str,
    context: &Context,
) -> Result<(), Denial> {
    let scope = Scope { request, caller, context };
    let name = || request::full(&request.action);
    let action = Action::new(&name);
    let identity = match plans.of(&caller.policies, &scope) {
        Some(plan) => {
            let statements =
                plan.statements(&caller.policies).map(|(statement, open)| (statement, Some(open)));
            verdict(statements, &scope, &action)
        }
        None => verdict(all(&caller.policies), &scope, &action),
    };
    let of_resource = verdict(all(resource.iter().copied()), &scope, &action);
    let boundary = caller.boundary.as_ref().map(|boundary| verdict(all([boundary]), &scope, &action));
    let session = caller.session.as_ref().map(|session| verdict(all(session), &scope, &action));
    let kinds = [
        (Reason::Identity, Some(identity)),
        (Reason::Resource, Some(of_resource)),
        (Reason::Boundary, boundary),
        (Reason::Session, session),
    ];
    for (reason, verdict) in kinds {
        if verdict.is_some_and(|verdict| verdict.denies) {
            return Err(Denial { reason, explicit: true });
        }
    }
    let refused = |reason| Err(Denial { reason, explicit: false });
    let is_limited = |verdict: Option<Verdict>| verdict.is_some_and(|verdict| verdict.allows.is_none());
    if caller.is_unknown() {
        return if of_resource.allows.is_some() { Ok(()) } else { refused(Reason::Resource) };
    }
    let is_own = caller.account == owner;
    // What a resource's policy gives to somebody of its account needs no other permission.
    match of_resource.allows.filter(|_| is_own) {
        Some(Reach::Itself) => return Ok(()),
        Some(Reach::Role) if is_limited(boundary) => return refused(Reason::Boundary),
        Some(Reach::Role) if is_limited(session) => return refused(Reason::Session),
        Some(Reach::Role) => return Ok(()),
        Some(Reach::Account) | None => {}
    }
    let by_identity = identity.allows.is_some() || caller.is_root() && caller.policies.is_empty();
    if !by_identity {
        return refused(Reason::Identity);
    }
    if is_limited(boundary) {
        return refused(Reason::Boundary);
    }
    if is_limited(session) {
        return refused(Reason::Session);
    }
    if !is_own && of_resource.allows.is_none() {
        return refused(Reason::Resource);
    }
    Ok(())
}
