//! Policies of tables as their definitions keep them, and as far as it matters who puts them. Those of streams are in
//! histories, which outlive their tables.

use std::rc::Rc;

use crate::model::{Failure, Kind};
use crate::policy::resource::Checked;
use crate::policy::{Caller, Context as How, Request, decide};
use crate::table::Context;
use crate::table::history::Kept;
use crate::table::schema::Table;

/// Who puts a policy.
pub(super) struct Author(pub Rc<Caller>, pub How);

/// The policy of a table and its indexes.
#[must_use]
pub fn of_table(table: &Table) -> Option<Kept> {
    let text = table.policy.clone()?;
    Some(Kept {
        text,
        revision: table.policy_revision.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0),
    })
}

/// Writes a table's policy into its definition.
pub fn put_own(table: &mut Table, policy: Option<Kept>) {
    table.policy_revision = policy.as_ref().map(|policy| policy.revision.to_string());
    table.policy = policy.map(|policy| policy.text);
}

/// A policy that its author could not change any more needs a word more. The owner counts as the account's root.
///
/// # Errors
/// `AccessDeniedException`.
pub fn would_lock_out(
    cx: &Context<'_>,
    checked: &Checked,
    arn: &str,
    tags: &[(String, String)],
) -> Result<(), Failure> {
    let root = Caller::root(&cx.settings.account);
    let author = cx.asked.as_ref().and_then(|asked| asked.downcast_ref::<Author>());
    let (caller, how) = author.map_or((&root, None), |Author(caller, how)| (&**caller, Some(how)));
    let request = Request { tags, now_ms: cx.now_ms, ..Request::new("PutResourcePolicy", arn) };
    decide(caller, &[&checked.policy], &request, &cx.settings.account, how).map_err(|_| {
        let message =
            "The new resource policy will not allow you to update the resource policy in the future.";
        Failure::new(Kind::AccessDenied, message)
    })
}
