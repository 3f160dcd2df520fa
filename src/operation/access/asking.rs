//! A caller that asks, and the one place where it is decided.

use core::cell::RefCell;
use std::borrow::Cow;
use std::rc::Rc;

use crate::model::{Failure, Kind};
use crate::policy::{Caller, Context as How, Denial, Plans, Policy, Reason, Request, Use, decide_again};
use crate::table::Context;
use crate::table::schema::Table;

/// Resource policies that are kept in their read form.
const KEPT: usize = 16;

/// A policy's text, and what it says if it can be read.
type Kept = (Box<str>, Option<Rc<Policy>>);

/// A caller with how it came.
#[derive(Debug)]
pub struct Asking {
    caller: Rc<Caller>,
    how: How,
    plans: Plans,
    /// Policies of tables and streams that it has met.
    met: Rc<RefCell<Vec<Kept>>>,
}

/// A question: an action on a resource, and whose policies of a resource count.
#[derive(Debug)]
pub struct Question<'a> {
    /// What is asked.
    pub request: Request<'a>,
    /// The policy of the resource.
    pub policy: Option<&'a str>,
}

impl<'a> Question<'a> {
    /// About a table or an index of it, which has the table's policy.
    #[must_use]
    pub fn of_table(action: &'a str, resource: &'a str, table: Option<&'a Table>) -> Self {
        let request = Request {
            action: Cow::Borrowed(action),
            resource: Cow::Borrowed(resource),
            tags: table.map_or(&[], |table| &table.tags),
            ..Request::default()
        };
        Self { request, policy: table.and_then(|table| table.policy.as_ref()).map(|policy| &*policy.text) }
    }
}

impl Asking {
    /// A caller of whom nothing more is known.
    #[must_use]
    pub fn new(caller: Rc<Caller>) -> Self {
        Self { caller, how: How::default(), plans: Plans::default(), met: Rc::default() }
    }

    /// The same with the condition keys of one request.
    #[must_use]
    pub fn within(&self, how: How) -> Self {
        Self { caller: Rc::clone(&self.caller), how, plans: Plans::default(), met: Rc::clone(&self.met) }
    }

    /// Decides.
    ///
    /// # Errors
    /// `AccessDeniedException`; of a caller that nobody knows, what unsigned requests are told.
    pub fn decide(&self, cx: &Context<'_>, question: Question<'_>) -> Result<(), Failure> {
        let Question { mut request, policy } = question;
        request.now_ms = cx.now_ms;
        let decided = self.outcome(cx, &request, policy);
        decided.map_err(|denial| self.refused(denial, &request.action, &request.resource))
    }

    /// Whether something denies it, for what nothing has to allow.
    ///
    /// # Errors
    /// As [`Asking::decide`], of explicit denies only.
    pub fn denies(&self, cx: &Context<'_>, question: Question<'_>) -> Result<(), Failure> {
        let Question { mut request, policy } = question;
        request.now_ms = cx.now_ms;
        match self.outcome(cx, &request, policy) {
            Err(denial) if denial.explicit => Err(self.refused(denial, &request.action, &request.resource)),
            _ => Ok(()),
        }
    }

    fn outcome(&self, cx: &Context<'_>, request: &Request<'_>, policy: Option<&str>) -> Result<(), Denial> {
        // An account's root can always take a policy away that denies it that.
        let is_last_resort = request.action == "DeleteResourcePolicy"
            && self.caller.is_root()
            && self.caller.account == cx.settings.account;
        let policy = policy.filter(|_| !is_last_resort).map(|text| self.read(text));
        let decide = |policies: &[&Policy]| {
            decide_again(&self.plans, &self.caller, policies, request, &cx.settings.account, &self.how)
        };
        match policy {
            // Nobody knows what it denies.
            Some(None) => Err(Denial { reason: Reason::Resource, explicit: true }),
            Some(Some(policy)) => decide(&[&policy]),
            None => decide(&[]),
        }
    }

    /// Who asks, for what looks at it later.
    #[must_use]
    pub fn caller(&self) -> (Rc<Caller>, How) {
        (Rc::clone(&self.caller), self.how.clone())
    }

    /// Refuses what nobody is asked for.
    #[cold]
    pub fn refuse(&self, action: &str, resource: &str) -> Failure {
        self.refused(Denial { reason: Reason::Identity, explicit: false }, action, resource)
    }

    #[cold]
    fn refused(&self, denial: Denial, action: &str, resource: &str) -> Failure {
        if self.caller.is_unknown() {
            return Failure::new(Kind::MissingAuthenticationToken, "Request is missing Authentication Token");
        }
        Failure::new(Kind::AccessDenied, denial.message(&self.caller, action, resource))
    }

    fn read(&self, text: &str) -> Option<Rc<Policy>> {
        let mut met = self.met.borrow_mut();
        if let Some((_, known)) = met.iter().find(|(known, _)| **known == *text) {
            return known.clone();
        }
        let policy = Policy::read(text, Use::Resource).ok().map(Rc::new);
        met.truncate(KEPT - 1);
        met.insert(0, (text.into(), policy.clone()));
        policy
    }
}
