//! Plans: what is left to look at of a caller's policies when it does the same again.
//!
//! A caller asks for one action on one resource over and over. Whether a statement names them, and whether its conditions on
//! the caller hold, is then known: only statements that may apply are left, with the conditions that go by the request.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use super::document::{Policy, Statement};
use super::request::{Scope, full};

/// So many plans are kept.
const KEPT: usize = 16;

/// A statement that may apply.
#[derive(Debug)]
struct Left {
    policy: usize,
    statement: usize,
    /// Whether its resources have variables.
    open: bool,
}

/// What may apply to one action on one resource.
#[derive(Debug)]
pub(super) struct Plan {
    action: String,
    resource: String,
    left: Vec<Left>,
}

/// The plans of a caller with how it came, which both never change.
#[derive(Debug, Default)]
pub struct Plans {
    kept: RefCell<Vec<Rc<Plan>>>,
    asked: Cell<bool>,
}

impl Plans {
    /// The plan of a question. One that asks once needs none.
    pub(super) fn of(&self, policies: &[Policy], scope: &Scope<'_>) -> Option<Rc<Plan>> {
        if !self.asked.replace(true) {
            return None;
        }
        let (action, resource) = (&*scope.request.action, &*scope.request.resource);
        let mut kept = self.kept.borrow_mut();
        if let Some(plan) = kept.iter().find(|plan| plan.resource == resource && plan.action == action) {
            return Some(Rc::clone(plan));
        }
        kept.truncate(KEPT - 1);
        let left = left(policies, scope);
        let plan = Rc::new(Plan { action: action.to_owned(), resource: resource.to_owned(), left });
        kept.insert(0, Rc::clone(&plan));
        Some(plan)
    }
}

impl Plan {
    /// The statements that may apply, each with whether its resources have variables.
    pub(super) fn statements<'p>(
        &self,
        policies: &'p [Policy],
    ) -> impl Iterator<Item = (&'p Statement, bool)> {
        self.left
            .iter()
            .filter_map(|left| Some((policies.get(left.policy)?.statements.get(left.statement)?, left.open)))
    }
}

/// The statements that name a question, and whose conditions on the caller hold.
fn left(policies: &[Policy], scope: &Scope<'_>) -> Vec<Left> {
    let action = full(&scope.request.action);
    let mut left = Vec::new();
    for (policy, given) in policies.iter().enumerate() {
        for (statement, given) in given.statements.iter().enumerate() {
            let open = given.resources.is_open();
            let resource = &scope.request.resource;
            if given.actions.matches(&action, true, &|_| None)
                && (open || given.resources.matches(resource, false, &|_| None))
                && given.conditions.iter().all(|it| !it.is_settled() || it.holds(scope, given.allows))
            {
                left.push(Left { policy, statement, open });
            }
        }
    }
    left
}
