//! The decision: policies of all kinds together. An explicit deny wins; what nothing allows is refused.

use super::caller::{Caller, Context};
use super::document::Policy;
use super::keys::Keys;
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

/// What the statements of policies come to.
#[derive(Clone, Copy, Debug, Default)]
struct Verdict {
    denies: bool,
    allows: Option<Reach>,
}

fn verdict<'p>(policies: impl IntoIterator<Item = &'p Policy>, scope: &Scope<'_>, action: &str) -> Verdict {
    let mut verdict = Verdict::default();
    let resolve = |name: &str| scope.single(name);
    for statement in policies.into_iter().flat_map(|policy| &policy.statements) {
        let reach = match &statement.principals {
            Some(principals) => principals.reach(scope.caller),
            None => Some(Reach::Itself),
        };
        if verdict.allows >= reach && statement.allows {
            continue;
        }
        let applies = reach.is_some()
            && statement.actions.matches(action, true, &resolve)
            && statement.resources.matches(&scope.request.resource, false, &resolve)
            && statement.conditions.iter().all(|condition| condition.holds(scope, statement.allows));
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
    let scope = Scope { request, caller, context: context.unwrap_or(&nothing) };
    let action = request::full(&request.action);
    let identity = verdict(&caller.policies, &scope, &action);
    let of_resource = verdict(resource.iter().copied(), &scope, &action);
    let boundary = caller.boundary.as_ref().map(|boundary| verdict([boundary], &scope, &action));
    let session = caller.session.as_ref().map(|session| verdict(session, &scope, &action));
    let all = [
        (Reason::Identity, Some(identity)),
        (Reason::Resource, Some(of_resource)),
        (Reason::Boundary, boundary),
        (Reason::Session, session),
    ];
    for (reason, verdict) in all {
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
