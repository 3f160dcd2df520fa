//! How closely statements of resource policies mean a caller.

use super::caller::Caller;
use super::principal::{Principal, Principals};

/// How closely a statement means a caller: what does not allow by itself is not limited by what the closer ones are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The account of a caller, which has to allow it, too.
    Account,
    /// Its role, within the limits of session and boundary.
    Role,
    /// Itself.
    Itself,
}

impl Principals {
    /// Whether the statement is about a caller, and how closely.
    #[must_use]
    pub fn reach(&self, caller: &Caller) -> Option<Reach> {
        let found = self.listed.iter().filter_map(|principal| principal.reach(caller)).max();
        match (self.negated, found) {
            (false, found) => found,
            (true, Some(_)) => None,
            (true, None) => Some(Reach::Itself),
        }
    }
}

impl Principal {
    fn reach(&self, caller: &Caller) -> Option<Reach> {
        match self {
            Self::Everyone => Some(Reach::Itself),
            Self::Account(account) if *account == caller.account => {
                Some(if caller.is_root() { Reach::Itself } else { Reach::Account })
            }
            Self::Arn(arn) if *arn == caller.arn => {
                Some(if caller.arn.contains(":role/") { Reach::Role } else { Reach::Itself })
            }
            Self::Arn(arn) if caller.role.as_ref() == Some(arn) => Some(Reach::Role),
            Self::Federated(provider) if caller.provider.as_ref() == Some(provider) => Some(Reach::Itself),
            Self::Account(_) | Self::Arn(_) | Self::Federated(_) | Self::Service(_) => None,
        }
    }
}
