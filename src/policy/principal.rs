//! Principals: whom a statement of a resource policy is about.

use super::members::{SYNTAX, texts};
use crate::model::Raw;

/// Those that are listed, or all others.
#[derive(Clone, Debug)]
pub struct Principals {
    /// All but those.
    pub negated: bool,
    /// Those.
    pub listed: Vec<Principal>,
}

/// One principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// `*`, also those that nobody knows.
    Everyone,
    /// An account, which can give the permission on to its users.
    Account(String),
    /// A user, a role or a session.
    Arn(String),
    /// A web identity provider.
    Federated(String),
    /// A service of AWS.
    Service(String),
}

/// What a policy says whose principal is none.
pub const INVALID: &str = "Invalid principal in policy document.";

impl Principals {
    /// Reads `Principal` or `NotPrincipal`.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn of(given: Raw<'_>, negated: bool) -> Result<Self, String> {
        if let Some(text) = given.as_str() {
            let everyone = Self { negated, listed: vec![Principal::Everyone] };
            return if text == "*" { Ok(everyone) } else { Err(SYNTAX.to_owned()) };
        }
        let mut listed = Vec::new();
        for (kind, names) in given.as_map().ok_or(SYNTAX)?.iter() {
            for name in texts(names).ok_or(SYNTAX)? {
                listed.push(match kind {
                    b"AWS" => principal(name)?,
                    b"Federated" => Principal::Federated(name.to_owned()),
                    b"Service" => Principal::Service(name.to_owned()),
                    _ => return Err(SYNTAX.to_owned()),
                });
            }
        }
        if listed.is_empty() { Err(SYNTAX.to_owned()) } else { Ok(Self { negated, listed }) }
    }

    /// Whether it is about everyone.
    #[must_use]
    pub fn is_everyone(&self) -> bool {
        self.negated || self.listed.contains(&Principal::Everyone)
    }
}

fn principal(name: &str) -> Result<Principal, String> {
    if name == "*" {
        return Ok(Principal::Everyone);
    }
    if is_account(name) {
        return Ok(Principal::Account(name.to_owned()));
    }
    let mut parts = name.splitn(6, ':');
    let [arn, _, service, region, account, resource] =
        core::array::from_fn(|_| parts.next().unwrap_or_default());
    let known = arn == "arn" && matches!(service, "iam" | "sts") && region.is_empty() && is_account(account);
    match resource.split_once('/') {
        _ if !known => Err(INVALID.to_owned()),
        None if resource == "root" => Ok(Principal::Account(account.to_owned())),
        Some(("user" | "role" | "assumed-role" | "federated-user", rest))
            if !rest.is_empty() && !rest.contains('*') =>
        {
            Ok(Principal::Arn(name.to_owned()))
        }
        _ => Err(INVALID.to_owned()),
    }
}

/// Whether a text is the number of an account.
#[must_use]
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
